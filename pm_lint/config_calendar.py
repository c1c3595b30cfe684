"""What the values of `[calendar]` may be, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pm_lint.config_values import (
    DATE,
    TEXT,
    Key,
    Kind,
    Place,
    a_choice,
    a_date,
    a_list,
    a_table,
    a_text,
    refuse_unknown,
)
from pm_lint.finding import CalendarPolicy, DayOff, HolidayCalendar

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = a_choice({name[:length]: number for length in (3, 9) for number, name in enumerate(_WEEKDAYS)})
_HALF_DAY = "half_day"


def a_day_off(value: object, place: Place) -> DayOff:
    table = a_table(value, place)
    refuse_unknown(table, ("date", "name"), place)
    for key in ("date", "name"):
        if key not in table:
            raise place.must(value, f'must have a "{key}", as in {{ date = 2026-12-24, name = "Company day" }}')
    return DayOff(a_date(table["date"], place.at("date")), a_text(table["name"], place.at("name")))


def _a_category(value: object, place: Place) -> str:
    text = a_text(value, place)
    if text == _HALF_DAY:
        raise place.must(text, 'must not be named here: set half-days = "days-off" instead')
    return text


def _a_weekend(value: object, place: Place) -> tuple[int, ...]:
    weekdays = a_list(_WEEKDAY.read, _WEEKDAY.schema).read(value, place)
    if len(weekdays) == len(_WEEKDAYS):
        raise place.must(value, "must leave a day to work on")
    return tuple(sorted(weekdays))


_CATEGORIES = a_list(_a_category, {**TEXT.schema, "not": {"const": _HALF_DAY}}, empty=False)
#: Those of `[calendar]` itself, and of each table in `also`.
HOLIDAY_CALENDAR_KEYS = (
    Key("country", "country", TEXT, "Whose public holidays count: a country's code, such as US."),
    Key("subdivision", "subdivision", TEXT, "A state or province of that country, such as CA."),
    Key("market", "market", TEXT, "The financial market whose closing days count: its code, such as XNYS."),
    Key("categories", "categories", _CATEGORIES, "Which kinds of holidays count, instead of the public ones."),
)


def _a_calendar(value: object, place: Place) -> HolidayCalendar:
    table = a_table(value, place)
    refuse_unknown(table, [key.name for key in HOLIDAY_CALENDAR_KEYS], place)
    if ("country" in table) == ("market" in table):
        raise place.must(value, 'must have a "country" or a "market", and not both')
    if "subdivision" in table and "country" not in table:
        raise place.at("subdivision").must(table["subdivision"], "must stand beside a country")
    return HolidayCalendar(
        **{
            key.field: key.kind.read(table[key.name], place.at(key.name))
            for key in HOLIDAY_CALENDAR_KEYS
            if key.name in table
        }
    )


CALENDARS = a_list(
    _a_calendar,
    {
        "type": "object",
        "properties": {key.name: dict(key.kind.schema) for key in HOLIDAY_CALENDAR_KEYS},
        "oneOf": [{"required": ["country"]}, {"required": ["market"]}],
        "dependentRequired": {"subdivision": ["country"]},
        "additionalProperties": False,
    },
)
DAY_OFF_IN = a_choice({"any": False, "all": True})
HALF_DAYS = a_choice({"working-days": False, "days-off": True})
WEEKEND = Kind(_a_weekend, {**a_list(_WEEKDAY.read, _WEEKDAY.schema).schema, "maxItems": len(_WEEKDAYS) - 1})
NAMED_DAYS = a_list(
    a_day_off,
    {
        "type": "object",
        "properties": {"date": dict(DATE.schema), "name": dict(TEXT.schema)},
        "required": ["date", "name"],
        "additionalProperties": False,
    },
)
#: Which of the keys needs which others; for the published schema.
NEEDS = {
    "dependentRequired": {"subdivision": ["country"]},
    "dependentSchemas": {"categories": {"anyOf": [{"required": ["country"]}, {"required": ["market"]}]}},
}


def refuse_contradictions(policy: CalendarPolicy, table: Mapping[str, Any], place: Place) -> None:
    """Raise ConfigError for settings that can't be meant together; ``table`` holds those of them that stand here."""
    if policy.subdivision and not policy.country:
        raise place.at("subdivision").must(table["subdivision"], "must stand beside a calendar.country")
    if policy.categories and not (policy.country or policy.market):
        rule = "must stand beside a calendar.country or a calendar.market"
        raise place.at("categories").must(table["categories"], rule)
    off = {day.day for day in policy.extra_days_off}
    for day in policy.extra_working_days:
        if day.day in off:
            here, other = ("extra-working-days", "extra-days-off")
            if here not in table:
                here, other = other, here
            raise place.at(here).must(day.day, f"must not name a day of {other}")
