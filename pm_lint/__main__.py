"""`python -m pm_lint`, and the console script: an earlier run's answer where nothing has changed, else the command."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def entry() -> NoReturn:
    """Run the command line that was given."""
    from pm_lint.process import begin, leave
    from pm_lint.quick import answer, ask

    begin()
    arguments = sys.argv[1:]
    try:
        asked = ask(arguments, os.environ)
        code = answer(asked) if asked else None
    except KeyboardInterrupt:
        leave(130)
    if code is None:
        from pm_lint.cli import main

        code = main(arguments, asked)
    leave(code)


if __name__ == "__main__":
    entry()
