"""The summary comment, and the step summary, which shows the same: verdict, what must change, what was understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pm_lint.finding import Finding, Severity, position
from pm_lint.github.comment import ICONS
from pm_lint.github.escape import code, cut, fence, inline, prose
from pm_lint.github.issue_render import short
from pm_lint.github.missing import Missing, is_missing, missing, skeleton
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed
from pm_lint.output.counting import levels_line, plural
from pm_lint.output.mermaid import Chart
from pm_lint.record import dataclass

#: Findings beyond this are counted, not listed: a summary of a thousand lines helps nobody and may not fit.
LIST_LIMIT = 40_000
#: A list shorter than this tells nothing.
LEAST_ROOM = 1_000
#: A larger skeleton is the template itself.
SKELETON_LIMIT = 10_000
#: With more documents than this a chart of each is no summary.
MOST_CHARTS = 3
#: Of the lines of a group of notices so many are named.
MOST_LINES = 10


@dataclass(frozen=True)
class Part:
    """One document of a summary. ``listed`` are those of its findings that are said nowhere else, ``older`` those that
    stand in conversations on lines that have changed since."""

    document: Reviewed
    listed: tuple[Finding, ...] = ()
    older: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the document, wherever they are said."""
        return self.document.checked.findings

    @property
    def speaks(self) -> bool:
        """Whether there is a finding, or an issue to be made."""
        return bool(self.findings or self.document.understood.issues)


def step_summary(
    documents: Sequence[Reviewed], place: Place, notes: Sequence[str] = (), *, must: Severity = Severity.ERROR
) -> str:
    """The summary with every finding in it, for the job's page."""
    return summary_body([Part(one, one.checked.findings) for one in documents], place, notes=notes, must=must)


def summary_body(
    parts: Sequence[Part], place: Place, *, notes: Sequence[str] = (), must: Severity = Severity.ERROR
) -> str:
    """The whole summary. ``notes`` are sentences of ours, escaped already; what is as grave as ``must`` is to be mended
    before merging."""
    told = list(parts) if len(parts) == 1 else [part for part in parts if part.speaks]
    findings = [finding for part in parts for finding in part.findings]
    said_here = [finding for part in parts for finding in (*part.listed, *part.older)]
    issues = sum(part.document.understood.issues for part in parts)
    lines = [verdict(findings, said_here, must)]
    if len(parts) == 1:
        lines.append(f"- {code(parts[0].document.checked.path)}")
    elif issues:  # of a document alone its table says so
        unsure = any(part.document.understood.issues and part.document.understood.may_have for part in parts)
        sure = f"{plural(issues, 'issue')} of the action items"
        lines.append(f"- Merging makes {'an issue for each action item that has none yet' if unsure else sure}")
    lines += [f"- {note}" for note in notes]
    room = max(LEAST_ROOM, LIST_LIMIT // max(1, len(told)))
    for part in told:
        lines += _part(part, place, room, must, alone=len(parts) == 1, drawn=len(told) <= MOST_CHARTS)
    return cut("\n".join(lines))


def tally(findings: Iterable[Finding]) -> str:
    """ "2 errors, 1 warning"; "nothing to mend" for none."""
    return levels_line(findings) or "nothing to mend"


def verdict(findings: Sequence[Finding], said_here: Sequence[Finding] = (), must: Severity = Severity.ERROR) -> str:
    """One line: may this be merged, as far as we know, and where that is said which must change and is not
    ``said_here``."""
    grave, here = (sum(one.level >= must for one in some) for some in (findings, said_here))
    rest = levels_line([finding for finding in findings if finding.level < must])
    beside = f", {rest}" if rest else ""
    if grave:
        number = f"{grave - here} " if here else ""
        lines = f" ({number}in comments on the lines)" if grave > here else ""
        counted = levels_line([finding for finding in findings if finding.level >= must])
        return f"❌ **pm-lint: {counted} to mend before merging**{lines}{beside}"
    return (
        f"✅ **pm-lint: nothing has to be mended before merging**{beside}"
        if rest
        else "✅ **pm-lint: nothing to mend**"
    )


def _part(part: Part, place: Place, room: int, must: Severity, *, alone: bool, drawn: bool) -> list[str]:
    """What there is to say of one document."""
    lines = []
    if not alone:
        worst = max((finding.level for finding in part.findings), default=None)
        lines += [
            "",
            f"#### {ICONS[worst] if worst else '✅'} {code(part.document.checked.path)}: {tally(part.findings)}",
        ]
    if part.document.understood.note:
        lines += [*[""] * (not alone), f"- {inline(part.document.understood.note)}"]
    lines += _listed(part, place, room, must)
    if part.older:
        lines += ["", "Still true, and discussed in conversations on lines that have changed since:", ""]
        lines += _entries(sorted(part.older, key=position), place, room // 6)
    lines += _facts(part.document.understood.facts)
    lines += _planned(part, place, room // 6)
    if drawn and part.document.understood.chart:
        lines += _drawn(part.document.understood.chart)
    return lines


# -- findings ----------------------------------------------------------------------------------------------------------


def _listed(part: Part, place: Place, room: int, must: Severity) -> list[str]:
    """The findings that stand nowhere else: what must change is open, the rest folded, with a skeleton to paste."""
    doc = part.document.checked.postmortem
    gaps = {finding: gap for finding in part.listed if is_missing(finding) and (gap := missing(finding, doc))}
    named = {finding for finding, gap in gaps.items() if gap.name}
    lines: list[str] = []
    for worst in (True, False):
        mine = [one for one in sorted(part.listed, key=position) if (one.level >= must) == worst]
        together = [one for one in mine if one in named]
        apart = [one for one in mine if one not in named] if len(together) > 1 else mine
        entries = [_gaps(together, gaps)] if len(together) > 1 else []
        entries += _entries([one for one in apart if one.level > Severity.NOTICE], place, room * 2 // 3)
        entries += _grouped([one for one in apart if one.level == Severity.NOTICE], place, room // 6)
        if entries and worst:
            lines += ["", "**To mend before merging**", "", *entries]
        elif entries:
            lines += ["", f"<details><summary>{levels_line(mine)}</summary>", "", *entries, "", "</details>"]
    text = skeleton(gaps.values())
    if text and len(text) <= min(SKELETON_LIMIT, room):
        lines += ["", "<details><summary>What is missing, from the template, to paste</summary>", ""]
        lines += [fence(text, "markdown"), "", "</details>"]
    return lines


def _gaps(findings: Sequence[Finding], gaps: dict[Finding, Missing]) -> str:
    """What is missing, as one entry, in the template's order."""
    ordered = sorted(findings, key=lambda one: gaps[one].line)
    names = ", ".join(f"“{inline(gaps[one].name)}”" for one in ordered)
    rules = ", ".join(sorted({f"{one.rule} {one.name}" for one in findings}))
    return f"- {ICONS[findings[0].level]} {plural(len(findings), 'part')} of the template missing: {names} ({rules})"


def _entries(findings: Sequence[Finding], place: Place, room: int) -> list[str]:
    """Findings as list items, up to ``room`` characters, and how many are left out."""
    lines: list[str] = []
    for index, one in enumerate(findings):
        line = f"- {ICONS[one.level]} {_line(one, place)}: {prose(one.message)} ({one.rule} {one.name})"
        room -= len(line) + 1
        if room < 0:
            return [*lines, f"- … and {plural(len(findings) - index, 'more finding')}"]
        lines.append(line)
    return lines


def _grouped(findings: Sequence[Finding], place: Place, room: int) -> list[str]:
    """Notices as list items, those of one rule together: the first in full, of the others the lines."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    lines: list[str] = []
    left = len(findings)
    for first, *others in groups.values():
        [line] = _entries([first], place, room + LEAST_ROOM)
        if others:
            named = dict.fromkeys(_line(one, place, "") for one in others[:MOST_LINES])
            more = " …" if len(others) > MOST_LINES else ""
            line += f", and {plural(len(others), 'more time')}: lines {', '.join(named)}{more}"
        room -= len(line) + 1
        if room < 0:
            return [*lines, f"- … and {plural(left, 'more notice')}"]
        left -= 1 + len(others)
        lines.append(line)
    return lines


def _line(finding: Finding, place: Place, word: str = "line ") -> str:
    return _link(finding.path, finding.span.line, place, word)


def _link(path: str, line: int, place: Place, word: str = "line ") -> str:
    return f"[{word}{line}]({place.link(path, line)})" if place.server_url else f"{word}{line}"


# -- what was understood -----------------------------------------------------------------------------------------------


def _facts(facts: Sequence[tuple[str, str]]) -> list[str]:
    if not facts:
        return []
    labels, values = zip(*facts, strict=True)
    rows = ((labels), ("---",) * len(labels), [inline(value) for value in values])
    return ["", *(f"| {' | '.join(row)} |" for row in rows)]


def _planned(part: Part, place: Place, room: int) -> list[str]:
    """What merging does with each action item, folded, in up to ``room`` characters."""
    steps = part.document.understood.steps
    if not steps:
        return []
    counts = Counter(action for action, *_ in steps)
    told = ", ".join(f"{count} to {action}" for action, count in counts.items())
    lines = ["", f"<details><summary>After the merge, {told}</summary>", ""]
    for index, (action, line, text, reason) in enumerate(steps):
        where = _link(part.document.checked.path, line, place)
        said = f"- {action}: {inline(short(text))} ({where}): {inline(reason)}"
        room -= len(said) + 1
        if room < 0:
            lines.append(f"- … and {len(steps) - index} more")
            break
        lines.append(said)
    return [*lines, "", "</details>"]


def _drawn(chart: Chart) -> list[str]:
    """The chart with a caption. It is never folded: a chart drawn in a closed block has no size."""
    told = [f"times in {inline(chart.zone)}"] if chart.zone else []
    told.append("each bar lasts until the next entry")
    if chart.left_out:
        told.append(f"{chart.left_out} more not drawn")
    return ["", f"**Timeline** ({'; '.join(told)})", "", fence(chart.text, "mermaid")]
