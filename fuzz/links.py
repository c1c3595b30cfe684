"""Links to issues, written into any document: nothing else changes, and each item has exactly its link."""

from __future__ import annotations

from fuzz.common import apart, text_of
from pm_lint.edits import edited
from pm_lint.github.place import Place
from pm_lint.github.write_back import Target
from pm_lint.markdown import NestingError
from pm_lint.postmortem.bundled import bundled_schema
from pm_lint.postmortem.model import ActionItem
from pm_lint.postmortem.reader import read
from pm_lint.record import replace

WORDS = (
    "- [ ] ", "- ", "1. ", "| ", " |", "\n|---|---|\n", "| Item | Owner | Ticket |\n", "| do it | @bob | |\n", "\n",
    "\n\n", "  ", "**", "*", "`", "``", "[a](b)", "[a]: b\n", "[", "]", "(owner: @bob)", " - @bob",
    ", due 2026-02-01", ":", " → ", "#12", "o/r#7", "https://github.com/o/r/issues/1", "<br>", "<!-- c -->",
    "<ul><li>do it</li></ul>\n", "<td>", "\\", "TBD", "## Action Items\n", "### Detection\n", "```\n", "> ", "\t",
    "\r\n", "é", "\U0001f525", "&amp;", "~~", "ETA", "(", ")",
)  # fmt: skip
_HEAD = "# 2026-01-12 Checkout errors\n\n## Action Items\n\n"
_PLACE = Place("o/r", "a" * 40)
_TARGETS = (Target(_PLACE), Target(replace(_PLACE, backlog="o/backlog"), ("tickets.example",)))
_SCHEMA = bundled_schema("default")


def one(data: bytes) -> None:
    """A document with such action items, each of which is to have a link."""
    target = _TARGETS[len(data) % len(_TARGETS)]
    try:
        doc = read(_HEAD + text_of(data), _SCHEMA, "a.md", ticket_hosts=target.ticket_hosts)
    except NestingError:
        return
    numbers = {index: index + 1 for index in range(min(len(doc.action_items), 8))}
    done = target.written(doc, numbers)
    apart(doc.document.lines, done.edits)
    assert edited(doc.document.lines, done.edits).text == done.source
    assert all(
        link in done.source for link in [str(target.link(numbers[i]).text) for i in numbers if i not in done.left_out]
    )
    assert len(done.source.split("\n")) == len(doc.document.lines)
    again = target.read(done.source, doc).action_items
    assert len(again) == len(doc.action_items)
    for index, (before, after) in enumerate(zip(doc.action_items, again, strict=True)):
        linked = index in numbers and index not in done.left_out
        tickets = [numbers[index]] if linked else [ticket.number for ticket in before.tickets]
        assert [ticket.number for ticket in after.tickets] == tickets
        assert _facts(before) == _facts(after)


def _facts(item: ActionItem) -> tuple[object, ...]:
    return item.line, item.owner and item.owner.text, item.due and item.due.days, item.done, item.committed, item.blank
