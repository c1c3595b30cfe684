"""Write the names of months and weekdays in other languages than English, out of Unicode's CLDR: for maintainers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale

from pm_lint.postmortem.date_style import LANGUAGES
from pm_lint.postmortem.languages import NAMES_FILE

#: Usual abbreviations that CLDR lacks, by language, table and number.
EXTRA: dict[str, dict[str, dict[int, list[str]]]] = {
    "cs": {"weekdays": {0: ["pon"], 1: ["úte"], 2: ["stř"], 3: ["čtv"], 4: ["pát"], 5: ["sob"], 6: ["ned"]}},
    "da": {"weekdays": {1: ["tir"], 3: ["tor"]}},
    "de": {"months": {1: ["jän", "jänner"], 3: ["mrz"]}},
    "es": {"months": {9: ["sep", "set", "setiembre"]}},
    "fr": {"months": {2: ["fév"], 7: ["jul"]}},
    "nb": {"weekdays": {1: ["tirs"], 3: ["tors"]}},
    "pt": {"weekdays": {0: ["segunda"], 1: ["terça"], 2: ["quarta"], 3: ["quinta"], 4: ["sexta"]}},
    "ru": {"months": {2: ["фев"], 9: ["сен"], 11: ["ноя"]}},
    "sv": {"weekdays": {3: ["tor"]}, "months": {6: ["jun"], 7: ["jul"]}},
}


def names_of(code: str) -> dict[str, list[list[list[str]]]]:
    """By table, the names of each month and weekday: the full ones, then the abbreviations."""
    locale = Locale(code)
    return {
        table: [
            _names(locale_table, number, EXTRA.get(code, {}).get(table, {}).get(number, ()))
            for number in numbers
        ]
        for table, locale_table, numbers in (
            ("months", locale.months, range(1, 13)),
            ("weekdays", locale.days, range(7)),
        )
    }  # fmt: skip


def _names(table: Any, number: int, extra: Iterable[str]) -> list[list[str]]:
    full, short = (
        list(dict.fromkeys(table[use][width][number].lower().rstrip(".") for use in ("format", "stand-alone")))
        for width in ("wide", "abbreviated")
    )
    return [full, [name for name in dict.fromkeys((*short, *extra)) if name not in full]]


def text() -> str:
    """The whole file."""
    found = {code: names_of(code) for code in sorted(LANGUAGES) if code != "en"}
    lines = [
        f"  {json.dumps(code)}: {{\n"
        + ",\n".join(
            f"    {json.dumps(table)}: [\n"
            + ",\n".join(f"      {json.dumps(names, ensure_ascii=False)}" for names in rows)
            + "\n    ]"
            for table, rows in tables.items()
        )
        + "\n  }"
        for code, tables in found.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    target = root / "pm_lint" / "postmortem" / NAMES_FILE
    if "--check" in sys.argv:
        sys.exit(0 if target.read_text("utf-8") == text() else f"{target.name} is not what this script makes")
    target.write_text(text(), "utf-8")
