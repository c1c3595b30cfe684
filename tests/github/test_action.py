"""What the container runs, from the environment to the exit code; and the review of a local clone."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from pm_lint.errors import ConfigError
from pm_lint.github import action
from pm_lint.github.action import real_tools
from pm_lint.github.inputs import Inputs
from pm_lint.github.review_local import GitError, review_local
from pm_lint.linter import Checked
from pm_lint.record import replace
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import PATH, FakeClock, join, scene, told, tools
from tests.github.test_issue_support import document

OUTPUTS = {
    *("mode", "verdict", "files", "errors", "warnings", "notices", "summary-url"),
    *("comments-created", "comments-updated", "comments-deleted"),
    *("issues-created", "issues-updated", "issues-closed", "issues-adopted", "issues-deferred"),
}


class Runner:
    """What GitHub's runner does around a container."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self.log = ""

    def environment(self, name: str, payload: object, **inputs: str) -> Mapping[str, str]:
        event = self.folder / "event.json"
        event.write_text(json.dumps(payload))
        for file in ("output", "summary"):
            (self.folder / file).write_text("")
        return {
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "INPUT_TODAY": "2026-03-02",
            **{key.upper().replace("__", "-"): value for key, value in inputs.items()},
        }

    def run(self, name: str, payload: object, **inputs: str) -> int:
        out = io.StringIO()
        code = action.run(self.environment(name, payload, **inputs), out, clock=FakeClock())
        self.log = out.getvalue()
        return code

    @property
    def outputs(self) -> dict[str, str]:
        text = (self.folder / "output").read_text()
        return {name: value for name, _, value in re.findall(r"^([\w-]+)<<(.+)\n([^\n]*)\n\2\n", text, re.MULTILINE)}

    @property
    def summary(self) -> str:
        return (self.folder / "summary").read_text()


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setattr(action, "real_tools", lambda today, act=None: tools())
    return Runner(tmp_path)


def test_a_review(runner: Runner, github: FakeGitHub) -> None:
    one = scene(github, join(["!E304 meeting: too late", "!N501 overview: long"]))
    code = runner.run("pull_request", github.event(one.pull), github_api_url=github.url, input_token="t_bot")
    assert code == 1
    assert set(runner.outputs) == OUTPUTS
    assert (runner.outputs["mode"], runner.outputs["verdict"], runner.outputs["errors"]) == ("review", "fail", "1")
    assert runner.outputs["comments-created"] == "2" and runner.outputs["summary-url"].startswith("https://")
    assert "too late" in runner.summary and "t_bot" not in runner.log + runner.summary


@pytest.mark.parametrize(
    ("name", "payload", "inputs", "code", "sentence"),
    [
        ("pull_request", {}, {}, 2, "repository.full_name"),
        ("pull_request", {"repository": {"full_name": "a/b"}}, {}, 2, "pull_request.number"),
        ("issue_comment", {"repository": {"full_name": "a/b"}}, {}, 2, "nothing to do on 'issue_comment'"),
        ("push", [], {}, 2, "not a JSON object"),
        ("schedule", {"repository": {"full_name": "a/b"}}, {"input_mode": "x\n::error::y"}, 2, "`mode` is"),
        ("schedule", {"repository": {"full_name": "a/b"}}, {"input_token": "x"}, 2, "actions/checkout"),
        ("merge_group", {"repository": {"full_name": "a/b"}}, {}, 2, "actions/checkout"),
        ("schedule", {"repository": {"full_name": "a/b"}}, {}, 2, "`token` is empty"),
    ],
)
def test_bad_input_is_one_sentence(
    runner: Runner, name: str, payload: object, inputs: dict[str, str], code: int, sentence: str
) -> None:
    assert runner.run(name, payload, **inputs) == code
    [line] = [line for line in runner.log.splitlines() if line.startswith("::")]
    assert line.startswith("::error title=pm-lint::") and sentence in line
    assert set(runner.outputs) == OUTPUTS and runner.outputs["verdict"] == "incomplete"
    assert runner.outputs["mode"] in ("check", "review", "issues", "none")
    assert "Traceback" not in runner.log


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_with_its_outputs(runner: Runner, github: FakeGitHub, number: signal.Signals) -> None:
    program = f"""
import os, signal
from pm_lint.github import action

def interrupted(*_):
    os.kill(os.getpid(), {number:d})
    raise AssertionError("nothing was raised")

def written(*arguments):
    os.kill(os.getpid(), {number:d})  # the runner sends more than one
    write(*arguments)

def handlers():
    return [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]

write, action._write_outputs, action.run_review = action._write_outputs, written, interrupted
before = handlers()
code = action.run()
assert handlers() == before
os._exit(code)
"""
    one = scene(github, "x\n")
    environment = runner.environment("pull_request", github.event(one.pull), input_token="t_bot")
    # Not in the process of the tests: an interruption may come while something else runs there, and be lost.
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert (done.returncode, done.stderr) == (130, "")
    assert set(runner.outputs) == OUTPUTS
    assert (runner.outputs["mode"], runner.outputs["verdict"]) == ("review", "incomplete")
    assert "interrupted" in done.stdout


@pytest.mark.parametrize("inputs", [{}, {"input_mode": "check"}])
def test_a_checkout_without_a_postmortem_yet(runner: Runner, inputs: dict[str, str]) -> None:
    (runner.workspace / "README.md").write_text("# Hello\n")
    assert runner.run("merge_group", {"repository": {"full_name": "a/b"}}, **inputs) == 0
    assert (runner.outputs["verdict"], runner.outputs["files"]) == ("pass", "0")
    assert "no postmortem in the checkout: nothing to check" in runner.log
    assert "nothing to check" in runner.summary


def test_a_refused_token(runner: Runner, github: FakeGitHub) -> None:
    one = scene(github, "x\n")
    code = runner.run("pull_request", github.event(one.pull), github_api_url=github.url, input_token="t_wrong")
    assert code == 3
    assert "the token was refused" in runner.log and "t_wrong" not in runner.log


def test_a_fault_of_ours(runner: Runner, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret text of a document")

    monkeypatch.setattr(action, "run_review", broken)
    one = scene(github, "x\n")
    assert runner.run("pull_request", github.event(one.pull), input_token="t_bot") == 4
    assert "RuntimeError" in runner.log and "secret" not in runner.log
    assert set(runner.outputs) == OUTPUTS


def test_a_check(runner: Runner) -> None:
    folder = runner.workspace / "postmortems"
    folder.mkdir()
    (folder / "2026-02-01-a.md").write_text("# 2026-02-01 The database stopped\n")
    (folder / "2016-02-01-old.md").write_text("# 2016-02-01 The database stopped\n")
    payload = {"repository": {"full_name": "a/b"}}
    assert runner.run("merge_group", payload) == 1
    assert (runner.outputs["files"], runner.outputs["mode"]) == ("1", "check")
    assert "2026-02-01-a.md" in runner.summary and "old.md" not in runner.summary
    assert runner.run("merge_group", payload, **{"input_fail-on": "never"}) == 0


def test_a_queue_stops_at_nothing_where_changed_lines_alone_count(runner: Runner) -> None:
    """It doesn't know them, and a pull request that was green must not be stopped by the lines of others."""
    folder = runner.workspace / "postmortems"
    folder.mkdir()
    (folder / "2026-02-01-a.md").write_text("# 2026-02-01 The database stopped\n")
    (runner.workspace / "pm-lint.toml").write_text("[review]\nonly-changed-lines = true\n")
    payload = {"repository": {"full_name": "a/b"}}
    assert runner.run("merge_group", payload) == 0
    assert "which lines it changes is not known here" in runner.summary and "2026-02-01-a.md" in runner.summary
    assert runner.run("push", payload, input_mode="check") == 1, "elsewhere a check is of all there is"


def test_a_check_by_overrides_and_baseline(runner: Runner) -> None:
    for name, text in {
        "pm-lint.toml": 'baseline = "known.json"\n'
        '[[overrides]]\npaths = ["**/old/**"]\nsince = 2016-01-01\nrules.sections = "off"',
        "postmortems/old/2016-02-01-a.md": "# 2016-02-01 The database stopped\n",
        "postmortems/2016-02-01-b.md": "# 2016-02-01 The database stopped\n",
        "known.json": '{"version": 1, "counts": {"postmortems/old/2016-02-01-a.md": {"PM201": 1}}}',
    }.items():
        (runner.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (runner.workspace / name).write_text(text)
    payload = {"repository": {"full_name": "a/b"}}
    assert runner.run("merge_group", payload) == 1
    assert runner.outputs["files"] == "1"
    assert "PM301" in runner.summary and "PM101" not in runner.summary and "PM201" not in runner.summary
    (runner.workspace / "known.json").write_text("{")
    assert runner.run("merge_group", payload) == 2
    assert "baseline: 'known.json' is not valid JSON" in runner.log


def test_a_check_of_a_file_name_that_is_no_text(runner: Runner) -> None:
    """Or any author could stop a merge queue."""
    folder = runner.workspace / "postmortems"
    folder.mkdir()
    Path(os.fsdecode(bytes(folder) + b"/2026-02-01-\xff.md")).write_text("# 2026-02-01 The database stopped\n")
    assert runner.run("merge_group", {"repository": {"full_name": "a/b"}}) == 1
    assert "2026-02-01-" in runner.summary


def test_the_checkout_is_read_as_the_base_branch_is(runner: Runner) -> None:
    """A configuration in a folder, and its paths and its template: all count from the top. `pyproject.toml` is for the
    command line alone."""
    for name, text in {
        "ci/pm-lint.toml": 'paths = ["notes/*.md"]\ntemplate = "ci/ours.md"\nfail-on = "never"\n',
        "ci/ours.md": "# Title\n\n## Story\nTell what happened in your own words.\n",
        "pyproject.toml": '[tool.pm-lint]\nfail-on = "never"\n',
        "notes/2026-02-01-a.md": "# A\n",
        "postmortems/2026-02-01-b.md": "# 2026-02-01 The database stopped\n",
    }.items():
        (runner.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (runner.workspace / name).write_text(text)
    payload = {"repository": {"full_name": "a/b"}}
    assert runner.run("merge_group", payload, input_config="./ci/pm-lint.toml") == 0
    assert "Story" in runner.summary and "notes/2026-02-01-a.md" in runner.summary
    assert runner.run("merge_group", payload) == 1


@pytest.mark.parametrize(
    "config", ["../pm-lint.toml", "/etc/pm-lint.toml", "out/pm-lint.toml", "link.toml", "none.toml"]
)
def test_no_configuration_from_elsewhere(runner: Runner, config: str) -> None:
    (runner.folder / "pm-lint.toml").write_text('fail-on = "never"\n')
    (runner.workspace / "out").symlink_to("..")
    (runner.workspace / "link.toml").symlink_to("../pm-lint.toml")
    assert runner.run("merge_group", {"repository": {"full_name": "a/b"}}, input_config=config) == 2
    assert config in runner.log


def test_since_holds_for_issues_too(runner: Runner, github: FakeGitHub) -> None:
    repo = github.repository("alice/postmortems")
    text = "# 2025-06-01 A\n\n## Action Items\n- Turn it off and on again\n"
    repo.commit("main", {"postmortems/2025-06-01-a.md": text})
    (runner.workspace / "postmortems").mkdir()
    (runner.workspace / "postmortems/2025-06-01-a.md").write_text(text)
    given = {"github_api_url": github.url, "input_token": "t_bot"}
    assert runner.run("push", github.push_event(repo), **given) == 0
    assert runner.outputs["issues-created"] == "0"
    assert runner.run("push", github.push_event(repo), **given, input_since="2025-01-01") == 0
    assert runner.outputs["issues-created"] == "1"


def test_the_checkout_holds_what_the_review_reads(runner: Runner, github: FakeGitHub) -> None:
    """Or the action items of a reviewed document would never become issues."""
    repo = github.repository("alice/postmortems")
    text = "# 2026-02-01 A\n\n## Action Items\n- Turn {} off and on again\n"
    files = {
        name: text.format(f"server {number}")
        for number, name in enumerate(("pm-lint.toml", ".github/incidents/a.md", "notes/b.txt", ".git/incidents/c.md"))
    }
    files["pm-lint.toml"] = 'paths = ["**/incidents/*.md", "notes/*.txt"]\n'
    for name, content in files.items():
        (runner.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (runner.workspace / name).write_text(content)
    repo.commit("main", {"a": "b"})
    assert runner.run("push", github.push_event(repo), github_api_url=github.url, input_token="t_bot") == 0
    assert sorted(issue.title for issue in repo.issues) == [
        "Turn server 1 off and on again",
        "Turn server 2 off and on again",
    ]


@pytest.mark.parametrize("text", ["::error::forged", "\u200b::error::forged", "#\u200b#[error]forged"])
def test_a_dry_run_can_issue_no_command(runner: Runner, github: FakeGitHub, text: str) -> None:
    """Signs of no width are left out of it, and must not have been what kept the runner from obeying."""
    one = scene(github, join([f"!E304 meeting: x => {text}"]))
    inputs = {"github_api_url": github.url, "input_token": "t_bot", "input_dry-run": "true"}
    assert runner.run("pull_request", github.event(one.pull), **inputs) == 1
    assert "forged" in runner.log and not re.search(r"^\s*::error::forged|##\[", runner.log, re.MULTILINE)
    assert not github.writes


def git(root: Path, *arguments: str) -> None:
    command = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems/old.md").write_text(join(["!E304 meeting: old", *"abcdefghij"]))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "switch", "-qc", "topic")
    return tmp_path


def test_a_local_review(clone: Path) -> None:
    (clone / "postmortems/old.md").write_text(join(["!E304 meeting: old", *"abcdefghij", "!W403 row: new"]))
    (clone / PATH).write_text(join(["text", "!E304 meeting: late => fixed"]))
    (clone / "postmortems/link.md").symlink_to("old.md")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "two")
    plan, outcome = review_local("main", clone, tools(), today=date(2026, 3, 2))
    assert [(one.path, one.lines.last) for one in plan.create] == [
        (PATH, 2),
        ("postmortems/link.md", 1),
        ("postmortems/old.md", 12),
    ]
    assert plan.summary and "old" in plan.summary and "```suggestion\nfixed\n```" in outcome.text
    assert "symbolic link" in outcome.text
    assert (outcome.exit_code, outcome.verdict, outcome.counts.errors) == (1, "fail", 3)


def test_a_local_review_says_what_github_would_say(clone: Path) -> None:
    """What is left out, what applies only after the merge, and the run's one line, as the action does; no sign of no
    width in front of a reader's eyes."""
    git(clone, "checkout", "-q", "main")
    (clone / "pm-lint.toml").write_text("[review]\nonly-changed-lines = true\n")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "config")
    git(clone, "checkout", "-qb", "three")
    (clone / "postmortems/old.md").write_text(join(["!E304 meeting: old", *"abcdefghij", "!N602 row: ask @alice"]))
    (clone / "postmortems/past.md").write_text("# 2020-01-02 Long ago\n")
    (clone / "pm-lint.toml").unlink()
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "three")
    log: list[str] = []
    since = Inputs(since=date(2026, 1, 1))
    plan, outcome = review_local(
        "main", clone, tools(_past_or_told), today=date(2026, 3, 2), inputs=since, log=log.append
    )
    left_out = "1 finding on lines that this pull request does not change: left out, as configured"
    assert log == ["postmortems/past.md is about an incident before `since`: left alone", left_out]
    assert plan.summary and f"- {left_out}" in plan.summary
    assert "- `pm-lint.toml` changed here: applies after the merge" in plan.summary
    assert "ask @\u200balice" in plan.summary and "ask @alice" in outcome.text
    assert outcome.text.endswith("\n1 notice in 1 postmortem of this pull request\n")


def _past_or_told(path: str, data: bytes) -> Checked:
    checked = told(path, data)
    return replace(checked, postmortem=document(path, day=date(2020, 1, 2)).postmortem) if "past" in path else checked


def test_a_local_review_of_a_rename(clone: Path) -> None:
    git(clone, "mv", "postmortems/old.md", "postmortems/new name.md")
    (clone / "postmortems/new name.md").write_text(join(["!E304 meeting: old", *"abcdefghij", "!W403 row: x"]))
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "two")
    plan, _ = review_local("main", clone, tools(), today=date(2026, 3, 2))
    [comment] = plan.create
    assert (comment.path, comment.lines.last) == ("postmortems/new name.md", 12)
    assert comment.marks[0].document == "postmortems/old.md"


@pytest.mark.parametrize("key", ["textconv", "command"])
def test_a_local_review_runs_no_program_that_a_branch_names(clone: Path, key: str) -> None:
    """What its attributes name is in the configuration of many: programs that read images and archives."""
    git(clone, "config", f"diff.exif.{key}", "touch pwned; cat")
    (clone / ".gitattributes").write_text("*.md diff=exif\n")
    (clone / PATH).write_text(join(["text", "!E304 meeting: late"]))
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "two")
    plan, _ = review_local("main", clone, tools(), today=date(2026, 3, 2))
    assert [(one.path, one.lines.last) for one in plan.create] == [(PATH, 2)]
    assert not (clone / "pwned").exists()


@pytest.mark.parametrize("base", ["nope", "--output=x", ""])
def test_no_such_base(clone: Path, base: str) -> None:
    with pytest.raises(GitError, match="no branch or commit"):
        review_local(base, clone, tools(), today=date(2026, 3, 2))
    assert not (clone / "x").exists()


@pytest.mark.parametrize("path", ["pm-lint.toml", "docs/x.md"])
def test_a_local_setting_that_is_a_link(clone: Path, path: str) -> None:
    (clone / "docs").mkdir()
    (clone / "pm-lint.toml").write_text('template = "docs/x.md"\n')
    (clone / path).unlink(missing_ok=True)
    (clone / path).symlink_to("/etc/passwd")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "config")
    with pytest.raises(ConfigError, match="can't be read: it is a symbolic link"):
        review_local("topic", clone, tools(), today=date(2026, 3, 2))


def test_a_local_template_that_is_not_there(clone: Path) -> None:
    (clone / "pm-lint.toml").write_text('template = "docs/x.md"\n')
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "config")
    with pytest.raises(ConfigError, match=r"docs/x\.md"):
        review_local("topic", clone, tools(), today=date(2026, 3, 2))


def test_a_local_review_by_overrides_and_baseline(clone: Path) -> None:
    config = 'baseline = "known.json"\n[[overrides]]\npaths = ["postmortems"]\ntemplate = "t.md"\n'
    config += 'rules = { document = "off", owner = "off", meeting = "off" }\n'
    story = "# Title\n\n## Story\nTell it.\n\n## More\n"
    known = '{"version": 1, "counts": {"postmortems/b.md": {"PM101": 1}}}'
    git(clone, "checkout", "-q", "main")
    for name, text in {"pm-lint.toml": config, "t.md": story, "known.json": known}.items():
        (clone / name).write_text(text)
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "config")
    git(clone, "checkout", "-qb", "three")
    (clone / "postmortems/a.md").write_text("# A\n\n## More\nText.\n")
    (clone / "postmortems/b.md").write_text("# B\n\n## More\nText.\n")
    (clone / "known.json").write_text("{")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "three")
    _, outcome = review_local("main", clone, real_tools(date(2026, 3, 2)), today=date(2026, 3, 2))
    assert (outcome.counts.files, outcome.counts.errors) == (2, 1)
    assert "“Story” is missing" in outcome.text
    git(clone, "checkout", "-q", "main")
    git(clone, "rm", "-q", "known.json")
    git(clone, "commit", "-qm", "gone")
    with pytest.raises(ConfigError, match=r"baseline: 'known\.json' is not on 'main'"):
        review_local("main", clone, real_tools(date(2026, 3, 2)), today=date(2026, 3, 2))


def test_a_local_review_of_a_folder_and_of_odd_names(clone: Path) -> None:
    for name in ("*.md", ":!x.md", "b.md"):
        (clone / "postmortems" / name).write_text(join(["text", "!E304 meeting: late"]) * (2 if name == "*.md" else 1))
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "two")
    for folder in (clone, clone / "postmortems"):
        plan, _ = review_local("main", folder, tools(), today=date(2026, 3, 2))
        assert [(one.path, one.lines.last) for one in plan.create] == [
            ("postmortems/*.md", 2),
            ("postmortems/*.md", 4),
            ("postmortems/:!x.md", 2),
            ("postmortems/b.md", 2),
        ]
