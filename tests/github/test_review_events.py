"""Every event that a review runs on, from GitHub's payload to the exit code, with the real linter."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pm_lint.github import action
from tests.fake_github import events
from tests.fake_github.exchange import Request, Response
from tests.fake_github.fixtures import github as github
from tests.fake_github.git import Submodule, Symlink
from tests.fake_github.render import Renderer
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import Pull, Repository
from tests.github.support import BOT, FakeClock

REPOSITORY = "alice/postmortems"
PATH = "postmortems/2026-02-28-db.md"
BAD = "# 2026-02-28 The database stopped\n\n**Postmortem Owner:** @alice\n\n**Meeting:** TBD\n"
GOOD = "# 2026-02-28 The database stopped\n\n## Story\nA disk was full.\n"
#: A template that `GOOD` satisfies.
LENIENT = {"pm-lint.toml": 'template = "t.md"\n', "t.md": "# YYYY-MM-DD Title\n\n## Story\nTell it.\n"}


@dataclass
class Run:
    """One job: its exit code, and what it left."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str] = field(default_factory=dict)


def job(github: FakeGitHub, folder: Path, name: str, payload: Any, token: str = BOT, **given: str) -> Run:
    """Run the action as the runner does."""
    folder.mkdir(exist_ok=True)
    files = {one: folder / one for one in ("event.json", "output", "summary")}
    files["event.json"].write_text(json.dumps(payload))
    for one in ("output", "summary"):
        files[one].write_text("")
    environ: Mapping[str, str] = {
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": str(files["event.json"]),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_WORKSPACE": str(folder),
        "GITHUB_OUTPUT": str(files["output"]),
        "GITHUB_STEP_SUMMARY": str(files["summary"]),
        "GITHUB_API_URL": github.url,
        "INPUT_TODAY": "2026-03-02",
        "INPUT_TOKEN": token,
        **{key.upper().replace("__", "-"): value for key, value in given.items()},
    }
    out = io.StringIO()
    code = action.run(environ, out, clock=FakeClock())
    text = files["output"].read_text()
    outputs = {key: value for key, _, value in re.findall(r"^([\w-]+)<<(.+)\n([^\n]*)\n\2\n", text, re.MULTILINE)}
    return Run(code, out.getvalue(), files["summary"].read_text(), outputs)


def opened(github: FakeGitHub, text: Any = BAD, base: Mapping[str, Any] | None = None) -> tuple[Repository, Pull]:
    repo = github.repository(REPOSITORY)
    repo.commit("main", {"README.md": "hello\n", **(base or {})})
    repo.commit("topic", {PATH: text})
    return repo, repo.pull("topic")


def from_fork(github: FakeGitHub, files: Mapping[str, Any]) -> Pull:
    repo = github.repository(REPOSITORY)
    repo.commit("main", {"README.md": "hello\n"})
    github.repository("mallory/postmortems", fork_of=repo).commit("topic", files)
    return repo.pull("topic", fork="mallory/postmortems")


@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
@pytest.mark.parametrize("what", ["opened", "synchronize", "reopened", "ready_for_review", "edited"])
def test_a_pull_request(github: FakeGitHub, tmp_path: Path, name: str, what: str) -> None:
    """Title and text may be edited, too: a run that did nothing then would turn a red check green."""
    _, pull = opened(github)
    done = job(github, tmp_path, name, github.event(pull, what))
    assert (done.code, done.outputs["mode"], done.outputs["verdict"]) == (1, "review", "fail")
    assert len(pull.review_comments) == 1
    done = job(github, tmp_path, name, github.event(pull, what))
    assert (done.code, len(pull.review_comments), done.outputs["comments-created"]) == (1, 1, "0")


def test_another_base_has_another_configuration(github: FakeGitHub, tmp_path: Path) -> None:
    repo, pull = opened(github, GOOD)
    repo.branch("lenient", "main")
    repo.commit("lenient", LENIENT)
    assert job(github, tmp_path, "pull_request", github.event(pull, "opened")).code == 1
    pull.retarget_as("alice", "lenient")
    done = job(github, tmp_path, "pull_request", github.event(pull, "edited", base_before="main"))
    assert (done.code, done.outputs["verdict"], pull.review_comments, pull.issue_comments) == (0, "pass", [], [])


def test_a_fork_under_pull_request(github: FakeGitHub, tmp_path: Path) -> None:
    """Its token may only read: annotations and the step summary."""
    pull = from_fork(github, {PATH: BAD})
    done = job(github, tmp_path, "pull_request", github.event(pull), "t_read")
    assert (done.code, done.outputs["verdict"]) == (1, "fail")
    assert re.search(rf"^::error .*file={re.escape(PATH)}", done.log, re.MULTILINE)
    assert "PM302" in done.summary and not pull.review_comments and not pull.issue_comments


def test_a_fork_under_pull_request_target(github: FakeGitHub, tmp_path: Path) -> None:
    """Full comments; and nothing that the fork brings along decides or is run."""
    hostile = {name: text.replace("Tell it.", "Anything goes.") for name, text in LENIENT.items()}
    pull = from_fork(github, {PATH: BAD, **hostile})
    done = job(github, tmp_path, "pull_request_target", github.event(pull))
    assert done.code == 1 and len(pull.review_comments) == 1
    assert "`pm-lint.toml` changed here: applies after the merge" in done.summary
    assert {path.name for path in tmp_path.iterdir()} == {"event.json", "output", "summary"}, "nothing is checked out"


def test_a_fork_that_was_deleted(github: FakeGitHub, tmp_path: Path) -> None:
    pull = from_fork(github, {PATH: BAD})
    payload = github.event(pull)
    payload["pull_request"]["head"]["repo"] = None
    assert job(github, tmp_path, "pull_request_target", payload).code == 1
    assert len(pull.review_comments) == 1


OTHER = "postmortems/2026-02-20-queue.md"


def queued(github: FakeGitHub, folder: Path, pull: Pull, tree: Mapping[str, str], **given: str) -> Run:
    """The merge group of a pull request, with these files checked out."""
    (folder / "postmortems").mkdir(exist_ok=True)
    for path in (PATH, OTHER):
        (folder / path).unlink(missing_ok=True)
    for path, text in tree.items():
        (folder / path).write_text(text)
    return job(github, folder, "merge_group", events.merge_group(github.render, pull), **{"token": "t_read", **given})


def test_a_merge_queue_checks_what_it_changes(github: FakeGitHub, tmp_path: Path) -> None:
    """In the checkout; one request says which files these are."""
    _, pull = opened(github, base={OTHER: BAD})
    done = queued(github, tmp_path, pull, {PATH: BAD, OTHER: BAD})
    assert (done.code, done.outputs["mode"], done.outputs["files"], len(github.requests)) == (1, "check", "1", 1)
    assert OTHER not in done.summary + done.log
    (done, fine) = (queued(github, tmp_path, pull, {OTHER: BAD}), queued(github, tmp_path, pull, {}))
    assert (done.code, fine.code) == (0, 0)
    assert "no postmortem in what the merge group changes" in done.summary


def test_a_merge_queue_leaves_an_old_incident_alone_unless_its_document_is_new(
    github: FakeGitHub, tmp_path: Path
) -> None:
    old = BAD.replace("2026-02-28", "2025-02-28")
    _, added = opened(github, old)
    assert queued(github, tmp_path, added, {PATH: old}).code == 1
    added.repo.commit("main", {OTHER: old + "\nOne."})
    added.repo.branches["other"] = added.repo.branches["main"]
    added.repo.commit("other", {OTHER: old + "\nTwo."})
    assert queued(github, tmp_path, added.repo.pull("other"), {OTHER: old + "\nTwo."}).code == 0


@pytest.mark.parametrize(
    ("token", "status", "said"),
    [
        ("", 0, ""),
        ("t_read", 404, "All postmortems were checked: what the merge group changes is not known"),
        ("t_read", 500, "All postmortems were checked: what the merge group changes is not known"),
    ],
)
def test_a_merge_queue_checks_all_where_its_changes_are_not_known(
    github: FakeGitHub, tmp_path: Path, token: str, status: int, said: str
) -> None:
    _, pull = opened(github, GOOD, base={OTHER: BAD})
    if status:
        github.fault(lambda request: "/compare/" in request.path, status=status, times=99)
    done = queued(github, tmp_path, pull, {PATH: GOOD, OTHER: BAD}, token=token)
    assert (done.code, done.outputs["files"]) == (1, "2")
    assert said in done.summary


def test_a_merge_queue_of_more_files_than_are_listed(github: FakeGitHub, tmp_path: Path) -> None:
    repo, pull = opened(github, GOOD, base={OTHER: BAD})
    repo.commit("topic", {f"src/{number}.txt": "x\n" for number in range(300)})
    done = queued(github, tmp_path, pull, {PATH: GOOD, OTHER: BAD})
    assert (done.code, done.outputs["files"]) == (1, "2")
    assert "more files than the 300 GitHub shows" in done.summary


@pytest.mark.parametrize(("number", "code"), [("1", 1), ("7", 3)])
def test_a_dispatched_workflow_names_the_pull_request(
    github: FakeGitHub, tmp_path: Path, number: str, code: int
) -> None:
    repo, pull = opened(github)
    payload = events.workflow_dispatch(github.render, repo, {"pull-request": number})
    done = job(github, tmp_path, "workflow_dispatch", payload, input_pull__request=number)
    assert (done.code, len(pull.review_comments)) == (code, 1 if code == 1 else 0)
    if code == 3:
        assert "GitHub does not find GET /repos/alice/postmortems/pulls/7" in done.log


@pytest.mark.parametrize("where", ["repository", "base"])
def test_an_event_of_another_repository(github: FakeGitHub, tmp_path: Path, where: str) -> None:
    _, pull = opened(github)
    payload = github.event(pull)
    if where == "repository":
        payload["repository"]["full_name"] = "mallory/postmortems"
    else:
        payload["pull_request"]["base"]["repo"]["full_name"] = "mallory/postmortems"
    done = job(github, tmp_path, "pull_request", payload)
    assert (done.code, github.requests) == (2, [])
    [line] = [line for line in done.log.splitlines() if line.startswith("::error")]
    assert "'mallory/postmortems'" in line and "start a new run" in line


class Enterprise(FakeGitHub):
    """GitHub Enterprise Server: the REST API under /api/v3, GraphQL at /api/graphql."""

    def __init__(self) -> None:
        super().__init__()
        self.url += "/api/v3"
        self.render = Renderer(self.url)

    def handle(self, request: Request) -> Response | None:
        assert request.path.startswith(("/api/v3/repos/", "/api/graphql"))
        path = request.path.removeprefix("/api/v3").removeprefix("/api")
        return super().handle(Request(request.method, path, request.query_string, request.headers, request.content))


def test_an_enterprise_server(tmp_path: Path) -> None:
    with Enterprise() as github:
        repo, pull = opened(github)
        repo.commit("topic", {f"other/{number}.txt": "x\n" for number in range(120)})
        done = job(github, tmp_path, "pull_request", github.event(pull), github_server_url="https://ghe.example")
        assert done.code == 1 and len(pull.review_comments) == 1
        assert f"https://ghe.example/alice/postmortems/blob/{pull.head_sha}/" in done.summary
        assert github.count("GET", "/files$") == 2, "the second page, too"
    github.assert_clean()


def test_a_pull_request_of_three_thousand_files(github: FakeGitHub, tmp_path: Path) -> None:
    """All that GitHub lists, and that it lists no more is said."""
    _, pull = opened(github)
    for page in range(1, 31):
        names = [f"code/{page}-{number}.py" for number in range(99)] + [PATH if page == 30 else "last.txt"]
        link = f'<{github.url}/repos/{REPOSITORY}/pulls/1/files?per_page=100&page={page + 1}>; rel="next"'
        github.fault(
            path="/files$",
            match=lambda request, page=page: request.query.get("page", "1") == str(page),  # type: ignore[misc]
            status=200,
            body=[{"filename": name, "status": "added", "changes": 9} for name in names],
            headers={"Link": link} if page < 30 else {},
        )
    done = job(github, tmp_path, "pull_request", github.event(pull))
    assert done.code == 1 and github.count("GET", "/files$") == 30
    [comment] = pull.issue_comments
    for said in (comment.body, done.summary, done.log):
        assert "GitHub lists only the first 3,000 files of this pull request" in said
    assert "PM302" in comment.body, "no patch, so no line to stand on"


def test_a_file_whose_patch_is_missing(github: FakeGitHub, tmp_path: Path) -> None:
    """GitHub shows no lines of a large one, and refuses a whole review for one comment on them."""
    _, pull = opened(github)
    github.fault(path="/files$", status=200, body=[{"filename": PATH, "status": "added", "changes": 30_000}])
    done = job(github, tmp_path, "pull_request", github.event(pull))
    assert done.code == 1 and not pull.review_comments
    assert "PM302" in pull.issue_comments[0].body


def test_what_is_no_document_at_the_head(github: FakeGitHub, tmp_path: Path) -> None:
    """Submodules and deleted files are none; a link is never followed; a renamed file is what it was."""
    old = BAD + "\n## Story\nIt was so.\n" * 5
    repo, pull = opened(github, GOOD, {"postmortems/gone.md": GOOD, "postmortems/old.md": old})
    new: dict[str, Any] = {"postmortems/sub.md": Submodule("a" * 40), "postmortems/link.md": Symlink("../README.md")}
    repo.commit("topic", {**new, "postmortems/gone.md": None})
    repo.commit("topic", {"postmortems/old.md": None, "postmortems/new name.md": old + "**Due:** TBD\n"})
    done = job(github, tmp_path, "pull_request", github.event(pull))
    assert (done.code, done.outputs["files"]) == (1, "3")
    assert "it is a symbolic link" in done.summary and "gone.md" not in done.summary
    assert "postmortems/sub.md is no regular file: left alone" in done.log
    [renamed] = [comment for comment in pull.review_comments if comment.path == "postmortems/new name.md"]
    assert "doc=postmortems%2Fold.md" in renamed.body


def test_a_pull_request_without_a_postmortem(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.repository(REPOSITORY)
    repo.commit("main", {"README.md": "hello\n"})
    repo.commit("topic", {"README.md": "hello, world\n"})
    pull = repo.pull("topic")
    done = job(github, tmp_path, "pull_request", github.event(pull, "opened"))
    assert (done.code, done.outputs["verdict"], done.outputs["files"]) == (0, "pass", "0")
    assert "no postmortem in this pull request" in done.summary
    assert len(github.requests) == 2 and not github.writes
