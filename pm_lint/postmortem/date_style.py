"""How dates are written: what a team has configured of it, and what a document says itself."""

from __future__ import annotations

from dataclasses import dataclass

from pm_lint.postmortem.languages import Languages, languages


@dataclass(frozen=True)
class DateStyle:
    """What dates are read by."""

    #: "DMY", "MDY" or "YMD": what comes first in numeric dates; None: not known.
    order: str | None = None
    #: The languages beside English in which months and weekdays are named; None: there are none.
    languages: Languages | None = None


#: Months and weekdays in English, and numeric dates in any order.
ENGLISH = DateStyle()


def date_style(order: str | None, codes: tuple[str, ...] = ()) -> DateStyle:
    """The style that a team has configured; ``codes`` are keys of `languages.LANGUAGES`."""
    return DateStyle(order, languages(codes))
