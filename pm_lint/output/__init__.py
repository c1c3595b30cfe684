"""Findings in, text out: one module for each format, imported only when it is used.

Every renderer returns text that ends in a line break, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pm_lint.linter import Checked

FORMATS = ("text", "concise", "json", "github")


def render(format: str, results: Sequence[Checked]) -> str:
    """The findings of all documents in one of ``FORMATS``."""
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}: one of {', '.join(FORMATS)}")
    text: str = import_module(f"pm_lint.output.{format}").render(results)
    return text
