"""The REST operations, one function for each: what they need, what they refuse, what they change."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from .diff import Side, find_line
from .exchange import HttpError, Request, Response, invalid, not_found, unprocessable
from .git import FOLDER, SUBMODULE, SYMLINK, children
from .render import WEB, Json, Renderer, quote, stamp
from .state import Comment, Issue, Milestone, Pull, Repository, Review, ReviewComment, Token, User, World

BODY_LIMIT = 65_536
TITLE_LIMIT = 256
JSON_CONTENT_LIMIT = 1_000_000  # a larger file has no content in JSON, only raw
RAW_CONTENT_LIMIT = 100_000_000
TOO_LONG = f"is too long (maximum is {BODY_LIMIT} characters)"
T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One authenticated request."""

    world: World
    token: Token
    request: Request
    render: Renderer
    parameters: dict[str, str]

    @property
    def user(self) -> User:
        return self.world.user(self.token.login)

    @property
    def query(self) -> dict[str, str]:
        return self.request.query

    @property
    def body(self) -> Json:
        body = self.request.body
        return body if isinstance(body, dict) else {}

    @property
    def repo(self) -> Repository:
        name = f"{self.parameters['owner']}/{self.parameters['repo']}"
        repo = self.world.repositories.get(name.lower())
        if repo is None or (repo.private and not self.token.permissions):
            raise not_found()
        return repo

    @property
    def issue(self) -> Issue:
        issue = self.repo.numbered.get(int(self.parameters["number"]))
        if issue is None:
            raise not_found()
        if issue.deleted:
            raise HttpError(410, "This issue was deleted")
        return issue

    @property
    def pull(self) -> Pull:
        pull = self.repo.numbered.get(int(self.parameters["number"]))
        if not isinstance(pull, Pull):
            raise not_found()
        return pull

    def need(self, *permissions: str) -> None:
        """A write needs one of these permissions."""
        if not self.token.allows(*permissions):
            raise HttpError(403, "Resource not accessible by integration")

    def page(self, items: Sequence[T], show: Callable[[T], Json]) -> Response:
        """One page of a list, with the links to the others."""
        size = min(max(int(self.query.get("per_page", "30")), 1), 100)
        page = max(int(self.query.get("page", "1")), 1)
        last = max((len(items) + size - 1) // size, 1)
        links: dict[str, int] = {}
        if page > 1:
            links |= {"prev": page - 1, "first": 1}
        if page < last:
            links |= {"next": page + 1, "last": last}
        url = f"{self.render.api}{self.request.path}"
        shown = [
            f'<{url}?{urlencode(self.query | {"page": str(number)})}>; rel="{rel}"' for rel, number in links.items()
        ]
        headers = {"Link": ", ".join(shown)} if shown else {}
        return Response(200, [show(item) for item in items[(page - 1) * size : page * size]], headers)


Handler = Callable[[Call], Response]
ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []
REPO = "/repos/{owner}/{repo}"


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    shapes = {"rest": ".*", "number": "[0-9]+", "id": "[0-9]+"}

    def slot(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}>{shapes.get(match[1], '[^/]+')})"

    def register(handler: Handler) -> Handler:
        ROUTES.append((method, re.compile(re.sub(r"\{(\w+)\}", slot, path)), handler))
        return handler

    return register


def dispatch(world: World, token: Token, request: Request, render: Renderer) -> Response:
    """The answer to a request, whatever it is."""
    redirect = _redirect(world, request, render)
    if redirect is not None:
        return redirect
    for method, pattern, handler in ROUTES:
        match = pattern.fullmatch(request.plain_path)
        if match and method == request.method:
            return handler(Call(world, token, request, render, match.groupdict()))
    raise not_found()


def _redirect(world: World, request: Request, render: Renderer) -> Response | None:
    """A renamed repository is found by its number; GitHub answers 301 to a GET and 307 to all else."""
    match = re.match(r"/repos/([^/]+/[^/]+)(/.*)?$", request.path)
    repo = world.moved.get(match[1].lower()) if match else None
    if match is None or repo is None:
        return None
    query = f"?{request.query_string}" if request.query_string else ""
    url = f"{render.api}/repositories/{repo.id}{match[2] or ''}{query}"
    status, message = (301, "Moved Permanently") if request.method == "GET" else (307, "Temporary Redirect")
    return Response(
        status, {"message": message, "url": url, "documentation_url": "https://docs.github.com/rest"}, {"Location": url}
    )


def permissions(call: Call) -> Json:
    push = call.token.allows("contents")
    return {"admin": False, "maintain": False, "push": push, "triage": push, "pull": True}


# repository and git


@route("GET", REPO)
def get_repository(call: Call) -> Response:
    return Response(200, call.render.full_repository(call.repo, permissions(call)))


@route("GET", f"{REPO}/commits/{{rest}}")
def get_commit(call: Call) -> Response:
    repo, ref = call.repo, call.parameters["rest"]
    sha = repo.resolve(ref)
    if sha is None or sha not in repo.store.commits:
        raise HttpError(422, f"No commit found for SHA: {ref}")
    if "sha" in _media(call.request):
        return Response(200, sha.encode(), media_type="application/vnd.github.sha; charset=utf-8")
    commit = repo.store.commits[sha]
    files = repo.compare(commit.parents[0], sha) if commit.parents else []
    return Response(200, call.render.commit(repo, commit, files))


@route("GET", f"{REPO}/compare/{{rest}}")
def compare_commits(call: Call) -> Response:
    repo = call.repo
    base, dots, head = call.parameters["rest"].partition("...")
    one, other = _end(call, base), _end(call, head)
    if not dots or one is None or other is None:
        raise not_found()
    store = repo.store
    merge_base = store.merge_base(one, other)
    if merge_base is None:
        raise HttpError(404, f"No common ancestor between {base} and {head}.")
    ahead = [sha for sha in store.ancestors(other) if sha not in store.ancestors(one)]
    behind = [sha for sha in store.ancestors(one) if sha not in store.ancestors(other)]
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"
    basehead, html = quote(call.parameters["rest"]), f"{WEB}/{repo.full_name}/compare/{quote(call.parameters['rest'])}"
    return Response(200, {
        "url": f"{call.render.api}/repos/{repo.full_name}/compare/{basehead}",
        "html_url": html,
        "permalink_url": f"{WEB}/{repo.full_name}/compare/{one[:12]}...{other[:12]}",
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": call.render.commit(repo, store.commits[one]),
        "merge_base_commit": call.render.commit(repo, store.commits[merge_base]),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [call.render.commit(repo, store.commits[sha]) for sha in reversed(ahead)],
        "files": [call.render.file(repo, change, other) for change in repo.compare(merge_base, other)],
    })  # fmt: skip


def _end(call: Call, name: str) -> str | None:
    """One end of a comparison: a ref, or a ref of a fork as ``owner:ref``."""
    owner, colon, ref = name.rpartition(":")
    if not colon:
        return call.repo.resolve(name)
    network = (one for one in call.world.repositories.values() if one.store is call.repo.store)
    return next((one.resolve(ref) for one in network if one.owner.login.lower() == owner.lower()), None)


@route("GET", f"{REPO}/contents/?{{rest}}")
def get_contents(call: Call) -> Response:
    """A file, a folder, a link or a submodule. A link to a file in the repository gives that file."""
    repo, ref = call.repo, call.query.get("ref") or call.repo.default_branch
    path = call.parameters["rest"].strip("/")
    sha = repo.resolve(ref)
    if sha is None:
        raise HttpError(404, f"No commit found for the ref {ref}")
    tree = repo.store.commits[sha].tree
    raw = "raw" in _media(call.request)
    entry = tree.get(path)
    if entry is None:
        inside = children(tree, path)
        if inside is None:
            raise not_found()
        folder = f"{path}/" if path else ""
        return Response(200, [_content(call, ref, folder + name, *one, listed=True) for name, one in inside.items()])
    mode, blob = entry
    if mode == SYMLINK:
        target = _follow(path, repo.store.blobs[blob].decode())
        if target in tree and tree[target][0] not in (SYMLINK, SUBMODULE):
            mode, blob = tree[target]
    if raw and mode != SUBMODULE:
        data = repo.store.blobs[blob]
        if len(data) > RAW_CONTENT_LIMIT:
            raise invalid("Blob", "data", "too_large")
        return Response(200, data, media_type="application/vnd.github.raw+json; charset=utf-8")
    return Response(200, _content(call, ref, path, mode, blob))


def _follow(path: str, target: str) -> str:
    parts = path.split("/")[:-1]
    for part in target.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _content(call: Call, ref: str, path: str, mode: str, sha: str, listed: bool = False) -> Json:
    repo = call.repo
    data = repo.store.blobs.get(sha, b"")
    kind = {FOLDER: "dir", SYMLINK: "symlink", SUBMODULE: "submodule"}.get(mode, "file")
    url = f"{call.render.api}/repos/{repo.full_name}/contents/{quote(path)}?{urlencode({'ref': ref})}"
    git = f"{call.render.api}/repos/{repo.full_name}/git/{'trees' if kind == 'dir' else 'blobs'}/{sha}"
    html = f"{WEB}/{repo.full_name}/{'tree' if kind == 'dir' else 'blob'}/{ref}/{quote(path)}"
    download = f"https://raw.githubusercontent.com/{repo.full_name}/{ref}/{quote(path)}"
    shown: Json = {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": len(data),
        "url": url,
        "html_url": html,
        "git_url": git,
        "download_url": download if kind in ("file", "symlink") else None,
        "type": "file" if listed and kind == "submodule" else kind,  # GitHub's own oddity, kept for old clients
        "_links": {"self": url, "git": git, "html": html},
    }
    if kind == "submodule" and not listed:
        shown["submodule_git_url"] = "https://github.com/alice/submodule"
    if kind == "symlink" and not listed:
        shown["target"] = data.decode()
    if kind == "file" and not listed:
        small = len(data) <= JSON_CONTENT_LIMIT
        # GitHub breaks base64 into lines of 60 characters
        shown["content"] = re.sub("(.{1,60})", r"\1\n", base64.b64encode(data).decode()) if small else ""
        shown["encoding"] = "base64" if small else "none"
    return shown


def _media(request: Request) -> str:
    """The media type that was asked for, where it is one of GitHub's own: ``raw``, ``sha``, ``json`` …"""
    match = re.search(r"application/vnd\.github(?:\.v3)?\.(\w+)", request.headers.get("accept", ""))
    return match[1] if match else ""


# pull requests


@route("GET", f"{REPO}/pulls/{{number}}")
def get_pull(call: Call) -> Response:
    return Response(200, call.render.pull(call.pull))


@route("GET", f"{REPO}/pulls/{{number}}/files")
def list_files(call: Call) -> Response:
    pull = call.pull
    return call.page(pull.files()[:3000], lambda change: call.render.file(pull.repo, change, pull.head_sha))


@route("GET", f"{REPO}/pulls/{{number}}/reviews")
def list_reviews(call: Call) -> Response:
    pull = call.pull
    return call.page(pull.reviews, lambda review: call.render.review(pull, review))


@route("POST", f"{REPO}/pulls/{{number}}/reviews")
def create_review(call: Call) -> Response:
    """All comments or none."""
    pull, body = call.pull, call.body
    call.need("pull_requests")
    text, comments = body.get("body") or "", body.get("comments") or []
    event, commit = body.get("event"), body.get("commit_id") or pull.head_sha
    if event is None:
        raise NotImplementedError("a pending review (no event)")
    if event == "APPROVE" and call.user.is_bot:
        raise unprocessable("GitHub Actions is not permitted to approve pull requests.")
    if event == "COMMENT" and not text and not comments:
        raise unprocessable("Body can't be blank")
    if event == "REQUEST_CHANGES" and not text:
        raise unprocessable("Body can't be blank")
    if commit not in pull.commits():
        raise unprocessable("Commit is not part of the pull request")
    faults = [TOO_LONG_BODY] if len(text) > BODY_LIMIT else []
    for one in comments:
        faults += _place_faults(pull, commit, one)
    if faults:
        raise unprocessable(*dict.fromkeys(faults))
    review = pull.add_review(call.user.login, text, commit, event)
    for one in comments:
        _start_thread(pull, review, one)
    return Response(200, call.render.review(pull, review))


TOO_LONG_BODY = f"Body {TOO_LONG}"
THREAD = "Pull request review thread"


def _place_faults(pull: Pull, commit: str, comment: Json) -> list[str]:
    """What is wrong with one comment of a review; GitHub joins it to one sentence that names no comment."""
    if not str(comment.get("body") or "").strip():
        return ["Body can't be blank"]
    if len(comment["body"]) > BODY_LIMIT:
        return [TOO_LONG_BODY]
    if "position" in comment or "line" not in comment:
        raise NotImplementedError("a review comment by position or on a whole file")
    change = next((one for one in pull.files(commit) if one.path == comment.get("path")), None)
    if change is None and pull.repo.world.terse:
        return ["Path could not be resolved"]
    if change is None:
        return [f"{THREAD} path is invalid and {THREAD} diff hunk can't be blank"]
    place = find_line(change.patch or "", comment.get("side") or "RIGHT", comment["line"])
    start = comment.get("start_line")
    first = find_line(change.patch or "", _start_side(comment), start) if start is not None else None
    faults = []
    if place is None and pull.repo.world.terse:
        return ["Line could not be resolved"]
    if place is None:
        faults.append(f"{THREAD} line must be part of the diff")
    if start is not None and (first is None or place is None or first[0] != place[0]):
        faults.append(f"{THREAD} start line must be part of the same hunk as the line.")
    elif first and place and first[1].position >= place[1].position:
        faults.append(f"{THREAD} start line must precede the end line.")
    if place is None:
        faults.append(f"{THREAD} diff hunk can't be blank")
    return [_sentence(faults)] if faults else []


def _sentence(parts: list[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _start_side(comment: Json) -> Side:
    side: Side = comment.get("start_side") or comment.get("side") or "RIGHT"
    return side


def _start_thread(pull: Pull, review: Review, comment: Json) -> ReviewComment:
    start = comment.get("start_line")
    side: Side = comment.get("side") or "RIGHT"
    start_side = _start_side(comment) if start is not None else None
    return pull.start_thread(review, comment["path"], comment["line"], side, start, start_side, comment["body"])


@route("GET", f"{REPO}/pulls/{{number}}/comments")
def list_review_comments(call: Call) -> Response:
    items = sorted(call.pull.review_comments, key=lambda one: one.id)
    if since := call.query.get("since"):
        items = [one for one in items if one.updated_at >= _time(since)]
    if call.query.get("direction") == "desc":
        items.reverse()
    return call.page(items, call.render.review_comment)


@route("POST", f"{REPO}/pulls/{{number}}/comments")
def create_review_comment(call: Call) -> Response:
    pull, body = call.pull, call.body
    call.need("pull_requests")
    if "in_reply_to" in body:
        return _reply(call, pull, int(body["in_reply_to"]))
    if body.get("commit_id") not in pull.commits():
        raise invalid("PullRequestReviewComment", "commit_id", "custom", "commit_id is not part of the pull request")
    faults = _place_faults(pull, body["commit_id"], body)
    if faults:
        name = "path" if "path" in faults[0] else "line" if "line" in faults[0] else "body"
        field = name if name == "body" else f"pull_request_review_thread.{name}"
        message = faults[0].split(" and ")[0].removeprefix(f"{THREAD} {name}").strip()
        raise invalid("PullRequestReviewComment", field, "custom", f"{field} {message}")
    review = pull.add_review(call.user.login, "", body["commit_id"])
    return Response(201, call.render.review_comment(_start_thread(pull, review, body)))


@route("POST", f"{REPO}/pulls/{{number}}/comments/{{id}}/replies")
def create_reply(call: Call) -> Response:
    call.need("pull_requests")
    return _reply(call, call.pull, int(call.parameters["id"]))


def _reply(call: Call, pull: Pull, target: int) -> Response:
    first = next((thread for thread in pull.threads for one in thread.comments if one.id == target), None)
    if first is None:
        raise not_found()
    text = _text(call, "PullRequestReviewComment")
    comment = pull.add_comment(pull.add_review(call.user.login), first, text)
    return Response(201, call.render.review_comment(comment))


@route("GET", f"{REPO}/pulls/comments/{{id}}")
def get_review_comment(call: Call) -> Response:
    return Response(200, call.render.review_comment(_review_comment(call)))


@route("PATCH", f"{REPO}/pulls/comments/{{id}}")
def update_review_comment(call: Call) -> Response:
    comment = _review_comment(call)
    _own(call, comment.user, "pull_requests")
    comment.body, comment.updated_at = _text(call, "PullRequestReviewComment"), call.world.clock.now
    return Response(200, call.render.review_comment(comment))


@route("DELETE", f"{REPO}/pulls/comments/{{id}}")
def delete_review_comment(call: Call) -> Response:
    comment = _review_comment(call)
    _own(call, comment.user, "pull_requests")
    comment.thread.pull.delete_comment(comment)
    return Response(204)


def _review_comment(call: Call) -> ReviewComment:
    found = (one for pull in call.repo.pulls for one in pull.review_comments if one.id == int(call.parameters["id"]))
    comment = next(found, None)
    if comment is None:
        raise not_found()
    return comment


def _own(call: Call, author: User, *names: str) -> None:
    call.need(*names)
    if author is not call.user:
        raise HttpError(403, "Resource not accessible by integration")


def _text(call: Call, resource: str) -> str:
    """The body that was sent; not blank, not too long."""
    text = str(call.body.get("body") or "")
    if not text.strip():
        raise invalid(resource, "data", "unprocessable", "Body cannot be blank")
    if len(text) > BODY_LIMIT:
        raise invalid(resource, "body", "custom", f"body {TOO_LONG}")
    return text


# comments of issues and pull requests


@route("GET", f"{REPO}/issues/{{number}}/comments")
def list_comments(call: Call) -> Response:
    items = call.issue.comments
    if since := call.query.get("since"):
        items = [one for one in items if one.updated_at >= _time(since)]
    return call.page(items, call.render.comment)


@route("POST", f"{REPO}/issues/{{number}}/comments")
def create_comment(call: Call) -> Response:
    issue = call.issue
    call.need(*_keepers(issue))
    comment = issue.comment_as(call.user.login, _text(call, "IssueComment"))
    return Response(201, call.render.comment(comment), {"Location": call.render.comment(comment)["url"]})


@route("GET", f"{REPO}/issues/comments/{{id}}")
def get_comment(call: Call) -> Response:
    return Response(200, call.render.comment(_comment(call)))


@route("PATCH", f"{REPO}/issues/comments/{{id}}")
def update_comment(call: Call) -> Response:
    comment = _comment(call)
    _own(call, comment.user, *_keepers(comment.issue))
    comment.body, comment.updated_at = _text(call, "IssueComment"), call.world.clock.now
    return Response(200, call.render.comment(comment))


@route("DELETE", f"{REPO}/issues/comments/{{id}}")
def delete_comment(call: Call) -> Response:
    comment = _comment(call)
    _own(call, comment.user, *_keepers(comment.issue))
    comment.issue.comments.remove(comment)
    return Response(204)


def _comment(call: Call) -> Comment:
    found = (one for issue in call.repo.numbered.values() for one in issue.comments)
    comment = next((one for one in found if one.id == int(call.parameters["id"])), None)
    if comment is None:
        raise not_found()
    return comment


def _keepers(issue: Issue) -> tuple[str, ...]:
    """The conversation of a pull request can be written to with either permission."""
    return ("issues", "pull_requests") if isinstance(issue, Pull) else ("issues",)


# issues


@route("GET", f"{REPO}/issues")
def list_issues(call: Call) -> Response:
    """Pull requests are issues here. What was made a moment ago may be missing (``listing_lag``)."""
    repo, query = call.repo, call.query
    if unknown := query.keys() & {"milestone", "type", "mentioned", "issue_field_values"}:
        raise NotImplementedError(f"issues filtered by {', '.join(sorted(unknown))}")
    if not repo.has_issues:
        return call.page(list[Issue](), call.render.issue)
    items = []
    for issue in repo.numbered.values():
        if issue.hidden_listings > 0:
            issue.hidden_listings -= 1
        elif not issue.deleted and _wanted(issue, query):
            items.append(issue)
    keys: dict[str, Callable[[Issue], Any]] = {
        "created": lambda one: one.number,
        "updated": lambda one: (one.updated_at, one.number),
        "comments": lambda one: (len(one.comments), one.number),
    }
    items.sort(key=keys[query.get("sort", "created")], reverse=query.get("direction", "desc") == "desc")
    return call.page(items, call.render.issue)


def _wanted(issue: Issue, query: dict[str, str]) -> bool:
    state, creator, assignee = query.get("state", "open"), query.get("creator"), query.get("assignee", "*any")
    labels = {label.name.lower() for label in issue.labels}
    assignees = {user.login.lower() for user in issue.assignees}
    return (
        state in ("all", issue.state)
        and (creator is None or creator.lower() == issue.user.login.lower())
        and all(name.strip().lower() in labels for name in query.get("labels", "").split(",") if name.strip())
        and ("since" not in query or issue.updated_at >= _time(query["since"]))
        and (
            assignee == "*any"
            or (assignee == "*" and bool(assignees))
            or (assignee == "none" and not assignees)
            or assignee.lower() in assignees
        )
    )


@route("POST", f"{REPO}/issues")
def create_issue(call: Call) -> Response:
    repo, body = call.repo, call.body
    call.need("issues")
    if not repo.has_issues:
        raise HttpError(410, "Issues has been disabled in this repository.")
    _check_issue(call, repo, body, is_new=True)
    names = [_label_name(one) for one in body.get("labels") or ()]
    _check_labels(call, repo, names)
    milestone = _milestone(repo, body.get("milestone"))
    issue = repo.issue_as(call.user.login, str(body["title"]), body.get("body"), names, body.get("assignees"))
    issue.milestone = milestone
    shown = call.render.issue(issue)
    return Response(201, shown, {"Location": shown["url"]})


@route("GET", f"{REPO}/issues/{{number}}")
def get_issue(call: Call) -> Response:
    return Response(200, call.render.issue(call.issue))


@route("PATCH", f"{REPO}/issues/{{number}}")
def update_issue(call: Call) -> Response:
    issue, body = call.issue, call.body
    call.need(*_keepers(issue))
    _check_issue(call, issue.repo, body, is_new=False)
    issue.title = str(body.get("title", issue.title))
    issue.body = body.get("body", issue.body)
    if "labels" in body:
        issue.labels = [issue.repo.label(_label_name(one)) for one in body["labels"] or ()]
    if "assignees" in body:
        issue.assignees = [issue.repo.user(login) for login in body["assignees"] or ()]
    if "state" in body:
        issue.set_state(body["state"], body.get("state_reason"), call.user)
    issue.touch()
    return Response(200, call.render.issue(issue))


def _check_issue(call: Call, repo: Repository, body: Json, is_new: bool) -> None:
    title = str(body.get("title") or "")
    if (is_new or "title" in body) and not title.strip():
        raise invalid("Issue", "title", "missing_field")
    if len(title) > TITLE_LIMIT:
        raise invalid("Issue", "title", "custom", f"title is too long (maximum is {TITLE_LIMIT} characters)")
    if len(body.get("body") or "") > BODY_LIMIT:
        raise invalid("Issue", "body", "custom", f"body {TOO_LONG}")
    unknown = [login for login in body.get("assignees") or () if not repo.assignable(login)]
    if unknown:
        errors = [{"resource": "Issue", "field": "assignees", "code": "invalid", "value": login} for login in unknown]
        raise HttpError(422, "Validation Failed", errors)


def _check_labels(call: Call, repo: Repository, names: Sequence[str]) -> None:
    """Who may make issues need not be allowed to make labels, which a new name in an issue would."""
    if call.token.permissions.get("labels") == "read" and any(name.lower() not in repo.labels for name in names):
        errors = [{"resource": "Repository", "field": "label", "code": "unauthorized"}]
        raise HttpError(403, "You do not have permission to create labels on this repository.", errors)


def _milestone(repo: Repository, number: Any) -> Milestone | None:
    found = next((one for one in repo.milestones if one.number == number), None)
    if number is not None and found is None:
        raise invalid("Issue", "milestone", "invalid")
    return found


def _label_name(label: Any) -> str:
    return str(label["name"] if isinstance(label, dict) else label)


@route("GET", f"{REPO}/issues/{{number}}/labels")
def list_issue_labels(call: Call) -> Response:
    issue = call.issue
    return call.page(issue.labels, lambda label: call.render.label(issue.repo, label))


@route("POST", f"{REPO}/issues/{{number}}/labels")
def add_labels(call: Call) -> Response:
    issue = call.issue
    call.need(*_keepers(issue))
    sent = call.request.body
    for name in map(_label_name, sent.get("labels", ()) if isinstance(sent, dict) else sent or ()):
        label = issue.repo.label(name)
        if label not in issue.labels:
            issue.labels.append(label)
    issue.touch()
    return Response(200, [call.render.label(issue.repo, label) for label in issue.labels])


@route("POST", f"{REPO}/issues/{{number}}/assignees")
def add_assignees(call: Call) -> Response:
    """Here, unlike on creation, GitHub silently leaves out who can't be assigned."""
    issue = call.issue
    call.need(*_keepers(issue))
    for login in call.body.get("assignees") or ():
        user = issue.repo.user(login)
        if issue.repo.assignable(login) and user not in issue.assignees:
            issue.assignees.append(user)
    issue.touch()
    return Response(201, call.render.issue(issue))


@route("GET", f"{REPO}/assignees/{{login}}")
def check_assignee(call: Call) -> Response:
    if not call.repo.assignable(call.parameters["login"]):
        raise not_found()
    return Response(204)


@route("GET", f"{REPO}/labels")
def list_labels(call: Call) -> Response:
    repo = call.repo
    return call.page(list(repo.labels.values()), lambda label: call.render.label(repo, label))


@route("POST", f"{REPO}/labels")
def create_label(call: Call) -> Response:
    repo, body = call.repo, call.body
    call.need("issues", "pull_requests")
    name = str(body["name"])
    _check_labels(call, repo, [name])
    if name.lower() in repo.labels:
        raise invalid("Label", "name", "already_exists")
    label = repo.label(name)
    label.color, label.description = str(body.get("color") or "ededed").lstrip("#"), body.get("description")
    return Response(201, call.render.label(repo, label))


@route("GET", f"{REPO}/labels/{{name}}")
def get_label(call: Call) -> Response:
    label = call.repo.labels.get(call.parameters["name"].lower())
    if label is None:
        raise not_found()
    return Response(200, call.render.label(call.repo, label))


@route("GET", f"{REPO}/milestones")
def list_milestones(call: Call) -> Response:
    repo, state = call.repo, call.query.get("state", "open")
    items = [one for one in repo.milestones if state in ("all", one.state)]
    return call.page(items, lambda one: call.render.milestone(repo, one))


# the caller


@route("GET", "/user")
def get_user(call: Call) -> Response:
    """A workflow's own token is no user's."""
    user = call.user
    if user.is_bot:
        raise HttpError(403, "Resource not accessible by integration")
    started = stamp(call.world.started)
    nothing: Iterable[str] = ("name", "company", "location", "email", "hireable", "bio", "twitter_username")
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    times = {"created_at": started, "updated_at": started}
    shown = call.render.user(user) | dict.fromkeys(nothing) | {"blog": "", "user_view_type": "public"} | counts | times
    return Response(200, shown)


@route("GET", "/rate_limit")
def get_rate_limit(call: Call) -> Response:
    shown = {
        name: {
            "limit": rate.limit,
            "used": rate.used,
            "remaining": rate.remaining,
            "reset": int(rate.reset.timestamp()),
        }
        for name, rate in call.world.rates.items()
    }
    return Response(200, {"resources": shown, "rate": shown["core"]})


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise HttpError(422, f"Invalid time: {text}") from None
    if moment.tzinfo is None:
        raise HttpError(422, f"Time without a zone: {text}")
    return moment
