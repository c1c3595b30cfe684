"""Which lines of a document are action items, and what they say of owner, due date, ticket and state."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.action_facts import looks_like_a_name
from pm_lint.postmortem.action_words import group_is_done, heads_a_group, names_a_group, says_done
from pm_lint.postmortem.model import ActionItem, Postmortem
from pm_lint.postmortem.reader import read
from tests.rules.support import EMPTY


def doc(body: str) -> Postmortem:
    return read(f"# T\n\nOwner: Alice\n\n## Action Items\n\n{body}\n", EMPTY)


def only(body: str) -> ActionItem:
    (item,) = doc(body).action_items
    return item


def state(item: ActionItem) -> str:
    return "blank" if item.blank else "done" if item.done else "open" if item.committed else "potential"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("- a\n* b\n\n1. c\n2) d", ["a", "b", "c", "d"], id="bullets and numbers"),
        pytest.param("- [ ] a\n- [x] b", ["a", "b (done)"], id="task list"),
        pytest.param("- a\n  - detail\n  - detail", ["a"], id="nested bullets are details"),
        pytest.param(
            "- #12\n- https://github.com/o/r/issues/1", ["#12", "https://github.com/o/r/issues/1"], id="links"
        ),
        pytest.param(
            "- TBD\n- None\n- [ ]\n- …", ["TBD (blank)", "None (blank)", "[ ] (blank)", "… (blank)"], id="blank"
        ),
        pytest.param("We met and agreed on these:\n\n- a", ["a"], id="an intro"),
        pytest.param("<details>\n<summary>More</summary>\n\n- a\n\n</details>", ["a"], id="folded"),
        pytest.param("**Action item:** Page earlier.", ["Action item: Page earlier."], id="labelled paragraph"),
        pytest.param("We will do what we can.", [], id="prose"),
        # themes
        pytest.param("### Prevent\n- a\n\n### Detect\n- b", ["a", "b"], id="headings over lists"),
        pytest.param("**Prevent**\n- a\n\n**Detect:**\n\n- b", ["a", "b"], id="bold lines over lists"),
        pytest.param("### Completed\n- a\n\n### To do\n- b", ["a (done)", "b"], id="a heading says done"),
        pytest.param("**Done:**\n\n- a\n\n**Next:**\n\n- b", ["a (done)", "b"], id="a bold line says done"),
        pytest.param("### Not done yet\n- a", ["a"], id="a heading says not done"),
        pytest.param("- Mitigation:\n  - a\n  - b\n- Detection:\n  - c", ["a", "b", "c"], id="bullets with a colon"),
        pytest.param("- **Short term**\n  - a\n- **Long term**\n  - b", ["a", "b"], id="bold bullets"),
        pytest.param("- Done\n  - a\n- Alerts for the queue:\n  - b", ["a (done)", "b"], id="a bullet says done"),
        pytest.param("- Add alerts:\n  - for disks\n  - for queues", ["Add alerts:"], id="an order is no theme"),
        pytest.param("- **Disk alerts**\n  - Owner: Bob\n  - Ticket: #3", ["Disk alerts"], id="facts under a bold one"),
        pytest.param("- Alerting\n  - [ ] a\n  - [x] b", ["a", "b (done)"], id="boxes under a bullet without one"),
        pytest.param("- [P1] Add alerts\n  - [ ] a\n  - [x] b", ["[P1] Add alerts"], id="boxes under an order"),
        pytest.param("- [ ] Alerting\n  - [ ] a", ["Alerting"], id="boxes under a box"),
        pytest.param("1. **A**\n\n- x\n\n2. **B**\n\n- y", ["A", "B"], id="a numbered list torn by unindented bullets"),
        # subsections
        pytest.param("### Alert on disk usage\nAt 80 %.", ["Alert on disk usage"], id="a heading with a paragraph"),
        pytest.param(
            "### Alert on disk usage\n- Owner: Bob\n- Due: Q3", ["Alert on disk usage"], id="heading and facts"
        ),
        pytest.param(
            "### Alert on disk usage\n**Owner:** @bob\n\n- at 80 %", ["Alert on disk usage"], id="heading, owner, list"
        ),
        pytest.param("### Alert on disk usage\n- at 80 %", ["at 80 %"], id="heading over a list"),
        pytest.param("### Alert on disk usage\n### Add a runbook", ["Alert on disk usage", "Add a runbook"], id="bare"),
        pytest.param(
            "### Database\nLimit the queries (#4).", ["Limit the queries (#4)."], id="a theme with a paragraph"
        ),
        pytest.param(
            "### Database\nWe should limit it.", ["We should limit it."], id="a theme, and what should be done"
        ),
        pytest.param("### Background\nIt was slow.", [], id="a theme that only tells"),
        pytest.param("### What went wrong\n- a\n\n### Process\n- b", ["b"], id="other sections inside"),
        pytest.param(
            "### Potential Actions\n- a\n#### Detect\n- b", ["a (potential)", "b (potential)"], id="potential"
        ),
        pytest.param("### Potential Actions\n#### Prevention\n- a", ["a (potential)"], id="themes of potential ones"),
        pytest.param("### Prevention\nWe should limit it.", ["We should limit it."], id="a theme named like all of it"),
        pytest.param("### Background\n- a", [], id="no theme"),
        pytest.param("## Other\n- a", [], id="after it"),
        # tables
        pytest.param("|Action|Owner|\n|-|-|\n|a|x|\n|b|y|\n||z|", ["a", "b"], id="table"),
        pytest.param("|#|Action type|Task|\n|-|-|-|\n|1|Prevent|a|", ["a"], id="kinds and numbers are not it"),
        pytest.param("|Ticket|Description|\n|-|-|\n|#1|a|", ["a"], id="description"),
        pytest.param("|Item|Action|\n|-|-|\n|1|a|", ["a"], id="item is a number"),
        pytest.param("|A|B|\n|-|-|\n|P1|add it|", ["add it"], id="unknown columns"),
        pytest.param("|Item|Done?|\n|-|-|\n|a|x|\n|b||\n|c|no|", ["a (done)", "b", "c"], id="ticked"),
        pytest.param("|Item|Status|\n|-|-|\n|a|Done in May|\n|b|In progress|", ["a (done)", "b"], id="status"),
        pytest.param(
            "<table><tr><th>Action</th><th>Owner</th></tr>\n<tr><td>a</td><td>x</td></tr></table>",
            ["a"],
            id="HTML table",
        ),
        pytest.param("- Prevent: before\n\n|Action|Type|\n|-|-|\n|a|Prevent|", ["a"], id="a list beside it explains"),
        pytest.param(
            "- Detect - be quicker\n- Fix was made\n- words\n\n|Action|Owner|\n|-|-|\n|a|x|",
            ["a"],
            id="explained beside it",
        ),
        pytest.param(
            "- Add an alert\n- The retry (@bob)\n\n|Action|Owner|\n|-|-|\n|a|x|",
            ["Add an alert", "The retry (@bob)", "a"],
            id="work in a list beside it",
        ),
        pytest.param("|Action|Owner|\n|-|-|\n|a|x|\n\n- [x] b\n- [ ] c", ["a", "b (done)", "c"], id="tasks beside it"),
    ],
)
def test_what_is_an_item(body: str, expected: list[str]) -> None:
    found = [(item.text, state(item)) for item in doc(body).action_items]
    assert [text if how == "open" else f"{text} ({how})" for text, how in found] == expected


@pytest.mark.parametrize(
    ("body", "owner"),
    [
        ("- @bob: do it", "@bob"),
        ("- do it (@bob)", "@bob"),
        ("- do it. Owner: Bob Doe, due May 4", "Bob Doe"),
        ("- do it (owner: bob)", "bob"),
        ("- do it, assigned to Bob", "Bob"),
        ("- do it\n  - Assignee: Bob", "Bob"),
        ("- do it\n  - @bob", "@bob"),
        ("- do it\n  - @bob: that is a good idea", None),
        ("- do it (Bob)", "Bob"),
        ("- do it (Bob Doe, Carol)", "Bob Doe, Carol"),
        ("- do it [Bob]", "Bob"),
        ("- [Bob] do it", "Bob"),
        ("- do it — Bob", "Bob"),
        ("- do it - Bob Doe - 2021-12-31", "Bob Doe"),
        ("- do it — Bob, by January 5", "Bob"),
        ("- do it (Bob, due January 5)", "Bob"),
        ("- Bob to do it", "Bob"),
        ("- Bob and Carol will do it", "Bob and Carol"),
        ("- **Bob Doe:** do it", "Bob Doe"),
        ("- Alice: do it", "Alice"),
        ("- do it (bob@example.com)", "bob@example.com"),
        ("- do it ([Bob](https://github.com/bob))", "Bob"),
        ("- The platform team will do it", "The platform team"),
        ("- do it (platform team)", "platform team"),
        ("**@bob**\n\n- do it", "@bob"),
        ("### @bob\n- do it", "@bob"),
        ("Owner: Bob\n\n- do it", "Bob"),
        ("|What|Who|\n|-|-|\n|do it|Bob|", "Bob"),
        ("|What|Action owner|\n|-|-|\n|do it|[Bob](https://github.com/bob)|", "Bob"),
        ("|What|Owner|\n|-|-|\n|do it @carol|TBD|", None),
        ("<table><tr><th>What</th><th>Owner</th></tr><tr><td>do it</td><td>Bob</td></tr></table>", "Bob"),
        ("|What|Type|\n|-|-|\n|do it (@bob)|Prevent|", "@bob"),
        ("- do it (optional)", None),
        ("- do it (P1)", None),
        ("- do it (done)", None),
        ("- do it (see below)", None),
        ("- use another cloud (AWS)", None),
        ("- show it (Grafana)", None),
        ("- [Monitoring] do it", None),
        ("- **Rollback:** do it", None),
        ("- **Circuit Breaker Limits:** do it", None),
        ("- Need to do it", None),
        ("- Cater to people everywhere", None),
        ("- Kubernetes to do it", None),
        ("- do it - Monitoring", None),
        ("- do it. Owner: TBD", None),
        ("- mail ops@example.com", None),
        ("- install @scope/package", None),
    ],
)
def test_owner(body: str, owner: str | None) -> None:
    found = only(body).owner
    assert (found.text if found else None) == owner


def test_a_bold_lead_with_a_paragraph() -> None:
    text = "# T\n\n- **Impact:** much\n- **Action items:** Add alerts on disks. (Done)\n"
    assert [(item.text, item.done) for item in read(text, EMPTY).action_items] == [
        ("Add alerts on disks. (Done)", True)
    ]


def test_handles_of_owners() -> None:
    assert [
        item.owner and item.owner.handle for item in doc("- @bob: a\n- [B](https://github.com/carol) b").action_items
    ] == [
        "bob",
        "carol",
    ]


@pytest.mark.parametrize(
    ("body", "due"),
    [
        ("- do it by 2021-12-31", "2021-12-31 2021-12-31"),
        ("- do it, due December 31", "December 31"),
        ("- do it (ETA: 12/31)", "12/31"),
        ("- do it\n  - Due: end of Q3", "end of Q3"),
        ("- do it\n  - Due date: 2021-12-31", "2021-12-31 2021-12-31"),
        ("|What|By when|\n|-|-|\n|do it|2021-12-31|", "2021-12-31 2021-12-31"),
        ("|What|ETA|\n|-|-|\n|do it|next sprint|", "next sprint"),
        ("|What|ETA|\n|-|-|\n|do it|TBD|", None),
        ("- do it - Bob - 2021-12-31", "2021-12-31 2021-12-31"),
        ("- do it as on 2021-12-31", None),
        ("- repair what broke before December 31", None),
        ("- do it, due: TBD", None),
    ],
)
def test_due(body: str, due: str | None) -> None:
    found = only(body).due
    assert (" ".join([found.text, *map(str, found.days)]) if found else None) == due


@pytest.mark.parametrize(
    ("body", "done"),
    [
        ("- ~~do it~~", True),
        ("- ~~do it~~ done in #12", True),
        ("- ~~do it~~ ([here](https://github.com/o/r/pull/1))", True),
        ("- ~~alert at 80 %~~ alert at 70 %", False),
        ("- do ~~it~~", False),
        ("- do it (done)", True),
        ("- do it (fixed in #12)", True),
        ("- do it - done", True),
        ("- DONE: do it", True),
        ("- [#12 (done)](https://github.com/o/r/pull/12): do it", True),
        ("- do it. Done in #12", True),
        ("- do it - this has already been done.", True),
        ("- [Done] do it", True),
        ("- ✅ do it", True),
        ("- :white_check_mark: do it", True),
        ("- do it\n  - This has been done: see #3", True),
        ("- do it\n  - Status: Done", True),
        ("- do it\n  - Status: open", False),
        ("- document how to tell when it is done", False),
        ("- do it (to be done)", False),
        ("- do it (not done)", False),
        ("|What|Status|\n|-|-|\n|do it|✅|", True),
        ("|What|Status|\n|-|-|\n|do it|Won't do|", True),
        ("|What|Status|\n|-|-|\n|do it|done?|", False),
        ("|What|x|\n|-|-|\n|~~do it~~|y|", True),
    ],
)
def test_done(body: str, done: bool) -> None:
    assert only(body).done is done


@pytest.mark.parametrize(
    ("body", "tickets"),
    [
        ("- do it #1\n  - and #2", ["#1", "#2"]),
        ("### Alert on disk usage (#1)\nSee #2.", ["#1", "#2"]),
        ("|What|Ticket|\n|-|-|\n|do it|1234|", ["1234"]),
        ("|What|Ticket|\n|-|-|\n|do it|[here](https://example.com/x)|", ["here"]),
        ("|What|Ticket|\n|-|-|\n|do it|to be filed|", []),
        ("|What|Ticket|\n|-|-|\n|do it|N/A|", []),
        ("|What|Cost|\n|-|-|\n|do it|1234|", []),
    ],
)
def test_tickets(body: str, tickets: list[str]) -> None:
    assert [ticket.text for ticket in only(body).tickets] == tickets


@pytest.mark.parametrize(
    ("body", "details", "span"),
    [
        ("- do it\n  - so\n  - and so", "- so\n  - and so", "7:1–9:11"),
        ("### Alert on disk usage\nAt 80 %.", "At 80 %.", "7:1–8:9"),
        ("1. **A**\n\n- x\n\ny", "", "7:1–7:9"),
        ("|What|\n|-|\n|do it|", "", "9:1–9:8"),
    ],
)
def test_details(body: str, details: str, span: str) -> None:
    item = doc(body).action_items[0]
    found = item.span
    assert (item.details, f"{found.line}:{found.column}–{found.end_line}:{found.end_column}") == (details, span)


def test_details_of_a_torn_list() -> None:
    items = doc("1. **A**\n\n- x #1\n\n2. **B**\n\ny #2").action_items
    assert [(item.details, [ticket.text for ticket in item.tickets]) for item in items] == [
        ("- x #1", ["#1"]),
        ("y #2", ["#2"]),
    ]


@pytest.mark.parametrize(
    "name", ["Bob", "Bob Doe", "Bob and Carol", "Chris", "James", "Bob/Carol", "Zoë", "Bob R. Doe"]
)
def test_names(name: str) -> None:
    assert looks_like_a_name(name)


@pytest.mark.parametrize(
    "text", ["Optional", "Grafana", "Dashboards", "Load Testing", "Add Alerts", "Next Week", "Mitigate"]
)
def test_what_is_no_name(text: str) -> None:
    assert not looks_like_a_name(text)


@pytest.mark.parametrize(
    "text", ["Short term", "Medium-term:", "Process improvements", "P0", "Long term (2022)", "Detect"]
)
def test_names_of_groups(text: str) -> None:
    assert names_a_group(text)
    assert heads_a_group(text)


@pytest.mark.parametrize(
    "text", ["Add alerts", "Improve the alerting", "Disk usage is alerted on", "Add missing actions"]
)
def test_what_names_no_group(text: str) -> None:
    assert not names_a_group(text)
    assert not heads_a_group(text)


@pytest.mark.parametrize(
    ("title", "done"),
    [
        ("Completed", True),
        ("Immediate actions (completed)", True),
        ("Actions taken", True),
        ("Actions to be done", False),
        ("Open", False),
    ],
)
def test_groups_that_are_done(title: str, done: bool) -> None:
    assert group_is_done(title) is done


def test_hostile_text_is_read() -> None:
    for text in ("(" * 20_000, "done " * 8_000, "[Bob " * 8_000, "- " * 20_000, "A " * 20_000, "owner: " * 6_000):
        says_done(text)
        assert len(doc(f"- {text}").action_items) <= 1
