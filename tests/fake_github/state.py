"""What the fake GitHub knows: plain objects, changed by tests directly and by requests through ``rest.py``.

Methods that end in ``_as`` are a person at work on github.com; they need no token.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from .diff import FileChange, Side, compare, find_line, hunk_until, moved_line
from .git import Commit, Content, Store

Level = Literal["read", "write"]
Merge = Literal["merge", "squash", "rebase"]
BOT = "github-actions[bot]"
EPOCH = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Shown:
    """Everything here points to everything else, so what a failed test prints of it must be short."""

    def __repr__(self) -> str:
        names = ("full_name", "login", "name", "number", "id", "path", "line", "title", "state", "body")
        values = ((name, getattr(self, name)) for name in names if hasattr(self, name))
        return f"{type(self).__name__}({', '.join(f'{name}={str(value)[:60]!r}' for name, value in values)})"


@dataclass
class Clock:
    """The server's time: it moves only when it is told to, by one second for each request."""

    now: datetime = EPOCH

    def advance(self, seconds: float = 1) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(eq=False, repr=False)
class User(Shown):
    id: int
    login: str

    @property
    def is_bot(self) -> bool:
        return self.login.endswith("[bot]")


@dataclass(frozen=True)
class Token:
    """Who calls, and what the token allows; a permission that is not named is absent."""

    login: str
    permissions: Mapping[str, Level]

    def allows(self, *names: str, level: Level = "write") -> bool:
        """Whether any of the named permissions is there."""
        levels = ("write",) if level == "write" else ("read", "write")
        return any(self.permissions.get(name) in levels for name in names)


@dataclass(eq=False, repr=False)
class Label(Shown):
    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(eq=False, repr=False)
class Milestone(Shown):
    id: int
    number: int
    title: str
    user: User
    created_at: datetime
    state: Literal["open", "closed"] = "open"


@dataclass(eq=False, repr=False)
class Comment(Shown):
    """A comment on an issue or in the conversation of a pull request."""

    id: int
    user: User
    body: str
    created_at: datetime
    updated_at: datetime
    issue: Issue
    minimized: str | None = None


@dataclass(eq=False, repr=False)
class ReviewComment(Shown):
    """A comment on a line of the diff. Where it stands is the thread's business."""

    id: int
    user: User
    body: str
    created_at: datetime
    updated_at: datetime
    thread: Thread
    review: Review
    in_reply_to: int | None = None
    minimized: str | None = None

    @property
    def path(self) -> str:
        return self.thread.path

    @property
    def line(self) -> int | None:
        return self.thread.line

    @property
    def start_line(self) -> int | None:
        return self.thread.start_line


@dataclass(eq=False, repr=False)
class Thread(Shown):
    """Comments on one place. The place is kept as it was and found again after each push."""

    id: int
    pull: Pull
    path: str
    side: Side
    original_line: int
    original_commit: str
    original_position: int
    diff_hunk: str
    original_start_line: int | None = None
    start_side: Side | None = None
    line: int | None = None
    start_line: int | None = None
    position: int | None = None
    commit: str = ""
    resolved_by: User | None = None
    comments: list[ReviewComment] = field(default_factory=list)

    @property
    def is_outdated(self) -> bool:
        return self.line is None

    @property
    def is_resolved(self) -> bool:
        return self.resolved_by is not None

    def relocate(self) -> None:
        """Follow the line from where it was first said to the present head.

        GitHub's own rule is not published. Here a thread is outdated when its last line was changed or is no longer
        in the diff; a renamed file is a new one.
        """
        store, head = self.pull.repo.store, self.pull.head_sha
        change = next((one for one in self.pull.files() if one.path == self.path), None)
        self.line = self.start_line = self.position = None
        if change is None or change.patch is None:
            return
        at = self.pull.merge_base() if self.side == "LEFT" else head
        then = self.pull.repo.merge_base(self.pull.base_sha, self.original_commit)
        old = store.commits[then if self.side == "LEFT" else self.original_commit].tree.get(self.path)
        new = store.commits[at].tree.get(self.path)
        if old is None or new is None:
            return
        before, after = store.blobs[old[1]], store.blobs[new[1]]
        line = moved_line(before, after, self.original_line)
        place = find_line(change.patch, self.side, line) if line else None
        if place is None:
            return
        self.line, self.position, self.commit = line, place[1].position, head
        if self.original_start_line is not None:
            self.start_line = moved_line(before, after, self.original_start_line)


@dataclass(eq=False, repr=False)
class Review(Shown):
    id: int
    user: User
    body: str
    state: Literal["COMMENTED", "APPROVED", "CHANGES_REQUESTED"]
    commit: str
    submitted_at: datetime
    comments: list[ReviewComment] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class Issue(Shown):
    repo: Repository
    id: int
    number: int
    user: User
    title: str
    body: str | None
    created_at: datetime
    updated_at: datetime
    labels: list[Label] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    state: Literal["open", "closed"] = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: User | None = None
    comments: list[Comment] = field(default_factory=list)
    deleted: bool = False
    locked: bool = False
    milestone: Milestone | None = None
    hidden_listings: int = 0  # how many listings will still not show it

    def touch(self) -> None:
        self.updated_at = self.repo.clock.now

    def set_state(self, state: str, reason: str | None, by: User) -> None:
        if state == "closed":
            if self.state == "open":
                self.closed_at, self.closed_by = self.repo.clock.now, by
            self.state, self.state_reason = "closed", reason or "completed"
        elif self.state == "closed":
            self.state, self.state_reason, self.closed_at, self.closed_by = "open", reason or "reopened", None, None
        self.touch()

    def comment_as(self, login: str, body: str) -> Comment:
        now = self.repo.clock.now
        comment = Comment(self.repo.next_id(), self.repo.user(login), body, now, now, self)
        self.comments.append(comment)
        self.touch()
        return comment

    def close_as(self, login: str, reason: str = "completed") -> None:
        self.set_state("closed", reason, self.repo.user(login))

    def reopen_as(self, login: str) -> None:
        self.set_state("open", None, self.repo.user(login))

    def edit_as(self, login: str, *, title: str | None = None, body: str | None = None) -> None:
        self.repo.user(login)
        self.title = self.title if title is None else title
        self.body = self.body if body is None else body
        self.touch()


@dataclass(eq=False, repr=False)
class Pull(Issue):
    """A pull request is an issue with branches."""

    base: str = "main"
    head: str = "topic"
    head_repo: Repository | None = None
    base_sha: str = ""
    head_sha: str = ""
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: User | None = None
    merge_commit: str | None = None
    reviews: list[Review] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)  # all that the head was, oldest first

    @property
    def issue_comments(self) -> list[Comment]:
        return self.comments

    @property
    def review_comments(self) -> list[ReviewComment]:
        return [comment for thread in self.threads for comment in thread.comments]

    @property
    def is_fork(self) -> bool:
        return self.head_repo is not self.repo

    def commits(self) -> set[str]:
        """Every commit that is or was the head or leads to it; GitHub keeps those of before a force push too."""
        found = {sha for head in self.heads for sha in self.repo.store.ancestors(head)}
        return found - set(self.repo.store.ancestors(self.base_sha))

    def merge_base(self, head: str | None = None) -> str:
        return self.repo.merge_base(self.base_sha, head or self.head_sha)

    def files(self, head: str | None = None) -> list[FileChange]:
        """What the pull request changes, up to its head or to one of its earlier commits."""
        return self.repo.compare(self.merge_base(head), head or self.head_sha)

    def moved(self) -> None:
        """The head branch was pushed to."""
        assert self.head_repo is not None
        self.head_sha = self.head_repo.branches[self.head]
        self.heads.append(self.head_sha)
        self.base_sha = self.repo.branches[self.base]
        for thread in self.threads:
            thread.relocate()
        self.touch()

    def retarget_as(self, login: str, base: str) -> None:
        """Choose another base branch, as the author may."""
        self.repo.user(login)
        self.base, self.base_sha = base, self.repo.branches[base]
        for thread in self.threads:
            thread.relocate()
        self.touch()

    def start_thread(
        self,
        review: Review,
        path: str,
        line: int,
        side: Side,
        start_line: int | None,
        start_side: Side | None,
        body: str,
    ) -> ReviewComment:
        """A new thread; the place has been checked."""
        change = next(one for one in self.files(review.commit) if one.path == path)
        place = find_line(change.patch or "", side, line)
        assert place is not None
        index, last = place
        thread = Thread(
            self.repo.next_id(), self, path, side, line, review.commit, last.position,
            hunk_until(change.patch or "", index, last), start_line, start_side, commit=review.commit,
        )  # fmt: skip
        self.threads.append(thread)
        thread.relocate()
        return self.add_comment(review, thread, body)

    def add_comment(self, review: Review, thread: Thread, body: str) -> ReviewComment:
        first = thread.comments[0].id if thread.comments else None
        now = self.repo.clock.now
        comment = ReviewComment(self.repo.next_id(), review.user, body, now, now, thread, review, first)
        thread.comments.append(comment)
        review.comments.append(comment)
        self.touch()
        return comment

    def delete_comment(self, comment: ReviewComment) -> None:
        """A thread goes with its last comment."""
        comment.thread.comments.remove(comment)
        comment.review.comments.remove(comment)
        if not comment.thread.comments:
            self.threads.remove(comment.thread)

    def add_review(self, login: str, body: str = "", commit: str | None = None, state: str = "COMMENT") -> Review:
        states: dict[str, Literal["COMMENTED", "APPROVED", "CHANGES_REQUESTED"]] = {
            "COMMENT": "COMMENTED", "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED",
        }  # fmt: skip
        user, now = self.repo.user(login), self.repo.clock.now
        review = Review(self.repo.next_id(), user, body, states[state], commit or self.head_sha, now)
        self.reviews.append(review)
        return review

    def reply_as(self, login: str, comment: ReviewComment | int, body: str) -> ReviewComment:
        if isinstance(comment, int):
            comment = next(one for one in self.review_comments if one.id == comment)
        return self.add_comment(self.add_review(login), comment.thread, body)

    def comment_line_as(self, login: str, path: str, line: int, body: str) -> ReviewComment:
        return self.start_thread(self.add_review(login), path, line, "RIGHT", None, None, body)

    def resolve_as(self, login: str, thread: Thread | None = None) -> None:
        """Resolve one thread, or all."""
        for one in [thread] if thread else self.threads:
            one.resolved_by = self.repo.user(login)

    def unresolve(self, thread: Thread) -> None:
        thread.resolved_by = None

    def merge_as(self, login: str, method: Merge = "merge") -> str:
        """Merge into the base branch; gives the new tip."""
        changes = {
            path: content
            for change in self.files()
            for path, content in self.repo.as_changes(change, self.head_sha).items()
        }
        tip = self.repo.branches[self.base]
        parents = (tip, self.head_sha) if method == "merge" else (tip,)
        message = f"Merge pull request #{self.number}" if method == "merge" else f"{self.title} (#{self.number})"
        made = self.repo.write_commit(parents, changes, message, login)
        self.repo.move_branch(self.base, made.sha, skip=self)
        self.merge_commit, self.merged_at, self.merged_by = made.sha, self.repo.clock.now, self.repo.user(login)
        self.set_state("closed", None, self.repo.user(login))
        return made.sha


@dataclass(eq=False, repr=False)
class Repository(Shown):
    """One repository. ``commit``, ``branch`` and ``pull`` set the scene; the lists show what came of it."""

    world: World
    id: int
    full_name: str
    default_branch: str
    store: Store
    private: bool = False
    fork_of: Repository | None = None
    has_issues: bool = True
    actions_may_open_pulls: bool = True  # a setting, which is off in new repositories
    branches: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    milestones: list[Milestone] = field(default_factory=list)
    collaborators: set[str] = field(default_factory=set)
    numbered: dict[int, Issue] = field(default_factory=dict)  # issues and pull requests share their numbers
    comparisons: dict[tuple[str, str], list[FileChange]] = field(default_factory=dict, repr=False)
    listing_lag: int = 0  # new issues stay out of this many listings

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def owner(self) -> User:
        return self.user(self.full_name.partition("/")[0])

    @property
    def name(self) -> str:
        return self.full_name.partition("/")[2]

    @property
    def issues(self) -> list[Issue]:
        """Issues alone, as they stand; deleted ones are gone."""
        return [one for one in self.numbered.values() if not isinstance(one, Pull) and not one.deleted]

    @property
    def pulls(self) -> list[Pull]:
        return [one for one in self.numbered.values() if isinstance(one, Pull)]

    def next_id(self) -> int:
        return self.world.next_id()

    def user(self, login: str) -> User:
        return self.world.user(login)

    # git

    def commit(
        self, branch: str, files: Mapping[str, Content], message: str = "Change", author: str | None = None
    ) -> str:
        """Push one commit; None removes a file. The branch is made if it is new (from the default branch's tip)."""
        parent = self.branches.get(branch) or self.branches.get(self.default_branch)
        made = self.write_commit((parent,) if parent else (), files, message, author or self.owner.login)
        self.move_branch(branch, made.sha)
        return made.sha

    def branch(self, name: str, at: str = "main") -> str:
        """A branch at a commit or at another branch's tip."""
        self.branches[name] = self.branches.get(at, at)
        return self.branches[name]

    def delete_branch(self, name: str) -> None:
        """Open pull requests from it are closed."""
        del self.branches[name]
        for pull in self.world.all_pulls():
            if pull.head_repo is self and pull.head == name and pull.state == "open":
                pull.set_state("closed", None, self.owner)

    def force_push(
        self, branch: str, files: Mapping[str, Content], onto: str = "main", message: str = "Rewritten"
    ) -> str:
        """Replace a branch by one commit on top of another."""
        made = self.write_commit((self.branches.get(onto, onto),), files, message, self.owner.login)
        self.move_branch(branch, made.sha)
        return made.sha

    def write_commit(self, parents: tuple[str, ...], files: Mapping[str, Content], message: str, author: str) -> Commit:
        self.user(author)
        return self.store.commit(parents, files, message, author, self.clock.now)

    def move_branch(self, name: str, sha: str, skip: Pull | None = None) -> None:
        self.branches[name] = sha
        self.clock.advance()
        for pull in self.world.all_pulls():
            if pull.head_repo is self and pull.head == name and pull.state == "open" and pull is not skip:
                pull.moved()

    def resolve(self, ref: str) -> str | None:
        """A branch, a full ref, HEAD or a (shortened) commit id."""
        if ref == "HEAD":
            return self.branches.get(self.default_branch)
        name = ref.removeprefix("refs/").removeprefix("heads/")
        if name in self.branches:
            return self.branches[name]
        match name.split("/"):
            case ["pull", number, "head"] if number.isdigit() and isinstance(self.numbered.get(int(number)), Pull):
                return next(pull.head_sha for pull in self.pulls if pull.number == int(number))
        if len(ref) >= 7 and set(ref) <= set("0123456789abcdef"):
            return next((sha for sha in self.store.commits if sha.startswith(ref)), None)
        return None

    def merge_base(self, one: str, other: str) -> str:
        return self.store.merge_base(one, other) or one

    def compare(self, base: str, head: str) -> list[FileChange]:
        """What changed between two commits; kept, since commits never change."""
        if (base, head) not in self.comparisons:
            old, new = self.store.commits[base].tree, self.store.commits[head].tree
            self.comparisons[base, head] = compare(old, new, self.store.blobs)
        return self.comparisons[base, head]

    def as_changes(self, change: FileChange, sha: str) -> dict[str, Content]:
        """A change as :meth:`commit` takes it."""
        entry = self.store.commits[sha].tree.get(change.path)
        files: dict[str, Content] = {change.path: self.store.blobs.get(entry[1], b"") if entry else None}
        if change.previous_path:
            files[change.previous_path] = None
        return files

    def file(self, path: str, ref: str | None = None) -> bytes | None:
        """A file's content at a branch or commit."""
        sha = self.resolve(ref or self.default_branch)
        entry = self.store.commits[sha].tree.get(path) if sha else None
        return self.store.blobs.get(entry[1]) if entry else None

    # conversation

    def pull(
        self,
        head: str,
        base: str = "main",
        title: str = "Postmortem",
        *,
        body: str = "",
        draft: bool = False,
        fork: str | None = None,
        author: str | None = None,
    ) -> Pull:
        """Open a pull request; ``fork`` names the repository that holds the head branch, if it is another."""
        source = self.world.repository(fork, fork_of=self) if fork else self
        pull = Pull(
            self, self.next_id(), self._number(), self.user(author or source.owner.login), title, body,
            self.clock.now, self.clock.now, base=base, head=head, head_repo=source, draft=draft,
            base_sha=self.branches[base], head_sha=source.branches[head], heads=[source.branches[head]],
        )  # fmt: skip
        self.numbered[pull.number] = pull
        return pull

    def issue_as(
        self,
        login: str,
        title: str,
        body: str | None = "",
        labels: list[str] | None = None,
        assignees: list[str] | None = None,
    ) -> Issue:
        now = self.clock.now
        issue = Issue(self, self.next_id(), self._number(), self.user(login), title, body, now, now)
        issue.labels = [self.label(name) for name in labels or ()]
        issue.assignees = [self.user(name) for name in assignees or ()]
        issue.hidden_listings = self.listing_lag
        self.numbered[issue.number] = issue
        return issue

    def comment_as(self, login: str, issue: Issue | int, body: str) -> Comment:
        return (self.numbered[issue] if isinstance(issue, int) else issue).comment_as(login, body)

    def delete_issue(self, issue: Issue | int) -> None:
        (self.numbered[issue] if isinstance(issue, int) else issue).deleted = True

    def label(self, name: str) -> Label:
        """A label by name, whatever its case; made if it is new."""
        return self.labels.setdefault(name.lower(), Label(self.next_id(), name))

    def milestone_as(self, login: str, title: str) -> Milestone:
        number = len(self.milestones) + 1
        self.milestones.append(Milestone(self.next_id(), number, title, self.user(login), self.clock.now))
        return self.milestones[-1]

    def assignable(self, login: str) -> bool:
        return login.lower() in {name.lower() for name in (*self.collaborators, self.owner.login)}

    def _number(self) -> int:
        return max(self.numbered, default=0) + 1


@dataclass
class Rate:
    """One of the hourly budgets."""

    limit: int
    reset: datetime
    used: int = 0

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)


@dataclass(eq=False, repr=False)
class World(Shown):
    """All of GitHub."""

    clock: Clock = field(default_factory=Clock)
    repositories: dict[str, Repository] = field(default_factory=dict)
    moved: dict[str, Repository] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    ids: int = 1000
    terse: bool = False  # refuse a review as GitHub does of late: "Line could not be resolved"

    def __post_init__(self) -> None:
        self.started = self.clock.now
        reset = self.started + timedelta(hours=1)
        self.rates = {"core": Rate(1000, reset), "graphql": Rate(1000, reset), "search": Rate(30, reset)}

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    def user(self, login: str) -> User:
        found = self.users.get(login.lower())
        if found is None:
            found = self.users[login.lower()] = User(self.next_id(), login)
        return found

    def repository(
        self, full_name: str, default_branch: str = "main", *, private: bool = False, fork_of: Repository | None = None
    ) -> Repository:
        """The repository of that name, made if it is new."""
        found = self.repositories.get(full_name.lower())
        if found is None:
            store = fork_of.store if fork_of else Store()
            found = Repository(self, self.next_id(), full_name, default_branch, store, private, fork_of)
            if fork_of:
                found.branches = dict(fork_of.branches)
            self.repositories[full_name.lower()] = found
        return found

    def rename(self, old: str, new: str) -> Repository:
        """Rename a repository; its old name redirects."""
        repo = self.repositories.pop(old.lower())
        self.moved[old.lower()] = self.repositories[new.lower()] = repo
        repo.full_name = new
        return repo

    def token(self, name: str, login: str = BOT, permissions: Mapping[str, Level] | None = None) -> str:
        self.user(login)
        default: dict[str, Level] = {"contents": "read", "pull_requests": "write", "issues": "write"}
        self.tokens[name] = Token(login, default if permissions is None else permissions)
        return name

    def all_pulls(self) -> Iterator[Pull]:
        for repo in list(self.repositories.values()):
            yield from repo.pulls


PREFIXES: dict[type, str] = {
    Repository: "R", Issue: "I", Pull: "PR", Comment: "IC", ReviewComment: "PRRC", Thread: "PRRT", Review: "PRR",
    Label: "LA", Milestone: "MI", User: "U",
}  # fmt: skip


def node_id(thing: object) -> str:
    """GitHub's opaque id, of the same look."""
    number: int = thing.id  # type: ignore[attr-defined]
    return f"{PREFIXES[type(thing)]}_kwDO{base64.urlsafe_b64encode(number.to_bytes(6, 'big')).decode()}"
