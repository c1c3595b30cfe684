"""Untrusted text made inert before it reaches a comment, an issue or the step summary.

Here is what may stay Markdown; `output/escape_markdown.py` shows text as it stands, and says how GitHub reads.

Where a link must stay clickable, GitHub's own host becomes ``redirect.github.com``, which GitHub does not take for a
reference (Dependabot and Renovate write their links so).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote as _percent
from urllib.parse import unquote

from pm_lint.output.escape_markdown import ADDRESS, INVISIBLE, inert, longest_run
from pm_lint.output.escape_markdown import ZWSP as ZWSP
from pm_lint.output.escape_markdown import code as code
from pm_lint.output.escape_markdown import inline as inline
from pm_lint.output.escape_markdown import plain as plain
from pm_lint.output.escape_markdown import prose as prose
from pm_lint.regex import regex

#: GitHub's limits are 65,536 and 256 characters.
BODY_LIMIT = 60_000
TITLE_LIMIT = 250

# A GitHub address of something that would get a back-reference, whatever stands around the host; without a scheme too,
# where it would get one.
_REFERRED = "(?:issues|pulls?|discussions|commits?)/"
_GITHUB_URL = regex(
    r"((?:https?:)?//|(?=www\.))(?:[^\s/@<>]{0,100}@)?(?:www\.)?github\.com\.?(?::\d{1,5})?"
    rf"(?=/[^/\s]{{1,100}}/[^/\s]{{1,100}}/{_REFERRED})",
    re.IGNORECASE,
)
# An address that GitHub certainly turns into a link, so that an @ or # in it is no mention: in front of it a space or a
# bracket, a plain host, and no character that could end the link before the end of this match.
_SAFE_URL = regex(r"(?<![^\s(])https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/[\w/.,;:=%?&+@#~-]*", re.IGNORECASE)
_SIGN = regex(r"@|#(\d)", re.ASCII)
_BRACKET = regex(r"[\[\]\\`$]")
_AUTOLINK = regex(r"<(https?://[^\s<>]{1,2000})>", re.IGNORECASE)
_IMAGE = regex(r"!\[([^\[\]]{0,300})\](?:\([^()\s<>]{0,1000}(?:\s+\"[^\"\n]{0,300}\")?\)|\[[^\[\]]{0,300}\])")
_IMAGE_TAG = regex(r"<(?:img|image|picture|source|video|audio|svg)\b[^<>]*>?", re.IGNORECASE)
_TAG_START = regex(r"<(?=[A-Za-z/!?])")
# Where a link leads, with the backslashes that would hide it from the patterns here and not from a browser.
_TARGET = regex(r"\]\(\s*<?[^\s<>]{1,2000}")
_ESCAPE = regex(r"\\(?=[-#./:?@_~])")
# A footnote would be shown below the whole comment, and an address with a name leads all of it there.
_DEFINED = regex(r"\[(?=\^)|\](?=:)")
# What GitHub draws, in a frame of its own, or offers to commit.
_DRAWN = regex(r"(?<![`~])(`{3,}+|~{3,}+)(?=[ \t]*(?:mermaid|geojson|topojson|stl|math|suggestion)\b)", re.IGNORECASE)
_FENCE = regex(r"^ {0,3}(`{3,}(?=[^`]*$)|~{3,})")


def without_comments(text: str) -> str:
    """The text without its HTML comments; one that is never closed takes the rest with it, as it does on GitHub."""
    kept = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        kept.append(text[position:start])
        end = text.find("-->", start + 2)
        position = len(text) if end < 0 else end + 3
    kept.append(text[position:])
    return "".join(kept)


def markdown(text: str, host: str = "github.com") -> str:
    """Markdown from outside that stays Markdown (lists, emphasis, code, links), and can do nothing but be read.

    ``host`` is the GitHub server's, for the references by address of an enterprise server.
    """
    text = _TARGET.sub(lambda match: _ESCAPE.sub("", match[0]), without_comments(plain(text)))
    text = _IMAGE_TAG.sub("", _IMAGE.sub(r"\1", text)).replace("![", "!" + ZWSP + "[")
    # Removal can join the halves of another comment or tag: so every `<` that could start one is broken as well.
    text = _TAG_START.sub("<" + ZWSP, _AUTOLINK.sub(r"\1 ", text))
    text = _DRAWN.sub(r"\1text ", _DEFINED.sub(r"\g<0>" + ZWSP, text))
    text = _GITHUB_URL.sub(r"\1redirect.github.com", text)
    if host.lower() != "github.com":
        address = rf"(https?:|(?<!:))(?=//(?:[^\s/@]{{0,100}}@)?{re.escape(host)})"
        text = re.sub(address, r"\1" + ZWSP, text, flags=re.IGNORECASE)
    return _close_fence("".join(_inert_but_addresses(text)))


def _inert_but_addresses(text: str) -> Iterator[str]:
    """The pieces of the text with mentions and references broken, but in addresses: there an @ or # becomes no mention
    where GitHub makes a link of it, which it doesn't inside a bracket. What would be one there is percent-encoded."""
    position = depth = 0
    certain = True  # whether a bracket that closes is one: in code, and behind a backslash, it is none
    for match in _SAFE_URL.finditer(text):
        before = text[position : match.start()]
        for sign in _BRACKET.findall(before):
            if sign == "[":
                depth += 1
            elif depth and sign != "]":
                certain = False
            elif depth and certain:
                depth -= 1
        yield inert(before)
        yield _SIGN.sub(lambda sign: f"#%3{sign[1]}" if sign[1] else "%40", match[0]) if depth else match[0]
        position = match.end()
    yield inert(text[position:])


def repeated(text: str) -> str:
    """What we said in a comment, as GitHub has it: others may have edited it. What is broken up already is only broken
    up once more, and nothing is decoded or removed, for our messages quote literally."""
    text = _TAG_START.sub("<" + ZWSP, text.replace("&", "&" + ZWSP).replace("![", "!" + ZWSP + "["))
    text = _DRAWN.sub(r"\1text ", _DEFINED.sub(r"\g<0>" + ZWSP, text))
    return _close_fence(inert(ADDRESS.sub(lambda match: match[0] + ZWSP, text)))


def quoted(text: str, host: str = "github.com") -> str:
    """`markdown` as a block quote: whatever is left open in it ends with the quote."""
    return "\n".join(f"> {line}".rstrip() for line in markdown(text, host).split("\n"))


def target(url: str, host: str = "github.com") -> str:
    """An address from outside as the target of a Markdown link, ``[…](here)``; "" for one that must not be followed:
    no web page, or an issue on an enterprise server, to which it would be a reference."""
    if not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        return ""
    place = rf"https?://(?:[^\s/@]{{0,100}}@)?{re.escape(host)}\.?(?::\d{{1,5}})?"
    referred = rf"{place}/[^/\s]{{1,100}}/[^/\s]{{1,100}}/{_REFERRED}"
    if host.lower() != "github.com" and re.match(referred, url, re.IGNORECASE):
        return ""
    # `%` stays: the address is encoded already. An `&` could begin an entity, in an address too.
    quoted_url = _percent(INVISIBLE.sub("", url), safe="/:?#[]!$&'*+,;=%~", errors="replace")
    return _GITHUB_URL.sub(r"\1redirect.github.com", quoted_url).replace("&", "&amp;")


def fence(text: str, info: str = "") -> str:
    """Text from outside as a fenced block; ``info`` is ours. The fence is longer than any run of backticks within."""
    marks = "`" * max(3, longest_run(text, "`") + 1)
    return f"{marks}{info}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{marks}"


def title(text: str, limit: int = TITLE_LIMIT) -> str:
    """Text from outside as an issue's title: one line, nothing in it resolves, at most ``limit`` characters."""
    text = inert(" ".join(without_comments(plain(text)).split()))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut(text: str, limit: int = BODY_LIMIT) -> str:
    """A body of at most ``limit`` characters that says where it was cut. No comment, fence or ``<details>`` of ours is
    left open by it."""
    if len(text) <= limit:
        return text
    note = f"\n\n… cut here: {len(text):,} characters are more than fit.\n"
    kept = text[: max(0, limit - len(note) - 200)]
    start = kept.rfind("<!--")
    if start >= 0 and kept.find("-->", start) < 0:
        kept = kept[:start]
    kept = kept[: kept.rfind("\n") + 1] or kept  # whole lines, so that no tag, link or marker is halved
    kept = _close_fence(kept).rstrip("\n")
    kept += "\n\n</details>" * max(0, kept.count("<details>") - kept.count("</details>"))
    return (kept + note)[:limit]


def encode(value: str) -> str:
    """A value inside a marker: nothing is left of it that could end a comment, a value or a line."""
    return _percent(value, safe="", errors="replace").replace("-", "%2D").replace("~", "%7E")


def decode(value: str) -> str:
    """What `encode` was given."""
    return unquote(value, errors="replace")


def _close_fence(text: str) -> str:
    """The text with the fence closed that its top level leaves open."""
    opened = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match is None:
            continue
        marks = match[1]
        if not opened:
            opened = marks
        elif marks[0] == opened[0] and len(marks) >= len(opened) and line.strip() == marks:
            opened = ""
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{opened}" if opened else text
