"""The review decided: what was found and what was said before in, what to write and to take back out. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from pm_lint.finding import Finding, Severity, position
from pm_lint.github.comment import SUMMARY_MARKER, Mark, Said, Spoken, fixed_body, inline_body
from pm_lint.github.hunks import Lines
from pm_lint.github.missing import MOST_APART
from pm_lint.github.place import Place
from pm_lint.github.review_match import Item, match
from pm_lint.github.review_place import Reviewed, offer, place_findings
from pm_lint.github.suggestion import source_lines
from pm_lint.github.summary import Part, summary_body
from pm_lint.record import dataclass, field

MAX_INLINE = 30


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
class _Comment:
    """The items that share one comment: a kept one (``said``) or a new one."""

    path: str
    lines: Lines
    items: list[Item] = field(default_factory=list)
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
    must: Severity = Severity.ERROR,
) -> Plan:
    """What to write so that every finding is said once, and nothing stays that is no longer true.

    ``inline=False`` puts into the summary what would be a new inline comment: GitHub refused those.
    ``notes`` are sentences for the summary; they alone don't make one. ``listed`` are the files that the pull request
    is known to change; None: all of them. What was said on others, or on a document that can't be read any more, stays.
    What is as grave as ``must`` is to be mended before merging.
    """
    unread = {name for one in documents if one.checked.postmortem is None for name in (one.name, one.checked.path)}

    def judged(one: Said) -> bool:
        names = {one.path, *(mark.document for mark in one.marks)}
        return not names & unread and (listed is None or any(name in listed for name in names))

    items = [item for document in documents for item in _items(document)]
    # Who closes what says "fixed" agrees with that, and decides nothing about what comes back.
    known = [one for one in spoken.inline if not (one.closed and one.fixed)]
    match([item for item in items if item.finding.level > Severity.NOTICE], known, documents)
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
        body = summary_body(_parts(documents, further, older), place, notes=ours, must=must)
        summary = f"{SUMMARY_MARKER}\n{body}"
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


def _parts(documents: Sequence[Reviewed], further: Iterable[Item], older: Iterable[Item]) -> list[Part]:
    """The documents with those of their findings that are said in the summary."""
    listed: dict[int, list[Finding]] = defaultdict(list)
    discussed: dict[int, list[Finding]] = defaultdict(list)
    for items, found in ((further, listed), (older, discussed)):
        for item in items:
            found[id(item.document)].append(item.finding)
    return [Part(one, tuple(listed[id(one)]), tuple(discussed[id(one)])) for one in documents]


def _items(document: Reviewed) -> Iterable[Item]:
    for placed in place_findings(document):
        finding = placed.finding
        mark = Mark(finding.fingerprint(document.name), finding.rule, finding.key[:100], document.name)
        yield Item(placed, mark, document)


def _keep(
    items: Sequence[Item], said: Sequence[Said], judged: Callable[[Said], bool], sha: str
) -> tuple[list[_Comment], list[int], list[Item], list[tuple[int, str]], list[int]]:
    """What becomes of each comment that is open: kept where it is (with its items), stale (deleted, its items are said
    anew), left with its replies (its items are listed as older), and if nothing is left of it, edited to "fixed" or
    deleted, where that is ``judged``."""
    kept: list[_Comment] = []
    stale: list[int] = []
    older: list[Item] = []
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


def _stands_at(one: Said, item: Item) -> bool:
    """Whether the conversation is still at the item's place."""
    if one.outdated or one.line is None or one.path != item.finding.path or item.lines is None:
        return False
    return item.lines.first <= one.line <= item.lines.last


def _new_comments(fresh: Sequence[Item], kept: Sequence[_Comment], inline: bool) -> tuple[list[_Comment], list[Item]]:
    """New comments, and the items that go into the summary instead."""
    gaps: dict[str, int] = {}
    for item in fresh:
        gaps[item.finding.path] = gaps.get(item.finding.path, 0) + (item.placed.missing is not None)
    at: dict[tuple[str, Lines], _Comment] = {}
    for old in reversed(kept):
        at[old.path, old.lines] = old  # of several the oldest
    new: list[_Comment] = []
    listed: list[Item] = []
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
