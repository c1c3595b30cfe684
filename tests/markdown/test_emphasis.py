"""Emphasis against the other opinion, and its limits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pm_lint.markdown import Code, Emphasis, Inline, Leaf, Strong, Text, parse, walk_inlines

MARKS = st.lists(
    st.sampled_from(["*", "**", "***", "_", "__", "a", "b ", " ", ".", "(", "é", "`c`"]), min_size=1, max_size=24
).map(lambda pieces: "a" + "".join(pieces).rstrip() + "b")
THERE = MarkdownIt("commonmark")


def html(nodes: tuple[Inline, ...]) -> str:
    pieces = []
    for node in nodes:
        match node:
            case Text():
                pieces.append(node.text)
            case Code():
                pieces.append(f"<code>{node.text}</code>")
            case Emphasis():
                pieces.append(f"<em>{html(node.children)}</em>")
            case Strong():
                pieces.append(f"<strong>{html(node.children)}</strong>")
    return "".join(pieces)


def leaf(source: str) -> Leaf:
    (block,) = parse(source).blocks
    assert isinstance(block, Leaf)
    return block


@settings(derandomize=True, max_examples=800, deadline=None, database=None)
@given(MARKS)
def test_marks_match_as_commonmark_says(source: str) -> None:
    assert html(leaf(source).inlines) == THERE.renderInline(source)


def test_what_is_nested_too_deep_is_text_and_seen() -> None:
    paragraph = leaf("*a **b " * 60 + "TODO" + " c** d*" * 60)
    assert "TODO" in paragraph.text
    assert paragraph.text.count("a") == paragraph.text.count("d") == 60
    assert 0 < sum(isinstance(node, Emphasis | Strong) for node in walk_inlines(paragraph.inlines)) < 60


def test_what_follows_too_deep_a_nest_is_read_as_ever() -> None:
    paragraph = leaf("*a **b " * 60 + "c** d*" * 60 + " and *then*")
    assert isinstance(paragraph.inlines[-1], Emphasis)
