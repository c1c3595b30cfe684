"""Comments in a document that hold findings back: `<!-- pm-lint-disable-next-line PM403 -- the clock was wrong -->`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import accumulate

from pm_lint.finding import Edit, Finding, Fix, Span
from pm_lint.markdown import Document, Html, HtmlBlock, Leaf, walk, walk_inlines
from pm_lint.postmortem.spans import Spans
from pm_lint.record import dataclass
from pm_lint.regex import regex
from pm_lint.rules.wording import listing, quote

_VERBS = ("disable-next-line", "disable-file", "disable", "enable")
_COMMENT = regex(
    r"<!--\s{0,9}pm-lint(-|:?\s{1,9}|:)([a-z]{1,20}(?:-[a-z]{1,20}){0,4})\b((?:[^<-]|-(?!->)|<(?!!--)){0,2000}+)-->",
    re.I,
)
_ITEM = regex(r"[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]")
#: So many lines above a comment tell what it stands under.
_NEAR = 20
_REASON = regex(r"\s--(?:\s|$)")


@dataclass(frozen=True)
class Comment:
    """A comment that is, or was meant to be, one of ours. ``verb`` is "" where it is malformed."""

    span: Span
    verb: str
    #: The ids of the rules that it names, and its words that name none.
    rules: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Suppression:
    """Findings of ``rule`` that begin on a line from ``first`` to ``last`` are held back. ``comment`` says so."""

    rule: str
    first: int
    last: int
    comment: Comment
    #: The `enable` that ends it.
    until: Comment | None = None


def comments(document: Document, names: Mapping[str, str]) -> tuple[Comment, ...]:
    """All comments that speak to us, in the order of the document. ``names`` is the name of each rule by its id.

    A rule is named by its id or its name, whatever the case.
    """
    if "pm-lint" not in document.source:
        return ()
    ids = {name.casefold(): rule for rule, name in names.items()} | {rule.casefold(): rule for rule in names}
    found = []
    for match, span in _written(document):
        verb = match[2].casefold()
        if match[1] != "-" and verb not in _VERBS:
            continue  # a directive of a template, or any remark that begins with our name
        words = _REASON.split(match[3], maxsplit=1)[0].replace(",", " ").split()
        rules = tuple(dict.fromkeys(ids[word.casefold()] for word in words if word.casefold() in ids))
        unknown = tuple(dict.fromkeys(word for word in words if word.casefold() not in ids))
        found.append(Comment(span, verb if match[1] == "-" and verb in _VERBS else "", rules, unknown))
    return tuple(found)


def suppressions(written: Iterable[Comment], last_line: int) -> tuple[Suppression, ...]:
    """What comments suppress in a document of so many lines. An `enable` without a rule ends all that is open."""
    found: list[Suppression] = []
    since: dict[str, Comment] = {}
    for comment in written:
        if comment.verb == "disable-file":
            found += (Suppression(rule, 1, last_line, comment) for rule in comment.rules)
        elif comment.verb == "disable-next-line":
            following = comment.span.end_line + 1
            found += (Suppression(rule, following, following, comment) for rule in comment.rules)
        elif comment.verb == "disable":
            for rule in comment.rules:
                since.setdefault(rule, comment)
        elif comment.verb == "enable" and not (comment.unknown and not comment.rules):
            for rule in comment.rules or list(since):
                if began := since.pop(rule, None):
                    found.append(Suppression(rule, began.span.line, comment.span.line, began, comment))
    found += (Suppression(rule, began.span.line, last_line, began) for rule, began in since.items())
    return tuple(found)


def _written(document: Document) -> Iterator[tuple[re.Match[str], Span]]:
    for span in _html(document):
        text = document.slice(span)
        starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        for match in _COMMENT.finditer(text):
            yield match, Span(*_place(match.start(), starts, span), *_place(match.end(), starts, span))


def _place(offset: int, starts: list[int], span: Span) -> tuple[int, int]:
    line = bisect_left(starts, offset + 1) - 1
    return span.line + line, offset - starts[line] + (span.column if line == 0 else 1)


def _html(document: Document) -> Iterator[Span]:
    for block in walk(document.blocks):
        if isinstance(block, HtmlBlock):
            yield block.span
        elif isinstance(block, Leaf) and "pm-lint" in document.slice(block.span):
            yield from (node.span for node in walk_inlines(block.marked) if isinstance(node, Html))


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


# -- comments that do nothing -----------------------------------------------------------------------------


def idle(
    written: Iterable[Comment],
    rules: Iterable[Suppression],
    findings: Iterable[Finding],
    judged: Set[str],
    document: Document,
) -> Iterator[Finding]:
    """A finding, still to be signed, for each comment that is malformed, names no rule, or suppresses nothing.

    Only of the ``judged`` rules is it said that nothing is suppressed: of those that ran, and have all to say.
    """
    lines: dict[str, list[int]] = {}
    for finding in sorted(findings, key=lambda finding: finding.span.line):
        lines.setdefault(finding.rule, []).append(finding.span.line)
    busy: set[tuple[Comment, str]] = set()
    ending: set[Comment] = set()
    for suppression in rules:
        if suppression.until:
            ending.add(suppression.until)
        begun = lines.get(suppression.rule, [])
        at = bisect_left(begun, suppression.first)
        if suppression.rule not in judged or (at < len(begun) and begun[at] <= suppression.last):
            busy.add((suppression.comment, suppression.rule))
    for comment in written:
        useless = [rule for rule in comment.rules if (comment, rule) not in busy]
        if complaint := _complaint(comment, useless, comment in ending):
            said, advice, removable = complaint
            fix = _removal(comment.span, document) if removable else None
            key = f"suppression:{comment.verb}"
            yield Finding(comment.span, f"This comment {said}.", key=key, help=advice, fix=fix)


def _complaint(comment: Comment, useless: list[str], ends: bool) -> tuple[str, str | None, bool] | None:
    """What is wrong with a comment, what to do, and whether it can go: what was meant by a misspelt one is not lost."""
    if not comment.verb:
        return "is malformed", f"Write {listing([f'`pm-lint-{verb}`' for verb in _VERBS])}, then the rules.", False
    if comment.unknown:
        advice = "Rules are named by id or name (`pm-lint rules` lists them); a reason follows `--`."
        return f"names what is no rule: {listing([quote(word) for word in comment.unknown], 3)}", advice, False
    if comment.verb == "enable":
        return None if ends else ("ends nothing", None, True)
    if not comment.rules:
        return "names no rule", None, True
    if len(useless) == len(comment.rules):
        return "suppresses nothing", None, True
    return (f"suppresses nothing of {listing(useless)}", None, False) if useless else None


def _removal(span: Span, document: Document) -> Fix:
    """The comment goes, with its line where nothing else stands there, else with a space beside it."""
    before = document.lines[span.line - 1][: span.column - 1]
    after = document.lines[span.end_line - 1][span.end_column - 1 :]
    safe = True
    if not before.strip() and not after.strip() and span.end_line < len(document.lines):
        near = document.lines[max(0, span.line - 1 - _NEAR) : span.line - 1]
        above = near[-1].strip() if near else ""
        alone = not above or above.startswith("#") or not document.lines[span.end_line].strip()
        # Where it parts two blocks, an empty line stays to part them; what follows a list could still join it.
        safe = _ITEM.match(next((line for line in reversed(near) if line.strip()), "")) is None
        # Of the blank lines around it one is enough.
        last = span.end_line + (not above and not document.lines[span.end_line].strip())
        last = min(last, len(document.lines) - 1)
        span = Span(span.line, 1, last + 1, 1) if alone else span._replace(column=1)
    elif not before.strip() and not after and span.line > 1:
        # The last line has no break: the one before it goes, and the document ends as it did.
        above = document.lines[span.line - 2]
        span = span._replace(line=span.line - 1, column=len(above) + 1)
    elif before.endswith(" ") and (not after.strip() or after.startswith(" ")):
        span = span._replace(column=span.column - 1)
    return Fix("Remove the comment", (Edit(span, ""),), safe=safe)
