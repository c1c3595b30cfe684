"""The REST operations that write to git and to pull requests themselves; ``rest.py`` has all the others."""

from __future__ import annotations

from .exchange import HttpError, Response, invalid
from .git import FILE, Commit, children
from .render import WEB, Json
from .rest import BODY_LIMIT, REPO, TITLE_LIMIT, TOO_LONG, Call, route
from .state import Pull, Repository

ACTIONS_MAY_NOT = "GitHub Actions is not permitted to create or approve pull requests."


@route("POST", f"{REPO}/git/trees")
def create_tree(call: Call) -> Response:
    """Files with their content on top of another tree; by id, or folders, is more than anybody here sends."""
    repo, body = call.repo, call.body
    call.need("contents")
    base = body.get("base_tree")
    store = repo.store
    tree = dict(store.commits[base].tree if base in store.commits else store.trees[base]) if base else {}
    for entry in body["tree"]:
        if "content" not in entry or entry.get("type") != "blob" or not entry.get("path"):
            raise NotImplementedError("a tree made of anything but files with their content")
        tree[entry["path"]] = (entry.get("mode", FILE), store.write(entry["content"].encode()))
    sha = store.write_tree(tree)
    url = f"{call.render.api}/repos/{repo.full_name}/git"
    shown = [
        {
            "path": name,
            "mode": mode,
            "type": "tree" if mode == "040000" else "blob",
            "sha": oid,
            "url": f"{url}/blobs/{oid}",
        }
        for name, (mode, oid) in (children(tree, "") or {}).items()
    ]
    return Response(201, {"sha": sha, "url": f"{url}/trees/{sha}", "tree": shown, "truncated": False})


@route("POST", f"{REPO}/git/commits")
def create_commit(call: Call) -> Response:
    """A commit that no branch has yet. Who sends no author is the author."""
    repo, body = call.repo, call.body
    call.need("contents")
    if body.keys() & {"author", "committer", "signature"}:
        raise NotImplementedError("a commit in another's name")
    if body["tree"] not in repo.store.trees:
        raise HttpError(422, "Tree SHA does not exist")
    parents = tuple(body.get("parents") or ())
    if any(sha not in repo.store.commits for sha in parents):
        raise HttpError(422, "Parent SHA does not exist or is not a commit object")
    made = repo.store.commit_tree(
        parents, repo.store.trees[body["tree"]], body["message"], call.user.login, call.world.clock.now
    )
    return Response(201, _shown(call, repo, made))


def _shown(call: Call, repo: Repository, commit: Commit) -> Json:
    whole = call.render.commit(repo, commit)
    inner = {key: value for key, value in whole["commit"].items() if key != "comment_count"}
    return inner | {
        "sha": commit.sha,
        "node_id": whole["node_id"],
        "html_url": f"{WEB}/{repo.full_name}/commit/{commit.sha}",
        "parents": whole["parents"],
    }


@route("POST", f"{REPO}/pulls")
def create_pull(call: Call) -> Response:
    """From a branch of the repository itself. There is one open pull request for two branches at most."""
    repo, body = call.repo, call.body
    call.need("pull_requests")
    if call.user.is_bot and not repo.actions_may_open_pulls:
        raise HttpError(403, ACTIONS_MAY_NOT)
    _check(body, is_new=True)
    head, base = str(body["head"]), str(body["base"])
    if ":" in head or "head_repo" in body or "issue" in body:
        raise NotImplementedError("a pull request from a fork or of an issue")
    for name, branch in (("head", head), ("base", base)):
        if branch not in repo.branches:
            raise invalid("PullRequest", name, "invalid")
    ours = (pull for pull in repo.pulls if pull.state == "open" and not pull.is_fork)
    if any((pull.head, pull.base) == (head, base) for pull in ours):
        said = f"A pull request already exists for {repo.owner.login}:{head}."
        raise HttpError(422, "Validation Failed", [{"resource": "PullRequest", "code": "custom", "message": said}])
    if repo.branches[head] in repo.store.ancestors(repo.branches[base]):
        said = f"No commits between {base} and {head}"
        raise HttpError(422, "Validation Failed", [{"resource": "PullRequest", "code": "custom", "message": said}])
    pull = repo.pull(head, base, str(body["title"]), body=body.get("body") or "", author=call.user.login)
    shown = call.render.pull(pull)
    return Response(201, shown, {"Location": shown["url"]})


@route("PATCH", f"{REPO}/pulls/{{number}}")
def update_pull(call: Call) -> Response:
    pull, body = call.pull, call.body
    call.need("pull_requests")
    if "base" in body:
        raise NotImplementedError("another base branch")
    _check(body, is_new=False)
    pull.title = str(body.get("title", pull.title))
    pull.body = body.get("body", pull.body)
    if body.get("state", pull.state) != pull.state:
        _set_state(pull, body["state"], call)
    pull.touch()
    return Response(200, call.render.pull(pull))


def _set_state(pull: Pull, state: str, call: Call) -> None:
    if state == "open" and (pull.merged_at or pull.head_repo is None or pull.head not in pull.head_repo.branches):
        raise invalid("PullRequest", "state", "invalid")
    pull.set_state(state, None, call.user)


def _check(body: Json, is_new: bool) -> None:
    title = str(body.get("title") or "")
    if (is_new or "title" in body) and not title.strip():
        raise invalid("PullRequest", "title", "missing_field")
    if len(title) > TITLE_LIMIT:
        raise invalid("PullRequest", "title", "custom", f"title is too long (maximum is {TITLE_LIMIT} characters)")
    if len(body.get("body") or "") > BODY_LIMIT:
        raise invalid("PullRequest", "body", "custom", f"body {TOO_LONG}")
