"""What an issue says: its title, and a body of three parts.

The marker; a region that is ours, written anew whenever the document says something else; and below its end marker what
people wrote, which is never changed. Every text of a document passes through `escape`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from pm_lint.github import issue_marker
from pm_lint.github.escape import BODY_LIMIT, ZWSP, cut, inline, quoted, title
from pm_lint.github.issue_items import Item
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issue_text import Piece, addresses, shown
from pm_lint.github.place import Place
from pm_lint.postmortem.text import sentences
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex

END = "<!-- /pm-lint -->"
#: The same where a document has it in code: there it ends nothing.
_QUOTED_END = END.replace("<!", f"<!{ZWSP}")

#: A longer one wraps in a list of issues; the whole text stands in the body.
TITLE_LENGTH = 120
#: A shorter one ("No.") doesn't say what is to be done.
SHORTEST_SENTENCE = 20
MOST_TEXT = 5_000
#: A longer one is no heading any more.
MOST_BOLD = 200
MOST_QUOTED = 600
MOST_DETAILS = 20_000
#: GitHub's own limit: people's text may fill a body beyond `BODY_LIMIT`.
GITHUB_BODY_LIMIT = 65_536

_ADDRESS = regex(r"(?:\b(?:see|cf\.)(?: also)?:? )?[(\[<]?https?://[^\s<>()\[\]]{1,2000}[>)\]]?", re.IGNORECASE)
_FOOTER = "<sub>pm-lint keeps the text above as it is in the postmortem. What you write below it stays.</sub>"


@dataclass(frozen=True)
class Permalink:
    """A line of a document at a commit; ``wrong`` is that of the point quoted beside the item, None for the item's."""

    sha: str
    path: str
    line: int
    wrong: int | None = None

    def url(self, place: Place) -> str:
        return place.link(self.path, self.line, self.sha)


_WRONG = regex(
    r"^What went wrong \(\[line ([0-9]{1,9})\]\([^\s()<>]{1,30000}\)\):\r?\n\r?\n(> [^\n]*)$",
    re.MULTILINE,
)


def permalink_in(region: str, place: Place) -> Permalink | None:
    """The permalink that we once wrote into a region; None if there is none of exactly our form.

    Only into this repository and only as we write it, so that nobody's link is carried on as ours.
    """
    address = rf"{re.escape(place.blob)}([0-9a-f]{{40,64}})/([^\s#()<>?]{{1,20000}})\?plain=1#L([0-9]{{1,9}})"
    found = re.search(rf"^- Postmortem: \[[^\n]*\]\({address}\)\r?$", region, re.MULTILINE)
    if found is None:
        return None
    wrong = _WRONG.search(region)
    return Permalink(found[1], unquote(found[2]), int(found[3]), int(wrong[1]) if wrong else None)


@dataclass(frozen=True)
class Parts:
    """A body, taken apart: `ours` is the marker and the region with its end marker, "" if there is none."""

    ours: str
    people: str


def take_apart(body: str) -> Parts:
    """Where our part of a body ends and people's text starts.

    Without a marker all is people's. With a marker but without its end (somebody deleted it) only the marker is ours:
    what looks like our region is kept as people's text, rather than guessed at.
    """
    start = issue_marker.length(body)
    if not start:
        return Parts("", body)
    end = body.find(END, start)
    cut_at = end + len(END) if end >= 0 else start
    return Parts(body[:cut_at], body[cut_at:])


def issue_title(item: Item) -> str:
    """What is to be done, on one line: of a long text its first sentence, or what a list of issues can show of it, cut
    between words. Who, by when and where else is said elsewhere in an issue."""
    task = _task(item)
    if len(task) > TITLE_LENGTH:
        start, end = next(sentences(task[: TITLE_LENGTH * 2]))
        task = task[start:end] if SHORTEST_SENTENCE <= end - start <= TITLE_LENGTH else task
    text = title(task).rstrip(" .;,:")
    if len(text) > TITLE_LENGTH:
        head = text[: TITLE_LENGTH - 1]
        text = (head.rpartition(" ")[0] if " " in head[TITLE_LENGTH // 2 :] else head).rstrip(" .;,:") + "…"
    return text or "Action item"


def _task(item: Item) -> str:
    """The item's text without the owner before or behind it and the due date behind it, beginning with a capital."""
    # An address says nothing in a list; alone it says where at least.
    text = " ".join(_ADDRESS.sub("", item.text).split()) or " ".join(item.text.split())
    around = r"[\s,;–—-]*[\[(]?"
    owner = re.escape(item.owner) if item.owner.strip() else "(?!)"
    due = re.escape(item.due) if item.due.strip() else "(?!)"
    led = rf"(?:owners?:|assignees?:|dri:|responsible:|assigned to:?|owned by:?)?\s*{owner}"
    ends = rf"{around}(?:{led}|(?:due|by|until|before|deadline|eta)(?: date)?[ :]*(?:on |by )?{due})[\])]?[\s.]*$"
    for _ in range(2):  # the one and the other, in either order; near the end alone, which bounds the search
        text = text[:-200] + re.sub(ends, "", text[-200:], count=1, flags=re.IGNORECASE)
    text = re.sub(rf"^[\[(]?{owner}[\])]?\s*[:–—-]+\s+", "", text)
    first = text.split(" ", 1)[0]
    # "roll out" is a word, "kubectl.conf" and "iPhone" are names.
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text or item.text


def region(item: Item, link: Permalink, place: Place, *, details: bool = True) -> str:
    """What stands between the markers. ``details=False`` leaves out what stands below the item, where room is short."""
    address = addresses(place, link.path, link.sha)
    text = shown(item.pieces or (Piece(item.text),), MOST_TEXT, address)
    if len(item.text) > MOST_TEXT:
        text += "… (the whole text is in the postmortem)"
    parts = [f"**{text}**" if len(item.text) <= MOST_BOLD else text]
    if details and item.details.strip():
        parts.append(quoted(cut(item.details.strip("\n"), MOST_DETAILS), place.host))
    if item.wrong:
        line = link.wrong or item.wrong.line
        said = shown(item.wrong.pieces, MOST_QUOTED, address)
        long = sum(len(piece.text) for piece in item.wrong.pieces) > MOST_QUOTED
        parts.append(
            f"What went wrong ([line {line}]({place.link(link.path, line, link.sha)})):\n\n> {said}{'…' * long}"
        )
    # No mention anywhere: the owner hears of the issue as its assignee, or not at all.
    facts = [("Severity", item.severity), ("Owner", item.owner), ("Due", item.due)]
    lines = [f"- {label}: {inline(value[:500])}" for label, value in facts if value.strip()]
    if item.incident.strip():
        lines.insert(0, f"- Incident: [{inline(item.incident[:500])}]({place.file(link.path, link.sha)})")
    lines.append(f"- Postmortem: [{inline(link.path)}, line {link.line}]({link.url(place)})")
    return "\n\n".join([*parts, "\n".join(lines), _FOOTER]).replace(END, _QUOTED_END)


def _quotes_the_same(one: str, other: str) -> bool:
    """Whether two regions quote the same point, wherever it stands."""
    return [found[2].rstrip() for found in _WRONG.finditer(one)] == [
        found[2].rstrip() for found in _WRONG.finditer(other)
    ]


def compose(marker: Marker, item: Item, link: Permalink, place: Place, people: str = "") -> str:
    """A whole body. People's text is taken over to the letter; where it leaves too little room, the details are
    left out. (Without people's text there is always room.)
    """
    tail = people if people.startswith(("\n", "\r")) or not people else f"\n\n{people}"
    full, brief = (
        "\n".join([replace(marker, source=place.source).render(), region(item, link, place, details=details), END])
        + tail
        for details in (True, False)
    )
    return full if len(full) <= (GITHUB_BODY_LIMIT if people else BODY_LIMIT) else brief


def duplicate_body(number: int, people: str = "") -> str:
    """The body of an issue that the sweep closes: it names the one that stays, and keeps what people wrote."""
    return f"{issue_marker.duplicate_marker(number)}\nDuplicate of #{number}.{people}"


def revise(marker: Marker, title_now: str, body_now: str, item: Item, place: Place) -> dict[str, str]:
    """What has to change in an issue for the item to be shown as the document has it now: ``title`` and ``body``, each
    only if it differs; nothing in most runs.

    ``marker`` is the issue's own, or a new one for an issue that is adopted. The title changes only if it is still as
    we wrote it. The permalinks stay at their commit until the text of the item or of the point beside it changes, so
    that a rerun on a later commit, and an edit elsewhere in the document, change nothing here. Editing on the web turns
    line ends into CRLF; that is no change.
    """
    now = take_apart(body_now)
    same_text = issue_marker.marked_text(item.text) == marker.text
    link = permalink_in(now.ours, place) if same_text else None
    new_title = issue_title(item)
    ours = title_now == marker.title
    kept_title = new_title if ours else marker.title
    seen = Marker.of(
        marker.incident, marker.item, item.path, item.text, kept_title, unticked=marker.unticked, source=marker.source
    )
    fresh = Permalink(place.sha, item.path, item.line)
    body = compose(seen, item, link or fresh, place, now.people)
    if link and not _quotes_the_same(now.ours, take_apart(body).ours):
        body = compose(seen, item, fresh, place, now.people)
    changes: dict[str, str] = {}
    if ours and title_now != new_title:
        changes["title"] = new_title
    if len(body) <= GITHUB_BODY_LIMIT and _lines(take_apart(body).ours) != _lines(now.ours):
        changes["body"] = body
    return changes


def _lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them, without the white space that GitHub or an editor may trim."""
    return [line.rstrip() for line in text.strip().replace("\r\n", "\n").split("\n")]
