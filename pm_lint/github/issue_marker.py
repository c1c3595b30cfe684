"""The marker that makes an issue ours: written at the start of its body, read back for years.

``<!-- pm-lint:1 incident=… item=… path=… text=… title=… -->``: ``incident`` and ``item`` are made once, when the issue
is created, and say which item it is; ``path``, ``text`` and ``title`` are what was last seen and written;
``unticked=yes`` where the issue was reopened, and its item seen without a tick since. An issue in another repository
than its document also has a ``source``, the repository that the document is in: several may have a document of one
path. Values are percent-encoded: none can end the comment.

Any workflow of a repository writes under the bot's login, so a marker may be forged. It is data: used to match, checked
for its form, never run, opened or believed in anything else. Version 1 may get further keys, which are skipped here.
"""

from __future__ import annotations

import hashlib
import unicodedata

from pm_lint.github.escape import decode, encode
from pm_lint.record import dataclass
from pm_lint.regex import regex

#: A body of ours is 60,000 characters at most; a percent-encoded character can take twelve.
MOST_TEXT = 500
MOST_PATH = 4_096

_MARKER = regex(r"\A\s{0,100}<!-- pm-lint:1((?: [a-z-]{1,20}=[A-Za-z0-9%._-]{0,16000}){1,20}) -->")
_DUPLICATE = regex(r"\A\s{0,100}<!-- pm-lint:1 duplicate-of=([0-9]{1,12}) -->")
_KEY = regex(r"[0-9a-f]{16}\Z")
_REQUIRED = frozenset({"incident", "item", "path", "text", "title"})


@dataclass(frozen=True)
class Marker:
    """What an issue says about itself. Make one with `Marker.of`, which cuts what is too long."""

    #: The document's path when the issue was created: with ``item`` the issue's name for life.
    incident: str
    #: `item_key` of the text that the item had then.
    item: str
    #: The document's path, the item's text and our title when the issue was last written.
    path: str
    text: str
    title: str
    #: Since somebody reopened the issue, its item was seen without its tick: the next tick may close it again.
    unticked: bool = False
    #: "owner/name" of the document's repository where the issue is in another, else "".
    source: str = ""

    @classmethod
    def of(
        cls, incident: str, item: str, path: str, text: str, title: str, *, unticked: bool = False, source: str = ""
    ) -> Marker:
        """The marker, short enough to fit, and the same as what `parse` gives of its rendering."""
        incident, path, title = _clean(incident, MOST_PATH), _clean(path, MOST_PATH), _clean(title, 300)
        return cls(incident, item, path, marked_text(text), title, unticked, _clean(source, 300))

    def render(self) -> str:
        """The comment, as it stands in the body."""
        values = {"incident": self.incident, "item": self.item, "path": self.path, "text": self.text}
        values |= {"title": self.title} | ({"source": self.source} if self.source else {})
        if self.unticked:
            values["unticked"] = "yes"
        return f"<!-- pm-lint:1 {' '.join(f'{key}={encode(value)}' for key, value in values.items())} -->"


def parse(body: str) -> Marker | None:
    """The marker at the start of a body; None if there is none, or one that `Marker.render` can't have written."""
    found = _MARKER.match(body)
    if found is None:
        return None
    values: dict[str, str] = {}
    for pair in found[1].split():
        key, _, value = pair.partition("=")
        if key in values or encode(decode(value)) != value:
            return None
        values[key] = decode(value)
    if not values.keys() >= _REQUIRED or not _KEY.match(values["item"]) or not values["path"]:
        return None
    incident, item, path, text, title = (values[key] for key in ("incident", "item", "path", "text", "title"))
    unticked, source = values.get("unticked") == "yes", values.get("source", "")
    marker = Marker(incident, item, path, text, title, unticked, source)
    return marker if marker == Marker.of(incident, item, path, text, title, unticked=unticked, source=source) else None


def length(body: str) -> int:
    """How many characters of the body the marker and what stands before it take; 0 without one."""
    found = _MARKER.match(body)
    return found.end() if found else 0


def duplicate_marker(of: int) -> str:
    """What a closed duplicate carries in place of its marker, so that it never stands for the item again."""
    return f"<!-- pm-lint:1 duplicate-of={of} -->"


def duplicate_of(body: str) -> int | None:
    """The number of the issue that the sweep kept in place of this one; None if it didn't close this one."""
    found = _DUPLICATE.match(body)
    return int(found[1]) if found else None


def normalise(text: str) -> str:
    """The form in which item texts are compared and hashed: width, case, white space and outer punctuation don't count.

    Of its own, and frozen: keys in markers that are years old come from it.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .,:;!?*_`~-")


def item_key(text: str, ordinal: int) -> str:
    """Sixteen hex digits for an item by its text; ``ordinal`` counts from 0 the items of a document with that text.

    No time and no chance goes into it, so that two runs at once make the same key.
    """
    return hashlib.sha256(f"{normalise(text)}\0{ordinal}".encode("utf-8", "replace")).hexdigest()[:16]


def marked_text(text: str) -> str:
    """An item's text as a marker keeps it."""
    return _clean(text, MOST_TEXT)


def marked_path(path: str) -> str:
    """A document's path as a marker keeps it: a file name may hold bytes that are no UTF-8."""
    return _clean(path, MOST_PATH)


def _clean(text: str, limit: int) -> str:
    """At most ``limit`` characters that survive being encoded and decoded: a lone surrogate would not."""
    return text[:limit].encode("utf-8", "replace").decode("utf-8")
