"""The examples of the CommonMark specification, with markdown-it-py as the other opinion on where blocks stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from pm_lint.markdown import Cell, parse, walk

EXAMPLES = json.loads(Path(__file__).with_name("commonmark.json").read_text(encoding="utf-8"))["examples"]

#: These begin with "---" and hold just another one: empty front matter to us, rules to CommonMark.
FRONT_MATTER = {98}

KINDS = {
    "blockquote_open": "Quote",
    "bullet_list_open": "List",
    "code_block": "CodeBlock",
    "fence": "CodeBlock",
    "heading_open": "Heading",
    "hr": "ThematicBreak",
    "html_block": "HtmlBlock",
    "list_item_open": "ListItem",
    "ordered_list_open": "List",
    "paragraph_open": "Paragraph",
    "table_open": "Table",
    "tr_open": "Row",
}

TABLES = [
    "a\n| b | c |\n|---|:-:|\n| d |\ne | f | g\n\nh\n",
    "- | a |\n  |---|\n  | b |\n- c\n",
    "> a | b\n> -|-\n> c | d\n\ne\n",
    "| a |\n| - |\n| b |\n# c\n| d |\n| - |\n> e\n",
    "| a | b |\n| - |\n| c |\n",
]


def blocks_here(source: str) -> list[tuple[int, int, str]]:
    """First line, last line that isn't blank, and kind of each block."""
    nodes = [node for node in walk(parse(source).blocks) if not isinstance(node, Cell)]
    return [(n.span.line, last_line(source, n.span.line, n.span.end_line), type(n).__name__) for n in nodes]


def blocks_there(source: str) -> list[tuple[int, int, str]]:
    """The same, as markdown-it-py has it."""
    blocks = []
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.map and token.type in KINDS:
            start, end = token.map
            blocks.append((start + 1, last_line(source, start + 1, end), KINDS[token.type]))
    return blocks


def last_line(source: str, first: int, last: int) -> int:
    """Some count the blank lines after a block as its own, some don't."""
    lines = source.split("\n")
    while last > first and not lines[last - 1].strip(" \t>"):
        last -= 1
    return last


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_block_ranges(example: dict[str, Any]) -> None:
    source = example["markdown"]
    if example["example"] in FRONT_MATTER:
        assert parse(source).front_matter is not None
    else:
        assert blocks_here(source) == blocks_there(source)


@pytest.mark.parametrize("source", TABLES)
def test_table_ranges(source: str) -> None:
    assert blocks_here(source) == blocks_there(source)


def test_all_examples_are_there() -> None:
    assert len(EXAMPLES) == 652
