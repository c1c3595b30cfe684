"""How dates are written: what a team has configured of it, and what a document says itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pm_lint.record import dataclass

if TYPE_CHECKING:
    from pm_lint.postmortem.languages import Languages

#: By code, what the languages are called that dates can be written in.
LANGUAGES: Mapping[str, str] = {
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


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
    """The style that a team has configured; ``codes`` are keys of ``LANGUAGES``."""
    others = tuple(code for code in codes if code != "en")
    if not others:
        return DateStyle(order)
    from pm_lint.postmortem.languages import languages  # its patterns and names are for those who need them

    return DateStyle(order, languages(others))
