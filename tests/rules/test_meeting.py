"""PM301 to PM310: is a meeting set, is it in time, and in which calendar."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.finding import Allowance, MeetingPolicy
from pm_lint.record import replace
from tests.rules.support import apply, assert_fixed, brief, briefs, check, only

TEMPLATE = """# YYYY-MM-DD Title

**Postmortem Owner:** Your name goes here.

**Meeting Scheduled For:** Put the date and time of the meeting here.

## Overview
"""


def document(meeting: str | None, title: str = "2021-12-10", timeline: str = "", extra: str = "") -> str:
    """A postmortem with this value in the meeting's line; None: no such line."""
    line = "" if meeting is None else f"**Meeting Scheduled For:** {meeting}\n"
    section = f"\n## Timeline\n{timeline}\n" if timeline else ""
    return f"# {title} It broke\n{extra}\n**Postmortem Owner:** Alice\n\n{line}\n## Overview\nIt broke.\n{section}"


# The incident ends on Fri 10 Dec 2021; the deadline is Fri 17 Dec.
CASES = [
    ("in time", "2021-12-17 10:30 UTC", "2022-01-31", []),
    ("the incident's own day", "2021-12-10 10:30 UTC", "2022-01-31", []),
    ("late by a day", "2021-12-20", "2022-01-31", ["PM304 warning 5:28–5:38"]),
    ("late by two holidays at most", "2021-12-21", "2022-01-31", ["PM304 warning 5:28–5:38"]),
    ("late by more", "2021-12-22", "2022-01-31", ["PM304 error 5:28–5:38"]),
    ("late, with the reason", "2021-12-22 (late: all ill)", "2022-01-31", ["PM304 notice 5:28–5:38"]),
    ("late on purpose", "2021-12-22 (late: all ill)", "2021-12-11", ["PM304 error 5:28–5:38"]),
    ("before the incident", "2021-12-09", "2022-01-31", ["PM305 error 5:28–5:38"]),
    ("waived", "Waived by @alice", "2022-01-31", []),
    ("waived before the deadline", "waived by Alice Doe", "2021-12-11", []),
    ("missing", None, "2022-01-31", ["PM301 error 4:1"]),
    ("missing, before the deadline", None, "2021-12-17", ["PM301 warning 4:1"]),
    ("empty", "", "2022-01-31", ["PM301 error 5:1–5:27"]),
    ("the template's", "Put the date and time of the meeting here.", "2022-01-31", ["PM301 error 5:28–5:70"]),
    ("to be done", "TBD", "2022-01-31", ["PM302 error 5:28–5:31"]),
    ("to be done, on the last day", "TBD", "2021-12-17", ["PM302 warning 5:28–5:31"]),
    ("no such day", "2021-12-35", "2021-12-11", ["PM302 error 5:28–5:38"]),
    ("a year from the incident", "Tue 14 Dec, 10:30 UTC", "2022-01-31", []),
    ("a year that can't be told", "May 4", "2022-01-31", ["PM302 error 5:28–5:33"]),
    ("time before the date", "Engineering Sync @ 10:30am PT on 12/14/21", "2022-01-31", []),
]


@pytest.mark.parametrize(
    ("meeting", "today", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_meeting(meeting: str | None, today: str, expected: list[str]) -> None:
    assert briefs(check(document(meeting), TEMPLATE, today=date.fromisoformat(today))) == expected


@pytest.mark.parametrize(
    ("meeting", "rule", "parts"),
    [
        (
            None,
            "PM301",
            [
                "the line “Meeting Scheduled For:” is missing",
                "The meeting was due by Fri 17 Dec 2021 (5 business days after the incident).",
            ],
        ),
        ("", "PM301", ["“Meeting Scheduled For” is empty"]),
        ("TBD", "PM302", ["No date can be read in “TBD”", "Write it as YYYY-MM-DD."]),
        ("2021-12-35", "PM302", ["There is no such day as “2021-12-35”"]),
        ("May 4", "PM302", ["“May 4” has no year"]),
    ],
)
def test_messages(meeting: str | None, rule: str, parts: list[str]) -> None:
    (finding,) = only(check(document(meeting), TEMPLATE), rule)
    for part in parts:
        assert part in f"{finding.message} {finding.help}"


def test_holidays_of_the_country_are_named() -> None:
    late = document("2021-12-01", title="2021-11-22")
    (finding,) = only(check(late, TEMPLATE, country="US"), "PM304")
    assert brief(finding) == "PM304 error 5:28–5:38"
    assert finding.message == (
        "The meeting is on Wed 1 Dec 2021, 6 business days after the incident was on Mon 22 Nov 2021"
        " (title, line 1). At most 5 are allowed: by Tue 30 Nov 2021."
        " Not counted: Thu 25 Nov (Thanksgiving Day), Sat 27, Sun 28 Nov."
    )
    assert finding.help is None
    assert briefs(check(document("2021-11-30 10:30 UTC", title="2021-11-22"), TEMPLATE, country="US")) == []
    (warning,) = only(check(document("2021-11-30", title="2021-11-22"), TEMPLATE), "PM304")
    assert brief(warning) == "PM304 warning 5:28–5:38", "a holiday may excuse it"


def test_a_calendar_that_is_an_estimate_is_no_fact() -> None:
    # Eid al-Fitr goes by the moon: about 4 to 7 February 2030.
    levels = []
    for meeting in ("2030-02-05", "2030-02-12", "2030-02-14", "2030-03-25"):
        text = document(meeting, title="2030-02-01")
        found = only(check(text, TEMPLATE, country="AE", today=date(2030, 6, 1)), "PM304")
        levels.append([finding.level.label for finding in found])
        assert all("estimate" in f"{finding.message} {finding.help}" for finding in found)
    assert levels == [[], ["warning"], ["warning"], ["warning"]]


def test_a_year_that_the_calendar_does_not_cover() -> None:
    late = document("2121-02-20", title="2121-01-10")
    (finding,) = only(check(late, TEMPLATE, country="US", today=date(2121, 3, 1)), "PM304")
    assert finding.severity == 2
    assert "not known" in (finding.help or "")


def by_severity() -> Config:
    allowed = {"SEV-1": Allowance(3, "calendar-days"), "SEV-2": Allowance(1)}
    return replace(Config(), meeting=MeetingPolicy(by_severity=allowed))


@pytest.mark.parametrize(
    ("severity", "meeting", "expected"),
    [
        ("SEV-1", "2021-12-13", []),
        ("SEV-1", "2021-12-14", ["error"]),
        ("sev1", "2021-12-14", ["error"]),
        ("SEV-1 (all of Europe)", "2021-12-14", ["error"]),
        ("SEV-2", "2021-12-13", []),
        ("SEV-2", "2021-12-16", ["error"]),
        ("SEV-10", "2021-12-16", []),
        ("TBD", "2021-12-16", []),
    ],
)
def test_by_severity(severity: str, meeting: str, expected: list[str]) -> None:
    text = document(meeting, extra=f"\n**Severity:** {severity}\n")
    found = only(check(text, TEMPLATE, config=by_severity()), "PM304")
    assert [finding.level.label for finding in found] == expected


def test_calendar_days_are_told_as_days() -> None:
    (finding,) = only(
        check(document("2021-12-14", extra="\n**Severity:** SEV-1\n"), TEMPLATE, config=by_severity()), "PM304"
    )
    assert "4 days after the incident" in finding.message
    assert "At most 3 calendar days are allowed for SEV-1: by Mon 13 Dec 2021." in finding.message
    assert finding.help is None


@pytest.mark.parametrize(
    ("title", "meeting", "timeline", "expected"),
    [
        pytest.param("2021-12-10", "12/13/21", "", [], id="one reading"),
        pytest.param("2021-02-25", "04/03/2021", "", ["PM303 warning"], id="nothing settles it"),
        pytest.param("2021-03-01", "03/04/2021", "", ["PM303 warning"], id="one reading is late"),
        pytest.param("2021-03-04", "06/03/2021", "", [], id="before the incident or late by 90 days: neither"),
        pytest.param("2021-03-03", "04/03/2021", "- 03/25/2021 10:30 UTC: x\n", ["PM309 warning"], id="other dates"),
        pytest.param("2021-02-04", "07/02/2021", "", [], id="more than 90 days after"),
    ],
)
def test_readings(title: str, meeting: str, timeline: str, expected: list[str]) -> None:
    found = check(document(meeting, title, timeline), TEMPLATE)
    assert [f"{f.rule} {f.level.label}" for f in found.findings if f.rule in ("PM303", "PM309")] == expected


def test_the_order_of_the_configuration_settles_first() -> None:
    text = document("04/03/2021 10:30 UTC", "2021-02-25")
    assert briefs(check(text, TEMPLATE, config=replace(Config(), dates_order="DMY"))) == []
    (late,) = check(text, TEMPLATE, config=replace(Config(), dates_order="MDY")).findings
    assert brief(late) == "PM304 error 5:28–5:38"


def test_two_readings_are_both_shown() -> None:
    (finding,) = check(document("04/03/2021", "2021-02-25"), TEMPLATE).findings
    assert finding.message == "The meeting's date “04/03/2021” can be read as Thu 4 Mar 2021 or Sat 3 Apr 2021."
    assert "2021-03-04 or 2021-04-03" in (finding.help or "")
    assert "2021-03-04" in assert_fixed(document("04/03/2021", "2021-02-25"), finding, TEMPLATE)


TIMELINE = "- 2021-12-10 12:31 UTC: It broke.\n- 2021-12-10 12:45 UTC: Resolved.\n"


@pytest.mark.parametrize(
    ("title", "meeting", "file", "expected"),
    [
        pytest.param("2021-12-10", "2021-12-17", "a.md", [], id="they agree"),
        pytest.param("2021-12-11", "2021-12-17", "a.md", [], id="within a day"),
        pytest.param("2021-12-17", "2021-12-17", "a.md", ["PM309 warning"], id="the title's is the meeting's"),
        pytest.param(
            "2021-12-30", "2021-12-30", "a.md", ["PM304 error", "PM309 warning"], id="the meeting's, and late"
        ),
        pytest.param("2021-12-14", "2021-12-20", "a.md", ["PM304 warning", "PM309 warning"], id="late by one of two"),
        pytest.param("2021-12-14", "2021-12-29", "a.md", ["PM304 error", "PM309 warning"], id="late by both"),
        pytest.param("2021-12-05", "2021-12-08", "a.md", ["PM305 warning", "PM309 warning"], id="early by one of two"),
        pytest.param("2021-12-05", "2021-12-03", "a.md", ["PM305 error", "PM309 warning"], id="early by both"),
        pytest.param(
            "2021-12-10", "2021-12-17", "2021-12-01-x.md", ["PM005 warning", "PM304 warning"], id="the file name"
        ),
        pytest.param("2021-12-10", "2021-12-17", "x_20211210.md", [], id="the same file name"),
    ],
)
def test_sources_that_disagree(title: str, meeting: str, file: str, expected: list[str]) -> None:
    found = check(document(f"{meeting} 10:30 UTC", title, TIMELINE), TEMPLATE, file=file)
    assert sorted(f"{f.rule} {f.level.label}" for f in found.findings) == expected


def test_each_source_is_shown() -> None:
    found = check(document("2021-12-20", "2021-12-14", TIMELINE), TEMPLATE)
    (late,) = only(found, "PM304")
    assert "incident ended on Fri 10 Dec 2021 (timeline, line 12)" in late.message
    assert "By the title (Tue 14 Dec 2021) it is in time: by Tue 21 Dec 2021." in late.message
    (conflict,) = only(found, "PM309")
    assert conflict.message == "The title says Tue 14 Dec 2021, but the timeline ends on Fri 10 Dec 2021 (line 12)."
    (early,) = only(check(document("2021-12-08", "2021-12-05", TIMELINE), TEMPLATE), "PM305")
    assert "if it was when the timeline says Fri 10 Dec 2021" in early.message


def test_the_title_with_the_meetings_date() -> None:
    (finding,) = only(check(document("2021-12-17", "2021-12-17", TIMELINE), TEMPLATE), "PM309")
    assert finding.help == "That is the meeting's date: the timeline is believed."


def test_a_date_field_may_name_a_stretch_of_days() -> None:
    extra = "\n**Date:** January 14-19, 2026\n"
    for file, expected in (("2026-01-17-x.md", []), ("2026-01-13-x.md", []), ("2026-01-10-x.md", ["PM309"])):
        text = document("2026-01-21", "", extra=extra)
        assert [f.rule for f in only(check(text, file=file, today=date(2026, 3, 1)), "PM309")] == expected


@pytest.mark.parametrize(
    ("count_from", "expected"), [("incident-end", []), ("incident-start", ["PM304"]), ("title", ["PM304"])]
)
def test_count_from(count_from: str, expected: list[str]) -> None:
    timeline = "- 2021-12-01 10:00 UTC: It broke.\n- 2021-12-10 10:00 UTC: Resolved.\n"
    config = replace(Config(), meeting=MeetingPolicy(count_from=count_from))
    found = check(document("2021-12-17 10:30 UTC", "2021-12-01", timeline), TEMPLATE, config=config)
    assert [f.rule for f in found.findings] == expected


@pytest.mark.parametrize(
    ("today", "title", "contains"),
    [
        ("2022-01-31", "Say why it was late", "2021-12-22 (late: why)\n"),
        ("2021-12-14", "Move the meeting to Fri 17 Dec 2021", "Scheduled For:** 2021-12-17\n"),
    ],
)
def test_fix_of_a_late_meeting(today: str, title: str, contains: str) -> None:
    text = document("2021-12-22")
    when = date.fromisoformat(today)
    (finding,) = only(check(text, TEMPLATE, today=when), "PM304")
    assert finding.fix
    assert finding.fix.title == title
    if title.startswith("Move"):
        assert contains in assert_fixed(text, finding, TEMPLATE, today=when)
    else:
        mended = apply(text, finding.fix.edits)
        assert contains in mended
        for reason, level in (("why", "error"), ("all were ill", "notice")):  # the reason is for people to write
            (finding,) = check(mended.replace("why", reason), TEMPLATE, today=when).findings
            assert (finding.level.label, finding.fix) == (level, None)


@pytest.mark.parametrize(
    ("title", "meeting", "rule", "mended"),
    [
        ("2021-12-10", "Wed 12/22/2021 at 2pm ET", "PM304", "2021-12-17 at 2pm ET"),
        ("2021-12-10", "2pm ET on Wednesday, 22 December 2021", "PM304", "2pm ET on 2021-12-17"),
        ("2021-02-25", "Tue 04/03/2021 10:30 UTC", "PM303", "2021-03-04 10:30 UTC"),
    ],
)
def test_no_weekday_is_left_before_a_new_date(title: str, meeting: str, rule: str, mended: str) -> None:
    text = document(meeting, title=title)
    when = date.fromisoformat("2021-12-11")
    (finding,) = only(check(text, TEMPLATE, today=when), rule)
    assert f"Scheduled For:** {mended}\n" in assert_fixed(text, finding, TEMPLATE, today=when)


def test_a_weekday_is_quoted_with_its_date() -> None:
    (finding,) = only(check(document("Tue 04/03/2021", title="2021-02-25"), TEMPLATE), "PM303")
    assert brief(finding) == "PM303 warning 5:28–5:42"
    assert finding.message.startswith("The meeting's date “Tue 04/03/2021” can be read as ")
    (finding,) = only(check(document("Fri 31 Feb 2021"), TEMPLATE), "PM302")
    assert finding.message == "There is no such day as “Fri 31 Feb 2021”."


def test_nothing_to_move_to_after_the_deadline() -> None:
    (finding,) = only(check(document("2021-12-22"), TEMPLATE, today=date(2021, 12, 20)), "PM304")
    assert finding.fix is None


@pytest.mark.parametrize(
    ("meeting", "country", "expected"),
    [
        ("2021-12-17 10:30 UTC", None, []),
        ("2021-12-11 10:30 UTC", None, ["PM306 warning 5:28–5:38"]),
        ("2021-12-25 10:30 UTC", "US", ["PM304 error 5:28–5:38"]),  # late: it is to be moved anyway
        ("2021-12-11, waived by @alice", None, []),
        ("2021-12-17 10:30", None, ["PM307 notice 5:28–5:44"]),
        ("2021-12-17", None, ["PM307 notice 5:28–5:38"]),
        ("2021-12-11", None, ["PM306 warning 5:28–5:38", "PM307 notice 5:28–5:38"]),
        ("Engineering Sync @ 10:30am PT on 12/14/21", None, []),
        ("2021-12-09", None, ["PM305 error 5:28–5:38"]),
    ],
)
def test_day_and_time(meeting: str, country: str | None, expected: list[str]) -> None:
    assert briefs(check(document(meeting), TEMPLATE, country=country)) == expected


@pytest.mark.parametrize(
    ("meeting", "rule", "message"),
    [
        ("2021-12-11", "PM306", "The meeting is on a weekend: Sat 11 Dec 2021."),
        ("2021-12-17", "PM307", "The meeting has no time."),
        ("2021-12-17 10:30", "PM307", "The meeting's time has no zone."),
    ],
)
def test_what_is_said_of_day_and_time(meeting: str, rule: str, message: str) -> None:
    assert [finding.message for finding in only(check(document(meeting), TEMPLATE), rule)] == [message]


def test_the_holiday_is_named() -> None:
    text = document("2021-11-25 10:30 UTC", title="2021-11-22")
    (finding,) = check(text, TEMPLATE, country="US").findings
    assert finding.message == "The meeting is on a day off: Thu 25 Nov 2021 is “Thanksgiving Day”."
    assert not check(text, TEMPLATE).findings


@pytest.mark.parametrize(
    ("title", "meeting", "file", "today", "expected"),
    [
        ("2021-12-10", "", "a.md", "2021-12-10", []),
        ("2021-12-10", "", "a.md", "2021-12-09", []),  # it is tomorrow already east of us
        ("2021-12-10", "", "a.md", "2021-12-08", ["PM310 error 1:3–1:13"]),
        ("2021-12-10", "2021-12-10", "a.md", "2021-12-01", []),  # the meeting's date
        ("2031-12-10", "", "2021-12-10-a.md", "2021-12-20", ["PM310 error 1:3–1:13"]),  # and no PM005
        ("2021-12-10", "", "2031-12-10-a.md", "2021-12-20", ["PM310 error 1:1–1:22"]),
        ("02-01-2022", "", "a.md", "2022-01-05", []),  # may be 2 January
    ],
)
def test_incident_to_come(title: str, meeting: str, file: str, today: str, expected: list[str]) -> None:
    line = f"\n**Meeting:** {meeting} 10:30 UTC\n" if meeting else ""
    found = check(f"# {title} It broke\n{line}", file=file, today=date.fromisoformat(today))
    assert [brief(f) for f in found.findings if f.rule in ("PM005", "PM309", "PM310")] == expected


@pytest.mark.parametrize(
    ("file", "title", "lines", "expected"),
    [
        ("2021-12-10-x.md", "2021-12-10", "", []),
        ("2021-12-09-x.md", "2021-12-10", "", ["PM005"]),
        ("2021-11-20_x.md", "2021-12-10", "", ["PM005"]),
        ("20211120.md", "2021-12-10", TIMELINE, ["PM005"]),
        ("2022-01-10-x.md", "2021-12-10", "", []),  # year and month: when it was written
        ("2021-12-12-x.md", "2021-12-10", "", []),
        ("20211220.md", "2021-12-10", TIMELINE, []),
        ("2021-12-10-x.md", "2020-12-10", "", ["PM005"]),  # the year alone
        ("2021-12-10-x.md", "2021-10-10", "", ["PM005"]),  # the month alone
        ("2021-12-10-x.md", "", "- 2020-12-10 12:31 UTC: a\n", ["PM309"]),
        ("2022-12-10-x.md", "", TIMELINE, []),  # to come, says PM310
        ("2021-12-20-x.md", "2021-12-20", TIMELINE, ["PM309"]),
        ("2021-12-10-x.md", "2021-12-20", TIMELINE, ["PM309"]),  # the title is the odd one out
        ("2021-12-20-x.md", "", TIMELINE, []),
        ("2021-12-01-x.md", "", TIMELINE, ["PM309"]),  # before the incident
        ("x.md", "", f"**Date:** 2021-12-20\n\n## Timeline\n{TIMELINE}", []),
        ("x.md", "", f"**Incident date:** 2021-12-20\n\n## Timeline\n{TIMELINE}", ["PM309"]),
        ("x.md", "", f"**Date:** 2021-11-10\n\n## Timeline\n{TIMELINE}", ["PM309"]),
        ("x.md", "(Update 2021-12-20)", TIMELINE, []),
        ("x.md", "Published on 20 Dec 2021:", TIMELINE, []),
        ("x.md", "10-12-2021", f"{TIMELINE}- 2021-12-11 10:00 UTC: a refund.\n", []),  # as the timeline reads it
        ("x.md", "2021-12-12", f"{TIMELINE}- 2021-12-12 10:00 UTC: a refund.\n", []),  # a day of the timeline
        ("x.md", "2022-12-10", "- 2021-12-30 10:00: a\n- 2021-01-02 10:00: b\n- 2022-01-03 10:00: c\n", []),  # PM405
        ("2021-12-10-x.md", "2021-12-14", "**Meeting:** 2021-12-14 10:30 UTC\n", ["PM309"]),  # the meeting's
        ("x-v1.2.md", "2021-12-10", "", []),
        ("01-02-2021.md", "2021-02-01", "", []),  # may be the same
        ("blog/2021-12-20-x.md", "2021-12-10", "", []),  # when it was published
        ("site/_posts/2021-12-20-x.md", "", TIMELINE, []),
    ],
)
def test_the_files_name(file: str, title: str, lines: str, expected: list[str]) -> None:
    timeline = f"## Timeline\n{lines}" if lines.startswith("-") else lines
    found = check(f"# {title} It broke\n\n{timeline}", file=file)
    assert [f.rule for f in found.findings if f.rule in ("PM005", "PM309")] == expected


def test_front_matter_that_is_published_is_not_judged() -> None:
    text = "---\ndate: 2031-12-20\n---\n# It broke\n"
    assert not only(check(text), "PM310")
    assert len(only(check(text.replace("date", "incident_date")), "PM310")) == 1
