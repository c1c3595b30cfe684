"""Text in, `Postmortem` out: outline, labels, fields, sections, timeline, action items, incident."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.finding import Policy, Span
from pm_lint.postmortem.bundled import bundled
from pm_lint.postmortem.dates import DateStyle
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.reckoning import act, allowed_for, reckon
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.spans import Spans
from pm_lint.postmortem.template import read_template
from tests.rules.support import EMPTY, slice_of

DEFAULT = read_template(bundled("default"), "default")


def doc(text: str, schema: Schema = EMPTY, path: str = "a.md", order: str | None = None) -> Postmortem:
    return read(text, schema, path, style=DateStyle(order), ticket_hosts=("tickets.example.com",))


def at(span: Span) -> str:
    return f"{span.line}:{span.column}–{span.end_line}:{span.end_column}"


@pytest.mark.parametrize(
    ("line", "label", "role", "value", "span"),
    [
        ("**Owner:** Alice", "Owner", "owner", "Alice", "3:12–3:17"),
        ("**Owner**: Alice", "Owner", "owner", "Alice", "3:12–3:17"),
        ("Owner: Alice", "Owner", "owner", "Alice", "3:8–3:13"),
        ("- **Owner:** Alice", "Owner", "owner", "Alice", "3:14–3:19"),
        ("* Owner: *Alice* Doe", "Owner", "owner", "Alice Doe", "3:11–3:21"),
        ("| Owner | Alice |\n|--|--|", "Owner", "owner", "Alice", "3:11–3:16"),
        ("|a|b|\n|--|--|\n|**Owner:**|Alice|", "a", None, "b", "3:4–3:5"),
        ("**Shoe size:** 42", "Shoe size", None, "42", "3:16–3:18"),
        ("**Owner:**", "Owner", "owner", "", "3:9–3:9"),
        ("**Owner:** Alice\n**Meeting:** x", "Owner", "owner", "Alice", "3:12–3:17"),
        ("**Owner:** Alice,\nBob", "Owner", "owner", "Alice,\nBob", "3:12–4:4"),
    ],
)
def test_fields(line: str, label: str, role: str | None, value: str, span: str) -> None:
    field = doc(f"# T\n\n{line}\n\n## S\n").fields[0]
    assert (field.label, field.role, field.text, at(field.span)) == (label, role, value, span)


@pytest.mark.parametrize("line", ["Note: this is prose", "See https://example.com", "At 10:30 it broke", "## Shoe: x"])
def test_what_is_no_field(line: str) -> None:
    assert doc(f"# T\n\n{line}\n\n## S\n").fields == ()


@pytest.mark.parametrize(
    ("value", "owners"),
    [
        ("Alice", [("Alice", None)]),
        ("@alice", [("@alice", "alice")]),
        ("Alice Doe (@alice)", [("Alice Doe", "alice")]),
        ("[Alice](https://github.com/alice)", [("Alice", "alice")]),
        ("[Alice](https://example.com/alice)", [("Alice", None)]),
        ("Alice & Bob", [("Alice", None), ("Bob", None)]),
        (
            "@alice, @bob and [Carol](https://github.com/carol)",
            [("@alice", "alice"), ("@bob", "bob"), ("Carol", "carol")],
        ),
        ("Alice Doe, engineering manager", [("Alice Doe", None)]),
        ("alice@example.com", [("alice@example.com", None)]),
        ("TBD", []),
        ("N/A", []),
        ("", []),
    ],
)
def test_owners(value: str, owners: list[tuple[str, str | None]]) -> None:
    found = doc(f"# T\n\n**Owner:** {value}\n\n## S\n").owners
    assert [(owner.text, owner.handle) for owner in found] == owners


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-12-14 10:30 UTC", "2021-12-14 10:30:00 UTC - -"),
        ("Engineering Sync @ 10:30am PT on 5/4/23", "2023-04-05|2023-05-04 10:30:00 PT - -"),
        ("Waived by @alice.", "None None alice -"),
        ("Waived by: Alice Doe, see chat", "None None Alice Doe -"),
        ("Waived by Alice Doe on 2021-12-14", "None None Alice Doe -"),
        ("No meeting: discussed on 2021-12-14", "None None - -"),
        ("2021-12-14, waived by @alice", "2021-12-14 None None alice -"),
        ("2021-12-24 (late:  holidays )", "2021-12-24 None None - holidays"),
        ("2021-12-24 (late: )", "2021-12-24 None None - -"),
        ("~~2021-12-21 9:00 ET~~ ~~**22 Dec**~~ 2021-12-14 10:30 UTC", "2021-12-14 10:30:00 UTC - -"),
        ("2021-12-21, moved to 2021-12-14 10:30 UTC", "2021-12-14 10:30:00 UTC - -"),
        ("2021-12-14 10:30 UTC (rescheduled from Tue 21 Dec 2021 to Tue 14 Dec)", "2021-12-14 10:30:00 UTC - -"),
        ("2021-12-14 (moved to room 3)", "2021-12-14 None None - -"),
        ("~~2021-12-21~~ TBD", "None None - -"),
        ("~~2021-12-21~~", "2021-12-21 None None - -"),
        ("2021-12-14 or 2021-12-21, 10:30 UTC", "2021-12-14|2021-12-21 10:30:00 UTC - -"),
        ("Tue 14 Dec 2021 / Wed 15 Dec 2021", "2021-12-14|2021-12-15 None None - -"),
        ("2021-12-14, notes by 2021-12-21", "2021-12-14 None None - -"),
        ("2021-12-24 (late: Why?)", "2021-12-24 None None - -"),
        ("TBD", "None None - -"),
    ],
)
def test_meeting(value: str, expected: str) -> None:
    meeting = doc(f"# T\n\n**Meeting:** {value}\n\n## S\n").meeting
    assert meeting
    days = "|".join(map(str, meeting.days))
    shown = [days, str(meeting.time), str(meeting.zone), (meeting.waived_by or "-").lstrip("@"), meeting.late or "-"]
    assert " ".join(filter(None, shown)).replace("None None None", "None None") == expected


@pytest.mark.parametrize(
    ("incident", "meeting", "expected"),
    [
        # Only one order makes it the incident's meeting; from 5 April to 5 September is too long.
        ("5/4/23", "5/9/23", "2023-05-04 2023-05-09"),
        ("4/5/23", "9/5/23", "2023-05-04 2023-05-09"),
        ("5/4/23", "Tuesday, 5/9/23 10:30 PT", "2023-05-04 2023-05-09"),
        # Both do, none does, the meeting's date is clear, or has no year.
        ("5/4/23", "5/6/23", "2023-04-05|2023-05-04 2023-05-06|2023-06-05"),
        ("5/4/23", "5/4/22", "2023-04-05|2023-05-04 2022-04-05|2022-05-04"),
        ("5/4/23", "2023-05-09", "2023-04-05|2023-05-04 2023-05-09"),
    ],
)
def test_one_order_for_incident_and_meeting(incident: str, meeting: str, expected: str) -> None:
    found = doc(f"# T\n\n**Date of incident:** {incident}\n\n**Meeting:** {meeting}\n\n## S\n")
    days = [found.incident.sources[0].days, found.meeting.days if found.meeting else ()]
    assert " ".join("|".join(map(str, readings)) for readings in days) == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Mon 3/16/2026 at 2pm ET", "Mon 3/16/2026"),
        ("Engineering Sync, 2pm on Monday, 16 March 2026", "Monday, 16 March 2026"),
        ("Mon. 3/16/2026", "Mon. 3/16/2026"),
        ("about Mon the 16th of March", "Mon the 16th of March"),
        ("*Mon 3/16/2026*", "Mon 3/16/2026"),
        ("Mon 31 Feb 2026", "Mon 31 Feb 2026"),
        ("3/16/2026 (Mon)", "3/16/2026"),
        ("Mon 10:30, 3/16/2026", "3/16/2026"),
        # A range across marks would tear them apart.
        ("**Mon** 3/16/2026", "3/16/2026"),
        ("Mon **3/16/2026**", "3/16/2026"),
        ("[Mon](https://a.example) 3/16/2026", "3/16/2026"),
    ],
)
def test_a_date_begins_at_its_weekday(value: str, written: str) -> None:
    text = f"# T\n\n**Meeting:** {value}\n\n## Action Items\n- do it by {value}\n"
    found = doc(text)
    assert found.meeting
    assert found.meeting.date
    assert (found.meeting.date.text, slice_of(text, found.meeting.date.span)) == (written, written)
    due = found.action_items[0].due
    if due:
        assert (due.text, slice_of(text, due.span)) == (written, written)


@pytest.mark.parametrize(
    ("title", "date_text", "name"),
    [
        ("Monday, March 16th, 2026: It broke", "Monday, March 16th, 2026", "It broke"),
        ("[Mon 2026-03-16] It broke", "Mon 2026-03-16", "It broke"),
        ("It broke on Mon 3/16/2026", "Mon 3/16/2026", "It broke on Mon 3/16/2026"),
        ("2026-03-16 It broke", "2026-03-16", "It broke"),
        ("2026-03-16 – 2026-03-18: it broke", "2026-03-16", "it broke"),
        ("2026-03-16 to 18 It broke", "2026-03-16", "It broke"),
        ("March 16–18, 2026: it broke", "March 16", "it broke"),
    ],
)
def test_a_title_and_its_date(title: str, date_text: str, name: str) -> None:
    text = f"# {title}\n"
    found = doc(text).title
    assert found
    assert found.date
    assert (found.date.text, slice_of(text, found.date.span)) == (date_text, date_text)
    assert (found.name, slice_of(text, found.name_span)) == (name, name)


def test_sections_and_their_ranges() -> None:
    text = "# T\n\n## Summary\na\n\n### More\nb\n\n## Odd\nc\n\n## Contributing Factor\nNone: x\n\n## How'd we do\n"
    found = doc(text, DEFAULT).sections
    assert [(s.title, s.role, s.match, s.parent, s.has_content, s.none, s.reason, at(s.body)) for s in found] == [
        ("Summary", "overview", "synonym", None, True, False, "", "3:1–7:2"),
        ("More", None, "", 0, True, False, "", "6:1–7:2"),
        ("Odd", None, "", None, True, False, "", "9:1–10:2"),
        ("Contributing Factor", "factors", "near", None, True, True, "x", "12:1–13:8"),
        ("How'd we do", "review", "exact", None, False, False, "", "15:1–15:15"),
    ]
    assert [s.title for s in doc(text, DEFAULT).within(found[0])] == ["Summary", "More"]


def test_an_exact_name_comes_before_a_synonym() -> None:
    found = doc("# T\n\n## Summary\na\n\n## Overview\nb\n", DEFAULT).sections
    assert [(s.title, s.match) for s in found] == [("Summary", ""), ("Overview", "exact")]


def test_headings_inside_quotes_and_lists_are_content() -> None:
    assert [s.title for s in doc("## A\n> ## B\n\n- ## C\n").sections] == ["A"]


def test_level_one_headings_that_are_sections() -> None:
    found = doc("# 2021-12-10 T\n\n# Timeline\n- 10:30 UTC a\n\n## Detail\n\n# Impact\n7\n")
    assert [title.text for title in found.titles] == ["2021-12-10 T"]
    assert [(s.title, s.level, s.parent) for s in found.sections] == [
        ("Timeline", 1, None),
        ("Detail", 2, 0),
        ("Impact", 1, None),
    ]


TABLE = "|Date|Time (ET)|Event|\n|--|--|--|\n|2021-12-10|12:31 PM|it broke|\n||12:45 PM|it *worked*|\n"


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        ("- 2021-12-10 12:31 UTC: a b", ["2021-12-10T12:31:00+00:00 minute “a b” 3:3–3:23"]),
        ("- **12:31**: a", ["None minute “a” 3:5–3:10"]),
        ("- ~12h: x", []),
        ("1. Dec 10, 2021: a", ["2021-12-10 day “a” 3:4–3:16"]),
        (
            "### 2021-12-10\n- 12:31 a\n- 13:00 b",
            ["2021-12-10T12:31:00 minute “a” 4:3–4:8", "2021-12-10T13:00:00 minute “b” 5:3–5:8"],
        ),
        ("- 2021-12-10\n  - 12:31 a", ["2021-12-10T12:31:00 minute “a” 4:5–4:10"]),
        ("2021-12-10\n12:31 a", ["2021-12-10T12:31:00 minute “a” 4:1–4:6"]),
        ("### 12:31 a", ["None minute “a” 3:5–3:10"]),
        ("```\n12:31 a\n```", ["None minute “a” 4:1–4:6"]),
        ("> 12:31 a", ["None minute “a” 3:3–3:8"]),
        (TABLE, ["2021-12-10T12:31:00 minute “it broke” 5:2–5:21", "None minute “it worked” 6:3–6:11"]),
        ("|Time|Event|\n|--|--|\n|soon|a|", ["None none “a” 5:2–5:6"]),
        ("|Time|Event|\n|--|--|\n|||", ["None none “” 5:2–5:2"]),
        ("We saw it at 12:31.", []),
    ],
)
def test_timeline(body: str, entries: list[str]) -> None:
    timeline = doc(f"# T\n## Timeline\n{body}\n").timeline
    assert timeline
    shown = []
    for entry in timeline.entries:
        moment = entry.at.isoformat() if entry.at else "None"
        shown.append(f"{moment} {entry.precision} “{entry.text}” {at(entry.time_span)}")
    assert shown == entries


def test_day_headings_beside_the_timeline_belong_to_it() -> None:
    timeline = doc(
        "# T\n## Timeline\n\n## May 12\n- 10:30 a\n\n## May 13, 2021\n- 11:00 b\n\n## Impact\n- 12:00 c\n"
    ).timeline
    assert timeline
    assert [entry.text for entry in timeline.entries] == ["a", "b"]


def test_the_timelines_zone_and_columns() -> None:
    for body, zone in ((TABLE, "ET"), ("All times are in UTC.\n\n- 10:30 a", "UTC"), ("- 10:30 a", None)):
        timeline = doc(f"# T\n## Timeline\n{body}\n").timeline
        assert timeline
        assert timeline.zone == zone
    timeline = doc(f"# T\n## Timeline\n{TABLE}\n").timeline
    assert timeline
    assert timeline.columns == ("Date", "Time (ET)", "Event")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- do it", "do it|None|None||open"),
        ("- [x] do it", "do it|None|None||done"),
        ("- @alice: do it by 2021-12-31 (#1)", "@alice: do it by 2021-12-31 (#1)|alice|2021-12-31|#1|open"),
        ("- do it\n  - owner: Bob\n  - due: 2021-12-31\n  - a/b#7", "do it|Bob|2021-12-31|a/b#7|open"),
        ("- do [it](https://github.com/a/b/pull/7)", "do it|None|None|it|open"),
        ("- do [it](https://tickets.example.com/7)", "do it|None|None|it|open"),
        ("- do [it](https://github.com/a/b/commit/7)", "do it|None|None||open"),
        ("- ABC-12: do it", "ABC-12: do it|None|None|ABC-12|open"),
        ("- fix SEV-1 pages", "fix SEV-1 pages|None|None||open"),
        ("- `@alice` do it", "@alice do it|None|None||open"),
        ("- TBD", "TBD|None|None||blank"),
        ("- None", "None|None|None||blank"),
        ("|What|Who|Due|\n|-|-|-|\n|do it|@bob|2021-12-31|", "do it|@bob|2021-12-31||open"),
        ("|What|Status|\n|-|-|\n|do it|done|", "do it|None|None||done"),
    ],
)
def test_action_items(body: str, expected: str) -> None:
    (item,) = doc(f"# T\n## Action Items\n{body}\n").action_items
    owner = (
        item.owner.text.removeprefix("@") if item.owner and not body.startswith("|") else item.owner and item.owner.text
    )
    state = "blank" if item.blank else "done" if item.done else "open"
    tickets = ",".join(ticket.text for ticket in item.tickets)
    assert f"{item.text}|{owner}|{item.due.day if item.due else None}|{tickets}|{state}" == expected
    assert item.committed


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/a/b/issues/12", "github a/b 12"),
        ("https://app.zenhub.com/workspaces/team-5f/issues/gh/a/b/12", "zenhub a/b 12"),
        ("https://x.atlassian.net/browse/ABC-12", "jira  0"),
        ("https://gitlab.com/a/b/-/issues/12", "other  0"),
        ("https://ghe.example.com/a/b/issues/12", "github a/b 12"),
        ("https://docs.google.com/document/d/1", ""),
        ("https://github.com/a/b/blob/main/x.md", ""),
        ("http://[", ""),
    ],
)
def test_tickets(url: str, kind: str) -> None:
    (item,) = doc(f"# T\n## Action Items\n- do [it]({url})\n").action_items
    assert "".join(f"{t.kind} {t.repository} {t.number}" for t in item.tickets) == kind


def test_incident_sources() -> None:
    text = "---\nincident-date: 2021-12-09\n---\n# 2021-12-10 T\n\n## Timeline\n- 2021-12-10 10:30 a\n"
    text += "- 2021-12-11 11:00 fixed\n- 2021-12-13 10:00 Postmortem meeting\n"
    incident = doc(text, path="x/20211210.md").incident
    assert [(s.kind, str(s.days[0]), at(s.span) if s.span else None) for s in incident.sources] == [
        ("timeline", "2021-12-11", "8:3–8:19"),
        ("title", "2021-12-10", "4:3–4:13"),
        ("front-matter", "2021-12-09", "2:16–2:26"),
        ("file-name", "2021-12-10", None),
    ]
    assert (incident.start, incident.end, incident.conflicts) == (date(2021, 12, 9), date(2021, 12, 11), ())


def test_midnight_and_far_rows() -> None:
    text = "# T\n## Timeline\n- 2021-12-10 23:30 a\n- 00:10 b\n- 00:30 resolved\n- 2012-12-11 10:00 c\n"
    assert doc(text).incident.end == date(2021, 12, 11)


@pytest.mark.parametrize(
    ("today", "meeting", "expected"),
    [
        ("2021-12-14", "2021-12-14", 1),
        ("2021-12-15", "2021-12-14", 2),
        ("2021-12-17", "TBD", 1),
        ("2021-12-18", "TBD", 2),
        ("2021-12-11", "Waived by @x", 2),
    ],
)
def test_act(today: str, meeting: str, expected: int) -> None:
    text = f"# 2021-12-10 T\n\n**Meeting Scheduled For:** {meeting}\n\n## Overview\n"
    policy = Policy(date.fromisoformat(today))
    assert act(doc(text, DEFAULT), policy) == expected
    assert act(doc(text), policy) == 2, "one act alone"
    assert [str(found.deadline.day) for found in reckon(doc(text), policy)] == ["2021-12-17"]
    assert allowed_for("SEV-1", policy.meeting).allowance == policy.meeting.allowance


def test_instruction_text_is_located() -> None:
    text = "# T\n\n## Impact\n7 cats. Be very specific here and include exact numbers. Yes.\n"
    (found,) = doc(text, DEFAULT).sections[0].placeholders
    assert slice_of(text, found.span) == "Be very specific here and include exact numbers."
    assert not found.whole


def test_many_ranges_answer_like_one_by_one() -> None:
    spans = [Span(1, a, 1, b) for a in range(1, 7) for b in range(a, 7)]
    for one in spans:
        for pair in zip(spans, reversed(spans), strict=True):
            assert Spans(pair).overlap(one) == any(span.overlaps(one) for span in pair)


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        ("## The disk filled up\n## Summary\na\n", "The disk filled up", ["Summary"]),
        ("## The disk filled up\na\n### Impact\nb\n", "The disk filled up", ["Impact"]),
        ("## The disk filled up\na\n## Impact\nb\n", None, ["The disk filled up", "Impact"]),
        ("## Summary\n### Impact\nb\n", None, ["Summary", "Impact"]),
        ("## Owner: Alice\n## Impact\nb\n", None, ["Owner: Alice", "Impact"]),
        ("**The disk filled up**\n\n## Impact\nb\n", "The disk filled up", ["Impact"]),
        ("**Owner:**\n\n## Impact\nb\n", None, ["Impact"]),
        ("Words.\n\n## Impact\nb\n", None, ["Impact"]),
        ("# Retrospective: the disk\n\n## Impact\nb\n", "Retrospective: the disk", ["Impact"]),
        ("# Summary\na\n# Impact\nb\n", None, ["Summary", "Impact"]),
        ("---\ntitle: The disk\n---\n# Date\n2021-12-10\n# Impact\nb\n", "The disk", ["Date", "Impact"]),
    ],
)
def test_where_a_title_is(text: str, title: str | None, sections: list[str]) -> None:
    doc = read(text, EMPTY)
    assert (doc.title and doc.title.text) == title
    assert [section.title for section in doc.sections] == sections
