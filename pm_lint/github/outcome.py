"""What a run is given and what came of it: shared by the review, the issues and the action."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from pm_lint.errors import OK
from pm_lint.finding import Severity
from pm_lint.github.client import Client, Clock, SystemClock
from pm_lint.github.event import Event
from pm_lint.github.inputs import Inputs
from pm_lint.output.escape import command_data
from pm_lint.record import dataclass, field


def error_command(sentence: str) -> str:
    """The sentence as an annotation of the job, which the runner shows on its page."""
    return f"::error title=pm-lint::{command_data(sentence)}\n"


@dataclass(frozen=True)
class Counts:
    """Documents checked, and their findings by severity."""

    files: int = 0
    errors: int = 0
    warnings: int = 0
    notices: int = 0

    @classmethod
    def of(cls, files: int, levels: Iterable[Severity]) -> Counts:
        """The counts of these findings' severities."""
        found = list(levels)
        return cls(files, found.count(Severity.ERROR), found.count(Severity.WARNING), found.count(Severity.NOTICE))

    def reach(self, threshold: Severity | None) -> bool:
        """Whether there is a finding at or above the threshold; None is never reached."""
        by_level = {Severity.ERROR: self.errors, Severity.WARNING: self.warnings, Severity.NOTICE: self.notices}
        return threshold is not None and any(count and level >= threshold for level, count in by_level.items())


@dataclass(frozen=True)
class Outcome:
    """What a run did. ``exit_code`` as in `docs/`: 0, 1 findings, 2 wrong use, 3 GitHub, 4 ours, 130 interrupted.

    ``verdict`` is ``pass``, ``fail``, or ``incomplete`` where the run could not do what it was asked.
    """

    mode: str
    exit_code: int = OK
    verdict: str = "pass"
    counts: Counts = Counts()
    summary_url: str = ""
    comments_created: int = 0
    comments_updated: int = 0
    comments_deleted: int = 0
    issues_created: int = 0
    issues_updated: int = 0
    issues_closed: int = 0
    issues_adopted: int = 0
    issues_deferred: int = 0
    #: For the step summary; Markdown, escaped already.
    summary_markdown: str = ""
    #: For standard output, escaped already: annotations, a dry run's plan, what went wrong.
    text: str = ""

    def outputs(self) -> dict[str, str]:
        """The action's outputs, all of them, by name."""
        return {
            "mode": self.mode,
            "verdict": self.verdict,
            "files": str(self.counts.files),
            "errors": str(self.counts.errors),
            "warnings": str(self.counts.warnings),
            "notices": str(self.counts.notices),
            "summary-url": self.summary_url,
            "comments-created": str(self.comments_created),
            "comments-updated": str(self.comments_updated),
            "comments-deleted": str(self.comments_deleted),
            "issues-created": str(self.issues_created),
            "issues-updated": str(self.issues_updated),
            "issues-closed": str(self.issues_closed),
            "issues-adopted": str(self.issues_adopted),
            "issues-deferred": str(self.issues_deferred),
        }


@dataclass(frozen=True)
class Context:
    """All that a run works with; nothing else is read from the world."""

    client: Client
    event: Event
    inputs: Inputs
    today: date
    #: The checkout.
    root: Path = Path()
    #: Where people see the repository: ``GITHUB_SERVER_URL``.
    server_url: str = "https://github.com"
    clock: Clock = field(default_factory=SystemClock)
    #: A line for the log, escaped by the receiver.
    log: Callable[[str], None] = lambda line: None
