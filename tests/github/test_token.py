"""The token: sent to the API's host alone, and found nowhere afterwards: no output, file, cache or environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pm_lint.github.client import Client, GitHubError
from pm_lint.github.redact import Redactor
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import PATH, FakeClock, scene

#: As long as a real one; the odd characters make its encoded forms differ from it.
TOKEN = "ghs_16C7e42F292c6912+E7710c838347Ae178B4a/=x"
FORMS = (TOKEN, quote(TOKEN, safe=""), b64encode(TOKEN.encode()).decode().rstrip("="))
REPO = "/repos/alice/postmortems"


class Elsewhere:
    """Another host on loopback, which notes all that reaches it and answers as GitHub might."""

    def __init__(self) -> None:
        seen = self.seen = list[tuple[str, dict[str, str]]]()

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                seen.append((self.path, dict(self.headers)))
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send_response(200)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"[]")

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    other = Elsewhere()
    yield other
    other.server.shutdown()
    other.server.server_close()


@pytest.fixture
def client(github: FakeGitHub) -> Client:
    github.token(TOKEN)
    github.repository("alice/postmortems").commit("main", {"README.md": "hello\n"})
    return Client(TOKEN, github.url, clock=FakeClock(), max_wait=100)


CALLS: dict[str, Callable[[Client], object]] = {
    "GET": lambda client: client.get(REPO),
    "pages": lambda client: list(client.pages(f"{REPO}/issues")),
    "POST": lambda client: client.send("POST", f"{REPO}/issues", {"title": "one", "body": ""}),
    "PATCH": lambda client: client.send("PATCH", f"{REPO}/issues/1", {"body": "x"}),
    "DELETE": lambda client: client.send("DELETE", f"{REPO}/issues/comments/1"),
    "graphql": lambda client: client.graphql("query { viewer { login } }"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_takes_anything_elsewhere(
    client: Client, github: FakeGitHub, elsewhere: Elsewhere, call: str, status: int
) -> None:
    github.fault(status=status, headers={"Location": f"{elsewhere.url}{REPO}"}, body={})
    with pytest.raises(GitHubError):
        CALLS[call](client)
    assert elsewhere.seen == []
    assert github.count() == 1


ODD = ["//{host}/x", "http://{api}@{host}/x", "http://{api}.evil.test/x", "https://{api}/x", "http://[", "/x", ""]


@pytest.mark.parametrize("where", ODD)
def test_only_the_very_same_origin_is_the_api(
    client: Client, github: FakeGitHub, elsewhere: Elsewhere, where: str
) -> None:
    host, api = (url.removeprefix("http://") for url in (elsewhere.url, github.url))
    location = where.format(host=host, api=api)
    github.fault(status=302, headers={"Location": location}, body={})
    with pytest.raises(GitHubError, match="redirects"):
        client.get(REPO)
    github.fault(status=200, headers={"Link": f'<{location}>; rel="next"'}, body=[])
    with pytest.raises(GitHubError, match="another host"):
        list(client.pages(f"{REPO}/issues"))
    assert elsewhere.seen == []
    assert github.count() == 2


def test_a_netrc_does_not_overrule_the_token(
    client: Client, github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    client.get(REPO)
    assert github.requests[0].request.token == TOKEN


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_loses_the_token(client: Client, github: FakeGitHub, form: str) -> None:
    body = {"message": f"you sent {form}", "errors": [form, {"code": "invalid", "message": form}]}
    github.fault(status=422, body=body)
    with pytest.raises(GitHubError) as caught:
        client.get(REPO)
    assert form not in repr(vars(caught.value)) + str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    github.fault(status=200, headers={"X-Echo": form}, body={"title": form, "url": f"https://x:{form}@host/"})
    answer = client.get(REPO)
    assert form not in repr(answer)
    assert answer.data["title"] == "***"
    github.fault(status=200, body=f"before {form} after\n".encode())
    assert client.get(REPO, accept="application/vnd.github.raw+json").data == b"before *** after\n"


def test_what_does_not_hold_the_token_stays_as_it_is() -> None:
    clean = Redactor(TOKEN)
    assert clean.answered_bytes(b"\xff\x00 ghs_") == b"\xff\x00 ghs_"
    assert clean.answered("ghs_") == "ghs_"
    assert Redactor("").answered("as it is") == Redactor("").said("as it is") == "as it is"
    assert Redactor("short").answered("a short answer") == "a short answer"
    assert TOKEN not in repr(clean)


# -- what a whole run leaves behind -----------------------------------------------------------------------------


FAULTS: dict[str, Mapping[str, Any]] = {
    "fine": {"method": "NEVER"},
    "401": {"status": 401, "body": {"message": f"Bad credentials: {TOKEN}"}},
    "no JSON": {"status": 502, "body": f"<p>{TOKEN}</p>".encode()},
    "nonsense": {"status": 200, "body": {"data": {"repository": TOKEN}}},
    "dropped": {"drop": "before"},
    "redirected": {"status": 302, "headers": {"Location": f"https://{quote(TOKEN, safe='')}@127.0.0.1:9/"}},
}


@pytest.mark.parametrize(
    ("command", "fault"),
    [(command, fault) for command in ("review", "issues") for fault in FAULTS]
    + [("issues --dry-run", "fine"), ("issues --dry-run", "401")],
)
def test_no_run_leaves_the_token_behind(github: FakeGitHub, tmp_path: Path, command: str, fault: str) -> None:
    """A process of its own for the plan on the command line, which writes to real streams; in this one otherwise."""
    github.token(TOKEN)
    one = scene(github, "# 2026-03-01 Database down\n\n## Action Items\n- Add an index\n")
    one.repo.commit("main", {PATH: "# 2026-03-01 Database down\n\n## Action Items\n- Add an index\n"})
    workspace = tmp_path / "workspace"
    (workspace / PATH).parent.mkdir(parents=True)
    (workspace / PATH).write_text("# 2026-03-01 Database down\n\n## Action Items\n- Add an index\n")
    name = "pull_request" if command == "review" else "push"
    payload = github.event(one.pull) if command == "review" else github.push_event(one.repo)
    (tmp_path / "event.json").write_text(json.dumps(payload))
    github.fault(times=9, **FAULTS[fault])
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path),
        "GITHUB_API_URL": github.url,
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "alice/postmortems",
        "GITHUB_SHA": payload.get("after", ""),
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_TOKEN": TOKEN,
        "INPUT_TOKEN": TOKEN,
        "INPUT_MODE": command.split()[0],
        "INPUT_TODAY": "2026-03-02",
        **{f"GITHUB_{name}": str(tmp_path / name) for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "PATH_FILE", "STATE")},
    }
    said = _in_process(environ) if "--dry-run" not in command else _plan(environ, workspace)
    assert said, "the run said nothing"
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert tmp_path / "event.json" in written
    for form in FORMS:
        assert form not in said
        assert [path for path, data in written.items() if form.encode() in data] == []
        assert form not in json.dumps([exchange.request.path for exchange in github.requests])
        assert form not in str([exchange.request.content for exchange in github.requests])
    github.violations.clear()  # of the faults' making


def test_an_error_of_ours_does_not_say_the_token(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither in the action nor on the command line, wherever the exception or its cause carries it."""
    from pm_lint.cli import main
    from pm_lint.github import action

    def fail(*_: object, **__: object) -> None:
        try:
            raise KeyError(TOKEN)
        except KeyError as error:
            error.add_note(TOKEN)
            raise RuntimeError(f"Authorization: token {TOKEN}") from error

    (tmp_path / "event.json").write_text(json.dumps({"repository": {"full_name": "alice/postmortems"}}))
    environ = {
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "alice/postmortems",
        "GITHUB_API_URL": github.url,
        "INPUT_TOKEN": TOKEN,
        "GITHUB_TOKEN": TOKEN,
    }
    monkeypatch.setattr(action, "_issues", fail)
    said = _in_process(environ)
    assert "RuntimeError" in said and TOKEN not in said

    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "postmortems").mkdir()
    (tmp_path / PATH).write_text("# 2026-03-01 Database down\n")
    monkeypatch.setattr("pm_lint.github.issues.run_issues", fail)
    assert main(["issues", "--dry-run"]) == 4
    captured = capsys.readouterr()
    assert "an error of ours: RuntimeError" in captured.err and TOKEN not in captured.out + captured.err


def _in_process(environ: Mapping[str, str]) -> str:
    import io

    from pm_lint.github import action

    out = io.StringIO()
    action.run(environ, out, clock=FakeClock())
    return out.getvalue()


def _plan(environ: Mapping[str, str], workspace: Path) -> str:
    command = [sys.executable, "-m", "pm_lint", "issues", "--dry-run", "--today", "2026-03-02"]
    done = subprocess.run(
        command, cwd=workspace, env={**environ, "PYTHONPATH": str(Path.cwd())}, capture_output=True, text=True
    )
    return done.stdout + done.stderr
