"""JUnit's XML, for the test reports of Jenkins, GitLab and others.

A document is a suite, and in it a rule with findings is a test, whose name stays the same while lines and messages
change: so a report can say what failed before, too. A test fails if one of its findings would fail the run; what else
was found is what the test printed. A document without findings is one test that passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.output.escape import xml_attribute, xml_text

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece

_ENDINGS = (".md", ".markdown")


def piece(checked: Checked, form: Form) -> str:
    """The document's suite."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in sorted(checked.findings, key=position):
        by_rule.setdefault(finding.rule, []).append(finding)
    failed = {
        rule
        for rule, findings in by_rule.items()
        if form.fail_on is not None and any(one.level >= form.fail_on for one in findings)
    }
    path = form.base + checked.path
    name = _class_name(path)
    tests = [_test(findings, name, rule in failed) for rule, findings in sorted(by_rule.items())]
    head = f'tests="{max(1, len(tests))}" failures="{len(failed)}" errors="0"'
    lines = [
        f'  <testsuite {head} time="0" name="{xml_attribute(path)}" file="{xml_attribute(path)}">',
        *(tests or [f'    <testcase classname="{xml_attribute(name)}" name="no findings" time="0"/>']),
        "  </testsuite>\n",
    ]
    return "\n".join(lines)


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    counts = [piece.text.split('"', 4) for piece in pieces]
    tests, failures = sum(int(parts[1]) for parts in counts), sum(int(parts[3]) for parts in counts)
    head = f'<testsuites name="pm-lint" tests="{tests}" failures="{failures}" errors="0" time="0">'
    texts = [piece.text for piece in pieces]
    return [f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n', *texts, "</testsuites>\n"]


def _test(findings: Sequence[Finding], name: str, failed: bool) -> str:
    first = findings[0]
    said = xml_text("\n".join(_told(findings)))
    rule = xml_attribute(f"{first.rule} {first.name}")
    head = f'    <testcase classname="{xml_attribute(name)}" name="{rule}" time="0">'
    if not failed:
        return f"{head}\n      <system-out>{said}</system-out>\n    </testcase>"
    level = max(finding.level for finding in findings).label
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    message = xml_attribute(" ".join(first.message.split()) + more)
    return f'{head}\n      <failure type="{level}" message="{message}">{said}</failure>\n    </testcase>'


def _told(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.path}:{finding.span.line}:{finding.span.column}: {finding.level.label}: {finding.message}"
        if finding.help:
            yield finding.help


def _class_name(path: str) -> str:
    """A path as Jenkins reads the name of a class: its folders are packages."""
    ending = next((ending for ending in _ENDINGS if path.lower().endswith(ending)), "")
    return path[: len(path) - len(ending)].replace("/", ".")
