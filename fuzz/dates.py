"""Dates in any text: each stands where it says, and what is written of it is read the same again."""

from __future__ import annotations

from datetime import date

from fuzz.common import text_of
from pm_lint.postmortem.dates import ENGLISH, DateStyle, date_style, leading, moments, spell
from pm_lint.postmortem.moment import Moment

WORDS = (
    "2026-01-12", "2026-02-30", "12/01/2026", "1.2.26", "12 January 2026", "Jan 12th, 2026", "the 12th of May",
    "Monday", "Mon ", "10:30", "10:30:15", "10.30 Uhr", "5pm", "noon", "midnight", "12:00 am", "24:00", "25:61",
    "UTC", "PT", " CEST", "+02:00", "UTC+5:30", "America/New_York", "Z", "T10:30:00Z", "20260112", "~", "about ",
    "at ", " on ", " - ", "–", " to ", "(", ")", ", ", "2024", "29 Feb", "31 Apr", "Q3 2026", "week 12",
    "12. Mai 2023", "mars", "4 août", "Di., ", "1/2", "v1.2.3", "10.0.0.1", "$12.50", "'26", "2026/1/2", "0000-00-00",
    "9999-12-31", "Mon May 10 19:03:52 2021 +0900", "1st", "½", "٣",
)  # fmt: skip
#: Years that "12 Jan 2026" can have.
_YEARS = range(1970, 2100)
_STYLES = (ENGLISH, DateStyle("DMY"), date_style("MDY", ("de", "fr", "ja")))


def one(data: bytes) -> None:
    """The moments of a text in one of three styles, which its first byte chooses."""
    style = _STYLES[data[0] % len(_STYLES)] if data else ENGLISH
    text = text_of(data)
    end = 0
    for says_when in (False, True):
        end = 0
        for moment in moments(text, style, says_when=says_when):
            check(moment, text)
            assert end <= moment.start, (end, moment)
            end = moment.end
            read_again(moment, style)
    if first := leading(text, style):
        check(first, text)


def check(moment: Moment, text: str) -> None:
    """Assert that a moment stands where it says, and that its parts go together."""
    assert 0 <= moment.start < moment.end <= len(text), moment
    assert text[moment.start : moment.end] == moment.text
    assert moment.start <= moment.day_start <= moment.day_end <= moment.end
    assert moment.day_text in ("", text[moment.day_start : moment.day_end])
    assert list(moment.days) == sorted(set(moment.days))
    assert moment.time is not None or not moment.time_precision
    assert moment.time is None or moment.time.tzinfo is None
    assert moment.weekday is None or 0 <= moment.weekday <= 6
    assert not (moment.impossible and moment.days)
    assert moment.days or moment.month_days or moment.time or moment.impossible, moment
    if moment.weekday_start is not None:
        assert 0 <= moment.weekday_start < len(text)


def read_again(moment: Moment, style: DateStyle) -> None:
    """Assert that what is written is read the same where it stands alone, but for what a range gave it:
    year, zone, half of the day."""
    for day in moment.days:
        assert _days(day.isoformat(), style) == [(day,)]
        if day.year in _YEARS:
            assert _days(spell(day), style) == [(day,)]
    for again in list(moments(moment.text, style, says_when=True))[:1]:
        assert again.weekday == moment.weekday, (moment, again)
        if again.time:
            assert moment.time, (moment, again)
            assert (again.time.hour % 12, again.time.minute) == (moment.time.hour % 12, moment.time.minute), (
                moment,
                again,
            )
        assert set(moment.days) <= set(again.days) or not again.days, (moment, again)
        if moment.days and not again.days:
            assert {(day.month, day.day) for day in moment.days} <= set(again.month_days), (moment, again)


def _days(text: str, style: DateStyle) -> list[tuple[date, ...]]:
    return [moment.days for moment in moments(text, style)]
