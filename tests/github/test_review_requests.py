"""How many requests a review takes: counts, which no machine makes slower."""

from __future__ import annotations

import pytest

from pm_lint.github.action import real_tools
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import TODAY, join, scene

FILLER = [f"line {number}" for number in range(1, 5)]


def findings(number: int) -> list[str]:
    return [line for index in range(number) for line in (f"!E304 meeting-{index}: late {index}", *FILLER)]


@pytest.mark.parametrize(
    ("number", "first"),
    [
        (0, 2),  # the files; the pull request with texts, configuration and conversations
        (1, 4),  # and one review with all comments, and what stands there then
        (30, 4),
        (31, 5),  # and the summary
        (300, 5),
    ],
)
def test_a_review_then_nothing_new(github: FakeGitHub, number: int, first: int) -> None:
    one = scene(github, join(findings(number) or FILLER))
    one.run()
    assert len(github.requests) == first
    one.run()
    assert len(github.requests) == 2


@pytest.mark.parametrize("withdrawn", [1, 2, 7])
def test_one_more_for_each_comment_withdrawn(github: FakeGitHub, withdrawn: int) -> None:
    one = scene(github, join(findings(9)))
    one.run()
    one.push(join(findings(9)[: -5 * withdrawn] + FILLER))
    assert one.run().comments_deleted == withdrawn
    assert len(github.requests) == 2 + withdrawn


DOCUMENT = "# 2026-02-28 The database stopped\n\n**Postmortem Owner:** @{owner}\n\n## Overview\nTBD\n"


@pytest.mark.parametrize(
    ("owner", "files", "first", "again"),
    [
        pytest.param("alice", {}, 5, 2, id="the bundled template, the author's own document"),
        pytest.param("bob", {}, 6, 3, id="another owner, whose account is looked up"),
        pytest.param("alice", {"pm-lint.toml": 'template = "t.md"\n'}, 6, 3, id="the team's template"),
    ],
)
def test_a_whole_postmortem(github: FakeGitHub, owner: str, files: dict[str, str], first: int, again: int) -> None:
    template = {
        "t.md": "# YYYY-MM-DD Title\n\n## Overview\nTell it in two sentences.\n\n## Story\n\n## Rows\n\n## A\n\n## B\n"
    }
    one = scene(github, DOCUMENT.format(owner=owner), base=template | files)
    github.world.user("bob")
    one.run(using=real_tools(TODAY))
    assert (len(one.pull.issue_comments), len(github.requests)) == (1, first)
    one.run(using=real_tools(TODAY))
    assert len(github.requests) == again
