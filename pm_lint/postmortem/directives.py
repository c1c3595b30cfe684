"""The directives of a template: comments that say what its Markdown can't, such as `<!-- pm-lint: optional -->`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from pm_lint.markdown import Document, Html, HtmlBlock, Leaf, walk, walk_inlines
from pm_lint.postmortem.roles import FIELD_ROLES, SECTION_ROLES
from pm_lint.postmortem.schema import TemplateError

_FIELD = frozenset(FIELD_ROLES.values())
_ALL = frozenset(SECTION_ROLES.values()) | _FIELD
_NAMES = ("optional", "keep", "from=meeting", "role=NAME")

DIRECTIVE = re.compile(r"<!--\s{0,9}pm-lint:([^<>]{0,200}?)-->")
#: What was meant as one, whatever is wrong with it; comments that suppress findings are none.
_MEANT = re.compile(r"<!--\s{0,9}pm[-_ ]?lint(?!-(?:disable|enable))\b", re.I)
_REASON = re.compile(r"\s--(?:\s|$)")


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


def read_directives(document: Document, name: str) -> tuple[Directive, ...]:
    """Every directive of a template, in its order. Raises TemplateError for one that is unknown."""
    if "<!--" not in document.source:
        return ()
    return tuple(directive for html in _html(document) for directive in _in_comment(html, name))


def keeps(html: str) -> bool:
    """Whether a piece of HTML says that the text before it is meant to stay."""
    return any("keep" in _words(match[1]) for match in DIRECTIVE.finditer(html))


def _html(document: Document) -> Iterator[Html | HtmlBlock]:
    for block in walk(document.blocks):
        if isinstance(block, HtmlBlock):
            yield block
        elif isinstance(block, Leaf):
            yield from (node for node in walk_inlines(block.inlines) if isinstance(node, Html))


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
        near = get_close_matches(word, ("optional", "keep", "from=meeting", "role="), 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(_NAMES)}"
        raise TemplateError(f"{place}: unknown directive {word!r}; {hint}")
    if role not in _ALL:
        near = get_close_matches(role, sorted(_ALL), 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise TemplateError(f"{place}: unknown role {role!r}; {hint}There are: {', '.join(sorted(_ALL))}")


def check_field_role(directive: Directive, name: str) -> None:
    """Raises TemplateError where a directive gives a field the role of a section."""
    if directive.role is not None and directive.role not in _FIELD:
        roles = ", ".join(sorted(_FIELD))
        raise TemplateError(
            f"{name}, line {directive.line}: {directive.role!r} is no role of a field; there are: {roles}"
        )
