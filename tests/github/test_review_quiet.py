"""What a team may ask of the review so that it says less, and what it looks up of GitHub's accounts."""

from __future__ import annotations

import pytest

from pm_lint.github.action import real_tools
from pm_lint.github.outcome import Outcome
from tests.fake_github.faults import secondary_limit
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import PATH, TODAY, Scene, join, scene

LATE = "!E304 meeting: too late"
FILLER = [f"line {number}" for number in range(1, 30)]
ONLY = {"pm-lint.toml": "[review]\nonly-changed-lines = true\n"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param([LATE, *FILLER], ["first", LATE, *FILLER], [], id="the line beside it"),
        pytest.param([LATE, *FILLER], [LATE + "r", *FILLER], ["too later"], id="its line"),
        pytest.param([LATE, *FILLER], [LATE, *FILLER, "!W403 row: back"], ["back"], id="another"),
        pytest.param(FILLER, [*FILLER[:9], *FILLER[10:]], [], id="none there"),
        pytest.param(["a", "b", "!E304 x: gap", *FILLER], ["a", "!E304 x: gap", *FILLER], ["gap"], id="one taken away"),
        pytest.param(None, [LATE, *FILLER], ["too late"], id="a new file"),
    ],
)
def test_only_changed_lines(github: FakeGitHub, before: list[str] | None, after: list[str], said: list[str]) -> None:
    base = ONLY | ({PATH: join(before)} if before else {})
    one = scene(github, join(after), base=base)
    outcome = one.run()
    assert [word for word in ("too later", "back", "gap", "too late") if word in " ".join(one.bodies)][:1] == said
    assert not one.summary
    assert outcome.exit_code == any("!E" in line for line in after if said and said[0] in line)
    assert outcome.counts.errors + outcome.counts.warnings == len(said)
    left_out = sum(line.startswith("!") for line in after) - len(said)
    assert ("1 finding on lines that this pull request does not change" in outcome.summary_markdown) == (left_out == 1)


def test_only_changed_lines_of_a_file_whose_patch_is_not_shown(github: FakeGitHub) -> None:
    """What GitHub doesn't show may be anything, so nothing is lost."""
    one = scene(github, join([*FILLER, LATE]), base=ONLY | {PATH: join(FILLER)})
    listed = {"filename": PATH, "status": "modified", "changes": 1}
    github.fault(method="GET", path="/files$", status=200, body=[listed])
    assert one.run().exit_code == 1
    assert "too late" in one.summary


def test_a_comment_on_a_line_that_is_no_longer_changed_goes_away(github: FakeGitHub) -> None:
    one = scene(github, join([LATE + "r", *FILLER]), base=ONLY | {PATH: join([LATE, *FILLER])})
    assert one.run().comments_created == 1
    one.push(join([LATE, "more", *FILLER]))
    outcome = one.run()
    assert (outcome.exit_code, outcome.comments_deleted) == (0, 1)


@pytest.mark.parametrize(
    ("drafts", "draft", "code", "comments"),
    [("review", True, 0, 1), ("review", False, 1, 1), ("skip", True, 0, 0), ("skip", False, 1, 1)],
)
def test_drafts(github: FakeGitHub, drafts: str, draft: bool, code: int, comments: int) -> None:
    base = {"pm-lint.toml": f'[review]\ndrafts = "{drafts}"\n'}
    one = scene(github, join([LATE]), base=base, draft=draft)
    outcome = one.run()
    assert (outcome.exit_code, len(one.bodies)) == (code, comments)
    if not comments:
        assert "a draft: left alone" in outcome.text and len(github.requests) == 2
        one.pull.draft = False
        assert one.run().exit_code == 1, "it is reviewed once it is ready"


DOCUMENT = """\
# 2026-03-01 The database stopped answering

**Postmortem Owner:** Alice Doe (@{owner})

## Action Items
- Watch the disk, @{item}
- Watch the disks, @{item}
- Ask @alice/everybody about it
"""


def real(github: FakeGitHub, owner: str, item: str, config: str = "", author: str = "alice") -> tuple[Scene, Outcome]:
    """A review of a document with those handles by the real linter; alice and bob have an account."""
    one = scene(github, DOCUMENT.format(owner=owner, item=item), base={"pm-lint.toml": config})
    github.world.user("bob")
    one.pull.user = github.world.user(author)
    return one, one.run(using=real_tools(TODAY))


def unknown(outcome: Outcome) -> int:
    return outcome.summary_markdown.count("PM204")


def test_a_handle_that_nobody_has(github: FakeGitHub) -> None:
    one, outcome = real(github, "alise", "bobb")
    assert unknown(outcome) == 2
    asked = github.log("POST", "/graphql")[1]
    assert sorted(asked.body["variables"].values()) == ["alice", "alise", "bobb"], "one query, each login once"
    said = "".join(one.bodies)
    assert "There is no account “@\u200balise” on GitHub" in said and "@\u200bbobb" in said
    one.run(using=real_tools(TODAY))
    assert len(github.requests) == 3 and not github.writes


@pytest.mark.parametrize(
    ("owner", "item", "config", "author", "requests"),
    [
        pytest.param("alice", "Bob", "", "alice", 1, id="both are there, whatever the case"),
        pytest.param("Alice", "alice", "", "alice", 0, id="the author's own"),
        pytest.param("alise", "alise", '[rules]\nPM204 = "off"\n', "alice", 0, id="off"),
        pytest.param("alise", "alise", "", "github-actions[bot]", 1, id="where no account can be seen, none is missed"),
        pytest.param("ali_se", "ali.se", "", "alice", 0, id="a name that no account has"),
        pytest.param("alice/ops", "alice/ops", "", "alice", 0, id="teams"),
    ],
)
def test_no_word_about_a_handle(
    github: FakeGitHub, owner: str, item: str, config: str, author: str, requests: int
) -> None:
    _, outcome = real(github, owner, item, config, author)
    assert unknown(outcome) == 0
    assert sum("repositoryOwner" in str(one.body) for one in github.log("POST", "/graphql")) == requests


def test_a_login_that_github_calls_not_found(github: FakeGitHub) -> None:
    """It answers null for an owner that isn't there, and an error as well for other things."""
    one = scene(github, DOCUMENT.format(owner="alise", item="bob"))
    missing = {"type": "NOT_FOUND", "path": ["a1"], "message": "Could not resolve to a User with the login of 'alise'."}
    found = {"a0": {"login": "alice"}, "a1": None, "a2": {"login": "bob"}}
    body = {"data": found, "errors": [missing]}
    github.fault(lambda request: b"repositoryOwner" in request.content, status=200, body=body)
    assert unknown(one.run(using=real_tools(TODAY))) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"drop": "before"},
        secondary_limit(60),
        {"status": 200, "body": {"data": None, "errors": [{"type": "FORBIDDEN", "message": "no"}]}},
        {"status": 200, "body": {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}},
    ],
)
def test_what_can_not_be_known_is_silent(github: FakeGitHub, fault: dict[str, object]) -> None:
    one = scene(github, DOCUMENT.format(owner="alise", item="bobb"))
    github.fault(lambda request: b"repositoryOwner" in request.content, **fault)  # type: ignore[arg-type]
    outcome = one.run(using=real_tools(TODAY))
    assert unknown(outcome) == 0 and outcome.counts.errors
    assert sum("repositoryOwner" in str(asked.body) for asked in github.requests) == 1, "nobody waits for it"
    assert any("whether the owners' handles are right is not judged" in line for line in one.log)


def test_a_suppressed_unknown_handle_is_never_a_needless_suppression(github: FakeGitHub) -> None:
    """Offline nothing is known, so nothing can be said of it."""
    text = DOCUMENT.replace("**Post", "<!-- pm-lint-disable-next-line PM204 -->\n**Post").format(
        owner="alise", item="bob"
    )
    checked = real_tools(TODAY).linter(real_tools(TODAY).parse_config("", "x"), {}).check(PATH, text.encode())
    assert not [finding for finding in checked.findings if finding.rule in ("PM009", "PM204")]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        pytest.param(None, "merging makes 2 issues", id="a new file"),
        pytest.param(
            ("- Alert on it\n", ""), "2 without a ticket (merging makes an issue for each that has none)", id="one more"
        ),
        pytest.param(("Outage", "Outages"), "| 2 without a ticket |", id="a word elsewhere"),
    ],
)
def test_only_of_a_new_file_is_known_how_many_issues_its_merge_makes(
    github: FakeGitHub, before: tuple[str, str] | None, said: str
) -> None:
    text = "# 2026-03-01 Outage\n\n## Action Items\n\n- Add a check\n- Alert on it\n"
    one = scene(github, text, base={PATH: text.replace(*before)} if before else {})
    assert said in one.run(using=real_tools(TODAY)).summary_markdown
