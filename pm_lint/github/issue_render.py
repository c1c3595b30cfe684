"""A plan and what came of it, for people and for tools. Every text of a document is escaped here, at the last."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from pm_lint.github.escape import ZWSP, inline
from pm_lint.github.issue_plan import Step
from pm_lint.github.place import Place
from pm_lint.output.escape import json_text, terminal

_LONGEST_TEXT = 100
#: A run names so many items about which a document and GitHub differ: teams that never tick have many.
MOST_DIFFERENCES = 50
_DIFFER = "action items about which the documents and GitHub differ:"


def render_plan_text(steps: Sequence[Step]) -> str:
    """One line for each step, in columns: what is done, to which issue, where the item stands, its text, and why; then
    how many there are of each."""
    if not steps:
        return "no committed action items in scope\n"
    rows = [
        (step.action, f"#{step.issue}" if step.issue else "new" if step.action == "create" else "-", where(step))
        for step in steps
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = []
    for step, row in zip(steps, rows, strict=True):
        front = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(terminal(f"{front}  {short(step.text)} ({step.reason})"))
    counts = Counter(step.action for step in steps)
    return "\n".join([*lines, ", ".join(f"{count} to {action}" for action, count in counts.items())]) + "\n"


def render_plan_json(steps: Iterable[Step]) -> str:
    """A list of ``{action, path, line, text, title, issue, reason}``; what is unknown is null. (DESIGN, a contract)"""
    keys = ("action", "path", "line", "text", "title", "issue", "reason")
    return json_text(json.dumps([{key: getattr(step, key) for key in keys} for step in steps], indent=2)) + "\n"


def where(step: Step) -> str:
    """``path:line``, or the path alone for an item that is gone."""
    return step.path if step.line is None else f"{step.path}:{step.line}"


def short(text: str) -> str:
    """An item's text on one line, cut for a log."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def differences(steps: Sequence[Step]) -> list[str]:
    """Where the documents and GitHub don't agree: a line that says so, and one for each, of many the first."""
    if not steps:
        return []
    named = [f"  #{step.issue} {short(step.text)} ({where(step)}): {step.differs}" for step in steps[:MOST_DIFFERENCES]]
    return [f"{_DIFFER} {len(steps)}", *named, *(f"  {line}" for line in _more(steps))]


def _more(steps: Sequence[Step]) -> list[str]:
    left = len(steps) - MOST_DIFFERENCES
    return [f"and {left} more, which `pm-lint issues --dry-run` names"] if left > 0 else []


def render_summary(
    done: Sequence[Step],
    missing: Sequence[Step],
    sentences: Sequence[str],
    place: Place,
    differing: Sequence[Step] = (),
) -> str:
    """The step summary, in Markdown: what was written, what is still to be, what was said, and what differs."""

    def number(step: Step) -> str:
        # A number alone would be one of the repository that the workflow runs in.
        return f"[#{ZWSP}{step.issue}]({place.issue(step.issue)})" if step.issue else ""

    lines = ["### Action items", ""]
    lines += [f"- {step.action} {number(step)}: {_item(step)}: {inline(step.reason)}" for step in done]
    lines += [f"- **not done** ({step.action}): {_item(step)}" for step in missing]
    if not done and not missing:
        lines.append("Nothing new.")
    lines += ["", *(f"{inline(sentence)}\n" for sentence in sentences)]
    if differing:
        lines += [f"{_DIFFER} {len(differing)}", ""]
        lines += [f"- {number(step)}: {_item(step)}: {inline(step.differs)}" for step in differing[:MOST_DIFFERENCES]]
        lines += [*(f"- {line}" for line in _more(differing)), ""]
    return "\n".join(lines)


def _item(step: Step) -> str:
    return f"{inline(short(step.text))} ({inline(where(step))})"
