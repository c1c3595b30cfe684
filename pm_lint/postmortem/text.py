"""Small readings of plain text: what counts as the same text, where sentences end, what says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pm_lint.regex import regex

_STRAIGHT = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u200b": "", "\ufeff": ""}
)
_RIM = " .,:;!?…*_~`-"
#: A sentence ends at a full stop, question or exclamation mark that something new follows; "i.e. when" goes on.
_SENTENCE_END = regex(r"[.!?…][\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,3}[^\W_a-z])")
_NOTHING = regex(
    r"(?:none|n/?a|not applicable|nothing|nil|no (?:follow-?ups?|action items?|actions|impact|messages?))"
    r"(?: (?:needed|required|necessary|planned|at this time|so far|known|identified|sent))?"
    r"(?=$|[\s]*[.,:;(\-!])",
)


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether any of these stands in a text: asked before a pattern that costs far more is searched for."""
    for word in words:  # noqa: SIM110 - a generator takes twice as long, and this is asked of each text many times
        if word in text:
            return True
    return False


def straighten(text: str) -> str:
    """Curly quotes, dashes and odd spaces as plain ones. The length may change."""
    return text if text.isascii() else text.translate(_STRAIGHT)


def normalise(text: str) -> str:
    """The form in which two texts are compared: case, white space, quotes, and punctuation at the rim do not count."""
    return _remembered(text) if len(text) < _SHORT else _normalised(text)


def _normalised(text: str) -> str:
    return " ".join(straighten(text).casefold().split()).strip(_RIM)


#: Several readers and rules ask of each text; long ones would fill the memory.
_remembered = lru_cache(maxsize=512)(_normalised)
_SHORT = 500


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The range of each sentence of a paragraph, without the white space around it; the end is exclusive."""
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        piece = text[start:end]
        if stripped := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(stripped)
        start = end


def word_count(text: str) -> int:
    """Words as a reader counts them: runs without white space that hold a letter or a digit."""
    return len([word for word in text.split() if word[0].isalnum() or tells(word)])


def tells(word: str) -> bool:
    """Whether a word holds a letter or a digit."""
    return any(map(str.isalnum, word))


def nothing(text: str) -> str | None:
    """The reason beside "None" or "N/A" ("" for none) if that is all that a text says, else None."""
    plain = " ".join(straighten(text).casefold().split())
    match = _NOTHING.match(plain)
    return plain[match.end() :].strip(_RIM + "()") if match else None


#: Words that stand where a value is still to come.
UNDECIDED = frozenset(
    {"", "tbd", "tba", "tbc", "todo", "to do", "to be done", "to be determined", "to be decided", "to be announced"}
    | {"to be confirmed", "to be scheduled", "not scheduled", "not scheduled yet", "not yet scheduled", "unknown"}
    | {"n/a", "na", "none", "nobody", "unassigned", "pending", "later", "x", "xxx", "name", "date", "<name>"}
)


def undecided(text: str) -> bool:
    """Whether a value is only a word for "still to come"."""
    return normalise(text) in UNDECIDED
