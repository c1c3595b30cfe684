"""Any body of an issue is revised once, and then no more; and people's text stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from fuzz.common import text_of
from pm_lint.config import Config
from pm_lint.github import write_back_text
from pm_lint.github.issue_body import compose, duplicate_body, issue_title, permalink_in, revise, take_apart
from pm_lint.github.issue_items import Item, in_scope
from pm_lint.github.issue_known import Known
from pm_lint.github.issue_marker import Marker, duplicate_of, parse
from pm_lint.github.place import Place
from pm_lint.github.write_back_text import LinkedItem
from pm_lint.linter import Linter

WORDS = (
    "<!-- pm-lint:1 incident=a.md item=0123456789abcdef path=a.md text=Add%20an%20alert title=Add%20an%20alert -->",
    "<!-- /pm-lint -->", "**Add an alert**\n", "- Postmortem: [a.md, line 9](https://github.com/o/r/blob/",
    "?plain=1#L9)", "What went wrong ([line 7](x)):\n\n> y\n", "\n\n", "\r\n", "\n- [ ] ", "@bob", "#12", "fixes #1",
    "o/r#2", "https://github.com/o/r/issues/1", "![i](https://e.example/a.png)", "<img src=x>", "&#64;carol", "<!--",
    "-->", "[a](b)", "`", "```\n", "due 2026-02-01", "(owner: @bob)", "A. ", "word " * 40, "é",
)  # fmt: skip
_TODAY = date(2026, 1, 20)
_LINTER = Linter.of(Config(), None, today=_TODAY)
_PLACES = (Place("o/r", "a" * 40), Place("o/r", "b" * 40, backlog="o/backlog"))
_HEAD = "# 2026-01-12 Checkout errors\n\n## Action Items\n\n- "


def one(data: bytes) -> None:
    """A document's action item and an issue's body: what is before the first NUL byte, and what is after."""
    first, _, rest = data.partition(b"\0")
    body = text_of(rest)
    parts = take_apart(body)
    assert parts.ours + parts.people == body
    known = Known.of({"number": 1, "title": body[:50], "body": body, "state": "open"})
    assert known is None or known.marker == parse(body)
    assert duplicate_of(duplicate_body(7, parts.people)) == 7
    checked = _LINTER.check("a.md", _HEAD.encode() + first.replace(b"\n# ", b"\n"))
    for item in in_scope([checked], date(2000, 1, 1)).items[:2]:
        revised(item, body)
        proposed(item, body)


def revised(item: Item, body: str) -> None:
    """Assert that the second revision of a body has nothing left to do, and that people's text is in it."""
    title = issue_title(item)
    assert 0 < len(title.encode("utf-16-le")) // 2 <= 250
    assert "\n" not in title
    for place in _PLACES:
        marker = parse(body) or Marker.of(item.path, item.key, item.path, item.text, title)
        permalink_in(body, place)
        once = _after(revise(marker, title, body, item, place), title, body)
        assert take_apart(once["body"]).people.strip() == take_apart(body).people.strip()
        now = parse(once["body"])
        if once["body"] != body:
            assert now, once
            assert revise(now, once["title"], once["body"], item, place) == {}
            assert revise(now, once["title"], once["body"].replace("\n", "\r\n"), item, place) == {}
            assert compose(now, item, permalink_in(take_apart(once["body"]).ours, place) or _fails(), place)


def proposed(item: Item, people: str) -> None:
    """Assert that the text of write-back's pull request says which issues it is about, and leaves people's as it is."""
    ours = write_back_text.body([LinkedItem(item.path, item.line, item.text, 7)], "#")
    assert write_back_text.issues_in(ours) == frozenset({7})
    assert write_back_text.revised(f"{ours}\n{people}", ours) is None
    closed = write_back_text.revised(f"{ours}\n{people}", write_back_text.body([], "#"))
    assert closed
    assert closed.endswith(f"{write_back_text.END}\n{people}")


def _after(changes: dict[str, str], title: str, body: str) -> dict[str, str]:
    return {"title": title, "body": body} | changes


def _fails() -> Any:
    raise AssertionError("the permalink that was just written is not found again")
