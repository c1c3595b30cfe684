"""Cut the two descriptions that the fake obeys out of GitHub's own, which are far too large to commit.

    python -m tests.fake_github.make_slices

Fetches the pinned npm packages below with ``npm pack`` and writes ``openapi.json`` (operations we use and every
schema they reach) and ``schema.graphql`` (types we use; a field stays if all its types stay). Both are MIT licensed.
Run it again after adding an operation or a type here; never edit the slices.
"""

from __future__ import annotations

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import replace  # graphql's nodes are no records of ours
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)

HERE = Path(__file__).parent
OPENAPI = ("@octokit/openapi", "23.0.2", "package/generated/api.github.com.json")
GRAPHQL = ("@octokit/graphql-schema", "15.26.1", "package/schema.graphql")

REPO = "/repos/{owner}/{repo}"
OPERATIONS: dict[str, tuple[str, ...]] = {
    REPO: ("get",),
    f"{REPO}/assignees/{{assignee}}": ("get",),
    f"{REPO}/commits/{{ref}}": ("get",),
    f"{REPO}/compare/{{basehead}}": ("get",),
    f"{REPO}/contents/{{path}}": ("get",),
    f"{REPO}/git/commits": ("post",),
    f"{REPO}/git/trees": ("post",),
    f"{REPO}/issues": ("get", "post"),
    f"{REPO}/issues/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{REPO}/issues/{{issue_number}}": ("get", "patch"),
    f"{REPO}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{REPO}/issues/{{issue_number}}/assignees": ("post",),
    f"{REPO}/issues/{{issue_number}}/labels": ("get", "post"),
    f"{REPO}/labels": ("get", "post"),
    f"{REPO}/labels/{{name}}": ("get",),
    f"{REPO}/milestones": ("get",),
    f"{REPO}/pulls": ("post",),
    f"{REPO}/pulls/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{REPO}/pulls/{{pull_number}}": ("get", "patch"),
    f"{REPO}/pulls/{{pull_number}}/comments": ("get", "post"),
    f"{REPO}/pulls/{{pull_number}}/comments/{{comment_id}}/replies": ("post",),
    f"{REPO}/pulls/{{pull_number}}/files": ("get",),
    f"{REPO}/pulls/{{pull_number}}/reviews": ("get", "post"),
    "/rate_limit": ("get",),
    "/user": ("get",),
}
OTHER_WEBHOOKS = ("push", "merge-group-checks-requested", "workflow-dispatch")
WEBHOOKS = ("opened", "synchronize", "reopened", "closed", "edited", "ready-for-review", "converted-to-draft")
NOISE = {"description", "summary", "externalDocs", "x-github", "x-octokit", "example", "examples", "tags"}
NOISE |= {"discriminator"}  # only a hint, and a wrong one where the answer can be an array

TYPES = {
    # roots and plumbing
    *("Query", "Mutation", "UpdateRefsPayload", "Node", "PageInfo", "RateLimit", "UniformResourceLocatable"),
    # people
    *("Actor", "User", "Bot", "Mannequin", "RepositoryOwner", "Organization"),
    # git
    *("Repository", "Ref", "RefConnection", "GitObject", "Blob", "Tree", "TreeEntry", "Commit", "GitActor"),
    "CommitConnection",
    # pull requests and issues
    *("PullRequest", "PullRequestConnection", "PullRequestChangedFile", "PullRequestChangedFileConnection"),
    *("PullRequestReview", "PullRequestReviewConnection", "PullRequestReviewThread"),
    *("PullRequestReviewThreadConnection", "PullRequestReviewComment", "PullRequestReviewCommentConnection"),
    *("Issue", "IssueConnection", "IssueComment", "IssueCommentConnection", "Comment", "Minimizable"),
    *("IssueOrPullRequest", "Label", "LabelConnection", "UserConnection"),
}
KEPT_FIELDS: dict[str, set[str]] = {
    "Query": {"id", "node", "nodes", "rateLimit", "repository", "repositoryOwner", "viewer"},
    "Mutation": {"updateRefs"},
    "User": {"databaseId", "id", "login", "name", "url"},
    "Organization": {"databaseId", "id", "login", "name", "url"},
    "RepositoryOwner": {"id", "login", "url"},
    "Repository": {
        *("createdAt", "databaseId", "defaultBranchRef", "hasIssuesEnabled", "id", "isArchived", "isFork", "isPrivate"),
        *("issue", "issueOrPullRequest", "issues", "label", "labels", "name", "nameWithOwner", "object", "owner"),
        *("parent", "pullRequest", "pullRequests", "ref", "url", "visibility"),
    },
    "Commit": {
        *("abbreviatedOid", "author", "committedDate", "commitUrl", "file", "id", "message", "oid", "parents"),
        *("repository", "tree", "treeUrl", "url"),
    },
    "Issue": {
        *("assignees", "author", "body", "closed", "closedAt", "comments", "createdAt", "databaseId", "editor"),
        *("fullDatabaseId", "id", "labels", "lastEditedAt", "locked", "number", "repository", "state", "stateReason"),
        *("title", "updatedAt", "url", "viewerDidAuthor"),
    },
    "PullRequest": {
        *("additions", "author", "baseRef", "baseRefName", "baseRefOid", "baseRepository", "body", "changedFiles"),
        *("closed", "closedAt", "comments", "createdAt", "databaseId", "deletions", "files", "fullDatabaseId"),
        *("headRef", "headRefName", "headRefOid", "headRepository", "headRepositoryOwner", "id", "isCrossRepository"),
        *("isDraft", "labels", "locked", "mergeCommit", "merged", "mergedAt", "number", "repository", "reviewThreads"),
        *("reviews", "state", "title", "updatedAt", "url", "viewerDidAuthor"),
    },
}


def main() -> None:
    (HERE / "openapi.json").write_text(slice_openapi(json.loads(fetch(*OPENAPI))) + "\n")
    (HERE / "schema.graphql").write_text(slice_graphql(fetch(*GRAPHQL)))
    for name in ("openapi.json", "schema.graphql"):
        print(f"{name}: {(HERE / name).stat().st_size / 1000:.0f} kB")


def fetch(package: str, version: str, member: str) -> str:
    """One file of an npm package, by the registry that the machine's npm is set up with."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True, capture_output=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            stream = archive.extractfile(member)
            assert stream is not None
            return stream.read().decode()


def slice_openapi(spec: dict[str, Any]) -> str:
    """The operations and webhooks named above, and every component that they reach, without prose and examples."""
    out: dict[str, Any] = {
        "openapi": spec["openapi"],
        "info": {key: spec["info"][key] for key in ("title", "version", "license")},
        "paths": {},
        "x-webhooks": {},
        "components": {},
    }
    for path, methods in OPERATIONS.items():
        item = spec["paths"][path]
        out["paths"][path] = {key: strip(value) for key, value in item.items() if key in (*methods, "parameters")}
    for name in (*(f"pull-request-{action}" for action in WEBHOOKS), *OTHER_WEBHOOKS):
        if name in spec["x-webhooks"]:
            content = spec["x-webhooks"][name]["post"]["requestBody"]["content"]["application/json"]
            out["x-webhooks"][name] = strip(content["schema"])
    pending, seen = set(references(out)), set[str]()
    while pending:
        reference = pending.pop()
        seen.add(reference)
        _, _, kind, name = reference.split("/")
        component = strip(spec["components"][kind][name])
        out["components"].setdefault(kind, {})[name] = component
        pending |= set(references(component)) - seen
    return json.dumps(out, separators=(",", ":"), sort_keys=True)


def strip(value: Any, names: bool = False) -> Any:
    """Without prose; ``names``: the keys of this object name properties, and one may be called "description"."""
    if isinstance(value, dict):
        return {
            key: strip(child, key == "properties" and not names)
            for key, child in value.items()
            if names or key not in NOISE
        }
    return [strip(child) for child in value] if isinstance(value, list) else value


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "$ref" and isinstance(child, str):
                yield child
            else:
                yield from references(child)
    elif isinstance(value, list):
        for child in value:
            yield from references(child)


Fielded = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}


def slice_graphql(source: str) -> str:
    """The types named above. Of their fields stay those whose type and arguments stay; enums and inputs come along."""
    types: dict[str, Any] = {}
    for node in parse(source, no_location=True).definitions:
        if isinstance(node, TypeDefinitionNode):
            types[node.name.value] = replace(node, description=None, directives=())
    simple = {name for name, node in types.items() if not isinstance(node, Fielded | UnionTypeDefinitionNode)}
    kept = {name: narrow(name, types[name], TYPES | simple | BUILT_IN) for name in TYPES}
    for name, node in kept.items():
        if isinstance(node, InterfaceTypeDefinitionNode):
            shared = set.intersection(*(names(other) for other in kept.values() if name in interfaces(other)))
            kept[name] = replace(node, fields=tuple(field for field in node.fields or () if field.name.value in shared))
    pending = {base(part.type) for node in kept.values() for field in fields(node) for part in parts(field)}
    while pending := pending - kept.keys() - BUILT_IN:
        name = pending.pop()
        node = kept[name] = bare(types[name])
        if isinstance(node, InputObjectTypeDefinitionNode):
            pending |= {base(field.type) for field in node.fields or ()}
    return print_ast(DocumentNode(definitions=tuple(node for _, node in sorted(kept.items())))) + "\n"


def narrow(name: str, node: Any, known: set[str]) -> Any:
    """One type without the fields, members and interfaces that lead outside of the slice."""
    if isinstance(node, UnionTypeDefinitionNode):
        return replace(node, types=tuple(member for member in node.types or () if member.name.value in TYPES))
    wanted = KEPT_FIELDS.get(name)
    return replace(
        node,
        interfaces=tuple(one for one in node.interfaces or () if one.name.value in TYPES),
        fields=tuple(
            bare(field)
            for field in fields(node)
            if (wanted is None or field.name.value in wanted) and all(base(part.type) in known for part in parts(field))
        ),
    )


def fields(node: Any) -> tuple[FieldDefinitionNode, ...]:
    return tuple(node.fields or ()) if isinstance(node, Fielded) else ()


def parts(field: FieldDefinitionNode) -> tuple[FieldDefinitionNode | InputValueDefinitionNode, ...]:
    """The field and its arguments: all that has a type."""
    return (field, *(field.arguments or ()))


def names(node: Any) -> set[str]:
    return {field.name.value for field in fields(node)}


def interfaces(node: Any) -> set[str]:
    return {one.name.value for one in node.interfaces or ()} if isinstance(node, Fielded) else set()


def base(node: TypeNode) -> str:
    while isinstance(node, ListTypeNode | NonNullTypeNode):
        node = node.type
    assert isinstance(node, NamedTypeNode)
    return node.name.value


def bare(node: Any) -> Any:
    """Without descriptions and directives, here and below."""
    below = {
        key: tuple(bare(part) for part in getattr(node, key, None) or ()) for key in ("fields", "arguments", "values")
    }
    return replace(
        node, description=None, directives=(), **{key: part for key, part in below.items() if hasattr(node, key)}
    )


if __name__ == "__main__":
    main()
