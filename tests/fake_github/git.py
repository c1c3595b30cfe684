"""A git repository in memory: blobs, commits and branches, with git's own object ids for blobs and trees."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

FILE, EXECUTABLE, SYMLINK, SUBMODULE, FOLDER = "100644", "100755", "120000", "160000", "040000"


@dataclass(frozen=True)
class Symlink:
    target: str


@dataclass(frozen=True)
class Submodule:
    sha: str
    url: str = "https://github.com/alice/submodule"


Content = str | bytes | Symlink | Submodule | None


@dataclass(frozen=True)
class Commit:
    sha: str
    tree: Mapping[str, tuple[str, str]]  # path to mode and object id, all levels in one
    parents: tuple[str, ...]
    message: str
    author: str
    date: datetime


def object_id(kind: str, data: bytes) -> str:
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()


@dataclass
class Store:
    """What a repository and its forks share, as on GitHub: a fork's commits can be read through its parent."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    #: Trees that were made on their own, by id.
    trees: dict[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)

    def write(self, content: bytes) -> str:
        sha = object_id("blob", content)
        self.blobs[sha] = content
        return sha

    def commit(
        self, parents: tuple[str, ...], changes: Mapping[str, Content], message: str, author: str, date: datetime
    ) -> Commit:
        tree = dict(self.commits[parents[0]].tree) if parents else {}
        for path, content in changes.items():
            match content:
                case None:
                    del tree[path]
                case Symlink(target):
                    tree[path] = (SYMLINK, self.write(target.encode()))
                case Submodule(sha):
                    tree[path] = (SUBMODULE, sha)
                case str():
                    tree[path] = (FILE, self.write(content.encode()))
                case bytes():
                    tree[path] = (FILE, self.write(content))
        return self.commit_tree(parents, tree, message, author, date)

    def write_tree(self, tree: Mapping[str, tuple[str, str]]) -> str:
        sha = tree_id(tree)
        self.trees[sha] = tree
        return sha

    def commit_tree(
        self,
        parents: tuple[str, ...],
        tree: Mapping[str, tuple[str, str]],
        message: str,
        author: str,
        date: datetime,
    ) -> Commit:
        stamp = f"{author} <{author}@users.noreply.github.com> {int(date.timestamp())} +0000"
        lines = [
            f"tree {tree_id(tree)}",
            *(f"parent {sha}" for sha in parents),
            f"author {stamp}",
            f"committer {stamp}",
        ]
        sha = object_id("commit", "\n".join([*lines, "", message]).encode())
        made = Commit(sha, tree, parents, message, author, date)
        self.commits[sha] = made
        return made

    def tree_of(self, commit: Commit) -> str:
        return tree_id(commit.tree)

    def ancestors(self, sha: str) -> list[str]:
        """The commit and all before it, nearest first."""
        found, queue = dict.fromkeys([sha]), [sha]
        while queue:
            for parent in self.commits[queue.pop(0)].parents:
                if parent not in found:
                    found[parent] = None
                    queue.append(parent)
        return list(found)

    def merge_base(self, one: str, other: str) -> str | None:
        ours = set(self.ancestors(one))
        return next((sha for sha in self.ancestors(other) if sha in ours), None)


def children(tree: Mapping[str, tuple[str, str]], folder: str) -> dict[str, tuple[str, str]] | None:
    """What stands directly in a folder, by name; None if there is no such folder."""
    prefix = f"{folder}/" if folder else ""
    inside = {path.removeprefix(prefix): entry for path, entry in tree.items() if path.startswith(prefix)}
    if folder and not inside:
        return None
    names = sorted({path.partition("/")[0] for path in inside})
    return {name: inside.get(name) or (FOLDER, tree_id(inside, name)) for name in names}


def tree_id(tree: Mapping[str, tuple[str, str]], folder: str = "") -> str:
    entries = children(tree, folder) or {}
    # git sorts a folder as if its name ended with a slash
    ordered = sorted(entries.items(), key=lambda item: item[0] + ("/" if item[1][0] == FOLDER else ""))
    data = b"".join(f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(sha) for name, (mode, sha) in ordered)
    return object_id("tree", data)
