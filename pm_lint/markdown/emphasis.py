"""Emphasis: which runs of stars and underscores belong together, by CommonMark's own procedure.

mistune copies what stands between two runs for each try, which is quadratic in some documents. Here each piece is moved
once for each mark around it, and no opener is looked at again once it is known to fit none of the marks to come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pm_lint.markdown.nodes import Break, Inline
from pm_lint.record import dataclass
from pm_lint.regex import regex

_RUN = regex(r"\*+|_+")


class Piece:
    """``src[start:end]`` of a text: a node, or text that is not yet one."""

    __slots__ = ("auto", "depth", "end", "may_mark", "node", "start")

    def __init__(
        self,
        start: int,
        end: int,
        node: Inline | None = None,
        depth: int = 0,
        *,
        auto: bool = False,
        may_mark: bool = True,
    ) -> None:
        self.start = start
        self.end = end
        self.node = node
        #: How many nodes are inside each other in it.
        self.depth = depth
        #: Whether it is a link that is its own text.
        self.auto = auto
        #: Whether stars and underscores in it may be marks, if it is text.
        self.may_mark = may_mark


#: Makes emphasis, which is strong or not, of a range, what is in it, and how deep.
Wrap = Callable[[bool, int, int, Sequence[Piece], int], Piece]


@dataclass(slots=True)
class _Opener:
    """A run that may open emphasis: ``left`` of its ``size`` marks are free. ``at`` is its index among the nodes."""

    at: int
    mark: str
    left: int
    size: int
    closes: bool
    number: int


def resolve(pieces: Sequence[Piece], src: str, max_depth: int, wrap: Wrap) -> list[Piece]:
    """The pieces with emphasis and strong emphasis made of their text, nested ``max_depth`` deep at most."""
    if max_depth <= 0:
        return list(pieces)
    found = _Pieces(max_depth, wrap)
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if piece.node is not None or not piece.may_mark:
            found.add(piece)
            continue
        done, end = piece.start, piece.end
        for run in _RUN.finditer(src, done, end):
            first, stop = run.span()
            if done < first:
                found.add(Piece(done, first))
            before = src[first - 1] if first > piece.start else _rim(pieces[index - 1], src, -1) if index else "\n"
            after = src[stop] if stop < end else _rim(pieces[index + 1], src, 0) if index < last else "\n"
            found.add_run(first, stop, src[first], *_flanks(src[first], before, after))
            done = stop
        if done < end:
            found.add(piece if done == piece.start else Piece(done, end))
    return found.pieces


def _rim(piece: Piece, src: str, side: int) -> str:
    """A piece as the marks beside it see it: a code span or a link is neither a letter nor a space."""
    if piece.node is None:
        return src[piece.start if side == 0 else piece.end - 1]
    return "\n" if isinstance(piece.node, Break) else "\ufffc"


def _flanks(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a run between these two characters can open, and whether it can close."""
    letter_before, letter_after = before.isalnum(), after.isalnum()
    if mark == "_" and letter_before and letter_after:
        return False, False
    space_before, space_after = before.isspace(), after.isspace()
    opens = not space_after and (letter_after or not letter_before)
    closes = not space_before and (letter_before or not letter_after)
    return opens, closes


class _Pieces:
    """The pieces so far, and the runs among them that may still open emphasis."""

    def __init__(self, max_depth: int, wrap: Wrap) -> None:
        self.pieces: list[Piece] = []
        self._max_depth = max_depth
        self._wrap = wrap
        self._openers: list[_Opener] = []
        self._count = 0
        #: By what a closing run is like, the number of the first opener that such a run has not been tried with.
        self._untried: dict[tuple[str, bool, int], int] = {}
        #: All openers before this number have too much between them and what is to come.
        self._too_deep = 0

    def add(self, piece: Piece) -> None:
        """Add what is no run of marks."""
        self.pieces.append(piece)

    def add_run(self, start: int, end: int, mark: str, opens: bool, closes: bool) -> None:
        """Add a run of marks: it closes all that it can, and what is left of it may open."""
        size = end - start
        while closes and start < end:
            index = self._opener_for(mark, size, opens)
            if index is None:
                break
            start += self._close(index, start, end - start)
        if start == end:
            return
        if opens:
            self._openers.append(_Opener(len(self.pieces), mark, end - start, size, closes, self._count))
            self._count += 1
        self.pieces.append(Piece(start, end))

    def _opener_for(self, mark: str, size: int, opens: bool) -> int | None:
        """The index of the nearest opener that a closing run fits, None if there is none."""
        kind = (mark, opens, size % 3)
        first = max(self._untried.get(kind, 0), self._too_deep)
        for index in range(len(self._openers) - 1, -1, -1):
            opener = self._openers[index]
            if opener.number < first:
                break
            if opener.mark == mark and _fit(opener, size, opens):
                if max(piece.depth for piece in self.pieces[opener.at + 1 :]) < self._max_depth:
                    return index
                self._too_deep = opener.number + 1
                return None
        self._untried[kind] = self._count
        return None

    def _close(self, index: int, start: int, left: int) -> int:
        """Make emphasis of all after an opener up to an offset, and return how many marks that takes on either side."""
        opener = self._openers[index]
        used = 2 if min(opener.left, left) >= 2 else 1
        opener.left -= used
        marks, inner = self.pieces[opener.at], self.pieces[opener.at + 1 :]
        marks.end -= used
        depth = max(piece.depth for piece in inner) + 1
        del self.pieces[opener.at + 1 if opener.left else opener.at :]
        del self._openers[index + 1 if opener.left else index :]
        self.pieces.append(self._wrap(used == 2, marks.end, start + used, inner, depth))
        return used


def _fit(opener: _Opener, size: int, opens: bool) -> bool:
    """CommonMark's rule of three: a run that can open and close matches not any other."""
    if not (opener.closes or opens):
        return True
    return (opener.size + size) % 3 != 0 or (opener.size % 3 == 0 and size % 3 == 0)
