"""The exit codes, and what a person can mend: wrong use or configuration."""

from __future__ import annotations

#: Nothing at or above ``fail-on``; findings; wrong use or configuration; GitHub; an error of ours; a signal.
OK, FINDINGS, USAGE, GITHUB, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 130


class UsageError(Exception):
    """Wrong use or configuration: exit 2. The message is one sentence: what is wrong, where, and what to do."""


class Killed(Exception):
    """A process of ours was killed: exit 4. The message is one sentence."""


class ConfigError(UsageError):
    """The configuration can't be used; the message names file, key and value."""
