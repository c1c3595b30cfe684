"""What the tests of write-back share: a repository with real documents, and whole runs over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pm_lint.config import ActionItemsConfig, Config
from pm_lint.github.client import Client
from pm_lint.github.issues import run_issues
from pm_lint.github.outcome import Outcome
from pm_lint.github.place import Place
from pm_lint.github.transport import Transport
from pm_lint.github.write_back_text import BRANCH, issues_in
from pm_lint.linter import Checked, Linter
from pm_lint.record import replace
from tests.fake_github.direct import Direct
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import Pull, Repository
from tests.github.issue_world import CONFIG
from tests.github.test_issue_support import TODAY, FakeClock

PATH = "postmortems/2026-03-01-db.md"
HEAD = "# 2026-03-01 Database outage\n\n## Action Items\n\n"
#: May do all that write-back needs.
WRITER = "t_writer"
ON = replace(CONFIG, write_back=True)


def text(*items: str) -> str:
    return HEAD + "".join(f"- {item}\n" for item in items)


def link(number: int) -> str:
    return f"([#{number}](https://github.com/alice/postmortems/issues/{number}))"


#: A document of two items, of which one has an owner behind its text.
TWO = text("Add an alert", "Write a runbook (Alice Smith)")


def linked(source: str, *numbers: int) -> str:
    """The items "Add an alert", "Write a runbook" and "Third thing" with links to these issues, or to #1, #2 and #3."""
    for item, number in zip(("Add an alert", "Write a runbook", "Third thing"), numbers or (1, 2, 3), strict=False):
        source = source.replace(item, f"{item} {link(number)}")
    return source


@cache
def linter() -> Linter:
    return Linter.of(Config(), None, today=TODAY)


@dataclass
class Team:
    """A repository of postmortems, and pm-lint's runs over what its default branch holds."""

    github: FakeGitHub
    repo: Repository
    clock: FakeClock = field(default_factory=FakeClock)
    #: What was sent in the last run.
    requests: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, files: Mapping[str, Any], github: FakeGitHub | None = None) -> Team:
        """Without a server to be reached over sockets, requests are handed to one that never listens."""
        github = github or FakeGitHub()
        github.token(WRITER, permissions={"contents": "write", "pull_requests": "write", "issues": "write"})
        repo = github.repository("alice/postmortems")
        repo.commit("main", files)
        return cls(github, repo)

    def documents(self, sha: str) -> list[Checked]:
        tree = self.repo.store.commits[sha].tree
        return [
            linter().check(path, self.repo.store.blobs[oid])
            for path, (_, oid) in tree.items()
            if path.startswith("postmortems/")
        ]

    def run(
        self,
        *,
        token: str = WRITER,
        config: ActionItemsConfig = ON,
        sha: str = "",
        through: Callable[[Transport], Transport] = lambda transport: transport,
        **more: Any,
    ) -> Outcome:
        sha = sha or self.repo.branches["main"]
        direct = Direct(self.github, token)
        self.requests = direct.requests
        client = Client(token, self.github.url, clock=self.clock, transport=through(direct))
        documents = more.pop("documents", None) or self.documents(sha)
        place = Place("alice/postmortems", sha)
        return run_issues(client, place, documents, config, today=TODAY, clock=self.clock, **more)

    @property
    def proposed(self) -> str | None:
        """The document as the branch has it."""
        data = self.repo.file(PATH, BRANCH) if BRANCH in self.repo.branches else None
        return None if data is None else data.decode()

    @property
    def open(self) -> list[Pull]:
        return [pull for pull in self.repo.pulls if pull.state == "open"]

    @property
    def links(self) -> list[set[int]]:
        """The issues that each open pull request proposes links to."""
        return [set(issues_in(pull.body or "") or ()) for pull in self.open]

    def merge(self, method: Any = "squash") -> None:
        (pull,) = self.open
        pull.merge_as("bob", method)
