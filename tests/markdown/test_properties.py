"""What holds for every document: random ones, made of pieces of Markdown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.markdown import one
from pm_lint.markdown import Leaf, parse, walk

FRAGMENTS = [
    *(
        "a",
        "b c",
        "é",
        "e\u0301",
        "漢字",
        "\U0001f525",
        "1",
        "x_y",
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
    ),
    *(
        "*",
        "**",
        "_",
        "__",
        "~~",
        "`",
        "``",
        "```\n",
        "~~~\n",
        "    code\n",
        "\\",
        "\\*",
        "&amp;",
        "&#x41;",
        "&no;",
        "&",
    ),
    *(
        "[a](b)",
        "[a]",
        "[a]: /x\n",
        "[",
        "](",
        "]",
        ")",
        "![",
        "<http://a>",
        "http://b.c",
        "www.d.e.",
        "<b>",
        "</b>",
        "<",
    ),
    *("<!-- c -->", "<!--", "-->", "<div>\n", "<hr>\n", "# ", "## h\n", " #\n", "===\n", "---\n", "***\n"),
    *("- ", "-\n", "* ", "+ ", "1. ", "2) ", "- [ ] ", "- [x] ", "> ", ">", "\n> ", "\n- ", "\n  ", "\n    "),
    *("|", "|a|b|\n", "|-|-|\n", "a|b\n-|-\n", "\\|", "\x0b", "\x0c", "\u2028", "\x85", "\xa0", "\0", "\ufeff"),
]
DOCUMENTS = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)

everywhere = settings(derandomize=True, max_examples=600, deadline=None, database=None)


@everywhere
@given(DOCUMENTS)
def test_every_node_is_where_it_says(source: str) -> None:
    one(source.encode())


@everywhere
@given(st.text(max_size=60))
def test_any_text_is_a_document(source: str) -> None:
    one(source.encode())


@everywhere
@given(DOCUMENTS)
def test_windows_line_ends_change_nothing(source: str) -> None:
    source = source.replace("\r", "")
    here, there = parse(source), parse(source.replace("\n", "\r\n"))
    assert here.blocks == there.blocks
    assert here.front_matter == there.front_matter
    for node, other in zip(walk(here.blocks), walk(there.blocks), strict=True):
        if isinstance(node, Leaf) and isinstance(other, Leaf):
            assert node.inlines == other.inlines
