"""Documents made to keep a program busy: for each pattern, a text of about so many characters.

The tests count the work for growing sizes, and the benchmark takes the time. Each pattern once was, or well could be,
slower than in line with its size: in a Markdown parser, in a rule, or in what prints the findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

Pattern = Callable[[int], str]

#: What most rules need to speak at all, so that a pattern below it reaches them.
HEAD = """# 2026-01-12 Checkout errors

**Postmortem Owner:** @alice

**Meeting Scheduled For:** 2026-01-14 10:00 UTC

"""


def repeated(piece: str, *, head: str = "", tail: str = "") -> Pattern:
    """One piece again and again."""
    return lambda size: head + piece * max(1, (size - len(head) - len(tail)) // len(piece)) + tail


def numbered(piece: str, *, head: str = "", tail: str = "") -> Pattern:
    """One piece again and again, each with its own number in place of ``#N``."""

    def text(size: int) -> str:
        width = len(piece.replace("#N", "00000"))
        count = max(1, (size - len(head) - len(tail)) // width)
        return head + "".join(piece.replace("#N", f"{i:05}") for i in range(count)) + tail

    return text


def halves(before: str, after: str, *, middle: str = "", head: str = "") -> Pattern:
    """As many of one piece as of the other after it."""

    def text(size: int) -> str:
        count = max(1, (size - len(head) - len(middle)) // (len(before) + len(after)))
        return head + before * count + middle + after * count

    return text


def lettered(piece: str, *, head: str = "") -> Pattern:
    """One piece again and again, each with its own word in place of ``#W``: no two alike."""

    def word(i: int) -> str:
        return "".join(chr(97 + i // 26**k % 26) for k in range(4))

    def text(size: int) -> str:
        count = max(1, (size - len(head)) // len(piece.replace("#W", "word")))
        return head + "".join(piece.replace("#W", word(i)) for i in range(count))

    return text


def section(title: str) -> str:
    """The head, and the beginning of a section of the template."""
    return f"{HEAD}## {title}\n\n"


def runs(mark: str) -> Pattern:
    """Runs of a mark, each longer than the one before, with a letter between."""

    def text(size: int) -> str:
        pieces, length, count = [], 0, 1
        while length < size:
            pieces.append(mark * count + "a")
            length += count + 1
            count += 1
        return "".join(pieces)

    return text


def wide_table(size: int) -> str:
    """A table with as many columns as rows have characters."""
    columns = max(1, size // 8)
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b" * columns + "|\n|c\n"


_DAY = "2026-01-12"
_TABLE = "| Time (UTC) | Event |\n|---|---|\n"

_INLINE: dict[str, Pattern] = {
    "brackets": repeated("["),
    "brackets that close": repeated("]"),
    "brackets in brackets": halves("[", "](b)", middle="a"),
    "links without an end": repeated("[a]("),
    "links with titles without an end": repeated('[a](b "'),
    "links in angles without an end": repeated("[a](<b"),
    "links": repeated("[a](b) "),
    "links with many parentheses": repeated("[a](((((b "),
    "images": repeated("![a"),
    "images in images": halves("![", "](b)", middle="a"),
    "references to nothing": repeated("[a][b] "),
    "references": numbered("[a#N] ", head="[a00000]: /x\n\n"),
    "emphasis": repeated("*a "),
    "emphasis that closes": repeated("a* "),
    "emphasis and strong": repeated("*a **a "),
    "emphasis of two kinds": repeated("*a _a*_ "),
    "strong that closes once": repeated("**a* "),
    "emphasis of two kinds unclosed": repeated("*a _b "),
    "emphasis nested": halves("*a **b ", "c** d*"),
    "emphasis without space": repeated("a**b"),
    "triple emphasis": repeated("***a** b* "),
    "runs of stars": runs("*"),
    "one run of stars": repeated("*", tail="a"),
    "underscores in words": repeated("a_b_"),
    "strikethrough": repeated("~~a "),
    "tildes": repeated("~~"),
    "code spans": runs("`"),
    "one backtick each": repeated("`a ``b "),
    "escapes": repeated("\\*"),
    "backslashes": repeated("\\"),
    "entities": repeated("&amp;"),
    "entities without an end": repeated("&a"),
    "numeric entities": repeated("&#x41;&#9999999;"),
    "tags": repeated("a <b "),
    "tags with attributes": repeated("<a b='c' ", head="x "),
    "attributes of one tag": repeated(' b="c"', head="x <a"),
    "quotes in tags": repeated("<a b=\"<c d='"),
    "comments without an end": repeated("a <!-- "),
    "declarations without an end": repeated("a <!A "),
    "instructions without an end": repeated("a <? "),
    "CDATA without an end": repeated("a <![CDATA["),
    "autolinks": repeated("<http://a.b> "),
    "autolinks without an end": repeated("<http://a"),
    "mail addresses without an end": repeated("<a@b."),
    "URLs": repeated("http://a.b/c "),
    "one URL": repeated("a", head="http://"),
    "URLs with parentheses": repeated("http://a(" + ")" * 40 + " "),
    "URL of entities": repeated("&amp;", head="http://a"),
    "footnotes": repeated("[^1] [^2]: "),
    "hard breaks": repeated("a  \n"),
    "spaces before a break": repeated(" ", head="a", tail="\nb"),
}

_BLOCKS: dict[str, Pattern] = {
    "quotes": repeated("> " * 20 + "a\n"),
    "quotes too deep": repeated(">"),
    "quotes that grow": lambda size: "".join("> " * (i % 30 + 1) + "a\n" for i in range(size // 33)),
    "lists": repeated("- " * 20 + "a\n"),
    "lists too deep": repeated("- "),
    "lists that grow": lambda size: "".join("  " * (i % 30) + "- a\n" for i in range(size // 33)),
    "list items": repeated("- a\n"),
    "list items apart": repeated("- a\n\n"),
    "ordered items": repeated("1. a\n"),
    "lists of other marks": repeated("- a\n+ b\n* c\n"),
    "empty items": repeated("-\n\n"),
    "lazy lines": repeated("> a\nb\n"),
    "lazy lines of one quote": repeated("b\n", head="> a\n"),
    "lazy lines of items": repeated("- a\nb\n"),
    "quotes in lists": repeated("> 1. > - a\n"),
    "blocks that end each other": repeated("> a\n1. b\n"),
    "fences": repeated("```\na\n"),
    "fences without an end": repeated("~~~~\n```\n"),
    "fences that grow": lambda size: "".join("`" * (i % 50 + 3) + "\n" for i in range(size // 28)),
    "indented code": repeated("    a\n\n"),
    "indented lines": repeated("    b\n", head="a\n"),
    "headings": numbered("# Heading #N\n"),
    "headings alike": repeated("## Contributing Factor\n\n"),
    "headings of all levels": repeated("# a\n## a\n### a\n#### a\n##### a\n###### a\n"),
    "underlined headings": repeated("a\n===\n"),
    "underlines": repeated("===\n"),
    "spaces in a heading": repeated(" ", head="# a", tail="b"),
    "marks in a heading": repeated(" #", head="# a", tail=" b"),
    "spaces in a date": repeated(" ", head="# 2026", tail="-01-12"),
    "rules": repeated("---\n"),
    "rules with spaces": repeated("- ", tail="-a\n"),
    "stars in a line": repeated("* ", tail="\na"),
    "definitions": numbered("[a#N]: /x\n"),
    "definitions without an end": repeated("[a]: <b\n"),
    "definitions with titles without an end": repeated("[a]: /x 'b\n"),
    "definitions in lists": repeated("[a]: /x\n- [b]: /y\n"),
    "labels without an end": repeated("[a\n"),
    "wide table": wide_table,
    "table rows": repeated("| a | b |\n", head="| a | b |\n|---|---|\n"),
    "tables": repeated("|a|\n|-|\n|b|\n\n"),
    "short rows": repeated("|b\n", head="|a" * 10 + "\n" + "|-" * 10 + "\n"),
    "heads of tables": repeated("|a|b|\n|-|-\n|-|-|-\n"),
    "dashes and pipes": repeated("|-", tail="\na"),
    "pipes escaped": repeated("\\|", head="|a|\n|-|\n|"),
    "HTML blocks": repeated("<div>\n\n"),
    "HTML in HTML": repeated("<div>"),
    "HTML tables": repeated("<tr><td>a</td></tr>\n", head="<table>\n"),
    "HTML tables in HTML tables": repeated("<table><tr><td>\n"),
    "HTML cells": repeated("<td>a", head="<table><tr>"),
    "HTML cells without an end": repeated("<table><tr><td ", head="<table>"),
    "comments in HTML tables": repeated("<!--", head="<table>"),
    "comments": repeated("<!-- a -->\n"),
    "block comments without an end": repeated("<!-- a\n\n"),
    "closing tags": repeated("</div>\n"),
    "scripts without an end": repeated("<script>\n\n"),
    "front matter": numbered("key#N: value\n", head="---\n", tail="---\n"),
    "front matter without an end": repeated("a: b\n", head="---\n"),
    "front matter nested": repeated("[", head="---\na: ", tail="\n---\n"),
    "front matter of aliases": repeated("- *a\n", head="---\na: &a [b]\nc:\n", tail="---\n"),
    "front matter of one line": repeated("a: {", head="---\n", tail="\n---\n"),
}

_CHARACTERS: dict[str, Pattern] = {
    "one long line": repeated("word "),
    "one long word": repeated("a"),
    "one paragraph": repeated("A line of some words.\n"),
    "paragraphs": repeated("A line of some words.\n\n"),
    "empty lines": repeated("\n"),
    "carriage returns": repeated("\r"),
    "spaces": repeated(" "),
    "tabs": repeated("\t"),
    "tabs between words": repeated("a\t"),
    "no-break spaces": repeated("\u00a0", head="a", tail="b"),
    "spaces of all widths": repeated("\u2003\u2009\u3000", head="a", tail="b"),
    "separators of lines": repeated("a\u2028"),
    "combining marks": repeated("\u0301", head="e"),
    "right to left": repeated("\u202e\u05d0 "),
    "emoji": repeated("\U0001f525"),
    "joined emoji": repeated("\U0001f469\u200d"),
    "digits": repeated("1"),
    "digits apart": repeated("1 "),
    "digits and points": repeated("1."),
    "digits and colons": repeated("1:"),
    "digits and slashes": repeated("1/"),
    "digits and dashes": repeated("2026-"),
    "dashes": repeated("\u2013"),
    "commas": repeated(","),
    "full stops": repeated(". "),
    "ends of sentences": repeated('a." '),
    "quotation marks": repeated('"'),
    "colons": repeated(": "),
    "parentheses": repeated("("),
    "parentheses in parentheses": halves("(a ", ")"),
    "at signs": repeated("@"),
    "handles": repeated("@a "),
    "number signs": repeated("#1 "),
    "capitals": repeated("A"),
    "zone names": repeated("UTC "),
    "words of time": repeated("at "),
    "months": repeated("May "),
    "weekdays": repeated("Monday "),
}

_OURS: dict[str, Pattern] = {
    "titles": repeated("# 2026-01-12 Checkout errors\n\n"),
    "dates in a title": repeated("2026-01-12 ", head="# "),
    "owners": numbered("@alice#N, ", head="**Postmortem Owner:** "),
    "owners apart": repeated("**Postmortem Owner:** @alice\n\n"),
    "owners and names": repeated("Alice and ", head="# 2026-01-12 a\n\n**Postmortem Owner:** "),
    "meetings": repeated("**Meeting Scheduled For:** 2026-01-14 10:00 UTC\n\n"),
    "dates of a meeting": repeated("03/04/2026 ", head="**Meeting Scheduled For:** "),
    "waivers": repeated("Waived by ", head=f"# {_DAY} a\n\n**Meeting Scheduled For:** "),
    "labels": numbered("**Key #N:** value\n\n", head=HEAD),
    "labels in one line": repeated("**Key:** value ", head=HEAD),
    "labels in a list": repeated("- **Key:** value\n", head=HEAD),
    "labels in a table": repeated("| Key | value |\n", head=HEAD + "| | |\n|---|---|\n"),
    "plain labels": repeated("Key: value\n", head=HEAD),
    "bold lines": repeated("**Impact**\n\n"),
    "bold leads": repeated("- **Impact:** 12 customers\n"),
    "directives": repeated("<!-- pm-lint: optional -->\n\n", head="# a\n\n"),
    "suppressions": repeated("<!-- pm-lint-disable PM007 -->\n\n", head=HEAD),
    "suppressions in pairs": repeated("<!-- pm-lint-disable PM007 -->\nTBD\n\n<!-- pm-lint-enable PM007 -->\n\n"),
    "suppressions of the next line": repeated("<!-- pm-lint-disable-next-line PM007 -->\nTBD\n\n", head=HEAD),
    "suppressions of many rules": repeated("PM007 ", head="<!-- pm-lint-disable ", tail="-->\n"),
    "suppressions without an end": repeated("<!-- pm-lint-disable "),
    "sections": numbered("## Section #N\n\nText.\n\n", head=HEAD),
    "sections that nearly match": lettered("## Contributing Fact#W\n\na\n\n", head=HEAD),
    "sections all known": repeated("## Overview\n\n## Impact\n\n## Timeline\n\n", head=HEAD),
    "placeholders": repeated("<name> YYYY-MM-DD ", head=section("Overview")),
    "placeholders by line": repeated("TBD\n\n", head=section("Overview")),
    "unfinished words": repeated("TODO ?? TBD ", head=section("Overview")),
    "angles": repeated("<a", head=section("Overview")),
    "blame": repeated("Bob forgot to. ", head=section("Overview")),
    "what should have been": repeated("We should have. ", head=section("Overview")),
    "numbers of the impact": repeated("12 % ", head=section("Impact")),
    "timeline rows": repeated("| 12:00 | It broke |\n", head=section("Timeline") + _TABLE),
    "timeline rows going back": repeated("| 12:31 | a |\n| 12:20 | b |\n", head=section("Timeline") + _TABLE),
    "timeline rows with days": repeated("| 2026-01-12 12:00 | It broke |\n", head=section("Timeline") + _TABLE),
    "timeline rows without times": repeated("| soon | It broke |\n", head=section("Timeline") + _TABLE),
    "timeline rows of two readings": repeated("| 03/04/2026 12:00 | a |\n", head=section("Timeline") + _TABLE),
    "timeline rows far off": repeated("| 2016-01-12 12:00 | a |\n", head=section("Timeline") + _TABLE),
    "timeline rows to come": repeated("| 2096-01-12 12:00 | a |\n", head=section("Timeline") + _TABLE),
    "timeline items": repeated("- 12:00 UTC it broke\n", head=section("Timeline")),
    "timeline lines": repeated("12:00 UTC it broke\n", head=section("Timeline")),
    "timeline items nested": repeated("- 12:00 UTC it broke\n  - 12:01 a\n", head=section("Timeline")),
    "timeline days": repeated("### 2026-01-12\n\n- 12:00 a\n\n", head=section("Timeline")),
    "timelines": repeated("## Timeline\n\n- 12:00 UTC a\n\n", head=HEAD),
    "times in one row": repeated("12:00 ", head=section("Timeline") + "- "),
    "ranges": repeated("10:00\u2013", head=section("Timeline") + "- "),
    "ranges of days": repeated("7\u2013", head=section("Timeline") + "- ", tail=" Nov 2026"),
    "dates": repeated("2026-01-12 ", head=section("Timeline")),
    "dates in words": repeated("Monday, 12th of January 2026, ", head=section("Timeline")),
    "dates without a year": repeated("12 Jan ", head=section("Timeline")),
    "dates of two readings": repeated("03/04/2026 ", head=section("Timeline")),
    "days of the week and dates": repeated("Monday 2026-01-13 12:00\n\n", head=section("Timeline")),
    "durations": repeated("It took 3 hours and 20 minutes. ", head=section("Impact")),
    "stated durations": repeated("**Duration:** 10:00 to 11:00, 3 hours\n\n", head=HEAD),
    "times and zones": repeated("12:00 PM EST (UTC-5) ", head=section("Timeline") + "- "),
    "offsets": repeated("12:00+01:00 ", head=section("Timeline") + "- "),
    "severities": repeated("SEV-1 ", head="**Severity:** "),
    "action items": lettered("- Fix the #W queue\n", head=section("Action Items")),
    "action items alike": repeated("- Add an alert for the queue\n", head=section("Action Items")),
    "action items nearly alike": numbered(
        "- Add an alert for the queue of the shop number #N\n", head=section("Action Items")
    ),
    "action items with tickets": repeated(
        "- Fix it #12 https://github.com/a/b/issues/1\n", head=section("Action Items")
    ),
    "action items with details": repeated("- Fix it\n\n  By then.\n\n", head=section("Action Items")),
    "action items with owners": repeated("- Fix it (@alice, due 2026-02-01)\n", head=section("Action Items")),
    "action items in a table": repeated(
        "| Fix it | @alice |\n", head=section("Action Items") + "|Item|Who|\n|--|--|\n"
    ),
    "action items nested": repeated("- a\n  - b\n    - c\n", head=section("Action Items")),
    "tasks": repeated("- [ ] TBD\n- [x] Fix it\n", head=section("Action Items")),
    "vague action items": repeated("- Investigate\n", head=section("Action Items")),
    "points to follow up": lettered(
        "- The #W queue was slow\n", head=section("Action Items") + "- Fix it\n\n## What didn't go so well?\n\n"
    ),
    "points and actions": lambda size: (
        lettered("- Fix the #W queue\n", head=section("Action Items"))(size // 2)
        + lettered("- The #W queue was slow\n", head="\n## What didn't go so well?\n\n")(size // 2)
    ),
    "messages": repeated("We are sorry.\n\n", head=section("Internal Message")),
    "nothing": repeated("None. ", head=section("Action Items")),
}

#: A text of about so many characters, by what it is made of.
PATTERNS: Mapping[str, Pattern] = MappingProxyType({**_INLINE, **_BLOCKS, **_CHARACTERS, **_OURS})
