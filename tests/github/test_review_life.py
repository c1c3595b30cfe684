"""The whole life of our comments, as a state machine: whatever people and machines do, in whatever order, after a clean
run every finding is said once, nothing stays that is no longer true, and what people wrote or decided is untouched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from pm_lint.finding import Finding, Span
from pm_lint.github.client import Client, GitHubError
from pm_lint.github.comment import parse_marker
from pm_lint.github.event import Event, PullRequest
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Context, Outcome
from pm_lint.github.review import run_review
from pm_lint.github.transport import Transport
from pm_lint.linter import Checked
from tests.fake_github.direct import FAULTS, Direct, Faulty, Turns
from tests.fake_github.mishaps import Killed
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import BOT, ReviewComment, Thread
from tests.github.support import LEVELS, TODAY, FakeClock, tools
from tests.github.test_issue_support import document

REPOSITORY = "alice/postmortems"
#: A fault in a document: severity and rule, what it is about, and a word that stands nowhere else.
FAULT = re.compile(r"!([EWN])(\d{3}) ([\w-]+) (t\d+)")
#: There is one fault of each at most, but for the rows of which there are many.
SUBJECTS = ["E304 meeting", "E305 owner", "W403 first", "W409 second", "N501 overview", *["E101 impact", "E101 lucky"]]
ROW = "W402 row"
NAMES = {"E101": "section-missing"}
places = st.integers(0, 40)
some = st.lists(places, min_size=1, max_size=3)
many = st.lists(places, min_size=2, max_size=9)
docs = st.sampled_from(["new", "old"])
any_subject = st.sampled_from([*SUBJECTS, ROW, ROW])
#: What follows an edit.
then = st.sampled_from(["run", "run", "run", "push", "go on", "two runs"])


def judged(path: str, data: bytes) -> Checked:
    """A finding for each fault that is written in the document."""
    source = data.decode()
    findings: list[Finding] = []
    rows: Counter[tuple[str, str]] = Counter()
    for number, line in enumerate(source.split("\n"), 1):
        for level, rule_id, key, word in FAULT.findall(line):
            ordinal = rows[rule_id, key]
            rows[rule_id, key] += 1
            span = Span(number, 1, number, len(line) + 1)
            name = NAMES.get(f"{level}{rule_id}", "some-rule")
            message = f"The word is {word}."
            findings.append(
                Finding(span, message, key, LEVELS[level], rule=f"PM{rule_id}", name=name, path=path, ordinal=ordinal)
            )
    return Checked(path, source, document(path, day=None).postmortem, tuple(findings))


class Life(RuleBasedStateMachine):
    """What people do to a pull request, and pm-lint's runs on it."""

    @initialize(first=st.lists(st.tuples(docs, any_subject, places), min_size=2, max_size=9))
    def open(self, first: list[tuple[str, str, int]]) -> None:
        self.github = FakeGitHub()
        self.clock = FakeClock()
        self.repo = self.github.repository(REPOSITORY)
        old = [f"old {number}" for number in range(40)]
        self.repo.commit("main", {"README.md": "hello\n", "postmortems/old.md": _text(old)})
        self.repo.branch("release", "main")
        self.repo.commit("release", {"postmortems/old.md": _text([*old[:20], "released", *old[20:]])})
        self.docs = {"new": [f"new {number}" for number in range(12)], "old": list(old)}
        self.paths = {"new": "postmortems/new.md", "old": "postmortems/old.md"}
        self.words = 0
        self.mended: list[tuple[str, str]] = []
        self.names = 0
        for name, subject, at in first:
            if subject == ROW or not self.has(name, subject):
                self.docs[name].insert(min(at, len(self.docs[name])), self.fault(subject))
        self.push()
        self.pull = self.repo.pull("topic")
        #: What people decided: the conversations they closed, with what these said, by document, rule and subject.
        self.closed: dict[Thread, tuple[str, tuple[tuple[str, str, str], ...]]] = {}
        self.replies: list[ReviewComment] = []
        self.run()

    def teardown(self) -> None:
        if hasattr(self, "github"):
            self.github.stop()
            self.github.assert_clean()

    # what authors do

    def fault(self, subject: str) -> str:
        self.words += 1
        return f"!{subject} t{self.words}"

    def faults(self) -> list[tuple[str, int, str]]:
        """All faults as they are written: document, line (from 0), text."""
        return [
            (name, number, found[0])
            for name, lines in self.docs.items()
            for number, line in enumerate(lines)
            for found in FAULT.finditer(line)
        ]

    @rule(name=docs, subjects=st.lists(st.tuples(any_subject, places), min_size=1, max_size=4), then=then)
    def write(self, name: str, subjects: list[tuple[str, int]], then: str) -> None:
        for subject, at in subjects:
            if subject == ROW or not self.has(name, subject):
                lines = self.docs[name]
                lines.insert(min(at, len(lines)), self.fault(subject))
        self.go_on(then)

    @rule(name=docs, at=places, subject=any_subject, then=then)
    def write_beside(self, name: str, at: int, subject: str, then: str) -> None:
        """Two faults on one line share a comment."""
        mine = [number for doc, number, _ in self.faults() if doc == name]
        if mine and (subject == ROW or not self.has(name, subject)):
            self.docs[name][mine[at % len(mine)]] += " " + self.fault(subject)
        self.go_on(then)

    @rule(which=some, then=then)
    def mend(self, which: list[int], then: str) -> None:
        for one in which:
            if faults := self.faults():
                name, number, text = faults[one % len(faults)]
                self.docs[name][number] = self.docs[name][number].replace(text, "mended")
                self.mended.append((name, text[1:].rpartition(" ")[0]))
        self.go_on(then)

    @rule(at=places, then=then)
    def relapse(self, at: int, then: str) -> None:
        """What was mended is wrong again, maybe elsewhere."""
        if self.mended:
            name, subject = self.mended.pop()
            self.write(name, [(subject, at)], then)

    @rule(which=some, then=then)
    def alter(self, which: list[int], then: str) -> None:
        """Another value, which is as wrong."""
        for one in which:
            if faults := self.faults():
                name, number, text = faults[one % len(faults)]
                subject = text[1:].rpartition(" ")[0]
                self.docs[name][number] = self.docs[name][number].replace(text, self.fault(subject))
        self.go_on(then)

    @rule(which=places, to=places, then=then)
    def move(self, which: int, to: int, then: str) -> None:
        if faults := self.faults():
            name, number, _ = faults[which % len(faults)]
            line = self.docs[name].pop(number)
            self.docs[name].insert(min(to, len(self.docs[name])), line)
        self.go_on(then)

    @rule(name=docs, at=places, number=st.integers(1, 12), then=then)
    def write_text(self, name: str, at: int, number: int, then: str) -> None:
        lines = self.docs[name]
        self.words += 1
        lines[min(at, len(lines)) : min(at, len(lines))] = [f"text {self.words}.{line}" for line in range(number)]
        self.go_on(then)

    @rule(name=docs, then=then)
    def rename(self, name: str, then: str) -> None:
        self.names += 1
        old, self.paths[name] = self.paths[name], f"postmortems/{name}-{self.names}.md"
        self.repo.commit("topic", {old: None, **self.files()})
        self.go_on(then)

    def has(self, name: str, subject: str) -> bool:
        return any(doc == name and text[1:].startswith(subject) for doc, _, text in self.faults())

    def go_on(self, then: str) -> None:
        if then != "go on":
            self.push()
        if then == "run":
            self.run()
        if then == "two runs":
            self.two_runs_at_once([0, 1] * 9)

    def push(self) -> None:
        tip = self.repo.branches.get("topic")
        if tip is None or any(self.repo.file(path, tip) != text.encode() for path, text in self.files().items()):
            self.repo.commit("topic", self.files())

    def files(self) -> dict[str, str]:
        return {self.paths[name]: _text(lines) for name, lines in self.docs.items()}

    @rule(onto=st.sampled_from(["main", "release"]), then=then)
    def force_push(self, onto: str, then: str) -> None:
        gone = {} if self.paths["old"] == "postmortems/old.md" else {"postmortems/old.md": None}
        self.repo.force_push("topic", {**gone, **self.files()}, onto)
        self.go_on(then)

    @rule(base=st.sampled_from(["main", "release"]), then=then)
    def change_base(self, base: str, then: str) -> None:
        self.pull.retarget_as("bob", base)
        self.go_on(then)

    @rule(branch=st.sampled_from(["main", "release"]))
    def base_moves_on(self, branch: str) -> None:
        self.words += 1
        self.repo.commit(branch, {"README.md": f"hello {self.words}\n"})

    # what people say and decide

    def ours(self, *, closed: bool) -> list[Thread]:
        return [
            one for one in self.pull.threads if one.comments[0].user.login == BOT and (one in self.closed) == closed
        ]

    def chosen(self, which: list[int], *, closed: bool) -> list[Thread]:
        """Some of our conversations: each once, in their order."""
        threads = self.ours(closed=closed)
        return [thread for number, thread in enumerate(threads) if number in {one % len(threads) for one in which}]

    @rule(which=many)
    def reply(self, which: list[int]) -> None:
        for thread in self.chosen(which, closed=False):
            self.replies.append(self.pull.reply_as("bob", thread.comments[0], "really?"))

    @rule(which=some, hide=st.booleans())
    def resolve(self, which: list[int], hide: bool) -> None:
        for thread in self.chosen(which, closed=False):
            first = thread.comments[0]
            if hide:
                first.minimized = "resolved"
            else:
                self.pull.resolve_as("bob", thread)
            marks = parse_marker(first.body)
            assert marks
            about = [(self.name_of(mark.document), mark.rule, mark.key) for mark in marks[0]]
            # Who closes what says "fixed" decides nothing about what comes back.
            self.closed[thread] = first.body, () if marks[1] else tuple(about)

    @rule(which=places)
    def reopen(self, which: int) -> None:
        for thread in self.chosen([which], closed=True):
            self.pull.unresolve(thread)
            thread.comments[0].minimized = None
            del self.closed[thread]

    def name_of(self, path: str) -> str:
        return "new" if path.startswith("postmortems/new") else "old"

    # what machines do

    def run_once(self, wrap: Callable[[Transport], Transport] = lambda transport: transport) -> tuple[Outcome, int]:
        """The run for the present head, and how many requests it took."""
        direct = Direct(self.github)
        client = Client("t_bot", self.github.url, clock=self.clock, transport=wrap(direct))
        head = PullRequest(self.pull.number, self.pull.head_sha, self.pull.base)
        event = Event("pull_request", REPOSITORY, "main", pull=head)
        context = Context(client, event, Inputs(), TODAY, clock=self.clock)
        return run_review(context, tools(judged)), len(direct.requests)

    @rule()
    def run(self) -> None:
        self.push()
        outcome, _ = self.run_once()
        self.check(outcome)

    @rule(order=st.lists(st.integers(0, 1), min_size=4, max_size=16))
    def two_runs_at_once(self, order: list[int]) -> None:
        self.push()
        outcomes: list[Outcome] = []
        turns = Turns(order)
        turns.together(*[lambda wrap: outcomes.append(self.run_once(wrap)[0])] * 2)
        self.check(outcomes[0])

    @rule(fault=st.sampled_from(sorted(FAULTS)), nth=st.integers(1, 8), times=st.sampled_from([1, 2, 99]))
    def a_run_that_fails(self, fault: str, nth: int, times: int) -> None:
        self.push()
        with suppress(GitHubError, Killed):
            self.run_once(lambda transport: Faulty(transport, fault, nth, times))

    @rule(nth=st.integers(1, 5), at=places, overtaken=st.booleans())
    def a_push_in_the_middle(self, nth: int, at: int, overtaken: bool) -> None:
        """And maybe a newer run, which ends before this one."""
        self.push()

        def push() -> None:
            self.write("new", [(ROW, at)], "push")
            if overtaken:
                self.run_once()

        fault = self.github.meanwhile(push, nth=nth)
        self.run_once()
        fault.hits = fault.times

    # what must be true

    def check(self, outcome: Outcome) -> None:
        """What holds after a clean run."""
        changed = {change.path for change in self.pull.files()}
        reviewed = {name for name, path in self.paths.items() if path in changed}
        found = [(name, *match) for name in reviewed for match in FAULT.findall("\n".join(self.docs[name]))]
        assert outcome.exit_code == any(level == "E" for _, level, *_ in found)
        ours = [one.comments[0] for one in self.pull.threads if one.comments[0].user.login == BOT]
        summaries = [one.body for one in self.pull.issue_comments if one.user.login == BOT]
        assert len(summaries) <= 1
        summary = set(re.findall(r"\bt\d+", "".join(summaries)))
        said = Counter(word for comment in ours if self.speaks(comment) for word in words(comment))
        said.update(summary)
        settled = Counter(about for _, abouts in self.closed.values() for about in abouts)

        # Said once; or never again, where a person closed the conversation about it.
        silent: Counter[tuple[str, str, str]] = Counter()
        for name, _, rule_id, key, word in found:
            assert said[word] <= 1, f"{word} is said {said[word]} times"
            about = (name, f"PM{rule_id}", key)
            if key != "row":
                assert said[word] == (about not in settled), f"{word} ({about}) is said {said[word]} times"
            elif not said[word]:
                silent[about] += 1
        for about, number in silent.items():
            assert number <= settled[about], f"{number} of {about} are not said"

        # Nothing stays that is no longer true.
        true = {word for *_, word in found}
        subjects = {(name, f"PM{rule_id}", key) for name, _, rule_id, key, _ in found}
        assert summary <= true
        for comment in ours:
            marked = parse_marker(comment.body)
            assert marked
            marks, fixed = marked
            if comment.thread in self.closed:
                assert comment.body == self.closed[comment.thread][0], "a closed conversation was touched"
            elif fixed:
                assert len(comment.thread.comments) > 1
                [commit] = re.findall(r"Fixed in (\w+)", comment.body)
                assert commit in self.pull.heads
            elif comment.thread.is_outdated:
                assert len(comment.thread.comments) > 1
                assert any((self.name_of(one.document), one.rule, one.key) in subjects for one in marks)
            else:
                assert set(words(comment)) <= true
        for thread in self.closed:
            assert thread in self.pull.threads, "a closed conversation is gone"
        for reply in self.replies:
            assert reply in reply.thread.comments and reply.thread in self.pull.threads, "a reply is gone"
            assert reply.thread.comments[0].user.login == BOT, "what was replied to is gone"

        before = len(self.github.log()), len(self.github.writes)
        _, requests = self.run_once()
        assert (requests, len(self.github.writes) - before[1]) == (2, 0), "a second run has something to do"
        self.github.requests.clear()

    def speaks(self, comment: ReviewComment) -> bool:
        """Whether a reader sees it as true of the present lines."""
        marked = parse_marker(comment.body)
        return marked is not None and not marked[1] and comment.thread not in self.closed and bool(comment.line)


def words(comment: ReviewComment) -> list[str]:
    return re.findall(r"\bt\d+", comment.body.partition("-->")[2])


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


TestLife = Life.TestCase
# No smaller example is looked for: that takes minutes, and `phases` can be left out by whoever needs one.
TestLife.settings = settings(max_examples=20, stateful_step_count=20, phases=[Phase.generate])
