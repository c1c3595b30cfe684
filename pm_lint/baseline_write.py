"""`check --write-baseline`: every finding there is, held back from now on."""

from __future__ import annotations

import argparse
from pathlib import Path

from pm_lint.baseline import DEFAULT, counted, written
from pm_lint.cli_shared import linter_of, no_documents, say, settings_of, write
from pm_lint.config_parse import read_value
from pm_lint.errors import OK, UsageError
from pm_lint.files import is_inside
from pm_lint.output.counting import plural
from pm_lint.project import check_documents, documents, shown_path


def run(options: argparse.Namespace) -> int:
    """Check all documents, write every finding there is to the baseline, and say so."""
    if options.paths or options.select or options.ignore or options.since:
        raise UsageError(
            "--write-baseline is of all documents and rules: leave out PATH, --select, --ignore and --since"
            + (f" ({options.paths[0]!r} is a PATH: the file to write stands after an =)" if options.paths else "")
        )
    if options.format or options.output or options.output_file is not None:
        raise UsageError("--write-baseline prints no findings: leave out --format, --output and --output-file")
    settings, linters = linter_of(options)
    results = check_documents(linters, documents(settings))
    if not results:
        raise UsageError(no_documents([], settings.config.paths))
    settings = settings_of(options)
    configured = settings.config.baseline
    file = Path(options.write_baseline) if options.write_baseline else settings.root / (configured or DEFAULT)
    # A .json file below the configuration's folder: no document is written over.
    name = read_value("baseline", shown_path(file, settings.root), "--write-baseline")
    if file.is_symlink() or not is_inside(file.parent, settings.root):
        raise UsageError(f"{name}: can't be written: a symbolic link leads out of the repository")
    counts = counted(results)
    write(written(counts), str(file))
    number = sum(len(one.findings) for one in results)
    say(f"{name}: {plural(number, 'finding')} in {plural(len(counts), 'file')} will be held back")
    if name != configured:
        say(f'Add baseline = "{name}" to the configuration.')
    return OK
