"""The benchmark's own arithmetic, documents, tables and picture; it measures nothing here."""

from __future__ import annotations

import random
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pm_lint.config import Config
from pm_lint.linter import Linter
from scripts.bench import attack, inputs, page, plot
from scripts.bench.__main__ import main
from scripts.bench.goals import Goal, Group, times
from scripts.bench.measure import BenchError, Case, Figure, environment, in_turn, run
from scripts.bench.peers import MARKDOWNLINT, Tool
from scripts.bench.table import table

FIGURES = [Figure("pm-lint", 0.5, 0.4, 20_000_000, 3), Figure("a & b", 0.25, 0.2, 0, 3)]


@pytest.mark.parametrize("size", [3_000, 9_000, 50_000])
def test_a_document_is_the_same_each_time_and_nearly_clean(size: int) -> None:
    one, again = (inputs.document(size, date(2022, 5, 6), random.Random(7)) for _ in range(2))
    assert one == again and size <= len(one.encode()) < size + 250
    checked = Linter.of(Config(), None, today=date(2022, 6, 1)).check("2022-05-06-a.md", one.encode())
    assert {finding.rule for finding in checked.findings} <= {"PM406", "PM501", "PM602", "PM603", "PM606", "PM801"}


def test_hostile_documents(tmp_path: Path) -> None:
    inputs.make_hostile(tmp_path, {"a": lambda size: "a" * size, "b": lambda size: "b" * size})
    names = {file.name: file.stat().st_size for file in (tmp_path / "hostile" / inputs.FOLDER).iterdir()}
    assert names.pop("start.md") < 10
    assert names == {inputs.hostile_name(number, size): size for number in (0, 1) for size in inputs.SIZES}


@pytest.mark.parametrize(
    ("measured", "at_least", "met"),
    [(None, False, None), (2.0, False, True), (2.1, False, False), (2.0, True, True), (1.9, True, False)],
)
def test_goals(measured: float | None, at_least: bool, met: bool | None) -> None:
    assert Goal("x", 2, measured, "×", at_least).met is met


def test_a_ratio_needs_both() -> None:
    assert times(FIGURES, "pm-lint", "a & b") == 2
    assert times(FIGURES, "pm-lint", "absent") is None


@pytest.mark.parametrize(
    ("cpu", "grown"),
    [
        ({50_000: 0.35, 100_000: 0.6, 200_000: 1.1}, 2),
        ({50_000: 0.35, 100_000: 1.1, 200_000: 2.1}, 4),
        ({50_000: 0.11, 100_000: 0.24}, None),  # noise
        ({50_000: 0.35}, None),  # ended at the limit
    ],
)
def test_the_start_is_no_part_of_the_growth(cpu: dict[int, float], grown: float | None) -> None:
    assert attack.doubling(cpu, 0.1) == (grown if grown is None else pytest.approx(grown))


def test_a_table() -> None:
    assert table(["", "n"], [["a", "1"], ["bc", "10"]]) == "|    |  n |\n|----|---:|\n| a  |  1 |\n| bc | 10 |"


def test_the_page_keeps_what_is_around_the_tables() -> None:
    text = f"a\n{page.BEGIN}old\n{page.END}b\n"
    assert page.with_tables(text, "new") == f"a\n{page.BEGIN}\nnew\n{page.END}b\n"
    assert page.BEGIN in page.PAGE.read_text(encoding="utf-8")
    with pytest.raises(BenchError, match="no markers"):
        page.with_tables("a\n", "new")


def test_a_picture_is_xml_with_a_bar_for_each() -> None:
    picture = plot.drawn([Group("one", "One <document>", FIGURES), Group("start", "Start", FIGURES)])
    bars = ElementTree.fromstring(picture).findall("{http://www.w3.org/2000/svg}rect")  # noqa: S314
    assert [bar.get("class") for bar in bars] == ["bar", "bar ours"]


def test_calls() -> None:
    tool = Tool(MARKDOWNLINT, "1", ("m", "check"), ("--no-cache",))
    assert tool.call("a.md") == ["m", "check", "--no-cache", "a.md"]
    assert tool.call("a", warm=True) == ["m", "check", "a/**/*.md"]


def test_a_command_that_fails_or_is_missing_is_no_figure(tmp_path: Path) -> None:
    environ = environment(tmp_path)
    [figure] = in_turn([Case("good", [sys.executable, "-c", "pass"], tmp_path)], environ, 1, 600)
    assert figure.runs == 1 and figure.cpu > 0 < figure.seconds and figure.peak > 1_000_000
    with pytest.raises(BenchError, match=r"bad: .* ended with exit code 7"):
        in_turn([Case("bad", [sys.executable, "-c", "exit(7)"], tmp_path)], environ, 1, 600)
    with pytest.raises(BenchError, match="no program 'not-a-program'"):
        run(Case("x", ["not-a-program"], tmp_path), environ)
    assert run(Case("slow", [sys.executable, "-c", "import time; time.sleep(600)"], tmp_path), environ, 0.0).ended


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["two"], "no group is called 'two'; there are one, thousand"), (["one", "--docs"], "leave out the rest")],
)
def test_wrong_use(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
