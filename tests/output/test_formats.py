"""One finding, and many, in each format."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from pm_lint.finding import Fix, Severity, Span
from pm_lint.linter import Checked
from pm_lint.look import Look
from pm_lint.output import FORMATS, render
from tests.output.samples import LATE, MISSING, OWNERS, PATH, checked, finding

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "findings.schema.json").read_text(encoding="utf-8"))
RESULTS = [checked(MISSING, LATE, OWNERS, suppressed=2), checked(path="docs/postmortems/b.md"), checked(path="c.md")]


def test_text() -> None:
    assert render("text", RESULTS) == (
        "warning PM202 owner-several: Two people own this.\n"
        f" --> {PATH}:3:23\n"
        "  |\n"
        "3 | **Postmortem Owner:** Alice, Bob\n"
        "  |                       ^^^^^^^^^^\n"
        "\n"
        "error PM304 meeting-late: The meeting on Mon 20 Dec is one business day late.\n"
        "  The deadline was Fri 17 Dec.\n"
        f" --> {PATH}:5:28\n"
        "  |\n"
        "5 | **Meeting Scheduled For:** 12/20/2021 @ 10:30\n"
        "  |                            ^^^^^^^^^^\n"
        '  = help: Move the meeting, or write "(late: reason)".\n'
        "  = unsafe fix: Say why\n"
        "  - **Meeting Scheduled For:** 12/20/2021 @ 10:30\n"
        "  + **Meeting Scheduled For:** 12/20/2021 (late: reason) @ 10:30\n"
        "\n"
        "error PM101 section-missing: The section Impact is missing.\n"
        f" --> {PATH}:7:1\n"
        "  |\n"
        "7 | ## Timeline\n"
        "  | ^\n"
        "  = fix: Insert it\n"
        "  + ## Impact\n"
        "  +\n"
        "  + Be very specific.\n"
        "  +\n"
        "\n"
        "2 errors, 1 warning in 3 files (2 suppressed).\n"
        "1 fixable with --fix, 1 more with --unsafe-fixes.\n"
    )


def test_text_on_a_narrow_terminal() -> None:
    assert render("text", [checked(OWNERS, LATE)], Look(width=40)) == (
        "warning PM202 owner-several: Two people\n"
        "  own this.\n"
        f" --> {PATH}:3:23\n"
        "  |\n"
        "3 | **Postmortem Owner:** Alice, Bob\n"
        "  |                       ^^^^^^^^^^\n"
        "\n"
        "error PM304 meeting-late: The meeting on\n"
        "  Mon 20 Dec is one business day late.\n"
        "  The deadline was Fri 17 Dec.\n"
        f" --> {PATH}:5:28\n"
        "  |\n"
        "5 | …heduled For:** 12/20/2021 @ 10:30\n"
        "  |                 ^^^^^^^^^^\n"
        "  = help: Move the meeting, or write\n"
        '          "(late: reason)".\n'
        "  = unsafe fix: Say why\n"
        "  - …cheduled For:** 12/20/2021 @ 10:30\n"
        "  + … 12/20/2021 (late: reason) @ 10:30\n"
        "\n"
        "1 error, 1 warning in 1 file.\n"
        "1 fixable with --fix --unsafe-fixes.\n"
    )


def test_text_says_nothing_twice_of_one_place() -> None:
    """Several sections may be missing in one."""
    first, second, third = (
        finding(Span(7, 1, 7, 1), f"Section {name} is missing.", help=help, rule=f"PM10{name}")
        for name, help in ((1, "Is it named otherwise?"), (2, "Is it named otherwise?"), (3, "Write it."))
    )
    assert render("text", [checked(first, second, third)]) == (
        "error PM101 meeting-late: Section 1 is missing.\n"
        f" --> {PATH}:7:1\n"
        "  |\n"
        "7 | ## Timeline\n"
        "  | ^\n"
        "  = help: Is it named otherwise?\n"
        "\n"
        "error PM102 meeting-late: Section 2 is missing.\n"
        f" --> {PATH}:7:1\n"
        "\n"
        "error PM103 meeting-late: Section 3 is missing.\n"
        f" --> {PATH}:7:1\n"
        "  = help: Write it.\n"
        "\n"
        "3 errors in 1 file.\n"
    )


def test_text_of_very_many_findings_is_short_in_the_end() -> None:
    many = [finding(Span(line, 1, line, 2), help="Mend it.", fix=LATE.fix) for line in range(1, 1003)]
    findings = render("text", [checked(*many, source="a\n" * 1002)]).split("\n\n")
    in_full = [all(part in each for part in ("help: ", "fix: ", "^")) for each in findings[:-1]]
    assert in_full == [True] * 1000 + [False] * 2
    assert findings[-2] == f"error PM304 meeting-late: Something is wrong.\n    --> {PATH}:1002:1"
    assert json.loads(render("json", [checked(*many)]))["findings"][-1]["help"] == "Mend it."


SAFE = finding(Span.at(1), fix=Fix("Mend it", (), safe=True))
UNSAFE = finding(Span.at(1), fix=Fix("Mend it", ()))


@pytest.mark.parametrize(
    ("results", "lines"),
    [
        ([], ["No findings in 0 files."]),
        ([checked()], ["No findings in 1 file."]),
        (RESULTS[1:], ["No findings in 2 files."]),
        ([checked(OWNERS)], ["1 warning in 1 file."]),
        ([checked(SAFE, UNSAFE, SAFE)], ["3 errors in 1 file.", "2 fixable with --fix, 1 more with --unsafe-fixes."]),
        ([checked(SAFE), checked(SAFE, path="b")], ["2 errors in 2 files.", "2 fixable with --fix."]),
        ([checked(UNSAFE)], ["1 error in 1 file.", "1 fixable with --fix --unsafe-fixes."]),
    ],
)
def test_the_last_lines_count(results: list[Checked], lines: list[str]) -> None:
    for format in ("text", "statistics"):
        assert render(format, results).rpartition("\n\n")[2].split("\n") == [*lines, ""]


def test_statistics() -> None:
    late = [finding(Span.at(line), fix=LATE.fix) for line in range(1, 11)]
    results = [checked(*late, MISSING, OWNERS, SAFE), checked(MISSING, path="b.md"), checked(path="c.md")]
    assert render("statistics", results) == (
        "11  PM304  meeting-late     1 fixable with --fix, 10 more with --unsafe-fixes\n"
        " 2  PM101  section-missing  2 fixable with --fix\n"
        " 1  PM202  owner-several\n"
        "\n"
        "13 errors, 1 warning in 3 files.\n"
        "3 fixable with --fix, 10 more with --unsafe-fixes.\n"
    )


def test_concise() -> None:
    assert render("concise", RESULTS) == (
        f"{PATH}:3:23: warning PM202 Two people own this.\n"
        f"{PATH}:5:28: error PM304 The meeting on Mon 20 Dec is one business day late. The deadline was Fri 17 Dec.\n"
        f"{PATH}:7:1: error PM101 The section Impact is missing.\n"
    )


def test_json() -> None:
    text = render("json", RESULTS)
    said = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(said, SCHEMA)
    assert list(said) == ["version", "files", "summary", "suppressed", "findings"]
    assert said["summary"] == {"error": 2, "warning": 1, "notice": 0}
    assert (said["version"], said["files"], said["suppressed"]) == (1, 3, 2)
    assert [each["rule"] for each in said["findings"]] == ["PM202", "PM304", "PM101"]
    assert said["findings"][1] == {
        "rule": "PM304",
        "name": "meeting-late",
        "severity": "error",
        "path": PATH,
        "line": 5,
        "column": 28,
        "end_line": 5,
        "end_column": 38,
        "message": LATE.message,
        "help": LATE.help,
        "url": "https://github.com/OWNER/pm-lint/blob/main/docs/rules.md#pm304-meeting-late",
        "fix": {
            "title": "Say why",
            "safe": False,
            "edits": [{"line": 5, "column": 38, "end_line": 5, "end_column": 38, "text": " (late: reason)"}],
        },
        "fingerprint": LATE.fingerprint(),
    }
    assert said["findings"][0]["fix"] is None
    assert text.endswith("}\n")
    assert text.isascii()
    assert text == render("json", list(reversed(RESULTS)))


def test_json_of_nothing() -> None:
    said = json.loads(render("json", []))
    jsonschema.validate(said, SCHEMA)
    assert said["findings"] == []


@pytest.mark.parametrize(
    ("span", "place"),
    [
        (Span(5, 2, 5, 4), "line=5,endLine=5,col=2,endColumn=4"),
        (Span(5, 2, 5, 2), "line=5,endLine=5,col=2,endColumn=2"),
        (Span(5, 2, 7, 4), "line=5,endLine=7"),
        (Span(5, 1, 6, 1), "line=5,endLine=5"),
    ],
)
def test_github_places(span: Span, place: str) -> None:
    text = render("github", [checked(finding(span, "100%: a, b"))])
    assert text == f"::error file={PATH},{place},title=PM304 meeting-late::100%25: a, b\n"


def test_github_shows_ten_of_each_level() -> None:
    findings = [
        finding(Span.at(line), severity=severity)
        for severity, count in ((Severity.NOTICE, 10), (Severity.WARNING, 11), (Severity.ERROR, 13))
        for line in range(1, count + 1)
    ]
    lines = render("github", [checked(*findings)]).split("\n")
    assert [line.partition(" ")[0] for line in lines[:30]] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[30:] == ["3 errors, 1 warning more: GitHub shows 10 of each level.", ""]


def test_github_cuts_long_messages() -> None:
    assert len(render("github", [checked(finding(Span.at(1), "x" * 100_000))])) < 4096


@pytest.mark.parametrize("format", FORMATS)
def test_two_runs_give_the_same(format: str) -> None:
    assert render(format, RESULTS) == render(format, RESULTS)


def test_unknown_format() -> None:
    with pytest.raises(ValueError, match="unknown format 'os': one of text, concise"):
        render("os", [])
