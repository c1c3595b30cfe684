"""The GraphQL API: each query is validated against GitHub's own schema (a slice of it) and then really executed.

A field that the slice knows and the fake does not resolve is a violation, never a made-up answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSyntaxError,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from .diff import FileChange, is_binary
from .git import EXECUTABLE, FOLDER, SUBMODULE, SYMLINK, children, tree_id
from .git import Commit as GitCommit
from .render import WEB, stamp
from .state import Comment, Issue, Label, Pull, Repository, Review, ReviewComment, Thread, Token, User, World, node_id

SCHEMA = Path(__file__).parent / "schema.graphql"
TEXT_LIMIT = 512_000  # GitHub cuts the text of a larger blob
PAGE_LIMIT = 100

Resolver = Callable[..., Any]
RESOLVERS: dict[tuple[str, str], Resolver] = {}


@dataclass(frozen=True)
class Viewer:
    world: World
    token: Token

    @property
    def user(self) -> User:
        return self.world.user(self.token.login)


@dataclass(frozen=True)
class Ref:
    repo: Repository
    name: str


@dataclass(frozen=True)
class GitObject:
    """A blob, a tree (``path`` is where it was found) or a commit."""

    repo: Repository
    kind: str
    oid: str
    path: str = ""
    commit: GitCommit | None = None


@dataclass(frozen=True)
class TreeEntry:
    repo: Repository
    commit: GitCommit
    path: str
    mode: str
    oid: str


@dataclass(frozen=True)
class Connection:
    """One page of a list; a cursor is the number of an item."""

    items: Sequence[Any]
    start: int
    stop: int

    @property
    def nodes(self) -> Sequence[Any]:
        return self.items[self.start : self.stop]

    @property
    def page_info(self) -> dict[str, Any]:
        return {
            "hasNextPage": self.stop < len(self.items),
            "hasPreviousPage": self.start > 0,
            "startCursor": f"cursor:{self.start + 1}" if self.nodes else None,
            "endCursor": f"cursor:{self.stop}" if self.nodes else None,
        }


Info = GraphQLResolveInfo[Viewer]


#: Errors that a well-behaved client can meet.
ANSWERS = ("NOT_FOUND", "FORBIDDEN", "UNPROCESSABLE")


class Typed(GraphQLError):
    """An error with the ``type`` that GitHub puts beside the message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@cache
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text(), assume_valid=True)


def answer(world: World, token: Token, body: Any) -> tuple[dict[str, Any], list[str]]:
    """What GitHub answers, always with status 200, and what is wrong with the query."""
    query = body.get("query") if isinstance(body, dict) else None
    if not isinstance(query, str):
        return {"message": "A query attribute must be specified and must be a string."}, ["graphql: no query"]
    document, errors = _parsed(query)
    if document is None or errors:
        return {"errors": [_shown(error) for error in errors]}, [f"graphql: {error.message}" for error in errors]
    variables = body.get("variables") or {}
    viewer = Viewer(world, token)
    result = execute_sync(
        schema(), document, context_value=viewer, variable_values=variables, field_resolver=_resolve,
        type_resolver=_type_of, operation_name=body.get("operationName"),
    )  # fmt: skip
    shown: dict[str, Any] = {"data": result.data}
    wrong = []
    for failed in result.errors or ():
        shown.setdefault("errors", []).append(_shown(failed))
        origin = failed.original_error or failed
        if not (isinstance(origin, Typed) and origin.kind in ANSWERS):
            wrong.append(f"graphql: {failed.message}")
    return shown, wrong


@lru_cache(maxsize=256)
def _parsed(query: str) -> tuple[DocumentNode | None, Sequence[GraphQLError]]:
    """The query and what is wrong with it; clients send few different ones."""
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return None, [error]
    return document, validate(schema(), document)


def _shown(error: GraphQLError) -> dict[str, Any]:
    origin = error.original_error or error
    shown: dict[str, Any] = {"type": origin.kind} if isinstance(origin, Typed) else {}
    if error.path:
        shown["path"] = list(error.path)
    shown["locations"] = [{"line": one.line, "column": one.column} for one in error.locations or ()]
    return shown | {"message": error.message}


def _resolve(source: Any, info: Info, **arguments: Any) -> Any:
    if isinstance(source, Mapping) and info.field_name in source:
        return source[info.field_name]
    resolver = RESOLVERS.get((info.parent_type.name, info.field_name))
    if resolver is not None:
        found = resolver(info.context if source is None else source, info, **arguments)
        is_list = info.field_name in LISTS and isinstance(found, list)
        return _connect(found, info, arguments) if is_list else found
    if isinstance(source, Connection):
        parts: dict[str, Callable[[], Any]] = {
            "nodes": lambda: list(source.nodes),
            "pageInfo": lambda: source.page_info,
            "totalCount": lambda: len(source.items),
        }
        if info.field_name in parts:
            return parts[info.field_name]()
    raise NotImplementedError(f"the fake does not resolve {info.parent_type.name}.{info.field_name}")


LISTS = {
    "assignees", "comments", "files", "issues", "labels", "parents", "pullRequests", "reviewThreads", "reviews",
}  # fmt: skip


def _connect(items: list[Any], info: Info, arguments: Mapping[str, Any]) -> Connection:
    """GitHub wants to know how many, and never gives more than 100."""
    first, last = arguments.get("first"), arguments.get("last")
    name = info.field_name
    wanted = last if first is None else first
    if wanted is None:
        raise Typed(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.",
        )
    if not 0 <= wanted <= PAGE_LIMIT:
        limit = f"exceeds the `first` limit of {PAGE_LIMIT} records"
        raise Typed("EXCESSIVE_PAGINATION", f"Requesting {wanted} records on the `{name}` connection {limit}.")
    start = int(arguments["after"].partition(":")[2]) if arguments.get("after") else 0
    stop = int(arguments["before"].partition(":")[2]) - 1 if arguments.get("before") else len(items)
    if first is not None:
        stop = min(stop, start + first)
    else:
        start = max(start, stop - wanted)
    return Connection(items, start, stop)


TYPES: dict[type, str] = {
    Repository: "Repository", Issue: "Issue", Pull: "PullRequest", Comment: "IssueComment", Review: "PullRequestReview",
    ReviewComment: "PullRequestReviewComment", Thread: "PullRequestReviewThread", Label: "Label", Ref: "Ref",
}  # fmt: skip


def _type_of(value: Any, _info: Info, _type: Any) -> str:
    if isinstance(value, User):
        return "Bot" if value.is_bot else "User"
    return value.kind if isinstance(value, GitObject) else TYPES[type(value)]


def resolver(*fields: str) -> Callable[[Resolver], Resolver]:
    """Registers a function for ``Type.field`` names."""

    def register(function: Resolver) -> Resolver:
        for name in fields:
            owner, _, field = name.partition(".")
            RESOLVERS[owner, field] = function
        return function

    return register


def plain(owners: str, **fields: Callable[[Any], Any]) -> None:
    """Registers fields without arguments of their own."""
    for owner in owners.split():
        for field, read in fields.items():
            RESOLVERS[owner, field] = lambda source, info, read=read, **_: read(source)


# the roots


@resolver("Query.viewer")
def viewer(root: Viewer, info: Info) -> Any:
    """Unlike as an author, the bot has its full login here."""
    user = root.user
    return {"id": node_id(user), "login": user.login, "databaseId": user.id, "name": None, "url": f"{WEB}/{user.login}"}


@resolver("Query.rateLimit")
def rate_limit(root: Viewer, info: Info, dryRun: bool = False) -> Any:
    rate = root.world.rates["graphql"]
    return {
        "cost": 1, "limit": rate.limit, "remaining": rate.remaining, "used": rate.used, "nodeCount": 0,
        "resetAt": stamp(rate.reset),
    }  # fmt: skip


@resolver("Query.repository")
def repository(root: Viewer, info: Info, owner: str, name: str, followRenames: bool = True) -> Repository:
    full_name = f"{owner}/{name}".lower()
    repo = root.world.repositories.get(full_name) or (root.world.moved.get(full_name) if followRenames else None)
    if repo is None or (repo.private and not root.token.permissions):
        raise Typed("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    return repo


@resolver("Query.repositoryOwner")
def repository_owner(root: Viewer, info: Info, login: str) -> User | None:
    """A login that nobody has is null, and no error; bots own nothing."""
    found = root.world.users.get(login.lower())
    return found if found and not found.is_bot else None


@resolver("Query.node")
def node(root: Viewer, info: Info, id: str) -> Any:
    for thing in _everything(root.world):
        if node_id(thing) == id:
            return thing
    raise Typed("NOT_FOUND", f"Could not resolve to a node with the global id of '{id}'")


@resolver("Query.nodes")
def nodes(root: Viewer, info: Info, ids: list[str]) -> list[Any]:
    known = {node_id(thing): thing for thing in _everything(root.world)}
    return [known.get(one) for one in ids]


def _everything(world: World) -> list[Any]:
    found: list[Any] = [*world.users.values(), *world.repositories.values()]
    for repo in world.repositories.values():
        found += repo.labels.values()
        for issue in repo.numbered.values():
            found += [issue, *issue.comments]
            if isinstance(issue, Pull):
                found += [*issue.threads, *issue.review_comments, *issue.reviews]
    return found


@resolver("Mutation.updateRefs")
def update_refs(root: Viewer, info: Info, input: Mapping[str, Any]) -> dict[str, Any]:
    """Branches moved all at once, each only from where the caller says that it is. (GitHub's words are unknown.)"""
    repo = next((one for one in root.world.repositories.values() if node_id(one) == input["repositoryId"]), None)
    if repo is None:
        raise Typed("NOT_FOUND", "Could not resolve to a node with the global id")
    if not root.token.allows("contents"):
        raise Typed("FORBIDDEN", "Resource not accessible by integration")
    for change in input["refUpdates"]:
        name, nothing = change["name"].removeprefix("refs/heads/"), "0" * 40
        now, after, before = repo.branches.get(name, nothing), change["afterOid"], change.get("beforeOid")
        if before not in (None, now):
            raise Typed("UNPROCESSABLE", f"{change['name']} is at {now} but expected {before}")
        if after not in repo.store.commits:
            raise Typed("UNPROCESSABLE", f"{after} is not a commit")
        if not change["force"] and now != nothing and now not in repo.store.ancestors(after):
            raise Typed("UNPROCESSABLE", "Update is not a fast forward")
    for change in input["refUpdates"]:
        repo.move_branch(change["name"].removeprefix("refs/heads/"), change["afterOid"])
    return {"clientMutationId": input.get("clientMutationId")}


# people


def login(user: User) -> str:
    """GraphQL says a bot's login without the suffix that REST gives it."""
    return user.login.removesuffix("[bot]")


plain(
    "User Bot Mannequin",
    id=node_id,
    login=login,
    databaseId=lambda user: user.id,
    name=lambda user: None,
    url=lambda user: f"{WEB}/apps/{login(user)}" if user.is_bot else f"{WEB}/{user.login}",
    resourcePath=lambda user: f"/apps/{login(user)}" if user.is_bot else f"/{user.login}",
)

# repositories and git

plain(
    "Repository",
    id=node_id,
    databaseId=lambda repo: repo.id,
    name=lambda repo: repo.name,
    nameWithOwner=lambda repo: repo.full_name,
    owner=lambda repo: repo.owner,
    url=lambda repo: f"{WEB}/{repo.full_name}",
    isPrivate=lambda repo: repo.private,
    isFork=lambda repo: repo.fork_of is not None,
    isArchived=lambda repo: False,
    hasIssuesEnabled=lambda repo: repo.has_issues,
    visibility=lambda repo: "PRIVATE" if repo.private else "PUBLIC",
    parent=lambda repo: repo.fork_of,
    createdAt=lambda repo: stamp(repo.world.started),
    defaultBranchRef=lambda repo: Ref(repo, repo.default_branch) if repo.branches else None,
    labels=lambda repo: list(repo.labels.values()),
)
plain(
    "Ref",
    id=lambda ref: f"REF_{ref.repo.id}_{ref.name}",
    name=lambda ref: ref.name,
    prefix=lambda ref: "refs/heads/",
    repository=lambda ref: ref.repo,
    target=lambda ref: _commit(ref.repo, ref.repo.branches[ref.name]),
)
plain(
    "Blob Tree Commit",
    id=lambda one: f"{one.kind[0]}_{one.oid}",
    oid=lambda one: one.oid,
    abbreviatedOid=lambda one: one.oid[:7],
    repository=lambda one: one.repo,
)
plain(
    "Blob",
    byteSize=lambda one: len(one.repo.store.blobs[one.oid]),
    isBinary=lambda one: is_binary(one.repo.store.blobs[one.oid]),
    isTruncated=lambda one: len(one.repo.store.blobs[one.oid]) > TEXT_LIMIT,
    text=lambda one: _text(one.repo.store.blobs[one.oid]),
)
plain("Tree", entries=lambda one: _entries(one))
plain(
    "Commit",
    message=lambda one: one.commit.message,
    committedDate=lambda one: stamp(one.commit.date),
    url=lambda one: f"{WEB}/{one.repo.full_name}/commit/{one.oid}",
    tree=lambda one: GitObject(one.repo, "Tree", tree_id(one.commit.tree), "", one.commit),
    parents=lambda one: [_commit(one.repo, sha) for sha in one.commit.parents],
)
plain(
    "TreeEntry",
    name=lambda one: one.path.rpartition("/")[2],
    path=lambda one: one.path,
    extension=lambda one: _extension(one.path),
    oid=lambda one: one.oid,
    mode=lambda one: int(one.mode, 8),
    type=lambda one: {FOLDER: "tree", SUBMODULE: "commit"}.get(one.mode, "blob"),
    size=lambda one: len(one.repo.store.blobs.get(one.oid, b"")),
    object=lambda one: _object(one.repo, one.commit, one.path),
    repository=lambda one: one.repo,
)


def _extension(path: str) -> str:
    match = re.search(r"\.[^./]+$", path)
    return match[0] if match else ""


def _text(data: bytes) -> str | None:
    return None if is_binary(data) else data[:TEXT_LIMIT].decode("utf-8", "replace")


def _commit(repo: Repository, sha: str) -> GitObject:
    return GitObject(repo, "Commit", sha, commit=repo.store.commits[sha])


def _entries(tree: GitObject) -> list[TreeEntry]:
    assert tree.commit is not None
    folder = f"{tree.path}/" if tree.path else ""
    inside = children(tree.commit.tree, tree.path) or {}
    return [TreeEntry(tree.repo, tree.commit, folder + name, *entry) for name, entry in inside.items()]


def _object(repo: Repository, commit: GitCommit, path: str) -> GitObject | None:
    """What stands at a path; links are not followed, and a submodule's commit is not ours to show."""
    path = path.strip("/")
    entry = commit.tree.get(path)
    if entry is None:
        known = children(commit.tree, path) is not None
        return GitObject(repo, "Tree", tree_id(commit.tree, path), path, commit) if known else None
    return GitObject(repo, "Blob", entry[1], path, commit) if entry[0] in (EXECUTABLE, "100644", SYMLINK) else None


@resolver("Repository.object")
def git_object(repo: Repository, info: Info, expression: str | None = None, oid: str | None = None) -> Any:
    rev, colon, path = (expression or oid or "").partition(":")
    sha = repo.resolve(rev)
    if sha is not None and sha in repo.store.commits:
        return _object(repo, repo.store.commits[sha], path) if colon else _commit(repo, sha)
    return GitObject(repo, "Blob", rev) if rev in repo.store.blobs and not colon else None


@resolver("Commit.file")
def file(commit: GitObject, info: Info, path: str) -> TreeEntry:
    """A path that isn't there is null *and* an error, unlike with ``object(expression:)``."""
    assert commit.commit is not None
    folder, _, name = path.rpartition("/")
    entry = (children(commit.commit.tree, folder) or {}).get(name)
    if entry is None:
        raise Typed("NOT_FOUND", f"Could not resolve file for path '{path}'.")
    return TreeEntry(commit.repo, commit.commit, path, *entry)


@resolver("Repository.ref")
def ref(repo: Repository, info: Info, qualifiedName: str) -> Ref | None:
    name = qualifiedName.removeprefix("refs/heads/")
    return Ref(repo, name) if name in repo.branches else None


@resolver("Repository.label")
def label(repo: Repository, info: Info, name: str) -> Label | None:
    return repo.labels.get(name.lower())


# issues and pull requests


def _numbered(repo: Repository, number: int, kinds: tuple[type[Issue], ...], name: str) -> Issue:
    issue = repo.numbered.get(number)
    if issue is None or issue.deleted or type(issue) not in kinds:
        raise Typed("NOT_FOUND", f"Could not resolve to {name} with the number of {number}.")
    return issue


@resolver("Repository.pullRequest")
def pull_request(repo: Repository, info: Info, number: int) -> Issue:
    return _numbered(repo, number, (Pull,), "a PullRequest")


@resolver("Repository.issue")
def issue(repo: Repository, info: Info, number: int) -> Issue:
    return _numbered(repo, number, (Issue,), "an Issue")


@resolver("Repository.issueOrPullRequest")
def issue_or_pull_request(repo: Repository, info: Info, number: int) -> Issue:
    return _numbered(repo, number, (Issue, Pull), "an issue or pull request")


@resolver("Repository.issues")
def issues(
    repo: Repository,
    info: Info,
    filterBy: Mapping[str, Any] | None = None,
    labels: list[str] | None = None,
    states: list[str] | None = None,
    orderBy: Mapping[str, str] | None = None,
    **_: Any,
) -> list[Issue]:
    wanted = {name: value for name, value in (filterBy or {}).items() if value not in (None, False)}
    if unknown := wanted.keys() - {"createdBy", "labels", "since", "states"}:
        raise NotImplementedError(f"issues filtered by {', '.join(sorted(unknown))}")
    labels, states, author = labels or wanted.get("labels"), states or wanted.get("states"), wanted.get("createdBy")
    since = datetime.fromisoformat(wanted["since"]) if wanted.get("since") else None
    found = []
    for one in repo.issues:
        if one.hidden_listings > 0:
            one.hidden_listings -= 1
        elif (
            (not states or one.state.upper() in states)
            and (not author or author.lower() in (one.user.login.lower(), login(one.user).lower()))
            and (not since or one.updated_at >= since)
            and (not labels or {name.lower() for name in labels} & {mark.name.lower() for mark in one.labels})
        ):
            found.append(one)
    order = orderBy or {"field": "CREATED_AT", "direction": "ASC"}
    keys: dict[str, Callable[[Issue], Any]] = {
        "CREATED_AT": lambda one: one.number,
        "UPDATED_AT": lambda one: (one.updated_at, one.number),
        "COMMENTS": lambda one: (len(one.comments), one.number),
    }
    return sorted(found, key=keys[order["field"]], reverse=order["direction"] == "DESC")


@resolver("Repository.pullRequests")
def pull_requests(
    repo: Repository,
    info: Info,
    states: list[str] | None = None,
    headRefName: str | None = None,
    baseRefName: str | None = None,
    orderBy: Mapping[str, str] | None = None,
    **_: Any,
) -> list[Pull]:
    if orderBy and orderBy["field"] != "CREATED_AT":
        raise NotImplementedError(f"pull requests by {orderBy['field']}")
    newest_first = orderBy is not None and orderBy["direction"] == "DESC"
    return [
        pull
        for pull in (reversed(repo.pulls) if newest_first else repo.pulls)
        if (not states or _state(pull) in states)
        and headRefName in (None, pull.head)
        and baseRefName in (None, pull.base)
    ]


def _state(issue: Issue) -> str:
    return "MERGED" if isinstance(issue, Pull) and issue.merged_at else issue.state.upper()


@resolver(*(f"{owner}.viewerDidAuthor" for owner in (
    "Issue", "PullRequest", "IssueComment", "PullRequestReview", "PullRequestReviewComment",
)))  # fmt: skip
def viewer_did_author(source: Any, info: Info) -> bool:
    """The one way to know our own comments, whatever the login is called."""
    return source.user is info.context.user


plain(
    "Issue PullRequest IssueComment PullRequestReviewComment PullRequestReview Label",
    id=node_id,
)
plain(
    "Issue PullRequest IssueComment PullRequestReviewComment PullRequestReview",
    databaseId=lambda one: one.id,
    fullDatabaseId=lambda one: str(one.id),
    body=lambda one: one.body or "",
    author=lambda one: one.user,
)
plain(
    "Issue PullRequest IssueComment PullRequestReviewComment",
    createdAt=lambda one: stamp(one.created_at),
    updatedAt=lambda one: stamp(one.updated_at),
)
plain(
    "Issue PullRequest",
    number=lambda one: one.number,
    title=lambda one: one.title,
    state=_state,
    closed=lambda one: one.state == "closed",
    closedAt=lambda one: stamp(one.closed_at),
    locked=lambda one: False,
    repository=lambda one: one.repo,
    labels=lambda one: list(one.labels),
    comments=lambda one: list(one.comments),
    url=lambda one: f"{WEB}/{one.repo.full_name}/{'pull' if isinstance(one, Pull) else 'issues'}/{one.number}",
)
plain(
    "Issue",
    stateReason=lambda one: one.state_reason.upper() if one.state_reason else None,
    assignees=lambda one: list(one.assignees),
    lastEditedAt=lambda one: None,
    editor=lambda one: None,
)
plain(
    "PullRequest",
    isDraft=lambda pull: pull.draft,
    merged=lambda pull: pull.merged_at is not None,
    mergedAt=lambda pull: stamp(pull.merged_at),
    mergeCommit=lambda pull: _commit(pull.repo, pull.merge_commit) if pull.merge_commit else None,
    headRefOid=lambda pull: pull.head_sha,
    headRefName=lambda pull: pull.head,
    headRef=lambda pull: _head_ref(pull),
    headRepository=lambda pull: pull.head_repo,
    headRepositoryOwner=lambda pull: pull.head_repo.owner if pull.head_repo else None,
    baseRefOid=lambda pull: pull.base_sha,
    baseRefName=lambda pull: pull.base,
    baseRef=lambda pull: Ref(pull.repo, pull.base) if pull.base in pull.repo.branches else None,
    baseRepository=lambda pull: pull.repo,
    isCrossRepository=lambda pull: pull.is_fork,
    files=lambda pull: pull.files()[:3000],
    changedFiles=lambda pull: len(pull.files()),
    additions=lambda pull: sum(one.additions for one in pull.files()),
    deletions=lambda pull: sum(one.deletions for one in pull.files()),
    reviewThreads=lambda pull: list(pull.threads),
    reviews=lambda pull: list(pull.reviews),
)


def _head_ref(pull: Pull) -> Ref | None:
    repo = pull.head_repo
    return Ref(repo, pull.head) if repo and pull.head in repo.branches else None


STATUS = {"added": "ADDED", "removed": "DELETED", "modified": "MODIFIED", "renamed": "RENAMED"}


def _status(change: FileChange) -> str:
    return STATUS[change.status]


plain(
    "PullRequestChangedFile",
    path=lambda change: change.path,
    changeType=_status,
    additions=lambda change: change.additions,
    deletions=lambda change: change.deletions,
    viewerViewedState=lambda change: "UNVIEWED",
)
plain(
    "PullRequestReviewThread",
    id=node_id,
    isResolved=lambda thread: thread.is_resolved,
    isCollapsed=lambda thread: thread.is_resolved,
    isOutdated=lambda thread: thread.is_outdated,
    path=lambda thread: thread.path,
    line=lambda thread: thread.line,
    startLine=lambda thread: thread.start_line,
    originalLine=lambda thread: thread.original_line,
    originalStartLine=lambda thread: thread.original_start_line,
    diffSide=lambda thread: thread.side,
    startDiffSide=lambda thread: thread.start_side,
    subjectType=lambda thread: "LINE",
    resolvedBy=lambda thread: thread.resolved_by,
    comments=lambda thread: list(thread.comments),
    pullRequest=lambda thread: thread.pull,
    repository=lambda thread: thread.pull.repo,
)
plain(
    "IssueComment PullRequestReviewComment",
    isMinimized=lambda comment: comment.minimized is not None,
    minimizedReason=lambda comment: comment.minimized,
    lastEditedAt=lambda comment: stamp(comment.updated_at) if comment.updated_at != comment.created_at else None,
)
plain(
    "IssueComment",
    issue=lambda comment: comment.issue,
    pullRequest=lambda comment: comment.issue if isinstance(comment.issue, Pull) else None,
    repository=lambda comment: comment.issue.repo,
    url=lambda comment: f"{RESOLVERS['Issue', 'url'](comment.issue, None)}#issuecomment-{comment.id}",
)
plain(
    "PullRequestReviewComment",
    path=lambda comment: comment.path,
    line=lambda comment: comment.line,
    startLine=lambda comment: comment.start_line,
    originalLine=lambda comment: comment.thread.original_line,
    originalStartLine=lambda comment: comment.thread.original_start_line,
    position=lambda comment: comment.thread.position,
    originalPosition=lambda comment: comment.thread.original_position,
    outdated=lambda comment: comment.thread.is_outdated,
    diffHunk=lambda comment: comment.thread.diff_hunk,
    subjectType=lambda comment: "LINE",
    commit=lambda comment: _commit(comment.thread.pull.repo, comment.thread.commit),
    originalCommit=lambda comment: _commit(comment.thread.pull.repo, comment.thread.original_commit),
    pullRequest=lambda comment: comment.thread.pull,
    pullRequestReview=lambda comment: comment.review,
    repository=lambda comment: comment.thread.pull.repo,
    replyTo=lambda comment: _reply_to(comment),
    url=lambda comment: f"{RESOLVERS['Issue', 'url'](comment.thread.pull, None)}#discussion_r{comment.id}",
)
plain(
    "PullRequestReview",
    state=lambda review: review.state,
    comments=lambda review: list(review.comments),
    createdAt=lambda review: stamp(review.submitted_at),
    submittedAt=lambda review: stamp(review.submitted_at),
)
plain(
    "Label",
    name=lambda mark: mark.name,
    color=lambda mark: mark.color,
    description=lambda mark: mark.description,
    isDefault=lambda mark: False,
)


def _reply_to(comment: ReviewComment) -> ReviewComment | None:
    return next((one for one in comment.thread.comments if one.id == comment.in_reply_to), None)
