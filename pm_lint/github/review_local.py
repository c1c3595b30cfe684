"""The review of a local clone, printed: what the pull request would be told, without GitHub. Needs the git program.

The container has no git and never comes here: this is `pm-lint review --dry-run --base main` alone.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pm_lint.config import Config
from pm_lint.config_file import decode
from pm_lint.errors import ConfigError, UsageError
from pm_lint.github.comment import Place
from pm_lint.github.hunks import right_lines
from pm_lint.github.review import Tools, in_scope, shown_plan
from pm_lint.github.review_plan import Plan, Reviewed, Spoken, make_plan
from pm_lint.project import is_template_file

#: A path is one from the top of the repository, whatever the working directory and the signs in its name.
_TOP = ":(top,literal)"


class GitError(UsageError):
    """git is missing, or refused; the message is one sentence."""


def review_local(base: str, root: Path, tools: Tools, *, today: date) -> tuple[Plan, str]:
    """The plan for what ``HEAD`` changes since it left ``base``, and its text. Raises GitError, ConfigError.

    Committed content only, as a pull request has; configuration and template come from ``base``.
    """
    if base.startswith("-"):
        raise GitError(f"{base!r} is no branch or commit of this clone")
    commit = f"{base}^{{commit}}"
    _git(root, "rev-parse", "--verify", "--quiet", commit, why=f"{base!r} is no branch or commit of this clone")
    head = _git(root, "rev-parse", "HEAD").decode().strip()
    fork_point = _git(root, "merge-base", base, head, why=f"{base!r} and HEAD share no commit").decode().strip()

    config = Config()
    for path in tools.config_paths:
        text = _show(root, base, path)
        if text is not None:
            config = tools.parse_config(decode(text, path), path)
            break
    template = _show(root, base, config.template.removeprefix("./")) if is_template_file(config.template) else None
    if template is None and is_template_file(config.template):
        raise ConfigError(f"template: {config.template!r} is not on {base!r}; commit it there first, or correct it")

    check = tools.linter(config, None if template is None else decode(template, config.template))
    documents = []
    for path, name, new in _changed(root, fork_point, head):
        data = _show(root, head, path) if tools.covers(config, path) else None
        if data is None:
            continue
        checked = check(path, data[: config.max_file_size + 1])
        if in_scope(checked, new, config, today):
            only = (_TOP + one for one in {name, path})
            patch = _git(root, "diff", "--no-color", "--no-ext-diff", "-M", fork_point, head, "--", *only)
            documents.append(Reviewed(checked, name, right_lines(_hunks(patch)), tools.note(config, checked)))
    plan = make_plan(documents, Spoken(), Place("", head, ""))
    return plan, shown_plan(plan)


def _changed(root: Path, base: str, head: str) -> list[tuple[str, str, bool]]:
    """Path, name at the base, and whether it is new, of each file that is a regular one at the head."""
    raw = _git(root, "diff", "--raw", "-z", "-M", "--no-ext-diff", base, head).decode("utf-8", "surrogateescape")
    fields = iter(raw.split("\0"))
    found = []
    for meta in fields:
        if not meta.startswith(":"):
            continue
        _, new_mode, _, _, status = meta.split(" ")
        name = next(fields)
        path = next(fields) if status[0] in "RC" else name
        if new_mode in ("100644", "100755"):
            found.append((path, name if status[0] == "R" else path, status[0] in "AC"))
    return found


def _hunks(diff: bytes) -> str:
    """The hunks of a diff of one file: what GitHub calls its patch."""
    text = diff.decode("utf-8", "replace")
    start = text.find("\n@@ ")
    return text[start + 1 :].removesuffix("\n") if start >= 0 else ""


def _show(root: Path, commit: str, path: str) -> bytes | None:
    """A regular file's content at a commit, None if there is none."""
    entry = _git(root, "ls-tree", "-z", commit, "--", _TOP + path).decode("utf-8", "replace")
    mode, _, rest = entry.partition(" ")
    if mode not in ("100644", "100755"):
        return None
    return _git(root, "cat-file", "blob", rest.split()[1])


def _git(root: Path, *arguments: str, why: str = "") -> bytes:
    command: Sequence[str] = ("git", "-C", str(root), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 - no shell
    except FileNotFoundError:
        raise GitError("git is not installed; `review --base` needs it") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} took longer than a minute") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(why or f"git {arguments[0]} failed: {said[-1] if said else 'no message'}")
    return done.stdout
