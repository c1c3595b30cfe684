"""Attacks side by side, and torn apart by the signs of Markdown: what none of them does alone, two may do together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.github import escape
from tests.sinks.attacks import ATTACKS
from tests.sinks.rendered import LIVE, REFERRING, Page
from tests.sinks.test_sinks import KEPT, assert_inert

_SIGNS = [
    *"`~[]()<>!#@:/\\&;-*_| \n\t.a1",
    "https://",
    "github.com",
    "/o/r/issues/1",
    "&#64;",
    "<!--",
    "-->",
    "](",
    "www.",
]
TEXTS = st.lists(st.sampled_from([one for one in ATTACKS if len(one) < 60] + _SIGNS * 6), min_size=1, max_size=7)


@pytest.mark.parametrize(
    "frame",
    [
        lambda text: f"- {escape.inline(text) or 'x'} (y)",
        lambda text: f"**{escape.inline(text) or 'x'}**",
        lambda text: f"| a |\n| --- |\n| {escape.inline(text) or 'x'} |",
        lambda text: f"- {escape.prose(text) or 'x'} (y)",
        lambda text: f"#### {escape.code(text)}: y",
        lambda text: escape.fence(text, "suggestion"),
    ],
    ids=["inline", "bold", "cell", "prose", "code", "fence"],
)
@settings(max_examples=25, deadline=None)
@given(pieces=TEXTS)
def test_words_stay_words(frame, pieces: list[str]) -> None:  # type: ignore[no-untyped-def]
    page = Page(f"- before\n\n{frame(''.join(pieces))}\n\nafter\n")
    assert page.skeleton() == Page(f"- before\n\n{frame('word')}\n\nafter\n").skeleton()
    assert not any(map(LIVE.search, page.texts()))


@settings(max_examples=60, deadline=None)
@given(pieces=TEXTS)
def test_quotations_stay_quotations(pieces: list[str]) -> None:
    page = Page(f"before\n\n{escape.quoted(''.join(pieces))}\n\nafter\n")
    assert_inert(page, "".join(pieces))
    assert {element.name for element in page.elements()} <= KEPT | {"del"}
    assert not any(REFERRING.match(link["href"].lower().replace("//ghe.example", "")) for link in page.elements("a"))
    assert page.skeleton()[:4] == [("p",), "text", "/p", ("blockquote",)]
    assert page.skeleton()[-4:] == ["/blockquote", ("p",), "text", "/p"]
