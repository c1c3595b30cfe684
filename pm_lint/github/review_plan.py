"""The review decided: what was found and what was said before in, what to write and to take back out. Pure.

A finding is known again by its fingerprint (rule, document, what it is about, ordinal); where an edit shifted the
ordinals, by its place; and else by rule, subject and the most similar text. So a push repeats nothing, and a line that
moved takes its conversation along.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pm_lint.finding import Finding, Severity, position
from pm_lint.github.comment import SUMMARY_MARKER, Mark, fixed_body, inline_body, said_of
from pm_lint.github.hunks import Lines
from pm_lint.github.missing import MOST_APART
from pm_lint.github.place import Place
from pm_lint.github.review_place import Placed, Reviewed, offer, place_findings
from pm_lint.github.suggestion import source_lines
from pm_lint.github.summary import Part, summary_body

__all__ = ["NewComment", "Plan", "Reviewed", "Said", "SaidSummary", "Spoken", "duplicates", "make_plan"]

MAX_INLINE = 30
#: difflib takes quadratic time: after so many comparisons of a finding with a comment the oldest comment will do.
MOST_COMPARED = 3_000


@dataclass(frozen=True)
class Said:
    """One conversation on a line that we began."""

    id: int
    path: str
    body: str
    marks: tuple[Mark, ...]
    line: int | None
    start_line: int | None = None
    outdated: bool = False
    #: A person resolved or hid it.
    closed: bool = False
    replied: bool = False
    #: It already says "fixed".
    fixed: bool = False


@dataclass(frozen=True)
class SaidSummary:
    """A summary comment of ours."""

    id: int
    body: str
    url: str = ""


@dataclass(frozen=True)
class Spoken:
    """All that we said on this pull request so far."""

    inline: tuple[Said, ...] = ()
    summaries: tuple[SaidSummary, ...] = ()


@dataclass(frozen=True)
class NewComment:
    """An inline comment to make."""

    path: str
    lines: Lines
    body: str
    marks: tuple[Mark, ...]

    def payload(self) -> dict[str, object]:
        """As the API takes it; a range of one line is refused."""
        place: dict[str, object] = {"path": self.path, "line": self.lines.last, "side": "RIGHT", "body": self.body}
        if self.lines.first != self.lines.last:
            place |= {"start_line": self.lines.first, "start_side": "RIGHT"}
        return place


@dataclass(frozen=True)
class Plan:
    """What to write. Nothing of it depends on the order in which it is done, but nothing is lost if what is new comes
    first."""

    create: tuple[NewComment, ...] = ()
    edit: tuple[tuple[int, str], ...] = ()
    delete: tuple[int, ...] = ()
    #: The body that the summary must have; None: there must be none.
    summary: str | None = None
    summary_edit: int | None = None
    summary_delete: tuple[int, ...] = ()
    #: Whether the summary still has to be written.
    summary_changed: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.create or self.edit or self.delete or self.summary_delete or self.summary_changed)


@dataclass
class _Item:
    """A finding on its way to a place."""

    placed: Placed
    mark: Mark
    document: Reviewed
    said: Said | None = None

    @property
    def finding(self) -> Finding:
        return self.placed.finding

    @property
    def lines(self) -> Lines | None:
        return self.placed.lines


@dataclass
class _Comment:
    """The items that share one comment: a kept one (``said``) or a new one."""

    path: str
    lines: Lines
    items: list[_Item] = field(default_factory=list)
    said: Said | None = None

    def body(self) -> str:
        items = sorted(self.items, key=lambda item: (-item.finding.level, item.placed.rank, position(item.finding)))
        findings = [item.finding for item in items]
        there = self.lines
        if self.said is not None and self.said.line is not None:
            there = Lines(self.said.start_line or self.said.line, self.said.line)
        offered = offer([item.placed for item in items], source_lines(items[0].document.checked.source), there)
        return inline_body(findings, [item.mark for item in items], offered)


def make_plan(
    documents: Sequence[Reviewed],
    spoken: Spoken,
    place: Place,
    *,
    notes: Sequence[str] = (),
    inline: bool = True,
    listed: Collection[str] | None = None,
) -> Plan:
    """What to write so that every finding is said once, and nothing stays that is no longer true.

    ``inline=False`` puts into the summary what would be a new inline comment: GitHub refused those.
    ``notes`` are sentences for the summary; they alone don't make one. ``listed`` are the files that the pull request
    is known to change; None: all of them. What was said on others, or on a document that can't be read any more, stays.
    """
    unread = {name for one in documents if one.checked.postmortem is None for name in (one.name, one.checked.path)}

    def judged(one: Said) -> bool:
        names = {one.path, *(mark.document for mark in one.marks)}
        return not names & unread and (listed is None or any(name in listed for name in names))

    items = [item for document in documents for item in _items(document)]
    # Who closes what says "fixed" agrees with that, and decides nothing about what comes back.
    known = [one for one in spoken.inline if not (one.closed and one.fixed)]
    _match([item for item in items if item.finding.level > Severity.NOTICE], known, documents)
    silent = [item for item in items if item.said and item.said.closed]
    talked = [item for item in items if not (item.said and item.said.closed)]

    kept, stale, older, edit, delete = _keep(talked, spoken.inline, judged, place.sha)
    taken = {id(item) for comment in kept for item in comment.items} | {id(item) for item in older}
    fresh = [item for item in talked if id(item) not in taken]
    new, further = _new_comments(fresh, kept, inline)
    edit += [(c.said.id, body) for c in kept if c.said and not _same(body := c.body(), c.said.body)]

    summary = None
    if further or older or listed is not None or any(map(_tells, documents)):
        ours = list(notes)
        if silent:
            ours.append(f"{len(silent)} in conversations that were resolved count, but are not repeated")
        summary = f"{SUMMARY_MARKER}\n{summary_body(_parts(documents, further, older), place, notes=ours)}"
    first = min(spoken.summaries, key=lambda one: one.id, default=None)
    surplus = tuple(one.id for one in spoken.summaries if summary is None or one is not first)
    return Plan(
        create=tuple(NewComment(c.path, c.lines, c.body(), tuple(item.mark for item in c.items)) for c in new),
        edit=tuple(edit),
        delete=(*delete, *stale),
        summary=summary,
        summary_edit=first.id if first and summary is not None else None,
        summary_delete=surplus,
        summary_changed=summary is not None and (first is None or not _same(first.body, summary)),
    )


def duplicates(spoken: Spoken) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Inline comments and summaries that another run said at the same time: of each the lowest id stays. One that
    people replied to stays as well."""
    seen: set[tuple[str, str]] = set()
    surplus = []
    for one in sorted(spoken.inline, key=lambda one: one.id):
        about = {(mark.document, mark.fingerprint) for mark in one.marks}
        if one.closed or one.outdated or one.fixed:
            continue
        if about <= seen and not one.replied:
            surplus.append(one.id)
        seen |= about
    summaries = sorted(one.id for one in spoken.summaries)
    return tuple(surplus), tuple(summaries[1:])


def _same(one: str, other: str) -> bool:
    """Whether two bodies say the same: one that was edited on the web has CRLF line ends."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _tells(document: Reviewed) -> bool:
    """Whether the summary has something to say of a document beside its findings: facts to judge them by, issues to be
    made. Of a document without either a finding or an issue nothing is said."""
    understood = document.understood
    return understood.issues > 0 or bool(document.checked.findings and (understood.facts or understood.note))


def _parts(documents: Sequence[Reviewed], further: Iterable[_Item], older: Iterable[_Item]) -> list[Part]:
    """The documents with those of their findings that are said in the summary."""
    listed: dict[int, list[Finding]] = defaultdict(list)
    discussed: dict[int, list[Finding]] = defaultdict(list)
    for items, found in ((further, listed), (older, discussed)):
        for item in items:
            found[id(item.document)].append(item.finding)
    return [Part(one, tuple(listed[id(one)]), tuple(discussed[id(one)])) for one in documents]


def _items(document: Reviewed) -> Iterable[_Item]:
    for placed in place_findings(document):
        finding = placed.finding
        mark = Mark(finding.fingerprint(document.name), finding.rule, finding.key[:100], document.name)
        yield _Item(placed, mark, document)


def _match(items: Sequence[_Item], said: Sequence[Said], documents: Sequence[Reviewed]) -> None:
    """Gives each item the comment that already says it: one mark for one item, the oldest comment first, but what is
    fixed last. The surest sign first, so that a second run decides as the first did."""
    ordered = sorted(said, key=lambda one: (one.fixed, one.id))
    marks = ((one, mark, words) for one in ordered for mark, words in zip(one.marks, _words(one), strict=True))
    free = dict(enumerate(marks))

    def pair(of_item: Callable[[_Item], Hashable], of_mark: Callable[[Said, Mark, str], Hashable]) -> None:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for number, entry in free.items():
            waiting[of_mark(*entry)].append(number)
        for item in items if waiting else ():
            if item.said is None and (queue := waiting.get(of_item(item))):
                item.said = free.pop(queue.popleft())[0]

    def at(item: _Item) -> Hashable:
        return item.finding.path, item.lines.last if item.lines else 0

    def stands(one: Said) -> Hashable:
        return one.path, None if one.outdated else one.line

    def subject(mark: Mark) -> Hashable:
        return mark.rule, mark.key, mark.document

    pair(
        lambda item: (item.mark.fingerprint, at(item)),
        lambda one, mark, words: (mark.fingerprint, stands(one)),
    )
    pair(lambda item: (subject(item.mark), at(item)), lambda one, mark, words: (subject(mark), stands(one)))
    # The same words, for as many as there is time for.
    subjects = {subject(mark) for _, mark, _ in free.values()}
    few = [item for item in items if item.said is None and subject(item.mark) in subjects][:MOST_COMPARED]
    said_now = {id(item): said_of(item.finding).partition("\n\n")[0] for item in few}
    pair(
        lambda item: (subject(item.mark), said_now.get(id(item), "")),
        lambda one, mark, words: (subject(mark), words or None),
    )
    pair(lambda item: item.mark.fingerprint, lambda one, mark, words: mark.fingerprint)
    left = [(one, mark) for one, mark, _ in free.values()]
    _match_by_text([item for item in items if item.said is None], left, documents)


def _words(one: Said) -> list[str]:
    """What the comment says of each of its marks: they stand in the same order."""
    paragraphs = iter(_said(one).split("\n\n"))
    return [next((text for text in paragraphs if mark.rule in text), "") for mark in one.marks]


def _match_by_text(items: Sequence[_Item], free: Iterable[tuple[Said, Mark]], documents: Sequence[Reviewed]) -> None:
    """What is left, where rule and subject are the same: a shifted ordinal, or a document that was renamed in the
    middle of the pull request. The most similar texts find each other first."""
    names = {document.name for document in documents} | {document.checked.path for document in documents}
    alike: dict[Hashable, Counter[tuple[Said, str]]] = defaultdict(Counter)
    for one, mark in free:
        alike[mark.rule, mark.key][one, mark.document] += 1
    pairs: list[tuple[float, int, int, _Item, tuple[Said, str]]] = []
    for order, item in enumerate(items):
        left = alike.get((item.mark.rule, item.mark.key), Counter())
        text = said_of(item.finding)[:300] if left and len(pairs) < MOST_COMPARED else ""
        for place, entry in enumerate(left):
            renamed = item.document.new and entry[1] not in names
            if not renamed and entry[1] not in (item.mark.document, item.finding.path):
                continue
            unlike = 0.0
            if len(pairs) < MOST_COMPARED:
                unlike = -SequenceMatcher(None, text, _said(entry[0])[:300]).ratio()
            pairs.append((unlike, order, place, item, entry))
            if len(pairs) >= MOST_COMPARED:
                break
    for _, _, _, item, entry in sorted(pairs, key=lambda pair: pair[:3]):
        left = alike[item.mark.rule, item.mark.key]
        if item.said is None and left[entry]:
            item.said = entry[0]
            left[entry] -= 1


def _said(one: Said) -> str:
    return one.body.partition("-->")[2].replace("\r\n", "\n").strip()


def _keep(
    items: Sequence[_Item], said: Sequence[Said], judged: Callable[[Said], bool], sha: str
) -> tuple[list[_Comment], list[int], list[_Item], list[tuple[int, str]], list[int]]:
    """What becomes of each comment that is open: kept where it is (with its items), stale (deleted, its items are said
    anew), left with its replies (its items are listed as older), and if nothing is left of it, edited to "fixed" or
    deleted, where that is ``judged``."""
    kept: list[_Comment] = []
    stale: list[int] = []
    older: list[_Item] = []
    edit: list[tuple[int, str]] = []
    delete: list[int] = []
    for one in sorted(said, key=lambda one: one.id):
        if one.closed:
            continue
        mine = [item for item in items if item.said is one]
        if not mine:
            if one.fixed or not judged(one):
                continue
            if one.replied:
                edit.append((one.id, fixed_body(one.body, one.marks, sha)))
            else:
                delete.append(one.id)
            continue
        here = [item for item in mine if _stands_at(one, item)]
        if here and len(here) == len(mine):
            assert here[0].lines is not None  # noqa: S101 - that is what `_stands_at` says
            kept.append(_Comment(one.path, here[0].lines, here, one))
        elif one.fixed:  # it says so for good: what came back elsewhere is a conversation of its own
            continue
        elif one.replied:
            older += mine
        else:
            stale.append(one.id)
    return kept, stale, older, edit, delete


def _stands_at(one: Said, item: _Item) -> bool:
    """Whether the conversation is still at the item's place."""
    if one.outdated or one.line is None or one.path != item.finding.path or item.lines is None:
        return False
    return item.lines.first <= one.line <= item.lines.last


def _new_comments(fresh: Sequence[_Item], kept: Sequence[_Comment], inline: bool) -> tuple[list[_Comment], list[_Item]]:
    """New comments, and the items that go into the summary instead."""
    gaps: dict[str, int] = {}
    for item in fresh:
        gaps[item.finding.path] = gaps.get(item.finding.path, 0) + (item.placed.missing is not None)
    at: dict[tuple[str, Lines], _Comment] = {}
    for old in reversed(kept):
        at[old.path, old.lines] = old  # of several the oldest
    new: list[_Comment] = []
    listed: list[_Item] = []
    for item in sorted(fresh, key=lambda item: (-item.finding.level, position(item.finding))):
        finding, lines = item.finding, item.lines
        many = item.placed.missing is not None and gaps[finding.path] > MOST_APART
        if lines is None or finding.level == Severity.NOTICE or many:
            listed.append(item)
            continue
        comment = at.get((finding.path, lines))
        if comment is None and inline and len(kept) + len(new) < MAX_INLINE:
            comment = at[finding.path, lines] = _Comment(finding.path, lines)
            new.append(comment)
        if comment is None:
            listed.append(item)
        else:
            comment.items.append(item)
    return sorted(new, key=lambda one: (one.path, one.lines)), listed
