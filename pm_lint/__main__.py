"""`python -m pm_lint`, and the console script: an earlier run's answer where nothing has changed, else the command."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def entry() -> NoReturn:
    """Run the command line that was given."""
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    try:
        from pm_lint.process import leave

        leave(code)
    except KeyboardInterrupt:
        os._exit(130)


def _run(arguments: list[str]) -> int:
    from pm_lint.process import begin
    from pm_lint.quick import answer, ask

    begin()
    asked = ask(arguments, os.environ)
    code = answer(asked) if asked else None
    if code is None:
        from pm_lint.cli import main

        code = main(arguments, asked)
    return code


if __name__ == "__main__":
    entry()
