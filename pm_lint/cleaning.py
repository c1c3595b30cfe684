"""The command `clean`: what runs of pm-lint have kept is removed. They compute it anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

from pm_lint.cli_shared import on_terminal
from pm_lint.errors import OK, UsageError
from pm_lint.store import cache_folder, is_ours

#: What lies in the folder by these names is ours, whatever else does.
_OURS = ("checks", "days-off-")


def clean(environment: Mapping[str, str]) -> int:
    """Remove it, and say where it was. Raises UsageError where that can't be done."""
    folder = cache_folder(environment)
    if folder is None:
        raise UsageError("nothing is kept: neither PM_LINT_CACHE_DIR nor HOME names a folder")
    if not os.path.lexists(folder):
        print(on_terminal(f"{folder}: there is nothing"))
        return OK
    if not is_ours(folder):
        raise UsageError(f"{folder}: is left alone, for it is no folder that is yours alone to write in")
    try:
        for name in sorted(os.listdir(folder)):
            if name.startswith(_OURS):
                shutil.rmtree(os.path.join(folder, name))
        if not os.listdir(folder):
            os.rmdir(folder)
    except OSError as error:
        raise UsageError(f"{folder}: can't be emptied: {error.strerror or error}") from None
    print(on_terminal(f"{folder}: emptied"))
    return OK
