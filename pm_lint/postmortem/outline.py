"""The outline of a document: which blocks stand under which heading. It reads templates and documents alike.

A heading is one of Markdown, a line in bold that names a section ("**Impact**"), or the bold lead of a paragraph or a
list item that does ("- **Impact:** 12 customers"): `leads.py` says which text leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pm_lint.markdown import Block, Document, Heading, Leaf, List, ListItem, Paragraph
from pm_lint.postmortem.html_tables import with_html_tables
from pm_lint.postmortem.leads import Lead, bold_lead
from pm_lint.postmortem.roles import field_role, section_role
from pm_lint.postmortem.text import normalise
from pm_lint.record import dataclass, replace

Style = Literal["heading", "bold", "list"]


@dataclass(frozen=True)
class Part:
    """A heading and the blocks under it, up to the next heading of any level.

    ``parent`` is the index of the part around this one; ``end`` the index just past its last subpart.
    """

    heading: Leaf
    level: int
    style: Style
    blocks: tuple[Block, ...]
    parent: int | None
    end: int

    @cached_property
    def title(self) -> str:
        return " ".join(self.heading.text.split()).rstrip(":") if self.style != "heading" else _title(self.heading)


def _title(heading: Leaf) -> str:
    return " ".join(heading.text.split())


@dataclass(frozen=True)
class Outline:
    """``preamble`` is what stands before the first part."""

    preamble: tuple[Block, ...]
    parts: tuple[Part, ...]


def outline(document: Document, wanted: frozenset[str] = frozenset(), *, bold: bool = False) -> Outline:
    """The parts of a document, in its order. Headings inside lists and quotes are content, not parts.

    ``wanted`` are the normalised names of the template's sections. Bold text is a heading only where it is one of them
    or a name that sections are known by, and no heading has that name or role; with ``bold`` (for templates), also any
    line in bold of a document that has no heading but its title.
    """
    return _nested(_Reader(document, wanted, bold).drafts())


@dataclass
class _Draft:
    """A part whose place in the tree is not known yet; no heading: the preamble."""

    heading: Leaf | None
    level: int
    style: Style
    blocks: list[Block]


class _Reader:
    def __init__(self, document: Document, wanted: frozenset[str], bold: bool) -> None:
        self.blocks = with_html_tables(document.blocks, document.lines)
        self.wanted = wanted
        headings = [block for block in document.blocks if isinstance(block, Heading)]
        self.any_bold = bold and not any(heading.level > 1 for heading in headings) and len(headings) <= 1
        names = [_title(heading) for heading in headings]
        self.headed = {normalise(name) for name in names} | {role for name in names if (role := section_role(name))}
        self.listed = sum(self._named_items(block) for block in document.blocks if isinstance(block, List))

    def drafts(self) -> list[_Draft]:
        """The preamble, then every part in the order of the document."""
        drafts = [_Draft(None, 0, "heading", [])]
        level = 1  # of the last real heading
        led: list[int] = []  # the levels of the paragraphs so far that a bold name leads: a habit, if several
        inside = False  # a section that is known by its heading
        for block in self.blocks:
            if isinstance(block, Heading):
                level = block.level
                name = _title(block)
                inside = self._is_section(name) and self._known(name)
                drafts.append(_Draft(block, block.level, "heading", []))
            elif isinstance(block, Paragraph) and (lead := self._leading(block, alone=inside and len(led) < 2)):
                rest = [lead.rest] if lead.rest else []
                depth = led[0] if lead.rest and inside else level + 1
                led += [depth] if lead.rest else []
                drafts.append(_Draft(lead.heading, depth, "bold", list(rest)))
            elif isinstance(block, List) and not inside and self._is_sections(block, drafts[-1].style == "list"):
                self._split(block, level + 1, drafts)
            else:
                drafts[-1].blocks.append(block)
        return drafts

    def _known(self, name: str) -> bool:
        return normalise(name) in self.wanted or section_role(name) is not None

    def _is_section(self, name: str) -> bool:
        return normalise(name) in self.wanted or not field_role(name)

    def _free(self, name: str) -> bool:
        """Whether bold text of that name is a section's heading: no real heading is."""
        if not self._known(name) or not self._is_section(name):
            return False
        return normalise(name) not in self.headed and (section_role(name) or "") not in self.headed

    def _leading(self, block: Paragraph, *, alone: bool) -> Lead | None:
        """The bold heading that a paragraph begins with. Inside a known section only a whole line in bold is one."""
        lead = bold_lead(block)
        if lead is None or (lead.rest and (alone or lead.labels > 1)):
            return None
        if self.any_bold and not lead.rest and self._is_section(lead.name):
            return lead
        return lead if self._free(lead.name) else None

    def _is_sections(self, block: List, after_one: bool) -> bool:
        """Whether a list is a list of sections: at least two items begin with the name of one in bold.

        Text between its items that is not indented tears such a list apart: then those of all lists count.
        """
        found = self._named_items(block)
        if found > 1:
            return True
        leads = [_item_lead(item) for item in block.items]
        torn = found == 1 or (after_one and all(lead and lead.rest is None for lead in leads))
        return torn and self.listed > 2

    def _named_items(self, block: List) -> int:
        return sum(1 for item in block.items if (lead := _item_lead(item)) and self._free(lead.name))

    def _split(self, block: List, level: int, drafts: list[_Draft]) -> None:
        """Each item with a bold lead is a section; before the first known one, and those of fields, stay in a list."""
        begun = drafts[-1].style == "list"
        for item in block.items:
            lead = _item_lead(item)
            begun = begun or bool(lead and self._free(lead.name))
            if lead and begun and self._is_section(lead.name):
                rest = (lead.rest,) if lead.rest else ()
                drafts.append(_Draft(lead.heading, level, "list", [*rest, *item.children[1:]]))
            else:
                drafts[-1].blocks.append(replace(block, span=item.span, items=(item,)))


def _item_lead(item: ListItem) -> Lead | None:
    first = item.children[0] if item.children else None
    return bold_lead(first) if isinstance(first, Paragraph) else None


def _nested(drafts: list[_Draft]) -> Outline:
    preamble, *rest = drafts
    parents: list[int | None] = []
    ends = [len(rest)] * len(rest)
    open_parts: list[int] = []
    for index, draft in enumerate(rest):
        while open_parts and rest[open_parts[-1]].level >= draft.level:
            ends[open_parts.pop()] = index
        parents.append(open_parts[-1] if open_parts else None)
        open_parts.append(index)
    return Outline(tuple(preamble.blocks), tuple(_parts(rest, parents, ends)))


def _parts(drafts: list[_Draft], parents: list[int | None], ends: list[int]) -> Iterator[Part]:
    for draft, parent, end in zip(drafts, parents, ends, strict=True):
        if draft.heading is not None:
            yield Part(draft.heading, draft.level, draft.style, tuple(draft.blocks), parent, end)


def without(parts: tuple[Part, ...], dropped: frozenset[int]) -> tuple[Part, ...]:
    """The parts but for those of these indices; what was under a dropped one is under what was around that, if any."""
    kept_before = [0]
    for index in range(len(parts)):
        kept_before.append(kept_before[-1] + (index not in dropped))
    kept = []
    for index, part in enumerate(parts):
        if index in dropped:
            continue
        parent = part.parent
        while parent in dropped and parent is not None:
            parent = parts[parent].parent
        up = None if parent is None else kept_before[parent]
        kept.append(replace(part, parent=up, end=kept_before[part.end]))
    return tuple(kept)
