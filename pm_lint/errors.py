"""What a person can mend: wrong use or configuration."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong use or configuration: the message is one sentence that names the thing, the place and the next step. Exit 2."""
