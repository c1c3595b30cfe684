"""The payloads of the webhooks, as a workflow finds them in ``GITHUB_EVENT_PATH``.

The shapes are those of npm ``@octokit/webhooks-examples`` and are checked against the description's webhook schemas.
"""

from __future__ import annotations

from .contract import contract
from .render import WEB, Json, Renderer, stamp
from .state import Pull, Repository

ZERO = "0" * 40


def pull_request(render: Renderer, pull: Pull, action: str = "synchronize", base_before: str | None = None) -> Json:
    """``base_before`` is the base branch that an ``edited`` pull request had; None: something else was edited."""
    payload: Json = {
        "action": action,
        "number": pull.number,
        "pull_request": render.pull(pull),
        "repository": render.repository(pull.repo),
        "sender": render.user(pull.user),
    }
    if action == "synchronize":
        before = pull.heads[-2] if len(pull.heads) > 1 else pull.base_sha
        payload |= {"before": before, "after": pull.head_sha}
    if action == "edited":
        payload["changes"] = {} if base_before is None else {
            "base": {"ref": {"from": base_before}, "sha": {"from": pull.repo.branches[base_before]}}
        }  # fmt: skip
    return _checked(f"pull-request-{action.replace('_', '-')}", payload)


def merge_group(render: Renderer, pull: Pull) -> Json:
    """The merge queue asks whether this may be merged."""
    head, base = pull.head_sha, pull.base_sha
    queued = f"refs/heads/gh-readonly-queue/{pull.base}/pr-{pull.number}-{base}"
    commit = _commit(pull.repo, head)
    commit = {name: commit[name] for name in ("id", "tree_id", "message", "timestamp", "author", "committer")}
    return _checked("merge-group-checks-requested", {
        "action": "checks_requested",
        "merge_group": {
            "head_sha": head, "head_ref": queued, "base_sha": base, "base_ref": f"refs/heads/{pull.base}",
            "head_commit": commit,
        },
        "repository": render.repository(pull.repo),
        "sender": render.user(pull.user),
    })  # fmt: skip


def workflow_dispatch(render: Renderer, repo: Repository, inputs: Json | None = None) -> Json:
    """Somebody presses "Run workflow"."""
    return _checked("workflow-dispatch", {
        "inputs": inputs,
        "ref": f"refs/heads/{repo.default_branch}",
        "workflow": ".github/workflows/postmortems.yml",
        "repository": render.repository(repo),
        "sender": render.user(repo.owner),
    })  # fmt: skip


def push(render: Renderer, repo: Repository, before: str | None, after: str | None, ref: str | None) -> Json:
    """By default the last commit of the default branch; ``before`` of all zeros is a new branch."""
    ref = ref or f"refs/heads/{repo.default_branch}"
    after = after or repo.branches[ref.removeprefix("refs/heads/")]
    parents = repo.store.commits[after].parents
    before = before or (parents[0] if parents else ZERO)
    base = set(repo.store.ancestors(before)) if before in repo.store.commits else set[str]()
    commits = [_commit(repo, sha) for sha in reversed(repo.store.ancestors(after)) if sha not in base]
    created = stamp(repo.world.started)
    assert created is not None
    repository = render.repository(repo) | {
        "created_at": int(repo.world.started.timestamp()),  # numbers here, unlike everywhere else
        "pushed_at": int(repo.clock.now.timestamp()),
        "stargazers": 0,
        "master_branch": repo.default_branch,
        "owner": render.user(repo.owner) | {"name": repo.owner.login, "email": None},
    }
    pusher = {"name": repo.owner.login, "email": f"{repo.owner.login}@users.noreply.github.com"}
    return _checked("push", {
        "ref": ref,
        "before": before,
        "after": after,
        "repository": repository,
        "pusher": pusher,
        "sender": render.user(repo.owner),
        "created": before == ZERO,
        "deleted": False,
        "forced": before != ZERO and before not in repo.store.ancestors(after),
        "base_ref": None,
        "compare": f"{WEB}/{repo.full_name}/compare/{before[:12]}...{after[:12]}",
        "commits": commits[-20:],
        "head_commit": _commit(repo, after),
    })  # fmt: skip


def _commit(repo: Repository, sha: str) -> Json:
    commit = repo.store.commits[sha]
    person = {"name": commit.author, "email": f"{commit.author}@users.noreply.github.com", "username": commit.author}
    changes = repo.compare(commit.parents[0], sha) if commit.parents else []
    files: dict[str, list[str]] = {"added": [], "removed": [], "modified": []}
    for change in changes:
        if change.previous_path:  # a push event knows no renames
            files["removed"].append(change.previous_path)
        files["added" if change.status in ("added", "renamed") else change.status].append(change.path)
    if not commit.parents:
        files["added"] = sorted(commit.tree)
    return {
        "id": sha,
        "tree_id": repo.store.tree_of(commit),
        "distinct": True,
        "message": commit.message,
        "timestamp": stamp(commit.date),
        "url": f"{WEB}/{repo.full_name}/commit/{sha}",
        "author": person,
        "committer": person,
        **files,
    }


def _checked(name: str, payload: Json) -> Json:
    wrong = contract().check_event(name, payload)
    if wrong:
        raise AssertionError(f"{name} is not as GitHub describes it:\n" + "\n".join(wrong))
    return payload
