"""An issue of ours, as GitHub lists it."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable
from typing import Any

from pm_lint.github import issue_marker
from pm_lint.github.issue_body import take_apart
from pm_lint.github.issue_marker import Marker, normalise
from pm_lint.record import dataclass


@dataclass(frozen=True)
class Known:
    """An issue of ours, as listed."""

    number: int
    title: str
    body: str
    open: bool
    comments: int
    marker: Marker | None
    #: Why it is in its state: "completed", "not_planned", "duplicate", "reopened", or "" where nothing is told.
    why: str = ""
    #: Of a duplicate that was swept, the issue that stayed. It has no marker, and matters where a document links it.
    stays: int | None = None
    #: The names of its labels.
    labels: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Any) -> Known | None:
        """From an entry of the listing; None for a pull request, or what is no issue."""
        if not isinstance(data, dict) or "pull_request" in data or type(data.get("number")) is not int:
            return None
        body = str(data.get("body") or "")
        comments = data.get("comments")
        return cls(
            number=data["number"],
            title=str(data.get("title") or ""),
            body=body,
            open=data.get("state") == "open",
            comments=comments if isinstance(comments, int) else 1,  # not told: a person may have been here
            marker=issue_marker.parse(body),
            why=str(data.get("state_reason") or ""),
            stays=issue_marker.duplicate_of(body),
            labels=_label_names(data.get("labels")),
        )

    @property
    def name(self) -> tuple[str, str] | None:
        """Incident and item, the issue's name for life."""
        return (self.marker.incident, self.marker.item) if self.marker else None

    @property
    def path(self) -> str:
        """The document that it was last seen in, "" without a marker."""
        return self.marker.path if self.marker else ""

    @property
    def normal(self) -> str:
        """The item's text, last seen, as texts are compared."""
        return normalise(self.marker.text) if self.marker else ""

    @property
    def reopened(self) -> bool:
        """Whether somebody has opened it again after it was closed."""
        return self.open and self.why == "reopened"


def _label_names(labels: Any) -> tuple[str, ...]:
    """The names in an issue's ``labels``: objects, or, as the description allows, names alone."""
    listed = labels if isinstance(labels, list) else []
    names = [one.get("name") if isinstance(one, dict) else one for one in listed]
    return tuple(name for name in names if isinstance(name, str))


def without_twins(known: Iterable[Known], linked: Container[int] = ()) -> list[Known]:
    """One issue for each marker, by number: one that a document links as an item's own, else an open one, else any; of
    several the lowest. Issues without a marker all stay."""
    chosen: dict[Hashable, Known] = {}
    for issue in sorted(known, key=lambda one: (one.number not in linked, not one.open, one.number)):
        chosen.setdefault(issue.name or issue.number, issue)
    return sorted(chosen.values(), key=lambda one: one.number)


def touched(issue: Known) -> bool:
    """Whether a person has been at an issue: a comment, text of their own in the body, another title, reopened."""
    own = take_apart(issue.body).people.strip()
    written = issue.comments > 0 or bool(own) or issue.marker is None or issue.title != issue.marker.title
    return written or issue.reopened
