"""Which link is an item's own, and what the item says without it: read from real Markdown."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.github.issue_items import Item, in_scope
from pm_lint.github.issue_match import linked_number, own_number
from pm_lint.project import make_linter
from pm_lint.record import replace
from tests.github.issue_world import Hub
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


@pytest.mark.parametrize("server", ["https://github.example.com", "https://code.example.com"])
def test_a_link_to_a_server_of_ones_own(server: str) -> None:
    item = item_of(f"- Add an alert ([#12]({server}/alice/postmortems/issues/12))")
    assert (item.text, own_number(item, replace(PLACE, server_url=server))) == ("Add an alert", 12)
    assert own_number(item, PLACE) is None


def test_a_ticket_of_a_whole_group_is_no_items_own() -> None:
    item = item_of("Tracked in #12:\n\n- Add an alert")
    assert own_number(item, PLACE) is None


def test_a_ticket_below_an_item_may_be_anybodys() -> None:
    item = item_of("- Add an alert\n  - needs what #12 brings")
    assert (own_number(item, PLACE), linked_number(item, PLACE)) == (None, 12)


IN_A_LIST = """# 2026-03-01 Database outage

## Action Items

- Add an alert on queue depth{1} (@bob)
- [ ] Write a **runbook**, by 2026-04-01.{2}
- Page the team{3}
  - at night, too
1. Order disks{4}
"""
IN_A_TABLE = """# 2026-03-01 Database outage

## Action Items

| Action | Owner | Ticket |
| --- | --- | --- |
| Add an alert | Bob | {1} |
| Write a runbook | Carol | {2} |
| Page the team | Carol | {3} |
| Order disks | Carol | {4} |
"""


@pytest.mark.parametrize(("told", "form"), [(IN_A_LIST, " ([#{0}]({1}))"), (IN_A_TABLE, "[#{0}]({1})")])
def test_links_written_into_a_document_change_no_issue_and_are_followed_from_then_on(told: str, form: str) -> None:
    path = "postmortems/2026-03-01-db.md"
    links = [form.format(number, URL.replace("12", str(number))) for number in range(5)]
    before, after = told.format(*[""] * 5), told.format(*links)
    hub = Hub.new()
    assert hub.run(LINTER.check(path, before.encode())).issues_created == 4
    bodies, requests, writes = [issue.body for issue in hub.repo.issues], hub.requests, hub.writes
    done = hub.run(LINTER.check(path, after.encode()))
    assert (hub.requests - requests, hub.writes - writes) == (2, 0)
    assert (done.exit_code, done.issues_adopted, [issue.body for issue in hub.repo.issues]) == (0, 0, bodies)
    rewritten = after.replace("Page the team", "Hire an engineer").replace("Order disks", "Something else")
    done = hub.run(LINTER.check(path, rewritten.encode()))
    assert (done.issues_created, done.issues_updated) == (0, 2)
    assert [issue.title for issue in hub.repo.issues[2:]] == ["Hire an engineer", "Something else"]
