"""What write-back says: on its branch, in its commit and in its pull request, and how it knows its own again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pm_lint.github.escape import BODY_LIMIT, cut, inline
from pm_lint.record import dataclass
from pm_lint.regex import regex

BRANCH = "pm-lint/issue-links"
TITLE = "Link action items to their issues"
END = "<!-- /pm-lint -->"

_MARKER = regex(r"\A\s{0,100}<!-- pm-lint:1 write-back issues=([0-9,]{0,60000}) -->")
_SIGNED = regex(r"^Pm-lint-commit: links=([0-9a-f]{16}) tree=([0-9a-f]{40,64}) base=([0-9a-f]{40,64})\s*\Z", re.M)


@dataclass(frozen=True)
class LinkedItem:
    """An item that is to link its issue. Path and text are from outside."""

    path: str
    line: int
    text: str
    number: int


@dataclass(frozen=True)
class Head:
    """The commit that our branch is at."""

    oid: str
    message: str
    tree: str
    parents: tuple[str, ...]

    @property
    def digest(self) -> str | None:
        """`digest` of what it proposes, if it is just as we made it; None for anybody else's work, or ours amended."""
        found = _SIGNED.search(self.message)
        return found[1] if found and found[2] == self.tree and (found[3],) == self.parents else None


def digest(blobs: Mapping[str, str]) -> str:
    """Sixteen hex digits for a proposal: the object ids of its documents, by path."""
    import hashlib  # a review only asks for the branch's name

    told = "\0".join(f"{path}\0{oid}" for path, oid in sorted(blobs.items()))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def message(links: str, tree: str, base: str, count: int) -> str:
    """The commit's message. Its last line is how the next run knows that nobody has worked on it since."""
    what = "the link of an action item" if count == 1 else f"the links of {count} action items"
    return (
        f"{TITLE}\n\npm-lint writes {what}, and changes nothing else.\n\n"
        f"Pm-lint-commit: links={links} tree={tree} base={base}"
    )


def body(items: Sequence[LinkedItem], reference: str) -> str:
    """The pull request's text, for these items; ``reference`` is what stands before the number of an issue ("#")."""
    numbers = ",".join(str(number) for number in sorted({item.number for item in items}))
    lines = [f"<!-- pm-lint:1 write-back issues={numbers} -->"]
    if items:
        lines += [
            "These action items have issues now. Merging this writes their links into the postmortems and changes "
            "nothing else. From then on the link says which issue an item has, however its text is changed.",
            "",
            *(f"- {reference}{one.number}: {inline(_short(one.text))} ({inline(one.path)}, line {one.line})"
              for one in items),
            "",
            "If you close this without merging it, these links are not proposed again unless you reopen it; those of "
            "later action items come in another pull request.",
            "",
            "<sub>pm-lint keeps this branch and the text above up to date, as long as nobody else commits to the "
            "branch.</sub>",
        ]  # fmt: skip
    else:
        lines.append("Closed by pm-lint: there is no link left to write.")
    text = cut("\n".join(lines), BODY_LIMIT - len(END) - 1)
    return f"{text}\n{END}"


def issues_in(text: str) -> frozenset[int] | None:
    """The numbers of the issues that a pull request of ours proposes links to; None where the marker is not there."""
    found = _MARKER.match(text)
    return None if found is None else frozenset(int(number) for number in found[1].split(",") if number)


def revised(now: str, ours: str) -> str | None:
    """The pull request's text with our part brought up to date; None if there is nothing to change. What people wrote
    below it stays, and all of it where they took the marks away."""
    end = now.find(END)
    if issues_in(now) is None or end < 0:
        return None
    old, people = now[: end + len(END)], now[end + len(END) :]
    return None if _lines(old) == _lines(ours) else ours + people


def _lines(text: str) -> list[str]:
    """Editing on the web changes line ends."""
    return [line.rstrip() for line in text.strip().splitlines()]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 120 else f"{text[:119]}…"


def blob_id(data: bytes, like: str) -> str:
    """git's id of a file, by the hash of the repository that ``like`` is an id of."""
    import hashlib

    made = hashlib.sha1(usedforsecurity=False) if len(like) == 40 else hashlib.sha256()
    made.update(f"blob {len(data)}\0".encode() + data)
    return made.hexdigest()
