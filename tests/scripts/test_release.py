"""What a release checks and edits."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.release import ReleaseError, check, is_newest, main, major_of, notes, pinned, version_of

ROOT = Path(__file__).parents[2]
CHANGELOG = """\
# Changelog

## Unreleased

- Not yet.

## 1.2.0 (2026-03-01)

- One thing.
- `## 9.9.9` is not a heading.

## 1.10.0

## 1.1.0

- The first.
"""
DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("tag", "version", "major"),
    [
        ("v0.1.0", "0.1.0", "v0"),
        ("v1.2.3", "1.2.3", "v1"),
        ("v10.0.12", "10.0.12", "v10"),
        ("v2.0.0rc1", "2.0.0rc1", ""),
    ],
)
def test_a_tag_says_its_version(tag: str, version: str, major: str) -> None:
    assert version_of(tag) == version
    assert major_of(tag) == major


@pytest.mark.parametrize(
    "tag", ["", "v1", "1.2.3", "v1.2", "v01.2.3", "v1.2.3-rc1", "v1.2.3rc0", "v1.2.3\n", "v1.2.3.4", "vX.Y.Z", "v1.2.٣"]
)
def test_any_other_tag_is_none(tag: str) -> None:
    for function in (version_of, major_of):
        with pytest.raises(ReleaseError, match="is no tag of a release"):
            function(tag)


def test_tag_source_and_changelog_agree() -> None:
    assert check("v1.2.0", '"""x"""\n__version__ = "1.2.0"\n', CHANGELOG) == "1.2.0"
    assert check("v1.2.0rc2", '__version__ = "1.2.0rc2"\n', CHANGELOG) == "1.2.0rc2"


@pytest.mark.parametrize(
    ("tag", "package", "sentence"),
    [
        ("v1.2.1", '__version__ = "1.2.0"\n', "stands for version 1.2.1, but pm_lint/__init__.py says 1.2.0"),
        ("v1.2.0", "version = 1\n", "says none"),
        ("v1.3.0", '__version__ = "1.3.0"\n', "no heading `## 1.3.0`"),
        ("v1.1.1", '__version__ = "1.1.1"\n', "no heading"),
        ("v9.9.9", '__version__ = "9.9.9"\n', "no heading"),
        ("v1.10.0", '__version__ = "1.10.0"\n', "says nothing under 1.10.0"),
    ],
)
def test_what_does_not_agree_is_said(tag: str, package: str, sentence: str) -> None:
    with pytest.raises(ReleaseError, match=sentence):
        check(tag, package, CHANGELOG)


def test_the_notes_are_the_section() -> None:
    assert notes("v1.2.0", CHANGELOG) == "- One thing.\n- `## 9.9.9` is not a heading.\n"
    assert notes("v1.1.0", CHANGELOG) == "- The first.\n"


def test_action_yml_names_the_image_and_is_else_as_it_was() -> None:
    before = (ROOT / "action.yml").read_text()
    after = pinned(before, "ghcr.io/alice/pm-lint", DIGEST)
    changed = [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert changed == [("  image: Dockerfile", f"  image: docker://ghcr.io/alice/pm-lint@{DIGEST}")]
    assert yaml.safe_load(after)["runs"] == {
        "using": "docker",
        "image": f"docker://ghcr.io/alice/pm-lint@{DIGEST}",
    }
    # The next release starts from a commit that names no image, or from one that does: both come out the same.
    assert pinned(after, "ghcr.io/alice/pm-lint", DIGEST) == after


@pytest.mark.parametrize(
    ("image", "digest", "sentence"),
    [
        ("ghcr.io/Alice/pm-lint", DIGEST, "is no name of an image"),
        ("ghcr.io/alice/pm-lint:v1", DIGEST, "is no name of an image"),
        ("ghcr.io/alice/pm-lint\n  evil: x", DIGEST, "is no name of an image"),
        ("pm-lint", DIGEST, "is no name of an image"),
        ("ghcr.io/alice/pm-lint", "", "is no digest"),
        ("ghcr.io/alice/pm-lint", DIGEST.upper(), "is no digest"),
        ("ghcr.io/alice/pm-lint", DIGEST + "\n", "is no digest"),
    ],
)
def test_no_other_text_gets_into_action_yml(image: str, digest: str, sentence: str) -> None:
    with pytest.raises(ReleaseError, match=sentence):
        pinned("runs:\n  image: Dockerfile\n", image, digest)


@pytest.mark.parametrize("text", ["runs:\n  using: docker\n", "a:\n  image: x\nb:\n  image: y\n"])
def test_an_unexpected_action_yml_stops_the_release(text: str) -> None:
    with pytest.raises(ReleaseError, match="one line"):
        pinned(text, "ghcr.io/alice/pm-lint", DIGEST)


@pytest.mark.parametrize(
    ("tag", "tags", "newest"),
    [
        ("v1.2.3", [], True),
        ("v1.10.0", ["v1.9.0", "v2.0.0", "v0.99.0", "v1", "latest"], True),
        ("v1.9.1", ["v1.9.0", "v1.10.0"], False),
        ("v1.2.3", ["v1.2.3", "v1.2.4rc1"], True),
        ("v2.0.0rc1", ["v1.2.3"], False),
    ],
)
def test_only_the_newest_release_moves_the_major_tag(tag: str, tags: list[str], newest: bool) -> None:
    assert is_newest(tag, tags) is newest


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of v1.2.0, whose origin has v1.1.0, and a v1 that is at it."""
    for who in ("AUTHOR", "COMMITTER"):
        for what, value in {"NAME": "x", "EMAIL": "x@example.com", "DATE": "2026-03-01T00:00:00Z"}.items():
            monkeypatch.setenv(f"GIT_{who}_{what}", value)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(tmp_path, "init", "--quiet", "--bare", "origin")
    git(tmp_path, "clone", "--quiet", "origin", "work")
    work = tmp_path / "work"
    (work / "pm_lint").mkdir()
    (work / "pm_lint/__init__.py").write_text('__version__ = "1.2.0"\n')
    (work / "CHANGELOG.md").write_text(CHANGELOG)
    (work / "action.yml").write_text("runs:\n  image: Dockerfile\n")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "one")
    git(work, "tag", "v1.1.0")
    git(work, "tag", "v1")
    git(work, "commit", "--quiet", "--allow-empty", "-m", "two")
    git(work, "tag", "v1.2.0", "-m", "as a tag with a message")
    git(work, "push", "--quiet", "--tags", "origin")
    return work


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def run(checkout: Path, command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(command.split(), checkout)
    return code, *capsys.readouterr()


def test_the_major_tag_moves_to_a_commit_that_names_the_image(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = checkout.parent / "origin"
    tagged = git(origin, "rev-parse", "v1.2.0^{commit}")
    code, out, err = run(checkout, f"move v1.2.0 ghcr.io/a/b {DIGEST}", capsys)
    assert (code, err) == (0, "")
    commit = out.strip()
    assert git(origin, "rev-parse", "v1") == git(origin, "rev-parse", "action-v1.2.0") == commit
    assert git(origin, "rev-parse", f"{commit}^") == tagged == git(origin, "rev-parse", "v1.2.0^{commit}")
    assert git(origin, "show", "v1:action.yml") == f"runs:\n  image: docker://ghcr.io/a/b@{DIGEST}"
    assert git(origin, "diff", "--name-only", "v1.2.0", "v1") == "action.yml"

    # The same job once more, in a fresh checkout, as after a failure of a later step.
    git(checkout, "checkout", "--quiet", "v1.2.0")
    assert run(checkout, f"move v1.2.0 ghcr.io/a/b {DIGEST}", capsys) == (0, out, "")
    # Another image for the same release is refused, as somebody may have pinned the first; the major tag stays, too.
    git(checkout, "checkout", "--quiet", "v1.2.0")
    code, out, err = run(checkout, f"move v1.2.0 ghcr.io/a/b {DIGEST.replace('0a', '0b')}", capsys)
    assert (code, out) == (1, "") and "git push failed" in err
    assert git(origin, "rev-parse", "v1") == commit


def test_a_mend_of_an_older_line_leaves_the_major_tag(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    origin = checkout.parent / "origin"
    before = git(origin, "rev-parse", "v1")
    git(checkout, "checkout", "--quiet", "v1.1.0")
    git(checkout, "tag", "v1.1.1")
    code, out, _ = run(checkout, f"move v1.1.1 ghcr.io/a/b {DIGEST}", capsys)
    assert code == 0
    assert git(origin, "rev-parse", "action-v1.1.1") == out.strip()
    assert git(origin, "rev-parse", "v1") == before


def test_another_checkout_than_the_tag_s_is_refused(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for tag in ("v1.1.0", "v1.3.0"):
        code, out, err = run(checkout, f"move {tag} ghcr.io/a/b {DIGEST}", capsys)
        assert (code, out) == (1, "") and err.startswith("release: ")
    assert git(checkout, "status", "--porcelain") == ""


def test_the_commands(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(checkout, "check v1.2.0", capsys) == (0, "1.2.0\n", "")
    assert run(checkout, "notes v1.1.0", capsys) == (0, "- The first.\n", "")
    assert run(checkout, "epoch", capsys) == (0, "1772323200\n", "")
    sentence = "release: the tag v1.2.1 stands for version 1.2.1, but pm_lint/__init__.py says 1.2.0.\n"
    assert run(checkout, "check v1.2.1", capsys) == (1, "", sentence)
