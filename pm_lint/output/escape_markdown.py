"""Text from outside in Markdown of ours, shown as it is: GitHub resolves and draws nothing in it.

GitHub resolves mentions and references in the *rendered* text, so entities are decoded first, invisible characters are
dropped, and only then is anything broken up. What breaks is a zero-width space (U+200B) after the sign that starts it:
it holds in running text, in code and in titles alike, and a reader sees no difference. A backslash or an entity would
not do, because both are gone when GitHub looks for mentions.
"""

from __future__ import annotations

import html
import re

from pm_lint.regex import regex

ZWSP = "\u200b"

# Characters without a shape: controls (but for tab and line feed), soft hyphen, zero-width ones, bidirectional marks,
# invisible operators, tag characters, surrogates.
INVISIBLE = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
# Longer ones are no entities in Markdown, and Python refuses to convert a number of thousands of digits.
_LONG_ENTITY = regex(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")

_REFERENCE = regex(r"@(?=\S)|#(?=\d)|(?<![a-z0-9])GH-(?=\d)", re.IGNORECASE | re.ASCII)
#: What begins an address that GitHub makes a link of.
ADDRESS = regex(r"(?:https?|ftp)(?=://)|www(?=\.)|(?:mailto|xmpp)(?=:)", re.IGNORECASE)
_INLINE_MARK = regex(r"([\\`*_\[\]<>|~$&])")
_LINE_START_MARK = regex(r"^([-+=#:]|\d{1,9}(?=[.)]))")
# With more backticks than 80 around it GitHub takes nothing for code.
_LONG_RUN = regex("`{64}(?=`)")


def plain(text: str) -> str:
    """What a reader would see: entities decoded until nothing changes, invisible characters dropped, LF line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(8):  # each level of encoding takes one round; nobody means more than two
        decoded = INVISIBLE.sub("", html.unescape(_LONG_ENTITY.sub("\ufffd", text)).replace("\r", "\n"))
        if decoded == text:
            return text
        text = decoded
    return text.replace("&", "&" + ZWSP)


def inert(text: str) -> str:
    """Mentions and references broken; the text must be plain already."""
    return _REFERENCE.sub(lambda match: match[0] + ZWSP, text)


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
    text = ADDRESS.sub(lambda match: match[0] + ZWSP, text)
    text = _INLINE_MARK.sub(r"\\\1", text)
    text = _LINE_START_MARK.sub(lambda match: match[1] + "\\" if match[1].isdigit() else "\\" + match[1], text)
    return inert(text)


def code(text: str) -> str:
    """Text from outside as a code span, in which GitHub resolves nothing; its fence is longer than any run within."""
    text = " ".join(INVISIBLE.sub("", text.replace("\r", "\n")).split()) or " "
    text = _LONG_RUN.sub(r"\g<0>" + ZWSP, text)
    fence = "`" * (longest_run(text, "`") + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def longest_run(text: str, character: str) -> int:
    return max((len(match[0]) for match in re.finditer(re.escape(character) + "+", text)), default=0)
