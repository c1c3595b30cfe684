"""Which link is an item's own, and what the item says without it: read from real Markdown."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.github.issue_items import Item, in_scope
from pm_lint.github.issue_match import linked_number, own_number
from pm_lint.project import make_linter
from tests.github.test_issue_support import PLACE

URL = "https://github.com/alice/postmortems/issues/12"
LINTER = make_linter(Config(), {}, today=date(2026, 3, 10))


def item_of(markdown: str) -> Item:
    source = f"# 2026-03-01 Database outage\n\n## Action Items\n\n{markdown}\n"
    (item,) = in_scope([LINTER.check("postmortems/2026-03-01-db.md", source.encode())], date(2026, 1, 1)).items
    return item


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (f"- Add an alert ([#12]({URL}))", "Add an alert"),
        ("- [ ] Add an alert (#12)", "Add an alert"),
        (f"- Add an alert ([#12]({URL})) (@bob)", "Add an alert (@bob)"),
        (f"- Add an alert ([alice/postmortems#12]({URL})).", "Add an alert."),
        ("- **Add an alert (#12)**", "Add an alert"),
        ("- Add an alert [#12]", "Add an alert"),
        ("- Add an alert: #12", "Add an alert"),
        ("- Add an alert - #12", "Add an alert"),
        ("- #12: Add an alert", "Add an alert"),
        (f"- Add an alert ([ticket 12]({URL}))", "Add an alert"),
        (f"| Action | Ticket |\n| --- | --- |\n| Add an alert | [#12]({URL}) |", "Add an alert"),
        (f"| Action | Owner |\n| --- | --- |\n| Add an alert ([#12]({URL})) | Bob |", "Add an alert"),
        ("- (#12)", "(#12)"),
    ],
)
def test_a_link_apart_from_the_text(written: str, text: str) -> None:
    item = item_of(written)
    assert (item.text, own_number(item, PLACE)) == (text, 12)


@pytest.mark.parametrize(
    "text",
    [
        "Once #12 is done, remove the flag", "Add an alert, see #12", "Add an alert (see #12)", "Add an alert #12",
        "Wait for #12",
    ],
)  # fmt: skip
def test_a_link_inside_the_text(text: str) -> None:
    item = item_of(f"- {text}")
    assert (item.text, own_number(item, PLACE), linked_number(item, PLACE)) == (text, None, 12)


@pytest.mark.parametrize(
    "written",
    [
        "- Add an alert (other/repo#12)", "- Add an alert (OPS-12)", "- Add an alert (soon)",
        "- Add an alert ([#12](https://github.com/other/repo/issues/12))",
    ],
)  # fmt: skip
def test_a_link_to_somewhere_else(written: str) -> None:
    assert own_number(item_of(written), PLACE) is None


def test_a_ticket_of_a_whole_group_is_no_items_own() -> None:
    item = item_of("Tracked in #12:\n\n- Add an alert")
    assert own_number(item, PLACE) is None
