"""What a release checks and edits."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.release import ReleaseError, check, main, major_of, notes, pinned, version_of

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


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pm_lint").mkdir()
    (tmp_path / "pm_lint/__init__.py").write_text('__version__ = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    (tmp_path / "action.yml").write_text("runs:\n  image: Dockerfile\n")
    said = {}
    for command in ("check v1.2.0", "notes v1.1.0", "major v1.2.0", f"pin ghcr.io/a/b {DIGEST}"):
        assert main(command.split(), tmp_path) == 0
        said[command.split()[0]] = capsys.readouterr().out
    assert said["check"] == "1.2.0\n" and said["notes"] == "- The first.\n" and said["major"] == "v1\n"
    assert (tmp_path / "action.yml").read_text() == f"runs:\n  image: docker://ghcr.io/a/b@{DIGEST}\n" == said["pin"]
    assert main(["check", "v1.2.1"], tmp_path) == 1
    assert capsys.readouterr() == (
        "",
        "release: the tag v1.2.1 stands for version 1.2.1, but pm_lint/__init__.py says 1.2.0.\n",
    )


def test_the_epoch_is_the_commit_s(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env = {
        **{f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        "GIT_COMMITTER_DATE": "2026-03-01T00:00:00Z",
    }
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", "-C", tmp_path, *command], check=True, env=env)
    assert main(["epoch"], tmp_path) == 0
    assert capsys.readouterr().out == "1772323200\n"
