"""`import pm_lint`: a small typed API. Its page's examples are run here."""

from __future__ import annotations

import doctest
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
from tests.library_client import used

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


def test_a_client() -> None:
    """That it is typed, `make types` sees, where it reads this client."""
    worst, line, count = used()
    assert (worst, line) == (pm_lint.Severity.ERROR, 1)
    assert count > 0
    assert (Path(pm_lint.__file__).parent / "py.typed").exists()


def test_the_import_is_light() -> None:
    code = "import sys; before = set(sys.modules); import pm_lint; print(sorted(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout == "['pm_lint']\n"
