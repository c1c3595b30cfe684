"""PM401 to PM403: entries with a time, in order."""

from __future__ import annotations

import pytest

from tests.rules.support import briefs, check, only


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
    ("zones that can't be compared", "- 12:31 PT: a\n- 12:25 ET: b", []),
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
    ("two readings", "- 04/03/2021 10:00: a\n- 03/04/2021 10:00: b", []),
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
        ("- it broke at 12:31", ["PM401 warning 3:1–3:12"]),
        ("|Time|\n|--|\n|12:31|", ["PM401 error 4:1–4:2"]),
        ("|Time|Event|Who|\n|--|--|--|\n|12:31|a|b|", []),
        ("None: it lasted a second.", []),
        ("|Time|Event|\n|--|--|\n|12:31|a|\n|half past|b|\n|TBD|c|\n||d|", ["PM402 warning 7:2–7:11"]),
        ("|Time|Event|\n|--|--|\n|12:31|a|\n|2021-12-40|b|", ["PM402 warning 7:2–7:12"]),
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
