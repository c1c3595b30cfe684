"""The outline of a document: which blocks stand under which heading. It reads templates and documents alike."""

from __future__ import annotations

from dataclasses import dataclass

from pm_lint.markdown import Block, Document, Heading


@dataclass(frozen=True)
class Part:
    """A heading and the blocks under it, up to the next heading of any level.

    ``parent`` is the index of the part around this one; ``end`` the index just past its last subpart.
    """

    heading: Heading
    blocks: tuple[Block, ...]
    parent: int | None
    end: int

    @property
    def title(self) -> str:
        return " ".join(self.heading.text.split())

    @property
    def level(self) -> int:
        return self.heading.level


@dataclass(frozen=True)
class Outline:
    """``preamble`` is what stands before the first part."""

    preamble: tuple[Block, ...]
    parts: tuple[Part, ...]


def outline(document: Document) -> Outline:
    """The parts of a document, in its order. Headings inside lists and quotes are content, not parts."""
    preamble: list[Block] = []
    headings: list[Heading] = []
    bodies: list[list[Block]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            headings.append(block)
            bodies.append([])
        else:
            (bodies[-1] if bodies else preamble).append(block)

    parents: list[int | None] = []
    ends = [len(headings)] * len(headings)
    open_parts: list[int] = []
    for index, heading in enumerate(headings):
        while open_parts and headings[open_parts[-1]].level >= heading.level:
            ends[open_parts.pop()] = index
        parents.append(open_parts[-1] if open_parts else None)
        open_parts.append(index)
    parts = zip(headings, bodies, parents, ends, strict=True)
    return Outline(tuple(preamble), tuple(Part(heading, tuple(body), up, end) for heading, body, up, end in parts))


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
        kept.append(
            Part(part.heading, part.blocks, None if parent is None else kept_before[parent], kept_before[part.end])
        )
    return tuple(kept)
