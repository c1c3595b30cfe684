"""The review from end to end, against a GitHub on a real socket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from pm_lint.config import Config
from pm_lint.errors import ConfigError
from pm_lint.finding import Span
from pm_lint.github.action import real_tools
from pm_lint.github.client import GitHubError
from pm_lint.github.event import Event
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Outcome
from pm_lint.github.review import run_review
from pm_lint.github.review_material import Checker
from pm_lint.linter import Checked
from pm_lint.postmortem.fit import Fit
from pm_lint.postmortem.schema import GENERIC
from pm_lint.record import replace
from tests.fake_github.fixtures import github as github
from tests.fake_github.git import Submodule, Symlink
from tests.fake_github.server import FakeGitHub
from tests.github.support import PATH, Scene, Teller, join, scene, told, tools

LATE = "!E304 meeting: too late"
FILLER = [f"line {number}" for number in range(1, 30)]


def test_first_run_then_nothing_new(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, "text", "!W403 timeline: goes back", "!N501 overview: long"]))
    outcome = one.run()
    assert (outcome.exit_code, outcome.verdict) == (1, "fail")
    assert (outcome.counts.errors, outcome.counts.warnings, outcome.counts.notices) == (1, 1, 1)
    assert [(c.path, c.line, c.start_line) for c in one.pull.review_comments] == [(PATH, 1, None), (PATH, 3, None)]
    assert [review.body for review in one.pull.reviews] == [""]
    assert "too late" in one.bodies[0] and "PM304 meeting-late" in one.bodies[0]
    assert "<details><summary>1 notice" in one.summary and "long" in one.summary and "too late" not in one.summary
    assert outcome.comments_created == 3 and outcome.summary_url.startswith("https://")
    assert len(github.requests) <= 6
    assert one.run().comments_created == 0
    assert len(github.requests) == 2 and not github.writes


def test_clean_pull_request_is_left_in_peace(github: FakeGitHub) -> None:
    one = scene(github, "fine\n")
    outcome = one.run()
    assert (outcome.exit_code, outcome.counts.files) == (0, 1)
    assert not github.writes and len(github.requests) == 2


def test_gone_without_and_with_a_reply(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, *FILLER, "!E305 meeting: before"]))
    one.run()
    first, second = one.pull.review_comments
    one.pull.reply_as("bob", second, "really?")
    one.push(join(["fine", *FILLER, "fine too"]))
    outcome = one.run()
    assert (outcome.comments_deleted, outcome.comments_updated, outcome.exit_code) == (1, 1, 0)
    assert first not in one.pull.review_comments
    assert f"Fixed in {one.pull.head_sha}" in second.body and "before" in second.body
    assert one.run().comments_updated == 0 and not github.writes
    one.push(join(["fine", *FILLER, "fine too", "!E305 meeting: before"]))
    assert one.run().comments_updated == 1
    assert second.body.startswith("<!-- pm-lint:1 inline") and "Fixed in" not in second.body, "it is open again"


def test_all_gone_takes_the_summary_back(github: FakeGitHub) -> None:
    one = scene(github, "!N501 overview: long\n")
    one.run()
    assert one.summary
    one.push("fine\n")
    assert one.run().comments_deleted == 1
    assert not one.pull.issue_comments


def test_resolved_by_a_person_is_never_said_again(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, *FILLER]))
    one.run()
    one.pull.resolve_as("bob")
    one.push(join(["new line", LATE, *FILLER]))
    outcome = one.run()
    assert outcome.exit_code == 1, "the exit code depends on the findings alone"
    assert not github.writes


@pytest.mark.parametrize("replied", [False, True])
def test_outdated_but_still_true(github: FakeGitHub, replied: bool) -> None:
    one = scene(github, join([LATE, *FILLER]))
    one.run()
    [comment] = one.pull.review_comments
    if replied:
        one.pull.reply_as("bob", comment, "hm")
    one.push(join(["!E304 meeting: still too late", *FILLER]))
    assert comment.thread.is_outdated
    one.run()
    if replied:
        assert comment in one.pull.review_comments and len(one.pull.threads) == 1
        assert "still too late" in one.summary
    else:
        assert [body for body in one.bodies if "still too late" in body] == one.bodies
        assert comment not in one.pull.review_comments
    one.run()
    assert not github.writes


def test_text_changes_in_place(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, *FILLER]))
    one.run()
    [comment] = one.pull.review_comments
    outcome = one.run(using=tools(lambda path, data: told(path, data.replace(b"too late", b"three days too late"))))
    assert (outcome.comments_updated, outcome.comments_created) == (1, 0)
    assert "three days too late" in comment.body


def test_a_moved_line_keeps_its_conversation(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, *FILLER]))
    one.run()
    one.push(join(["one", "two", LATE, *FILLER]))
    one.run()
    assert not github.writes


def test_a_renamed_document_is_the_same(github: FakeGitHub) -> None:
    old = "postmortems/old-name.md"
    one = scene(github, "x\n", base={old: join([*FILLER, "end"])})
    one.repo.commit("topic", {PATH: None, old: join([*FILLER, LATE])})
    one.run()
    [comment] = one.pull.review_comments
    marked = re.search(r"finding=(\w+)", comment.body)
    one.repo.commit("topic", {old: None, PATH: join([*FILLER, LATE])})
    outcome = one.run()
    assert [c.path for c in one.pull.review_comments] == [PATH]
    again = re.search(r"finding=(\w+)", one.pull.review_comments[0].body)
    assert marked and again and marked[1] == again[1]
    assert outcome.counts.errors == 1
    one.run()
    assert not github.writes


def test_outside_the_diff_goes_to_the_summary(github: FakeGitHub) -> None:
    one = scene(github, "x\n", base={PATH: join([LATE, *FILLER])})
    one.push(join([LATE, *FILLER, "more"]))
    one.run()
    assert not one.pull.review_comments
    assert "too late" in one.summary and f"/blob/{one.pull.head_sha}/{PATH}?plain=1#L1" in one.summary


def test_gaps_of_a_first_push_are_said_once(github: FakeGitHub) -> None:
    one = scene(github, join([f"!E101 section-{number}: no section {number}" for number in range(5)]))
    one.run()
    assert not one.pull.review_comments and one.summary.count("no section") == 5


def test_at_most_thirty_inline_errors_first(github: FakeGitHub) -> None:
    lines = [f"!W403 row-{number}: warn" for number in range(30)] + [f"!E304 m-{number}: err" for number in range(10)]
    one = scene(github, join(lines))
    one.run()
    assert len(one.bodies) == 30 and sum("error" in body for body in one.bodies) == 10
    assert one.summary.count("warn ") + one.summary.count("warn (") >= 10
    one.run()
    assert not github.writes


def test_suggestion_replaces_whole_lines_behind_a_longer_fence(github: FakeGitHub) -> None:
    one = scene(github, join(["!E304 meeting: bad => ````suggestion", "text"]))
    one.run()
    assert "`````suggestion\n````suggestion\n`````" in one.bodies[0]


def test_422_puts_the_remarks_into_the_summary(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    body = {"message": "Unprocessable Entity", "errors": ["Pull request review thread line must be part of the diff"]}
    github.fault(method="POST", path="/reviews$", status=422, body=body)
    outcome = one.run()
    assert (outcome.exit_code, outcome.comments_created) == (1, 1)
    assert not one.pull.review_comments and "too late" in one.summary


def test_422_after_the_head_moved_writes_nothing(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, "!N501 overview: long"]))
    context = one.context()
    github.requests.clear()

    def push_then_refuse(request: object) -> bool:
        one.push("other\n")
        return True

    github.fault(push_then_refuse, method="POST", path="/reviews$", status=422, body={"message": "Unprocessable"})
    outcome = run_review(context, tools())
    assert (outcome.exit_code, outcome.verdict) == (0, "incomplete")
    assert not one.pull.review_comments and not one.pull.issue_comments


def test_head_moved_since_the_event_writes_nothing(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    context = one.context()
    one.push("other\n")
    github.requests.clear()
    outcome = run_review(context, tools())
    assert (outcome.exit_code, outcome.verdict) == (0, "incomplete") and "superseded" in outcome.text
    assert not github.writes


def test_read_only_token_gives_annotations_and_the_step_summary(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, "!N501 overview: long"]))
    outcome = one.run("t_read")
    assert (outcome.exit_code, outcome.verdict) == (1, "fail")
    assert outcome.text == "::error::2 findings\n"
    assert "too late" in outcome.summary_markdown and "long" in outcome.summary_markdown
    assert not one.pull.review_comments


def test_a_refused_token_is_one_sentence(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    github.fault(status=401, body={"message": "Bad credentials"}, times=9)
    with pytest.raises(GitHubError, match=r"the token was refused: GET .*401 Bad credentials") as caught:
        one.run("t_bot")
    assert "t_bot" not in str(caught.value)


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("path", ["/reviews$", "/issues/1/comments$"])
def test_a_lost_answer_is_never_a_second_comment(github: FakeGitHub, drop: str, path: str) -> None:
    one = scene(github, join([LATE, "!N501 overview: long"]))
    github.fault(method="POST", path=path, drop=drop)  # type: ignore[arg-type]
    outcome = one.run()
    assert (outcome.exit_code, outcome.comments_created) == (1, 2)
    assert len(one.pull.review_comments) == 1 and one.summary
    one.run()
    assert not github.writes


def test_an_older_comment_is_not_taken_for_the_one_that_got_lost(github: FakeGitHub) -> None:
    """A comment about two findings of one line, of which one moves away: both are said anew, one where it stood."""
    one = scene(github, join([LATE, "a", "b"]))

    def both(path: str, data: bytes) -> Checked:
        checked = told(path, data)
        [late] = checked.findings
        line = 1 if b"together" in data else 3
        other = replace(late, span=Span(line, 1, line, 2), key="owner", rule="PM202")
        return replace(checked, findings=(late, other))

    one.push(join([LATE, "a", "b", "together"]))
    one.run(using=tools(both))
    assert len(one.pull.review_comments) == 1
    one.push(join([LATE, "a", "b", "apart"]))
    github.fault(method="POST", path="/reviews$", drop="before")
    one.run(using=tools(both))
    assert sorted(comment.line or 0 for comment in one.pull.review_comments) == [1, 3]


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "said"),
    [
        ("GET", "/files$", [None], 3, "unreadable"),
        ("POST", "/graphql$", {"threads": [None], "comments": [None]}, 1, "1 error"),
        ("POST", "/graphql$", {"head": "x\n::error::y"}, 0, "superseded"),
        ("POST", "/graphql$", {"head": 1}, 3, "has no `headRefOid` where it should"),
        ("POST", "/graphql$", {"threads": {}}, 3, "has no `reviewThreads.nodes` where it should"),
        ("POST", "/graphql$", {"comments": [{"body": None}]}, 3, "has no `body` where it should"),
    ],
)
def test_an_answer_that_is_odd(github: FakeGitHub, method: str, path: str, body: object, code: int, said: str) -> None:
    one = scene(github, join([LATE]))
    if isinstance(body, dict):
        page = {"pageInfo": {"hasNextPage": False, "endCursor": None}}
        pull = {
            "headRefOid": body.get("head", one.pull.head_sha),
            "isDraft": False,
            "reviewThreads": {"nodes": body.get("threads", []), **page},
            "comments": {"nodes": body.get("comments", []), **page},
        }
        body = {"data": {"repository": {"pullRequest": pull, "c0": None, "c1": None}}}
    github.fault(method=method, path=path, status=200, body=body)
    try:
        outcome = one.run()
    except GitHubError as error:
        outcome = Outcome("review", 3, text=str(error))
    assert outcome.exit_code == code and said in outcome.text
    assert len(outcome.text.splitlines()) == 1


def test_a_server_error_after_the_effect(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    github.fault(method="POST", path="/reviews$", status=502, effect=True)
    assert one.run().comments_created == 1
    assert len(one.pull.review_comments) == 1


def test_lost_twice_is_exit_three_with_the_counts(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    github.fault(method="POST", path="/reviews$", drop="before", times=2)
    outcome = one.run()
    assert (outcome.exit_code, outcome.verdict, outcome.counts.errors) == (3, "incomplete", 1)
    assert "unknown whether it happened" in outcome.text


def test_two_runs_at_once_leave_one_of_each(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, "!N501 overview: long"]))
    runs: list[int] = []

    def other_run_first(request: object) -> bool:
        if not runs:
            runs.append(1)
            Scene(github, one.repo, one.pull).run()
        return False

    github.lock = _NoLock()  # type: ignore[assignment]
    github.fault(other_run_first, method="POST", path="/reviews$", status=500)
    outcome = one.run()
    assert outcome.comments_deleted == 2, "the other run's comments came first"
    assert len(one.pull.review_comments) == 1 and one.summary
    one.run()
    assert not github.writes


class _NoLock:
    """Lets a request be answered while another is being answered."""

    def __enter__(self) -> None: ...
    def __exit__(self, *error: object) -> None: ...


def test_draft_never_fails(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]), draft=True)
    assert one.run().exit_code == 0
    assert len(one.pull.review_comments) == 1


def test_dry_run_writes_nothing(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, "!N501 overview: long"]))
    outcome = one.run(inputs=Inputs(dry_run=True))
    assert not github.writes
    assert f"new comment at {PATH}:1" in outcome.text and "too late" in outcome.text and "--- summary" in outcome.text


def test_the_summary_says_which_template_fits(github: FakeGitHub) -> None:
    def fitted(path: str, data: bytes) -> Checked:
        return replace(told(path, data), fit=Fit(GENERIC, None, 0, 0, False))

    one = scene(github, join([LATE, "!N501 overview: long"]))
    one.run(using=tools(fitted))
    assert "Template auto: none for 1 document" in one.summary


def test_config_comes_from_the_base_branch(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]), base={"pm-lint.toml": 'fail-on = "never"\n'})
    one.repo.commit("topic", {"pm-lint.toml": "broken [\n", "postmortems/b.md": "!N501 overview: long\n"})
    assert one.run().exit_code == 0
    assert "`pm-lint.toml` changed here: applies after the merge" in one.summary


def test_a_broken_config_on_the_base_branch(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]), base={".github/pm-lint.toml": "broken [\n"})
    with pytest.raises(ConfigError, match=r"pm-lint\.toml"):
        one.run()
    assert not github.writes


@pytest.mark.parametrize("there", [True, False])
def test_the_teams_template_comes_from_the_base_branch(github: FakeGitHub, there: bool) -> None:
    base = {"pm-lint.toml": 'template = "docs/our.md"\n'} | ({"docs/our.md": "# ours é\n"} if there else {})
    one = scene(github, join([LATE]), base=base)
    seen: list[Mapping[str, str]] = []

    def linter(config: Config, texts: Mapping[str, str]) -> Checker:
        seen.append(texts)
        return Teller()

    using = replace(tools(), linter=linter)
    if there:
        one.run(using=using)
        assert seen == [{"docs/our.md": "# ours é\n"}]
        one.run(using=using)
        assert len(github.requests) == 3
    else:
        with pytest.raises(ConfigError, match=r"docs/our\.md"):
            one.run(using=using)


STORY = "# Title\n\n## Story\nTell it.\n"
KNOWN = '{"version": 1, "counts": {"postmortems/old/a.md": {"PM101": 1}}}'


def test_overrides_and_baseline_come_from_the_base_branch(github: FakeGitHub) -> None:
    """All that the configuration names is one request, however many files it is."""
    config = """
    template = "docs/our.md"
    baseline = "known.json"
    since = 2026-02-01
    [[overrides]]
    paths = ["postmortems/old/**"]
    template = "docs/old.md"
    since = 2020-01-01
    """
    named = {"docs/our.md": STORY, "docs/old.md": STORY.replace("Story", "Tale"), "known.json": KNOWN}
    one = scene(github, "# 2026-02-02 A\n", base={"pm-lint.toml": config, **named})
    hostile = {"known.json": KNOWN.replace("old/a.md", "2026-03-01-db.md"), "docs/old.md": STORY}
    old = {f"postmortems/old/{name}.md": "# 2020-02-02 A\n" for name in "ab"}
    one.repo.commit("topic", {**old, "postmortems/2026-01-01-c.md": "# 2026-01-01 A\n", **hostile})
    using = real_tools(date(2026, 3, 2))
    outcome = one.run(using=using)
    assert (outcome.counts.files, outcome.counts.errors) == (3, 2)
    assert {"“Story” is missing", "“Tale” is missing"} <= set(re.findall("“.*?” is missing", outcome.summary_markdown))
    assert "`docs/old.md`, `known.json` changed here: applies after the merge" in outcome.summary_markdown
    assert "postmortems/2026-01-01-c.md is about an incident before `since`: left alone" in one.log
    one.run(using=using)
    assert len(github.requests) == 3


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('baseline = "none.json"', r"baseline: 'none\.json' is not on the base branch 'main'"),
        ('baseline = "bad.json"', r"baseline: 'bad\.json' is not valid JSON"),
        ('baseline = "link.json"', r"baseline: 'link\.json' can't be read: it is a symbolic link"),
        (
            '[[overrides]]\npaths = ["x"]\ntemplate = "none.md"',
            r"template: 'none\.md' is not on the base branch 'main'",
        ),
    ],
)
def test_what_the_base_branch_names_must_be_there(github: FakeGitHub, config: str, said: str) -> None:
    one = scene(github, "# 2026-02-02 A\n", base={"pm-lint.toml": config, "bad.json": "{"})
    one.repo.commit("main", {"link.json": Symlink("bad.json")})
    with pytest.raises(ConfigError, match=said):
        one.run(using=real_tools(date(2026, 3, 2)))
    assert not github.writes


def test_links_and_submodules_are_never_followed(github: FakeGitHub) -> None:
    one = scene(github, "fine\n")
    one.repo.commit(
        "topic",
        {
            "secret.md": LATE + "\n",
            "postmortems/link.md": Symlink("../secret.md"),
            "postmortems/sub.md": Submodule("a" * 40),
        },
    )
    outcome = one.run()
    assert (outcome.counts.files, outcome.counts.errors) == (2, 1)
    assert "it is a symbolic link, which is not followed" in one.bodies[0] + one.summary
    assert "postmortems/sub.md is no regular file: left alone" in one.log
    assert not [asked for asked in github.log("GET") if "secret" in asked.request.path]


def answered(one: Scene, entry: object) -> dict[str, Any]:
    """GitHub's answer about a pull request of one document."""
    nobody = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    pull = {"headRefOid": one.pull.head_sha, "isDraft": False, "reviewThreads": nobody, "comments": nobody}
    files = {"f0": entry, "f1": None}
    return {"data": {"repository": {"pullRequest": pull, "c0": files, "c1": files}}}


def test_a_document_that_github_does_not_give_is_no_passed_one(github: FakeGitHub) -> None:
    """Of a name that is no UTF-8 the API gives another, by which there is nothing."""
    one = scene(github, join([LATE]))
    github.fault(method="POST", path="/graphql$", status=200, body=answered(one, None), times=2)
    outcome = one.run()
    assert (outcome.exit_code, outcome.counts.files, outcome.counts.errors) == (1, 1, 1)
    assert "GitHub gives no file by this name" in one.bodies[0]


@pytest.mark.parametrize("mode", [0o100664, 0o100600])
def test_a_regular_file_of_an_old_mode_is_one(github: FakeGitHub, mode: int) -> None:
    one = scene(github, "fine\n")
    text = "!E305 meeting: before\n"
    blob = {"byteSize": len(text), "isBinary": False, "isTruncated": False, "text": text}
    body = answered(one, {"mode": mode, "object": blob})
    body["data"]["repository"]["c0"] = None
    github.fault(method="POST", path="/graphql$", status=200, body=body)
    assert one.run(inputs=Inputs(dry_run=True)).counts.errors == 1


@pytest.mark.parametrize("path", ["pm-lint.toml", "docs/our.md"])
def test_a_linked_setting_is_refused(github: FakeGitHub, path: str) -> None:
    one = scene(github, join([LATE]), base={"pm-lint.toml": 'template = "docs/our.md"\n', "x.md": "# x\n"})
    one.repo.commit("main", {path: Symlink("x.md")})
    with pytest.raises(ConfigError, match=rf"{path}'? ?:? can't be read: it is a symbolic link"):
        one.run()
    assert not github.writes


def test_what_was_said_of_a_document_that_turns_unreadable_stays(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, *FILLER, "!E305 meeting: before"]))
    one.run()
    first, second = one.pull.review_comments
    one.pull.reply_as("bob", second, "really?")
    before = [first.body, second.body]
    one.push("\0")
    using = tools(lambda path, data: replace(told(path, b"!E001 file: NUL bytes"), postmortem=None))
    outcome = one.run(using=using)
    assert (outcome.exit_code, outcome.comments_deleted, outcome.counts.errors) == (1, 0, 1)
    assert [first.body, second.body] == before and first in one.pull.review_comments
    one.push("fine\n")
    assert one.run().comments_deleted >= 1 and "Fixed in" in second.body


def test_what_was_said_of_files_that_github_does_not_list_stays(
    github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "postmortems/b.md"
    one = scene(github, join([LATE]))
    one.push(join([LATE]), other)
    one.run()
    assert len(one.pull.review_comments) == 2
    one.push("fine\n")
    one.push("fine\n", other)
    monkeypatch.setattr("pm_lint.github.review_state.MOST_FILES", 1)
    listed = {"filename": PATH, "status": "added", "patch": "@@ -0,0 +1 @@\n+fine"}
    github.fault(method="GET", path="/files$", status=200, body=[listed])
    outcome = one.run()
    assert [comment.path for comment in one.pull.review_comments] == [other]
    for said in (one.summary, outcome.summary_markdown, *one.log):
        assert "GitHub lists only the first 1 files" in said


@pytest.mark.parametrize("extra", [b"\xff\xfe latin", b"\x00", b"x" * 600_000])
def test_files_that_are_not_plain_text_are_read_on_their_own(github: FakeGitHub, extra: bytes) -> None:
    one = scene(github, LATE.encode() + b"\n" + extra)
    seen: list[bytes] = []

    def check(path: str, data: bytes) -> Checked:
        seen.append(data)
        return told(path, data)

    one.run(using=tools(check))
    assert seen == [LATE.encode() + b"\n" + extra]


def test_many_files_and_many_conversations(github: FakeGitHub) -> None:
    one = scene(github, join([LATE, *FILLER]))
    one.repo.commit("topic", {f"postmortems/{number:03}.md": "fine\n" for number in range(105)})
    for number in range(101):
        one.pull.comment_line_as("bob", PATH, 2, f"remark {number}")
        one.repo.comment_as("bob", one.pull.number, f"talk {number}")
    outcome = one.run()
    assert outcome.counts.files == 106
    one.run()
    assert not github.writes


def test_a_forged_or_quoted_marker_is_not_ours(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    one.run()
    marked = one.pull.review_comments[0].body
    one.pull.comment_line_as("mallory", PATH, 1, marked)
    one.pull.comment_line_as("github-actions[bot]", PATH, 1, f"> {marked}")
    one.repo.comment_as("mallory", one.pull.number, "<!-- pm-lint:1 summary -->\nall fine")
    one.run()
    assert not github.writes


HOSTILE = (
    "@alice &#64;bob fixes #1 alice/x#2 GH-3 https://github.com/a/b/issues/4 <!-- pm-lint:1 summary --> "
    "![x](http://evil/x.png) <img src=x> ``` ::error::x ##[error]x | \u202e"
)


def test_hostile_text_is_inert_everywhere(github: FakeGitHub) -> None:
    name = "postmortems/@alice #1 `x` [y](z) <b>\u202e.md"
    one = scene(github, join([f"!E304 meeting: {HOSTILE}", f"!N501 overview: {HOSTILE}"]))
    one.repo.commit("topic", {name: join([f"!E304 meeting: {HOSTILE}", f"!N501 overview: {HOSTILE}"])})
    outcome = one.run()
    texts = [*one.bodies, one.summary.removeprefix("<!-- pm-lint:1 summary -->"), outcome.summary_markdown]
    assert len(texts) == 4
    for text in texts:
        without_code = re.sub(r"`` ?.*? ?``", "", text)
        for bad in ("@alice", "@bob", "#1", "#2", "GH-3", "https://github.com/a/b", "<img", "![", "\u202e", " <!--"):
            assert bad not in without_code.replace("\\", "") or bad in ("![", "<img", " <!--"), bad
        assert not re.search(r"(?<!\\)<(?!/?details>|/?summary>)", without_code)
        assert not re.search(r"!(?<!\\)\[", without_code)
    one.run()
    assert not github.writes


def test_a_deleted_document_takes_its_comments_along(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    one.run()
    one.repo.commit("topic", {PATH: None, "other.txt": "x\n"})
    outcome = one.run()
    assert not one.pull.review_comments and outcome.counts.files == 0


def test_a_pull_request_named_by_the_input(github: FakeGitHub) -> None:
    one = scene(github, join([LATE]))
    context = one.context(inputs=Inputs(pull_request=one.pull.number))
    context = replace(context, event=Event("workflow_dispatch", "alice/postmortems", "main"))
    assert run_review(context, tools()).comments_created == 1
