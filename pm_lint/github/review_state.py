"""What a review reads, in as few requests as can be: changed files, what we said before, and texts, all by the API.

One GraphQL query gives the head, our conversations, the configuration of the base branch and the documents' texts. A
file's text comes with its mode, so that links and submodules are known for what they are and never followed.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pm_lint.github.client import MOST_PAGES, Client, GitHubError, in_path
from pm_lint.github.comment import SUMMARY_MARKER, Said, SaidSummary, Spoken, parse_marker
from pm_lint.github.hunks import Lines, changed_lines, right_lines
from pm_lint.github.shape import maybe, objects, part
from pm_lint.record import dataclass

#: Texts asked for in one query; GitHub gives up on answers that take more than ten seconds.
TEXTS_AT_ONCE = 20
#: Accounts asked for in one query.
MOST_ACCOUNTS = 100
#: GitHub lists no more files of a pull request than this.
MOST_FILES = 3_000
SUBMODULE_MODE = 0o160000


@dataclass(frozen=True)
class ChangedFile:
    """One file of the pull request that is there at its head. ``name`` is its name at the base."""

    path: str
    name: str
    new: bool
    hunks: tuple[Lines, ...]
    #: The lines that the pull request changes: fewer than the hunks show.
    changed: tuple[Lines, ...]


@dataclass(frozen=True)
class Changes:
    """The files that the pull request leaves behind, all names that it touches, and how many entries GitHub listed."""

    files: tuple[ChangedFile, ...]
    touched: frozenset[str]
    listed: int

    @property
    def complete(self) -> bool:
        """Whether that is certainly all."""
        return self.listed < MOST_FILES


@dataclass(frozen=True)
class Text:
    """A regular file: its bytes if GitHub's answer held them unchanged, and its size; or a link, or a submodule."""

    size: int
    data: bytes | None
    linked: bool = False
    submodule: bool = False


@dataclass(frozen=True)
class PullState:
    """The pull request at one moment."""

    head_sha: str
    draft: bool
    spoken: Spoken
    #: By the paths asked for; a folder is not there.
    base_texts: Mapping[str, Text]
    head_texts: Mapping[str, Text]


@dataclass(frozen=True)
class Reader:
    """Reads one pull request. Every method raises GitHubError, and then nothing may be written."""

    client: Client
    repository: str
    number: int

    def changed_files(self) -> Changes:
        """What the pull request changes, as far as GitHub lists it."""
        files = []
        touched: set[str] = set()
        listed = 0
        for entry in self.client.pages(f"/repos/{in_path(self.repository)}/pulls/{self.number}/files"):
            if not isinstance(entry, dict):
                raise GitHubError(f"GitHub's list of the files of #{self.number} is unreadable; try again later")
            listed += 1
            path = part(entry, str, "filename")
            name = part(entry, str, "previous_filename") if entry.get("previous_filename") else path
            status = entry.get("status")
            touched |= {path, name}
            if path and status in ("added", "modified", "renamed", "changed", "copied"):
                new = status in ("added", "copied")
                patch = entry["patch"] if isinstance(entry.get("patch"), str) else None
                changes = entry["changes"] if isinstance(entry.get("changes"), int) else 1
                changed = changed_lines(patch, changes)
                files.append(ChangedFile(path, path if new else name, new, right_lines(patch), changed))
        return Changes(tuple(files), frozenset(touched), listed)

    def state(
        self, *, base: str = "", settings: Sequence[str] = (), head: str = "", paths: Sequence[str] = ()
    ) -> PullState:
        """The pull request now. ``settings`` are read at the ref ``base`` ("refs/heads/main"), ``paths`` at the commit
        ``head``, the first of them in the same query."""
        first, rest = paths[:TEXTS_AT_ONCE], paths[TEXTS_AT_ONCE:]
        variables: dict[str, Any] = {"number": self.number, **self._name()}
        data = self._ask(_PULL, variables, {base: settings, head: first})
        pull = data.get("pullRequest")
        if not isinstance(pull, dict):
            raise GitHubError(f"GitHub does not find pull request #{self.number} of {self.repository}")
        threads, comments = objects(pull, "reviewThreads", "nodes"), objects(pull, "comments", "nodes")
        threads += self._more("reviewThreads", _THREAD, part(pull, dict, "reviewThreads", "pageInfo"))
        comments += self._more("comments", _COMMENT, part(pull, dict, "comments", "pageInfo"))
        return PullState(
            head_sha=part(pull, str, "headRefOid"),
            draft=part(pull, bool, "isDraft"),
            spoken=Spoken(
                tuple(said for thread in threads if (said := _said(thread))),
                tuple(summary for comment in comments if (summary := _summary(comment))),
            ),
            base_texts=_entries(data, 0, settings),
            head_texts={**_entries(data, 1, first), **self.texts(head, rest)},
        )

    def texts(self, commit: str, paths: Sequence[str]) -> dict[str, Text]:
        """The files, links and submodules among these at that commit, or ref."""
        found: dict[str, Text] = {}
        for start in range(0, len(paths), TEXTS_AT_ONCE):
            some = paths[start : start + TEXTS_AT_ONCE]
            found |= _entries(self._ask("", self._name(), {commit: some}), 0, some)
        return found

    def whole(self, path: str, ref: str, text: Text) -> bytes:
        """The file's bytes: those that came with the query, else read on their own (a large or binary file)."""
        if text.data is not None:
            return text.data
        address = f"/repos/{in_path(self.repository)}/contents/{in_path(path)}"
        data = self.client.get(address, {"ref": ref}, accept="application/vnd.github.raw+json").data
        if not isinstance(data, bytes):
            raise GitHubError(f"GitHub did not give the content of {path!r}; try again later")
        return data

    def accounts(self, logins: Iterable[str], author: str) -> dict[str, bool]:
        """Whether there is an account of each of these logins; nothing, where GitHub doesn't say so.

        One query for all, sent once: nobody waits for it. The ``author`` certainly has an account, so where no other is
        named, there is nothing to ask; and where even that one can't be seen (accounts of an enterprise, a private
        instance), nothing is known.
        """
        wanted = sorted(set(logins) - {author.lower()})[:MOST_ACCOUNTS]
        if not wanted or not author:
            return {}
        names = {f"a{number}": login for number, login in enumerate([author, *wanted])}
        declared = ", ".join(f"${name}: String!" for name in names)
        fields = " ".join(f"{name}: repositoryOwner(login: ${name}) {{ login }}" for name in names)
        found = self.client.graphql(f"query({declared}) {{ {fields} }}", names, optional=names, patient=False)
        if not found.get("a0"):
            return {}
        return {login: bool(found.get(name)) for name, login in names.items()}

    def _name(self) -> dict[str, Any]:
        owner, _, name = self.repository.partition("/")
        return {"owner": owner, "name": name}

    def _ask(self, fields: str, variables: Mapping[str, Any], files: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """One query for the repository: the fields, and the files at each commit: ``c0 { f0 f1 … }``, ``c1 …``."""
        values = dict(variables)
        declared = ["$owner: String!", "$name: String!"] + (["$number: Int!"] if "$number" in fields else [])
        parts = [fields]
        optional = set()
        for number, (commit, paths) in enumerate(files.items()):
            if not paths:
                continue
            entries = []
            values[f"c{number}"] = commit
            for index, path in enumerate(paths):
                name = f"c{number}f{index}"
                entries.append(f"f{index}: file(path: ${name}) {{ mode object {{ ...text }} }}")
                values[name] = path
                optional.add(f"f{index}")
            declared += [f"${name}: String!" for name in values if name.startswith(f"c{number}")]
            parts.append(f"c{number}: object(expression: $c{number}) {{ ... on Commit {{ {' '.join(entries)} }} }}")
        query = f"query({', '.join(declared)}) {{ repository(owner: $owner, name: $name) {{ {' '.join(parts)} }} }}" + (
            _TEXT if optional else ""
        )
        repository = self.client.graphql(query, values, optional=optional).get("repository")
        if not isinstance(repository, dict):
            raise GitHubError(f"GitHub does not find the repository {self.repository}; check that the token may see it")
        return repository

    def _more(self, connection: str, fields: str, page: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
        """The further pages of a connection of the pull request."""
        page_of = f"{connection}(first: 100, after: $after)"
        seen: set[str] = set()
        while part(page, bool, "hasNextPage"):
            after = part(page, str, "endCursor")
            if after in seen or len(seen) == MOST_PAGES:
                raise GitHubError(f"the conversations of pull request #{self.number} have no end; try again later")
            seen.add(after)
            query = (
                "query($owner: String!, $name: String!, $number: Int!, $after: String!) {"
                " repository(owner: $owner, name: $name) { pullRequest(number: $number) {"
                f" {page_of} {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }}"
                " } } }"
            )
            variables = {**self._name(), "number": self.number, "after": after}
            found = part(self.client.graphql(query, variables), dict, "repository", "pullRequest", connection)
            yield from objects(found, "nodes")
            page = part(found, dict, "pageInfo")


_SAID = "databaseId fullDatabaseId body viewerDidAuthor isMinimized"
_THREAD = f"isResolved isOutdated path line startLine comments(first: 2) {{ totalCount nodes {{ {_SAID} }} }}"
_COMMENT = f"{_SAID} url"
_PULL = (
    "pullRequest(number: $number) { headRefOid isDraft"
    f" reviewThreads(first: 100) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {_THREAD} }} }}"
    f" comments(first: 100) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {_COMMENT} }} }} }}"
)
_TEXT = " fragment text on GitObject { ... on Blob { byteSize isBinary isTruncated text } }"


def _entries(data: Mapping[str, Any], at: int, paths: Sequence[str]) -> dict[str, Text]:
    """What was asked for in the ``at``-th place of `_ask`. Null is what isn't there: a commit, a file."""
    commit = maybe(data, dict, f"c{at}") if paths else None
    found = {}
    for index, path in enumerate(paths if commit is not None else ()):
        entry = maybe(commit, dict, f"f{index}")
        if entry is None:
            continue
        mode = part(entry, int, "mode")
        if stat.S_ISLNK(mode) or mode == SUBMODULE_MODE:
            found[path] = Text(0, None, linked=stat.S_ISLNK(mode), submodule=mode == SUBMODULE_MODE)
        elif stat.S_ISREG(mode) and (text := _blob(entry.get("object"))):  # git knows more modes than it writes today
            found[path] = text
    return found


def _blob(blob: Any) -> Text | None:
    """A blob's text, if it is the file unchanged: not cut, and not converted from another encoding."""
    if not isinstance(blob, dict) or not isinstance(blob.get("byteSize"), int):
        return None
    size, text = blob["byteSize"], blob.get("text")
    data = text.encode("utf-8", "replace") if isinstance(text, str) and not blob.get("isTruncated") else None
    return Text(size, data if data is not None and len(data) == size else None)


def _said(thread: Mapping[str, Any]) -> Said | None:
    """The conversation, if we began it. The marker is data: anybody with the bot's login could have written it."""
    first = next(iter(objects(thread, "comments", "nodes")), None)
    if first is None or first.get("viewerDidAuthor") is not True:
        return None
    body = part(first, str, "body")
    marked = parse_marker(body)
    if marked is None:
        return None
    line = maybe(thread, int, "line")
    return Said(
        id=_id(first),
        path=part(thread, str, "path"),
        body=body,
        marks=marked[0],
        line=line,
        start_line=maybe(thread, int, "startLine"),
        outdated=part(thread, bool, "isOutdated") or line is None,
        closed=part(thread, bool, "isResolved") or part(first, bool, "isMinimized"),
        replied=part(thread, int, "comments", "totalCount") > 1,
        fixed=marked[1],
    )


def _summary(comment: Mapping[str, Any]) -> SaidSummary | None:
    body = part(comment, str, "body")
    if comment.get("viewerDidAuthor") is not True or not body.startswith(SUMMARY_MARKER):
        return None
    return SaidSummary(_id(comment), body, part(comment, str, "url"))


def _id(comment: Mapping[str, Any]) -> int:
    """REST's number of a comment. The old field has no room for the numbers of today, the new one may be null."""
    full = comment.get("fullDatabaseId")
    if isinstance(full, str) and full.isascii() and full.isdigit() and len(full) < 20:
        return int(full)
    return full if type(full) is int else part(comment, int, "databaseId")
