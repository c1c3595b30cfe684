"""The marker: it survives any text, and nothing but what we write is read as one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.github.issue_marker import (
    MOST_TEXT,
    Marker,
    duplicate_marker,
    duplicate_of,
    item_key,
    length,
    normalise,
    parse,
)

KEY = "0123456789abcdef"
GOOD = f"<!-- pm-lint:1 incident=a%2Fb.md item={KEY} path=a%2Fb.md text=Do%20it title=Do%20it -->"


@settings(deadline=None)
@given(
    st.text(min_size=1, max_size=200), st.text(max_size=MOST_TEXT + 50), st.text(max_size=300), st.booleans(),
    st.text(max_size=50),
)  # fmt: skip
def test_any_text_survives_on_one_line(path: str, text: str, title: str, unticked: bool, below: str) -> None:
    marker = Marker.of(path, item_key(text, 0), path, text, title, unticked=unticked, source=below)
    comment = marker.render()
    assert parse(f"{comment}\n{below}") == marker
    assert length(f"{comment}\n{below}") == len(comment)
    assert "\n" not in comment
    assert comment.index("-->") == len(comment) - 3


def test_it_is_what_the_design_says() -> None:
    assert parse(GOOD) == Marker("a/b.md", KEY, "a/b.md", "Do it", "Do it")
    assert parse(GOOD.replace(" -->", " unticked=yes -->")) == Marker("a/b.md", KEY, "a/b.md", "Do it", "Do it", True)
    assert parse(GOOD.replace(" -->", " unticked=no -->")) == parse(GOOD)
    assert parse(f"\n  {GOOD}\r\ntext") is not None
    assert parse(GOOD.replace(" title=", " later=1 title=")) is not None  # a key that a later version adds


@pytest.mark.parametrize(
    "body",
    [
        "",
        "text",
        f"text {GOOD}",  # not at the start: anybody's text may hold one
        f"> {GOOD}",
        f"`{GOOD}`",
        GOOD.replace("pm-lint:1", "pm-lint:2"),
        GOOD.replace("pm-lint:1", "pm-lint"),
        GOOD.replace("-->", ""),
        GOOD.replace(" -->", "-->"),
        GOOD.replace(KEY, KEY[:-1]),
        GOOD.replace(KEY, KEY.upper()),
        GOOD.replace(f"item={KEY} ", ""),
        GOOD.replace("text=", "Text="),
        GOOD.replace("incident=a%2Fb.md", "incident=a/b.md"),
        GOOD.replace("path=a%2Fb.md", "path="),
        GOOD.replace("path=a%2Fb.md", "path=%61%2Fb.md"),  # not as we encode it
        GOOD.replace("Do%20it", "Do%ZZit"),
        GOOD.replace("Do%20it", "%FF"),
        GOOD.replace("Do%20it", "Do it"),
        GOOD.replace("title=", f"item={KEY} title="),
        GOOD.replace("Do%20it", "x" * 20_000),
        GOOD.replace("text=Do%20it", f"text={'x' * (MOST_TEXT + 1)}"),
        duplicate_marker(5),
    ],
)
def test_what_is_forged_or_broken_is_none(body: str) -> None:
    assert parse(body) is None


def test_a_duplicate_is_known_as_one() -> None:
    assert duplicate_of(duplicate_marker(5) + "\nDuplicate of #5.") is not None
    assert duplicate_of(GOOD) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Add an alert.", "add  an\nALERT", True),
        ("Ｆｉｘ it", "Fix it", True),
        ("Add an alert", "Add alert", False),
        ("", "…", True),
    ],
)
def test_normalise(one: str, other: str, same: bool) -> None:
    assert (normalise(one) == normalise(other)) is same
    assert (item_key(one, 0) == item_key(other, 0)) is same


def test_a_key_is_frozen() -> None:
    """A changed key would be read nowhere again: markers live for years."""
    assert item_key("Add an alert on queue depth.", 0) == "40165e992b813e82"
    assert item_key("Add an alert on queue depth.", 1) == "513cd8a96a1f085d"
