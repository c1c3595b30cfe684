"""What the patterns of dates and of times have in common: the characters they are made of."""

from __future__ import annotations

import re

from pm_lint.regex import regex

# Typographic characters by plain ones, one for one so that offsets stay: patterns of plain characters compile in half
# the time. Dashes become the byte that Windows-1252 gives them, for a dash is a range where a hyphen may be an offset.
DASH = "\x96"
_PLAIN = str.maketrans(
    "\u00a0\u2007\u2009\u202f\u2010\u2011\u2212\u2012\u2013\u2014\u2019\u2192\u2248\u223c",
    "    " + "---" + 3 * DASH + "'" + ">" + "~~",
)
#: White space within a line.
S = "[ \t]"
#: Hyphens and dashes, for a character class.
HYPHEN = rf"\-{DASH}"
#: Emphasis, code and brackets around a date or a time.
MARKUP = r"[*_`\[\]()]{0,4}"
APPROXIMATELY = r"(?:~|(?:ca?\.|ca|circa|about|around|approx\.?|approximately|roughly)(?![a-z]))"


def lenient(source: str, flags: int = re.IGNORECASE | re.ASCII) -> re.Pattern[str]:
    """A pattern that minds no case, of plain characters."""
    return regex(source, flags)


def plain(text: str) -> str:
    """The text with plain characters for typographic ones, of the same length."""
    return text if text.isascii() else text.translate(_PLAIN)


def past(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where the pattern ends that begins at that place; the place itself if it does not begin there."""
    match = pattern.match(text, position)
    return match.end() if match else position


def begins_with_year(text: str, start: int) -> bool:
    """Whether more than two digits stand there: what begins with one or two has other forms."""
    return text[start : start + 3].isdigit() and len(text) > start + 2


#: A word or mark that makes the date or time after it approximate.
ABOUT = lenient(rf"{APPROXIMATELY}{S}{{0,2}}(?:at{S})?")
