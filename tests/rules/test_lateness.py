"""What PM301 to PM306 say, word by word: each message is one that the author can act on at once."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from pm_lint.config import Config
from pm_lint.finding import Allowance, MeetingPolicy
from pm_lint.record import replace
from tests.rules.support import assert_fixed, check, only
from tests.rules.test_meeting import TEMPLATE, TIMELINE, document

IS = "The meeting is on "
LAST = "At most 5 are allowed: by Fri 17 Dec 2021."
WEEKEND = "Not counted: Sat 11, Sun 12 Dec."
TITLE = "the incident was on Fri 10 Dec 2021 (title, line 1)"
NO_HOLIDAYS = "set `calendar.country` in the configuration."
BY_SEVERITY = {"SEV-1": Allowance(3, "calendar-days"), "SEV-2": Allowance(1)}


def policy(**changes: object) -> Config:
    return replace(Config(), meeting=replace(MeetingPolicy(), **changes))  # type: ignore[arg-type]


def severity(stated: str) -> str:
    return document("2021-12-22", extra=f"\n**Severity:** {stated}\n")


#: Document, configuration or country, what PM304 says of it and how sure it is.
SAID = [
    (
        document("2023-05-04", "2023-05-04", "- 2023-04-20: Found.\n- 2023-04-24: Resolved.\n"),
        None,
        "error The meeting is on Thu 4 May 2023, 8 business days after the incident ended on Mon 24 Apr 2023 (timeline,"
        " line 12). At most 5 are allowed: by Mon 1 May 2023. Not counted: Sat 29, Sun 30 Apr.",
    ),
    (document("2021-12-22"), None, f"error {IS}Wed 22 Dec 2021, 8 business days after {TITLE}. {LAST} {WEEKEND}"),
    (document("2021-12-20"), None, f"warning {IS}Mon 20 Dec 2021, 6 business days after {TITLE}. {LAST} {WEEKEND}"),
    # On the weekend after business day 5 that day is over.
    (
        document("2021-12-18"),
        None,
        f"warning {IS}Sat 18 Dec 2021, more than 5 business days after {TITLE}. {LAST} {WEEKEND}",
    ),
    (
        document("2021-12-01", "2021-11-22"),
        "US",
        f"error {IS}Wed 1 Dec 2021, 6 business days after the incident was on Mon 22 Nov 2021 (title, line 1)."
        " At most 5 are allowed: by Tue 30 Nov 2021. Not counted: Thu 25 Nov (Thanksgiving Day), Sat 27, Sun 28 Nov.",
    ),
    (
        document("2022-01-25"),
        policy(allowance=Allowance(20)),
        f"error {IS}Tue 25 Jan 2022, 32 business days after {TITLE}."
        " At most 20 are allowed: by Fri 7 Jan 2022. Not counted: 8 weekend days.",
    ),
    (
        document("2021-12-16"),
        policy(allowance=Allowance(1)),
        f"error {IS}Thu 16 Dec 2021, 4 business days after {TITLE}."
        f" At most 1 is allowed: by Mon 13 Dec 2021. {WEEKEND}",
    ),
    (
        document("2021-12-12"),
        policy(allowance=Allowance(1, "calendar-days")),
        f"error {IS}Sun 12 Dec 2021, 2 days after {TITLE}. At most 1 calendar day is allowed: by Sat 11 Dec 2021.",
    ),
    (
        severity("sev1"),
        policy(by_severity=BY_SEVERITY),
        f"error {IS}Wed 22 Dec 2021, 12 days after {TITLE}."
        " At most 3 calendar days are allowed for SEV-1: by Mon 13 Dec 2021.",
    ),
    (
        severity("SEV-4"),
        policy(by_severity=BY_SEVERITY),
        f"error {IS}Wed 22 Dec 2021, 8 business days after {TITLE}. At most 5 are allowed for “SEV-4”, which has no"
        f" allowance of its own: by Fri 17 Dec 2021. {WEEKEND}",
    ),
    (
        severity("SEV-1/2"),
        policy(by_severity=BY_SEVERITY),
        f"warning {IS}Wed 22 Dec 2021, 8 business days after {TITLE}. At most 5 are allowed for “SEV-1/2”, which can be"
        f" more than one severity: by Fri 17 Dec 2021. {WEEKEND}",
    ),
    (
        document("2021-12-22"),
        policy(by_severity=BY_SEVERITY),
        f"error {IS}Wed 22 Dec 2021, 8 business days after {TITLE}."
        f" At most 5 are allowed where no severity is stated: by Fri 17 Dec 2021. {WEEKEND}",
    ),
    (
        document("2021-12-20", "2021-12-01", TIMELINE.replace("10 12:31", "02 12:31")),
        policy(count_from="incident-start"),
        f"error {IS}Mon 20 Dec 2021, 12 business days after the incident began on Thu 2 Dec 2021 (timeline, line 11)."
        " At most 5 are allowed: by Thu 9 Dec 2021. Not counted: Sat 4, Sun 5 Dec.",
    ),
    (
        document("2021-12-20", "2021-12-01", TIMELINE),
        policy(count_from="title"),
        f"error {IS}Mon 20 Dec 2021, 13 business days after Wed 1 Dec 2021, the title's date (line 1)."
        " At most 5 are allowed: by Wed 8 Dec 2021. Not counted: Sat 4, Sun 5 Dec.",
    ),
    (
        document("2021-12-29", "2021-12-14", TIMELINE),
        None,
        f"error {IS}Wed 29 Dec 2021, 13 business days after the incident ended on Fri 10 Dec 2021 (timeline, line 12)."
        f" {LAST} {WEEKEND} By the title (Tue 14 Dec 2021) it is late too: by Tue 21 Dec 2021.",
    ),
    # Both readings are late.
    (
        document("04/05/2021", "2021-02-25"),
        None,
        f"error {IS}Mon 5 Apr 2021 at the earliest, 27 business days after the incident was on Thu 25 Feb 2021 (title,"
        " line 1). At most 5 are allowed: by Thu 4 Mar 2021. Not counted: Sat 27, Sun 28 Feb.",
    ),
    (
        document("2121-12-14"),
        None,
        f"error {IS}Sun 14 Dec 2121, 100 years after {TITLE}: is the year right? Tue 14 Dec 2021 would be in time."
        f" {LAST}",
    ),
    (
        document("2022-11-14"),
        None,
        f"error {IS}Mon 14 Nov 2022, 11 months after {TITLE}: is the year right? {LAST}",
    ),
    (
        document("2022-12-14 (late: nobody had time for it)"),
        None,
        f"error {IS}Wed 14 Dec 2022, 263 business days after {TITLE}. {LAST} {WEEKEND}",
    ),
]


@pytest.mark.parametrize(("text", "how", "expected"), SAID)
def test_what_is_said_of_a_late_meeting(text: str, how: Config | str | None, expected: str) -> None:
    country, config = (how, None) if isinstance(how, str) else (None, how)
    (finding,) = only(check(text, TEMPLATE, country=country, config=config, today=date(2024, 1, 1)), "PM304")
    level, _, message = expected.partition(" ")
    explained = "(late:" in text
    assert (finding.message, finding.level.label) == (message, "notice" if explained else level)


@pytest.mark.parametrize(
    ("text", "today", "country", "help"),
    [
        (document("2021-12-22"), "2022-01-31", None, f"Public holidays are not counted: {NO_HOLIDAYS}"),
        (
            document("2021-12-20"),
            "2022-01-31",
            None,
            f"Public holidays are not counted, and may excuse this: {NO_HOLIDAYS}",
        ),
        (document("2021-12-22"), "2022-01-31", "US", None),
        (
            document("2021-12-22"),
            "2021-12-20",
            "US",
            "Once the meeting is held, say why it was late: “(late: reason)” after the date.",
        ),
        (document("2021-12-22 (late: all ill)"), "2022-01-31", None, None),
        # In time by the timeline: that the title is wrong is likelier.
        (document("2021-12-22", "2021-11-10", "- 2021-12-18: Resolved.\n"), "2021-12-20", "US", None),
        (document("2121-12-14"), "2022-01-31", None, None),
    ],
)
def test_what_to_do_about_a_late_meeting(text: str, today: str, country: str | None, help: str | None) -> None:
    (finding,) = only(check(text, TEMPLATE, today=date.fromisoformat(today), country=country), "PM304")
    assert finding.help == help


def test_an_incident_whose_date_has_two_readings() -> None:
    text = "# It broke\n\n**Date of incident:** 5/4/21\n\n**Meeting Scheduled For:** 2021-05-07 10:30 UTC\n"
    (finding,) = only(check(text), "PM304")
    assert finding.message.endswith(" If “5/4/21” means Tue 4 May 2021, it is in time: by Tue 11 May 2021.")
    assert (finding.level.label, finding.fix) == ("warning", None)
    assert finding.help is not None
    assert finding.help.startswith("Write “5/4/21” as YYYY-MM-DD. ")


def test_in_time_but_not_surely() -> None:
    # Eid al-Fitr goes by the moon: about 4 to 6 February 2030.
    text = document("2030-02-12", "2030-02-01")
    (finding,) = only(check(text, TEMPLATE, country="AE", today=date(2030, 6, 1)), "PM304")
    assert finding.message.startswith("Whether the meeting on Tue 12 Feb 2030 is in time is uncertain: ")
    assert finding.help == "Held by Fri 8 Feb 2030, it is in time in any case."
    for surely in ("2030-02-05", "2030-02-08"):
        assert not only(check(document(surely, "2030-02-01"), TEMPLATE, country="AE", today=date(2030, 6, 1)), "PM304")


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        (
            document(None),
            "PM301 No meeting is set: the line “Meeting Scheduled For:” is missing.",
            "The meeting is due by Fri 17 Dec 2021 (5 business days after the incident).",
        ),
        (
            document("No meeting"),
            "PM302 “No meeting” says neither who waived the meeting nor why there is none.",
            "Write “Waived by @name”, “No meeting: reason”, or the day as YYYY-MM-DD."
            " The meeting is due by Fri 17 Dec 2021 (5 business days after the incident).",
        ),
        (
            document("TBD", extra="\n**Severity:** SEV-1\n"),
            "PM302 No date can be read in “TBD”.",
            "Write it as YYYY-MM-DD."
            " The meeting is due by Mon 13 Dec 2021 (3 calendar days after the incident, for SEV-1).",
        ),
        (
            document("04/03/2021", "2021-02-25"),
            "PM303 The meeting's date “04/03/2021” can be read as Thu 4 Mar 2021 or Sat 3 Apr 2021.",
            "Write it as 2021-03-04 or 2021-04-03, or set `dates.order` in the configuration."
            " The meeting was due by Thu 4 Mar 2021 (5 business days after the incident).",
        ),
        (
            document("2021-12-09", "2021-12-10", TIMELINE),
            "PM305 The meeting on Thu 9 Dec 2021 is before the incident, which began on Fri 10 Dec 2021 (timeline, line"
            " 11).",
            "One of the two dates is wrong."
            " The meeting is due by Fri 17 Dec 2021 (5 business days after the incident).",
        ),
        (
            document("2021-01-04", "2021-12-10"),
            "PM305 The meeting on Mon 4 Jan 2021 is before the incident, which was on Fri 10 Dec 2021 (title, line 1):"
            " is the year right?",
            "One of the two dates is wrong."
            " The meeting is due by Fri 17 Dec 2021 (5 business days after the incident).",
        ),
        (
            document("2021-12-12 10:30 UTC"),
            "PM306 The meeting is on a weekend: Sun 12 Dec 2021.",
            "Mon 13 Dec 2021 is a working day."
            " The meeting is due by Fri 17 Dec 2021 (5 business days after the incident).",
        ),
    ],
)
def test_what_is_said_before_the_deadline(text: str, message: str, help: str) -> None:
    config = policy(by_severity=BY_SEVERITY) if "Severity:" in text else None
    found = check(text, TEMPLATE, config=config, today=date(2021, 12, 10)).findings
    (finding,) = [one for one in found if one.rule.startswith("PM30") and one.rule != "PM307"]
    assert (f"{finding.rule} {finding.message}", finding.help) == (message, help)


@pytest.mark.parametrize(
    ("title", "meeting", "mended"),
    [
        ("2021-12-10", "2022-12-14 10:30 UTC", "2021-12-14 10:30 UTC"),
        ("2021-12-10", "Tue 14 Dec 2121", "2021-12-14"),
        ("2021-12-30", "2021-01-04 10:30 UTC", "2022-01-04 10:30 UTC"),
        ("2021-12-30", "2023-01-04", "2022-01-04"),
    ],
)
def test_a_wrong_year_is_mended(title: str, meeting: str, mended: str) -> None:
    text = document(meeting, title)
    (finding,) = [one for one in check(text, TEMPLATE).findings if one.rule in ("PM304", "PM305")]
    assert "is the year right? Tue" in finding.message
    assert f"Scheduled For:** {mended}\n" in assert_fixed(text, finding, TEMPLATE)


@pytest.mark.parametrize(
    ("title", "meeting", "expected"),
    [
        ("2021-02-25", "04/03/2021", "PM303"),  # one is in time
        ("2021-03-10", "04/03/2021", "PM304"),  # one is before it, the other late
        ("2021-02-25", "04/05/2021", "PM304"),
        ("2021-12-10", "04/03/2021", "PM305"),
    ],
)
def test_two_readings_make_one_finding(title: str, meeting: str, expected: str) -> None:
    (finding,) = [one for one in check(document(meeting, title), TEMPLATE).findings if one.rule != "PM307"]
    assert finding.rule == expected
    if expected == "PM305":
        assert finding.message.startswith("The meeting, on Sat 3 Apr 2021 at the latest, is before the incident")


@pytest.mark.parametrize(("meeting", "years"), [("2121-12-14", "100 years"), ("2023-01-14", "11 months")])
def test_a_wrong_year_where_nothing_dates_the_incident(meeting: str, years: str) -> None:
    (finding,) = only(check(document(meeting, ""), TEMPLATE), "PM304")
    assert finding.message.endswith(f", {years} from now: is the year right?")
    assert not only(check(document("2022-11-14", ""), TEMPLATE), "PM304")


WAIVERS = [
    ("Waived by @alice", True, []),
    ("No meeting: it was a drill", True, []),
    ("No meeting: it was a drill on 2021-12-22", True, []),
    ("2021-12-22, waived by @alice", True, []),
    ("No meeting", True, ["PM302 error"]),
    ("N/A", True, ["PM302 error"]),
    ("Waived by", True, ["PM302 error"]),
    ("No meeting yet", True, ["PM302 error"]),
    ("Waived by @alice", False, ["PM301 error"]),
    ("No meeting: it was a drill", False, ["PM301 error"]),
    ("No meeting", False, ["PM301 error"]),
    ("2021-12-22, waived by @alice", False, ["PM304 error"]),
]


@pytest.mark.parametrize(("meeting", "waivers", "expected"), WAIVERS)
def test_waivers(meeting: str, waivers: bool, expected: list[str]) -> None:
    found = check(document(meeting), TEMPLATE, config=policy(waivers=waivers)).findings
    assert [f"{one.rule} {one.level.label}" for one in found if one.rule != "PM307"] == expected


def test_a_waiver_that_is_not_allowed_is_said_so() -> None:
    (finding,) = check(document("Waived by @alice"), TEMPLATE, config=policy(waivers=False)).findings
    assert finding.message == "No meeting is set: “Waived by @alice” waives it, which the configuration does not allow."
    early = check(document("Waived by @a"), TEMPLATE, config=policy(waivers=False), today=date(2021, 12, 14))
    assert [one.level.label for one in early.findings] == ["warning"]


#: No such day, or one that can't be meant: a finding, never a crash and never a pass.
ODD = [
    ("2021-02-31", "PM302 There is no such day as “2021-02-31”."),
    ("31 February 2021", "PM302 There is no such day as “31 February 2021”."),
    ("May 99th, 2021", "PM302 There is no such day as “May 99th, 2021”."),
    ("2021-13-01", "PM302 There is no such day as “2021-13-01”."),
    ("31/31/2021", "PM302 There is no such day as “31/31/2021”."),
    ("0000-05-04", "PM302 "),
    ("99999-05-04", "PM302 "),
    ("the 99th", "PM302 "),
    ("31 February", "PM302 "),
    ("25:99", "PM302 "),
    ("2021", "PM302 "),
    ("0001-01-01", "PM305 The meeting on Mon 1 Jan 1 is before the incident, which was on Fri 10 Dec 2021"),
    ("1921-12-14", "PM305 The meeting on Wed 14 Dec 1921 is before the incident"),
    ("2031-12-14", "PM304 The meeting is on Sun 14 Dec 2031, 10 years after the incident"),
    ("9999-12-31", "PM304 The meeting is on Fri 31 Dec 9999, 7978 years after the incident"),
]


@pytest.mark.parametrize(("meeting", "expected"), ODD)
def test_a_date_that_can_not_be_meant(meeting: str, expected: str) -> None:
    for today in (date(2021, 12, 11), date(2022, 1, 31)):
        found = [one for one in check(document(meeting), TEMPLATE, today=today).findings if one.rule != "PM307"]
        assert [f"{one.rule} {one.message}"[: len(expected)] for one in found] == [expected]


def test_no_date_crashes_any_policy() -> None:
    titles = ("0001-01-01", "2021-12-10", "9999-12-31")
    meetings = ("0001-01-01", "0001-01-06", "2021-12-11", "2024-02-29", "9999-12-26", "9999-12-31", "04/03/2021")
    policies = (
        (policy(), None),
        (policy(allowance=Allowance(3650, "calendar-days"), count_from="title"), None),
        (policy(allowance=Allowance(200), count_from="incident-start"), "US"),
    )
    for title, meeting, (config, country) in product(titles, meetings, policies):
        check(document(meeting, title), TEMPLATE, config=config, country=country)
