"""Dates in other languages: a table by language, and what Unicode's own formats write, which must read back."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from babel.dates import format_date, format_datetime
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.postmortem.calendar_days import MONTHS
from pm_lint.postmortem.date_style import LANGUAGES, DateStyle, date_style
from pm_lint.postmortem.dates import Moment, leading, moments
from pm_lint.postmortem.languages import NAMES_FILE, languages
from tests.postmortem.test_dates import NO_MOMENT, ONE_MOMENT, SEVERAL_MOMENTS, brief

OTHERS = tuple(code for code in LANGUAGES if code != "en")
STYLES = {code: date_style(None, (code,)) for code in LANGUAGES}
ALL = date_style(None, OTHERS)

#: By language, what is written and how it reads; after " @", the weekday.
WRITTEN = {
    "cs": [
        ("4. května 2023 v 10:30", "2023-05-04 10:30"),
        ("čtvrtek 4. května", "--05-04 @Thu"),
        ("čt 4. 5. 2023", "2023-05-04 @Thu"),
        ("v 0.5.15", ""),
    ],
    "da": [("torsdag den 4. maj 2023 kl. 10.30", "2023-05-04 10:30 @Thu"), ("4. maj", "--05-04")],
    "de": [
        ("um 10: 10:30 ging nichts", "10:30"),
        ("um 10. 30 Leute", ""),
        ("4. Mai 2023", "2023-05-04"),
        ("4.Mai 2023", "2023-05-04"),
        ("Do., 4. Mai 2023 um 10:30 Uhr", "2023-05-04 10:30 @Thu"),
        ("Donnerstag, den 4. Mai 2023", "2023-05-04 @Thu"),
        ("am 4. Mai um 10.30 Uhr", "--05-04 10:30"),
        ("um 10:30 Uhr am 4. Maerz, 4. März 2023", "10:30 / 2023-03-04"),
        ("10:30 Uhr am 4. Mai 2023", "2023-05-04 10:30"),
        ("10 Uhr UTC", "10h UTC=+0"),
        ("10:30–11:00 Uhr", "10:30 / 11:00"),
        ("4.5.2023 (Do)", "2023-05-04 @Thu"),
        ("Do 4.5.2023", "2023-05-04 @Thu"),
        ("So 10:30", "10:30 @Sun"),
        ("vom 4. bis 6. Mai 2023", "2023-05-04 / 2023-05-06"),
        ("4.–6. Mai 2023", "2023-05-04 / 2023-05-06"),
        ("den 4.5.23 um 10:30", "2023-04-05|2023-05-04 10:30"),
        ("4. Dez. 2023", "2023-12-04"),
        ("4.5. um 10:30 Uhr", "--05-04 10:30"),
        ("4.5., 10:30 Uhr", "--05-04 10:30"),
        ("Version 1.5. um die Zeit", ""),
        ("31. Februar 2023", "impossible"),
        ("31. Februar", ""),
        ("4 Mio. Nutzer, 3 Dez Knoten", ""),
        ("25 Uhr", ""),
    ],
    "es": [
        ("4 de mayo de 2023 a las 10:30", "2023-05-04 10:30"),
        ("jueves, 4 de mayo", "--05-04 @Thu"),
        ("del 4 al 6 de mayo del 2023", "2023-05-04 / 2023-05-06"),
        ("mar 2 may 2023", "2023-05-02 @Tue"),
        ("Mar 1, 2022", "2022-03-01"),
        ("4 may pods", ""),
    ],
    "fi": [
        ("4. toukokuuta 2023 klo 10.30", "2023-05-04 10:30"),
        ("torstaina 4. toukokuuta", "--05-04 @Thu"),
        ("from 13.5.2023 to 14.5.2023", "2023-05-13 / 2023-05-14"),
    ],
    "fr": [
        ("1er mai 2023 à 10h30", "2023-05-01 10:30"),
        ("jeu. 4 mai à 10 h 30", "--05-04 10:30 @Thu"),
        ("le 04/05/2023 à 10:30", "2023-04-05|2023-05-04 10:30"),
        ("du 4 au 6 mai 2023", "2023-05-04 / 2023-05-06"),
        ("4 aout 2023", "2023-08-04"),
        ("10h30 : alerte", "10:30"),
        ("vers 10h30 UTC", "10:30 UTC=+0"),
        ("à 10h", "10h"),
        ("2h30 de panne", ""),
        ("durée : 02h30", ""),
    ],
    "it": [("giovedì 4 maggio 2023 alle 10:30", "2023-05-04 10:30 @Thu"), ("4 set of things", "")],
    "ja": [
        ("2023年5月4日(木) 10:30", "2023-05-04 10:30 @Thu"),
        ("2023年5月4日木曜日", "2023-05-04 @Thu"),
        ("2023年5月4日10時30分に", "2023-05-04 10:30"),
        ("5月4日 午後3時30分", "--05-04 15:30"),
        ("午前12時", "00h"),
        ("2023年13月40日", "impossible"),
        ("3時間30分", ""),
    ],
    "ko": [
        ("2023년 5월 4일 (목) 오후 3:30", "2023-05-04 15:30 @Thu"),
        ("2023년 5월 4일 오전 10시 30분", "2023-05-04 10:30"),
        ("2023. 5. 4.", "2023-05-04"),
    ],
    "nb": [("torsdag 4. mai 2023 kl. 10.30", "2023-05-04 10:30 @Thu"), ("On 13.5.2023 we", "2023-05-13")],
    "nl": [
        ("donderdag 4 mei 2023 om 10:30 uur", "2023-05-04 10:30 @Thu"),
        ("do 4-5-2023", "2023-05-04 @Thu"),
        ("2023-05-04 do the thing", "2023-05-04"),
    ],
    "pl": [
        ("czwartek, 4 maja 2023 r. o godz. 10:30", "2023-05-04 10:30 @Thu"),
        ("czw. 4 maja", "--05-04 @Thu"),
        ("10:30 on 4 May 2023 (PT)", "2023-05-04 10:30 PT"),
    ],
    "pt": [
        ("quinta-feira, 4 de maio de 2023 às 10h30", "2023-05-04 10:30 @Thu"),
        ("4 de out. de 2023", "2023-10-04"),
        ("4 out of 5", ""),
    ],
    "ru": [("чт, 4 мая 2023 г. в 10:30", "2023-05-04 10:30 @Thu"), ("4 мая", "--05-04")],
    "sv": [("torsdag den 4 maj 2023 kl. 10.30", "2023-05-04 10:30 @Thu")],
    "tr": [("4 Mayıs 2023 Perşembe saat 10:30", "2023-05-04 10:30 @Thu"), ("4 MAYIS 2023", "2023-05-04")],
    "uk": [("п'ятниця, 5 травня 2023 р. о 10:30", "2023-05-05 10:30 @Fri")],
    "zh": [
        ("2023年5月4日 星期四 上午10:30", "2023-05-04 10:30 @Thu"),
        ("2023年5月4日（周四）10点30分", "2023-05-04 10:30 @Thu"),
        ("3 小时", ""),
    ],
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def told(moment: Moment) -> str:
    return brief(moment) + (f" @{WEEKDAYS[moment.weekday]}" if moment.weekday is not None else "")


@pytest.mark.parametrize(
    ("code", "text", "expected"), [(code, *case) for code, cases in WRITTEN.items() for case in cases]
)
def test_what_is_written(code: str, text: str, expected: str) -> None:
    found = list(moments(text, STYLES[code]))
    assert " / ".join(map(told, found)) == expected
    assert all(moment.text == text[moment.start : moment.end] for moment in found)


def test_every_language_has_cases() -> None:
    assert set(WRITTEN) == set(OTHERS)


@pytest.mark.parametrize(
    ("text", "written", "day", "weekday"),
    [
        ("am Do., den 4. Mai 2023 um 10:30 Uhr.", "Do., den 4. Mai 2023 um 10:30 Uhr", "4. Mai 2023", "Do"),
        ("Es begann um 10.30 Uhr (UTC), nicht", "10.30 Uhr (UTC)", "", None),
        ("bis 4. Mai.", "4. Mai", "4. Mai", None),
    ],
)
def test_where_it_stands(text: str, written: str, day: str, weekday: str | None) -> None:
    (moment,) = moments(text, STYLES["de"])
    assert (moment.text, moment.day_text) == (written, day)
    assert moment.day_text == text[moment.day_start : moment.day_end]
    assert weekday is None or text.startswith(weekday, moment.weekday_start)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("**Um 10:30 Uhr** ging", "10:30 Uhr"),
        ("Am 4. Mai 2023 ging", "4. Mai 2023"),
        ("Ende um 10:30 Uhr", None),
        (f"4. Mai 2023 {'x' * 500}", "4. Mai 2023"),
    ],
)
def test_leading(text: str, written: str | None) -> None:
    moment = leading(text, STYLES["de"])
    assert (moment.text if moment else None) == written


def test_english_alone_and_nothing_configured_are_the_same() -> None:
    assert date_style(None, ("en",)) == date_style(None) == DateStyle()


def test_other_languages_are_not_read_unless_configured() -> None:
    assert [told(moment) for moment in moments("4. Mai 2023")] == []


@pytest.mark.parametrize(
    ("text", "expected"), [*ONE_MOMENT, *SEVERAL_MOMENTS, *((text, []) for text in NO_MOMENT)]
)  # fmt: skip
def test_english_is_read_as_before(text: str, expected: object) -> None:
    """With all other languages configured."""
    assert list(moments(text, ALL)) == list(moments(text))


def test_a_name_that_means_two_things_names_nothing() -> None:
    both = languages(("de", "cs"))
    assert "so" not in both.weekdays, "Sonntag, and sobota: Saturday"
    assert both.weekdays["sonntag"].number == 6


def test_no_other_month_has_an_english_name() -> None:
    for code in OTHERS:
        for name, known in languages((code,)).months.items():
            assert MONTHS.get(name, known.number) == known.number, (code, name)


def test_the_names_are_what_the_script_writes() -> None:
    root = Path(__file__).parents[2]
    spec = importlib.util.spec_from_file_location("make_date_names", root / "scripts" / "make_date_names.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (root / "pm_lint" / "postmortem" / NAMES_FILE).read_text("utf-8") == script.text()


# --- properties ----------------------------------------------------------------------------------------------------


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)),
    st.sampled_from(list(LANGUAGES)),
    st.sampled_from(["full", "long", "medium", "short"]),
    st.booleans(),
)
def test_what_unicode_formats_write_reads_back(at: datetime, code: str, width: str, alone: bool) -> None:
    style = STYLES[code] if alone else ALL
    text = format_date(at, width, locale=code)
    found = list(moments(text, style))
    if found or width in ("full", "long"):  # "04.05.23" is none without a time
        (moment,) = found
        assert at.date() in _readings(moment, width)
        assert width != "full" or moment.weekday == at.weekday()
    if width != "full":
        text = format_datetime(at, width, locale=code)
        found = list(moments(text, style))
        assert not [moment for moment in found if moment.days and at.date() not in _readings(moment, width)]
        clocks = [moment.time for moment in found if moment.time]
        assert [(clock.hour, clock.minute) for clock in clocks] == [(at.hour, at.minute)]


def _readings(moment: Moment, width: str) -> Iterator[date]:
    assert len(moment.days) == 1 or (moment.numeric and width in ("short", "medium"))
    return iter(moment.days)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.text(alphabet="0123456789-/.: ,apmTZ()MaiThuDo\u00e0\u5e74\u6708\u65e5\u6642\u0438\u0439h\n", max_size=60),
    st.sampled_from([ALL, *STYLES.values()]),
)
def test_any_text_is_read_in_order_and_without_overlap(text: str, style: DateStyle) -> None:
    end = 0
    for moment in moments(text, style, says_when=len(text) % 2 == 0):
        assert end <= moment.start < moment.end <= len(text)
        assert moment.text == text[moment.start : moment.end]
        end = moment.end
    leading(text, style)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "1. ",
        "1. Mai ",
        "Do., den ",
        "um 10.30 Uhr ",
        "1 de ",
        "4. bis ",
        "5月",
        "午後3時",
        "\u00e0",
        "a las ",
    ],
)
def test_long_hostile_text_is_read_to_its_end(unit: str) -> None:
    """40 KB each: what goes quadratic takes long."""
    text = unit * (40_000 // len(unit))
    assert all(moment.end <= len(text) for moment in moments(text, ALL))
