"""The steps of a plan, carried out one by one.

Creating an issue can't be repeated safely, so what may have happened is read before anything is sent again; and what
can't be done is named and left to the next run.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pm_lint.github.client import Clock, GitHubError, Refused, Unknown
from pm_lint.github.issue_api import IssueApi
from pm_lint.github.issue_body import Permalink, compose, duplicate_body, revise
from pm_lint.github.issue_items import Item
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issue_match import Known
from pm_lint.github.issue_plan import Close, Create, Step, Update, sweep, touched
from pm_lint.github.issue_render import short, where
from pm_lint.record import dataclass, field, replace

#: How long to wait before the listing is read again after an answer that got lost: it may lag.
WAITS = (15.0, 30.0, 60.0)
#: A line of progress after so many seconds.
PROGRESS = 60.0
#: So many of the steps left over are named, and the others counted.
MOST_NAMED = 10


class _NotDone(Exception):
    """This step can't be done, for the reason that the message says; the others can."""


@dataclass
class Deeds:
    """What is carried out, and what came of it."""

    api: IssueApi
    labels: Sequence[str]
    clock: Clock
    #: What is said on the way, unescaped.
    log: Callable[[str], None]
    done: list[Step] = field(default_factory=list)
    missing: list[Step] = field(default_factory=list)
    #: What is to be said at the end, unescaped.
    sentences: list[str] = field(default_factory=list)
    #: Whether a creation was sent twice, so that there may be two.
    _sent_twice: bool = False
    #: Logins that GitHub refused as assignees, by then without any.
    _strangers: set[str] = field(default_factory=set)

    def carry_out(self, steps: Sequence[Step]) -> bool:
        """Every step that writes; whether all of it was done. Never raises for what GitHub does."""
        failed = False
        self.done += [step for step in steps if step.action == "adopt" and step.deed is None]
        try:
            self._in_turn(steps)
            if self._sent_twice:
                self._in_turn(sweep(self.api.listing()))
        except GitHubError as error:
            failed = True
            self.sentences.append(str(error))
        if self.missing:
            self.sentences.append(_left_over(self.missing))
        return not failed and not self.missing

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
                self._update(step, item, marker)
            case Close(marker, stays):
                self._close(step, marker, stays)
        return step

    def _create(self, step: Step, item: Item, marker: Marker) -> Step:
        """One new issue, or the one that an earlier attempt made after all."""
        place = self.api.place
        body = compose(marker, item, Permalink(place.sha, item.path, item.line), place)
        issue: dict[str, Any] = {"title": step.title, "body": body, "labels": list(self.labels)}
        if item.login and item.login not in self._strangers:
            issue["assignees"] = [item.login]
        try:
            return replace(step, issue=self._post(issue))
        except Unknown as error:
            self.log(f"{where(step)}: {error}; the listing is read before anything is sent again")
        if (found := self._look_again(step, marker)) is not None:
            return found
        self._sent_twice = True
        try:
            return replace(step, issue=self._post(issue))
        except Unknown:
            if (found := self._look_again(step, marker)) is not None:
                return found
            raise

    def _post(self, issue: dict[str, Any]) -> int:
        """Send an issue; again without the assignee if GitHub doesn't know or allow that one (422, no effect). Its body
        names the owner anyway, without a mention."""
        try:
            return self.api.create(issue)
        except Refused as error:
            about_assignees = error.status == 422 and any(
                "assignee" in f"{one.field} {one.text}".lower() for one in error.errors
            )
            logins = issue.pop("assignees", None) if about_assignees else None
            if not logins:
                raise
        self._strangers.update(logins)
        self.log(f"{', '.join(logins)} can't be assigned to issues of this repository, and is named in the text alone")
        return self.api.create(issue)

    def _look_again(self, step: Step, marker: Marker) -> Step | None:
        """The issue with this marker, looked for until the listing has had time to catch up."""
        for seconds in WAITS:
            self.clock.sleep(seconds)
            for issue in self.api.listing():
                if issue.name == (marker.incident, marker.item):
                    return replace(step, action="adopt", issue=issue.number, reason="it was made after all")
        return None

    def _update(self, step: Step, item: Item, marker: Marker) -> None:
        """Bring title and body up to date. Sent twice at most: decided anew each time, it does no harm."""
        for last in (False, True):
            issue = self._fresh(step, marker)
            changes = revise(issue.marker or marker, issue.title, issue.body, item, self.api.place)
            if not changes:
                return
            try:
                self.api.change(step.issue, changes)
            except Unknown:
                if last:
                    raise
                self.clock.sleep(WAITS[0])
            else:
                return

    def _close(self, step: Step, marker: Marker, stays: int) -> None:
        """Close a duplicate, unless a person has come to it since."""
        issue = self._fresh(step, marker)
        if touched(issue):
            raise _NotDone("somebody has worked on this duplicate meanwhile")
        if issue.open:
            closed = {"state": "closed", "state_reason": "duplicate", "body": duplicate_body(stays)}
            self.api.change(step.issue, closed)

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
