"""What fixing does to a folder of real postmortems, to be read by eye: `scripts/fixes.py FOLDER`.

It counts what was applied, and what must be nothing: new errors outside of forms, what a second run changes, and lines
that changed although no edit speaks of them. `--diff` prints what is changed. Nothing is written.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pm_lint.config import Config
from pm_lint.finding import Finding, Severity
from pm_lint.fixing import Fixed, Judged, fixed
from pm_lint.fixing_diff import unified
from pm_lint.linter import Linter
from pm_lint.record import replace
from scripts.quality import documents


def errors(findings: Sequence[Finding], done: Fixed | None = None) -> Counter[tuple[str, str]]:
    """The errors, without those in lines that ``done`` has made."""
    origins = done.draft.origins if done else None
    return Counter(
        (finding.rule, finding.key)
        for finding in findings
        if finding.level == Severity.ERROR and (origins is None or origins[finding.span.line - 1] is not None)
    )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--unsafe", action="store_true")
    options.add_argument("--diff", action="store_true")
    options.add_argument("--template", default="auto")
    options.add_argument("--today", type=date.fromisoformat, default=date.today())
    given = options.parse_args()
    linter = Linter.of(replace(Config(), template=given.template), None, today=given.today)
    applied: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for path, data in documents(given.folder):
        if linter.check(path, data).postmortem is None:
            continue
        text = data.decode()

        def judge(text: str, path: str = path) -> Judged:
            counts["judgements"] += 1
            found = linter.check(path, text.encode()).findings
            return Judged(found, found)

        before = judge(text)
        done = fixed(text, judge, unsafe=given.unsafe)
        again = fixed(done.draft.text, judge, unsafe=given.unsafe)
        applied.update(finding.rule for finding in done.applied)
        left = [f for f in done.judged.shown if f.fix and (given.unsafe or f.fix.safe)]
        refused.update(finding.rule for finding in left)
        forms = any(finding.fix and finding.fix.form for finding in done.applied)
        old = data.split(b"\n")
        new = done.draft.text.encode().split(b"\n")
        kept = [(at, line) for at, line in zip(done.draft.origins, new, strict=True) if at is not None]
        counts["documents"] += 1
        counts["changed"] += bool(done.applied)
        counts["stopped"] += done.stopped
        counts["new errors"] += sum((errors(done.judged.findings, done) - errors(before.findings)).values())
        counts["not fewer"] += bool(done.applied) and not forms and len(done.judged.findings) >= len(before.findings)
        counts["changed again"] += again.draft.text != done.draft.text
        counts["kept lines that changed"] += sum(old[at] != line for at, line in kept)
        counts["line ends, mark or last break changed"] += any(
            (text.startswith("\ufeff") != done.draft.text.startswith("\ufeff"), old[-1:] == [b""] != new[-1:])
        )
        if given.diff and done.applied:
            print("=" * 20, *sorted({finding.rule for finding in done.applied}))
            print("\n".join(unified(path, text.split("\n"), done.draft)))
            for finding in left:
                print("REFUSED", finding.rule, finding.fix and finding.fix.title)
    for name in ("documents", "changed", "judgements", *sorted(counts)):
        print(f"{name}: {counts.pop(name)}") if name in counts else None
    print("applied:", dict(sorted(applied.items())))
    print("left out:", dict(sorted(refused.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
