"""Edits applied to a text. What no edit speaks of stays as it is, character by character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pm_lint.finding import Edit, Span
from pm_lint.record import NamedTuple

#: By line of a text, from 0: which line of an earlier text it is; None for one that an edit has made or changed.
Origins = Sequence["int | None"]


class Draft(NamedTuple):
    """A text by line, split on ``\\n`` alone, and where its lines come from."""

    lines: Sequence[str]
    origins: Origins

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)


def draft_of(text: str) -> Draft:
    """A text of which nothing has been changed yet."""
    lines = text.split("\n")
    return Draft(lines, range(len(lines)))


def edited(lines: Sequence[str], edits: Iterable[Edit]) -> Draft:
    """The lines after the edits, and which of the given lines they are. An edit's own line breaks are written as those
    of the line that it begins on; insertions at one place follow each other as they are given.

    Raises ValueError where edits overlap or lie outside of the text.
    """
    made: list[str] = []
    origins: list[int | None] = []
    done = 0
    for cluster in _clusters(edits):
        first, last = cluster[0].span.line - 1, cluster[-1].span.end_line
        if not all(lies_in(edit.span, lines) for edit in cluster):
            raise ValueError("an edit lies outside of the text")
        made += lines[done:first]
        origins += range(done, first)
        new = _rewritten(lines, cluster)
        head, tail = _same(lines[first:last], new)
        made += new
        origins += [*range(first, first + head), *[None] * (len(new) - head - tail), *range(last - tail, last)]
        done = last
    return Draft([*made, *lines[done:]], [*origins, *range(done, len(lines))])


def _clusters(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Edits in the document's order, those that share a line together."""
    cluster: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        if cluster and edit.span.start < cluster[-1].span.end:
            raise ValueError("edits overlap")
        if cluster and edit.span.line > cluster[-1].span.end_line:
            yield cluster
            cluster = []
        cluster.append(edit)
    if cluster:
        yield cluster


def lies_in(span: Span, lines: Sequence[str]) -> bool:
    """Whether both ends of a range lie in the text."""
    return (
        0 < span.line <= span.end_line <= len(lines)
        and span.start <= span.end
        and 0 < span.column <= len(lines[span.line - 1]) + 1
        and 0 < span.end_column <= len(lines[span.end_line - 1]) + 1
    )


def _rewritten(lines: Sequence[str], cluster: Sequence[Edit]) -> list[str]:
    """The lines that a cluster of edits touches, after them."""
    pieces: list[str] = []
    line, column = cluster[0].span.line, 1
    for edit in cluster:
        start, end = _column(lines, *edit.span.start), _column(lines, *edit.span.end)
        text = edit.text if end == edit.span.end_column else edit.text.removesuffix("\r")
        pieces += [_between(lines, line, column, edit.span.line, start), _broken(text, lines, edit.span.line)]
        line, column = edit.span.end_line, end
    return "".join([*pieces, lines[line - 1][column - 1 :]]).split("\n")


def _column(lines: Sequence[str], line: int, column: int) -> int:
    """The column; the one between the two characters of a line break is the one before them."""
    text = lines[line - 1]
    return column - (column > len(text) and text.endswith("\r") and line < len(lines))


def _between(lines: Sequence[str], line: int, column: int, end_line: int, end_column: int) -> str:
    if line == end_line:
        return lines[line - 1][column - 1 : end_column - 1]
    head, tail = lines[line - 1][column - 1 :], lines[end_line - 1][: end_column - 1]
    return "\n".join([head, *lines[line : end_line - 1], tail])


def _broken(text: str, lines: Sequence[str], line: int) -> str:
    """A text with the line breaks that the document has at a line; its last line, which has none, goes by the one
    before it."""
    at = min(line, len(lines) - 1)
    text = text.replace("\r\n", "\n")
    return text.replace("\n", "\r\n") if at > 0 and lines[at - 1].endswith("\r") else text


def _same(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines are equal at the start of both, and how many at the end."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    most -= head
    return head, next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
