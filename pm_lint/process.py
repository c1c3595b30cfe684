"""What is done once for the whole process, and by the console script alone."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # that of typing, whose import takes a third of Python's own start
if TYPE_CHECKING:
    from typing import NoReturn


def begin() -> None:
    """Look seldom for garbage: next to nothing refers to itself here, and looking takes a tenth of a short run."""
    gc.set_threshold(100_000, 20, 20)


def import_markdown() -> None:
    """Import what reads Markdown, with our `record` in the place of `dataclasses`, of which mistune needs four classes.

    The original brings `inspect` and ten more modules: a tenth of the time and of the memory of a check. A mistune that
    asks for more than `record` has is imported as ever, by whoever needs it first. For a process without other threads.
    """
    if "dataclasses" in sys.modules:
        return
    from pm_lint import record

    sys.modules["dataclasses"] = record
    try:
        import pm_lint.markdown  # noqa: F401
    except (AttributeError, ImportError, TypeError):
        pass
    finally:
        del sys.modules["dataclasses"]


def leave(code: int) -> NoReturn:
    """End the process without taking each object apart, which takes as long as half of Python's start.

    All threads and other processes must have ended.
    """
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib would have to be imported
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass  # closed, full, or never open: the command has flushed it before, and said so
    os._exit(code)
