"""Links written into action items: each in the item's own form, and nothing else of the document touched."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.finding import Edit
from pm_lint.postmortem.bundled import bundled_schema
from pm_lint.postmortem.linking import Linked, TicketLink, write_links
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read

SCHEMA = bundled_schema("default")
HEAD = "# 2026-03-01 Database outage\n\n## Action Items\n\n"
#: Where a link is to be, in the tables below: the first is to #1.
HERE = "‹›"


def understood(text: str) -> Postmortem:
    return read(text, SCHEMA, "a.md")


def link(number: int) -> TicketLink:
    return TicketLink(f"#{number}", f"https://github.com/o/r/issues/{number}")


def linked(text: str) -> tuple[Postmortem, Linked]:
    """The document with a link for each item, numbered from 1."""
    doc = understood(text)
    return doc, write_links(doc, {index: link(index + 1) for index in range(len(doc.action_items))}, understood)


def with_links(text: str, form: str) -> str:
    """The text with links in place of the marks."""
    for number in range(1, text.count(HERE) + 1):
        text = text.replace(HERE, form.format(text=link(number).text, url=link(number).url), 1)
    return text


IN_BRACKETS, ALONE, HTML = " ([{text}]({url}))", "[{text}]({url})", '<a href="{url}">{text}</a>'

FORMS = {
    "bullets": "- Add an alert on queue depth.‹›\n- Write a runbook‹›\n",
    "stars, and no line break at the end": "* Add an alert‹›\n* Write a runbook‹›",
    "numbers": "1. Add an alert‹›\n2. Write a runbook\n   with steps‹›\n\n3. Page the team‹›\n",
    "tasks": "- [ ] Add an alert‹›\n- [ ] **Write** a runbook‹› <!-- a note -->\n",
    "nested under a group": "- Monitoring\n  - Add an alert‹›\n  - Add another‹›\n- Process:\n  1. Write it up‹›\n",
    "with details": "- Add an alert‹›\n  - for depth\n\n  Because we had none.\n- Write it‹›\n\n  ```\n  x\n  ```\n",
    "before a colon": "- Add alerts for these queues‹›:\n  - one\n  - two\n",
    "a numbered list that its details tear": "1. Add an alert‹›:\n- for depth\n2. Write a runbook‹›:\n- for it\n",
    "headings": "### 1. Add an alert‹›\n\nWe had none.\n\n### 2. Write it‹› ##\n\n- Owner: Bob\n- Due: 2026-04-01\n",
    "bold lines": "**Action**: Add an alert‹›\n\n**Action**: write docs‹› (Alice Smith)\n",
    "paragraphs": "Add an alert on queue depth.‹›\n\nWrite a runbook for the team.‹›\n",
    "paragraphs under themes": "### Prevention\n\nWe will add alerts.‹›\n\n### Detection\n\nWe should log it.‹›\n",
    "an owner behind": "- Add an alert‹› (Alice Smith)\n- Move logs‹› [Alice Smith].\n- Test backups‹› — Bob Jones\n",
    "an owner behind a link": "- See [the page](https://example.com)‹› (Alice Smith)\n- Run `it`‹› — Bob Jones\n",
    "an owner in bold": "- **Add an alert‹› (Alice Smith)**\n",
    "an owner and a day behind": "- Page the team‹› - Bob Jones - 2026-04-01\n",
    "an owner by a label": "- Write a runbook — Owner: Bob‹›\n- Order cables, owner: Dan‹›\n- Test backups @carol‹›\n",
    "an owner in front": "- Alice Smith: add an alert by 2026-05-01‹›\n",
    "marks at the end": "- Run `kubectl get`‹›\n- *Stress it*‹›\n- See [it](https://example.com)‹›\n- Ends so \\‹›\n",
    "an address at the end": "- See https://example.com/x‹›\n",
    "white space at the end": "- Add an alert‹›  \n- Write a runbook‹›\t\n",
    "tabs": "-\tAdd an alert‹›\n\t-\tfor depth\n",
    "other alphabets": "- Überwachung für Schlange ergänzen‹›\n- 監視を追加する‹›\n- Add 🚨‹›\n",
    "line ends of Windows": "- Add an alert‹›\r\n- Write a runbook‹›\r\n",
    "a lone carriage return": "- Add an alert\r- Write a runbook‹›\r",
    "a table without a column for tickets": (
        "| Action | Owner |\n| --- | --- |\n| Add `a\\|b` alerts‹› | Alice |\n|Write docs‹›|Bob|\n"
    ),
    "a table whose cell is taken": "| Action | Ticket |\n| --- | --- |\n| Alert‹› | n/a |\n| Log‹› | not needed |\n",
    "a table whose cell holds what would be lost": (
        "| Action | Ticket |\n| --- | --- |\n| Alert‹› | <!-- a note --> |\n"
        "| Log‹› | [TBD](https://example.com/doc) |\n"
        "| Page‹› | TBD <!-- a note --> |\n| Test‹› | ![](a.png) |\n"
    ),
    "a table whose owner is in the text": "| Action | Prio |\n| --- | --- |\n| Add an alert‹› (Alice Smith) | 1 |\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_behind_the_text(name: str) -> None:
    marked = HEAD + FORMS[name]
    text = marked.replace(HERE, "")
    doc, done = linked(text)
    assert len(doc.action_items) == marked.count(HERE) and not done.left_out
    assert done.source == with_links(marked, IN_BRACKETS)
    kept(doc, done)


CELLS = {
    "empty": ("| Alert ||\n| Log |  |\n| Page |     |\n", "| Alert | ‹› |\n| Log | ‹› |\n| Page | ‹›    |\n"),
    "a placeholder": ("| Alert | TBD |\n| Log | - |\n| Page |?|\n", "| Alert | ‹› |\n| Log | ‹› |\n| Page |‹›|\n"),
    "not there": ("| Alert |\n", "| Alert | ‹›\n"),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("title", ["Ticket", "Issue", "GitHub link", "Tracking"])
def test_into_the_column_of_tickets(name: str, title: str) -> None:
    before, after = CELLS[name]
    table = f"| Action | {title} |\n| --- | --- |\n"
    doc, done = linked(HEAD + table + before)
    assert done.source == with_links(HEAD + table + after, ALONE)
    kept(doc, done, words=False)


def test_into_tables_of_html() -> None:
    rows = (
        "<tr><td>Add alerts</td><td>Alice</td><td>‹›{0}</td></tr>\n"
        "<tr><td><b>Write</b> docs &amp; more</td><td>Bob</td><td>{1}‹›</td></tr>\n"
    )
    table = "<table>\n<tr><th>Action</th><th>Owner</th><th>Ticket</th></tr>\n"
    _, done = linked(f"{HEAD}{table}{rows.replace(HERE, '').format('', 'TBD')}</table>\n")
    assert done.source == with_links(f"{HEAD}{table}{rows.format('', '')}</table>\n", HTML)
    text = f"{HEAD}<table><tr><th>Action</th></tr>\n<tr><td>\n <b>Write docs‹›</b>\n</td></tr></table>\n"
    doc, done = linked(text.replace(HERE, ""))
    assert done.source == with_links(text, f" ({HTML})")
    kept(doc, done)


def test_another_repository_is_named() -> None:
    doc = understood(f"{HEAD}- Add an alert\n")
    other = TicketLink("org/backlog#7", "https://github.com/org/backlog/issues/7")
    done = write_links(doc, {0: other}, understood)
    assert done.source == f"{HEAD}- Add an alert ([org/backlog#7](https://github.com/org/backlog/issues/7))\n"
    assert understood(done.source).action_items[0].tickets[0].repository == "org/backlog"


def test_an_item_with_a_ticket_gets_no_other() -> None:
    for text in (
        "- Add an alert (#3)\n",
        "### Items, see #4\n\n- Add an alert\n",
        "| Action | Ticket |\n|-|-|\n| A | #5 |\n",
    ):
        doc, done = linked(HEAD + text)
        assert (done.edits, done.source, done.left_out) == ((), doc.source, (0,))


def test_some_items_alone() -> None:
    doc = understood(f"{HEAD}- One alert\n- Another\n- A third\n")
    done = write_links(doc, {1: link(9)}, understood)
    assert done.source == f"{HEAD}- One alert\n- Another ([#9](https://github.com/o/r/issues/9))\n- A third\n"


def test_what_has_no_place_is_left_out() -> None:
    """Whatever is written behind them, these two would not be what they were."""

    def reads_otherwise(text: str) -> Postmortem:
        return understood(text.replace("Odd (", "Odd, Owner: Bob ("))

    doc = understood(f"{HEAD}- One alert\n- Odd\n- A third\n- Odd\n")
    done = write_links(doc, {index: link(index + 1) for index in range(4)}, reads_otherwise)
    assert done.left_out == (1, 3)
    one, three = (f"([#{number}](https://github.com/o/r/issues/{number}))" for number in (1, 3))
    assert done.source == f"{HEAD}- One alert {one}\n- Odd\n- A third {three}\n- Odd\n"


def test_a_document_that_a_link_makes_another_gets_none() -> None:
    def forgets(text: str) -> Postmortem:
        return understood(text if "(" not in text else HEAD)

    doc = understood(f"{HEAD}- One alert\n- Another\n")
    assert write_links(doc, {0: link(1), 1: link(2)}, forgets) == Linked((), doc.source, (0, 1))


def test_how_often_a_document_is_read_again() -> None:
    readings = []

    def counting(text: str) -> Postmortem:
        readings.append(text)
        return understood(text)

    doc = understood(HEAD + "".join(f"- Add alert {number}\n" for number in range(200)))
    done = write_links(doc, {index: link(index + 1) for index in range(200)}, counting)
    assert (len(done.edits), len(readings)) == (200, 1)


def kept(doc: Postmortem, done: Linked, *, words: bool = True) -> None:
    """Read again, the items are what they were, each with exactly its ticket; without the links, the text is what it
    was."""
    after = understood(done.source).action_items
    assert [[ticket.number for ticket in item.tickets] for item in after] == [[n + 1] for n in range(len(after))]
    assert [_said(item.owner) for item in after] == [_said(item.owner) for item in doc.action_items]
    assert [_said(item.due) for item in after] == [_said(item.due) for item in doc.action_items]
    assert [(item.line, item.done, item.committed) for item in after] == [
        (item.line, item.done, item.committed) for item in doc.action_items
    ]
    if words:
        texts = [item.text.replace(f" (#{number})", "") for number, item in enumerate(after, 1)]
        assert texts == [item.text for item in doc.action_items]
        assert without(done.source, done.edits) == doc.source


def _said(thing: object) -> str:
    return str(getattr(thing, "text", ""))


def without(source: str, edits: Iterable[Edit]) -> str:
    for edit in edits:
        assert source.count(edit.text) == 1
        source = source.replace(edit.text, "")
    return source


_WORDS = st.lists(
    st.sampled_from(
        ["Add", "alerts", "**bold**", "`a|b`", "*x*", "[it](https://e.org)", "é🚨", "&amp;", "\\*", "(soon)", "<b>"]
    ),
    min_size=1, max_size=5,
).map(" ".join)  # fmt: skip
_OWNERS = st.sampled_from(
    ["", " (Alice Smith)", " — Bob Jones", " @carol", " - owner: Dan", ", due: 2026-04-01", ":", "."]
)
_ITEMS = st.tuples(st.sampled_from(["- ", "* ", "1. ", "- [ ] ", "### ", "  - "]), _WORDS, _OWNERS).map("".join)


@settings(max_examples=60)
@given(st.lists(_ITEMS, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\n\n"]), st.booleans())
def test_whatever_the_items_nothing_else_changes(items: list[str], ends: str, last: bool) -> None:
    doc = understood(HEAD + ends.join(items) + ends * last)
    free = [index for index, item in enumerate(doc.action_items) if not item.tickets]
    done = write_links(doc, {index: link(100 + index) for index in free}, understood)
    assert without(done.source, done.edits) == doc.source
    after = understood(done.source).action_items
    for index, (old, new) in enumerate(zip(doc.action_items, after, strict=True)):
        numbers = [100 + index] if index in free and index not in done.left_out else [one.number for one in old.tickets]
        assert [ticket.number for ticket in new.tickets] == numbers
        assert (_said(new.owner), _said(new.due), new.done) == (_said(old.owner), _said(old.due), old.done)
