"""Which configuration holds for a document, and which documents are in scope."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pm_lint.server.judging import Broken, Configurations, Configured, broken_ones, judged

TEXT = "# 2021-12-10 It broke\n"


class Days:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.today = date(2022, 1, 31)

    def __call__(self) -> date:
        return self.today


def configurations(*, file: Path | None = None, isolated: bool = False, days: Days | None = None) -> Configurations:
    return Configurations(str(file) if file else None, isolated, days or Days())


def made(found: Configured | Broken) -> Configured:
    assert isinstance(found, Configured)
    return found


@pytest.mark.parametrize(
    ("git", "file", "expected"),
    [
        (True, "incidents/a.md", "incidents/a.md"),
        (True, "open/incidents/a.md", "open/incidents/a.md"),
        (True, "notes/a.md", None),
        (True, "incidents/README.md", None),
        (False, "incidents/a.md", "incidents/a.md"),  # relative to the folder that the editor has open
        (False, "open/incidents/a.md", "incidents/a.md"),
        (False, "open/a.md", None),
    ],
)
def test_what_is_in_scope_without_a_configuration(git: bool, file: str, expected: str | None, tmp_path: Path) -> None:
    if git:
        (tmp_path / ".git").mkdir()
    place = tmp_path / file
    found = made(configurations().of(place.parent, [tmp_path, tmp_path / "open"]))
    verdict = judged(TEXT, place, found, everything=False)
    assert (verdict.path or None, verdict.checked is not None) == (expected, expected is not None)
    assert judged(TEXT, place, found, everything=True).checked is not None
    assert judged(TEXT, tmp_path / "a.py", found, everything=True).checked is None


def test_the_nearest_configuration_is_kept_until_it_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for folder, level in ((tmp_path, "notice"), (tmp_path / "a", "warning")):
        (folder / "pm-lint.toml").write_text(f'paths = ["**"]\nrules.section-missing = "{level}"\n')
    known = configurations()

    def levels(file: str) -> set[str]:
        verdict = judged(TEXT, tmp_path / file, made(known.of((tmp_path / file).parent, [])), everything=False)
        return {f.level.label for f in verdict.checked.findings if f.rule == "PM101"} if verdict.checked else set()

    assert (levels("b.md"), levels("a/b.md"), levels("new/b.md")) == ({"notice"}, {"warning"}, {"notice"})
    (tmp_path / "pm-lint.toml").write_text('paths = ["**"]\nrules.section-missing = "off"\n')
    assert levels("b.md") == {"notice"}
    known.forget()
    assert levels("b.md") == set()


def test_a_configuration_that_is_named_and_none(tmp_path: Path) -> None:
    (tmp_path / "pm-lint.toml").write_text("template = 7")
    (tmp_path / "other.toml").write_text('paths = ["**"]')
    named = made(configurations(file=tmp_path / "other.toml").of(tmp_path / "deep" / "er", []))
    assert (named.settings.config.paths, named.settings.root) == (("**",), tmp_path)
    assert made(configurations(isolated=True).of(tmp_path, [])).settings.config.paths is None


def test_what_is_broken_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "pm-lint.toml").write_text('template = "t.md"')
    known = configurations()
    for folder in (tmp_path, tmp_path / "a", tmp_path / "b"):
        assert isinstance(known.of(folder, []), Broken)
    (broken,) = broken_ones(known.known())
    assert broken.file == tmp_path / "pm-lint.toml"
    assert broken.names == {"pm-lint.toml", "t.md"}  # the template may come
    assert broken.sentence.startswith("template: 't.md' can't be read: ")


def test_what_turns_out_not_to_be_usable(tmp_path: Path) -> None:
    (tmp_path / "pm-lint.toml").write_text("")
    known = configurations()
    known.of(tmp_path, [])
    known.refuse(tmp_path, "It is no use.")
    assert known.of(tmp_path, []) == Broken("It is no use.", tmp_path / "pm-lint.toml", frozenset({"pm-lint.toml"}))


def test_a_new_day_is_noticed(tmp_path: Path) -> None:
    days = Days()
    known = configurations(days=days)
    assert made(known.of(tmp_path, [])).linters.today == date(2022, 1, 31)
    days.today = date(2022, 2, 1)
    assert made(known.of(tmp_path, [])).linters.today == date(2022, 2, 1)


def test_the_files_that_are_to_be_watched(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "pm-lint.toml").write_text('template = "docs/t.md"\nbaseline = "b.json"\n')
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "t.md").write_text("# Title\n\n## Story\nTell it.\n")
    (tmp_path / "b.json").write_text('{"version": 1, "counts": {}}')
    found = configurations().of(tmp_path, [])
    assert isinstance(found, Configured), found
    assert found.names == {"pm-lint.toml", "t.md", "b.json"}


def test_an_editor_uses_no_network(tmp_path: Path) -> None:
    (tmp_path / "team.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    (tmp_path / "pm-lint.toml").write_text(
        'meeting.calendar = "https://calendar.invalid/team.ics"\n'
        '[[overrides]]\npaths = ["a/*"]\nmeeting.calendar = "team.ics"\n'
    )
    linters = made(configurations().of(tmp_path, [])).linters
    assert linters.is_local
    assert linters.for_path("b.md").policy.shared_calendar is None
    assert linters.for_path("a/b.md").policy.shared_calendar is not None
