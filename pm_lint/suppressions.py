"""Comments in a document that hold findings back: `<!-- pm-lint-disable-next-line PM403 -- the clock was wrong -->`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pm_lint.finding import Finding, Span
from pm_lint.markdown import Document, Html, HtmlBlock, Leaf, walk, walk_inlines
from pm_lint.postmortem.spans import Spans

_COMMENT = re.compile(r"<!--\s{0,9}pm-lint-(disable-next-line|disable-file|disable|enable)\b([^<>]{0,2000}?)-->")
_REASON = re.compile(r"\s--(?:\s|$)")


@dataclass(frozen=True)
class Suppression:
    """Findings of ``rule`` that begin on a line from ``first`` to ``last`` are held back. ``comment`` says so."""

    rule: str
    first: int
    last: int
    comment: Span


def suppressions(document: Document, names: Mapping[str, str]) -> tuple[Suppression, ...]:
    """What the comments of a document suppress. ``names`` is the name of each rule by its id.

    A rule is named by its id or its name, whatever the case. An `enable` without a rule ends all that is open.
    """
    if "pm-lint-" not in document.source:
        return ()
    ids = {name.casefold(): rule for rule, name in names.items()} | {rule.casefold(): rule for rule in names}
    last_line = len(document.lines)
    found: list[Suppression] = []
    since: dict[str, tuple[int, Span]] = {}
    for verb, words, place in _comments(document):
        rules = [ids[word] for word in words if word in ids]
        if verb == "disable-file":
            found += (Suppression(rule, 1, last_line, place) for rule in rules)
        elif verb == "disable-next-line":
            found += (Suppression(rule, place.end_line + 1, place.end_line + 1, place) for rule in rules)
        elif verb == "disable":
            for rule in rules:
                since.setdefault(rule, (place.line, place))
        else:
            for rule in rules or list(since):
                if rule in since:
                    first, comment = since.pop(rule)
                    found.append(Suppression(rule, first, place.line, comment))
    found += (Suppression(rule, first, last_line, comment) for rule, (first, comment) in since.items())
    return tuple(found)


def _comments(document: Document) -> Iterator[tuple[str, list[str], Span]]:
    for text, span in _html(document):
        line, at = span.line, 0
        for match in _COMMENT.finditer(text):
            words = _REASON.split(match[2], maxsplit=1)[0].replace(",", " ").casefold().split()
            line += text.count("\n", at, match.start())
            end = line + match[0].count("\n")
            yield match[1], words, Span(line, 1, end, 1)
            line, at = end, match.end()


def _html(document: Document) -> Iterator[tuple[str, Span]]:
    for block in walk(document.blocks):
        if isinstance(block, HtmlBlock):
            yield block.text, block.span
        elif isinstance(block, Leaf) and "pm-lint-" in document.slice(block.span):
            yield from ((node.text, node.span) for node in walk_inlines(block.inlines) if isinstance(node, Html))


def held_back(findings: Iterable[Finding], rules: tuple[Suppression, ...]) -> tuple[list[Finding], int]:
    """The findings that no comment suppresses, and how many one does."""
    lines: dict[str, list[Span]] = {}
    for suppression in rules:
        lines.setdefault(suppression.rule, []).append(Span(suppression.first, 1, suppression.last + 1, 1))
    held = {rule: Spans(spans) for rule, spans in lines.items()}
    given = list(findings)
    kept = [f for f in given if f.rule not in held or not held[f.rule].overlap(_first_character(f))]
    return kept, len(given) - len(kept)


def _first_character(finding: Finding) -> Span:
    """A range on the finding's first line alone: that line decides."""
    line, column = finding.span.start
    return Span(line, column, line, column + 1)
