"""Zones: which names there are, what they mean in a document, and which offset they have on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_lint.finding import CalendarPolicy, HolidayCalendar
from pm_lint.postmortem.instants import resolved
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.zone_names import NAMES, meanings, names_in, zone_in, zone_of_times
from pm_lint.postmortem.zones import Hints, Misnamed, hints_of, may_change, misnamed, offset_of, readings
from tests.rules.support import EMPTY
from tests.work import growth

WINTER, SUMMER, CHANGE = date(2023, 1, 4), date(2023, 7, 4), date(2023, 11, 5)


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Time (America/New_York)", ["America/New_York"]),
        ("America/Argentina/Buenos_Aires, US/Eastern", ["America/Argentina/Buenos_Aires", "US/Eastern"]),
        ("Estimated by ESTI and the UTCs", []),
        ("Times in UTC+2 or GMT-05:30", ["UTC+2", "GMT-05:30"]),
        ("All times are PST/PDT", ["PST/PDT"]),
        ("ET/PT", []),
        ("GMT/BST", ["GMT/BST"]),
        ("CE(S)T", ["CE(S)T"]),
        ("All Times In Pacific Time, Central European Summer Time", ["Pacific Time", "Central European Summer Time"]),
        ("IST (Indian Standard time)", ["IST", "Indian Standard time"]),
        ("UK time, New York time, US Central time", ["UK time", "New York time", "US Central time"]),
        ("PST First Response Time", ["PST"]),
        ("Mean Time To Repair", []),
        ("Pacific", ["Pacific"]),
        ("Pacific Ocean", []),
        ("https://a.test/PST, zone=PST", ["PST"]),
        ("The GST outage", []),
        ("Time (GST)", ["GST"]),
        ("ART", ["ART"]),
        ("est et pst", []),
    ],
)
def test_names_in_a_text(text: str, names: list[str]) -> None:
    assert list(names_in(text)) == names


def test_zones_over_times() -> None:
    assert zone_in("Time (America/New_York)") == "America/New_York"
    assert zone_in("Estimated") is None
    assert zone_of_times("Times are UTC. We met at ET headquarters.") == "UTC"


@pytest.mark.parametrize(
    ("row", "zone", "text"),
    [
        ("10:30 PT it broke", "PT", "it broke"),
        ("10:30 PT/CT it broke", "PT", "/CT it broke"),
        ("10:30 (EST/EDT): it broke", "EST/EDT", "it broke"),
        ("10:30 GMT/BST: it broke", "GMT/BST", "it broke"),
        ("10:30 Europe/Berlin it broke", "Europe/Berlin", "it broke"),
        ("10:30 Eastern Standard Time: it broke", "Eastern Standard Time", "it broke"),
        ("10:30 UK time, it broke", "UK time", "it broke"),
        ("10:30 ART: it broke", "ART", "it broke"),
        ("18h05 PT it broke", "PT", "it broke"),
        ("18.05 NZST it broke", "NZST", "it broke"),
        ("Noon JST: it broke", "JST", "it broke"),
        ("10:30 pst it broke", "pst", "it broke"),
        ("10:30 Pacific: it broke", "Pacific", "it broke"),
        ("10:30 Pacific servers broke", None, "Pacific servers broke"),
        ("10:30 API it broke", None, "API it broke"),
        ("10:30 est. 5 users", None, "est. 5 users"),
    ],
)
def test_a_name_after_a_time(row: str, zone: str | None, text: str) -> None:
    timeline = read(f"# It broke\n\n## Timeline\n- {row}\n", EMPTY, "a.md").timeline
    assert timeline
    assert [(entry.zone, entry.text) for entry in timeline.entries] == [(zone, text)]


def test_every_place_is_a_zone() -> None:
    for name, found in NAMES.items():
        assert found[0].rare is False
        assert name not in (meaning.place for meaning in found)
        assert all(ZoneInfo(meaning.place) for meaning in found)
        assert len({meaning.hours is None for meaning in found}) == 1


@pytest.mark.parametrize("piece", ["A", "AA ", "Aa ", "Aa/", "America/A/", "CE(", "Aa Aa Aa Aa time", "PST/", "UTC+"])
def test_the_work_of_the_search_grows_with_the_text(piece: str) -> None:
    assert growth(lambda text: list(names_in(text)), lambda count: piece * count, 200) < 2.1


# -- offsets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("UTC", SUMMER, 0),
        ("GMT+5:30", SUMMER, 5.5),
        ("+02:00", WINTER, 2),
        ("ET", WINTER, -5),
        ("ET", SUMMER, -4),
        ("Pacific Time", SUMMER, -7),
        ("EDT", SUMMER, -4),
        ("EDT", WINTER, None),
        ("EST", SUMMER, None),
        ("PST/PDT", SUMMER, -7),
        ("CET/CEST", WINTER, 1),
        ("CE(S)T", SUMMER, 2),
        ("GMT/BST", SUMMER, 1),
        ("EST/CST", SUMMER, None),
        ("US/Eastern", WINTER, -5),
        ("CEST", SUMMER, 2),
        ("MEZ", WINTER, 1),
        ("MESZ", SUMMER, 2),
        ("CET", WINTER, 1),
        ("CET", SUMMER, None),
        ("JST", WINTER, 9),
        ("MSK", date(2012, 7, 4), 4),  # they had another one then
        ("BRT", SUMMER, -3),
        ("BRST", WINTER, None),  # no longer
        ("BRST", date(2018, 1, 4), -2),
        ("CLST", WINTER, -3),
        ("AEST", SUMMER, 10),
        ("AEST", WINTER, None),  # in Brisbane, but not in Sydney
        ("AEDT", WINTER, 11),
        ("NZDT", WINTER, 13),
        ("MST", WINTER, -7),
        ("MST", SUMMER, None),
        ("Indian Standard Time", SUMMER, 5.5),
        ("British Summer Time", SUMMER, 1),
        ("London time", SUMMER, 1),
        ("China Standard Time", SUMMER, 8),
        ("Central Standard Time", WINTER, -6),
        ("Coordinated Universal Time", SUMMER, 0),
        ("Eastern", WINTER, -5),
        ("Central", SUMMER, None),
        ("Europe/Berlin", SUMMER, 2),
        ("Europe/Nowhere", SUMMER, None),
        ("../etc/passwd", SUMMER, None),
        ("IST", SUMMER, None),
        ("CST", WINTER, None),
        ("BST", SUMMER, None),
        ("XYZ", SUMMER, None),
        ("Asia/Tokyo", date.max, 9),
    ],
)
def test_offsets(zone: str, day: date, hours: float | None) -> None:
    assert offset_of(zone, day) == (None if hours is None else timedelta(hours=hours))


FORWARD = date(2023, 3, 12)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "hours"),
    [
        ("ET", CHANGE, "01:30", None),  # twice
        ("EDT", CHANGE, "01:30", -4),
        ("EST", CHANGE, "01:30", -5),
        ("ET", CHANGE, "00:59", -4),
        ("ET", CHANGE, "03:30", -5),
        ("ET", FORWARD, "02:30", None),  # never
        ("EST", FORWARD, "02:30", None),
        ("EDT", FORWARD, "02:30", None),
        ("America/New_York", FORWARD, "02:30", None),
        ("ET", FORWARD, "03:00", -4),
    ],
)
def test_while_the_clocks_are_changed(zone: str, day: date, clock: str, hours: float | None) -> None:
    at = time.fromisoformat(clock)
    assert offset_of(zone, day, at.hour, at.minute) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("zone", "day", "changes"),
    [
        ("ET", CHANGE, True),
        ("ET", FORWARD, True),
        ("ET", SUMMER, False),
        ("UTC", CHANGE, False),
        ("ET", date.min, False),
    ],
)
def test_days_on_which_the_clocks_are_changed(zone: str, day: date, changes: bool) -> None:
    assert may_change(zone, day) is changes


@pytest.mark.parametrize(
    ("zone", "day", "found"),
    [
        ("EST", SUMMER, Misnamed("EDT", "ET")),
        ("EST", WINTER, None),
        ("EDT", WINTER, Misnamed("EST", "ET")),
        ("CEST", WINTER, Misnamed("CET", "CET/CEST")),
        ("Pacific Standard Time", SUMMER, Misnamed("PDT", "PT")),
        ("BRST", SUMMER, Misnamed(None, None)),
        ("AEDT", SUMMER, Misnamed("AEST", "AET")),
        ("AEST", WINTER, None),
        ("MST", SUMMER, None),
        ("EST", CHANGE, None),
        ("ET", SUMMER, None),
        ("CST", SUMMER, None),
        ("GMT", SUMMER, None),
        ("EST", date.max, None),
    ],
)
def test_misnamed(zone: str, day: date, found: Misnamed | None) -> None:
    assert misnamed(zone, day) == found


# -- which meaning ----------------------------------------------------------------------------------------------------

SETTLED = [
    ("CST", WINTER, {}, "", None),
    ("CST", WINTER, {"country": "US"}, "", -6),
    ("CST", WINTER, {"country": "us"}, "", -6),
    ("CST", WINTER, {"country": "CN"}, "", 8),
    ("CST", SUMMER, {"country": "US"}, "", None),
    ("CST", SUMMER, {"country": "MX"}, "", -6),
    ("CST", WINTER, {"country": "DE"}, "", None),
    ("CST", WINTER, {"country": "DE", "also": (HolidayCalendar("CN"),)}, "", 8),
    ("CST", WINTER, {"country": "US", "also": (HolidayCalendar("CN"),)}, "", None),
    ("CST", WINTER, {"time_zone": "Asia/Shanghai"}, "", 8),
    ("CST", WINTER, {"time_zone": "America/Winnipeg", "country": "CN"}, "", -6),
    ("CST", SUMMER, {"time_zone": "America/Mexico_City"}, "", -6),
    ("CST", WINTER, {"time_zone": "Europe/Berlin"}, "", None),
    ("CST", WINTER, {"time_zone": "Europe/Berlin", "country": "US"}, "", -6),
    ("CST", WINTER, {}, "CDT", -6),
    ("CST", WINTER, {}, "CT", -6),
    ("CST", WINTER, {}, "US Central time", -6),
    ("CST", WINTER, {}, "Asia/Shanghai", 8),
    ("CST", WINTER, {}, "ET", None),
    ("CST", WINTER, {}, "CDT, or Beijing time", None),
    ("BST", SUMMER, {"country": "GB"}, "", 1),
    ("BST", SUMMER, {"country": "BD"}, "", 6),
    ("BST", WINTER, {"country": "GB"}, "", None),
    ("BST", WINTER, {}, "", None),  # many write it all year
    ("BST", SUMMER, {"time_zone": "Asia/Dhaka"}, "", 6),
    ("BST", SUMMER, {}, "Europe/London", 1),
    ("BST", SUMMER, {}, "GMT/BST", 1),
    ("IST", SUMMER, {"country": "IN"}, "", 5.5),
    ("IST", SUMMER, {"country": "IE"}, "", 1),
    ("IST", WINTER, {"country": "IL"}, "", 2),
    ("IST", WINTER, {"country": "IE"}, "", None),
    ("IST", SUMMER, {"time_zone": "Europe/Dublin"}, "", 1),
    ("IST", WINTER, {"time_zone": "Asia/Jerusalem"}, "", 2),
    ("IST", WINTER, {}, "IDT", 2),
    ("IST", WINTER, {}, "a text of the IDT people", None),  # a word as well
    ("PST", WINTER, {}, "", -8),
    ("PST", WINTER, {"country": "PH"}, "", 8),
    ("PST", WINTER, {"time_zone": "Asia/Manila"}, "", 8),
    ("EST", WINTER, {"country": "AU"}, "", None),  # Sydney's summer
    ("EST", SUMMER, {"country": "AU"}, "", 10),
    ("EST", SUMMER, {"time_zone": "America/Jamaica"}, "", -5),
    ("MST", SUMMER, {"time_zone": "America/Phoenix"}, "", -7),
    ("AEST", WINTER, {"time_zone": "Australia/Brisbane"}, "", 10),
    ("AST", WINTER, {}, "", None),
    ("AST", WINTER, {"country": "SA"}, "", 3),
    ("ET", SUMMER, {"time_zone": "Asia/Tokyo"}, "", -4),
    ("+02:00", SUMMER, {"time_zone": "Asia/Tokyo"}, "", 2),
]


@pytest.mark.parametrize(("zone", "day", "team", "beside", "hours"), SETTLED)
def test_settled(zone: str, day: date, team: dict[str, Any], beside: str, hours: float | None) -> None:
    text = f"# {day} It broke\n\nTold in {beside or 'no zone'}.\n\n## Timeline\n- 10:30 {zone}: a\n- 10:35 b\n"
    first, second = resolved(read(text, EMPTY, "a.md"), CalendarPolicy(**team))
    offset = None if hours is None else timezone(timedelta(hours=hours))
    assert first.at == datetime(day.year, day.month, day.day, 10, 30, tzinfo=offset)
    assert second.at == datetime(day.year, day.month, day.day, 10, 35)  # never in the team's zone


def test_readings_are_those_that_the_team_may_mean() -> None:
    def places(zone: str, *countries: str) -> list[str]:
        return [meaning.place for meaning in readings(zone, Hints(countries=countries))]

    assert places("IST") == ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]
    assert places("IST", "IN", "IE", "US") == ["Asia/Kolkata", "Europe/Dublin"]
    assert places("CST", "DE") == ["America/Chicago", "Asia/Shanghai"]
    assert places("CST", "CU") == places("PST") == places("MST") == places("AEST") == places("UTC") == []


def test_hints_look_at_the_document_only_where_a_zone_is_ambiguous() -> None:
    text = "# 2021-12-10 It broke\n\nIn Asia/Tokyo.\n\n## Timeline\n- 10:30 {}: a\n"
    assert hints_of(read(text.format("PT"), EMPTY), CalendarPolicy()) == Hints()
    assert hints_of(read(text.format("IST"), EMPTY), CalendarPolicy()).beside == {"Asia/Tokyo"}


# -- properties -------------------------------------------------------------------------------------------------------

PLACES = """
    America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage
    America/Halifax America/St_Johns America/Sao_Paulo America/Bogota America/Mexico_City America/Havana
    America/Jamaica America/Toronto Europe/London Europe/Dublin Europe/Lisbon Europe/Berlin Europe/Warsaw
    Europe/Helsinki Europe/Kyiv Europe/Moscow Europe/Istanbul Africa/Cairo Africa/Lagos Africa/Johannesburg
    Asia/Jerusalem Asia/Dubai Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Shanghai Asia/Hong_Kong
    Asia/Singapore Asia/Tokyo Asia/Seoul Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Perth
    Australia/Lord_Howe Pacific/Auckland Pacific/Apia Pacific/Honolulu Pacific/Pago_Pago UTC
""".split()  # noqa: SIM905
LOCAL = st.datetimes(datetime(2008, 1, 1), datetime(2037, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
#: Nights in which clocks are changed somewhere.
NIGHTS = st.builds(
    lambda day, minutes: datetime.fromisoformat(day) + timedelta(minutes=minutes),
    st.sampled_from(["2023-03-12", "2023-03-26", "2023-04-02", "2023-09-24", "2023-10-01", "2023-10-29", "2023-11-05"]),
    st.integers(0, 240),
)


@given(st.sampled_from(PLACES), LOCAL | NIGHTS, st.sampled_from(("name", "abbreviation", "offset")), st.booleans())
def test_what_is_written_is_that_instant_or_none(place: str, at: datetime, form: str, configured: bool) -> None:
    there = at.replace(tzinfo=ZoneInfo(place))
    exists = there.astimezone(UTC).astimezone(ZoneInfo(place)).replace(tzinfo=None) == at
    certain = exists and there.utcoffset() == there.replace(fold=1).utcoffset()
    zone = {"name": place, "abbreviation": f"{there:%Z}", "offset": f"{there:%z}"}[form]
    # A rare meaning is that of none but those who say where they are.
    configured |= any(meaning.rare and meaning.place == place for meaning in meanings(zone))
    written = f"{at:%Y-%m-%dT%H:%M}{zone}" if form == "offset" else f"{at:%Y-%m-%d %H:%M} {zone}"
    doc = read(f"# It broke\n\n## Timeline\n- {written}: a\n", EMPTY, "a.md")
    (entry,) = resolved(doc, CalendarPolicy(time_zone=place if configured else None))
    assert isinstance(entry.at, datetime)
    assert entry.at.replace(tzinfo=None) == at
    if entry.at.tzinfo is not None:
        assert form == "offset" or (exists if form == "abbreviation" else certain)
        same = [there, there.replace(fold=1)] if form == "abbreviation" else [there]
        assert entry.at.utcoffset() in [each.utcoffset() for each in same if f"{each:%Z}" == f"{there:%Z}"]
    else:
        assert form != "offset"
        assert not certain or form == "abbreviation"
    if form == "abbreviation" and configured and certain and meanings(zone):
        assert entry.at.utcoffset() == there.utcoffset()
