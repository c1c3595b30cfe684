"""The sections of a document, matched with those that the template asks for."""

from __future__ import annotations

from typing import Literal

from pm_lint.markdown import Block, HtmlBlock, List, Paragraph
from pm_lint.postmortem.model import Section
from pm_lint.postmortem.outline import Part
from pm_lint.postmortem.placeholders import find_placeholders, has_content
from pm_lint.postmortem.roles import section_role, section_roles
from pm_lint.postmortem.schema import Schema, SectionSpec
from pm_lint.postmortem.text import normalise, nothing

Match = Literal["exact", "synonym", "near", ""]

#: Below this likeness (difflib's ratio) two titles are different words, not a slip.
NEAR = 0.85
#: A near miss is looked for among so many unknown titles of a document at most: the work stays in line with its size.
NEAR_TRIES = 300


def match_titles(
    titles: tuple[str, ...], parents: tuple[int | None, ...], schema: Schema
) -> dict[int, tuple[int, Match]]:
    """Which title (by index) is which section of the template (by index), and how it was told.

    Exact names come first, wherever they stand; then the team's aliases, synonyms, and near misses, each for what is
    still missing. A name that the template has several times ("Details") is told by the section around it.
    """
    names = [normalise(title) for title in titles]
    specs: dict[str, list[int]] = {}
    for index, spec in enumerate(schema.sections):
        specs.setdefault(normalise(spec.title), []).append(index)
    found: dict[int, tuple[int, Match]] = {
        i: (specs[name][0], "exact") for i, name in enumerate(names) if len(specs.get(name, ())) == 1
    }
    missing = {indices[0] for indices in specs.values() if len(indices) == 1} - {spec for spec, _ in found.values()}
    by_alias = {normalise(alias): i for i in sorted(missing, reverse=True) for alias in schema.sections[i].aliases}
    for i, name in enumerate(names):
        if i not in found and by_alias.get(name) in missing:
            found[i] = (by_alias[name], "synonym")
            missing.discard(by_alias[name])

    by_role: dict[str, list[int]] = {}
    for index in sorted(missing, reverse=True):
        if role := schema.sections[index].role:
            by_role.setdefault(role, []).append(index)
    for i, title in enumerate(titles):
        role = section_role(title) if i not in found and names[i] not in specs else None
        if role and by_role.get(role):
            found[i] = (by_role[role].pop(), "synonym")

    missing -= {spec for spec, _ in found.values()}
    wanted = {normalise(schema.sections[i].title): i for i in missing}
    unknown = [i for i in range(len(names)) if i not in found]
    for i in unknown[:NEAR_TRIES]:
        best = max(((_likeness(names[i], name), name) for name in wanted), default=(0.0, ""))
        if best[0] >= NEAR:
            found[i] = (wanted.pop(best[1]), "near")

    taken: set[int] = set()
    for i, name in enumerate(names):
        indices = specs.get(name, ())
        if len(indices) > 1:
            parent = parents[i]
            around = found[parent][0] if parent is not None and parent in found else None
            likely = [index for index in indices if schema.sections[index].parent == around] or indices
            chosen = next((index for index in likely if index not in taken), likely[0])
            taken.add(chosen)
            found[i] = (chosen, "exact")
    return found


def _also(title: str, spec: SectionSpec | None, schema: Schema, named: frozenset[int]) -> tuple[SectionSpec, ...]:
    """The sections of the template, among those that no title names, that a title about several things covers too."""
    roles = section_roles(title)
    if len(roles) < 2:
        return ()
    return tuple(
        other
        for index, other in enumerate(schema.sections)
        if other.role in roles and other is not spec and index not in named
    )


def _likeness(one: str, other: str) -> float:
    enough = NEAR * (len(one) + len(other))
    if abs(len(one) - len(other)) > 8 or 2 * min(len(one), len(other)) < enough:
        return 0.0
    # The characters that they share, in any order, are no fewer than difflib finds in order: most pairs end here.
    if 2 * sum(min(one.count(char), other.count(char)) for char in set(other)) < enough:
        return 0.0
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def read_sections(parts: tuple[Part, ...], schema: Schema) -> tuple[Section, ...]:
    """The sections of a document; its titles are not among ``parts``."""
    matches = match_titles(tuple(part.title for part in parts), tuple(part.parent for part in parts), schema)
    named = frozenset(index for index, _ in matches.values())
    content = [has_content(part.blocks, schema) for part in parts]
    for index in range(len(parts) - 1, -1, -1):
        parent = parts[index].parent
        if content[index] and parent is not None:
            content[parent] = True

    sections = []
    for index, part in enumerate(parts):
        matched = matches.get(index)
        spec = schema.sections[matched[0]] if matched else None
        final = parts[part.end - 1]
        reason = _nothing_said(part.blocks) if part.end == index + 1 else None
        sections.append(
            Section(
                title=part.title,
                level=part.level,
                style=part.style,
                heading=part.heading,
                body=part.heading.span.to(final.blocks[-1].span if final.blocks else final.heading.span),
                blocks=part.blocks,
                spec=spec,
                also=_also(part.title, spec, schema, named),
                role=spec.role if spec else section_role(part.title),
                match=matched[1] if matched else "",
                parent=part.parent,
                index=index,
                end=part.end,
                placeholders=find_placeholders(part.blocks, schema),
                has_content=content[index],
                none=reason is not None,
                reason=reason or "",
            )
        )
    return tuple(sections)


def _nothing_said(blocks: tuple[Block, ...]) -> str | None:
    """The reason beside a "None" that is all the content of a section ("" without one), else None."""
    texts = []
    for block in blocks:
        match block:
            case Paragraph():
                texts.append(block.text)
            case List() if len(block.items) == 1 and all(isinstance(b, Paragraph) for b in block.items[0].children):
                texts += [child.text for child in block.items[0].children if isinstance(child, Paragraph)]
            case HtmlBlock():
                continue
            case _:
                return None
    if not texts:
        return None
    first = nothing(texts[0])
    if first is None:
        return None
    return first or " ".join(" ".join(texts[1:]).split())
