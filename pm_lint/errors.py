"""What a person can mend: wrong use or configuration."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong use or configuration: exit 2. The message is one sentence: what is wrong, where, and what to do."""


class ConfigError(UsageError):
    """The configuration can't be used; the message names file, key and value."""
