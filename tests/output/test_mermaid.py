"""The timeline as a chart: what is drawn, and that nothing from a document can be more than text in it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.finding import CalendarPolicy
from pm_lint.linter import Linter
from pm_lint.output.mermaid import MOST, TEXT, Chart, chart, words
from pm_lint.postmortem.model import Postmortem
from tests.work import growth

LINTER = Linter.of(Config(), None, today=date(2026, 3, 6))
#: What Mermaid reads a line of a Gantt chart as. A text ends at a colon; `%` and `#` would begin something else.
LINE = re.compile(
    r"gantt|    (?:dateFormat YYYY-MM-DD HH:mm:ss|axisFormat [%abdHM: ]+|todayMarker off"
    r"|tickInterval [1-9]\d{0,2}(?:minute|hour|day|week|month)"
    r"|(?:about )?\d[^:;%#\"`<>{}\[\]|@\\\n]* :(?:milestone, )?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, "
    r"(?:0m|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d))"
)


def drawn(*rows: str, title: str = "2026-03-05 Search", header: str = "Time (UTC)") -> Chart | None:
    """The chart of a timeline with these rows, "time|event"."""
    return chart(written(*rows, title=title, header=header), CalendarPolicy())


def written(*rows: str, title: str, header: str) -> Postmortem:
    table = f"|{header}|Event|\n|--|--|\n" + "".join(f"|{row}|\n" for row in rows)
    doc = LINTER.check("a.md", f"# {title}\n\n## Timeline\n{table}".encode()).postmortem
    assert doc and doc.timeline
    return doc


def labels(found: Chart | None) -> list[str]:
    """The text of each bar."""
    lines = found.text.split("\n") if found else []
    assert all(map(LINE.fullmatch, lines)), lines
    return [line.strip().split(" :")[0] for line in lines if re.match(r"    (?:about )?\d", line)]


def test_a_bar_lasts_until_the_next_entry() -> None:
    found = drawn("2026-03-05 09:00|disk full", "2026-03-05 09:16|paged; 2 % lost", "2026-03-05 09:47|resolved: ok")
    assert found == Chart(
        "gantt\n"
        "    dateFormat YYYY-MM-DD HH:mm:ss\n"
        "    axisFormat %H:%M\n"
        "    tickInterval 10minute\n"
        "    todayMarker off\n"
        "    09∶00 disk full :2026-03-05 09:00:00, 2026-03-05 09:16:00\n"
        "    09∶16 paged, 2 percent lost :2026-03-05 09:16:00, 2026-03-05 09:47:00\n"
        "    09∶47 resolved∶ ok :milestone, 2026-03-05 09:47:00, 0m",
        0,
        "UTC",
    )


@pytest.mark.parametrize(
    ("rows", "expected", "left_out"),
    [
        pytest.param(["2026-03-05 09:00|a", "2026-03-05 09:05|b"], [], None, id="too few"),
        pytest.param(["09:00|a", "morning|b", "lunch|c", "09:05|d"], [], None, id="too few that are certain"),
        pytest.param(["2026-03-05 09:00|a"] * 3, [], None, id="all at once"),
        pytest.param(["09:00|a", "~09:05|b", "09:10|c"], ["09∶00 a", "about 09∶05 b", "09∶10 c"], 0, id="title's day"),
        pytest.param(
            ["2026-03-05 23:50|a", "later|b", "2026-03-06 00:10|c", "2026-03-06 00:20|d"],
            ["5 Mar 23∶50 a", "6 Mar 00∶10 c", "6 Mar 00∶20 d"], 1, id="two days, one entry without a time",
        ),
        pytest.param(
            ["2026-03-05 09:10|b", "2026-03-05 09:00|a", "2026-03-05 09:20|c"],
            ["09∶00 a", "09∶10 b", "09∶20 c"], 0, id="by time, whatever their order",
        ),
        pytest.param(
            ["2026-03-05 09:00 UTC|a", "2026-03-05 10:10 CET|b", "2026-03-05 09:20 UTC|c"],
            ["09∶00 a", "09∶10 b", "09∶20 c"], 0, id="one clock for several zones",
        ),
        pytest.param(
            ["2026-03-05 09:00|a", "2026-03-05 09:10|b", "2026-03-05 09:20|c", "2026-03-07 12:00|review"],
            ["09∶00 a", "09∶10 b", "09∶20 c"], 1, id="one far off",
        ),
        pytest.param(
            ["2026-03-05|a", "2026-03-07|b", "2026-03-20|c"], ["5 Mar a", "7 Mar b", "20 Mar c"], 0, id="days alone",
        ),
    ],
)  # fmt: skip
def test_what_is_drawn(rows: list[str], expected: list[str], left_out: int | None) -> None:
    found = drawn(*rows)
    assert labels(found) == expected
    assert (found.left_out if found else None) == left_out


def test_a_long_timeline_is_cut_in_its_middle() -> None:
    found = drawn(*(f"2026-03-05 {minute // 60:02}:{minute % 60:02}|entry {minute}" for minute in range(100)))
    assert found and found.left_out == 100 - MOST
    assert len(labels(found)) == MOST and "entry 0" in found.text and "entry 99" in found.text


HOSTILE = [
    "```", "```mermaid", "%%{init: {'theme': 'x'}}%%", "%% x", "---", "title x", "click a href \"javascript:alert(1)\"",
    "x :done, 2020-01-01, 5d", "#59; #quot;", "a; b", "<img src=x onerror=alert(1)>", "&lt;b&gt; &#58;", "@torvalds",
    "closes #1", "https://evil.example/a?b", "[x](javascript:alert(1))", "\u202eevil\u202c\u2028next", "section a",
    "dateFormat X", "\\n \\\\", "a" * 5_000, "日本語 naïve ١٢٣", "|", "`x`", "::error::x", "accDescr { x }", "-->", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    found = drawn("2026-03-05 09:00|a", f"2026-03-05 09:05|{text}", "2026-03-05 09:10|b", title=f"2026-03-05 {text} x")
    assert 2 <= len(labels(found)) <= 3 or found is None
    kept = words(f"{text}\n{text}\r{text}")
    assert len(kept) <= TEXT and not re.search(r"[^\w ,.'()/+\-–—?!&=’“”‘…∶]", kept), kept
    assert "//" not in kept.replace("∶", ":") or "http" not in kept


def test_the_work_grows_with_the_timeline() -> None:
    days = [date.fromordinal(date(2000, 1, 1).toordinal() + 5**at) for at in range(6)]

    def timeline(many: int) -> Postmortem:
        rows = (f"{day} {minute // 60:02}:{minute % 60:02}|a" for day in days for minute in range(many))
        return written(*rows, title="2026-03-05 Search", header="Time (UTC)")

    assert growth(lambda doc: chart(doc, CalendarPolicy()), timeline, 10) < 2.1
