"""What other programs read: SARIF, rdjson, JUnit and Markdown, each held against the schema that it has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from pm_lint.finding import Edit, Finding, Fix, Severity, Span
from pm_lint.linter import Checked
from pm_lint.output import Form, joined, piece, render, sarif
from pm_lint.output import markdown as markdown_format
from pm_lint.output.counting import count_line
from pm_lint.output.rules import readable
from pm_lint.rules import RULES
from tests.output.samples import LATE, MISSING, OWNERS, PATH, checked, finding
from tests.output.test_attacks import ATTACKS

SCHEMAS = Path(__file__).parent / "schemas"
RESULTS = [checked(MISSING, LATE, OWNERS, suppressed=2), checked(path="docs/postmortems/b.md"), checked(path="c.md")]
PAGE = "https://github.com/OWNER/pm-lint/blob/main/docs/rules.md"


@cache
def validator(name: str) -> Any:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


@cache
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def sarif_of(results: Sequence[Checked], **form: Any) -> Any:
    said = json.loads(rendered(Form("sarif", **form), results))
    validator("sarif-2.1.0.json").validate(said)
    [run] = said["runs"]
    return run


def rdjson_of(results: Sequence[Checked], **form: Any) -> Any:
    said = json.loads(rendered(Form("rdjson", **form), results))
    validator("rdjson.json").validate(said)
    return said


def junit_of(results: Sequence[Checked], **form: Any) -> ElementTree.Element:
    text = rendered(Form("junit", **form), results)
    junit_schema().validate(text)
    return ElementTree.fromstring(text)  # noqa: S314 - ours


def rendered(form: Form, results: Sequence[Checked]) -> str:
    [parts] = joined([form], [piece([form], one) for one in results])
    return "".join(parts)


# -- all of them -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", [*ATTACKS, "a\ufffe\uffffb"])
def test_whatever_is_found_fits_the_schema(attack: str) -> None:
    source = f"{attack}\n\n{attack} tail\nlast"
    edits = (Edit(Span(3, 1, 3, 2), attack), Edit(Span(4, 1, 4, 2), f"\n{attack}\n"))
    found = finding(Span(1, 1, 3, 4), attack, help=attack, fix=Fix(attack, edits), path=attack)
    results = [checked(found, found, source=source, path=attack)]
    assert len(sarif_of(results)["results"]) == len(rdjson_of(results)["diagnostics"]) == 2
    [failure] = junit_of(results).iter("failure")
    assert failure.text


@pytest.mark.parametrize("results", [[], [checked()]])
def test_nothing_found(results: list[Checked]) -> None:
    assert (sarif_of(results)["results"], sarif_of(results)["tool"]["driver"]["rules"]) == ([], [])
    assert rdjson_of(results)["diagnostics"] == []
    assert junit_of(results).attrib["failures"] == "0"
    assert render("markdown", results) == f"### ✅ pm-lint: No findings in {len(results)} file{'s' * (not results)}\n"


def test_paths_begin_where_the_program_stands() -> None:
    results = [checked(LATE)]
    [result] = sarif_of(results, base="docs/")["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == f"docs/{PATH}"
    [diagnostic] = rdjson_of(results, base="../")["diagnostics"]
    assert diagnostic["location"]["path"] == f"../{PATH}"
    assert junit_of(results, base="docs/")[0].attrib["file"] == f"docs/{PATH}"
    assert rendered(Form("github", base="docs/"), results).startswith(f"::error file=docs/{PATH},")


def test_a_document_is_told_in_several_formats_at_once() -> None:
    forms = [Form("text"), Form("sarif"), Form("concise")]
    texts = joined(forms, [piece(forms, one) for one in RESULTS])
    assert ["".join(parts) for parts in texts] == [render(form.name, RESULTS) for form in forms]


# -- SARIF -------------------------------------------------------------------------------------------------------------


def test_sarif() -> None:
    run = sarif_of(RESULTS)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert [each["ruleId"] for each in run["results"]] == ["PM202", "PM304", "PM101"]
    assert [each["level"] for each in run["results"]] == ["warning", "error", "error"]
    file = {"uri": PATH, "uriBaseId": "%SRCROOT%"}
    place = {"startLine": 5, "startColumn": 38, "endLine": 5, "endColumn": 38}
    change = {"deletedRegion": place, "insertedContent": {"text": " (late: reason)"}}
    assert run["results"][1] == {
        "ruleId": "PM304",
        "level": "error",
        "message": {"text": f"{LATE.message}\n{LATE.help}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": file,
                    "region": {"startLine": 5, "startColumn": 28, "endLine": 5, "endColumn": 38},
                }
            }
        ],
        "partialFingerprints": {"pmLint/v1": LATE.fingerprint()},
        "fixes": [
            {
                "description": {"text": "Say why"},
                "artifactChanges": [{"artifactLocation": file, "replacements": [change]}],
            }
        ],
    }
    assert render("sarif", RESULTS) == render("sarif", list(reversed(RESULTS)))


def test_sarif_describes_the_rules_that_spoke() -> None:
    rules = sarif_of(RESULTS)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["PM101", "PM202", "PM304"]
    assert rules[2]["helpUri"] == f"{PAGE}#pm304-meeting-late"
    assert rules[2]["help"] == {"text": RULES["PM304"].doc, "markdown": readable(RULES["PM304"].doc)}
    assert rules[2]["properties"] == {
        "tags": ["postmortem", "meeting"],
        "precision": "very-high",
        "problem.severity": "error",
    }
    assert rules[2]["defaultConfiguration"] == {"level": "error", "enabled": True}


def test_sarif_can_describe_every_rule() -> None:
    """GitHub cuts descriptions of more than 1,024 characters, and shows ten tags."""
    found = [finding(Span.at(1), rule=rule.id, name=rule.name) for rule in RULES.values()]
    for rule in sarif_of([checked(*found)])["tool"]["driver"]["rules"]:
        assert 0 < len(rule["shortDescription"]["text"]) <= len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= 10


@pytest.mark.parametrize(
    ("span", "region"),
    [
        (Span(5, 2, 5, 2), {"startLine": 5, "startColumn": 2, "endLine": 5, "endColumn": 2}),
        (Span(5, 1, 6, 1), {"startLine": 5, "startColumn": 1, "endLine": 5}),
        (Span(5, 1, 7, 3), {"startLine": 5, "startColumn": 1, "endLine": 7, "endColumn": 3}),
    ],
)
def test_sarif_marks_nothing_of_the_line_after_a_range(span: Span, region: dict[str, int]) -> None:
    [result] = sarif_of([checked(finding(span))])["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == region


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/50% ü.md", "a%20b/50%25%20%C3%BC.md"),
        ("a:b/c?d#e.md", "a%3Ab/c%3Fd%23e.md"),
        ("\udcff.md", "%FF.md"),
        ("../x.md", "../x.md"),
    ],
)
def test_sarif_writes_paths_as_addresses(path: str, uri: str) -> None:
    [result] = sarif_of([checked(finding(Span.at(1), path=path), path=path)])["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_has_no_links_in_messages() -> None:
    [result] = sarif_of([checked(finding(Span.at(1), "see [this](https://e.x) or [1](1)"))])["results"]
    assert result["message"]["text"] == "see [this] (https://e.x) or [1] (1)"


def test_sarif_keeps_to_what_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST", 5)
    levels = [Severity.NOTICE] * 2 + [Severity.WARNING] * 3 + [Severity.ERROR] * 3
    some = [finding(Span.at(line), severity=level) for line, level in enumerate(levels, 1)]
    run = sarif_of([checked(*some[:7]), checked(*[some[7]], path="z.md")])
    assert [each["level"] for each in run["results"]] == ["warning", "warning", "error", "error", "error"]
    [note] = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "1 warning, 2 notices more: GitHub takes 5 results of a run."


# -- rdjson ------------------------------------------------------------------------------------------------------------


def test_rdjson() -> None:
    said = rdjson_of(RESULTS)
    assert said["source"] == {"name": "pm-lint", "url": "https://github.com/OWNER/pm-lint"}
    assert [each["severity"] for each in said["diagnostics"]] == ["WARNING", "ERROR", "ERROR"]
    assert said["diagnostics"][1] == {
        "message": f"{LATE.message}\n{LATE.help}",
        "location": {
            "path": PATH,
            "range": {"start": {"line": 5, "column": 28}, "end": {"line": 5, "column": 38}},
        },
        "severity": "ERROR",
        "code": {"value": "PM304", "url": f"{PAGE}#pm304-meeting-late"},
        "suggestions": [
            {
                "range": {"start": {"line": 5, "column": 38}, "end": {"line": 5, "column": 38}},
                "text": " (late: reason)",
            }
        ],
    }
    assert "suggestions" not in said["diagnostics"][0]


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("plain", [(1, 1), (3, 3), (6, 6), (9, 9)]),
        ("a𐐀b", [(1, 1), (2, 2), (3, 6), (4, 7)]),
        ("ü" * 5_000, [(1, 1), (1001, 2001), (1002, 2003), (2500, 4999), (5001, 10_001), (9_999, 10_001)]),
    ],
)
def test_rdjson_counts_bytes(line: str, columns: list[tuple[int, int]]) -> None:
    found = [finding(Span(2, column, 2, column)) for column, _ in columns]
    said = rdjson_of([checked(*found, source=f"# ü\n{line}\n")])["diagnostics"]
    assert [each["location"]["range"]["start"]["column"] for each in said] == [column for _, column in columns]


@pytest.mark.parametrize(
    ("edits", "start", "end", "text"),
    [
        ([(Span(1, 1, 1, 2), "A"), (Span(1, 5, 1, 6), "E")], (1, 1), (1, 7), "AücdE"),
        ([(Span(2, 1, 2, 3), ""), (Span(1, 1, 1, 1), "x")], (1, 1), (2, 3), "xaücde\n"),
        ([(Span(1, 5, 1, 6), "!"), (Span(3, 1, 3, 1), "x")], (1, 6), (3, 1), "!\nfg\nx"),
    ],
)
def test_rdjson_makes_one_suggestion_of_a_fix(
    edits: list[tuple[Span, str]], start: tuple[int, int], end: tuple[int, int], text: str
) -> None:
    fix = Fix("Mend it", tuple(Edit(span, text) for span, text in edits))
    [said] = rdjson_of([checked(finding(Span(1, 1, 1, 2), fix=fix), source="aücde\nfg\nh\n")])["diagnostics"]
    [suggestion] = said["suggestions"]
    places = [(place["line"], place["column"]) for place in suggestion["range"].values()]
    assert (places, suggestion["text"]) == ([start, end], text)


def test_rdjson_of_a_document_that_could_not_be_read() -> None:
    [said] = rdjson_of([checked(finding(Span.at(1), "It can't be read."), source="")])["diagnostics"]
    assert said["location"]["range"]["start"] == {"line": 1, "column": 1}


# -- JUnit -------------------------------------------------------------------------------------------------------------


def told(suites: ElementTree.Element) -> list[tuple[str, str, str]]:
    tests = suites.iter("testcase")
    return [(test.attrib["classname"], test.attrib["name"], test[0].tag if len(test) else "") for test in tests]


@pytest.mark.parametrize(
    ("fail_on", "tags", "failures"),
    [
        (Severity.ERROR, ["failure", "system-out", "failure"], 2),
        (Severity.WARNING, ["failure", "failure", "failure"], 3),
        (None, ["system-out"] * 3, 0),
    ],
)
def test_junit(fail_on: Severity | None, tags: list[str], failures: int) -> None:
    suites = junit_of(RESULTS, fail_on=fail_on)
    name = "docs.postmortems.2021-12-10-db"
    rules = ["PM101 section-missing", "PM202 owner-several", "PM304 meeting-late"]
    of_document = [(name, rule, tag) for rule, tag in zip(rules, tags, strict=True)]
    assert told(suites) == [
        ("c", "no findings", ""),
        *of_document,
        ("docs.postmortems.b", "no findings", ""),
    ]
    assert [suites.attrib[each] for each in ("tests", "failures", "errors")] == ["5", str(failures), "0"]
    assert [suite.attrib["name"] for suite in suites] == ["c.md", PATH, "docs/postmortems/b.md"]


def test_junit_fails_for_the_gravest_finding_of_a_rule() -> None:
    found = [finding(Span.at(line), severity=level) for line, level in ((1, Severity.NOTICE), (2, Severity.ERROR))]
    [failure] = junit_of([checked(*found)]).iter("failure")
    assert failure.attrib["type"] == "error"


def test_junit_tells_of_a_rule_all_that_it_found() -> None:
    found = [finding(Span(line, 1, line, 2), f"Word {line}.\nAnd <more>.", help="Mend & go.") for line in (3, 5)]
    [failure] = junit_of([checked(*found)]).iter("failure")
    assert failure.attrib == {"type": "error", "message": "Word 3. And <more>. (and 1 more)"}
    each = "{}:{}:1: error: Word {}.\nAnd <more>.\nMend & go."
    assert failure.text == "\n".join(each.format(PATH, line, line) for line in (3, 5))


# -- Markdown ----------------------------------------------------------------------------------------------------------


def test_markdown() -> None:
    assert render("markdown", RESULTS) == (
        "### ❌ pm-lint: 2 errors, 1 warning in 3 files (2 suppressed)\n"
        "\n"
        f"#### `{PATH}`: 2 errors, 1 warning\n"
        "\n"
        f"- ⚠️ line 3: Two people own this. ([PM202 owner-several]({PAGE}#pm202-owner-several))\n"
        "- ❌ line 5: The meeting on Mon 20 Dec is one business day late. The deadline was Fri 17 Dec. "
        f'([PM304 meeting-late]({PAGE}#pm304-meeting-late))<br>Move the meeting, or write "(late: reason)".\n'
        f"- ❌ line 7: The section Impact is missing. ([PM101 section-missing]({PAGE}#pm101-section-missing))\n"
    )


def test_markdown_is_short_enough_for_a_comment() -> None:
    found = [finding(Span.at(line), "x" * 100) for line in range(1, 301)]
    results = [checked(*found, path=f"{name}.md") for name in "abc"]
    text = render("markdown", results)
    lines = text.splitlines()
    kept = sum(line.startswith("- ") for line in lines)
    assert len(text) < 65_536
    assert lines[-1] == f"… and {900 - kept} more: this is as long as a comment may be."
    assert len(text) > markdown_format.MOST - 1_000
    assert count_line([piece([Form("markdown")], one) for one in results]).startswith("900 errors")


def test_markdown_ends_with_no_heading_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def of(*found: Finding) -> list[Checked]:
        return [checked(finding(Span.at(1), path="a.md"), path="a.md"), checked(*found, path="b.md")]

    whole = render("markdown", of(finding(Span.at(1), "y" * 500)))
    monkeypatch.setattr(markdown_format, "MOST", len(whole) - 100)
    lines = render("markdown", of(finding(Span.at(1), "y" * 500))).splitlines()
    assert [line[:4] for line in lines] == ["### ", "", "####", "", "- ❌ ", "", "… an"]
