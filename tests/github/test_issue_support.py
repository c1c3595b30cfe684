"""What the tests of the issues share: documents made of action items, a clock that never waits, a run over the fake."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pm_lint.config import ActionItemsConfig
from pm_lint.finding import Span
from pm_lint.github.client import Client
from pm_lint.github.issue_body import Permalink, compose, issue_title
from pm_lint.github.issue_items import Item, in_scope
from pm_lint.github.issue_known import Known
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issues import run_issues
from pm_lint.github.outcome import Outcome
from pm_lint.github.place import Place
from pm_lint.linter import Checked
from pm_lint.markdown import Document
from pm_lint.postmortem.model import ActionItem, DatedText, DateSource, Incident, Owner, Postmortem, Ticket, Title
from pm_lint.postmortem.schema import GENERIC
from pm_lint.record import replace
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import Issue, Repository

TODAY = date(2026, 3, 10)
DAY = date(2026, 3, 1)
SHA = "a" * 40
PLACE = Place("alice/postmortems", SHA)
PATH = "postmortems/2026-03-01-db.md"


def ticket(number: int = 0, repository: str = "", kind: Any = "github") -> Ticket:
    return Ticket(f"#{number}", "", kind, repository, number, Span.at(1))


def action(text: str, line: int = 1, *, owner: str = "", due: date | None = None, **more: Any) -> ActionItem:
    """A committed action item; ``owner`` is a login."""
    span = Span(line, 1, line, 1 + len(text))
    values: dict[str, Any] = {
        "text": text, "span": span, "text_span": span, "details": "",
        "owner": Owner(f"@{owner}", owner, span) if owner else None,
        "due": DatedText(due.isoformat(), span, (due,)) if due else None,
        "tickets": (), "done": False, "committed": True, "blank": False,
    }  # fmt: skip
    return ActionItem(**(values | more))


def document(path: str, *items: str | ActionItem, day: date | None = DAY, title: str = "Database outage") -> Checked:
    """A document with these action items from line 10 on."""
    actions = tuple(
        replace(
            one if isinstance(one, ActionItem) else action(one), span=Span(10 + index, 1, 10 + index, 2)
        )
        for index, one in enumerate(items)
    )  # fmt: skip
    source = (DateSource("title", (day,), str(day), None),) if day else ()
    postmortem = Postmortem(
        path=path, document=Document("", None, ()), schema=GENERIC, fields=(), sections=(), owners=(),
        titles=(Title(title, Span.at(1), None, title, Span.at(1)),), meeting=None, timeline=None, action_items=actions,
        incident=Incident(sources=source, believed=source, conflicts=(), start=day, end=day),
        severity="SEV-1", metadata=(), metadata_fault=None, placeholders=(),
    )  # fmt: skip
    return Checked(path, "", postmortem, ())


def items_of(*documents: Checked) -> tuple[Item, ...]:
    return in_scope(documents, date(2000, 1, 1)).items


def marker_of(issue: Known) -> Marker:
    """The marker of an issue that has one."""
    assert issue.marker is not None
    return issue.marker


def known(item: Item, number: int = 1, **changes: Any) -> Known:
    """The issue that we would have made for an item."""
    marker = Marker.of(item.path, item.key, item.path, item.text, issue_title(item))
    body = compose(marker, item, Permalink(SHA, item.path, item.line), PLACE)
    return replace(Known(number, issue_title(item), body, True, 0, marker), **changes)


@dataclass
class FakeClock:
    """Time that passes only by being waited for."""

    time: float = 1_772_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@dataclass
class Scene:
    """A repository on the fake GitHub, and runs of pm-lint over documents in it."""

    github: FakeGitHub
    repo: Repository
    clock: FakeClock = field(default_factory=FakeClock)

    @classmethod
    def of(cls, github: FakeGitHub) -> Scene:
        repo = github.repository("alice/postmortems")
        repo.commit("main", {"README.md": "x"})
        return cls(github, repo)

    def push(self) -> None:
        """A new commit on the default branch."""
        self.repo.commit("main", {"README.md": str(len(self.repo.store.commits))})

    def run(self, *documents: Checked, token: str = "", sha: str | None = None, **more: Any) -> Outcome:
        config = more.pop("config", ActionItemsConfig())
        place = Place("alice/postmortems", sha or self.repo.branches["main"])
        client = Client(token or "t_bot", self.github.url, clock=self.clock)
        return run_issues(
            client, place, documents, config, today=TODAY, clock=self.clock, **more
        )  # fmt: skip

    @property
    def open(self) -> list[Issue]:
        return [issue for issue in self.repo.issues if issue.state == "open"]

    def titles(self) -> list[str]:
        return [issue.title for issue in self.open]
