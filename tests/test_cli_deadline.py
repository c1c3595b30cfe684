"""`pm-lint deadline`: the command counts, says and refuses as `check` does."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

import pytest

from pm_lint.cli import main
from pm_lint.cli_deadline import calendar_of
from pm_lint.errors import UsageError
from pm_lint.finding import CalendarPolicy, DayOff
from tests.rules.support import check, only
from tests.rules.test_meeting import document

CONFIGURED = """
[meeting.by-severity]
SEV-1 = { within = 3, unit = "calendar-days" }
SEV-2 = { within = 1 }
[calendar]
country = "US"
extra-days-off = [{ date = 2021-11-29, name = "Company day" }]
"""


AFTER = "after the incident ended on Mon 22 Nov 2021"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a configuration, as the working directory."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "pm-lint.toml").write_text(CONFIGURED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "out", "err"),
    [
        (
            (),
            f"Wed 1 Dec 2021 is the last day for the meeting: 5 business days {AFTER},"
            " where no severity is stated.\nNot counted: Thu 25 Nov (Thanksgiving Day)",
            "",
        ),
        (
            ("--severity", "sev1"),
            f"Thu 25 Nov 2021 is the last day for the meeting: 3 calendar days {AFTER}, for SEV-1.\n",
            "",
        ),
        (
            ("--severity", "SEV-9"),
            f"5 business days {AFTER}, for SEV-9, which has no allowance of its own.\n",
            "pm-lint: the general allowance counts for SEV-9, which has none of its own: the configuration knows SEV-1,"
            " SEV-2\n",
        ),
        (
            ("--severity", "P2"),
            ", for P2, which has no allowance of its own.",
            "pm-lint: the general allowance counts for P2, which has none of its own: the configuration knows SEV-1,"
            " SEV-2; did you mean SEV-2?\n",
        ),
        (
            ("--severity", "SEV-1/2"),
            ", for SEV-1/2, which can be more than one severity.",
            "pm-lint: the general allowance counts for SEV-1/2, which can be more than one severity: the configuration"
            " knows SEV-1, SEV-2\n",
        ),
        (
            ("--severity", "SEV-9", "--within", "2"),
            f": 2 business days {AFTER}.\n",
            "",
        ),
        (
            ("--within", "1", "--unit", "calendar-days"),
            f": 1 calendar day {AFTER}.\n",
            "",
        ),
        (("--country", "GB"), "Not counted: Sat 27, Sun 28 Nov, Mon 29 Nov (Company day).", ""),
        (
            ("--isolated",),
            "Public holidays are not counted: name a country by --country, or",
            "",
        ),
        (
            ("--isolated", "--severity", "SEV-1"),
            "Mon 29 Nov 2021 is the last day",
            "pm-lint: the general allowance counts for SEV-1: the configuration has none by severity\n",
        ),
        (("--explain",), "\n      -  Thu 25 Nov 2021  Thanksgiving Day\n  day 3  Fri 26 Nov 2021\n", ""),
        (
            ("--meeting", "2021-12-01"),
            "A meeting on Wed 1 Dec 2021 is in time.\n",
            "",
        ),
    ],
)
def test_deadline(team: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], out: str, err: str) -> None:
    assert main(["deadline", "2021-11-22", *words]) == 0
    said = capsys.readouterr()
    assert out in said.out
    assert said.err == err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--meeting", "2021-12-02"), 1, "A meeting on Thu 2 Dec 2021 is late: 6 business days after the incident.\n"),
        (("--meeting", "2021-11-21"), 1, "A meeting on Sun 21 Nov 2021 is before the incident.\n"),
        (("--meeting", "9999-12-31"), 1, "is late"),
        (("--country", "Atlantis"), 2, 'country "Atlantis" is not known'),
        (("--isolated", "--subdivision", "CA"), 2, "--subdivision needs --country"),
    ],
)
def test_deadline_fails(
    team: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert main(["deadline", "2021-11-22", *words]) == code
    output = capsys.readouterr()
    assert said in (output.err if code == 2 else output.out)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2021-02-31", "there is no such day as '2021-02-31'"),
        ("2021-13-01", "there is no such day as '2021-13-01'"),
        ("0000-01-01", "there is no such day as '0000-01-01'"),
        ("99999-01-01", "'99999-01-01' is no date in the form YYYY-MM-DD"),
        ("2021-W05-1", "'2021-W05-1' is no date in the form YYYY-MM-DD"),
        ("31-02-2021", "'31-02-2021' is no date in the form YYYY-MM-DD"),
        ("٢٠٢١-١٢-١٠", "is no date in the form YYYY-MM-DD"),
        ("99th", "'99th' is no date in the form YYYY-MM-DD"),
        ("\x1b[31m", "is no date in the form YYYY-MM-DD"),
    ],
)
def test_no_such_date(team: Path, capsys: pytest.CaptureFixture[str], written: str, said: str) -> None:
    for words in ((written,), ("2021-11-22", "--meeting", written)):
        code = main(["deadline", *words])
        error = capsys.readouterr().err
        assert (code, error.count("\n")) == (2, 1)
        assert said in error
        assert "\x1b" not in error


def test_deadline_as_json(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["deadline", "2021-11-24", "--severity", "sev 2", "--format", "json", "--explain", "--meeting", "2021-11-26"])
    assert json.loads(capsys.readouterr().out) == {
        "incident": "2021-11-24",
        "within": 1,
        "unit": "business-days",
        "deadline": "2021-11-26",
        "skipped": [{"date": "2021-11-25", "reason": "Thanksgiving Day"}],
        "uncertain": None,
        "severity": "SEV-2",
        "days": [
            {"date": "2021-11-24", "number": 0, "reason": None, "note": None, "estimated": False},
            {"date": "2021-11-25", "number": None, "reason": "Thanksgiving Day", "note": None, "estimated": False},
            {"date": "2021-11-26", "number": 1, "reason": None, "note": None, "estimated": False},
        ],
        "meeting": {"date": "2021-11-26", "in_time": True},
    }


@pytest.mark.parametrize(
    ("count_from", "said"), [("incident-start", "the incident began on "), ("title", "title's date")]
)
def test_deadline_counts_from(team: Path, capsys: pytest.CaptureFixture[str], count_from: str, said: str) -> None:
    (team / "pm-lint.toml").write_text(f'[meeting]\ncount-from = "{count_from}"\n')
    main(["deadline", "2021-11-22"])
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("incident", ["2021-11-22", "2021-11-27", "2021-12-20", "2021-12-31"])
def test_the_rule_counts_alike(team: Path, capsys: pytest.CaptureFixture[str], incident: str) -> None:
    main(["deadline", incident, "--isolated", "--country", "US"])
    line, skipped, *_ = capsys.readouterr().out.split("\n")
    (late,) = only(check(document("2022-01-20", incident), country="US"), "PM304")
    assert f": by {line.partition(' is the last')[0]}. {skipped}" in late.message


OWN = (DayOff(date(2021, 11, 29), "Company day"),)


@pytest.mark.parametrize(
    ("country", "subdivision", "market", "expected"),
    [
        (None, None, None, CalendarPolicy("US", "CA", extra_days_off=OWN)),
        (None, "NY", None, CalendarPolicy("US", "NY", extra_days_off=OWN)),
        ("DE", None, None, CalendarPolicy("DE", extra_days_off=OWN)),
        ("DE", "BY", None, CalendarPolicy("DE", "BY", extra_days_off=OWN)),
        (None, None, "XNYS", CalendarPolicy(market="XNYS", extra_days_off=OWN)),
        ("US", None, "XNYS", CalendarPolicy("US", market="XNYS", extra_days_off=OWN)),
    ],
)
def test_calendar(country: str | None, subdivision: str | None, market: str | None, expected: CalendarPolicy) -> None:
    asked = argparse.Namespace(country=country, subdivision=subdivision, market=market)
    assert calendar_of(asked, CalendarPolicy("US", "CA", extra_days_off=OWN)) == expected


def test_a_market_has_no_subdivision() -> None:
    with pytest.raises(UsageError):
        calendar_of(argparse.Namespace(country=None, subdivision="CA", market="XNYS"), CalendarPolicy("US"))


@pytest.mark.parametrize(
    ("meeting", "code", "said"),
    [
        ("2027-03-12", 0, "is in time."),
        ("2027-03-16", 0, "Whether a meeting on Tue 16 Mar 2027 is in time is uncertain."),
        ("2027-03-30", 1, "is late:"),
    ],
)
def test_a_meeting_by_an_estimated_deadline(
    team: Path, capsys: pytest.CaptureFixture[str], meeting: str, code: int, said: str
) -> None:
    # Eid al-Fitr of 2027 may yet move by a day.
    assert main(["deadline", "2027-03-05", "--isolated", "--country", "AE", "--meeting", meeting]) == code
    assert said in capsys.readouterr().out
