"""`import pm_lint`: a small typed API. Its page's examples are run here, and a client of it is checked by mypy."""

from __future__ import annotations

import doctest
import os
import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import pm_lint

PAGE = (Path(__file__).parent.parent / "docs" / "library.md").read_text(encoding="utf-8")
CLEAN = (Path(__file__).parent / "filled" / "default.md").read_text(encoding="utf-8")
TODAY = date(2022, 1, 31)
#: Complete, but the meeting is late.
LATE = CLEAN.replace("2021-12-14 10:30", "2021-12-28 10:30")
CHECKOUT = """\
# 2026-02-11 Checkout was down

**Postmortem Owner:** Alice Doe

**Meeting Scheduled For:** 2026-03-02 10:30 UTC

## Overview
The certificate of the order queue expired, and no order was taken for 38 minutes.

## Impact
412 orders were refused.

## Potential Action Items

## Action Items
- Alert 14 days before a certificate expires: [#12](https://github.com/example/shop/issues/12)
"""
TOML = """\
paths = ["incidents/*.md"]
rules = { sections = "off", document = "off", action-items = "off", timeline = "off", content = "off" }
"""


def rules(findings: list[pm_lint.Finding]) -> list[str]:
    return [finding.rule for finding in findings]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "2026-02-11-checkout.md").write_text(CHECKOUT, encoding="utf-8")
    (tmp_path / "pm-lint.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


def test_the_examples_of_its_page(project: Path) -> None:
    examples = "\n".join(re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S))
    assert examples.count(">>>") > 10
    test = doctest.DocTestParser().get_doctest(examples, {}, "library.md", None, 0)
    outcome: list[str] = []
    doctest.DocTestRunner().run(test, out=outcome.append)
    assert "".join(outcome) == ""


def test_every_public_name_is_on_its_page_and_there() -> None:
    for name in pm_lint.__all__:
        assert getattr(pm_lint, name) is getattr(pm_lint, name)
        assert name == "__version__" or f"`{name}" in PAGE
    assert set(pm_lint.__all__) <= set(dir(pm_lint))
    assert not hasattr(pm_lint, "chekc")


# -- texts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CLEAN, []),
        (CLEAN.encode(), []),
        (LATE, [("PM304", 5)]),
        (LATE.replace("\n", "\r\n"), [("PM304", 5)]),
        ("\ufeff" + LATE, [("PM304", 5)]),
        (LATE.encode("utf-8-sig"), [("PM304", 5)]),
        (b"\xff", [("PM001", 1)]),
        ("\ud800", [("PM001", 1)]),
        ("a\0b", [("PM001", 1)]),
        ("> " * 500 + "x", [("PM001", 1)]),
        ("x" * (1024 * 1024 + 1), [("PM001", 1)]),
    ],
)
def test_texts(text: str | bytes, expected: list[tuple[str, int]]) -> None:
    assert [(finding.rule, finding.span.line) for finding in pm_lint.check(text, today=TODAY)] == expected
    if expected and expected[0][0] == "PM001":
        with pytest.raises(ValueError, match=r"^(it|Git) "):
            pm_lint.parse(text)


def test_a_byte_order_mark_and_line_ends_move_nothing() -> None:
    expected = pm_lint.check(LATE, today=TODAY)
    assert pm_lint.check("\ufeff" + LATE, today=TODAY) == expected
    assert [f.span for f in pm_lint.check(LATE.replace("\n", "\r\n"), today=TODAY)] == [f.span for f in expected]


# -- names and days -------------------------------------------------------------------------------------------------


def test_the_name_of_a_document(project: Path) -> None:
    (project / "pm-lint.toml").write_text('[[overrides]]\npaths = ["old/**"]\nrules.meeting-late = "notice"\n')
    config = pm_lint.Config.load("pm-lint.toml")

    def found(path: str | Path, config: pm_lint.Config | None = config) -> list[tuple[str, str, str]]:
        return [(f.rule, f.path, f.level.label) for f in pm_lint.check(LATE, path=path, config=config, today=TODAY)]

    assert found("a.md") == [("PM304", "a.md", "error")]
    assert found("old/a.md") == found(project / "old" / "a.md") == [("PM304", "old/a.md", "notice")]
    assert found("old/a.md", None) == [("PM304", "old/a.md", "error")]
    assert found("2021-11-01.md")[0][:2] == ("PM005", "2021-11-01.md")
    assert not (project / "old").exists()


def test_the_day_to_judge_by() -> None:
    assert rules(pm_lint.check(CLEAN, today=date(2021, 12, 1))) != []
    assert rules(pm_lint.check(CLEAN, today=TODAY)) == []
    assert rules(pm_lint.check(CLEAN)) == []


# -- configurations -------------------------------------------------------------------------------------------------


def test_a_configuration_is_given_in_several_ways(project: Path) -> None:
    (project / "pm-lint.toml").write_text('rules.meeting-late = "off"\n')
    values = {"rules": {"meeting-late": "off"}}
    ways: list[Any] = [values, "pm-lint.toml", project / "pm-lint.toml", pm_lint.Config(values)]
    ways += [pm_lint.Config.load("pm-lint.toml"), pm_lint.Config.discover(project / "incidents")]
    assert [rules(pm_lint.check(LATE, config=way, today=TODAY)) for way in ways] == [[]] * len(ways)
    assert rules(pm_lint.check(LATE, today=TODAY)) == ["PM304"]  # none is looked for
    assert rules(pm_lint.check(LATE, config=pm_lint.Config.discover("/"), today=TODAY)) == ["PM304"]


def test_files_that_a_configuration_names(project: Path) -> None:
    (project / "story.md").write_text("# Title\n\n## Story\nTell what happened.\n")
    values = {"template": "story.md", "exclude": ("old",)}  # a tuple is as good as a list
    assert rules(pm_lint.check("# 2021-12-10 It broke\n", config=pm_lint.Config(values, folder=project))) == ["PM101"]
    with pytest.raises(pm_lint.ConfigError, match=r"^config: template names the file 'story.md'; say in which folder"):
        pm_lint.check("", config=values)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"meeting": {"within": 0}}, "config: meeting.within is 0, but must be a whole number from 1 to 3650"),
        ({"metting": {}}, 'config: unknown key metting = a table; did you mean "meeting"?'),
        ({"calendar": {"country": "ZZ"}}, "ZZ"),
        ("nowhere.toml", r"nowhere\.toml: can't be read"),
        ("bad.toml", r"bad\.toml: not valid TOML"),
    ],
)
def test_what_is_wrong_with_a_configuration(config: Any, said: str, project: Path) -> None:
    (project / "bad.toml").write_text("a =")
    for function in (pm_lint.check, pm_lint.parse):
        with pytest.raises(pm_lint.ConfigError, match=said) as caught:
            function("", config=config)
        assert "\n" not in str(caught.value)


def test_what_a_configuration_covers(project: Path) -> None:
    config = pm_lint.Config.load("pm-lint.toml")
    paths: list[str | Path] = ["incidents/a.md", project / "incidents" / "a.md", "a.md", "/elsewhere/incidents/a.md"]
    assert [config.covers(path) for path in paths] == [True, True, False, False]
    assert pm_lint.Config().covers("postmortems/a.md")


def test_nothing_is_kept_on_disk(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PM_LINT_CACHE_DIR", str(project / "cache"))
    (project / "pm-lint.toml").write_text('calendar.country = "IS"\n')  # the command keeps what it computes of it
    before = sorted(project.rglob("*"))
    assert rules(pm_lint.check(LATE, config="pm-lint.toml", today=TODAY)) == ["PM304"]
    assert sorted(project.rglob("*")) == before


# -- as a good guest --------------------------------------------------------------------------------------------------


def test_values_can_be_kept_and_compared() -> None:
    findings = pm_lint.check("# 2021-12-10 It broke\n", today=TODAY)
    assert pickle.loads(pickle.dumps(findings)) == findings  # noqa: S301 - our own
    assert len(set(findings)) == len(findings)
    assert sorted(finding.level for finding in findings)[-1] is pm_lint.Severity.ERROR


def test_several_threads() -> None:
    config = pm_lint.Config()
    days = [TODAY, date(2021, 12, 1)] * 8
    expected = {day: pm_lint.check(LATE, today=day) for day in days}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda day: pm_lint.check(LATE, config=config, today=day), days))
    assert found == [expected[day] for day in days]


CLIENT = """
from pathlib import Path

import pm_lint
from pm_lint import Config, Edit, Finding, Fix, Severity, Span


def worst(findings: list[Finding]) -> Severity | None:
    return max((finding.level for finding in findings), default=None)


def insertions(fix: Fix) -> list[Edit]:
    return [edit for edit in fix.edits if edit.span.start == edit.span.end]


config = Config({"meeting": {"within": 3}})
found = pm_lint.check(b"# 2021-12-10 It broke", path=Path("a.md"), config=config)
place: Span = found[0].span
line: int = place.line
if found[0].fix is not None:
    insertions(found[0].fix)
try:
    postmortem = pm_lint.parse("", config={"template": "pagerduty"})
    texts: list[str] = [item.text for item in postmortem.action_items]
    items: tuple[pm_lint.ActionItem, ...] = postmortem.action_items
except pm_lint.ConfigError as error:
    raise SystemExit(str(error)) from None
print(worst(found), pm_lint.__version__)
"""


def test_a_client_is_typed(tmp_path: Path) -> None:
    """What is right passes mypy --strict and runs, in silence; each line that is wrong is found."""
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(CLIENT)
    mistakes = ["pm_lint.chekc('')", "pm_lint.check()", "pm_lint.check('', config=7)", "pm_lint.check('')[0].lines"]
    wrong.write_text("\n".join(["import pm_lint", *mistakes]))
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", os.devnull]
    checked = subprocess.run([*mypy, "right.py", "wrong.py"], cwd=tmp_path, capture_output=True, text=True)
    assert [line.split(":")[:2] for line in checked.stdout.splitlines()] == [
        ["wrong.py", str(number)] for number, _ in enumerate(mistakes, 2)
    ]
    ran = subprocess.run([sys.executable, "right.py"], cwd=tmp_path, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr, ran.returncode) == ("3 0.1.0\n", "", 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["right.py", "wrong.py"]


def test_the_import_is_light() -> None:
    code = "import sys; before = set(sys.modules); import pm_lint; print(sorted(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout == "['pm_lint']\n"
