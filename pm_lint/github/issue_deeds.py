"""The steps of a plan, carried out one by one.

Creating an issue can't be repeated safely, so what may have happened is read before anything is sent again; and what
can't be done is named and left to the next run.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from pm_lint.github.client import Clock, GitHubError, Refused, Unknown
from pm_lint.github.issue_api import IssueApi, is_about_labels
from pm_lint.github.issue_body import Permalink, compose, duplicate_body, revise
from pm_lint.github.issue_fields import Fields
from pm_lint.github.issue_items import Item
from pm_lint.github.issue_known import Known, touched
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issue_plan import Close, Create, Step, Update, sweep
from pm_lint.github.issue_render import short, where
from pm_lint.github.issue_state import closes_for_tick
from pm_lint.record import dataclass, field, replace

#: How long to wait before the listing is read again after an answer that got lost: it may lag.
WAITS = (15.0, 30.0, 60.0)
#: A line of progress after so many seconds.
PROGRESS = 60.0
#: The reason of an issue that was made, once it is there.
NEW = "had no issue"
#: So many of the steps left over are named, and the others counted.
MOST_NAMED = 10


class _NotDone(Exception):
    """This step can't be done, for the reason that the message says; the others can."""


@dataclass
class Deeds:
    """What is carried out, and what came of it."""

    api: IssueApi
    fields: Fields
    clock: Clock
    #: What is said on the way, unescaped.
    log: Callable[[str], None]
    #: The issues that documents link as their items' own: of doubles these stay.
    linked: Container[int] = ()
    done: list[Step] = field(default_factory=list)
    missing: list[Step] = field(default_factory=list)
    #: What is to be said at the end, unescaped.
    sentences: list[str] = field(default_factory=list)
    #: Whether a creation was sent twice, so that there may be two.
    _sent_twice: bool = False
    #: Logins that GitHub refused as assignees, by then without any.
    _strangers: set[str] = field(default_factory=set)
    #: Whether GitHub could not be written to any more; else each step that is missing has a reason of its own.
    stopped: bool = False

    def carry_out(self, steps: Sequence[Step]) -> bool:
        """Every step that writes; whether all of it was done. Never raises for what GitHub does."""
        self.done += [step for step in steps if step.action == "adopt" and step.deed is None]
        try:
            self._in_turn(steps)
            if self._sent_twice:
                self._in_turn(sweep(self.api.listing(), self.linked))
        except GitHubError as error:
            self.stopped = True
            self.sentences.append(str(error))
        if self.missing:
            self.sentences.append(_left_over(self.missing))
        return not self.stopped and not self.missing

    def _in_turn(self, steps: Iterable[Step]) -> None:
        """Raises GitHubError where nothing more can be written; that step and all after it are missing."""
        waiting = deque(step for step in steps if step.deed)
        total, started = len(waiting), self.clock.now()
        said = started
        try:
            while waiting:
                step = waiting[0]
                try:
                    made = self._do(step)
                except (_NotDone, Refused) as error:
                    if isinstance(error, Refused) and not _is_about(error, step):
                        raise
                    self.missing.append(step)
                    self.sentences.append(f"{where(step)}: {short(step.text)}: {error}")
                else:
                    self.done.append(made)
                    self.log(f"{made.action} #{made.issue}: {short(made.text)} ({where(made)}): {made.reason}")
                waiting.popleft()
                if waiting and self.clock.now() - said >= PROGRESS:
                    said = self.clock.now()
                    self.log(_progress(total - len(waiting), total, said - started))
        finally:
            self.missing += waiting

    def _do(self, step: Step) -> Step:
        """Carry out one step; what comes back is the step with what came of it."""
        match step.deed:
            case Create(item, marker):
                return self._create(step, item, marker)
            case Update(item, marker):
                self._change(step, marker, lambda issue: self._brought_up(issue, item, marker))
            case Close() as deed:
                self._change(step, deed.marker, lambda issue: self._closed(issue, deed))
        return step

    def _create(self, step: Step, item: Item, marker: Marker) -> Step:
        """One new issue, or the one that an earlier attempt made after all."""
        place = self.api.place
        body = compose(marker, item, Permalink(place.sha, item.path, item.line), place)
        issue: dict[str, Any] = {"title": step.title, "body": body, "labels": list(self.fields.labels)}
        if self.fields.milestone is not None:
            issue["milestone"] = self.fields.milestone
        if item.login and item.login not in self._strangers:
            issue["assignees"] = [item.login]
        try:
            return replace(step, issue=self._post(issue), reason=NEW)
        except Unknown as error:
            self.log(f"{where(step)}: {error}; the listing is read before anything is sent again")
        if (found := self._look_again(step, marker)) is not None:
            return found
        self._sent_twice = True
        try:
            return replace(step, issue=self._post(issue), reason=NEW)
        except Unknown:
            if (found := self._look_again(step, marker)) is not None:
                return found
            raise

    def _post(self, issue: dict[str, Any]) -> int:
        """Send an issue; again without what GitHub refused of it (no effect)."""
        while True:
            try:
                return self.api.create(issue)
            except Refused as error:
                if not self._left_out(issue, error):
                    raise

    def _left_out(self, issue: dict[str, Any], error: Refused) -> bool:
        """Take what was refused out of the issue, and of all that come after; whether there was any such thing."""
        about = " ".join(f"{one.field} {one.text}" for one in error.errors).lower()
        tracker = self.api.place.tracker
        if error.status == 422 and "assignee" in about and (logins := issue.pop("assignees", None)):
            # Its body names the owner anyway, without a mention.
            self._strangers.update(logins)
            self.log(f"{', '.join(logins)} can't be assigned to issues of {tracker}, and is named in the text alone")
        elif error.status == 422 and "milestone" in about and issue.pop("milestone", None) is not None:
            self.fields = replace(self.fields, milestone=None)
            self.sentences.append(f"the new issues have no milestone: {error}")
        elif is_about_labels(error) and (unsure := [one for one in issue["labels"] if one not in self.fields.sure]):
            issue["labels"] = [one for one in self.fields.labels if one in self.fields.sure]
            self.fields = replace(self.fields, labels=tuple(issue["labels"]))
            self.sentences.append(f"the new issues don't have the label {', '.join(unsure)}: {error}")
        else:
            return False
        return True

    def _look_again(self, step: Step, marker: Marker) -> Step | None:
        """The issue with this marker, looked for until the listing has had time to catch up."""
        for seconds in WAITS:
            self.api.client.wait(seconds, "the listing of issues")
            for issue in self.api.listing():
                if issue.name == (marker.incident, marker.item):
                    return replace(step, action="adopt", issue=issue.number, reason="it was made after all")
        return None

    def _change(self, step: Step, marker: Marker, decide: Callable[[Known], dict[str, str]]) -> None:
        """Make the changes that the issue needs as it is now. Sent twice at most: decided anew each time, it does no
        harm."""
        for last in (False, True):
            changes = decide(self._fresh(step, marker))
            if not changes:
                return
            try:
                self.api.change(step.issue, changes)
            except Unknown:
                if last:
                    raise
                self.api.client.wait(WAITS[0], f"#{step.issue}")
            else:
                return

    def _brought_up(self, issue: Known, item: Item, marker: Marker) -> dict[str, str]:
        """What brings title and body up to date."""
        now = replace(issue.marker or marker, unticked=marker.unticked)
        return revise(now, issue.title, issue.body, item, self.api.place)

    def _closed(self, issue: Known, deed: Close) -> dict[str, str]:
        """What closes the issue, unless a person has come to it since."""
        if not issue.open:
            return {}
        if deed.item is not None:
            if not closes_for_tick(deed.item, issue):
                raise _NotDone("somebody has reopened it meanwhile")
            changes = self._brought_up(issue, deed.item, deed.marker)
            return changes | {"state": "closed", "state_reason": "completed"}
        if touched(issue):
            raise _NotDone("somebody has worked on it meanwhile")
        if deed.not_planned:
            return {"state": "closed", "state_reason": "not_planned"}
        return {"state": "closed", "state_reason": "duplicate", "body": duplicate_body(deed.stays or 0)}

    def _fresh(self, step: Step, marker: Marker) -> Known:
        """The step's issue as it is now. Raises _NotDone if it is the step's no more."""
        issue = self.api.fresh(step.issue)
        if issue is None:
            raise _NotDone("it was moved or closed as a duplicate meanwhile")
        if issue.marker and issue.name != (marker.incident, marker.item):
            raise _NotDone("its marker was changed meanwhile")
        return issue


def _is_about(error: Refused, step: Step) -> bool:
    """Whether a refusal is about this step alone: text that GitHub doesn't take, or an issue deleted meanwhile. Any
    other (token, permission, repository, redirect) would be the same for all."""
    return error.status == 422 or (error.status in (404, 410) and step.issue is not None)


def _progress(done: int, total: int, seconds: float) -> str:
    minutes = max(round(seconds / done * (total - done) / 60), 1)
    return f"{done} of {total} issues written, about {minutes} min left"


def _left_over(steps: Sequence[Step]) -> str:
    """Which steps are left, or so many of them as can be read, and how many there are."""
    counts = Counter(step.action for step in steps)
    many = " and ".join(f"{count} to {action}" for action, count in counts.items())
    named = [f"{step.action} {where(step)} {short(step.text)}" for step in steps[:MOST_NAMED]]
    if len(steps) > MOST_NAMED:
        named.append(f"and {len(steps) - MOST_NAMED} more")
    return f"not done, and left to the next run: {many}: {'; '.join(named)}"
