"""Untrusted text made inert before it reaches a comment, an issue or the step summary.

GitHub resolves mentions and references in the *rendered* text, so entities are decoded first, invisible characters are
dropped, and only then is anything broken up. What breaks is a zero-width space (U+200B) after the sign that starts it:
it holds in running text, in code and in titles alike, and a reader sees no difference. A backslash or an entity would
not do, because both are gone when GitHub looks for mentions.

Where a link must stay clickable, GitHub's own host becomes ``redirect.github.com``, which GitHub does not take for a
reference (Dependabot and Renovate write their links so).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote as _percent
from urllib.parse import unquote

from pm_lint.regex import regex

#: GitHub's limits are 65,536 and 256 characters.
BODY_LIMIT = 60_000
TITLE_LIMIT = 250

ZWSP = "\u200b"

# Characters without a shape: controls (but for tab and line feed), soft hyphen, zero-width ones, bidirectional marks,
# invisible operators, tag characters, surrogates.
_INVISIBLE = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
# Longer ones are no entities in Markdown, and Python refuses to convert a number of thousands of digits.
_LONG_ENTITY = regex(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")

_REFERENCE = regex(r"@(?=\S)|#(?=\d)|(?<![a-z0-9])GH-(?=\d)", re.IGNORECASE | re.ASCII)
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
_ADDRESS = regex(r"(?:https?|ftp)(?=://)|www(?=\.)|(?:mailto|xmpp)(?=:)", re.IGNORECASE)
_INLINE_MARK = regex(r"([\\`*_\[\]<>|~$&])")
_LINE_START_MARK = regex(r"^([-+=#:]|\d{1,9}(?=[.)]))")
# With more backticks than 80 around it GitHub takes nothing for code.
_LONG_RUN = regex("`{64}(?=`)")
_FENCE = regex(r"^ {0,3}(`{3,}(?=[^`]*$)|~{3,})")


def plain(text: str) -> str:
    """What a reader would see: entities decoded until nothing changes, invisible characters dropped, LF line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(8):  # each level of encoding takes one round; nobody means more than two
        decoded = _INVISIBLE.sub("", html.unescape(_LONG_ENTITY.sub("\ufffd", text)).replace("\r", "\n"))
        if decoded == text:
            return text
        text = decoded
    return text.replace("&", "&" + ZWSP)


def _inert(text: str) -> str:
    """Mentions and references broken; the text must be plain already."""
    return _REFERENCE.sub(lambda match: match[0] + ZWSP, text)


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
        yield _inert(before)
        yield _SIGN.sub(lambda sign: f"#%3{sign[1]}" if sign[1] else "%40", match[0]) if depth else match[0]
        position = match.end()
    yield _inert(text[position:])


def repeated(text: str) -> str:
    """What we said in a comment, as GitHub has it: others may have edited it. What is broken up already is only broken
    up once more, and nothing is decoded or removed, for our messages quote literally."""
    text = _TAG_START.sub("<" + ZWSP, text.replace("&", "&" + ZWSP).replace("![", "!" + ZWSP + "["))
    text = _DRAWN.sub(r"\1text ", _DEFINED.sub(r"\g<0>" + ZWSP, text))
    return _close_fence(_inert(_ADDRESS.sub(lambda match: match[0] + ZWSP, text)))


def quoted(text: str, host: str = "github.com") -> str:
    """`markdown` as a block quote: whatever is left open in it ends with the quote."""
    return "\n".join(f"> {line}".rstrip() for line in markdown(text, host).split("\n"))


def inline(text: str) -> str:
    """Text from outside shown literally, on one line, inside a paragraph, list item or table cell of ours."""
    return _literal(" ".join(plain(text).split()))


def prose(text: str) -> str:
    """`inline`, but what stands between two backticks is a code span: for messages of ours that quote what is not.

    Who writes backticks into a document gets a code span in the message, in which nothing resolves either.
    """
    parts = re.split(r"`([^`]+)`", " ".join(plain(text).split()))
    # Two spans side by side would be one run of backticks, hence the space of no width.
    made = [code(part) if index % 2 else _literal(part) or ZWSP for index, part in enumerate(parts)]
    return "".join(made).strip(ZWSP)


def _literal(text: str) -> str:
    text = _ADDRESS.sub(lambda match: match[0] + ZWSP, text)
    text = _INLINE_MARK.sub(r"\\\1", text)
    text = _LINE_START_MARK.sub(lambda match: match[1] + "\\" if match[1].isdigit() else "\\" + match[1], text)
    return _inert(text)


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
    quoted_url = _percent(_INVISIBLE.sub("", url), safe="/:?#[]!$&'*+,;=%~", errors="replace")
    return _GITHUB_URL.sub(r"\1redirect.github.com", quoted_url).replace("&", "&amp;")


def code(text: str) -> str:
    """Text from outside as a code span, in which GitHub resolves nothing; its fence is longer than any run within."""
    text = " ".join(_INVISIBLE.sub("", text.replace("\r", "\n")).split()) or " "
    text = _LONG_RUN.sub(r"\g<0>" + ZWSP, text)
    fence = "`" * (_longest_run(text, "`") + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def fence(text: str, info: str = "") -> str:
    """Text from outside as a fenced block; ``info`` is ours. The fence is longer than any run of backticks within."""
    marks = "`" * max(3, _longest_run(text, "`") + 1)
    return f"{marks}{info}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{marks}"


def title(text: str, limit: int = TITLE_LIMIT) -> str:
    """Text from outside as an issue's title: one line, nothing in it resolves, at most ``limit`` characters."""
    text = _inert(" ".join(without_comments(plain(text)).split()))
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


def _longest_run(text: str, character: str) -> int:
    return max((len(match[0]) for match in re.finditer(re.escape(character) + "+", text)), default=0)


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
