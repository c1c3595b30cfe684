"""Documents made to break a parser, and work that is put off until it is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from pm_lint.markdown import (
    Leaf,
    List,
    MarksError,
    NestingError,
    SizeError,
    Table,
    blocks,
    inline,
    parse,
    scan,
    state,
    walk,
    walk_inlines,
)
from tests.work import growth


@pytest.mark.parametrize(
    "source",
    [
        ">" * 100_000,
        "- " * 5_000 + "a",
        "> 1. " * 5_000,
        "-\t" * 5_000 + "a",
        "".join("  " * depth + "- a\n" for depth in range(500)),
    ],
    ids=["quotes", "lists", "both", "tabs", "lines"],
)
def test_nested_too_deep(source: str) -> None:
    with pytest.raises(NestingError, match="nested more than 32 deep"):
        parse(source)


def test_the_line_that_is_nested_too_deep() -> None:
    assert len(list(walk(parse("a\n\n" + ">" * 32 + "b").blocks))) == 34
    with pytest.raises(NestingError) as caught:
        parse("a\n\n" + ">" * 33 + "b")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "source", ["- a\n" * 30, "> a\n\n" * 30, "***\n" * 60, "a\n\n" * 60], ids=["items", "quotes", "rules", "paragraphs"]
)
def test_more_blocks_than_a_document_may_have(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = len(list(walk(parse(source).blocks)))
    monkeypatch.setattr(state, "MAX_BLOCKS", blocks)
    assert len(list(walk(parse(source).blocks))) == blocks
    with pytest.raises(SizeError, match=rf"^line \d+: more than {blocks} paragraphs"):
        parse(source + "\n# a")


def test_the_line_of_one_block_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MAX_BLOCKS", 4)
    with pytest.raises(SizeError) as caught:
        parse("***\n" * 3 + "> a\n>\n> b")
    assert caught.value.line == 6


#: So many pieces of something flat.
FLAT: dict[str, Callable[[int], str]] = {
    "brackets": lambda count: "[" * count,
    "images": lambda count: "![" * count,
    "emphasis": lambda count: "*a " * count,
    "strong": lambda count: "a**b" * count,
    "strikethrough": lambda count: "~~a " * count,
    "nested emphasis": lambda count: "*a **b " * count + "c** d*" * count,
    "brackets in brackets": lambda count: "[" * count + "a" + "](b)" * count,
    "code": lambda count: "".join("`" * (size % 40 + 1) + "a" for size in range(count)),
    "tags": lambda count: "a <b " * count,
    "comments": lambda count: "a <!-- " * count,
    "entities": lambda count: "http://a" + "&amp;" * count,
    "URLs": lambda count: "[http://a]" * count,
    "spaces in a heading": lambda count: "# a" + " " * count + "b",
    "marks in a heading": lambda count: "# a" + " #" * count + " b",
    "blocks that end each other": lambda count: "> a\n1. b\n" * count,
    "lazy lines": lambda count: "> a\nb\n" * count,
    "lazy lines of items": lambda count: "- a\nb\n" * count,
    "indented lines": lambda count: "a\n" + "    b\n" * count,
    "definitions": lambda count: "[a]: /x\n- [b]: /y\n" * count,
    "empty items": lambda count: "-\n\n" * count,
    "carriage returns": lambda count: "\r" * count,
    "a wide table": lambda count: "|a" * count + "\n" + "|-" * count + "\n" + "|b\n" * 5,
}


def read_all(source: str) -> None:
    """The blocks of a document, its inlines, and where each of them stands."""
    for node in walk(parse(source).blocks):
        if isinstance(node, Leaf):
            node.prose.locate(0, len(node.text))


@pytest.mark.parametrize("case", FLAT)
def test_the_work_grows_with_the_document(case: str) -> None:
    assert growth(read_all, FLAT[case], 100) < 2.1


class Counted:
    """A pattern that counts the characters it has matched, which is work that no count of calls sees."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.characters = 0

    def match(self, *args: Any) -> re.Match[str] | None:
        m = self.pattern.match(*args)
        self.characters += len(m[0]) if m else 0
        return m


@pytest.mark.parametrize("case", FLAT)
def test_no_run_of_lines_is_matched_again(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = [Counted(pattern) for pattern in (blocks._TEXT, blocks._CODE, blocks._LINE)]
    for name, pattern in zip(("_TEXT", "_CODE", "_LINE"), counted, strict=True):
        monkeypatch.setattr(blocks, name, pattern)
    source = FLAT[case](1_000)
    parse(source)
    assert sum(pattern.characters for pattern in counted) <= 1.1 * len(source)


def test_missing_cells_end_a_table() -> None:
    table, *_ = parse("|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b\n" * 1_000).blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 2


def test_nested_inlines_end_in_plain_text() -> None:
    (paragraph,) = parse("*a **b " * 50 + "c** d*" * 50).blocks
    assert isinstance(paragraph, Leaf)
    assert paragraph.text.count("a") == 50
    assert len(list(walk_inlines(paragraph.inlines))) > 20


def test_a_deep_list_is_still_a_list() -> None:
    lists = [node for node in walk(parse("- " * 30 + "a").blocks) if isinstance(node, List)]
    assert len(lists) == 30


def test_inline_content_is_parsed_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []

    def spy(text: str, *args: Any) -> scan.Scan:
        texts.append(text)
        return scan.Scan(text, *args)

    monkeypatch.setattr(inline, "Scan", spy)
    document = parse("# a\n\nb *c*\n\n- d\n\n|e|\n|-|\n|f|\n\n[g]: /x\n")
    leaves = [node for node in walk(document.blocks) if isinstance(node, Leaf)]
    assert texts == []
    assert leaves[1].text == "b c"
    assert leaves[1].inlines is leaves[1].inlines
    assert texts == ["b *c*"]


@pytest.mark.parametrize("sign", "*_[]`<&\\~!\n")
def test_there_are_only_so_many_marks(sign: str) -> None:
    text = "word " * 20_000 + "\n"
    parse(text + sign * (state.MAX_MARKS - 10))
    with pytest.raises(MarksError):
        parse(text + sign * state.MAX_MARKS)
