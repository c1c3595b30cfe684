"""What users of such bots complain about: each complaint with the tests that it can't be made of this one."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import PATH, join, scene
from tests.github.test_review_events import REPOSITORY, job

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent

COMPLAINTS: Mapping[str, Sequence[str]] = {
    "The same comment again on every push": (
        "github/test_review_life.py::TestLife",
        "github/test_review.py::test_first_run_then_nothing_new",
        "github/test_review.py::test_two_runs_at_once_leave_one_of_each",
        "github/test_review_faults.py::test_one_clean_run_later_nothing_shows_it",
    ),
    "Comments that are never taken back": (
        "github/test_review.py::test_gone_without_and_with_a_reply",
        "github/test_review.py::test_all_gone_takes_the_summary_back",
        "github/test_review.py::test_a_deleted_document_takes_its_comments_along",
    ),
    "What people replied is deleted with the comment": (
        "github/test_review_life.py::TestLife",
        "github/test_review.py::test_gone_without_and_with_a_reply",
    ),
    "All comments lost because one line is outside of the diff": (
        "github/test_review.py::test_422_puts_the_remarks_into_the_summary",
        "github/test_review_events.py::test_a_file_whose_patch_is_missing",
    ),
    "What is found outside of the diff vanishes": ("github/test_review.py::test_outside_the_diff_goes_to_the_summary",),
    "A pull request from a fork fails, for its token may only read": (
        "github/test_review_events.py::test_a_fork_under_pull_request",
        "github/test_review_events.py::test_a_fork_under_pull_request_target",
    ),
    "So many comments that the page doesn't open": (
        "github/test_review.py::test_at_most_thirty_inline_errors_first",
        "github/test_review_hostile.py::test_more_than_fits_into_a_body",
    ),
    "Only ten annotations of a level are shown, and nobody says so": (
        "output/test_formats.py::test_github_shows_ten_of_each_level",
    ),
    "An issue for each of branch, pull request, rebase and rerun": (
        "github/test_complaints.py::test_one_issue_however_it_was_merged",
        "github/test_issues.py::test_one_issue_for_each_item_then_nothing_new",
        "github/test_event.py::test_decide",
    ),
    "A second issue for an item that was edited": (
        "github/test_issues.py::test_an_edit_of_one_item_patches_one_issue",
        "github/test_issue_plan.py::test_a_life_of_edits",
    ),
    "A run that fails because an assignee is no collaborator": (
        "github/test_issues.py::test_an_unknown_assignee_is_named_in_the_body_only",
    ),
    "People are mentioned by surprise": (
        "github/test_review_hostile.py::test_a_hostile_pull_request",
        "github/test_escape.py::test_nothing_live_is_ever_left",
    ),
    "It knows api.github.com alone": (
        "github/test_review_events.py::test_an_enterprise_server",
        "github/test_complaints.py::test_the_api_has_no_other_address_than_the_runners",
    ),
    "The image takes minutes to build": ("github/test_complaints.py::test_the_image_compiles_nothing",),
    "It requests changes, and nobody can lift that": ("github/test_complaints.py::test_a_review_never_blocks",),
}


@cache
def defined(module: str) -> frozenset[str]:
    names = set()
    for node in ast.parse((TESTS / module).read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(names)


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_every_complaint_has_its_tests(complaint: str) -> None:
    assert COMPLAINTS[complaint]
    for test in COMPLAINTS[complaint]:
        module, _, name = test.partition("::")
        assert name in defined(module), test


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_one_issue_however_it_was_merged(github: FakeGitHub, tmp_path: Path, method: str) -> None:
    """The branch and the pull request make none; what was merged makes one, and a rerun no other."""
    text = "# 2026-02-28 The database stopped\n\n## Action Items\n- Watch the disk of the database\n"
    repo = github.repository(REPOSITORY)
    repo.commit("main", {"README.md": "hello\n"})
    repo.commit("topic", {PATH: text})
    pull = repo.pull("topic")
    (tmp_path / "postmortems").mkdir()
    (tmp_path / PATH).write_text(text)
    assert job(github, tmp_path, "push", github.push_event(repo, ref="refs/heads/topic")).code == 2
    job(github, tmp_path, "pull_request", github.event(pull))
    repo.force_push("topic", {PATH: text})
    job(github, tmp_path, "pull_request", github.event(pull))
    assert not repo.issues
    pull.merge_as("bob", method)  # type: ignore[arg-type]
    for _ in range(2):
        assert job(github, tmp_path, "push", github.push_event(repo)).code == 0
        assert [issue.title for issue in repo.issues] == ["Watch the disk of the database"]


def test_the_api_has_no_other_address_than_the_runners() -> None:
    """`api.github.com` is only what is meant where nobody says otherwise."""
    for file in (ROOT / "pm_lint").rglob("*.py"):
        for line in file.read_text().splitlines():
            if "api.github.com" in line:
                assert "GITHUB_API_URL" in line or "api_url: str = " in line, f"{file}: {line}"


def test_the_image_compiles_nothing() -> None:
    steps = (ROOT / "Dockerfile").read_text()
    assert "--only-binary=:all:" in steps
    for slow in ("apt-get", "apk add", "git clone", "curl", "npm", "gcc"):
        assert slow not in steps


def test_a_review_never_blocks(github: FakeGitHub) -> None:
    one = scene(github, join(["!E304 meeting: late", "!W403 row: back"]))
    assert one.run().exit_code == 1, "the check does"
    assert [(review.state, review.body) for review in one.pull.reviews] == [("COMMENTED", "")]
