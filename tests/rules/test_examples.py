"""A rule's docstring is its page, and its examples are tests: the bad one gives this rule alone, the good one none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.config_parse import parse as parse_config
from pm_lint.finding import Known, Severity
from pm_lint.linter import Linter
from pm_lint.markdown import CodeBlock, Heading, Paragraph, parse
from pm_lint.output.rules import readable
from pm_lint.record import replace
from pm_lint.rules import RULES, known, rule_names
from pm_lint.rules.registry import GROUPS, Rule
from tests.rules.support import TODAY, brief, linter

#: DESIGN.md's table: id, name, default severity, whether there is a fix.
TABLE = """
PM001 unreadable-document error
PM002 title-missing error fix
PM003 title-date error fix
PM004 title-text error
PM005 file-name-date warning
PM006 placeholder error fix
PM007 unfinished warning
PM008 front-matter error
PM009 suppression warning fix
PM101 section-missing error fix
PM102 section-empty error
PM103 section-order warning
PM104 section-level warning fix
PM105 section-duplicate warning
PM106 section-name warning fix
PM107 section-unknown off
PM110 second-act notice
PM201 owner-missing error fix
PM202 owner-several warning
PM203 owner-handle off
PM204 owner-unknown warning
PM205 field-missing error fix
PM206 severity-missing warning
PM301 meeting-missing error fix
PM302 meeting-unreadable error
PM303 meeting-ambiguous warning fix
PM304 meeting-late error fix
PM305 meeting-before-incident error fix
PM306 meeting-day-off warning
PM307 meeting-time notice
PM308 meeting-not-on-calendar warning
PM309 incident-date-conflict warning
PM310 incident-in-future error
PM311 date-weekday warning fix
PM401 timeline-missing-entries error
PM402 timeline-timestamp warning
PM403 timeline-order warning
PM404 timeline-zone warning
PM405 timeline-date warning
PM406 timeline-milestones notice
PM407 timeline-evidence off
PM408 timeline-future error
PM409 duration-mismatch warning
PM501 overview-length notice
PM502 impact-numbers warning
PM503 blame notice
PM504 counterfactual off
PM505 resolution-long-term notice
PM601 action-items-missing error
PM602 action-item-ticket notice
PM603 action-item-owner warning
PM604 action-item-due off
PM605 action-item-vague notice
PM606 action-item-duplicate warning
PM607 follow-up notice
PM608 potential-ungrouped notice
PM701 list-expected notice
PM801 internal-message notice
PM802 external-apology warning
"""


@dataclass(frozen=True)
class Example:
    """A fenced block of a rule's page."""

    rule: Rule
    kind: str
    text: str
    template: str | None
    config: str
    calendar: str | None
    options: dict[str, str]

    @property
    def _configured(self) -> Config:
        """The page's configuration, and the rule itself on."""
        config = parse_config(self.config, "pm-lint.toml", rule_names())
        return replace(config, rules={self.rule.id: self.rule.default or Severity.WARNING, **config.rules})

    @property
    def linter(self) -> Linter:
        """What judges it."""
        return linter(
            self.template,
            today=date.fromisoformat(self.options["today"]) if "today" in self.options else TODAY,
            country=self.options.get("country"),
            config=self._configured,
            known=Known(dict.fromkeys(self.options.get("unknown", "").split(","), False)),
            calendar=self.calendar,
        )

    @property
    def findings(self) -> list[str]:
        checked = self.linter.check(self.options.get("file", "example.md"), self.text.encode())
        return [f"{brief(finding)} {finding.message}" for finding in checked.findings]


def examples(rule: Rule) -> list[Example]:
    """The examples of a rule's page, in its order; a template, configuration or calendar holds for those after it."""
    template, config, calendar, found = None, "", None, []
    for block in parse(rule.doc).blocks:
        if not isinstance(block, CodeBlock):
            continue
        if block.info == "toml config":
            config = block.text
        if block.info == "ics calendar":
            calendar = block.text
        if not block.info.startswith("markdown"):
            continue
        _, kind, *words = block.info.split()
        text = block.text + "\n"
        if kind == "template":
            template = text
        else:
            assert kind in ("bad", "good"), f"{rule.id}: {block.info!r}"
            options = dict(word.split("=", 1) for word in words)
            assert options.keys() <= {"today", "country", "file", "unknown"}, f"{rule.id}: {block.info!r}"
            found.append(Example(rule, kind, text, template, config, calendar, options))
    return found


ALL = [example for rule in RULES.values() for example in examples(rule)]


@pytest.mark.parametrize("example", ALL, ids=lambda example: f"{example.rule.id}-{example.kind}")
def test_example(example: Example) -> None:
    found = example.findings
    if example.kind == "bad":
        assert len(found) == 1, found
        assert found[0].startswith(example.rule.id), found
    else:
        assert found == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_page(rule: Rule) -> None:
    kinds = {example.kind for example in examples(rule)}
    assert rule.id == "PM001" or kinds == {"bad", "good"}
    first, *rest = parse(rule.doc).blocks
    assert isinstance(first, Paragraph)
    assert "\n" not in first.text, "the summary is one line"
    assert rule.doc.split("\n", 1)[0].endswith("."), "the summary is a sentence"
    for block in parse(readable(rule.doc)).blocks:
        assert not isinstance(block, CodeBlock) or len(block.info.split()) < 2, "nobody sees words behind a language"
    assert rule.summary
    assert len(rule.summary) <= 100
    assert not any(isinstance(block, Heading) for block in rest), "the page's reader sets the headings"


def test_the_table_of_the_design() -> None:
    written = [
        " ".join(
            filter(None, (rule.id, rule.name, rule.default.label if rule.default else "off", "fix" * rule.fixable))
        )
        for rule in RULES.values()
    ]
    assert written == TABLE.strip().splitlines()


def test_ids_and_names() -> None:
    assert list(RULES) == sorted(RULES)
    for id, rule in RULES.items():
        assert id == rule.id
        assert re.fullmatch(r"PM\d{3}", id)
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", rule.name)
    names = known()
    assert len(set(names.values())) == len(names)


def test_every_rule_has_a_group_and_no_group_is_named_like_a_rule() -> None:
    assert [rule.group for rule in RULES.values()] == sorted(
        (rule.group for rule in RULES.values()), key=list(GROUPS.values()).index
    )
    assert not {*GROUPS} & {*known().values()}
    assert all(group.name == name for name, group in GROUPS.items())


def test_silenced_rules_exist() -> None:
    assert {rule for entry in RULES.values() for rule in entry.silences} <= set(RULES)
