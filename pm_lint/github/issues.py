"""Action items to issues: scope, listing, plan, deeds. (DESIGN, "The issues")

N new items take 2 + N requests, a rerun 2: the tip, the listing, one for each item.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import date

from pm_lint.config import ActionItemsConfig
from pm_lint.errors import FINDINGS, GITHUB, OK
from pm_lint.github.client import Client, Clock, GitHubError, SystemClock
from pm_lint.github.issue_api import IssueApi
from pm_lint.github.issue_deeds import Deeds
from pm_lint.github.issue_fields import Fields, prepare
from pm_lint.github.issue_items import Scope, first_day, in_scope
from pm_lint.github.issue_known import Known
from pm_lint.github.issue_match import own_numbers
from pm_lint.github.issue_plan import Close, Step, plan
from pm_lint.github.issue_render import differences, render_plan_json, render_plan_text, render_summary, short
from pm_lint.github.issue_state import too_many_gone
from pm_lint.github.outcome import Counts, Outcome
from pm_lint.github.place import Place
from pm_lint.linter import Checked
from pm_lint.output.escape import terminal
from pm_lint.record import dataclass, field, replace

_SWITCHED_OFF = "no issues are made: `create = false` under [action-items]"


def run_issues(
    client: Client | None,
    place: Place,
    documents: Sequence[Checked],
    config: ActionItemsConfig,
    *,
    today: date,
    max_new: int | None = None,
    dry_run: bool = False,
    as_json: bool = False,
    only: Container[str] | None = None,
    exists: Callable[[str], bool] = lambda path: False,
    clock: Clock | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Give every committed action item of the documents one issue, and bring the known ones up to date.

    ``documents`` are all that there are at ``place.sha``, in scope or not. ``dry_run`` plans and writes nothing, and
    says the steps of the paths in ``only`` (None: all); without a client it plans as if there were no issue yet.
    ``exists`` tells whether there is a file at a path that an issue names, though it is no document by now.
    Never raises for what GitHub does: a refusal is exit 3 with one sentence in ``Outcome.text``. Raises ConfigError for
    a token whose issues no later run would find again. ``log`` gets the progress, unescaped.
    """
    place = replace(place, backlog=config.repository)
    scope = in_scope(documents, first_day(config.since, today))
    counts = Counts.of(len(documents), [finding.level for one in documents for finding in one.findings])
    api = None if client is None else IssueApi(client, place, config.creators)
    run = _Run(api, place, config, documents, scope, exists, clock or SystemClock(), log)
    for note in scope.notes:
        run.say(note)
    most = config.max_new if max_new is None else max_new
    return replace(_dry_run(run, most, as_json, only) if dry_run else _real_run(run, most), counts=counts)


def _dry_run(run: _Run, max_new: int, as_json: bool, only: Container[str] | None) -> Outcome:
    """The plan, and nothing else. A local clone may be ahead of GitHub or behind, so the tip is not asked for."""
    try:
        # Such a team's tickets live elsewhere, and its token need not even be allowed to read issues.
        api = run.api if run.config.create else None
        if not run.config.create:
            run.say(_SWITCHED_OFF)
        elif api is None:
            run.say("planned without GitHub, so known issues are not seen and every item without a ticket looks new")
        steps = run.plan([] if api is None else api.listing())
    except GitHubError as error:
        return run.failed(error)
    planned = Outcome("issues")
    for message in _too_many(steps, max_new, run.config.max_removed):
        run.say(message)
        planned = replace(planned, exit_code=FINDINGS, verdict="fail")
    steps = [step for step in steps if only is None or step.path in only]
    if as_json:
        for sentence in run.sentences:  # the output is JSON alone
            run.log(sentence)
        return replace(planned, text=render_plan_json(steps))
    return replace(planned, text=render_plan_text(steps) + run.proposed(steps) + run.text())


def _real_run(run: _Run, max_new: int) -> Outcome:
    if not run.config.create:
        run.say(_SWITCHED_OFF)
        return run.outcome()
    try:
        if run.api is None:
            raise GitHubError("there is no access to GitHub: give a token, or plan with --dry-run")
        if (tip := run.api.tip()) != run.place.sha:
            run.say(f"superseded: the default branch is at {tip[:12]} by now, not at {run.place.sha[:12]}")
            return replace(run.outcome(), verdict="incomplete")
        steps = run.plan(known := run.api.listing())
    except GitHubError as error:
        return run.failed(error)
    if messages := _too_many(steps, max_new, run.config.max_removed):
        run.sentences += messages
        deferred = sum(step.action == "create" for step in steps)
        return replace(run.outcome(), exit_code=FINDINGS, verdict="fail", issues_deferred=deferred)
    for step in steps:
        if step.action == "keep" and step.line is None:
            run.say(f"#{step.issue} {short(step.text)} ({step.path}): {step.reason}")
    run.differing = [step for step in steps if step.differs]
    new = any(step.action == "create" for step in steps)
    fields = prepare(run.api, run.config, known, run.say, run.log) if new else Fields()
    deeds = Deeds(run.api, fields, run.clock, run.log, own_numbers(run.scope.items, run.place))
    complete = deeds.carry_out(steps)
    run.sentences += deeds.sentences
    if run.config.write_back and not deeds.stopped:
        complete &= run.write_back(run.api.client, [*deeds.done, *steps])
    return run.outcome(deeds.done, deeds.missing, OK if complete else GITHUB)


def _too_many(steps: Sequence[Step], max_new: int, max_removed: int) -> list[str]:
    """What to say if more issues would be new, or closed because their items are gone, than are likely meant: often it
    is something else, such as a folder that moved."""
    new = sum(step.action == "create" for step in steps)
    gone = sum(isinstance(step.deed, Close) and step.deed.not_planned for step in steps)
    kept = sum(step.line is not None and step.issue is not None and step.action != "adopt" for step in steps)
    found = []
    if new > max_new:
        found.append(
            f"{new} issues would be new, more than max-new = {max_new} allows, so nothing is written; if they are "
            f"meant, run again with the input `max-new: {new}`, or set max-new = {new} under [action-items] in the "
            "configuration"
        )
    if too_many_gone(gone, kept, max_removed):
        found.append(
            f"{gone} of {gone + kept} known action items are gone at once, so nothing is written and none of their "
            "issues is closed; if they were removed on purpose, close the issues by hand, or set "
            f"max-removed = {gone} under [action-items] in the configuration"
        )
    return found


@dataclass
class _Run:
    """What one run works with, and what it has to say."""

    api: IssueApi | None
    place: Place
    config: ActionItemsConfig
    documents: Sequence[Checked]
    scope: Scope
    exists: Callable[[str], bool]
    clock: Clock
    log: Callable[[str], None]
    sentences: list[str] = field(default_factory=list)
    #: Where a document and GitHub don't agree, and nothing is done about it.
    differing: list[Step] = field(default_factory=list)
    #: The pull request with the links, "" for none.
    pull_url: str = ""

    def plan(self, known: Sequence[Known]) -> list[Step]:
        config = self.config
        there = {path for path in {issue.path for issue in known} if self.exists(path)}
        return plan(
            replace(self.scope, present=self.scope.present | there),
            known,
            self.place,
            create=config.create,
            close_done=config.close_done,
            close_removed=config.close_removed,
        )

    def write_back(self, client: Client, steps: Sequence[Step]) -> bool:
        """Propose the links of the items that have an issue by these steps; whether all was done."""
        from pm_lint.github.write_back import Target, WriteBack, wanted  # most teams have it switched off

        target = Target(self.place, self.config.ticket_hosts)
        writing = WriteBack(client, target, self.log)
        done = writing.run(wanted(self.documents, steps))
        self.sentences += writing.sentences
        self.pull_url = writing.url
        return done

    def proposed(self, steps: Sequence[Step]) -> str:
        """For a dry run: the links that would be proposed for these steps, as a diff; "" with write-back off."""
        if not self.config.write_back:
            return ""
        from pm_lint.github.write_back import NOT_YET, Target, proposed_diff, wanted

        target = Target(self.place, self.config.ticket_hosts)
        made = [replace(step, issue=NOT_YET) if step.action == "create" else step for step in steps]
        return proposed_diff(wanted(self.documents, made), target)

    def say(self, sentence: str) -> None:
        """For the output and the summary, at the end; the log gets what is said on the way."""
        self.sentences.append(sentence)

    def text(self) -> str:
        lines = [*self.sentences, *([self.pull_url] if self.pull_url else []), *differences(self.differing)]
        return "".join(f"{terminal(line)}\n" for line in lines)

    def pull_link(self) -> str:
        """For the step summary: its sentences hold no link, for what is in them may be anybody's."""
        return f"\n[The pull request with the links]({self.pull_url})\n" if self.pull_url else ""

    def failed(self, error: GitHubError) -> Outcome:
        """GitHub refused or could not be reached before anything was written."""
        self.say(str(error))
        return self.outcome(exit_code=GITHUB)

    def outcome(self, done: Sequence[Step] = (), missing: Sequence[Step] = (), exit_code: int = OK) -> Outcome:
        def count(*actions: str) -> int:
            return sum(step.action in actions for step in done)

        summary = render_summary(done, missing, self.sentences, self.place, self.differing)
        return Outcome(
            "issues",
            exit_code=exit_code,
            verdict="incomplete" if exit_code else "pass",
            issues_created=count("create"),
            issues_updated=count("update"),
            issues_closed=count("close"),
            issues_adopted=count("adopt"),
            issues_deferred=sum(step.action == "create" for step in missing),
            summary_markdown=summary + self.pull_link(),
            text=self.text(),
        )
