"""Which text of a template tells the author what to write, and which is meant to stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pm_lint.markdown import Block, Html, HtmlBlock, Leaf, List, ListItem, Row, Table, walk
from pm_lint.postmortem.directives import keeps
from pm_lint.postmortem.labels import Labelled, labelled_values
from pm_lint.postmortem.placeholders import instruction_texts, tag_text, telling, units
from pm_lint.postmortem.text import normalise, sentences, undecided
from pm_lint.regex import regex

#: "[name]", "<who>", "{{ date }}", "YYYY-MM-DD", "HH:MM", "XX", "??"
_SLOT = regex(
    r"\{[^{}]|<[^<>]|\[[^\[\]]|\bYYYY|\bYY{1,2}-|\bDD/MM|\bMM/DD|\bHH:MM|\b20xx\b|(?-i:(?<![^\W_])X{1,20}(?![^\W_])|XXX)|\?\?|\?\w|-\?|_{3}|\.\.\.|…",
    re.I,
)
#: "Your name", "Link to the recording", "who led the response"
_ASKING = regex(
    r"(?:your|insert|enter|add|fill|put|link|list|describe|name|names|title|date|time|who|what|when|where|how|which|e\.g|i\.e"
    r"|example|placeholder|someone|choose|select|optional|required|short|brief|text|value|number|url|handle|username)\b",
    re.I,
)
#: "critical | warning", "P1 / P2 / P3", "New, Ongoing, or Close"
_CHOICE = regex(r"\S\s{0,2}[|·]\s{0,2}\S|\S\s/\s\S|\w/\w{1,20}/\w|,\s{1,2}or\s|\b[\w-]{1,30} or [\w-]{1,30}$")
#: What a template says once for all documents.
_STAYS = regex(r"\W{0,3}(?:all|the) (?:\w{1,20} )?(?:times|timestamps|dates)\b")


def has_slot(text: str) -> bool:
    """Whether a text has a place to be filled in, such as "[name]" or "YYYY-MM-DD"."""
    return _SLOT.search(text) is not None


def asked_of(value: Labelled, role: str | None) -> str:
    """The template's text for a field if it is no value ("Your name goes here."), else "" ("Draft")."""
    text = value.text
    plain = normalise(text)
    choice = _CHOICE.search(text) or (role in ("severity", "status") and "," in text)
    asks = has_slot(text) or choice or undecided(text) or telling(plain) or _ASKING.match(plain.lstrip('([<"'))
    return plain if asks else ""


def instructions(blocks: tuple[Block, ...], *, checklist: bool) -> tuple[set[str], set[str]]:
    """The normalised texts in these blocks that tell what to write, of any length; and those that are meant to stay.

    The items of a ``checklist`` ("- [ ] Tell the support team") are ticked, not replaced.
    """
    told: set[str] = set()
    kept: set[str] = set()
    last: Leaf | None = None
    standing = {id(leaf) for leaf in _standing(blocks, checklist)}
    for block in blocks:
        if isinstance(block, HtmlBlock) and last is not None and keeps(block.text):
            kept.add(normalise(last.text[slice(*list(sentences(last.text))[-1])]))
        if isinstance(block, HtmlBlock):
            told.add(tag_text(block.text))
        labels = {text for row in _rows(block) if (text := _label(row))}
        for _, unit in units((block,)):
            if id(unit) in standing:
                continue
            told.update(text for text in instruction_texts(unit) if text not in labels)
            if isinstance(unit, Leaf):
                told.update(tag_text(node.text) for node in unit.marked if isinstance(node, Html))
                kept |= _kept(unit)
                last = unit if unit.text.strip() else last
        for value in labelled_values((block,)):
            told.update(normalise(value.text[start:end]) for start, end in sentences(value.text))
    kept |= {text for text in told if _STAYS.match(text) and not has_slot(text)}
    return told - kept, kept


def _standing(blocks: tuple[Block, ...], checklist: bool) -> Iterator[Leaf]:
    """The list items that stay: those to tick, and those that end in a colon, which an answer follows."""
    for block, following in pairwise((*blocks, None)):
        # "When it is done, see to this:" over a checklist stays as well.
        ticked = checklist and isinstance(following, List) and all(map(_ticked, following.items))
        if ticked and isinstance(block, Leaf) and _colon(block):
            yield block
    for item in walk(blocks):
        first = item.children[0] if isinstance(item, ListItem) and item.children else None
        if isinstance(item, ListItem) and isinstance(first, Leaf) and (_colon(first) or (checklist and _ticked(item))):
            yield first


def _colon(leaf: Leaf) -> bool:
    return leaf.text.rstrip().endswith(":")


def _ticked(item: ListItem) -> bool:
    first = item.children[0] if item.children else None
    return item.checked is not None or (isinstance(first, Leaf) and first.text.startswith("[]"))


def _rows(block: Block) -> list[Row]:
    return [row for table in walk((block,)) if isinstance(table, Table) for row in table.rows]


def _label(row: Row) -> str | None:
    """The first cell of a row of a form ("Accounts affected | ??"): its other cells are to be filled in."""
    first, *rest = (cell.text.strip() for cell in row.cells)
    if not rest or not first or has_slot(first) or any(c.isdigit() for c in first[:2]):
        return None
    return normalise(first) if all(not text or has_slot(text) or undecided(text) for text in rest) else None


def _kept(leaf: Leaf) -> set[str]:
    """The sentences of a unit that a ``keep`` directive follows directly."""
    places = [node.span.start for node in leaf.marked if isinstance(node, Html) and keeps(node.text)]
    kept: set[str] = set()
    ranges = list(sentences(leaf.text)) if places else []
    for place in places:
        before = [(start, end) for start, end in ranges if leaf.prose.locate(start, end).end <= place]
        if before:
            kept.add(normalise(leaf.text[slice(*before[-1])]))
    return kept


def lists(blocks: tuple[Block, ...]) -> bool:
    """Whether an unordered list stands here, and no table."""
    return not any(isinstance(block, Table) for block in blocks) and any(
        isinstance(block, List) and not block.ordered for block in blocks
    )
