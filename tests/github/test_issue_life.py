"""The life of a document and of its issues, in any order: no item lost, none with two open issues, no person's text,
title, label or decision changed, nothing reopened, nothing closed without a cause; an item that is edited, moved or
renamed keeps its issue, and one that links it whatever it says; and writing the link changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pm_lint.github.issue_body import take_apart
from pm_lint.github.issue_marker import duplicate_of, normalise, parse
from pm_lint.linter import Checked
from pm_lint.postmortem.model import ActionItem
from pm_lint.record import replace
from tests.fake_github.mishaps import FAULTS
from tests.fake_github.state import Issue
from tests.github.issue_world import CONFIG, Hub, faulty, settle
from tests.github.test_issue_support import PATH, action, document, ticket

#: No two of them are alike enough to be one edited, with any end.
TASKS = (
    "Add an alert on queue depth", "Write the failover runbook", "Page database people at night", "Order more disks",
    "Test backups every week", "Move logs off the root volume", "Teach everybody kubectl", "Cap retries in client",
    "Drop unused indexes", "Buy a second uplink", "Document who owns billing", "Shorten DNS lifetimes",
)  # fmt: skip
#: What an item that links its issue may be rewritten to.
REWRITTEN = ("Hire one more engineer", "Ask legal about notices", "Paint office walls", "Sell old hardware")
ENDS = ("", " now", " soon", " again", " for us")
OTHER = document("postmortems/other.md", "Something that never changes", "Nothing to see here")
CHOICE = st.integers(0, 1000)


@dataclass
class Line:
    """An item of the document; ``number`` is its issue's as of the last settled run."""

    task: str
    end: str = ""
    done: bool = False
    number: int | None = None
    #: The issue that it links.
    link: int | None = None

    @property
    def text(self) -> str:
        return self.task + self.end

    @property
    def item(self) -> ActionItem:
        if self.link is None:
            return action(self.text, done=self.done)
        return action(f"{self.text} (#{self.link})", done=self.done, tickets=(ticket(self.link),))


class Life(RuleBasedStateMachine):
    """A document, its issues, and everybody who may touch them."""

    @initialize(close_done=st.booleans(), close_removed=st.booleans())
    def begin(self, close_done: bool, close_removed: bool) -> None:
        # Most items may be gone at once, else a run that refuses to close them would do nothing at all.
        self.config = replace(CONFIG, close_done=close_done, close_removed=close_removed, max_removed=1000)
        self.hub = Hub.new()
        self.path = PATH
        self.renames = 0
        self.unused = list(TASKS)
        self.rewritten = list(REWRITTEN)
        self.lines: list[Line] = []
        #: What people did, by the issue's number.
        self.notes: dict[int, str] = defaultdict(str)
        self.titles: dict[int, str] = {}
        self.labels: dict[int, list[str]] = {}
        self.closed: set[int] = set()
        #: Issues that a person reopened; and those of them whose item has not been seen without its tick since.
        self.reopened: set[int] = set()
        self.obeyed: set[int] = set()
        #: The issues that items of a task have ever had.
        self.ever: dict[str, set[int]] = defaultdict(set)
        for _ in range(3):
            self.add(0)
        self.settle()

    @property
    def documents(self) -> tuple[Checked, Checked]:
        return document(self.path, *(line.item for line in self.lines)), OTHER

    def issue(self, choice: int) -> Issue:
        issues = [one for one in self.hub.repo.issues if duplicate_of(one.body or "") is None]
        return issues[choice % len(issues)]

    def line(self, choice: int) -> Line:
        return self.lines[choice % len(self.lines)]

    # -- in the document ---------------------------------------------------------------------------------------------

    @precondition(lambda self: self.unused)
    @rule(where=CHOICE)
    def add(self, where: int) -> None:
        self.lines.insert(where % (len(self.lines) + 1), Line(self.unused.pop(0)))

    @precondition(lambda self: self.lines)
    @rule(which=CHOICE)
    def add_the_same(self, which: int) -> None:
        line = self.line(which)
        self.lines.append(Line(line.task, line.end))

    @precondition(lambda self: self.lines)
    @rule(which=CHOICE, end=st.sampled_from(ENDS))
    def edit(self, which: int, end: str) -> None:
        self.line(which).end = end
        self.obeyed.clear()  # of items that are alike the one may get the other's issue

    @precondition(lambda self: self.lines)
    @rule(which=CHOICE)
    def remove(self, which: int) -> None:
        self.lines.remove(self.line(which))

    @precondition(lambda self: self.lines)
    @rule(which=CHOICE)
    def tick(self, which: int) -> None:
        self.line(which).done = not self.line(which).done
        self.obeyed.clear()

    @rule(chance=st.randoms())
    def reorder(self, chance: Any) -> None:
        chance.shuffle(self.lines)
        self.obeyed.clear()

    @precondition(lambda self: self.lines)
    @rule(which=CHOICE)
    def link(self, which: int) -> None:
        """The link is written into the document, which changes nothing on GitHub."""
        self.settle()
        line = self.line(which)
        if line.number is None or line.link or not self.is_alone(line):
            return
        line.link = line.number
        written = self.hub.writes
        self.settle()
        assert self.hub.writes == written, "the link alone changed something"

    @precondition(lambda self: self.rewritten and any(line.link for line in self.lines))
    @rule(which=CHOICE)
    def rewrite(self, which: int) -> None:
        """An item that links its issue gets another text altogether."""
        self.settle()
        linked = [line for line in self.lines if line.link]
        line = linked[which % len(linked)]
        line.task, line.end = self.rewritten.pop(0), ""
        self.settle()

    def is_alone(self, line: Line) -> bool:
        """Whether exactly one issue says what the line says."""
        markers = [parse(one.body or "") for one in self.hub.repo.issues]
        return sum(marker is not None and marker.text == line.text for marker in markers) == 1

    @precondition(lambda self: self.lines)
    @rule(which=CHOICE, end=st.sampled_from(ENDS))
    def rename(self, which: int, end: str) -> None:
        """The file gets another name, and an item another text with it."""
        self.settle()
        self.renames += 1
        self.path = f"postmortems/renamed-{self.renames}.md"
        if len(self.lines) > 1:
            self.edit(which, end)
        self.settle()

    # -- on GitHub ---------------------------------------------------------------------------------------------------

    @rule(which=CHOICE)
    def close(self, which: int) -> None:
        issue = self.issue(which)
        issue.close_as("bob", "not_planned")
        self.closed.add(issue.number)
        self.reopened.discard(issue.number)
        self.obeyed.discard(issue.number)

    @rule(which=CHOICE)
    def reopen(self, which: int) -> None:
        issue = self.issue(which)
        if issue.state == "open":
            return
        issue.reopen_as("bob")
        self.closed.discard(issue.number)
        self.reopened.add(issue.number)
        self.obeyed.add(issue.number)

    @rule(which=CHOICE)
    def retitle(self, which: int) -> None:
        issue = self.issue(which)
        issue.edit_as("bob", title=f"Bob's {issue.number}")
        self.titles[issue.number] = issue.title

    @rule(which=CHOICE)
    def relabel(self, which: int) -> None:
        issue = self.issue(which)
        issue.labels = [self.hub.repo.label("mine")]
        self.labels[issue.number] = ["mine"]

    @rule(which=CHOICE)
    def lock(self, which: int) -> None:
        self.issue(which).locked = True

    @rule(which=CHOICE, text=st.sampled_from(["Done by Friday", "<!-- /pm-lint -->", "> @bob wrote", "- [ ] one"]))
    def note(self, which: int, text: str) -> None:
        issue = self.issue(which)
        issue.edit_as("bob", body=f"{(issue.body or '')}\r\n{text}")
        self.notes[issue.number] += f"\r\n{text}"

    @rule(which=CHOICE)
    def scribble_in_our_part(self, which: int) -> None:
        issue = self.issue(which)
        issue.edit_as("bob", body=(issue.body or "").replace("- Incident:", "- Accident:").replace("\n", "\r\n"))
        self.notes[issue.number] = take_apart(issue.body or "").people

    @precondition(lambda self: self.lines)
    @rule(which=CHOICE)
    def wipe(self, which: int) -> None:
        """A person writes a body of their own; the title, which is ours, still says what the issue is for."""
        self.settle()
        line = self.line(which)
        if line.number is None or line.link or line.number in self.titles or not self.is_alone(line):
            return
        self.hub.repo.numbered[line.number].edit_as("bob", body="All mine.")
        self.notes[line.number] = "All mine."
        self.settle()

    @rule(which=CHOICE)
    def delete_or_transfer(self, which: int) -> None:
        issue = self.issue(which)
        if len(self.hub.repo.issues) == 1:  # there is always one left to be chosen
            return
        self.hub.repo.delete_issue(issue)
        self.closed.discard(issue.number)
        for line in self.lines:
            if line.number == issue.number:
                line.number = None
            if line.link == issue.number:  # a link that leads nowhere is taken out
                line.link = None

    # -- runs --------------------------------------------------------------------------------------------------------

    @rule(fault=st.sampled_from(sorted(FAULTS)), at=st.integers(1, 9))
    def trouble(self, fault: str, at: int) -> None:
        self.hub.faults = {self.hub.requests + at: FAULTS[fault]}
        faulty(self.hub, *self.documents, config=self.config)
        self.settle()

    @rule(at=st.integers(1, 9))
    def two_at_once(self, at: int) -> None:
        """Another run, from its start to its end, before one of this one's requests."""
        first = self.hub.requests + at

        def other(number: int, method: str, path: str) -> None:
            if number == first:
                self.hub.run(*self.documents, config=self.config)

        self.hub.meanwhile = other
        self.hub.run(*self.documents, config=self.config)
        self.hub.meanwhile = lambda number, method, path: None
        self.settle()

    @rule(which=CHOICE)
    def a_person_in_the_middle(self, which: int) -> None:
        """A note is written between the listing and whatever the run writes."""
        first = self.hub.requests + 3

        def write(number: int, method: str, path: str) -> None:
            if number == first:
                self.note(which, "Just now")

        self.hub.meanwhile = write
        self.hub.run(*self.documents, config=self.config)
        self.hub.meanwhile = lambda number, method, path: None
        self.settle()

    @rule()
    def settle(self) -> None:
        """Runs until nothing changes; then everything is looked at."""
        settle(self.hub, *self.documents, config=self.config)
        self._nothing_of_a_person_changed()
        self._every_item_has_its_issue()

    # -- what holds --------------------------------------------------------------------------------------------------

    def _nothing_of_a_person_changed(self) -> None:
        for issue in self.hub.repo.issues:
            number, body = issue.number, issue.body or ""
            if duplicate_of(body) is not None:
                assert number not in self.notes, "a person's issue was swept"
                continue
            assert take_apart(body).people.strip() == self.notes[number].strip() if number in self.notes else True
            assert issue.title == self.titles.get(number, issue.title)
            assert [label.name for label in issue.labels] == self.labels.get(number, [])
            assert issue.state == "closed" or number not in self.closed, "reopened"
            if issue.state == "closed" and number not in self.closed:
                self._closed_with_a_cause(issue)

    def _closed_with_a_cause(self, issue: Issue) -> None:
        """An issue that a run has closed, and that stays closed from now on."""
        number, marker = issue.number, parse(issue.body or "")
        assert marker is not None
        here = [line for line in self.lines if normalise(line.text) == normalise(marker.text)]
        if issue.state_reason == "completed":
            assert self.config.close_done and any(line.done for line in here), "closed as done"
            assert number not in self.obeyed, "closed again after a person reopened it"
        else:
            assert issue.state_reason == "not_planned" and self.config.close_removed, "closed as removed"
            assert not self.notes.get(number, "").strip() and number not in self.titles, "closed, but a person's"
            assert number not in self.reopened, "closed again after a person reopened it"
            equals = [
                one for one in self.hub.repo.issues if (told := parse(one.body or "")) and told.text == marker.text
            ]
            assert len(here) < len(equals), "closed, but its item is there"
        self.closed.add(number)

    def _every_item_has_its_issue(self) -> None:
        issues = {one.number: one for one in self.hub.repo.issues}
        held: dict[str, list[int]] = defaultdict(list)
        for number, issue in sorted(issues.items()):
            if (marker := parse(issue.body or "")) and marker.path == self.path:
                held[normalise(marker.text)].append(number)
        names = Counter(
            (marker.incident, marker.item)
            for one in self.hub.open if (marker := parse(one.body or ""))
        )  # fmt: skip
        assert max(names.values(), default=0) <= 1, "two open issues for one item"
        # Items that once had one text are one another's equals, whatever they have become, and so is an issue that such
        # a one has left behind: of the issues of a task as many stay in use as items of it stay.
        for line in self.lines:
            if line.link:
                assert line.link in held[normalise(line.text)], "a linked item lost its issue"
                held[normalise(line.text)].remove(line.link)
        others = [line for line in self.lines if not line.link]
        stayed = Counter(line.task for line in others if line.number is not None)
        kept: Counter[str] = Counter()
        for line in sorted(others, key=lambda one: one.done):  # what was new and ticked off needs none
            free = held[normalise(line.text)]
            assert free or line.done, f"{line.text!r} has no issue"
            line.number = free.pop(0) if free else None
            kept[line.task] += line.number in self.ever[line.task]
        assert kept >= stayed, f"not kept: {stayed - kept}"
        for line in self.lines:
            if line.number is not None:
                self.ever[line.task].add(line.number)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
