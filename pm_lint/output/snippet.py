"""A piece of a document for people: source lines with a range underlined, and changes as a small diff.

Everything is measured in terminal columns as it will be printed, and of a long line only the part around what matters
is looked at, so a line of a megabyte costs no more than a short one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pm_lint.finding import Edit, Span
from pm_lint.output.cells import cells, is_plain
from pm_lint.output.lines import Line
from pm_lint.record import NamedTuple

#: The width that a line keeps to where no terminal has one.
WIDTH = 100
#: How much of a line is shown before a range that would else be cut off: so many columns, and this share at most.
CONTEXT = 30
_SHARE = 3
CUT = "…"


class View(NamedTuple):
    """A line as it is shown, and the mark under its range."""

    text: str
    mark: str


def view(line: str, start: int, end: int, width: int = WIDTH) -> View:
    """A line, cut around the characters from ``start`` to ``end`` (from 0) if it is wider than ``width``.

    An empty range is marked by one ``^`` before which something belongs.
    """
    start = min(max(start, 0), len(line))
    end = min(max(end, start), len(line))
    # more than can be shown on either side is not even looked at
    first, last = (
        max(0, start - width),
        min(len(line), max(end if end - start < width else start + width, start) + width),
    )
    part = line[first:last]
    if is_plain(part):
        return _plain_view(line, start, end, (first, last), width)
    shown = cells(part)
    low, high = _window([cell.width for cell in shown], start - first, first > 0, last < len(line), width)
    before, after = (CUT if first + low else ""), (CUT if first + high < len(line) else "")
    text = before + "".join(cell.text for cell in shown[low:high]) + after
    left, right = max(start - first, low), min(end - first, high)
    offset = len(before) + sum(cell.width for cell in shown[low:left])
    length = sum(cell.width for cell in shown[left:right])
    return View(text, " " * offset + "^" * max(1, length))


def _plain_view(line: str, start: int, end: int, looked_at: tuple[int, int], width: int) -> View:
    """As `view`, of a part of a line without odd characters: a document may have many thousand findings."""
    first, last = looked_at
    if first == 0 and last == len(line) <= width:
        low, high = first, last
    else:
        room = width - 2 * len(CUT)
        low = max(first, start - _context(width))
        high = min(last, low + room)
        low = max(first, high - room)
    before, after = (CUT if low else ""), (CUT if high < len(line) else "")
    return View(
        before + line[low:high] + after,
        " " * (len(before) + max(start, low) - low) + "^" * max(1, min(end, high) - max(start, low)),
    )


def _window(widths: Sequence[int], start: int, more_before: bool, more_after: bool, width: int) -> tuple[int, int]:
    """Which cells to show: all, if they fit, else a part that begins a little before ``start``."""
    if not more_before and not more_after and sum(widths) <= width:
        return 0, len(widths)
    room = width - 2 * len(CUT)
    low, context, most = start, 0, _context(width)
    while low and context + widths[low - 1] <= most:
        low -= 1
        context += widths[low]
    high, used = low, 0
    while high < len(widths) and used + widths[high] <= room:
        used += widths[high]
        high += 1
    while low and used + widths[low - 1] <= room:
        low -= 1
        used += widths[low]
    return low, high


def _context(width: int) -> int:
    return min(CONTEXT, width // _SHARE)


# -- a range -----------------------------------------------------------------------------------------------------------

#: Of a range over many lines so many are shown.
RANGE_LINES = 3


def gutter_of(lines: Sequence[str], span: Span) -> int:
    """How many digits the line numbers beside a range take."""
    return len(str((_numbers(lines, span)[:RANGE_LINES] or (span.line,))[-1]))


def _numbers(lines: Sequence[str], span: Span) -> range:
    """The lines of a range, from 1."""
    last = span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
    return range(max(1, span.line), min(last, len(lines)) + 1)


def excerpt(lines: Sequence[str], span: Span, role: str, width: int | None = None) -> Iterator[Line]:
    """The lines of a range with line numbers, the range underlined by marks of that role.

    Nothing for an empty place on an empty line.
    """
    numbers = _numbers(lines, span)
    shown = numbers[:RANGE_LINES]
    if not shown or (span.start == span.end and not lines[shown[0] - 1].strip()):
        return
    gutter = gutter_of(lines, span)
    beside = (f"{'':{gutter}} | ", "gutter")
    yield (beside,)
    for number in shown:
        line = lines[number - 1].removesuffix("\r")
        start = span.column - 1 if number == span.line else _indent(line)
        end = span.end_column - 1 if number == span.end_line else len(line)
        text, mark = view(line, start, end, (width or WIDTH) - gutter - 4)
        yield (f"{number:>{gutter}} | ", "gutter"), (text, "")
        if text.strip() or start != end:
            yield beside, (mark, role)
    if len(numbers) > len(shown):
        yield beside, (f"{CUT} {len(numbers) - len(shown)} more of these lines", "name")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


# -- a change ----------------------------------------------------------------------------------------------------------

#: A diff is cut after so many lines.
DIFF_LINES = 12


class Change(NamedTuple):
    """A line taken away (``-``) or put in (``+``), and the line that it replaces or is replaced by, if there is one."""

    sign: str
    line: str
    other: str


def diff(lines: Sequence[str], edits: Sequence[Edit], width: int | None = None) -> Iterator[Line]:
    """What the edits take away and put in, by whole lines, of long lines the part that differs."""
    changes = [change for cluster in _clusters(edits) for change in _changes(lines, cluster)]
    for change in changes[:DIFF_LINES]:
        yield ((_shown(change, width or WIDTH), "added" if change.sign == "+" else "removed"),)
    if len(changes) > DIFF_LINES:
        yield ((f"{CUT} {len(changes) - DIFF_LINES} more lines", "name"),)


def _clusters(edits: Sequence[Edit]) -> list[list[Edit]]:
    """Edits in the document's order, those that share a line together."""
    clusters: list[list[Edit]] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        if clusters and edit.span.line <= clusters[-1][-1].span.end_line:
            clusters[-1].append(edit)
        else:
            clusters.append([edit])
    return clusters


def _changes(lines: Sequence[str], edits: Sequence[Edit]) -> Iterator[Change]:
    """The diff of the lines that these edits touch."""
    first, last = edits[0].span.line - 1, max(edit.span.end_line for edit in edits)
    old = list(lines[first:last])
    new = _edited(old, edits, first).split("\n")
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    old, new = old[same:], new[same:]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    paired = len(old) == len(new)
    yield from (Change("-", line, new[index] if paired else "") for index, line in enumerate(old))
    yield from (Change("+", line, old[index] if paired else "") for index, line in enumerate(new))


def _edited(old: Sequence[str], edits: Sequence[Edit], first: int) -> str:
    """The text of ``old`` (whose first line has the index ``first``) after the edits."""
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(old)

    def offset(line: int, column: int) -> int:
        return min(starts[min(line - 1 - first, len(old))] + column - 1, len(text))

    pieces, done = [], 0
    for edit in edits:
        begin = max(done, offset(edit.span.line, edit.span.column))
        pieces += [text[done:begin], edit.text]
        done = max(begin, offset(edit.span.end_line, edit.span.end_column))
    return "".join((*pieces, text[done:]))


def _shown(change: Change, width: int) -> str:
    """One line of a diff, cut around its first difference to the other."""
    sign, line, other = change
    start = _same(line, other)
    return f"{sign} {view(line.removesuffix(chr(13)), start, start, width - 2).text}".rstrip()


def _same(line: str, other: str) -> int:
    """How many characters two lines begin with in common; a line may be as long as a document."""
    least, most = 0, min(len(line), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if line[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least
