"""The directives of a template: comments that say what its Markdown can't, such as `<!-- pm-lint: optional -->`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import Document, Html, HtmlBlock, Leaf, walk, walk_inlines
from pm_lint.postmortem.roles import FIELD_ROLES, SECTION_ROLES
from pm_lint.postmortem.schema import TemplateError
from pm_lint.record import dataclass
from pm_lint.regex import regex

_FIELD = frozenset(FIELD_ROLES.values())
_ALL = frozenset(SECTION_ROLES.values()) | _FIELD
_NAMES = ("optional", "keep", "from=meeting", "role=NAME")

DIRECTIVE = regex(r"<!--\s{0,9}pm-lint:([^<>]{0,200}?)-->")
#: What was meant as one, whatever is wrong with it; comments that suppress findings are none.
_MEANT = regex(r"<!--\s{0,9}pm[-_ ]?lint(?!-(?:disable|enable))\b", re.I)
_REASON = regex(r"\s--(?:\s|$)")


@dataclass(frozen=True)
class Directive:
    """One word of a comment: ``optional``, ``keep``, ``from=meeting`` or ``role=…``."""

    word: str
    line: int
    column: int

    @property
    def role(self) -> str | None:
        """The role that it gives."""
        return self.word.removeprefix("role=") if self.word.startswith("role=") else None


def without_directives(line: str) -> str:
    """A line of the template as a document has it."""
    return DIRECTIVE.sub("", line).rstrip() if "<!--" in line else line


def keeps(html: str) -> bool:
    """Whether a piece of HTML says that the text before it is meant to stay."""
    return any("keep" in _words(match[1]) for match in DIRECTIVE.finditer(html))


def _html(document: Document) -> Iterator[Html | HtmlBlock]:
    for block in walk(document.blocks):
        if isinstance(block, HtmlBlock):
            yield block
        elif isinstance(block, Leaf):
            yield from (node for node in walk_inlines(block.marked) if isinstance(node, Html))


def _in_comment(html: Html | HtmlBlock, name: str) -> Iterator[Directive]:
    text = html.text
    line, at = html.span.line, 0
    for meant in _MEANT.finditer(text):
        line += text.count("\n", at, meant.start())
        at = meant.start()
        column = at - text.rfind("\n", 0, at) + (html.span.column - 1 if line == html.span.line else 0)
        match = DIRECTIVE.match(text, at)
        if match is None or not _words(match[1]):
            raise TemplateError(f"{name}, line {line}: a directive is written like this: <!-- pm-lint: optional -->")
        for word in _words(match[1]):
            _check(word, f"{name}, line {line}")
            yield Directive(word, line, column)


def _words(text: str) -> list[str]:
    """The words of a comment; what follows two dashes says why."""
    return _REASON.split(text, maxsplit=1)[0].replace(",", " ").split()


def _check(word: str, place: str) -> None:
    if word in ("optional", "keep", "from=meeting"):
        return
    known, _, role = word.partition("=")
    if known != "role":
        from difflib import get_close_matches

        near = get_close_matches(word, ("optional", "keep", "from=meeting", "role="), 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(_NAMES)}"
        raise TemplateError(f"{place}: unknown directive {word!r}; {hint}")
    if role not in _ALL:
        from difflib import get_close_matches

        near = get_close_matches(role, sorted(_ALL), 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise TemplateError(f"{place}: unknown role {role!r}; {hint}There are: {', '.join(sorted(_ALL))}")


class Placed:
    """The directives of a template by where they stand; what no field and no section takes is a stray.

    Raises TemplateError, here and in its methods, with the line of the first directive that is wrong.
    """

    def __init__(self, document: Document, name: str) -> None:
        self.document = document
        self.name = name
        #: By line, but for ``keep``, which belongs to the text before it.
        self.left: dict[int, list[Directive]] = {}
        text = next((at for at, line in enumerate(document.lines, 1) if without_directives(line).strip()), 0)
        for html in _html(document) if "<!--" in document.source else ():
            for found in _in_comment(html, name):
                if found.word != "keep":
                    self.left.setdefault(found.line, []).append(found)
                elif not text or found.line < text:
                    raise TemplateError(f"{name}, line {found.line}: 'keep' stands after no text")

    def take(self, first: int, last: int) -> tuple[Directive, ...]:
        """The directives on these lines."""
        if not self.left:
            return ()
        found = tuple(one for line in range(first, last + 1) for one in self.left.pop(line, ()))
        roles = [one for one in found if one.role]
        if len(roles) > 1:
            raise TemplateError(f"{self.name}, line {roles[1].line}: a second role ({roles[1].role!r}) for one thing")
        return found

    def of_field(self, span: Span) -> tuple[Directive, ...]:
        """The directives on a field's lines, or alone on the line after them."""
        lines = self.document.lines
        below = lines[span.end_line] if span.end_line < len(lines) else ""
        alone = bool(below.strip()) and not without_directives(below).strip()
        found = self.take(span.line, span.end_line + alone)
        for one in found:
            place = f"{self.name}, line {one.line}"
            if one.word == "from=meeting":
                raise TemplateError(f"{place}: 'from=meeting' stands on a field: it belongs under a heading")
            if one.role and one.role not in _FIELD:
                raise TemplateError(
                    f"{place}: {one.role!r} is no role of a field; there are: {', '.join(sorted(_FIELD))}"
                )
        return found

    def refuse_strays(self, headings: list[tuple[int, str]]) -> None:
        """Raises TemplateError for a directive that belongs to nothing. ``headings``: line and text of all."""
        for line in sorted(self.left):
            above = next((title for at, title in reversed(headings[1:]) if at <= line), None)
            where = "before the first section: put it on a field's line or under a section's heading"
            if above:
                where = f"under {above!r}, which is filled in for each incident: put it under a section's heading"
            raise TemplateError(f"{self.name}, line {line}: {self.left[line][0].word!r} stands {where}")
