"""A plan carried out, and what to do when that fails half-way: after an answer that says nothing, what is there is read
before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Sequence

from pm_lint.errors import OK
from pm_lint.github.client import Client, Refused, Unknown, in_path
from pm_lint.github.comment import Spoken
from pm_lint.github.escape import ZWSP
from pm_lint.github.outcome import Context, Outcome
from pm_lint.github.place import Place
from pm_lint.github.review_material import Material
from pm_lint.github.review_plan import NewComment, Plan, duplicates
from pm_lint.github.review_state import Reader
from pm_lint.record import dataclass, replace

SECONDS_BEFORE_REREAD = 5.0


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
    """What a reader sees: the signs of no width, which keep GitHub from resolving anything, are not for a terminal."""
    return body.partition("-->")[2].replace(ZWSP, "").strip()
