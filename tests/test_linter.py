"""Documents in, findings out: what every rule's findings go through."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from pm_lint.config import Config
from pm_lint.errors import ConfigError
from pm_lint.finding import Severity
from pm_lint.linter import Checked, Linter
from pm_lint.linters import Linters
from pm_lint.markdown import Document, parse
from pm_lint.postmortem.bundled import bundled
from pm_lint.postmortem.schema import SectionChange, TemplateError
from pm_lint.record import replace
from tests.rules.support import briefs, check, slice_of

LINTER = Linter.of(Config(), None, today=date(2022, 1, 31))
DOCUMENT = """# 2021-12-10 It broke

**Postmortem Owner:** Alice, Bob

**Meeting Scheduled For:** 2021-12-29

## Overview
TBD and TBD

## Timeline
- 12:31 UTC: a
- 12:25 UTC: b
"""


def why(checked: Checked) -> str:
    (finding,) = checked.findings
    assert (finding.rule, finding.name, finding.level) == ("PM001", "unreadable-document", Severity.ERROR)
    assert (finding.span, finding.path, finding.key) == ((1, 1, 1, 1), checked.path, "file")
    assert checked.postmortem is None
    return finding.message


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"# a\n\xff\n", "it is not UTF-8 (byte 5, line 2)"),
        ("# ä".encode("utf-16"), "NUL bytes"),
        (b"# a\0", "NUL bytes"),
        (b"a" * (1024 * 1024 + 1), "larger than 1,048,576 bytes"),
        (b"> " * 2000 + b"a", "nested too deep"),
        (b"***\n" * 100_001, "more than 100,000 paragraphs"),
    ],
)
def test_unreadable(data: bytes, reason: str) -> None:
    assert reason in why(LINTER.check("a.md", data))


def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(DOCUMENT)
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    os.mkfifo(tmp_path / "fifo.md")
    assert "symbolic link" in why(LINTER.check_file("link.md", tmp_path / "link.md"))
    assert "not a regular file" in why(LINTER.check_file("fifo.md", tmp_path / "fifo.md"))
    assert "not a regular file" in why(LINTER.check_file("dir.md", tmp_path))
    assert "can't be opened" in why(LINTER.check_file("no.md", tmp_path / "no.md"))
    assert LINTER.check_file("a.md", tmp_path / "a.md") == LINTER.check("a.md", DOCUMENT.encode())


def test_unreadable_can_be_set_like_any_rule() -> None:
    off = replace(LINTER, config=replace(Config(), rules={"PM001": None}))
    assert off.check("a.md", b"\0").findings == ()
    notice = replace(LINTER, config=replace(Config(), rules={"PM001": Severity.NOTICE}))
    assert notice.check("a.md", b"\0").findings[0].level == Severity.NOTICE


@pytest.mark.parametrize("data", [b"", b"\n", b" ", b"\xef\xbb\xbf", b"---\n---\n", b"#", b"\r", b"\r\n" * 3])
def test_hardly_a_document(data: bytes) -> None:
    rules = {finding.rule for finding in LINTER.check("a.md", data).findings}
    assert {"PM101", "PM201", "PM301"} <= rules


def test_a_byte_order_mark_moves_nothing() -> None:
    plain, marked = (LINTER.check("a.md", DOCUMENT.encode(encoding)) for encoding in ("utf-8", "utf-8-sig"))
    assert marked.findings == plain.findings
    assert marked.source == DOCUMENT


def test_carriage_returns_move_nothing() -> None:
    plain = LINTER.check("a.md", DOCUMENT.encode())
    crlf = LINTER.check("a.md", DOCUMENT.replace("\n", "\r\n").encode())
    shown = [(f.rule, f.key, f.message) for f in plain.findings]
    assert [(f.rule, f.key, f.message) for f in crlf.findings] == shown
    for one, other in zip(plain.findings, crlf.findings, strict=True):
        assert one.span.line <= other.span.line
        assert slice_of(plain.source, one.span) == slice_of(crlf.source, other.span).replace("\r", "")


def test_findings_are_sorted_and_signed() -> None:
    checked = check(DOCUMENT)
    assert briefs(checked) == [
        "PM202 warning 3:23–3:33",
        "PM304 error 5:28–5:38",
        "PM007 warning 8:1–8:4",
        "PM007 warning 8:9–8:12",
        "PM403 warning 12:3–12:12",
    ]
    assert [finding.ordinal for finding in checked.findings] == [0, 0, 0, 1, 0]
    assert {finding.path for finding in checked.findings} == {"example.md"}
    assert all(finding.name and finding.rule for finding in checked.findings)
    assert len({finding.fingerprint() for finding in checked.findings}) == 5


def test_keys_survive_edits_of_the_value_and_moved_lines() -> None:
    moved = "\n\n" + DOCUMENT.replace("2021-12-29", "2021-12-30").replace("Bob", "Carol and Dan").replace("TBD", "TODO")
    moved = moved.replace("12:25", "12:20").replace("# 2021-12-10 It broke", "# 2021-12-10 It broke again")
    before, after = check(DOCUMENT), check(moved)
    assert [f.fingerprint() for f in after.findings] == [f.fingerprint() for f in before.findings]


def test_a_severity_that_a_rule_chose_is_never_raised() -> None:
    rules = {"PM304": Severity.WARNING, "PM007": None, "PM202": Severity.ERROR}
    found = check(DOCUMENT, config=replace(Config(), rules=rules)).findings
    assert [(f.rule, f.level.label) for f in found] == [
        ("PM202", "error"),
        ("PM304", "warning"),
        ("PM403", "warning"),
    ]


def test_older_incidents_are_left_alone() -> None:
    for since, expected in ((date(2021, 12, 11), 0), (date(2021, 12, 10), 5), (None, 5)):
        checked = check(DOCUMENT, config=replace(Config(), since=since))
        assert len(checked.findings) == expected
        assert checked.postmortem
    undated = "# It broke\n\n## Overview\nTBD\n"
    assert check(undated, config=replace(Config(), since=date(2021, 12, 11))).findings


def test_a_document_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(text: str) -> Document:
        calls.append(len(text))
        return parse(text)

    for module in ("linter", "postmortem.reader"):
        monkeypatch.setattr(f"pm_lint.{module}.parse", counted)
    LINTER.check("a.md", DOCUMENT.encode())
    assert calls == [len(DOCUMENT)]


def test_two_runs_are_equal() -> None:
    assert LINTER.check("a.md", DOCUMENT.encode()) == LINTER.check("a.md", DOCUMENT.encode())


def test_unknown_templates() -> None:
    with pytest.raises(TemplateError, match="no bundled template 'x'"):
        Linter.of(replace(Config(), template="x"), None, today=date(2022, 1, 31))


def test_one_fault_one_finding() -> None:
    """The bundled template, handed in as it is: each line is complained of once."""
    plain = bundled("default")
    found = LINTER.check("a.md", plain.encode()).findings
    assert [f.rule for f in found if f.rule != "PM006"] == ["PM003", "PM004", "PM201", "PM301"]
    lines = [f.span.line for f in found if f.rule == "PM006"]
    assert len(set(lines)) == len(lines) > 15


def test_auto_takes_what_is_configured_for_a_section_of_any_bundled_template() -> None:
    changes = {"trigger": SectionChange("Trigger", optional=True)}
    made = Linter.of(Config(template="auto", sections=changes), None, today=date(2022, 1, 31))
    (trigger,) = (spec for schema in made.candidates for spec in schema.sections if spec.title == "Trigger")
    assert not trigger.required
    Linters(made.config, {}, made.policy.today).validate()
    unknown = replace(made.config, sections={"triger": SectionChange("Triger")})
    with pytest.raises(ConfigError, match='did you mean "Trigger"'):
        Linters(unknown, {}, made.policy.today).validate()
