"""The review of a pull request: read all, decide, write once, read again.

What is read is in `review_state.py` and `review_material.py`; the decisions are in `review_plan.py`, which is pure; and
`review_write.py` carries them out. Here they meet, and here is what the run comes to.
"""

from __future__ import annotations

from pm_lint.config import Config
from pm_lint.errors import FINDINGS, GITHUB, OK
from pm_lint.github.client import GitHubError, Refused, in_path
from pm_lint.github.event import EventError, PullRequest, pull_of_answer
from pm_lint.github.outcome import Context, Counts, Outcome, error_command
from pm_lint.github.place import Place
from pm_lint.github.review_material import Desk, Material, Tools, read_config, read_material
from pm_lint.github.review_state import PullState, Reader
from pm_lint.github.review_write import Writer, shown_plan
from pm_lint.github.summary import step_summary, tally
from pm_lint.output.counting import plural
from pm_lint.output.escape import terminal
from pm_lint.record import replace


def run_review(context: Context, tools: Tools) -> Outcome:
    """Review the event's pull request, or the one that the inputs name. Raises GitHubError, ConfigError."""
    client, repository = context.client, context.event.repository
    pull = _pull(context)
    desk = Desk(context, tools, Reader(client, repository, pull.number), pull)
    changes = desk.reader.changed_files()
    likely = [file.path for file in changes.files if file.path.lower().endswith((".md", ".markdown"))]
    likely.sort(key=lambda path: not tools.covers(Config(), path))
    # Which of them are documents is in the configuration, which this query reads: so a page of them is asked for.
    state = desk.reader.state(base=desk.base_ref, settings=desk.config_paths, head=pull.head_sha, paths=likely[:20])
    if state.head_sha != pull.head_sha:
        return _superseded(pull, state)

    config = read_config(desk, state)
    if state.draft and config.review.drafts == "skip":
        return Outcome("review", text="a draft: left alone until it is ready for review\n")
    material = read_material(desk, state, config, changes)
    if not changes.complete:
        said = f"GitHub lists only the first {changes.listed:,} files of this pull request; the others were not checked"
        context.log(said)
        material = replace(material, notes=(*material.notes, said), listed=changes.touched)
    place = Place(repository, pull.head_sha, context.server_url)
    outcome = judge(material, place, draft=state.draft)
    plan = material.plan(state.spoken, place)
    if context.inputs.dry_run:
        return replace(outcome, text=f"{shown_plan(plan)}\n{outcome.text}")
    writer = Writer(client, desk.reader, material, place, context)
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
    try:
        return pull_of_answer(answer.data)
    except EventError:
        raise GitHubError(f"GitHub's answer about #{number} is not a pull request; run the job again later") from None


def _superseded(pull: PullRequest, state: PullState) -> Outcome:
    text = f"superseded: the pull request is at {state.head_sha[:12]} now, not at {pull.head_sha[:12]}; nothing written"
    return Outcome("review", OK, "incomplete", text=f"{terminal(text)}\n")


def judge(material: Material, place: Place, *, draft: bool = False) -> Outcome:
    """The exit code, which depends on the findings alone, and the step summary with all of them."""
    findings = [finding for checked in material.checked for finding in checked.findings]
    counts = Counts.of(len(material.documents), (finding.level for finding in findings))
    # A draft gets the review but never fails.
    failed = counts.reach(material.config.fail_on) and not draft
    if not material.documents:
        body = "\n".join(["**pm-lint:** no postmortem in this pull request.", *(f"- {one}" for one in material.notes)])
    else:
        body = step_summary(material.documents, place, material.notes, must=material.config.must)
    return Outcome(
        mode="review",
        exit_code=FINDINGS if failed else OK,
        verdict="fail" if failed else "pass",
        counts=counts,
        summary_markdown=body,
        text=f"{tally(findings)} in {plural(counts.files, 'postmortem')} of this pull request\n",
    )
