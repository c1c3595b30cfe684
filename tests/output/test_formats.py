"""One finding, and many, in each format."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from pm_lint.finding import Severity, Span
from pm_lint.output import FORMATS, render
from tests.output.samples import LATE, MISSING, OWNERS, PATH, checked, finding

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "findings.schema.json").read_text(encoding="utf-8"))
RESULTS = [checked(MISSING, LATE, OWNERS, suppressed=2), checked(path="docs/postmortems/b.md"), checked(path="c.md")]


def test_text() -> None:
    assert render("text", RESULTS) == (
        f"{PATH}:3:23: warning PM202 owner-several\n"
        "  Two people own this.\n"
        "    |\n"
        "  3 | **Postmortem Owner:** Alice, Bob\n"
        "    |                       ^^^^^^^^^^\n"
        "\n"
        f"{PATH}:5:28: error PM304 meeting-late\n"
        "  The meeting on Mon 20 Dec is one business day late.\n"
        "  The deadline was Fri 17 Dec.\n"
        "    |\n"
        "  5 | **Meeting Scheduled For:** 12/20/2021 @ 10:30\n"
        "    |                            ^^^^^^^^^^\n"
        '  help: Move the meeting, or write "(late: reason)".\n'
        "  fix: Say why\n"
        "    - **Meeting Scheduled For:** 12/20/2021 @ 10:30\n"
        "    + **Meeting Scheduled For:** 12/20/2021 (late: reason) @ 10:30\n"
        "\n"
        f"{PATH}:7:1: error PM101 section-missing\n"
        "  The section Impact is missing.\n"
        "    |\n"
        "  7 | ## Timeline\n"
        "    | ^\n"
        "  fix: Insert it\n"
        "    + ## Impact\n"
        "    +\n"
        "    + Be very specific.\n"
        "    +\n"
        "\n"
        "2 errors, 1 warning in 3 files (2 suppressed).\n"
    )


def test_text_of_very_many_findings_is_short_in_the_end() -> None:
    many = [finding(Span(line, 1, line, 2), help="Mend it.", fix=LATE.fix) for line in range(1, 1003)]
    findings = render("text", [checked(*many, source="a\n" * 1002)]).split("\n\n")
    in_full = [all(part in each for part in ("help: ", "fix: ", "^")) for each in findings[:-1]]
    assert in_full == [True] * 1000 + [False] * 2
    assert findings[-2] == f"{PATH}:1002:1: error PM304 meeting-late\n  Something is wrong."
    assert json.loads(render("json", [checked(*many)]))["findings"][-1]["help"] == "Mend it."


@pytest.mark.parametrize(
    ("results", "line"),
    [
        ([], "No findings in 0 files."),
        ([checked()], "No findings in 1 file."),
        (RESULTS[1:], "No findings in 2 files."),
        ([checked(OWNERS)], "1 warning in 1 file."),
    ],
)
def test_the_last_line_counts(results: list[object], line: str) -> None:
    assert render("text", results).split("\n")[-2] == line  # type: ignore[arg-type]


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
