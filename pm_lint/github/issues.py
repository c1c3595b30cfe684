"""Action items to issues: scope, listing, plan, deeds. (DESIGN, "The issues")

N new items take 2 + N requests, a rerun 2: the tip, the listing, one for each item. Creating an issue can't be repeated
safely, so what may have happened is read before anything is sent again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pm_lint.config import ActionItemsConfig
from pm_lint.errors import FINDINGS, GITHUB, OK, ConfigError
from pm_lint.github.client import Client, Clock, GitHubError, Refused, SystemClock, Unknown, in_path
from pm_lint.github.issue_body import Permalink, compose, duplicate_body, revise
from pm_lint.github.issue_items import Item, Scope, first_day, in_scope
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issue_match import Known
from pm_lint.github.issue_plan import Close, Create, Step, Update, plan, sweep, touched
from pm_lint.github.issue_render import render_plan_json, render_plan_text, render_summary, short, where
from pm_lint.github.outcome import Counts, Outcome
from pm_lint.github.place import Place
from pm_lint.linter import Checked
from pm_lint.output.escape import terminal

_TIP = (
    "query($owner: String!, $name: String!) { viewer { login }"
    " repository(owner: $owner, name: $name) { defaultBranchRef { name target { oid } } } }"
)

#: How long to wait before the listing is read again after an answer that got lost: it may lag.
WAITS = (15.0, 30.0, 60.0)


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
    clock: Clock | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Give every committed action item of the documents one issue, and bring the known ones up to date.

    ``documents`` are all that there are at ``place.sha``, in scope or not. ``dry_run`` plans and writes nothing, and
    says the steps of the paths in ``only`` (None: all); without a client it plans as if there were no issue yet.
    Never raises for what GitHub does: a refusal is exit 3 with one sentence in ``Outcome.text``. Raises ConfigError for
    a token whose issues no later run would find again. ``log`` gets the progress, unescaped.
    """
    scope = in_scope(documents, first_day(config.since, today))
    counts = Counts.of(len(documents), [finding.level for one in documents for finding in one.findings])
    run = _Run(client, place, config, scope, clock or SystemClock(), log)
    for note in scope.notes:
        run.say(note)
    most = config.max_new if max_new is None else max_new
    return replace(_dry_run(run, most, as_json, only) if dry_run else _real_run(run, most), counts=counts)


def _dry_run(run: _Run, max_new: int, as_json: bool, only: Container[str] | None) -> Outcome:
    """The plan, and nothing else. A local clone may be ahead of GitHub or behind, so the tip is not asked for."""
    try:
        if run.client is None:
            run.say("planned without GitHub, so known issues are not seen and every item without a ticket looks new")
        steps = run.plan([] if run.client is None else run.listing())
    except GitHubError as error:
        return run.failed(error)
    planned = Outcome("issues")
    if (message := _too_many(steps, max_new)) is not None:
        run.say(message)
        planned = replace(planned, exit_code=FINDINGS, verdict="fail")
    steps = [step for step in steps if only is None or step.path in only]
    if as_json:
        for sentence in run.sentences:  # the output is JSON alone
            run.log(sentence)
        return replace(planned, text=render_plan_json(steps))
    return replace(planned, text=render_plan_text(steps) + run.text())


def _real_run(run: _Run, max_new: int) -> Outcome:
    if not run.config.create:
        # Such a team's tickets live elsewhere, and its token need not even be allowed to read issues.
        run.say("no issues are made: `create = false` under [action-items]")
        return run.outcome()
    try:
        if (tip := run.tip()) != run.place.sha:
            run.say(f"superseded: the default branch is at {tip[:12]} by now, not at {run.place.sha[:12]}")
            return replace(run.outcome(), verdict="incomplete")
        steps = run.plan(run.listing())
    except GitHubError as error:
        return run.failed(error)
    if (message := _too_many(steps, max_new)) is not None:
        run.say(message)
        deferred = sum(step.action == "create" for step in steps)
        return replace(run.outcome(), exit_code=FINDINGS, verdict="fail", issues_deferred=deferred)
    run.carry_out(steps)
    return run.outcome()


def _too_many(steps: Sequence[Step], max_new: int) -> str | None:
    """What to say if more issues would be new than allowed: often it is something else, such as a folder that moved."""
    new = sum(step.action == "create" for step in steps)
    if new <= max_new:
        return None
    return (
        f"{new} issues would be new, more than max-new = {max_new} allows, so nothing is written; if they are meant, "
        f"run again with the input `max-new: {new}`, or set max-new = {new} under [action-items] in the configuration"
    )


class _NotDone(Exception):
    """This step can't be done, for the reason that the message says; the others can."""


@dataclass
class _Run:
    """One run: what it works with, what it has done, and what it could not."""

    client: Client | None
    place: Place
    config: ActionItemsConfig
    scope: Scope
    clock: Clock
    log: Callable[[str], None]
    sentences: list[str] = field(default_factory=list)
    done: list[Step] = field(default_factory=list)
    missing: list[Step] = field(default_factory=list)
    exit_code: int = OK
    #: Whether a creation was sent twice, so that there may be two.
    sent_twice: bool = False

    # -- what is said ------------------------------------------------------------------------------------------------

    def say(self, sentence: str) -> None:
        """For the output and the summary, at the end; the log gets what is said on the way."""
        self.sentences.append(sentence)

    def text(self) -> str:
        return "".join(f"{terminal(sentence)}\n" for sentence in self.sentences)

    def failed(self, error: GitHubError) -> Outcome:
        """GitHub refused or could not be reached before anything was written."""
        self.say(str(self.clear(error)))
        self.exit_code = GITHUB
        return self.outcome()

    def outcome(self) -> Outcome:
        def count(*actions: str) -> int:
            return sum(step.action in actions for step in self.done)

        return Outcome(
            "issues",
            exit_code=self.exit_code,
            verdict="incomplete" if self.exit_code else "pass",
            issues_created=count("create"),
            issues_updated=count("update"),
            issues_closed=count("close"),
            issues_adopted=count("adopt"),
            issues_deferred=sum(step.action == "create" for step in self.missing),
            summary_markdown=render_summary(self.done, self.missing, self.sentences),
            text=self.text(),
        )

    # -- what is read ------------------------------------------------------------------------------------------------

    @property
    def github(self) -> Client:
        if self.client is None:
            raise GitHubError("there is no access to GitHub: give a token, or plan with --dry-run")
        return self.client

    @property
    def address(self) -> str:
        return f"/repos/{in_path(self.place.repository)}/issues"

    def tip(self) -> str:
        """The commit that the default branch is at. Raises GitHubError; ConfigError if what this token makes would not
        be read back."""
        owner, _, name = self.place.repository.partition("/")
        data = self.github.graphql(_TIP, {"owner": owner, "name": name})
        login, sha = _text(data, "viewer", "login"), _text(data, "repository", "defaultBranchRef", "target", "oid")
        if not login or not sha:
            raise GitHubError(f"GitHub names no default branch of {self.place.repository}; run the job again later")
        if _bare(login) not in map(_bare, self.config.creators):
            raise ConfigError(
                f"the token writes as {login}, whose issues are not read back, so every run would make them again: "
                f"add {login!r} to creators under [action-items], or use the workflow's own token"
            )
        return sha

    def listing(self) -> list[Known]:
        """Every issue of ours, oldest first. Raises GitHubError unless it was read to the end.

        No label filter: labels are people's. Not the search: it lags by minutes.
        """
        known: dict[int, Known] = {}
        for creator in dict.fromkeys(self.config.creators):
            query = {"creator": creator, "state": "all", "sort": "created", "direction": "asc", "per_page": 100}
            for entry in self.github.pages(self.address, query):
                if (issue := Known.of(entry)) is not None:
                    known[issue.number] = issue
        return [known[number] for number in sorted(known)]

    def plan(self, known: Sequence[Known]) -> list[Step]:
        return plan(self.scope, known, self.place, create=self.config.create)

    def fresh(self, step: Step, marker: Marker) -> Known:
        """The issue as it is at this moment: a person may have written to it since the listing. Raises _NotDone if it
        is no longer the step's."""
        data = self.github.get(f"{self.address}/{step.issue}").data
        issue = Known.of(data)
        # A transferred issue redirects to its new repository.
        home = str(data.get("repository_url") or "") if isinstance(data, dict) else ""
        elsewhere = bool(home) and not home.casefold().endswith(f"/repos/{self.place.repository}".casefold())
        if issue is None or issue.number != step.issue or elsewhere:
            raise _NotDone("it was moved or closed as a duplicate meanwhile")
        if issue.marker and issue.name != (marker.incident, marker.item):
            raise _NotDone("its marker was changed meanwhile")
        return issue

    # -- what is written ---------------------------------------------------------------------------------------------

    def carry_out(self, steps: Sequence[Step]) -> None:
        """Every step that writes, one by one; what fails is named, and the next run completes it."""
        self.done += [step for step in steps if step.action == "adopt" and step.deed is None]
        for step in steps:
            if step.action == "keep" and step.line is None:
                self.say(f"#{step.issue} {short(step.text)} ({step.path}): {step.reason}")
        try:
            self._in_turn(steps)
            if self.sent_twice:
                self._in_turn(sweep(self.listing()))
        except GitHubError as error:
            self.exit_code = self.exit_code or GITHUB
            self.say(str(error))
        if self.missing:
            self.exit_code = self.exit_code or GITHUB
            named = "; ".join(f"{step.action} {where(step)} {short(step.text)}" for step in self.missing)
            self.say(f"not done, and left to the next run: {named}")

    def _in_turn(self, steps: Iterable[Step]) -> None:
        """Raises GitHubError where nothing more can be written; that step and all after it are missing."""
        waiting = deque(step for step in steps if step.deed)
        try:
            while waiting:
                step = waiting[0]
                try:
                    made = self._do(step)
                except (_NotDone, Refused) as error:
                    if isinstance(error, Refused) and not _is_about(error, step):
                        raise self.clear(error) from None
                    self.missing.append(step)
                    self.say(f"{where(step)}: {short(step.text)}: {error}")
                else:
                    self.done.append(made)
                    self.log(f"{made.action} #{made.issue}: {short(made.text)} ({where(made)}): {made.reason}")
                waiting.popleft()
        finally:
            self.missing += waiting

    def _do(self, step: Step) -> Step:
        """Carry out one step; what comes back is the step with what came of it."""
        match step.deed:
            case Create(item, marker):
                return self._create(step, item, marker)
            case Update(item, marker):
                self._update(step, item, marker)
            case Close(marker, stays):
                self._close(step, marker, stays)
        return step

    def clear(self, error: GitHubError) -> GitHubError:
        """The same, or with what to do about it where GitHub doesn't say."""
        if not isinstance(error, Refused) or error.status != 410:
            return error
        return GitHubError(
            f"issues are switched off in {self.place.repository}: switch them on in its settings, "
            "or set create = false under [action-items]"
        )

    def _create(self, step: Step, item: Item, marker: Marker) -> Step:
        """One new issue, or the one that an earlier attempt made after all."""
        body = compose(marker, item, Permalink(self.place.sha, item.path, item.line), self.place)
        issue: dict[str, Any] = {"title": step.title, "body": body, "labels": list(self.config.labels)}
        if item.login:
            issue["assignees"] = [item.login]
        try:
            return self._created(step, self._post(issue))
        except Unknown as error:
            self.log(f"{where(step)}: {error}; the listing is read before anything is sent again")
        if (found := self._look_again(step, marker)) is not None:
            return found
        self.sent_twice = True
        try:
            return self._created(step, self._post(issue))
        except Unknown:
            if (found := self._look_again(step, marker)) is not None:
                return found
            raise

    def _post(self, issue: dict[str, Any]) -> Any:
        """Send an issue; again without the assignee if GitHub doesn't know or allow that one (422, no effect). Its body
        names the owner anyway, without a mention. Raises Unknown for an answer without a number."""
        try:
            data = self.github.send("POST", self.address, issue).data
        except Refused as error:
            about_assignees = error.status == 422 and any(
                "assignee" in f"{one.field} {one.text}".lower() for one in error.errors
            )
            if not about_assignees or not issue.pop("assignees", None):
                raise
            data = self.github.send("POST", self.address, issue).data
        if not isinstance(data, dict) or type(data.get("number")) is not int:
            raise Unknown(f"GitHub's answer to POST {self.address} has no issue number: unknown whether it was made")
        return data

    def _created(self, step: Step, data: Any) -> Step:
        """The step, with its number. Raises GitHubError where the next run could not find the issue again."""
        user = data.get("user")
        login = user.get("login") if isinstance(user, dict) else None
        if isinstance(login, str) and login.casefold() not in {one.casefold() for one in self.config.creators}:
            raise GitHubError(
                f"#{data['number']} was made as {login}, whose issues are not read back, so the next run would make it "
                f"again: add {login!r} to creators under [action-items], or use the workflow's own token"
            )
        return replace(step, issue=data["number"])

    def _look_again(self, step: Step, marker: Marker) -> Step | None:
        """The issue with this marker, looked for until the listing has had time to catch up."""
        for seconds in WAITS:
            self.clock.sleep(seconds)
            for issue in self.listing():
                if issue.name == (marker.incident, marker.item):
                    return replace(step, action="adopt", issue=issue.number, reason="it was made after all")
        return None

    def _update(self, step: Step, item: Item, marker: Marker) -> None:
        """Bring title and body up to date. Sent twice at most: decided anew each time, it does no harm."""
        for last in (False, True):
            issue = self.fresh(step, marker)
            changes = revise(issue.marker or marker, issue.title, issue.body, item, self.place)
            if not changes:
                return
            try:
                self._patch(step, changes)
            except Unknown:
                if last:
                    raise
                self.clock.sleep(WAITS[0])
            else:
                return

    def _close(self, step: Step, marker: Marker, stays: int) -> None:
        """Close a duplicate, unless a person has come to it since."""
        issue = self.fresh(step, marker)
        if touched(issue):
            raise _NotDone("somebody has worked on this duplicate meanwhile")
        if issue.open:
            closed = {"state": "closed", "state_reason": "duplicate", "body": duplicate_body(stays)}
            self._patch(step, closed)

    def _patch(self, step: Step, changes: dict[str, str]) -> None:
        answer = self.github.send("PATCH", f"{self.address}/{step.issue}", changes)
        if not isinstance(answer.data, dict) or answer.data.get("number") != step.issue:
            raise Unknown(f"GitHub's answer to PATCH {self.address}/{step.issue} is not that issue")


def _bare(login: str) -> str:
    """A login as it is compared: GraphQL leaves out the suffix that REST gives an app's, at least in places."""
    return login.casefold().removesuffix("[bot]")


def _text(data: Any, *path: str) -> str:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""


def _is_about(error: Refused, step: Step) -> bool:
    """Whether a refusal is about this step alone: text that GitHub doesn't take, or an issue deleted meanwhile. Any
    other (token, permission, repository, redirect) would be the same for all."""
    return error.status == 422 or (error.status in (404, 410) and step.issue is not None)
