"""What write-back asks of GitHub: one query for all that it decides by, and four writes.

The branch is moved by ``updateRefs``, which GitHub refuses unless the branch is where we saw it: so nobody's commit is
lost that was pushed in between. (https://docs.github.com/en/graphql/reference/git#updaterefs)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pm_lint.github.client import Client, GitHubError, Unknown, in_path
from pm_lint.github.place import Place
from pm_lint.github.shape import is_oid, maybe, objects, part
from pm_lint.github.write_back_text import BRANCH, TITLE, Head, blob_id, issues_in
from pm_lint.record import dataclass

#: Documents asked for in one query; GitHub gives up on answers that take more than ten seconds.
FILES_AT_ONCE = 20
REGULAR_MODES = {0o100644: "100644", 0o100755: "100755"}

_STATE = (
    " id defaultBranchRef { name target { oid } }"
    " ref(qualifiedName: $branch) { target { oid ... on Commit"
    " { message tree { oid } parents(first: 2) { nodes { oid } } } } }"
    " pullRequests(headRefName: $head, first: 50, orderBy: {field: CREATED_AT, direction: DESC})"
    " { nodes { number state body isCrossRepository viewerDidAuthor headRefOid } }"
)
_MOVE = (
    "mutation($repository: ID!, $branch: GitRefname!, $before: GitObjectID!, $after: GitObjectID!) {"
    " updateRefs(input: {repositoryId: $repository, refUpdates:"
    " [{name: $branch, beforeOid: $before, afterOid: $after, force: true}]}) { clientMutationId } }"
)


@dataclass(frozen=True)
class File:
    """A document at the tip: its bytes, git's id of them, and its mode."""

    data: bytes
    oid: str
    mode: str


@dataclass(frozen=True)
class PullRequest:
    """A pull request from our branch."""

    number: int
    state: str
    body: str
    #: Whether the token's login opened it, and its text still has our mark.
    ours: bool
    head: str

    @property
    def issues(self) -> frozenset[int]:
        """The issues that it proposes links to, where it is ours."""
        return (issues_in(self.body) or frozenset()) if self.ours else frozenset()


@dataclass(frozen=True)
class State:
    """How things stand. ``files`` are those of the paths asked for that are regular files at the commit."""

    repository: str
    base: str
    tip: str
    head: Head | None
    pulls: tuple[PullRequest, ...]
    files: Mapping[str, File]

    @property
    def open(self) -> PullRequest | None:
        """The open pull request, whoever opened it."""
        return next((pull for pull in self.pulls if pull.state == "OPEN"), None)

    @property
    def declined(self) -> frozenset[int]:
        """The issues of the links that people closed without merging them."""
        return frozenset(number for pull in self.pulls if pull.state == "CLOSED" for number in pull.issues)

    @property
    def merged(self) -> bool:
        """Whether what stands on the branch has been merged."""
        return self.head is not None and any(
            pull.state == "MERGED" and pull.head == self.head.oid for pull in self.pulls
        )


@dataclass(frozen=True)
class WriteBackApi:
    """One repository, at the commit that was read. Every method raises GitHubError."""

    client: Client
    place: Place

    @property
    def _address(self) -> str:
        return f"/repos/{in_path(self.place.repository)}"

    def state(self, paths: Sequence[str]) -> State:
        """Tip, branch, pull requests, and the documents with these paths: one query, and one more for each further
        `FILES_AT_ONCE` of them."""
        first, rest = paths[:FILES_AT_ONCE], paths[FILES_AT_ONCE:]
        data = self._ask(_STATE, first)
        files = self._files(data, first)
        for start in range(0, len(rest), FILES_AT_ONCE):
            some = rest[start : start + FILES_AT_ONCE]
            files |= self._files(self._ask("", some), some)
        return State(
            repository=part(data, str, "id"),
            base=part(data, str, "defaultBranchRef", "name"),
            tip=part(data, str, "defaultBranchRef", "target", "oid"),
            head=_head(maybe(data, dict, "ref")),
            # A fork may have a branch of that name.
            pulls=tuple(
                _pull(one) for one in objects(data, "pullRequests", "nodes") if not part(one, bool, "isCrossRepository")
            ),
            files=files,
        )

    def commit(self, entries: Sequence[tuple[str, str, bytes]], message: Any) -> str:
        """A commit on top of the tip with these files (path, mode, content) and no other change; no branch has it yet.
        ``message`` gets the tree's id. Its author is the token's login, and GitHub signs it."""
        tree = self._made("POST", "trees", {
            "base_tree": self.place.sha,
            "tree": [
                {"path": path, "mode": mode, "type": "blob", "content": data.decode("utf-8")}
                for path, mode, data in entries
            ],
        })  # fmt: skip
        body = {"message": message(tree), "tree": tree, "parents": [self.place.sha]}
        return self._made("POST", "commits", body)

    def move(self, state: State, commit: str) -> None:
        """Let the branch, made if it isn't there, be at a commit, unless it has moved since ``state`` was read."""
        before = state.head.oid if state.head else "0" * len(commit)
        name = f"refs/heads/{BRANCH}"
        variables = {"repository": state.repository, "branch": name, "before": before, "after": commit}
        self.client.mutate(_MOVE, variables, f"the update of the branch {BRANCH}")

    def open_pull(self, base: str, body: str) -> int:
        """A new pull request: its number."""
        sent = {"title": TITLE, "head": BRANCH, "base": base, "body": body}
        data = self.client.send("POST", f"{self._address}/pulls", sent).data
        if not isinstance(data, dict) or type(data.get("number")) is not int:
            raise Unknown(f"GitHub's answer to POST {self._address}/pulls has no number: unknown whether it was made")
        number: int = data["number"]
        return number

    def change_pull(self, number: int, changes: Mapping[str, str]) -> None:
        """Change its text, or close it."""
        self.client.send("PATCH", f"{self._address}/pulls/{number}", dict(changes))

    def _made(self, method: str, kind: str, body: Mapping[str, Any]) -> str:
        """The id of a git object that is made."""
        data = self.client.send(method, f"{self._address}/git/{kind}", dict(body)).data
        oid = data.get("sha") if isinstance(data, dict) else None
        if not isinstance(oid, str) or not is_oid(oid):
            raise Unknown(f"GitHub's answer to {method} {self._address}/git/{kind} names no object")
        return oid

    def _ask(self, fields: str, paths: Sequence[str]) -> dict[str, Any]:
        owner, _, name = self.place.repository.partition("/")
        values: dict[str, Any] = {"owner": owner, "name": name}
        declared = ["$owner: String!", "$name: String!"]
        if fields:
            values |= {"branch": f"refs/heads/{BRANCH}", "head": BRANCH}
            declared += ["$branch: String!", "$head: String!"]
        parts = []
        for number, path in enumerate(paths):
            values[f"p{number}"] = path
            declared.append(f"$p{number}: String!")
            parts.append(
                f"f{number}: file(path: $p{number}) {{ mode object {{ ... on Blob {{ oid text isTruncated }} }} }}"
            )
        if parts:
            values["sha"] = self.place.sha
            declared.append("$sha: String!")
            fields += f" at: object(expression: $sha) {{ ... on Commit {{ {' '.join(parts)} }} }}"
        query = f"query({', '.join(declared)}) {{ repository(owner: $owner, name: $name) {{{fields} }} }}"
        optional = {f"f{number}" for number in range(len(paths))}
        repository = self.client.graphql(query, values, optional=optional).get("repository")
        if not isinstance(repository, dict):
            raise GitHubError(f"GitHub does not find the repository {self.place.repository}")
        return repository

    def _files(self, data: Mapping[str, Any], paths: Sequence[str]) -> dict[str, File]:
        commit = maybe(data, dict, "at") if paths else None
        found = {}
        for number, path in enumerate(paths if commit is not None else ()):
            entry = maybe(commit, dict, f"f{number}")
            mode = REGULAR_MODES.get(part(entry, int, "mode")) if entry is not None else None
            if mode and entry is not None:
                oid = part(entry, str, "object", "oid")
                found[path] = File(self._content(path, oid, part(entry, dict, "object")), oid, mode)
        return found

    def _content(self, path: str, oid: str, blob: Mapping[str, Any]) -> bytes:
        """The bytes with that id: those of the query, unless it cut or converted them."""
        text = blob.get("text")
        data = text.encode("utf-8", "replace") if isinstance(text, str) else b""
        if blob_id(data, oid) == oid:
            return data
        address = f"{self._address}/contents/{in_path(path)}"
        raw = self.client.get(address, {"ref": self.place.sha}, accept="application/vnd.github.raw+json").data
        if not isinstance(raw, bytes) or blob_id(raw, oid) != oid:
            raise GitHubError(f"GitHub did not give the content of {path!r} as it is; try again later")
        return raw


def _head(branch: Any) -> Head | None:
    if branch is None:
        return None
    commit = part(branch, dict, "target")
    parents = tuple(part(one, str, "oid") for one in objects(commit, "parents", "nodes"))
    return Head(part(commit, str, "oid"), part(commit, str, "message"), part(commit, str, "tree", "oid"), parents)


def _pull(data: Mapping[str, Any]) -> PullRequest:
    body = part(data, str, "body")
    return PullRequest(
        number=part(data, int, "number"),
        state=part(data, str, "state"),
        body=body,
        ours=part(data, bool, "viewerDidAuthor") and issues_in(body) is not None,
        head=part(data, str, "headRefOid"),
    )
