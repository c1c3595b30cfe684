"""Emphasis: which runs of stars and underscores belong together, by CommonMark's own procedure.

mistune copies what stands between two runs for each try, which is quadratic in some documents. Here each node is moved
once for each mark around it, and no opener is looked at again once it is known to fit none of the marks to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mistune.core import token_depth

from pm_lint.markdown.state import Token
from pm_lint.record import dataclass
from pm_lint.regex import regex

_RUN = regex(r"\*+|_+")


@dataclass(slots=True)
class _Opener:
    """A run that may open emphasis: ``left`` of its ``size`` marks are free. ``at`` is its index among the nodes."""

    at: int
    mark: str
    left: int
    size: int
    closes: bool
    number: int


def resolve(tokens: Sequence[Token], max_depth: int) -> list[Token]:
    """The tokens with emphasis and strong emphasis made of their text, nested ``max_depth`` deep at most.

    A text whose ``_emphasis`` is False holds no marks.
    """
    texts = [token["raw"] for token in tokens if token["type"] == "text"]
    if max_depth <= 0 or not any("*" in text or "_" in text for text in texts):
        return list(tokens)
    source = "".join(map(_seen, tokens))
    found = _Nodes(max_depth)
    at = 0
    for token in _joined(tokens):
        end = at + len(_seen(token))
        if token["type"] != "text" or not token.get("_emphasis", True):
            found.add(token)
        else:
            done = at
            for run in _RUN.finditer(source, at, end):
                if done < run.start():
                    found.add({"type": "text", "raw": source[done : run.start()]})
                before = source[run.start() - 1] if run.start() else "\n"
                after = source[run.end()] if run.end() < len(source) else "\n"
                found.add_run(run[0], *_flanks(run[0][0], before, after))
                done = run.end()
            if done < end:
                found.add({"type": "text", "raw": source[done:end]})
        at = end
    return found.nodes


def _joined(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, texts that may hold marks together: a run may be torn between two."""
    run: list[str] = []
    for token in tokens:
        if token["type"] == "text" and token.get("_emphasis", True):
            run.append(token["raw"])
            continue
        if run:
            yield {"type": "text", "raw": "".join(run)}
            run = []
        yield token
    if run:
        yield {"type": "text", "raw": "".join(run)}


def _seen(token: Token) -> str:
    """A token as the marks beside it see it: a code span or a link is neither a letter nor a space."""
    if token["type"] == "text":
        text: str = token["raw"]
        return text
    return "\n" if token["type"] in ("softbreak", "linebreak") else "\ufffc"


def _flanks(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a run between these two characters can open, and whether it can close."""
    letter_before, letter_after = before.isalnum(), after.isalnum()
    if mark == "_" and letter_before and letter_after:
        return False, False
    space_before, space_after = before.isspace(), after.isspace()
    opens = not space_after and (letter_after or not letter_before)
    closes = not space_before and (letter_before or not letter_after)
    return opens, closes


class _Nodes:
    """The nodes so far, and the runs among them that may still open emphasis."""

    def __init__(self, max_depth: int) -> None:
        self.nodes: list[Token] = []
        self._max_depth = max_depth
        self._depths: list[int] = []
        self._openers: list[_Opener] = []
        self._count = 0
        #: By what a closing run is like, the number of the first opener that such a run has not been tried with.
        self._untried: dict[tuple[str, bool, int], int] = {}
        #: All openers before this number have too much between them and what is to come.
        self._too_deep = 0

    def add(self, token: Token) -> None:
        """Add what is no run of marks."""
        self.nodes.append(token)
        self._depths.append(token_depth([token]) if "children" in token else 0)

    def add_run(self, run: str, opens: bool, closes: bool) -> None:
        """Add a run of marks: it closes all that it can, and what is left of it may open."""
        left = len(run)
        while closes and left:
            index = self._opener_for(run, opens)
            if index is None:
                break
            left -= self._close(index, left)
        if not left:
            return
        if opens:
            self._openers.append(_Opener(len(self.nodes), run[0], left, len(run), closes, self._count))
            self._count += 1
        self.add({"type": "text", "raw": run[:left]})

    def _opener_for(self, run: str, opens: bool) -> int | None:
        """The index of the nearest opener that a closing run fits, None if there is none."""
        kind = (run[0], opens, len(run) % 3)
        first = max(self._untried.get(kind, 0), self._too_deep)
        for index in range(len(self._openers) - 1, -1, -1):
            opener = self._openers[index]
            if opener.number < first:
                break
            if opener.mark == run[0] and _fit(opener, len(run), opens):
                if max(self._depths[opener.at + 1 :]) < self._max_depth:
                    return index
                self._too_deep = opener.number + 1
                return None
        self._untried[kind] = self._count
        return None

    def _close(self, index: int, left: int) -> int:
        """Make emphasis of all after an opener, and return how many marks that takes on either side."""
        opener = self._openers[index]
        used = 2 if min(opener.left, left) >= 2 else 1
        opener.left -= used
        inner = opener.at + 1
        token = {"type": "strong" if used == 2 else "emphasis", "children": self.nodes[inner:]}
        depth = max(self._depths[inner:]) + 1
        kept = inner if opener.left else opener.at
        del self.nodes[kept:], self._depths[kept:], self._openers[index + 1 if opener.left else index :]
        if opener.left:
            self.nodes[-1] = {"type": "text", "raw": opener.mark * opener.left}
        self.nodes.append(token)
        self._depths.append(depth)
        return used


def _fit(opener: _Opener, size: int, opens: bool) -> bool:
    """CommonMark's rule of three: a run that can open and close matches not any other."""
    if not (opener.closes or opens):
        return True
    return (opener.size + size) % 3 != 0 or (opener.size % 3 == 0 and size % 3 == 0)
