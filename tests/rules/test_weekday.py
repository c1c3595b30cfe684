"""PM311: weekdays that contradict their dates."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.record import replace
from tests.rules.support import assert_fixed, briefs, check, only

TEMPLATE = """\
# YYYY-MM-DD Title

**Meeting:** Date and time.

## Timeline

## Action Items
"""


def document(title: str = "2023-05-04 It broke", meeting: str = "", timeline: str = "", items: str = "") -> str:
    return f"""\
# {title}

**Meeting:** {meeting or "2023-05-05 10:30 UTC"}

## Timeline

{timeline or "- 2023-05-04 10:30 UTC: it broke"}

## Action Items

{items or "- None: nothing to do."}
"""


def found(text: str, **how: object) -> list[str]:
    return [f.message for f in only(check(text, **how), "PM311")]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        document(title="Thu 4 May 2023 It broke"),
        document(title="4 May 2023 (Thursday) It broke"),
        document(meeting="Fri 5 May 2023, 10:30 UTC"),
        document(meeting="Fri 5/5/23, 10:30 UTC"),
        document(
            title="2023-04-01 It broke", timeline="- 10:30: a", meeting="Fri 4/5/23"
        ),  # none of two readings: others speak
        document(meeting="Monday 10:30 UTC, 2023-05-04"),
        document(timeline="- Thu 4 May 2023 10:30 UTC: it broke"),
        document(timeline="- Sun 10:30 UTC: it broke"),
        document(timeline="- Mon 31 Feb 2023 10:30 UTC: it broke"),
        document(items="- @alice adds an alert by Mon 8 May 2023 #1"),
    ],
)
def test_silent(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (document(title="Fri 4 May 2023 It broke"), "The title says Friday, but 4 May 2023 is a Thursday."),
        (document(title="4 May 2023 (Fri) It broke"), "The title says Friday, but 4 May 2023 is a Thursday."),
        (document(meeting="Sat 5 May 2023"), "The meeting's line says Saturday, but 5 May 2023 is a Friday."),
        (document(meeting="Sat 5/5/23"), "The meeting's line says Saturday, but 5 May 2023 is a Friday."),
        (document(meeting="Sat, May 5"), "The meeting's line says Saturday, but 5 May 2023 is a Friday."),
        (
            document(timeline="- Fri 4 May 2023 10:30: it broke\n- Fri 4 May 2023 10:40: it was up"),
            "“Fri 4 May 2023 10:30” says Friday, but 4 May 2023 is a Thursday.",
        ),
        (
            document(timeline="- 2023-05-03: a\n- Fri 4 May 10:30: it broke"),
            "“Fri 4 May 10:30” says Friday, but 4 May 2023 is a Thursday.",
        ),
        (
            document(items="- @alice adds an alert by Tue 8 May 2023 #1"),
            "The due date says Tuesday, but 8 May 2023 is a Monday.",
        ),
    ],
)
def test_told(text: str, message: str) -> None:
    assert found(text) == [message]


def test_the_other_day_is_told_and_the_weekend_is_no_second_finding() -> None:
    checked = check(document(meeting="Fri 6 May 2023 10:30 UTC"), TEMPLATE, today=date(2023, 5, 4))
    (finding,) = only(checked, "PM311")
    assert finding.help == "If the weekday is right, Fri 5 May 2023 is the nearest such day."
    assert [brief for brief in briefs(checked) if brief.startswith("PM306")] == []


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("Sat 5 May 2023", "Fri 5 May 2023"),
        ("Saturday, 5 May 2023", "Friday, 5 May 2023"),
        ("SAT 2023-05-05", "FRI 2023-05-05"),
    ],
)
def test_the_fix_writes_the_weekday(written: str, mended: str) -> None:
    text = document(meeting=written)
    (finding,) = only(check(text), "PM311")
    assert finding.fix
    assert not finding.fix.safe
    assert assert_fixed(text, finding) == document(meeting=mended)


@pytest.mark.parametrize("written", ["5 May 2023 (Sat)", "**Sat** 5 May 2023"])
def test_no_fix_where_the_weekday_stands_apart(written: str) -> None:
    (finding,) = only(check(document(meeting=written)), "PM311")
    assert finding.fix is None


def test_in_another_language_there_is_no_fix() -> None:
    config = replace(Config(), dates_languages=("de",))
    text = document(meeting="Samstag, 5. Mai 2023 um 10:30 Uhr UTC")
    assert found(text) == []
    (finding,) = only(check(text, config=config), "PM311")
    assert finding.message == "The meeting's line says Saturday, but 5 May 2023 is a Friday."
    assert finding.fix is None


def test_the_last_day_that_there_is() -> None:
    assert only(check(document(meeting="Sat 9999-12-31")), "PM311")[0].help is None


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        ("2023-05-12 10:30 UTC", "error"),
        ("Fri 12 May 2023 10:30 UTC", "error"),
        # Thursday is the 11th, which is in time; Monday is the 15th, which is not.
        ("Thu 12 May 2023 10:30 UTC", "warning"),
        ("Mon 12 May 2023 10:30 UTC", "error"),
    ],
)
def test_a_weekday_that_would_be_in_time_makes_lateness_a_warning(meeting: str, expected: str) -> None:
    late = only(check(document(meeting=meeting), country="US"), "PM304")
    assert [finding.level.label for finding in late] == [expected]


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        ("Wed 3 May 2023 10:30 UTC", "error"),
        ("Fri 3 May 2023 10:30 UTC", "warning"),
        ("Mon 3 May 2023 10:30 UTC", "error"),
    ],
)
def test_a_weekday_after_the_incident_makes_a_meeting_before_it_a_warning(meeting: str, expected: str) -> None:
    early = only(check(document(meeting=meeting)), "PM305")
    assert [finding.level.label for finding in early] == [expected]
