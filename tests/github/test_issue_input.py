"""Documents as they come, from their Markdown to the issue: hostile, huge, and odd."""

from __future__ import annotations

import json
from datetime import date

import pytest

from pm_lint.config import ActionItemsConfig
from pm_lint.github.escape import ZWSP
from pm_lint.linter import Checked
from tests.fake_github.mishaps import FAULTS
from tests.fake_github.state import BOT
from tests.github.issue_world import Hub
from tests.github.test_issue_support import PATH, action, document, ticket
from tests.rules.support import check


def written(items: str) -> Checked:
    return check(f"# 2026-03-01 Database outage\n\n## Action Items\n\n{items}\n", file=PATH)


@pytest.mark.parametrize(
    ("item", "title", "shown"),
    [
        ("- [the plan](https://example.com/plan)", "The plan", "**[the plan](https://example.com/plan)**"),
        ("- <https://example.com/plan>", "https://example.com/plan", f"[https{ZWSP}://example.com/plan](https://e"),
        ("- ![a graph](https://example.com/a.png)", "A graph", "**a graph**"),
        (
            "- Add an alert:\n\n  ```yaml\n  alert: Q # @bob\n  ```",
            "Add an alert",
            f"> ```yaml\n> alert: Q # @{ZWSP}bob\n> ```\n\n- Incident",
        ),
        (
            "1. Add alerts\n\n   | what | when |\n   | --- | --- |\n   | `q` | now |",
            "Add alerts",
            "> | what | when |\n> | --- | --- |\n> | `q` | now |\n",
        ),
        ("- Add alerts\n  - one\n    - two\n  - three", "Add alerts", "> - one\n>   - two\n> - three\n"),
        ("- Add alerts ![x](http://e.x/a.png) <img src=x>", "Add alerts x", "**Add alerts x**"),
        (
            f"- {'word ' * 2000}",
            f"Word {'word ' * 22}".rstrip() + "…",
            "… (the whole text is in the postmortem)\n\n- I",
        ),
        (f"- {'x' * 10_000}", f"X{'x' * 118}…", "x… (the whole text is in the postmortem)\n\n- I"),
        ("- a | b `c|d` \\* <details>", "A | b c|d *", r"**a \| b `c|d` \***"),
        ("- [Add it](../how to.md)", "[Add it](../how to.md)", r"**\[Add it\](../how to.md)**"),
        (
            "- Follow [this](../runbooks/db.md#start) soon",
            "Follow this soon",
            "**Follow [this](https://github.com/alice/postmortems/blob/{sha}/runbooks/db.md#start) soon**",
        ),
        (
            "- Ask [them](mailto:a@b.example) `@bob`",
            f"Ask them @{ZWSP}bob",
            "**Ask them (`mailto:a@b.example`) `@bob`**",
        ),
        (
            "- Undo [`f00`](https://www.github.com/o/r/commit/f00) (@<b></b>bob)",
            "Undo f00",
            rf"**Undo [f00](https://redirect.github.com/o/r/commit/f00) (@{ZWSP}bob)**",
        ),
        ("- [![a graph](a.png)](<https://e.x/a b>)", "A graph", "**[a graph](https://e.x/a%20b)**"),
        ("- Run it, see https://e.x/plan_a.", "Run it", f"[https{ZWSP}://e.x/plan\\_a](https://e.x/plan_a)"),
        (
            "| Action | Owner |\n| --- | --- |\n| Add [an alert](https://e.x/a) \\| `x` | bob |",
            "Add an alert | x",
            r"**Add [an alert](https://e.x/a) \| `x`**",
        ),
        ("- See [the plan][1]\n\n[1]: https://e.x/1", "See the plan", "**See [the plan](https://e.x/1)**"),
    ],
)
def test_an_odd_item(item: str, title: str, shown: str) -> None:
    hub = Hub.new()
    document = written(item)
    assert hub.run(document).issues_created == 1
    (issue,) = hub.repo.issues
    assert issue.title == title
    assert shown.format(sha=hub.repo.branches["main"]) in (issue.body or "")
    assert hub.run(document).issues_updated == 0


def test_mentions_and_closing_words_reach_nobody() -> None:
    hub = Hub.new()
    hub.run(
        written("- Tell &#64;carol and @org/team that all is well\n\n  ~~~\n  cc @dave, closes a/b#1, fixes #2\n  ```")
    )
    (issue,) = hub.repo.issues
    said = f"{issue.title}\n{issue.body}"
    assert f"cc @{ZWSP}dave, closes a/b#{ZWSP}1, fixes #{ZWSP}2" in said
    assert not [bad for bad in ("@carol", "@org", "@dave", "b#1", "#2") if bad in said]


def test_four_hundred_items() -> None:
    hub = Hub.new()
    items = written("\n".join(f"- Do thing number {number}" for number in range(400)))
    done = hub.run(items)
    assert (done.exit_code, done.issues_deferred, hub.writes) == (1, 400, 0)
    assert "400 issues would be new, more than max-new = 20 allows" in done.text
    assert hub.run(items, max_new=400).issues_created == 400
    assert len({issue.title for issue in hub.open}) == 400
    assert hub.run(items).issues_created == 0


def test_who_is_no_assignee_is_asked_for_once() -> None:
    hub = Hub.new()
    lines: list[str] = []
    done = hub.run(
        document(PATH, *(action(f"Do thing {number}", owner="stranger") for number in range(5))), log=lines.append
    )
    assert (done.exit_code, done.issues_created, hub.requests) == (0, 5, 2 + 5 + 1)
    assert sum("stranger can't be assigned" in line for line in lines) == 1
    assert all("stranger" in (issue.body or "") for issue in hub.open)


def test_disabled_issues_are_one_sentence() -> None:
    hub = Hub.new()
    hub.repo.has_issues = False
    done = hub.run(document(PATH, "Add an alert", "Write a runbook"))
    assert (done.exit_code, hub.requests) == (3, 3)
    sentence, left = done.text.splitlines()
    assert sentence.startswith("issues are switched off in alice/postmortems: switch them on in its settings, or set")
    assert left.startswith("not done, and left to the next run: 2 to create: ")
    hub.faults = {hub.requests + 2: FAULTS["410"]}  # where the listing says so
    assert hub.run(document(PATH, "Add an alert")).text.startswith("issues are switched off")


def test_every_action_of_a_plan_has_its_reason() -> None:
    """As a person reads it, and as JSON."""
    hub = Hub.new()
    hub.run(document(PATH, "Write a runbook", "Page the team", "Order disks", "Buy a switch"))
    hub.repo.issue_as(BOT, "Test backups", "by hand")
    hub.repo.issue_as(BOT, hub.open[2].title, hub.open[2].body)
    hub.open[3].close_as("bob")
    told = document(
        PATH, "Write a runbook soon", "Page the team", "Order disks", "Buy a switch", "Test backups", "Add an alert",
        action("Fix #9", tickets=(ticket(9),)), action("See it", tickets=(ticket(7, "o/r", "jira"),)),
        action("TBD", blank=True), action("Done", done=True),
    )  # fmt: skip
    shown = hub.run(told, dry_run=True).text
    expected = [
        ("update", "#1", "the item's text changed"),
        ("keep", "#2", "up to date"),
        ("keep", "#3", "up to date"),
        ("keep", "#4", "up to date; closed as completed, but not marked as done in the document"),
        ("adopt", "#5", "an issue of ours has exactly this title, and stands for no other item"),
        ("create", "new", "has no issue yet"),
        ("adopt", "#9", "has a ticket, #9"),
        ("keep", "-", "has a ticket, #7"),
        ("keep", "-", "says nothing yet"),
        ("keep", "-", "ticked off without an issue: nothing is left to track"),
        ("close", "#6", "a duplicate of #3, made by two runs at once or an answer that got lost"),
    ]
    *lines, counts = shown.splitlines()
    assert counts == "1 to update, 6 to keep, 2 to adopt, 1 to create, 1 to close"
    assert [(*line.split()[:2], line[line.index(" (") + 2 : -1]) for line in lines] == expected
    steps = json.loads(hub.run(told, dry_run=True, as_json=True).text)
    assert [(step["action"], step["reason"]) for step in steps] == [(one, reason) for one, _, reason in expected]


def test_since() -> None:
    hub = Hub.new()
    old, new = document("old.md", "Old thing", day=date(2026, 2, 1)), document(PATH, "New thing")
    done = hub.run(old, new, config=ActionItemsConfig(since=date(2026, 2, 2)))
    assert [issue.title for issue in hub.open] == ["New thing"]
    assert "1 document left alone: incidents before 2026-02-02" in done.text
    assert hub.run(old, new, config=ActionItemsConfig(since=date(2026, 2, 1))).issues_created == 1
