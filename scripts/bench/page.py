"""The generated part of docs/performance.md."""

from __future__ import annotations

from pathlib import Path

from scripts.bench import plot
from scripts.bench.measure import BenchError
from scripts.bench.table import Results, tables

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "performance.svg"
BEGIN, END = "<!-- begin: written by make bench -->\n", "<!-- end: written by make bench -->\n"


def write(results: Results) -> None:
    """Write the tables into the page, and the picture beside it. Raises BenchError."""
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), tables(results)), encoding="utf-8")
    PICTURE.write_text(plot.drawn(results.groups), encoding="utf-8")


def with_tables(text: str, new: str) -> str:
    """The page with other tables between its markers. Raises BenchError where these are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise BenchError(f"{PAGE.relative_to(ROOT)} has no markers {BEGIN.strip()} and {END.strip()}")
    return f"{before}{BEGIN}\n{new}\n{END}{after}"
