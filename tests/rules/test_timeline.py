"""PM401 to PM409: entries with a time, in order, of a known zone, and what they say."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.finding import Severity
from pm_lint.postmortem.dates import moments
from tests.rules.support import brief, briefs, check, only, slice_of


def document(timeline: str) -> str:
    return f"# 2021-12-10 It broke\n\n## Timeline\n{timeline}\n"


ORDER = [
    ("in order", "- 12:31 UTC: a\n- 12:31 UTC: b\n- 12:40 UTC: c", []),
    ("back", "- 12:31 UTC: a\n- 12:25 UTC: b", ["PM403 warning 5:3–5:12"]),
    ("midnight", "- 23:55 UTC: a\n- 00:10 UTC: b", ["PM403 notice 5:3–5:12"]),
    ("midnight, marked", "- 2021-12-10 23:55: a\n- 2021-12-11 00:10: b", []),
    ("a day that goes back", "- 2021-12-11 23:55: a\n- 2021-12-10 23:56: b", ["PM403 warning 5:3–5:19"]),
    ("a time that goes back on a day", "- 2021-12-10 23:55: a\n- 2021-12-10 00:10: b", ["PM403 warning 5:3–5:19"]),
    ("zones", "- 12:31 UTC: a\n- 13:25 UTC+1 b", ["PM403 warning 5:3–5:14"]),
    ("zones in order", "- 12:31 UTC: a\n- 12:35 UTC: b\n- 08:40 UTC-4 c", []),
    ("zones that can't be compared", "- 12:31 CST: a\n- 12:25 ET: b", []),
    ("zones of the season", "- 12:31 PT: a\n- 15:25 ET: b", ["PM403 warning 5:3–5:11"]),
    ("zones of the season in order", "- 12:31 PT: a\n- 15:35 ET: b", []),
    ("the zone over all", "Times in PT.\n\n- 12:31 UTC: a\n- 04:35: b\n- 12:34 UTC: c", ["PM403 warning 8:3–8:12"]),
    ("an unknown zone over all", "Times in CST.\n\n- 12:31 UTC: a\n- 04:35: b", []),
    ("in another zone it is the day before", "- 2021-12-11 00:10 UTC: a\n- 2021-12-10 16:15 PT: b", []),
    ("or not", "- 2021-12-11 00:10 UTC: a\n- 2021-12-10 16:05 PT: b", ["PM403 warning 5:3–5:22"]),
    ("a day later and yet back", "- 2021-12-10 16:15 PT: a\n- 2021-12-11 00:10 UTC: b", ["PM403 warning 5:3–5:23"]),
    ("on another day somewhere", "- 2021-12-11 00:10 UTC: a\n- 2021-12-10 16:05 CST: b", []),
    ("two days back anywhere", "- 2021-12-11 00:10 UTC: a\n- 2021-12-09 16:05 CST: b", ["PM403 warning 5:3–5:23"]),
    ("midnight in one zone", "- 23:50 PT: a\n- 07:55 UTC: b", []),
    ("clocks set back", "- 2021-11-07 01:50 ET: a\n- 01:10 ET: b\n- 02:05 ET: c", []),
    ("clocks set back, named", "- 2021-11-07 01:50 EDT: a\n- 01:10 EST: b\n- 01:05 EST: c", ["PM403 warning 6:3–6:12"]),
    ("not on that day", "- 2021-11-08 01:50 ET: a\n- 01:10 ET: b", ["PM403 warning 5:3–5:11"]),
    ("clocks set forward", "- 2021-03-14 01:50 ET: a\n- 03:10 ET: b", []),
    ("about", "- ~12:31: a\n- 12:10: b", []),
    ("about, but not so much", "- ~12:31: a\n- 11:10: b", ["PM403 warning 5:3–5:8"]),
    ("only a date, then a time", "- 2021-12-10: a\n- 12:10: b\n- 2021-12-10: c", []),
    ("a table", "|Time|Event|\n|--|--|\n|12:31 UTC|a|\n|12:25 UTC|b|", ["PM403 warning 7:2–7:11"]),
    ("day headings", "### 2021-12-10\n- 23:31: a\n\n### 2021-12-11\n- 00:25: b", []),
    ("day headings, back inside", "### 2021-12-10\n- 12:31: a\n- 12:25: b", ["PM403 warning 6:3–6:8"]),
    ("day headings without a year", "### May 12\n- 12:31: a\n\n### May 13\n- 11:25: b", []),
    ("inside one of them", "### May 12\n- 12:31: a\n- 12:25: b", ["PM403 warning 6:3–6:8"]),
    ("midnight inside one of them", "### May 12\n- 23:31: a\n- 00:25: b", ["PM403 notice 6:3–6:8"]),
    ("days without a year", "- May 12 23:31: a\n- May 12 00:25: b\n- May 11: c", ["PM403 warning 5:3–5:15"]),
    ("a time after such a day", "- May 12 12:31: a\n- 12:25: b", ["PM403 warning 5:3–5:8"]),
    ("times as headings", "### 12:31 UTC\na\n\n### 12:25 UTC\nb", ["PM403 warning 7:5–7:14"]),
    ("a paragraph", "12:31 UTC a\n12:25 UTC b", ["PM403 warning 5:1–5:10"]),
    ("a day that can't be read", "|Date|Time|Event|\n|--|--|--|\n|Mon|23:40|a|\n||23:50|b|\n|Tue|00:15|c|", []),
    ("two readings", "- 04/03/2021 10:00: a\n- 03/04/2021 10:00: b", []),
    ("under days of two readings", "### 04/03/2021\n- 18:00: a\n\n### 05/03/2021\n- 10:00: b", []),
    ("under one of them", "### 04/03/2021\n- 18:00: a\n- 17:00: b", ["PM403 warning 6:3–6:8"]),
    ("a minute after its seconds", "- 12:31:20: a\n- 12:31: b", []),
    ("an hour after its minutes", "- 12:31: a\n- 12 pm: b", []),
    ("a detail", "- 12:31: a\n  - 12:20: the cause\n- 12:35: b", []),
    ("labelled", "- Repaired: 12:31\n- Detected: 12:20", []),
    ("said to be so", "Newest first.\n\n- 12:31: a\n- 12:25: b", []),
    ("and so", "> This row is out of\n> chronological order.\n\n- 12:31: a\n- 12:25: b", []),
    ("a year that the others tell", "- 2021-12-10 12:31: a\n- Dec 9 12:35: b", ["PM403 warning 5:3–5:14"]),
    ("next January", "- 2021-12-10 12:31: a\n- Jan 5 12:35: b", []),
]


@pytest.mark.parametrize(("timeline", "expected"), [case[1:] for case in ORDER], ids=[case[0] for case in ORDER])
def test_order(timeline: str, expected: list[str]) -> None:
    found = check(document(timeline))
    assert [brief for brief in briefs(found) if brief.startswith("PM403")] == expected


def test_messages() -> None:
    (finding,) = check(document("- 12:31 UTC: a\n- 12:25 UTC: b")).findings
    assert finding.message == "The timeline goes back: “12:25 UTC” comes after “12:31 UTC” (line 4)."
    (finding,) = check(document("- 23:55 UTC: a\n- 00:10 UTC: b")).findings
    assert finding.message == "“00:10 UTC” comes after “23:55 UTC”: if midnight has passed, add the date."
    (finding,) = only(check(document("- 2021-12-11 23:55: a\n- 2021-12-10 23:56: b")), "PM403")
    assert "Fri 10 Dec 2021 comes after Sat 11 Dec 2021" in finding.message


TEMPLATE = "## Timeline\n\n|Time (ET)|Event|\n|--|--|\n|12-10-2021 12:31 PM|Description of an important event|\n"


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        ("- it broke\n- it worked", ["PM401 error 3:1–3:12"]),
        ("First it broke, then it worked.", ["PM401 warning 3:1–3:12"]),
        ("All updates are on [the status page](https://status.test/1).", []),
        ("- it broke, see [the log](https://log.test/1)", ["PM401 error 3:1–3:12"]),
        ("### [Date and time]\nWhat happened.", []),
        ("- HH:MM: what happened", []),
        ("|Time|Event|\n|--|--|\n|YYYY-MM-DD HH:MM|What happened|", []),
        ("- it broke at 12:31", ["PM401 warning 3:1–3:12"]),
        ("- T+0: it broke\n- T+5: it worked", []),
        ("- +5 min: it broke\n- +1h it worked", []),
        ("|Time|\n|--|\n|12:31|", ["PM401 error 4:1–4:2"]),
        ("|Time|Event|Who|\n|--|--|--|\n|12:31|a|b|", []),
        ("None: it lasted a second.", []),
        ("|Time|Event|\n|--|--|\n|12:31|a|\n|12 past 5|b|\n|TBD|c|\n||d|", ["PM402 warning 7:2–7:11"]),
        ("|Time|Event|\n|--|--|\n|12:31|a|\n|2021-12-40|b|", ["PM402 warning 7:2–7:12"]),
        (
            "|Time|Event|\n|--|--|\n|12:31|a|\n|T+5|b|\n|10 min|c|\n|Later|d|\n|May 2022|e|\n|Q1 2022|f|",
            [],
        ),
        ("|Time|Event|\n|--|--|\n|12:31|a|\n|post-event|b|\n|2 weeks earlier|c|\n|Day 2|d|", []),
        ("1. 12:31 a\n   - because\n2. 12:35 b", []),
        ("> 12:31 a", []),
        ("```\n12:31 a\n12:35 b\n```", []),
        ("- **Fri 10 Dec**\n  - 12:31 a\n  - 12:35 b", []),
    ],
)
def test_entries(timeline: str, expected: list[str]) -> None:
    found = [brief for brief in briefs(check(document(timeline), TEMPLATE)) if brief[:5] in ("PM401", "PM402")]
    assert found == expected


def test_a_missing_section_and_an_empty_one_are_other_rules() -> None:
    assert [f.rule for f in check(document(""), TEMPLATE).findings] == ["PM102"]
    assert [f.rule for f in check("# 2021-12-10 It broke\n", TEMPLATE).findings] == ["PM101"]
    row = "|Time (ET)|Event|\n|--|--|\n|12-10-2021 12:31 PM|Description of an important event|"
    assert [f.rule for f in check(document(row), TEMPLATE).findings] == ["PM006"]


def found(rule: str, text: str, **how: object) -> list[str]:
    checked = check(text, **how)  # type: ignore[arg-type]
    return [f"{brief(finding)} {finding.message}" for finding in only(checked, rule)]


ZONES = [
    ("none", "- 12:31: a\n- 12:35: b", "does not say which zone"),
    ("one entry", "- 12:31: a", None),
    ("no times", "- 2021-12-10: a\n- 2021-12-11: b", None),
    ("one of them", "- 12:31 UTC: a\n- 12:35: b", None),
    ("the title", "- 12:31: a\n- 12:35: b\n\n## Impact (UTC)\nNone.", None),
    ("in words", "All times are in UC/Pacific.\n\n- 12:31: a\n- 12:35: b", None),
    ("in few words", "(All times US/Pacific, 24-hour clock.)\n\n- 12:31: a\n- 12:35: b", None),
    ("both halves of the year", "Times in PST/PDT.\n\n- 2021-07-10 12:31: a\n- 12:35: b", None),
    ("of the Gulf", "- 12:31 GST: a\n- 12:35 GST: b", None),
    ("local time", "Times are local time.\n\n- 12:31: a\n- 12:35: b", None),
    ("local", "Times (local)\n\n- 12:31: a\n- 12:35: b", None),
    ("in a log", "- 12:31: a\n- 12:35: b\n\n```\n2021-12-10T12:31:00Z x\n```", None),
    (
        "standard time in summer",
        "- 2021-07-10 12:31 EST: a\n- 12:35 EST: b",
        "“EST” was not in force on Sat 10 Jul 2021",
    ),
    ("over all", "Times in PST.\n\n- 2021-07-10 12:31: a\n- 12:35: b", "“PST” was not in force"),
    ("summer time in winter", "- 2021-12-10 12:31 CEST: a\n- 12:35 CEST: b", "“CET” was: which of the two is meant?"),
    ("on the title's day", "- 12:31 EDT: a\n- 12:35 EDT: b", "“EDT” was not in force on Fri 10 Dec 2021"),
    ("in season", "- 12:31 EST: a\n- 12:35 EST: b", None),
    ("of all seasons", "- 2021-07-10 12:31 ET: a\n- 12:35 ET: b", None),
    (
        "of several places",
        "- 2021-07-10 12:31 CST: a\n- 12:35 CST: b",
        "notice 4:3–4:23 “CST” is UTC-6 in Chicago and UTC+8 in Shanghai: which is meant?",
    ),
    ("on no day", "- July 10 12:31 IST: a\n- 12:35 IST: b", "UTC+5:30 in Kolkata, UTC+1 in Dublin and UTC+2 in"),
    ("settled by another zone", "- 2021-07-10 12:31 CDT: a\n- 12:35 CST: b", "“CDT” was: which of the two is meant?"),
    ("by a place", "Times of Europe/London.\n\n- 2021-07-10 12:31 BST: a\n- 12:35 BST: b", None),
    ("by the meaning said in full", "- 12:31 IST: a\n- 12:35 IST: b\n\nIST is Indian Standard Time.", None),
    ("not by the season", "- 2021-12-10 12:31 BST: a\n- 12:35 BST: b", "UTC+1 in London and UTC+6 in Dhaka"),
    ("where it is all year", "- 2021-07-10 12:31 MST: a\n- 12:35 MST: b", None),
]


@pytest.mark.parametrize(("timeline", "message"), [case[1:] for case in ZONES], ids=[case[0] for case in ZONES])
def test_zone(timeline: str, message: str | None) -> None:
    messages = found("PM404", document(timeline))
    assert len(messages) == (message is not None)
    assert message is None or message in messages[0]


def test_labelled_times_without_a_zone_are_a_notice() -> None:
    text = document("- Detected: 2021-12-10 12:31\n- Resolved: 2021-12-10 12:35")
    assert [brief(finding) for finding in only(check(text), "PM404")] == ["PM404 notice 4:13–4:29"]


def rows(*days: str) -> str:
    return "\n".join(f"- {day} 12:31 UTC: something" for day in days)


YEARS = [
    ("in the midst", rows("2021-12-30", "2021-01-02", "2022-01-03"), ["4:3 2022-01-02"]),
    ("at the end", rows("2021-12-30", "2021-12-31", "2021-01-01"), ["5:3 2022-01-01"]),
    ("several in a row", rows("2021-12-30", "2021-01-01", "2021-01-02"), ["4:3 2022-01-01", "5:3 2022-01-02"]),
    ("a year too late", rows("2021-12-08", "2022-12-09", "2021-12-10"), ["4:3 2021-12-09"]),
    ("the first one", rows("2022-12-09", "2021-12-10", "2021-12-11"), ["3:3 2021-12-09"]),
    ("long before", rows("2019-05-02", "2021-12-10", "2021-12-11"), []),
    ("a year before", rows("2020-12-10", "2021-12-10", "2021-12-11"), []),
    ("months after", rows("2021-12-10", "2021-12-11", "2022-09-01"), []),
    ("far from all", rows("2021-12-10", "2012-03-05", "2021-12-11"), ["4:3 far"]),
    ("in order after all", rows("2021-12-10", "2022-12-11", "2022-12-12"), []),
    ("29 February", rows("2020-02-29", "2021-12-11"), []),
    ("no year written", rows("2021-12-10", "Mar 5", "Dec 11"), []),
    ("labelled", "- Began: 2020-12-10 12:31\n- Resolved: 2021-12-10 12:45", ["3:10 2021-12-10"]),
    ("a labelled one of old", "- Introduced: 2019-05-02 12:31\n- Resolved: 2021-12-10 12:45", []),
]


@pytest.mark.parametrize(("timeline", "expected"), [case[1:] for case in YEARS], ids=[case[0] for case in YEARS])
def test_years(timeline: str, expected: list[str]) -> None:
    text = f"# 2021-12-10 It broke\n## Timeline\n{timeline}\n"
    checked = check(text, today=date(2023, 1, 31))
    seen = [
        f"{finding.span.line}:{finding.span.column} {day.isoformat() if day else 'far'}"
        for finding in only(checked, "PM405")
        for day in [next((d for m in moments(finding.message.split(": ")[1]) for d in m.days), None)]
    ]
    assert seen == expected
    if expected:
        assert not only(checked, "PM403"), "one fault, one finding"


FUTURE = [
    ("a slip", rows("2021-12-10", "2022-12-11"), ["PM408 error 4:3–4:23 “2022-12-11 12:31 UTC” is in the future"]),
    ("tomorrow, somewhere", rows("2021-12-10", "2022-02-01"), []),
    (
        "the day after",
        rows("2021-12-10", "2022-02-02"),
        ["PM408 error 4:3–4:23 “2022-02-02 12:31 UTC” is in the future"],
    ),
    ("a plan", "- 2021-12-10: a\n- 2022-12-11: the switch is planned", []),
    ("no year written", rows("2022-01-30", "Feb 5"), []),
    ("two readings", rows("01/02/2022", "05/04/2022"), []),
]


@pytest.mark.parametrize(("timeline", "expected"), [case[1:] for case in FUTURE], ids=[case[0] for case in FUTURE])
def test_future(timeline: str, expected: list[str]) -> None:
    text = f"# 2021-12-10 It broke\n## Timeline\n{timeline}\n"
    assert [message.split(":", 3)[-1].split(": today")[0] for message in found("PM408", text)] == [
        message.split(":", 3)[-1] for message in expected
    ]


ASKING = "## Timeline\nTimes to include: when it began, the page, the status page, when it was over.\n"
TOLD = "- 12:20 UTC: {}\n- 12:25 UTC: {}\n- 12:30 UTC: {}\n- 12:40 UTC: {}"


@pytest.mark.parametrize(
    ("told", "template", "missing"),
    [
        (("deployed", "paged", "status page updated", "resolved"), ASKING, None),
        (("deployed", "paged", "rolled back", "resolved"), ASKING, "when it became public (the status page)"),
        (("deployed", "paged", "tweeted", "we look on"), ASKING, "when it ended"),
        (("one", "two", "three", "four"), ASKING, "when it began, when it was noticed (the page), when it became"),
        (("one", "two", "three", "four"), "## Timeline\nIn order, please.\n", None),
        (("one", "two", "three", "four"), "## Timeline\nTell how it ended.\n", "seem to say when it ended."),
    ],
)
def test_milestones(told: tuple[str, ...], template: str, missing: str | None) -> None:
    messages = found("PM406", document(TOLD.format(*told)), template=template)
    assert len(messages) == (missing is not None)
    assert missing is None or missing in messages[0]


def test_milestones_are_read_in_a_block_of_code() -> None:
    told = "```\n12:20 UTC deployed\n12:25 UTC paged\n12:30 UTC tweeted\n12:40 UTC {}\n```"
    assert found("PM406", document(told.format("the second transaction succeeds")), template=ASKING) == []
    assert len(found("PM406", document(told.format("we look on")), template=ASKING)) == 1


def test_few_entries_have_no_milestones() -> None:
    assert found("PM406", document("- 12:20 UTC: one\n- 12:30 UTC: two\n- 12:40 UTC: three"), template=ASKING) == []


@pytest.mark.parametrize(
    ("timeline", "count"),
    [
        ("- 12:31 UTC a", 1),
        ("- 12:31 UTC [a](https://example.com)", 0),
        ("- 12:31 UTC <https://example.com>", 0),
        ("- 12:31 UTC a\n\n![graph](a.png)", 0),
        ("### [12:31 UTC](https://example.com)\na", 0),
        ('<table><tr><td>12:31 UTC<td><a href="https://example.com">a</a></table>', 0),
    ],
)
def test_evidence(timeline: str, count: int) -> None:
    on = Config(rules={"PM407": Severity.NOTICE})
    assert len(found("PM407", document(timeline), config=on)) == count
    assert found("PM407", document(timeline)) == []


DURATIONS = [
    ("It was down from 10:30 to 11:45 UTC (2 hours).", "2 hours", "1 h 15 min"),
    ("It was down from 10:30 to 11:45 UTC (75 minutes).", None, ""),
    ("It was down from 10:30 to 11:45 UTC (about an hour).", None, ""),
    ("It was down from 10:30 to 11:45 UTC (about 3 hours).", "about 3 hours", "1 h 15 min"),
    ("It was down from 10:30 to 11:45 (over 3 hours).", None, ""),
    ("Down 10:30–11:45, 45 minutes.", "45 minutes", "1 h 15 min"),
    ("Down 10:30 - 11:45 - 45 min", "45 min", "1 h 15 min"),
    ("**10:30 – 11:45 UTC** (2h 5m)", "2h 5m", "1 h 15 min"),
    ("**10:30 – 11:45 UTC** (1h 15m)", None, ""),
    ("It lasted 45 minutes, from 10:30 to 11:45 UTC.", "45 minutes", "1 h 15 min"),
    ("It lasted for an hour and 15 minutes, from 10:30 to 11:45 UTC.", None, ""),
    ("The outage lasted 2 hours (10:30 - 11:45 UTC).", "2 hours", "1 h 15 min"),
    ("From 23:30 to 00:45 (75 min).", None, ""),
    ("From 11:30 to 1:45 (2 h 15 min).", None, ""),
    ("From 2021-12-10 10:30 to 2021-12-11 11:45 (1 h 15 min).", "1 h 15 min", "1 d 1 h 15 min"),
    ("From 10:30 UTC to 11:45 CET (15 min).", None, ""),
    ("From 2021-12-10 10:30 UTC to 2021-12-10 12:45 CET (1 h 15 min).", None, ""),
    ("From 2021-12-10 10:30 UTC to 2021-12-10 12:45 CET (2 h 15 min).", "2 h 15 min", "1 h 15 min"),
    ("From 2021-12-10 10:30 CST to 2021-12-10 11:45 UTC (15 min).", None, ""),
    ("From 2021-11-07 00:30 ET to 2021-11-07 03:30 ET (4 h).", None, ""),
    ("From 2021-11-07 00:30 ET to 2021-11-07 03:30 ET (3 h).", "3 h", "4 h"),
    ("From 2021-11-07 00:30 ET to 2021-11-07 01:30 ET (2 h).", None, ""),
    ("From 2021-03-14 01:30 ET to 2021-03-14 03:30 ET (1 h).", None, ""),
    ("Between 10:30 and 11:45 requests took 30 seconds.", None, ""),
    ("Between 10:30 and 11:45, for 30 minutes each, it was down.", None, ""),
    ("Between 10:30 and 11:45 (2 hours).", "2 hours", "1 h 15 min"),
    ("At 10:30 and 11:45 (2 hours).", None, ""),
    ("We met for 2 hours. From 10:30 to 11:45 it was down.", None, ""),
    ("From 10:30 to 11:45 (2 engineers).", None, ""),
    ("- Start: 10:30 UTC\n- End: 11:45 UTC\n- Duration: 2 hours", "2 hours", "1 h 15 min"),
    ("- **Start time:** 10:30 UTC\n- **End time:** 11:45 UTC\n- **Duration:** 75 min", None, ""),
    ("- Start: 10:30 UTC\n- End: 11:45 UTC\n- Start: 9:30 UTC\n- Duration: 2 hours", None, ""),
    ("- Start: 10:30 UTC\n- Duration: 2 hours", None, ""),
    ("- Start: 10:30 UTC\n- End: 11:45 UTC\n- Duration: 2 hours for most", None, ""),
]


@pytest.mark.parametrize(("text", "written", "actual"), DURATIONS)
def test_durations(text: str, written: str | None, actual: str) -> None:
    source = f"# 2021-12-10 It broke\n\n## Impact\n{text}\n"
    findings = only(check(source), "PM409")
    assert [slice_of(source, finding.span) for finding in findings] == ([written] if written else [])
    assert all(f"is {actual}." in finding.message for finding in findings)


LABELLED = "# 2021-12-10 It broke\n\n## Timeline\n- Detected: {}\n- Declared: {}\n- Resolved: {}\n\n## Impact\n{}\n"


@pytest.mark.parametrize(
    ("detected", "declared", "resolved", "stated", "fits"),
    [
        ("2021-12-10 10:30", "2021-12-10 10:40", "2021-12-10 11:45", "Time to resolve: 1h 15m", True),
        ("2021-12-10 10:30", "2021-12-10 10:40", "2021-12-10 11:45", "Time to resolve: 1h 5m", True),
        ("2021-12-10 10:30", "2021-12-10 10:40", "2021-12-10 11:45", "Time to resolve: 2h 15m", False),
        ("2021-12-10 10:30", "2021-12-10 10:40", "2021-12-10 11:45", "**Time to resolve**: 2h 15m", False),
        ("2021-12-10 10:30", "2021-12-10 10:40", "2021-12-10 11:45", "## Time to resolve\n2h 15m", False),
        ("2021-12-10 10:30", "2021-12-10 10:40", "2021-12-10 11:45", "Time to repair: 2h 15m", True),
        ("2021-12-10 10:30", "2021-12-10 10:40", "2021-12-10 11:45", "Time to resolve: 2h 15m (of work)", True),
        ("2021-12-10 10:30 UTC", "2021-12-10 10:40 UTC", "2021-12-10 12:45 CET", "Time to resolve: 1h 15m", True),
        ("2021-12-10 10:30 UTC", "2021-12-10 10:40 UTC", "2021-12-10 12:45 CET", "Time to resolve: 2h 15m", False),
        ("2021-12-10 10:30 UTC", "2021-12-10 10:40 UTC", "2021-12-10 12:45 IST", "Time to resolve: 1h 45m", True),
        ("2021-12-10 15:30", "2021-12-10 15:40", "2021-12-11 10:45", "Time to resolve: 2h 15m", True),  # working hours
        ("2021-12-10 15:30", "2021-12-10 15:40", "2022-02-10 16:45", "Time to resolve: 1h 15m", False),
        ("2021-12-10 10:30", "2020-12-10 10:40", "2021-12-10 11:45", "Time to resolve: 2h 15m", True),  # PM405's
    ],
)
def test_time_to_resolve(detected: str, declared: str, resolved: str, stated: str, fits: bool) -> None:
    messages = found("PM409", LABELLED.format(detected, declared, resolved, stated))
    assert bool(messages) is not fits, messages


def test_a_duration_that_is_a_section_too_is_found_once() -> None:
    times = "- **Key events**\n  - Detected: 2021-12-10 10:30\n  - Resolved: 2021-12-10 11:45\n\n"
    text = f"# 2021-12-10 It broke\n\n{times}- **Time to resolve**: 2h 15m\n\n- **Impact**:\n  - 3 users\n"
    assert len(found("PM409", text)) == 1


def test_a_year_to_come_is_said_once() -> None:
    text = "# 2031-12-10 It broke\n\n## Timeline\n- 2031-12-10 10:30 UTC: a\n- 2031-12-10 10:40 UTC: b\n"
    assert [f.rule for f in check(text, today=date(2021, 12, 20)).findings if f.rule[:3] != "PM5"] == ["PM310"]


def test_the_fullest_timeline_is_judged() -> None:
    text = "# 2021-12-10 It broke\n\n## Key events\n- it broke\n\n## Timeline\n- 10:30 UTC: a\n- 10:20 UTC: b\n"
    assert [f.rule for f in check(text).findings if f.rule[:3] == "PM4"] == ["PM403"]
