"""Which calendars there are: a code that `holidays` doesn't know is answered with those that were perhaps meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pm_lint.finding import HolidayCalendar

#: More subdivisions than these are counted, not named.
_LISTED = 20


class CalendarError(ValueError):
    """The configured calendar can't be built. The message is one sentence for whoever configured it."""


def check_known(calendar: HolidayCalendar) -> None:
    """Raise CalendarError if `holidays` does not know the country, its subdivision, the market or a category."""
    if calendar.country is not None:
        _check_country(calendar.country)
        _check_subdivision(calendar.country, calendar.subdivision)
    else:
        _check_market(calendar.name)
    _check_categories(calendar)


def _check_country(country: str) -> None:
    import holidays

    codes = holidays.list_supported_countries(include_aliases=True)
    if country not in codes:
        by_name = {_folded(names[0]): names[1] for names in holidays.registry.COUNTRIES.values()}
        raise CalendarError(f'The calendar\'s country "{country}" is not known{_nearest(country, codes, by_name)}')


def _check_subdivision(country: str, subdivision: str | None) -> None:
    if subdivision is None:
        return
    import holidays

    known = holidays.country_holidays(country)
    aliases: Mapping[str, str] = known.subdivisions_aliases
    if subdivision in known.subdivisions or subdivision in aliases:
        return
    by_name = {_folded(alias): code for alias, code in aliases.items()}
    near = _nearest(subdivision, known.subdivisions, by_name)
    hint = near or (f"; it has: {_some(known.subdivisions)}" if known.subdivisions else ", and the country has none")
    raise CalendarError(f'The calendar\'s subdivision "{subdivision}" of {country} is not known{hint}')


def _check_market(market: str) -> None:
    import holidays

    codes = holidays.list_supported_financial(include_aliases=True)
    if market not in codes:
        by_name = {_folded(names[0]): names[1] for names in holidays.registry.FINANCIAL.values()}
        raise CalendarError(f'The calendar\'s market "{market}" is not known{_nearest(market, codes, by_name)}')


def _check_categories(calendar: HolidayCalendar) -> None:
    if not calendar.categories:
        return
    import holidays

    country, market = calendar.country, calendar.market
    known = holidays.country_holidays(country) if country else holidays.financial_holidays(market or "")
    named = [category for category in known.supported_categories if category != holidays.HALF_DAY]
    for category in calendar.categories:
        if category not in named:
            hint = _nearest(category, named, {}) or f"; it has: {', '.join(sorted(named))}"
            raise CalendarError(f'The calendar\'s category "{category}" is not known of {calendar.name}{hint}')


def _some(codes: Iterable[str]) -> str:
    named = sorted(codes)
    return ", ".join(named[:_LISTED]) + (f" and {len(named) - _LISTED} more" if len(named) > _LISTED else "")


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _nearest(value: str, codes: Iterable[str], by_name: Mapping[str, str]) -> str:
    """Up to three codes that the person may have meant, for a message: the same but for case, by name, or near."""
    folded = _folded(value[:80])
    by_code = {_folded(code): code for code in codes}
    if folded in by_code:
        nearest = [by_code[folded]]
    elif folded in by_name:
        nearest = [by_name[folded]]
    else:
        import difflib

        named = [by_name[name] for name in difflib.get_close_matches(folded, by_name, n=1, cutoff=0.75)]
        near = [by_code[code] for code in difflib.get_close_matches(folded, by_code, n=3, cutoff=0.5)]
        nearest = list(dict.fromkeys(named + near))[:3]
    return f", the nearest known: {', '.join(nearest)}" if nearest else ""
