"""The review of a pull request: read all, decide, write once, read again.

The decisions are in `review_plan.py`, which is pure; here is only what has to do with the network, and what to do when
it fails half-way: after an answer that says nothing, what is there is read before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from pm_lint.config import Config, commanded
from pm_lint.config_file import decode
from pm_lint.config_parse import read_value
from pm_lint.errors import FINDINGS, GITHUB, OK, ConfigError
from pm_lint.github.client import Client, GitHubError, Refused, Unknown, in_path
from pm_lint.github.escape import code
from pm_lint.github.event import PullRequest, pull_of_answer
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Context, Counts, Outcome, error_command
from pm_lint.github.place import Place
from pm_lint.github.review_plan import NewComment, Plan, Reviewed, Spoken, duplicates, make_plan
from pm_lint.github.review_state import ChangedFile, PullState, Reader
from pm_lint.github.summary import step_summary, tally
from pm_lint.github.understood import NOTHING, Understood
from pm_lint.linter import Checked, is_older
from pm_lint.output.counting import fits_line, plural
from pm_lint.output.escape import terminal
from pm_lint.project import named_files
from pm_lint.scope import config_for

#: As the files of a checkout are refused, so that every mode says the same.
LINKED = "it is a symbolic link, which is not followed"
#: Without `since`, a document about an older incident is left alone unless its file is new.
OLD_DAYS = 90
SECONDS_BEFORE_REREAD = 5.0


class Checker(Protocol):
    """What the review needs of the linter."""

    def check(self, path: str, data: bytes) -> Checked:
        """One document, checked."""
        ...

    def unreadable(self, path: str, why: str) -> Checked:
        """The result for a document that can't be checked."""
        ...


@dataclass(frozen=True)
class Tools:
    """What the review uses of the other rooms; tests bring their own."""

    #: Where the base branch may keep its configuration, the first that is there counts.
    config_paths: Sequence[str]
    #: Text and origin to configuration; raises ConfigError.
    parse_config: Callable[[str, str], Config]
    covers: Callable[[Config, str], bool]
    #: Configuration, and the texts of the files that it names, to what checks.
    linter: Callable[[Config, Mapping[str, str]], Checker]
    #: What is understood of one document, for the summary.
    understand: Callable[[Config, Checked], Understood] = lambda config, checked: NOTHING
    #: Findings as workflow commands.
    annotate: Callable[[Sequence[Checked]], str] = lambda results: ""


@dataclass(frozen=True)
class Material:
    """All that was read and checked; the plan is made of this alone."""

    config: Config
    documents: tuple[Reviewed, ...]
    notes: tuple[str, ...]
    #: The names that the pull request is known to touch; None: all of them.
    listed: frozenset[str] | None = None

    @property
    def checked(self) -> tuple[Checked, ...]:
        """The documents' results."""
        return tuple(document.checked for document in self.documents)

    def plan(self, spoken: Spoken, place: Place, *, inline: bool = True) -> Plan:
        """What to write, in view of what was said before."""
        return make_plan(self.documents, spoken, place, notes=self.notes, inline=inline, listed=self.listed)


def run_review(context: Context, tools: Tools) -> Outcome:
    """Review the event's pull request, or the one that the inputs name. Raises GitHubError, ConfigError."""
    client, repository = context.client, context.event.repository
    pull = _pull(context)
    reader = Reader(client, repository, pull.number)
    files, touched, complete = reader.changed_files()
    likely = [file.path for file in files if file.path.lower().endswith((".md", ".markdown"))]
    likely.sort(key=lambda path: not tools.covers(Config(), path))
    candidates = [context.inputs.config] if context.inputs.config else list(tools.config_paths)
    # Which of them are documents is in the configuration, which this query reads: so a page of them is asked for.
    state = reader.state(base=_base(pull), settings=candidates, head=pull.head_sha, paths=likely[:20])
    if state.head_sha != pull.head_sha:
        return _superseded(pull, state)

    config = _config(context, tools, reader, pull, state, candidates)
    material = _material(context, tools, reader, pull, state, config, files, touched)
    if not complete:
        said = f"GitHub lists only the first {len(files):,} files of this pull request; the others were not checked"
        context.log(said)
        material = replace(material, notes=(*material.notes, said), listed=frozenset(touched))
    place = Place(repository, pull.head_sha, context.server_url)
    outcome = judge(context, material, place, draft=state.draft)
    plan = material.plan(state.spoken, place)
    if context.inputs.dry_run:
        return replace(outcome, text=shown_plan(plan))
    writer = Writer(client, reader, material, place, context)
    try:
        return writer.carry_out(plan, state.spoken, outcome)
    except GitHubError as error:
        if isinstance(error, Refused) and error.status in (403, 404):  # a fork: its token may only read
            context.log(
                f"the token can't write ({error}); the findings are annotations and in the step summary instead"
            )
            return writer.done(replace(outcome, text=tools.annotate(material.checked)))
        return writer.done(replace(outcome, exit_code=GITHUB, verdict="incomplete", text=error_command(str(error))))


def _pull(context: Context) -> PullRequest:
    """The event's pull request; for another one, the API is asked."""
    number = context.inputs.pull_request
    if context.event.pull is not None and number in (None, context.event.pull.number):
        return context.event.pull
    answer = context.client.get(f"/repos/{in_path(context.event.repository)}/pulls/{number}")
    return pull_of_answer(answer.data)


def _base(pull: PullRequest) -> str:
    """The base branch, where nobody can take a tag for it."""
    return f"refs/heads/{pull.base_ref}"


def _superseded(pull: PullRequest, state: PullState) -> Outcome:
    text = f"superseded: the pull request is at {state.head_sha[:12]} now, not at {pull.head_sha[:12]}; nothing written"
    return Outcome("review", OK, "incomplete", text=f"{terminal(text)}\n")


def _config(
    context: Context, tools: Tools, reader: Reader, pull: PullRequest, state: PullState, candidates: Sequence[str]
) -> Config:
    """The base branch's configuration with the inputs laid over it."""
    config = Config()
    for path in candidates:
        text = state.base_texts.get(path)
        if text is not None:
            if text.linked:
                raise ConfigError(f"{path}: can't be read: {LINKED}")
            data = reader.whole(path, _base(pull), text)
            config = tools.parse_config(decode(data, path), path)
            break
    else:
        if context.inputs.config:
            missing = context.inputs.config
            raise ConfigError(
                f"config: {missing!r} is not on the base branch {pull.base_ref!r}; merge it, or correct it"
            )
    return override(config, context.inputs)


def override(config: Config, inputs: Inputs, origin: str = "the action's inputs") -> Config:
    """The configuration with the inputs laid over it. Raises ConfigError for one that can't be used."""
    if inputs.template is not None:
        config = commanded(config, template=read_value("template", inputs.template, origin))
    if inputs.paths is not None:
        config = replace(config, paths=read_value("paths", list(inputs.paths), origin))
    if inputs.since is not None:
        config = commanded(config, since=inputs.since)
    if inputs.fail_on is not None or inputs.never_fail:
        config = replace(config, fail_on=inputs.fail_on)
    return config


def _named_files(reader: Reader, pull: PullRequest, config: Config) -> dict[str, str]:
    """The texts of the files that the configuration names, at the base branch: in one query, where there are any."""
    named = named_files(config)
    texts = reader.texts(_base(pull), list(named))
    found = {}
    for path, what in named.items():
        text = texts.get(path)
        if text is None:
            raise ConfigError(
                f"{what}: {path!r} is not on the base branch {pull.base_ref!r}; merge it first, or correct it"
            )
        if text.linked:
            raise ConfigError(f"{what}: {path!r} can't be read: {LINKED}")
        found[path] = decode(reader.whole(path, _base(pull), text), path)
    return found


def _material(
    context: Context,
    tools: Tools,
    reader: Reader,
    pull: PullRequest,
    state: PullState,
    config: Config,
    files: Sequence[ChangedFile],
    touched: set[str],
) -> Material:
    wanted = [file for file in files if tools.covers(config, file.path)]
    documents: list[Reviewed] = []
    if wanted:
        linter = tools.linter(config, _named_files(reader, pull, config))
        texts = dict(state.head_texts)
        texts |= reader.texts(pull.head_sha, [file.path for file in wanted if file.path not in texts])
        for file in wanted:
            text = texts.get(file.path)
            if text is None:  # a submodule: there is no such file in a checkout either
                context.log(f"{file.path} is no regular file: left alone")
                continue
            if text.linked:
                checked = linter.unreadable(file.path, LINKED)
            else:
                # What is too large is not fetched: the linter only needs to see that it is.
                too_large = text.size > config.max_file_size
                data = bytes(config.max_file_size + 1) if too_large else reader.whole(file.path, pull.head_sha, text)
                checked = linter.check(file.path, data)
            if in_scope(checked, file.new, config, context.today):
                documents.append(Reviewed(checked, file.name, file.hunks, tools.understand(config, checked)))
            else:
                context.log(f"{file.path} is about an incident before `since`: left alone")
    settings = {
        *([context.inputs.config] if context.inputs.config else tools.config_paths),
        *named_files(config),
    }
    changed = sorted(settings & touched)
    notes = [f"{', '.join(map(code, changed))} changed here: applies after the merge"] if changed else []
    fits = fits_line(document.checked for document in documents)
    notes += [fits] if fits else []
    return Material(config, tuple(documents), tuple(notes))


def in_scope(checked: Checked, new: bool, config: Config, today: date) -> bool:
    """Whether the document's incident is recent enough. One that nothing dates is in scope."""
    if checked.postmortem is None:
        return True
    since = config_for(config, checked.path).since
    if since is None:
        return new or not is_older(checked.postmortem, today - timedelta(days=OLD_DAYS))
    return not is_older(checked.postmortem, since)


def judge(context: Context, material: Material, place: Place, *, draft: bool) -> Outcome:
    """The exit code, which depends on the findings alone, and the step summary with all of them."""
    findings = [finding for checked in material.checked for finding in checked.findings]
    counts = Counts.of(len(material.documents), (finding.level for finding in findings))
    # A draft gets the review but never fails.
    failed = counts.reach(material.config.fail_on) and not draft
    if not material.documents:
        body = "\n".join(["**pm-lint:** no postmortem in this pull request.", *(f"- {one}" for one in material.notes)])
    else:
        body = step_summary(material.documents, place, material.notes)
    return Outcome(
        mode="review",
        exit_code=FINDINGS if failed else OK,
        verdict="fail" if failed else "pass",
        counts=counts,
        summary_markdown=body,
        text=f"{tally(findings)} in {plural(counts.files, 'postmortem')} of this pull request\n",
    )


@dataclass
class Writer:
    """Carries out a plan, and knows what has been done."""

    client: Client
    reader: Reader
    material: Material
    place: Place
    context: Context
    created: int = 0
    updated: int = 0
    deleted: int = 0
    url: str = ""

    def carry_out(self, plan: Plan, spoken: Spoken, outcome: Outcome) -> Outcome:
        """Write what the plan says: what is new first, so that nothing is lost if the rest fails."""
        self.url = next((one.url for one in spoken.summaries if one.id == plan.summary_edit), "")
        if plan.create:
            replanned = self._review(plan, spoken)
            if replanned is None:
                text = "superseded: the pull request's head has moved; nothing more written\n"
                return self.done(replace(outcome, exit_code=OK, verdict="incomplete", text=text))
            plan = replanned
        if plan.summary_changed and plan.summary is not None:
            self._summary(plan.summary, plan.summary_edit)
        for number, body in plan.edit:
            self._edit(f"pulls/comments/{number}", body)
        for number in plan.delete:
            self._delete(f"pulls/comments/{number}")
        for number in plan.summary_delete:
            self._delete(f"issues/comments/{number}")
        made_summary = plan.summary_changed and plan.summary_edit is None
        if self.created or made_summary:
            self._sweep()
        return self.done(outcome)

    def done(self, outcome: Outcome) -> Outcome:
        """The outcome with what has been written so far."""
        return replace(
            outcome,
            comments_created=self.created,
            comments_updated=self.updated,
            comments_deleted=self.deleted,
            summary_url=self.url,
        )

    def _address(self, rest: str) -> str:
        return f"/repos/{in_path(self.reader.repository)}/{rest}"

    def _review(self, plan: Plan, spoken: Spoken) -> Plan | None:
        """All new comments in one review. The plan that is left to do: another one if GitHub refused a line of it; None
        if the head has moved."""
        body = {
            "commit_id": self.place.sha,
            "event": "COMMENT",
            "comments": [comment.payload() for comment in plan.create],
        }
        address = self._address(f"pulls/{self.reader.number}/reviews")
        for attempt in (1, 2):
            try:
                self.client.send("POST", address, body)
            except Unknown as error:
                self.context.log(f"{error}; reading again")
                self.context.clock.sleep(SECONDS_BEFORE_REREAD)
                state = self.reader.state()
                if state.head_sha != self.place.sha:
                    return None
                if not _arrived(plan.create, spoken, state.spoken):
                    if attempt == 2:
                        raise
                    continue
            except Refused as error:
                if error.status != 422:
                    raise
                if self.reader.state().head_sha != self.place.sha:
                    return None
                self.context.log(f"{error}; the new remarks go into the summary")
                return self.material.plan(spoken, self.place, inline=False)
            self.created += len(plan.create)
            return plan
        return plan

    def _summary(self, body: str, number: int | None) -> None:
        if number is not None:
            self._edit(f"issues/comments/{number}", body)
            return
        address = self._address(f"issues/{self.reader.number}/comments")
        for attempt in (1, 2):
            try:
                answer = self.client.send("POST", address, {"body": body})
                self.url = str(answer.data.get("html_url") or "") if isinstance(answer.data, dict) else ""
            except Unknown as error:
                self.context.log(f"{error}; reading again")
                self.context.clock.sleep(SECONDS_BEFORE_REREAD)
                there = self.reader.state().spoken.summaries
                if not there:
                    if attempt == 2:
                        raise
                    continue
                self.url = there[0].url
            self.created += 1
            return

    def _edit(self, rest: str, body: str) -> None:
        """An edit says the same if it is sent twice. One whose comment is gone meanwhile has nothing to do."""
        if self._again("PATCH", rest, {"body": body}):
            self.updated += 1

    def _delete(self, rest: str) -> None:
        if self._again("DELETE", rest, None):
            self.deleted += 1

    def _again(self, method: str, rest: str, body: object) -> bool:
        """Edit or delete, which may be sent twice; False if there is nothing to edit or delete any more."""
        sent_before = False
        while True:
            try:
                self.client.send(method, self._address(rest), body)
                return True
            except Unknown:
                if sent_before:
                    raise
                sent_before = True
            except Refused as error:
                if error.status not in (404, 410):
                    raise
                return sent_before

    def _sweep(self) -> None:
        """Two runs at once may have said the same: the lowest id stays."""
        inline_surplus, summary_surplus = duplicates(self.reader.state().spoken)
        for number in inline_surplus:
            self._delete(f"pulls/comments/{number}")
        for number in summary_surplus:
            self._delete(f"issues/comments/{number}")


def _arrived(wanted: Sequence[NewComment], before: Spoken, now: Spoken) -> bool:
    """Whether the review got there after all: a review is all or nothing, so one of its comments is enough."""
    known = {one.id for one in before.inline}
    new = [one for one in now.inline if one.id not in known and not one.outdated]
    there = {(one.path, one.line, mark.fingerprint) for one in new for mark in one.marks}
    return any((one.path, one.lines.last, mark.fingerprint) in there for one in wanted for mark in one.marks)


def shown_plan(plan: Plan) -> str:
    """The review that would be posted, as text. Lines are escaped for the log by the caller."""
    parts = []
    for comment in plan.create:
        lines = comment.lines
        where = f"{lines.first}" if lines.first == lines.last else f"{lines.first}-{lines.last}"
        parts.append(f"--- new comment at {comment.path}:{where}\n{_without_marker(comment.body)}\n")
    parts += [f"--- comment {number} edited\n{_without_marker(body)}\n" for number, body in plan.edit]
    parts += [f"--- comment {number} deleted\n" for number in (*plan.delete, *plan.summary_delete)]
    if plan.summary_changed and plan.summary is not None:
        parts.append(f"--- summary\n{_without_marker(plan.summary)}\n")
    return "\n".join(parts) or "nothing to write\n"


def _without_marker(body: str) -> str:
    return body.partition("-->")[2].strip()
