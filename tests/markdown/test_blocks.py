"""Blocks and their ranges, bug by bug."""

from __future__ import annotations

import pytest

from pm_lint.finding import Span
from pm_lint.markdown import Cell, CodeBlock, Heading, HtmlBlock, List, ListItem, Paragraph, parse, walk

#: What a container holds; None: any block.
INSIDE = {"List": {"ListItem"}, "Table": {"Row"}, "Row": {"Cell"}, "ListItem": None, "Quote": None}


def contains(container: str, kind: str) -> bool:
    """Whether a container holds nodes of that kind."""
    allowed = INSIDE[container]
    return kind not in ("ListItem", "Row", "Cell") if allowed is None else kind in allowed


def outline(source: str) -> list[str]:
    """Each block of a document: its depth as indentation, its kind, its range."""
    open_: list[tuple[Span, str]] = []
    lines = []
    for node in walk(parse(source).blocks):
        kind = type(node).__name__
        while open_ and not (contains(open_[-1][1], kind) and node.span.end <= open_[-1][0].end):
            open_.pop()
        line, column, end_line, end_column = node.span
        lines.append(f"{'  ' * len(open_)}{kind} {line}:{column}-{end_line}:{end_column}")
        if kind in INSIDE:
            open_.append((node.span, kind))
    return lines


CASES = {
    "a heading without text": ("#", ["Heading 1:1-1:2"]),
    "a heading with closing marks": ("  ## a #b ##  \n", ["Heading 1:3-1:13"]),
    "setext headings": ("a\nb\n=\nc\n---\n", ["Heading 1:1-3:2", "Heading 4:1-5:4"]),
    "mixed marks underline nothing": ("a\n=-=\n", ["Paragraph 1:1-2:4"]),
    "a heading after a quote": (
        "> q\n# H\ntext",
        ["Quote 1:1-1:4", "  Paragraph 1:3-1:4", "Heading 2:1-2:4", "Paragraph 3:1-3:5"],
    ),
    "a quote goes on with a paragraph": ("> a\nb\n> c\n", ["Quote 1:1-3:4", "  Paragraph 1:3-3:4"]),
    "a quote doesn't go on with a heading": (
        "> # a\nb\n",
        ["Quote 1:1-1:6", "  Heading 1:3-1:6", "Paragraph 2:1-2:2"],
    ),
    "a quote doesn't go on with code": (
        "> a\n> ```\n> b\nc\n",
        ["Quote 1:1-3:4", "  Paragraph 1:3-1:4", "  CodeBlock 2:3-3:4", "Paragraph 4:1-4:2"],
    ),
    "a quote doesn't go on with a table": (
        "> a|b\n> -|-\nc\n",
        [
            "Quote 1:1-2:6",
            "  Table 1:3-2:6",
            "    Row 1:3-1:6",
            "      Cell 1:3-1:4",
            "      Cell 1:5-1:6",
            "Paragraph 3:1-3:2",
        ],
    ),
    "nor with a heading in a list": (
        "> - # a\nb\n> c\n> ===\nd\n",
        [
            "Quote 1:1-1:8",
            "  List 1:3-1:8",
            "    ListItem 1:3-1:8",
            "      Heading 1:5-1:8",
            "Paragraph 2:1-2:2",
            "Quote 3:1-4:6",
            "  Heading 3:3-4:6",
            "Paragraph 5:1-5:2",
        ],
    ),
    "an underline doesn't reach into a quote": ("> a\n===\n", ["Quote 1:1-2:4", "  Paragraph 1:3-2:4"]),
    "nor through a quote into a list": (
        "> - a\n===\n",
        ["Quote 1:1-2:4", "  List 1:3-2:4", "    ListItem 1:3-2:4", "      Paragraph 1:5-2:4"],
    ),
    "a paragraph, a quote, a list from 2": (
        "para\n> quote\n2. foo\n",
        [
            "Paragraph 1:1-1:5",
            "Quote 2:1-2:8",
            "  Paragraph 2:3-2:8",
            "List 3:1-3:7",
            "  ListItem 3:1-3:7",
            "    Paragraph 3:4-3:7",
        ],
    ),
    "five spaces aren't code": ("a\n\n     \nb\n", ["Paragraph 1:1-1:2", "Paragraph 4:1-4:2"]),
    "five spaces in an item aren't code": (
        "- a\n\n       \n  b\n",
        ["List 1:1-4:4", "  ListItem 1:1-4:4", "    Paragraph 1:3-1:4", "    Paragraph 4:3-4:4"],
    ),
    "HTML after an item": (
        "- a\n<hr>\n- b\n\n<details>\n",
        ["List 1:1-1:4", "  ListItem 1:1-1:4", "    Paragraph 1:3-1:4", "HtmlBlock 2:1-3:4", "HtmlBlock 5:1-5:10"],
    ),
    "a tag that closes itself": ('<img src="x" />\nb\n\nc\n', ["HtmlBlock 1:1-2:2", "Paragraph 4:1-4:2"]),
    "it doesn't interrupt a paragraph": ("a\n<img />\n", ["Paragraph 1:1-2:8"]),
    "a comment": ("<!-- a\n\nb --> c\nd\n", ["HtmlBlock 1:1-3:8", "Paragraph 4:1-4:2"]),
    "an empty comment": ("<!-->\na\n", ["HtmlBlock 1:1-1:6", "Paragraph 2:1-2:2"]),
    "a quote doesn't go on with HTML": (
        "> <b>\na\n> <div>\nb\n> c\n> <i>\nd\n",
        [
            "Quote 1:1-1:6",
            "  HtmlBlock 1:3-1:6",
            "Paragraph 2:1-2:2",
            "Quote 3:1-3:8",
            "  HtmlBlock 3:3-3:8",
            "Paragraph 4:1-4:2",
            "Quote 5:1-7:2",
            "  Paragraph 5:3-7:2",
        ],
    ),
    "an empty item ends before text": (
        "-\ntext\n",
        ["List 1:1-1:2", "  ListItem 1:1-1:2", "Paragraph 2:1-2:5"],
    ),
    "an item on the second line": ("-\n  a\n", ["List 1:1-2:4", "  ListItem 1:1-2:4", "    Paragraph 2:3-2:4"]),
    "an item after two blank lines isn't one": (
        "-\n\n  a\n",
        ["List 1:1-1:2", "  ListItem 1:1-1:2", "Paragraph 3:3-3:4"],
    ),
    "items that lean to the right": (
        "*  a\n  * b\n",
        [
            "List 1:1-2:6",
            "  ListItem 1:1-1:5",
            "    Paragraph 1:4-1:5",
            "  ListItem 2:3-2:6",
            "    Paragraph 2:5-2:6",
        ],
    ),
    "an item goes on with a paragraph, not with code": (
        "- a\nb\n- ```\n  c\n  ```\nd\n",
        [
            "List 1:1-5:6",
            "  ListItem 1:1-2:2",
            "    Paragraph 1:3-2:2",
            "  ListItem 3:1-5:6",
            "    CodeBlock 3:3-5:6",
            "Paragraph 6:1-6:2",
        ],
    ),
    "backticks after backticks are no fence": (
        "- a\n```b`\n",
        ["List 1:1-2:6", "  ListItem 1:1-2:6", "    Paragraph 1:3-2:6"],
    ),
    "code in an item after a blank line": (
        "-     a\nb\n",
        ["List 1:1-1:8", "  ListItem 1:1-1:8", "    CodeBlock 1:7-1:8", "Paragraph 2:1-2:2"],
    ),
    "lists end each other": (
        "- a\n1. b\n> c\n* * *\n",
        [
            "List 1:1-1:4",
            "  ListItem 1:1-1:4",
            "    Paragraph 1:3-1:4",
            "List 2:1-2:5",
            "  ListItem 2:1-2:5",
            "    Paragraph 2:4-2:5",
            "Quote 3:1-3:4",
            "  Paragraph 3:3-3:4",
            "ThematicBreak 4:1-4:6",
        ],
    ),
    "tabs": (
        "-\ta\n\n\tb\n\t\tc\n>\t\td\n",
        [
            "List 1:1-4:4",
            "  ListItem 1:1-4:4",
            "    Paragraph 1:3-1:4",
            "    Paragraph 3:2-4:4",
            "Quote 5:1-5:5",
            "  CodeBlock 5:4-5:5",
        ],
    ),
    "wide characters": (
        "> - e\u0301 \U0001f525 漢\n",
        ["Quote 1:1-1:11", "  List 1:3-1:11", "    ListItem 1:3-1:11", "      Paragraph 1:5-1:11"],
    ),
    "a table with a short, a long and a bare row": (
        "text\na | b\n--|--\n1\n| 1 | 2 | 3 |\n\nx\n",
        [
            "Paragraph 1:1-1:5",
            "Table 2:1-5:14",
            "  Row 2:1-2:6",
            "    Cell 2:1-2:2",
            "    Cell 2:5-2:6",
            "  Row 4:1-4:2",
            "    Cell 4:1-4:2",
            "    Cell 4:2-4:2",
            "  Row 5:1-5:14",
            "    Cell 5:3-5:4",
            "    Cell 5:7-5:8",
            "Paragraph 7:1-7:2",
        ],
    ),
    "a table in an item, with an empty cell": (
        "- |a|b|\n  |-|-|\n  | |c\\|d|\n",
        [
            "List 1:1-3:11",
            "  ListItem 1:1-3:11",
            "    Table 1:3-3:11",
            "      Row 1:3-1:8",
            "        Cell 1:4-1:5",
            "        Cell 1:6-1:7",
            "      Row 3:3-3:11",
            "        Cell 3:5-3:5",
            "        Cell 3:6-3:10",
        ],
    ),
    "a table that begins with a tag": (
        "<b>a</b>|b\n-|-\n",
        ["Table 1:1-2:4", "  Row 1:1-1:11", "    Cell 1:1-1:9", "    Cell 1:10-1:11"],
    ),
    "a table needs the marks of its quote": ("> a|b\n-|-\n", ["Quote 1:1-2:4", "  Paragraph 1:3-2:4"]),
    "a table ends with its quote": (
        "- > a|b\n  > -|-\n  b\n",
        [
            "List 1:1-3:4",
            "  ListItem 1:1-3:4",
            "    Quote 1:3-2:8",
            "      Table 1:5-2:8",
            "        Row 1:5-1:8",
            "          Cell 1:5-1:6",
            "          Cell 1:7-1:8",
            "    Paragraph 3:3-3:4",
        ],
    ),
    "no table: the columns differ": ("|a|b|\n|-|\n", ["Paragraph 1:1-2:4"]),
    "definitions leave nothing": ("[a]: /x\n[b]: /y\n\nc\n", ["Paragraph 4:1-4:2"]),
    "nothing": ("", []),
    "white space": (" \n\t\n", []),
    "front matter": ("---\na: 1\n---\n# T\n", ["Heading 4:1-4:4"]),
    "Windows line ends": ("# a\r\n\r\nb\r\nc\r\n", ["Heading 1:1-1:4", "Paragraph 3:1-4:2"]),
    "a lone carriage return": (
        "a\rb\r\r\n- c\r",
        ["Paragraph 1:1-1:4", "List 2:1-2:4", "  ListItem 2:1-2:4", "    Paragraph 2:3-2:4"],
    ),
    "only \\n ends a line": ("a\u2028# b\x0bc\x85d\n", ["Paragraph 1:1-1:10"]),
}


@pytest.mark.parametrize("case", CASES)
def test_blocks_and_ranges(case: str) -> None:
    source, expected = CASES[case]
    assert outline(source) == expected


def test_a_byte_order_mark_is_no_part_of_the_source() -> None:
    document = parse("\ufeff# a")
    assert document.source == "# a"
    assert document.blocks[0].span == Span(1, 1, 1, 4)


@pytest.mark.parametrize("close", ["---", "..."])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter(close: str, newline: str) -> None:
    document = parse(newline.join(["---", "a: 1", "b: 2", close, "text"]))
    assert document.front_matter is not None
    assert document.front_matter.text == "a: 1\nb: 2"
    assert document.front_matter.span == Span(1, 1, 4, 4)
    assert [block.span.line for block in document.blocks] == [5]


@pytest.mark.parametrize("source", ["---\na: 1\n", "\n---\na: 1\n---\n", "----\na\n---\n"])
def test_no_front_matter(source: str) -> None:
    assert parse(source).front_matter is None


def test_headings_know_their_level_and_style() -> None:
    headings = [block for block in parse("### a\n\nb\n===\n\nc\n-\n").blocks if isinstance(block, Heading)]
    assert [(h.level, h.style, h.text) for h in headings] == [(3, "atx", "a"), (1, "setext", "b"), (2, "setext", "c")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# a #", "a"),
        ("# a#", "a#"),
        ("# a \\#", "a #"),
        ("# #", ""),
        ("## ##", ""),
        ("# a # b #", "a # b"),
        ("#\ta", "a"),
    ],
)
def test_closing_marks_of_a_heading(source: str, text: str) -> None:
    (heading,) = parse(source).blocks
    assert isinstance(heading, Heading)
    assert heading.text == text


def test_tasks() -> None:
    (tasks,) = parse("- [ ] a\n- [x] b\n- [X] c\n- d\n- [ ]\n- [x]\n  e\n- # [x] f\n").blocks
    assert isinstance(tasks, List)
    assert [item.checked for item in tasks.items] == [False, True, True, None, None, True, None]
    paragraphs = [item.children[0] for item in tasks.items[:6]]
    assert [p.text for p in paragraphs if isinstance(p, Paragraph)] == ["a", "b", "c", "d", "[ ]", "e"]
    assert paragraphs[0].span == Span(1, 7, 1, 8)


def test_ordered_lists() -> None:
    lists = [node for node in walk(parse("3) a\n\n- b\n").blocks) if isinstance(node, List)]
    assert [node.ordered for node in lists] == [True, False]


@pytest.mark.parametrize(
    ("source", "text", "info"),
    [
        ("```py x\na\n b\n\n```\n", "a\n b\n", "py x"),
        ("~~~\r\na\r\nb\r\n~~~\r\n", "a\nb", ""),
        ("    a\n\n      b\n\n", "a\n\n  b", ""),
        ("```\n```\n", "", ""),
        ("- ```\n  a\n  ```\n", "a", ""),
    ],
)
def test_code(source: str, text: str, info: str) -> None:
    (code,) = [node for node in walk(parse(source).blocks) if isinstance(node, CodeBlock)]
    assert (code.text, code.info) == (text, info)


def test_html_is_kept_as_written() -> None:
    (block,) = parse("<!-- a\r\n\r\n b -->\r\n").blocks
    assert isinstance(block, HtmlBlock)
    assert block.text == "<!-- a\n\n b -->"


def test_walk_goes_in_the_order_of_the_document() -> None:
    nodes = list(walk(parse("- a\n  > b\n\n|c|\n|-|\n|d|\n").blocks))
    kinds = ["List", "ListItem", "Paragraph", "Quote", "Paragraph", "Table", "Row", "Cell", "Row", "Cell"]
    assert [type(node).__name__ for node in nodes] == kinds
    assert isinstance(nodes[1], ListItem)
    assert isinstance(nodes[-1], Cell)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Span(1, 2, 1, 3), "b"),
        (Span(1, 3, 3, 2), "c\r\nde\ng"),
        (Span(2, 1, 2, 1), ""),
        (Span(3, 1, 4, 1), "gh\n"),
    ],
)
def test_slice(span: Span, text: str) -> None:
    assert parse("abc\r\nde\ngh\n").slice(span) == text
