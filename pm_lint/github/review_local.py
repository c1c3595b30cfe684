"""The review of a local clone, printed: what the pull request would be told, without GitHub. Needs the git program.

The container has no git and never comes here: this is `pm-lint review --dry-run --base main` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import TimeoutExpired

from pm_lint.config import Config
from pm_lint.config_file import decode
from pm_lint.errors import ConfigError, UsageError
from pm_lint.git import git
from pm_lint.github.comment import Spoken
from pm_lint.github.hunks import changed_lines, right_lines
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Outcome
from pm_lint.github.place import Place
from pm_lint.github.review import judge
from pm_lint.github.review_material import LINKED, Tools, gathered, override, settings_note
from pm_lint.github.review_plan import Plan
from pm_lint.github.review_state import ChangedFile
from pm_lint.github.review_write import shown_plan
from pm_lint.project import decoded, named_files
from pm_lint.record import replace

#: A path is one from the top of the repository, whatever the working directory and the signs in its name.
_TOP = ":(top,literal)"
#: No document may be larger, whatever is configured; bytes.
MOST = 100 * 1024 * 1024
#: By git alone: which program compares a file is said in the branch's `.gitattributes`, too.
_DIFF = ("diff", "--no-color", "--no-ext-diff", "--no-textconv", "-M")
REGULAR_MODES, LINK_MODE = ("100644", "100755"), "120000"


class GitError(UsageError):
    """git is missing, or refused; the message is one sentence."""


def review_local(
    base: str,
    root: Path,
    tools: Tools,
    *,
    today: date,
    inputs: Inputs | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> tuple[Plan, Outcome]:
    """The plan for what ``HEAD`` changes since it left ``base``, and what would come of it, with the plan's text.

    Committed content only, as a pull request has; configuration and template come from ``base``. Raises GitError,
    ConfigError.
    """
    inputs = inputs or Inputs()
    if base.startswith("-"):
        raise GitError(f"{base!r} is no branch or commit of this clone")
    commit = f"{base}^{{commit}}"
    _git(root, "rev-parse", "--verify", "--quiet", commit, why=f"{base!r} is no branch or commit of this clone")
    head = _git(root, "rev-parse", "HEAD").decode().strip()
    fork_point = _git(root, "merge-base", base, head, why=f"{base!r} and HEAD share no commit").decode().strip()

    config = override(_config(root, base, tools, inputs.config), inputs, "the command line")
    texts = {}
    for path, what in named_files(config).items():
        text = _setting(root, base, path, f"{what}: {path!r}")
        if text is None:
            raise ConfigError(f"{what}: {path!r} is not on {base!r}; commit it there first, or correct it")
        texts[path] = decoded(text, path, what)

    linter = tools.linter(config, texts)
    results = []
    touched = set()
    for status, name, path in _changed(root, fork_point, head):
        touched |= {name, path}
        mode, data = _show(root, head, path) if status != "D" and tools.covers(config, path) else ("", b"")
        if mode == LINK_MODE:
            checked = linter.unreadable(path, LINKED)
        elif mode in REGULAR_MODES:
            checked = linter.check(path, data[: config.max_file_size + 1])
        else:
            continue
        only = (_TOP + one for one in {name, path})
        patch = _hunks(_git(root, *_DIFF, fork_point, head, "--", *only))
        file = ChangedFile(path, name, status == "A", right_lines(patch), changed_lines(patch, 0))
        results.append((file, checked))
    settings = [inputs.config] if inputs.config else tools.config_paths
    notes = settings_note({*settings, *texts}, touched)
    material = gathered(results, config, tools, today=today, log=log, notes=notes)
    place = Place("", head, "")
    plan = material.plan(Spoken(), place)
    outcome = judge(material, place)
    return plan, replace(outcome, text=f"{shown_plan(plan)}\n{outcome.text}")


def _config(root: Path, base: str, tools: Tools, named: str | None) -> Config:
    """The configuration at the base: the file named, else the first that is there, else the defaults."""
    for path in [named] if named else tools.config_paths:
        text = _setting(root, base, path, path)
        if text is not None:
            return tools.parse_config(decode(text, path), path)
    if named:
        raise ConfigError(f"config: {named!r} is not on {base!r}; commit it there first, or correct it")
    return Config()


def _setting(root: Path, commit: str, path: str, name: str) -> bytes | None:
    """A configuration's or a template's content, None if there is none; ``name`` is what a refusal calls it."""
    mode, data = _show(root, commit, path)
    if mode == LINK_MODE:
        raise ConfigError(f"{name} can't be read: {LINKED}")
    return data if mode in REGULAR_MODES else None


def _changed(root: Path, base: str, head: str) -> list[tuple[str, str, str]]:
    """Of each file that differs what happened to it, as git's letter, its name at the base, and its path."""
    raw = _git(root, *_DIFF, "--raw", "-z", base, head).decode("utf-8", "surrogateescape")
    fields = iter(raw.split("\0"))
    found = []
    for meta in fields:
        if not meta.startswith(":"):
            continue
        status = meta.rpartition(" ")[2][:1]
        name = next(fields)
        found.append((status, name, next(fields) if status == "R" else name))
    return found


def _hunks(diff: bytes) -> str:
    """The hunks of a diff of one file: what GitHub calls its patch."""
    text = diff.decode("utf-8", "replace")
    start = text.find("\n@@ ")
    return text[start + 1 :].removesuffix("\n") if start >= 0 else ""


def _show(root: Path, commit: str, path: str) -> tuple[str, bytes]:
    """The mode of a path at a commit, "" if there is none, and its content if it is a regular file's.

    One that is larger than any limit is not read: as many bytes as show that stand for it.
    """
    entry = _git(root, "ls-tree", "-z", commit, "--", _TOP + path).decode("utf-8", "replace")
    mode, _, rest = entry.partition(" ")
    if mode not in REGULAR_MODES:
        return mode, b""
    blob = rest.split()[1]
    too_large = int(_git(root, "cat-file", "-s", blob)) > MOST
    return mode, bytes(MOST + 1) if too_large else _git(root, "cat-file", "blob", blob)


def _git(root: Path, *arguments: str, why: str = "") -> bytes:
    try:
        done = git(root, *arguments, seconds=60)
    except FileNotFoundError:
        raise GitError("git is not installed; `review --base` needs it") from None
    except TimeoutExpired:
        raise GitError(f"git {arguments[0]} took longer than a minute") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(why or f"git {arguments[0]} failed: {said[-1] if said else 'no message'}")
    return done.stdout
