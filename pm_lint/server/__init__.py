"""`pm-lint server`: the Language Server Protocol over standard input and output, for editors.

This room alone knows the protocol. It needs the extra `pm-lint[lsp]`.
"""

from __future__ import annotations

import os
import signal
import sys

from pm_lint.errors import INTERRUPTED, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

_INSTALL = "pip install 'pm-lint[lsp]'"


def serve(options: Namespace) -> int:
    """Serve one editor until it says that it is done; the exit code is 0, or 1 where it went without a word.

    Raises UsageError.
    """
    try:
        import pygls  # noqa: F401
    except ModuleNotFoundError:
        raise UsageError(f"the language server needs pygls, which is not installed: {_INSTALL}") from None
    if sys.stdin is None or sys.stdout is None:
        raise UsageError("the language server speaks through standard input and output, and one of them is closed")
    if sys.stdin.isatty():
        raise UsageError("the language server is started by an editor, not by hand: see docs/editors.md")
    from pm_lint.server.handlers import run

    # There is nothing to be saved, and a thread that waits for input would not be woken.
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    output, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever else is printed is no message of the protocol
    return run(options, sys.stdin.buffer, output)
