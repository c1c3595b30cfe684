"""Comments that hold findings back."""

from __future__ import annotations

import pytest

from tests.rules.support import check

HEAD = "# 2021-12-10 It broke\n\n## Overview\n"
ALL = ["first", "second", "third"]


@pytest.mark.parametrize(
    ("comments", "left"),
    [
        (["", "", ""], ALL),
        (["<!-- pm-lint-disable-next-line PM007 -->", "", ""], ["second", "third"]),
        (["", "<!-- pm-lint-disable-next-line unfinished -->", ""], ["first", "third"]),
        (["", "<!-- pm-lint-disable-next-line pm007, PM403 -- the team agreed -- twice -->", ""], ["first", "third"]),
        (["<!-- pm-lint-disable-next-line PM403 -->", "", ""], ALL),
        (["<!-- pm-lint-disable-next-line PM403 -- not PM007 -->", "", ""], ALL),
        (["<!-- pm-lint-disable PM007 -->", "<!-- pm-lint-enable -->", ""], ["second", "third"]),
        (["<!-- pm-lint-disable PM007 -->", "<!-- pm-lint-enable PM007 -->", ""], ["second", "third"]),
        (["<!-- pm-lint-disable PM007 -->", "<!-- pm-lint-enable PM403 -->", ""], []),
        (["", "<!-- pm-lint-disable PM007 -->", ""], ["first"]),
        (["", "", "<!-- pm-lint-disable-file PM007 -->"], []),
        (["", "", "<!-- pm-lint-disable-file PM006 -->"], ALL),
        (["<!-- pm-lint-disable -->", "<!-- pm-lint-nonsense PM007 -->", ""], ALL),
        (["`<!-- pm-lint-disable-file PM007 -->`", "    <!-- pm-lint-disable-file PM007 -->", ""], ALL),
        (["<!-- pm-lint-disable PM007 --> <!-- pm-lint-enable -->", "", ""], ALL),
        (["Words <!-- pm-lint-disable-next-line PM007 --> about it.", "", ""], ["second", "third"]),
    ],
)
def test_comments(comments: list[str], left: list[str]) -> None:
    checked = check(document(comments))
    lines = {"first": 5, "second": 8, "third": 11}
    assert [finding.span.line for finding in checked.findings] == [lines[name] for name in left]
    assert checked.suppressed == 3 - len(left)


def document(comments: list[str]) -> str:
    """Three findings, each with a comment on the line above it, in paragraphs of their own."""
    return HEAD + "".join(f"{comment or 'Words.'}\nTBD\n\n" for comment in comments)
