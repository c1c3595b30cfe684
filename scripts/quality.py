"""How often each rule speaks on a folder of real postmortems, and a sample of what it says, to be read by eye.

The figures of docs/quality.md come from here: `scripts/quality.py FOLDER` counts, `--read N` prints N findings of
each rule and repository at the most, with their lines, for somebody to judge.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pm_lint.config import Config
from pm_lint.finding import Finding
from pm_lint.linter import Checked, Linter
from pm_lint.record import replace
from pm_lint.rules import RULES

LINES = 3


def documents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file whose name says Markdown, `report.html.md.erb` among them, by its path below the folder."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and ".md" in file.name:
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def checked(folder: Path, template: str, today: date) -> list[Checked]:
    linter = Linter.of(replace(Config(), template=template), None, today=today)
    return [linter.check(path, data) for path, data in documents(folder)]


def table(results: Iterable[Checked]) -> Iterator[str]:
    """A line for each rule and severity: how many findings, in how many documents."""
    findings: Counter[tuple[str, str]] = Counter()
    files: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in results:
        for finding in one.findings:
            key = (finding.rule, finding.level.label)
            findings[key] += 1
            files[key].add(one.path)
    yield "| rule | severity | findings | documents |"
    yield "| --- | --- | ---: | ---: |"
    for rule, severity in sorted(findings):
        key = (rule, severity)
        yield f"| {rule} {RULES[rule].name} | {severity} | {findings[key]} | {len(files[key])} |"
    for level in ("error", "warning", "notice"):
        yield f"| all | {level} | {sum(n for (_, severity), n in findings.items() if severity == level)} | |"


def sample(results: Iterable[Checked], most: int, wanted: frozenset[str]) -> Iterator[str]:
    """At most so many findings of each rule and repository (the first folder), with the lines they stand on."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in results:
        for finding in one.findings:
            key = (finding.rule, one.path.split("/")[0])
            if (not wanted or finding.rule in wanted) and seen[key] < most:
                seen[key] += 1
                yield from shown(one, finding)


def shown(one: Checked, finding: Finding) -> Iterator[str]:
    yield f"{one.path}:{finding.span.line}: {finding.level.label} {finding.rule}: {finding.message}"
    lines = one.source.split("\n")
    last = min(finding.span.end_line, finding.span.line + LINES - 1)
    for number in range(finding.span.line, last + 1):
        yield f"    {number:>4} | {lines[number - 1][:160]}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--read", type=int, metavar="N")
    options.add_argument("--rules", default="", metavar="IDS", help="only these, with commas between")
    options.add_argument("--template", default="auto")
    options.add_argument("--today", type=date.fromisoformat, default=date.today())
    given = options.parse_args()
    results = checked(given.folder, given.template, given.today)
    wanted = frozenset(filter(None, given.rules.split(",")))
    lines = table(results) if given.read is None else sample(results, given.read, wanted)
    print(f"{len(results)} documents")
    for line in lines:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
