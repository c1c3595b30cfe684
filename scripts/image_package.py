"""Compile pm-lint, and all its patterns, for an image, where nothing can be kept later on.

    python image_package.py ROOT FOLDER

Run while the image is built (Dockerfile). ROOT holds pm-lint as the image's root will, FOLDER what it depends on.
Without this, each start of the action would compile again.
"""

from __future__ import annotations

import compileall
import os
import py_compile
import sys
from pathlib import Path


def main(root: Path, dependencies: Path) -> None:
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(root, quiet=1, workers=0, stripdir=str(root), invalidation_mode=mode)
    [package] = root.rglob("site-packages/pm_lint")
    sys.path += [str(package.parent), str(dependencies)]
    from pm_lint.cli import main as pm_lint
    from pm_lint.postmortem.bundled import BUNDLED, bundled
    from pm_lint.regex import compile_all

    compile_all()
    sample = Path("sample.md")
    for name in BUNDLED:
        # Patterns that are made of several parts, such as the parser's, are known when they are used.
        sample.write_text(bundled(name), encoding="utf-8")
        pm_lint(["check", "--isolated", "--no-cache", f"--template={name}", f"--output-file={os.devnull}", str(sample)])
    sample.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
