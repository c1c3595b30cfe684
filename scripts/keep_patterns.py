"""Compile all patterns of pm-lint, and keep them beside its byte code.

    python keep_patterns.py FOLDER…

Run while the image is built (Dockerfile), where nothing can be kept later on: each start would compile them again. The
FOLDERs hold pm-lint and what it depends on.
"""

from __future__ import annotations

import os
import sys

sys.path += sys.argv[1:]  # pm-lint lies in one of them

from pm_lint.cli import main
from pm_lint.postmortem.bundled import BUNDLED, bundled
from pm_lint.regex import compile_all

compile_all()
for name in BUNDLED:
    # Those that are made of several parts, such as the parser's, are known when they are used.
    with open("sample.md", "w", encoding="utf-8") as file:
        file.write(bundled(name))
    main(["check", "--isolated", "--no-cache", f"--template={name}", f"--output-file={os.devnull}", "sample.md"])
os.remove("sample.md")
