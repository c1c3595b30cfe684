"""What is asked of action items, and what is left alone, as tables of cases."""

from __future__ import annotations

import pytest

from pm_lint.config import ActionItemsConfig, Config
from pm_lint.finding import Severity
from pm_lint.postmortem.schema import GENERIC
from pm_lint.record import replace
from pm_lint.rules.action_texts import told_as_past
from tests.rules.support import brief, briefs, check, linter, only

HEAD = "# 2021-12-10 The database stopped answering\n\n"
ALL = Config(rules={"PM604": Severity.WARNING})


def found(rule: str, body: str, config: Config = ALL) -> list[str]:
    """Range and message of each finding of a rule."""
    return [f"{brief(f)} {f.message}".removeprefix(f"{rule} ") for f in only(check(HEAD + body, config=config), rule)]


def items(body: str) -> str:
    return f"## Action Items\n{body}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("We will do it.", 1),
        ("```\nlimit queries\n```", 1),
        ("All of it is tracked in https://github.com/o/r/issues/1.", 0),
        ("See [our tickets](https://github.com/o/r/issues?q=is:open).", 0),
        ("<ul><li>limit queries</li></ul>", 0),
        ("### Database\nWe should limit queries.", 0),
        ("We learned this:\n\nLimit the queries.\n\nAdd an alert.", 0),
        ("Limit the queries.\n\nAll else is well.", 1),
        ("1. {{ summary }} [link to the issue]", 1),
        ("### Limit the queries\nAt a minute.", 0),
        ("|Action|Owner|\n|-|-|\n|limit queries|Bob|", 0),
    ],
)
def test_no_list(body: str, expected: int) -> None:
    assert len(found("PM601", items(body))) == expected


def test_prose_is_worth_a_look() -> None:
    for body in ("We will do it.", "### Background\nIt was slow."):
        assert found("PM601", items(body)) == ["notice 3:1–3:16 “Action Items” holds no list of action items."]
    assert found("PM601", items("- TBD")) == ["error 3:1–3:16 “Action Items” holds no list of action items."]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("- @bob: a\n- b", [5]),
        ("### Prevent\n- @bob: a\n- b\n- c\n### Done\n- d", [6, 7]),
        ("- #12", []),
        ("- https://github.com/o/r/issues/1\n- [Limit queries](https://github.com/o/r/issues/1)", []),
        ("- Limit queries https://github.com/o/r/issues/1", []),
        ("- Can we limit queries?\n- How to limit queries\n- Limit queries?\n- b", [7]),
        ("- Write the incident report\n- Publish this post-mortem.\n- Write a report on queries", [6]),
        ("- We already limit queries.\n- If we had known, we would have\n- b\n- c\n- d", [6, 7, 8]),
        ("- ACME to limit queries\n- ACME check the rest\n- API to return an error", [6]),
        ("The database team will do the following:\n\n- a\n- b", []),
        ("The database team will be larger.\n\n- a", [6]),
        ("### Soon ([tracked](https://github.com/o/r/issues/1))\n- a\n### Later\n- b", [7]),
        ("- limit queries (done)\n  with a flag\n- b", [6]),
        ("- Support case ID 1234 raised\n- a (alert done in Grafana)\n- b (not done in May)\n- c", [6, 7]),
        ("- We added a limit.\n- b", [5]),
        ("- Access was restricted.\n- Hosts were rebuilt.\n- labels work now", []),
        ("**@bob**\n\n- a\n- b", []),
        ("- Mitigation:\n  - a\n  - @bob: b", [5]),
        ("|Action|Owner|\n|-|-|\n|a|Bob|\n|b|TBD|\n|c|-|", [7, 8]),
        ("- TBD", []),
    ],
)
def test_owner(body: str, lines: list[int]) -> None:
    messages = found("PM603", items(body))
    assert len(messages) == bool(lines)
    assert all(f"(line {line})" in messages[0] for line in lines)
    assert not lines or messages[0].count("(line ") == len(lines)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("- a\n- b (#12)\n- c, see https://github.com/o/r/issues/1", [4]),
        ("- a\n  - tracked in https://example.atlassian.net/browse/OPS-1\n- b", [6]),
        ("### Soon ([all of it](https://github.com/o/r/issues/1))\n- a\n### Later\n- b", [7]),
        ("Tracked in https://github.com/o/r/issues/1:\n\n- a\n### Later\n- b", []),
        ("The items are handled elsewhere, and listed here.\n\n- a", []),
        ("Each item should be a ticket.\n\n- a", [6]),
        ("- a\n\nAdd [this](https://github.com/o/r/issues/1) too.", [4]),
        ("Action item: a (#12)\n\nAction item: b", [6]),
        ("|Action|Bug|\n|-|-|\n|a|n/a|\n|b|none|\n|c|12|\n|d||", [7, 9]),
        ("|Action|Status|\n|-|-|\n|a|FAILED|\n|b|TODO|", [7]),
        ("- a (already done) and well\n- b", [5]),
        ("- Write an incident report\n- Write a report on disks", [5]),
        ("- Item 1\n- {{ summary }} [link]\n- Bulleted\n- Item store: add an index", [7]),
        ("- If we had looked, we could have seen it.\n- Support case 123 raised\n- a\n- b", [6, 7]),
    ],
)
def test_tickets(body: str, lines: list[int]) -> None:
    messages = found("PM602", items(body))
    assert len(messages) == bool(lines)
    assert all(f"(line {line})" in messages[0] for line in lines)
    assert not lines or messages[0].count("(line ") == len(lines)


def test_a_close_eye_is_alerting() -> None:
    point = "## What Didn't Go So Well?\n- We knew of it, but did not keep a close eye on it.\n\n"
    assert found("PM607", point + items("- Alert on full disks")) == []
    assert len(found("PM607", point + items("- Limit queries"))) == 1


def test_due_dates() -> None:
    body = items("- a\n- b by 2021-12-31\n- c, due May 4\n- d, due 2022-02-01\n- [x] e")
    timeline = "## Timeline\n- 2021-12-10 10:00 UTC it ended\n\n"
    limited = replace(ALL, action_items=ActionItemsConfig(due_within=30))
    missing = "1 action item has no due date: “a” (line 4)."
    assert found("PM604", body, Config()) == []
    assert found("PM604", body) == [f"warning 4:3–4:4 {missing}"]
    (message,) = found("PM604", timeline + body, limited)
    assert message == (
        "warning 7:3–7:4 1 action item has no due date: “a” (line 7). 1 action item is due later than 30 days after the"
        " incident (2022-01-09): “d, due 2022-02-01” (line 10)."
    )
    assert found("PM604", items("- b by 2021-12-31\n- c by 2022-01-09"), limited) == []
    assert found("PM604", items("- b by 2022-01-10"), limited) == [
        "warning 4:3–4:18 1 action item is due later than 30 days after the incident (2022-01-09): “b by 2022-01-10”"
        " (line 4)."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Be more careful",
        "@bob: be more careful with queries",
        "We should be more careful when we deploy",
        "Pay more attention to alerts",
        "Be more careful (#12)",
        "Investigate",
        "Investigate the root cause",
        "@bob: look into this",
        "Look into it further",
        "Improve monitoring",
        "Improve our monitoring and alerting",
        "Better documentation",
        "More tests",
        "Monitoring",
        "Communicate better",
        "Don't let this happen again",
        "Consider improvements",
        "Review the process",
        "Bring down alert noise even more",
        "Minimize copy-paste errors by users",
        "Reduce downtime",
        "Set up more queue alerts",
        "Better error logging",
        "More carefully test and review code before a deploy",
        "Watch the queue more closely after deploys",
    ],
)
def test_vague(text: str) -> None:
    assert len(found("PM605", items(f"- {text}"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Improve monitoring (#12)",
        "Improve monitoring\n  - alert on full disks",
        "Improve monitoring of the disks",
        "Reduce errors of the parser to one a day",
        "Reduce the number of replicas",
        "Watch the queue more closely (#12)",
        "Add an integration test",
        "Better logging of errors in the parser",
        "Investigate why the query ran for an hour",
        "Investigate connection pools",
        "Add tests for the parser",
        "Add alerts on disk usage",
        "Review access to the database",
        "Consider dedicated nodes",
        "Document how to restart the database",
        "We need to be more careful when deploying sweeping changes, with more end-to-end tests or a real staging",
        "~~Improve monitoring~~",
        "Update the runbook",
        "Fix the pipeline",
    ],
)
def test_not_vague(text: str) -> None:
    assert found("PM605", items(f"- {text}")) == []


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("- limit the run time of queries\n- Limit the run time of  queries.", [5]),
        ("- @bob: limit the run time of queries\n- @carol: limit the run time of queries", [5]),
        ("- #12\n- #13\n- o/r#12\n- #12", [7]),
        ("- https://github.com/o/r/issues/1\n- [it](https://github.com/o/r/issues/1)", [5]),
        ("- limit the run time of queries #1\n- limit the run time of queries #2", []),
        ("- limit the run time of queries #1\n- tell people about it #1", []),
        ("- add alerts\n- add alerts", []),
        ("- improve the page of states\n  - a\n- improve the page of states\n  - b", []),
        ("- TBD\n- TBD", []),
    ],
)
def test_duplicates(body: str, lines: list[int]) -> None:
    findings = only(check(HEAD + items(body)), "PM606")
    assert [finding.span.line for finding in findings] == lines


def test_potential_and_committed_are_no_duplicates() -> None:
    one = "- limit the run time of queries\n"
    assert found("PM606", f"## Potential Action Items\n{one}\n## Action Items\n{one}") == []


WRONG = "## What Didn't Go So Well?\n"


@pytest.mark.parametrize(
    ("points", "actions", "expected"),
    [
        ("- nobody was alerted", "- limit queries", "1 point that didn't go so well is taken up by no action item"),
        ("- nobody was alerted\n- the runbook is old", "- limit queries", "2 points that didn't go so well are"),
        ("- nobody was alerted", "- page us on full disks", ""),
        ("- nobody was alerted of full disks", "- add a disk", ""),
        ("- nobody was alerted", "### Monitoring\n- have it", ""),
        ("- nobody was alerted ([#1](https://github.com/o/r/issues/1))", "- limit queries", ""),
        ("- nobody was alerted, see [here](https://example.com/1)", "- [limit queries](https://example.com/1)", ""),
        ("- nobody was alerted", "- #12", ""),
        ("- nobody was alerted", "None: it goes away", ""),
        ("- it was Friday", "- limit queries", ""),
        ("- None", "- limit queries", ""),
        ("Nobody was alerted.", "- limit queries", ""),
    ],
)
def test_follow_up(points: str, actions: str, expected: str) -> None:
    messages = found("PM607", f"{WRONG}{points}\n\n{items(actions)}")
    assert len(messages) == bool(expected)
    assert expected in "".join(messages)


def test_a_potential_item_takes_a_point_up() -> None:
    points = f"{WRONG}- nobody was alerted\n\n"
    assert len(found("PM607", points + items("- limit queries"))) == 1
    assert found("PM607", f"{points}## Potential Action Items\n- page us\n\n{items('- limit queries')}") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- a\n- b\n- c\n- d\n- e", 1),
        ("We thought of:\n\n- a\n- b\n- c\n- d\n- e", 1),
        ("- a\n- b\n- c\n- d", 0),
        ("- a\n- b\n- c\n- d\n- TBD", 0),
        ("### Detect\n- a\n- b\n- c\n- d\n- e", 0),
        ("**Detect**\n\n- a\n- b\n\n**Prevent**\n\n- c\n- d\n- e", 0),
        ("- Detect:\n  - a\n  - b\n  - c\n- d\n- e\n- f", 0),
        ("|Item|Theme|\n|-|-|\n|a|x|\n|b|x|\n|c|x|\n|d|x|\n|e|x|", 0),
    ],
)
def test_potential_items_in_groups(body: str, expected: int) -> None:
    assert len(found("PM608", f"## Potential Action Items\n{body}\n")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We added a limit",
        "We've significantly lowered the limits",
        "Limits: Added one per node",
        "The team then raised a ticket",
        "Fixed the pipeline",
        "Access was quickly restricted",
        "The default limits were set to the maximum",
        "All machines have been rebuilt",
    ],
)
def test_told_as_past(text: str) -> None:
    assert told_as_past(text)


@pytest.mark.parametrize(
    "text",
    [
        "Automated tests for limits",
        "Improved runbooks for the database",
        "Find out why the limit was removed",
        "A limit should be set where one was missed",
        "Fixed addresses for the proxies",
        "Updated documentation for limits",
    ],
)
def test_still_to_do(text: str) -> None:
    assert not told_as_past(text)


def test_without_any_template_a_missing_owner_is_a_notice() -> None:
    text = "# 2021-12-10 A\n\n## Action Items\n- Limit the run time of queries.\n"
    made = replace(linter(), schema=GENERIC)
    found = [brief(finding) for finding in made.check("a.md", text.encode()).findings]
    assert [one for one in found if one.startswith("PM603")] == ["PM603 notice 4:3–4:33"]
    assert briefs(check(text)) == ["PM602 notice 4:3–4:33", "PM603 warning 4:3–4:33"]


def test_the_end_of_the_calendar_stops_nothing() -> None:
    text = "# 9999-12-20 A\n\n## Action Items\n- @bob: limit the queries by 9999-12-31.\n"
    config = Config(rules={"PM604": Severity.WARNING}, action_items=ActionItemsConfig(due_within=30))
    assert only(check(text, config=config), "PM604") == []
