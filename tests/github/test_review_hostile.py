"""Whatever a pull request holds, its review is text: rendered as GitHub renders it, nothing in it is live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import join, scene
from tests.github.test_escape import ATTACKS as MARKDOWN
from tests.github.test_review_events import REPOSITORY, job
from tests.output.test_attacks import ATTACKS as COMMANDS

#: What GitHub makes a mention, a reference, a link to an issue or a commit of.
LIVE = re.compile(
    r"(?<![\w/])@[a-z0-9]|#\d|\bgh-\d|\w@[0-9a-f]{7}|(?:https?://|\bwww\.)\S*github\.com/",
    re.IGNORECASE | re.ASCII,
)
OURS = re.compile(
    r"</?(?:details|summary|sub|br|b|ul|li|p)>|<!-- pm-lint:1 (?:inline doc=\S+(?: finding=\S+)+|summary) -->"
)
RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

DOCUMENT = """\
# 2026-02-27 {0}

**Postmortem Owner:** {0}, {0}

**Severity:** {0}

**Meeting:** {0} TBD

## {0}
{0} ?? {0}

## Overviw
TODO {0}

## Timeline

| Time | What |
|---|---|
| {0} | {0} |
| 10:30 | {0} |
| 09:15 {0} | {0} |

## Action Items
- investigate {0}
- {0}
- {0}
"""


def flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or ())


def assert_inert(body: str) -> None:
    """Nothing in it resolves, nothing loads, and all HTML in it is ours."""
    assert len(body) <= 65_536
    tokens = list(flat(RENDERER.parse(body)))
    text = " ".join(token.content for token in tokens if token.type == "text")
    assert not LIVE.search(text), LIVE.findall(text)
    for token in tokens:
        assert token.type != "image", token.attrs
        if token.type in ("html_block", "html_inline"):
            rest = OURS.sub("", token.content)
            assert "<" not in rest or (token.type == "html_block" and not re.search(r"<[a-z/!?]", rest, re.I)), rest
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith(f"https://github.com/{REPOSITORY}/blob/"), token.attrs


def assert_no_commands(log: str) -> None:
    """Our own annotations are all that the runner obeys, and they have the properties that we give them."""
    assert "##[" not in log
    for line in log.splitlines():
        if line.lstrip().startswith("::"):
            command, _, rest = line[2:].partition(" ")
            assert command in ("error", "warning", "notice"), line
            names = [one.partition("=")[0] for one in rest.partition("::")[0].split(",")]
            assert set(names) <= {"file", "line", "endLine", "col", "endColumn", "title"}, line


def named(attack: str) -> str:
    """A file name with the attack in it, as far as git allows."""
    return "postmortems/" + re.sub(r"[/\x00\ud800-\udfff]", "_", attack)[:90] + ".md"


ALL = [*MARKDOWN, *COMMANDS]


@pytest.mark.parametrize("start", range(0, len(ALL), 12))
def test_a_hostile_pull_request(github: FakeGitHub, tmp_path: Path, start: int) -> None:
    repo = github.repository(REPOSITORY)
    repo.commit("main", {"README.md": "hello\n"})
    files = {named(attack): DOCUMENT.format(attack).encode("utf-8", "replace") for attack in ALL[start : start + 12]}
    branch = "@mallory-fixes-#1"
    repo.commit(branch, dict(files))
    pull = repo.pull(branch)
    done = job(github, tmp_path, "pull_request", github.event(pull))
    assert done.code == 1 and done.outputs["files"] == str(len(files))
    bodies = [comment.body for comment in pull.review_comments] + [comment.body for comment in pull.issue_comments]
    assert len(bodies) > 5
    for body in (*bodies, done.summary):
        assert_inert(body)
    assert_no_commands(done.log)
    if start + 12 > len(MARKDOWN):  # a token that may only read: annotations
        assert_no_commands(job(github, tmp_path, "pull_request", github.event(pull), "t_read").log)


def test_a_base_branch_with_a_hostile_name(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.repository(REPOSITORY, "##[error]@bob-#1")
    repo.commit("##[error]@bob-#1", {"pm-lint.toml": 'template = "@bob #1.md"\n'})
    repo.commit("topic", {"postmortems/a.md": "# A\n"})
    pull = repo.pull("topic", "##[error]@bob-#1")
    done = job(github, tmp_path, "pull_request", github.event(pull))
    assert (done.code, github.writes) == (2, [])
    assert "is not on the base branch" in done.log
    assert_no_commands(done.log)


def test_more_than_fits_into_a_body(github: FakeGitHub) -> None:
    lines = [f"!{'EWN'[number % 3]}304 row-{number}: {'long ' * 60}" for number in range(1200)]
    one = scene(github, join(lines))
    outcome = one.run()
    assert len(one.bodies) == 30 and all(len(body) <= 65_536 for body in (one.summary, *one.bodies))
    assert "more findings" in one.summary and len(outcome.summary_markdown) <= 65_536
    one.run()
    assert not github.writes


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "---\n---\n", "#\n", "<!-- -->\n"])
def test_a_document_of_nothing(github: FakeGitHub, tmp_path: Path, text: str) -> None:
    repo = github.repository(REPOSITORY)
    repo.commit("main", {"README.md": "hello\n"})
    repo.commit("topic", {"postmortems/a.md": text})
    pull = repo.pull("topic")
    done = job(github, tmp_path, "pull_request", github.event(pull))
    assert (done.code, done.outputs["files"]) == (1, "1")
    assert int(done.outputs["errors"]) > 5 and len(pull.issue_comments) == 1


def test_a_pull_request_of_nothing(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.repository(REPOSITORY)
    repo.commit("main", {"README.md": "hello\n"})
    repo.branch("topic", "main")
    done = job(github, tmp_path, "pull_request", github.event(repo.pull("topic")))
    assert (done.code, done.outputs["verdict"], github.writes) == (0, "pass", [])
