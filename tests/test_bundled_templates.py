"""Every bundled template, checked against itself, and filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pm_lint.config import Config
from pm_lint.linter import Checked, Linter
from pm_lint.postmortem.bundled import AUTO, BUNDLED, bundled

FILLED = Path(__file__).parent / "filled"
#: What says that text of the template is still there.
STILL_THERE = {"PM003", "PM004", "PM006", "PM007", "PM201", "PM205", "PM301", "PM302"}


def check(template: str, document: str) -> Checked:
    linter = Linter.of(Config(template=template), None, today=date(2022, 1, 3), act=2)
    return linter.check("postmortems/incident.md", document.encode())


@pytest.mark.parametrize("name", BUNDLED)
def test_a_template_as_a_document_lacks_only_what_a_person_writes(name: str) -> None:
    found = check(name, bundled(name)).findings
    assert {"PM006", "PM201"} <= {finding.rule for finding in found} <= STILL_THERE


@pytest.mark.parametrize("name", BUNDLED)
def test_a_template_filled_in_has_no_finding(name: str) -> None:
    found = check(name, (FILLED / f"{name}.md").read_text()).findings
    assert [(finding.rule, finding.span.line, finding.message) for finding in found] == []


@pytest.mark.parametrize("name", BUNDLED)
def test_auto_finds_the_template(name: str) -> None:
    for document in (bundled(name), (FILLED / f"{name}.md").read_text()):
        fit = check(AUTO, document).fit
        assert fit is not None
        assert (fit.name, fit.matched, fit.clear) == (name, fit.wanted, True)
        assert fit.schema.guessed
