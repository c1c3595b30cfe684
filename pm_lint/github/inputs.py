"""The action's inputs, validated.

The runner gives each as ``INPUT_<NAME>``: dashes kept, upper case, empty if unset.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pm_lint.config_values import PATH
from pm_lint.config_values import Place as KeyPlace
from pm_lint.errors import UsageError
from pm_lint.finding import Severity
from pm_lint.github.event import MODES
from pm_lint.record import dataclass


class InputError(UsageError):
    """An input has an impossible value; the message is one sentence that names it."""


@dataclass(frozen=True)
class Inputs:
    """What the workflow asked for. None, empty: the configuration's value."""

    mode: str = "auto"
    token: str = ""
    config: str | None = None
    template: str | None = None
    paths: tuple[str, ...] | None = None
    since: date | None = None
    fail_on: Severity | None = None
    #: ``fail-on: never``.
    never_fail: bool = False
    pull_request: int | None = None
    max_new: int | None = None
    max_wait: float = 600.0
    dry_run: bool = False
    today: date | None = None

    def __repr__(self) -> str:
        """Never the token: a traceback or an assertion may print this."""
        return f"Inputs(mode={self.mode!r}, …)"


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """The inputs of this run. Raises InputError, ConfigError."""

    def value(name: str) -> str:
        return environ.get(f"INPUT_{name.upper()}", "").strip()

    mode = value("mode") or "auto"
    if mode not in MODES:
        raise InputError(f"`mode` is {mode!r}; it can be {', '.join(MODES)}")
    fail_on = value("fail-on").lower()
    if fail_on not in ("", "never", *(severity.label for severity in Severity)):
        raise InputError(f"`fail-on` is {fail_on!r}; it can be error, warning, notice or never")
    dry_run = value("dry-run").lower()
    if dry_run not in ("", "true", "false"):
        raise InputError(f"`dry-run` is {dry_run!r}; it can be true or false")
    paths = tuple(line.strip() for line in value("paths").splitlines() if line.strip())
    max_wait = _count("max-wait", value("max-wait"), minimum=0)
    return Inputs(
        mode=mode,
        token=value("token"),
        config=PATH.read(value("config"), KeyPlace("the action's inputs", ("config",))) if value("config") else None,
        template=value("template") or None,
        paths=paths or None,
        since=_date("since", value("since")),
        fail_on=Severity.parse(fail_on) if fail_on not in ("", "never") else None,
        never_fail=fail_on == "never",
        pull_request=_count("pull-request", value("pull-request"), minimum=1),
        max_new=_count("max-new", value("max-new"), minimum=0),
        max_wait=600.0 if max_wait is None else float(max_wait),
        dry_run=dry_run == "true",
        today=_date("today", value("today")),
    )


def _count(name: str, text: str, *, minimum: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < minimum:
        raise InputError(f"`{name}` is {text[:50]!r}; it must be a whole number from {minimum}")
    return int(text)


def _date(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        if len(text) != 10:  # fromisoformat accepts more than one form
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"`{name}` is {text[:50]!r}; it must be a date such as 2026-01-31") from None
