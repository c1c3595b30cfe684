"""The hook, by the real pre-commit, in a real repository: cloned, installed, and run by `git commit`.

What pm-lint depends on is not installed anew, which would take the network, but is that of the environment that the
tests run in. It takes too long for the test suite: `make hook-test`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: pm-lint
"""
GOOD = (ROOT / "examples" / "postmortems" / "2026-02-11-checkout-errors.md").read_text(encoding="utf-8")


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that uses the hook of this one as it stands here."""
    ours = tmp_path / "pm-lint"
    shutil.copytree(ROOT / "pm_lint", ours / "pm_lint", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, ours)
    for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VIRTUALENV_OVERRIDE_APP_DATA", str(tmp_path / "seeds"))
    monkeypatch.setenv("VIRTUALENV_NO_SETUPTOOLS", "1")
    monkeypatch.setenv("PYTHONPATH", sysconfig.get_path("purelib"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_NO_DEPS", "1")
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "0")  # as it is read: no isolation
    monkeypatch.setenv("PIP_NO_COMPILE", "1")
    git(ours, "init", "-q", "-b", "main")
    git(ours, "add", ".")
    assert git(ours, "commit", "-qm", "one").returncode == 0
    team = tmp_path / "team"
    team.mkdir()
    git(team, "init", "-q", "-b", "main")
    rev = git(ours, "rev-parse", "HEAD").stdout.strip()
    (team / ".pre-commit-config.yaml").write_text(CONFIG.format(repo=ours, rev=rev))
    installed = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=team, capture_output=True, check=False
    )
    assert installed.returncode == 0, installed.stdout
    return team


def commit(team: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        (team / name).parent.mkdir(parents=True, exist_ok=True)
        (team / name).write_text(text, encoding="utf-8")
    git(team, "add", ".")
    return git(team, "commit", "-m", "next")


def test_a_commit_is_refused_for_a_postmortem_with_errors(team: Path) -> None:
    none = commit(team, {"README.md": "# Nothing of ours\n"})
    assert (none.returncode, "pm-lint" in none.stderr) == (0, True), none.stderr
    assert "Passed" in none.stderr, none.stderr
    bad = commit(team, {"postmortems/2026-02-11-a.md": "# 2026-02-11 It broke\n", "notes/a.md": "# Not ours\n"})
    assert bad.returncode == 1
    assert "postmortems/2026-02-11-a.md:" in bad.stderr and "PM101 section-missing" in bad.stderr
    assert "notes/a.md" not in bad.stderr
    assert "in 1 file." in bad.stderr
    good = commit(team, {"postmortems/2026-02-11-a.md": GOOD})
    assert (good.returncode, "Passed" in good.stderr) == (0, True), good.stderr
    elsewhere = commit(team, {"pm-lint.toml": 'paths = ["notes/*.md"]\n', "notes/a.md": "# Ours now\n"})
    assert (elsewhere.returncode, "notes/a.md:" in elsewhere.stderr) == (1, True)
