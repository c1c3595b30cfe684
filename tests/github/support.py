"""What the tests of the pull request side share: a pull request on the fake, and a linter that does as it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pm_lint.config_parse import parse
from pm_lint.finding import Edit, Finding, Fix, Known, RuleName, Severity, Span
from pm_lint.github.client import Client
from pm_lint.github.event import parse_event
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Context, Outcome
from pm_lint.github.review import run_review
from pm_lint.github.review_material import Tools
from pm_lint.github.understood import NOTHING, Understood
from pm_lint.linter import Checked
from pm_lint.record import replace
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import Pull, Repository
from tests.github.test_issue_support import FakeClock as FakeClock
from tests.github.test_issue_support import document

PATH = "postmortems/2026-03-01-db.md"
TODAY = date(2026, 3, 2)
#: The fake's token that may do what a review needs.
BOT = "t_bot"
LEVELS = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}
MISSING = {"PM101": "section-missing", "PM205": "field-missing"}
_TOLD = re.compile(r"!([EWN])(\d{3}) ([\w-]+):? ?(.*)")


def told(path: str, data: bytes) -> Checked:
    """A finding for each line ``!E304 key: message``; ``=> text`` in the message is a safe fix of the whole line."""
    source = data.decode("utf-8", "replace")
    findings: list[Finding] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(source.split("\n"), 1):
        match = _TOLD.match(line)
        if not match:
            continue
        rule, key = f"PM{match[2]}", match[3]
        message, arrow, text = match[4].partition(" => ")
        span = Span.at(number) if rule in MISSING else Span(number, 1, number, len(line) + 1)
        fix = Fix("mend", (Edit(span, text),), safe=True) if arrow else None
        name = MISSING.get(rule, "meeting-late")
        ordinal = seen[rule, key] = seen.get((rule, key), -1) + 1
        findings.append(
            Finding(span, message, key, LEVELS[match[1]], None, fix, None, rule, name, path=path, ordinal=ordinal)
        )
    return Checked(path, source, document(path, day=None).postmortem, tuple(findings))


@dataclass(frozen=True)
class Teller:
    """A linter that does as it is told."""

    check: Callable[[str, bytes], Checked] = told

    def unreadable(self, path: str, why: str) -> Checked:
        return replace(told(path, f"!E001 file: {why}".encode()), postmortem=None)

    def asks(self, checked: Checked) -> frozenset[str]:
        return frozenset()

    def knowing(self, known: Known) -> Teller:
        return self


def tools(check: Callable[[str, bytes], Checked] = told, understood: Understood = NOTHING) -> Tools:
    return Tools(
        config_paths=("pm-lint.toml", ".github/pm-lint.toml"),
        parse_config=lambda text, origin: parse(text, origin, [RuleName("PM304", "meeting-late", "meeting")]),
        covers=lambda config, path: path.startswith("postmortems/") and path.endswith(".md"),
        linter=lambda config, texts: Teller(check),
        understand=lambda config, checked: understood,
        annotate=lambda results: f"::error::{sum(len(one.findings) for one in results)} findings\n",
    )


@dataclass
class Scene:
    """A repository with one pull request, and pm-lint at work on it."""

    github: FakeGitHub
    repo: Repository
    pull: Pull
    clock: FakeClock = field(default_factory=FakeClock)
    log: list[str] = field(default_factory=list)

    def push(self, text: str, path: str = PATH) -> None:
        self.repo.commit(self.pull.head, {path: text})

    def context(self, token: str = BOT, inputs: Inputs | None = None) -> Context:
        event = parse_event("pull_request", self.github.event(self.pull), {})
        client = Client(token, self.github.url, clock=self.clock, log=self.log.append)
        return Context(client, event, inputs or Inputs(), TODAY, clock=self.clock, log=self.log.append)

    def run(self, token: str = BOT, inputs: Inputs | None = None, using: Tools | None = None) -> Outcome:
        self.github.requests.clear()
        return run_review(self.context(token, inputs), using or tools())

    @property
    def bodies(self) -> list[str]:
        """What the inline comments say, without markers."""
        return [one.body.partition("-->")[2].strip() for one in self.pull.review_comments]

    @property
    def summary(self) -> str:
        """The one summary, "" for none."""
        ours = [one.body for one in self.pull.issue_comments if one.body.startswith("<!-- pm-lint:1 summary")]
        assert len(ours) <= 1
        return ours[0] if ours else ""


def scene(github: FakeGitHub, text: str | bytes, *, base: dict[str, str] | None = None, draft: bool = False) -> Scene:
    """A pull request that changes the document to ``text``."""
    repo = github.repository("alice/postmortems")
    repo.commit("main", {"README.md": "hello\n", **(base or {})})
    repo.commit("topic", {PATH: text})
    return Scene(github, repo, repo.pull("topic", draft=draft))


def join(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
