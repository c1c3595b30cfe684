"""What the commands share: settings, linters, and writing what they say."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from pm_lint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from pm_lint.linters import Linters
    from pm_lint.project import Settings


def settings_of(options: Namespace) -> Settings:
    """The configuration that is named, or found from the working directory."""
    from pm_lint.project import read_settings

    return read_settings(Path.cwd(), config=options.config, isolated=options.isolated)


def linter_of(options: Namespace) -> tuple[Settings, Linters]:
    """The configuration with what the command line overrules, and what checks by it."""
    from pm_lint.config import commanded, without_calendars
    from pm_lint.finding import Severity
    from pm_lint.project import is_template_file, make_linter, read_named_file, read_named_files
    from pm_lint.record import replace
    from pm_lint.rules import RULES, rule_names

    settings = settings_of(options)
    config = settings.config
    if options.since:
        config = commanded(config, since=options.since)
    if getattr(options, "fail_on", None):
        config = replace(config, fail_on=None if options.fail_on == "never" else Severity.parse(options.fail_on))
    if getattr(options, "write_baseline", None) is not None:  # what is there is not read: it may be damaged
        config = replace(config, baseline=None)
    if options.command == "report":  # it looks no meeting up, and may be what writes the calendar
        config = without_calendars(config)
    select, ignore = getattr(options, "select", None), getattr(options, "ignore", None)
    if select or ignore:
        from pm_lint.config_rules import chosen

        defaults = {rule.id: rule.default for rule in RULES.values()}
        config = chosen(config, rule_names(), defaults, select=select, ignore=ignore)
    if options.template:
        # Named by who types it, so from where they are, and wherever it is.
        texts = read_named_files(settings.root, commanded(config, template="default"))
        config = commanded(config, template=options.template)
        if is_template_file(options.template):
            texts[options.template] = read_named_file(Path.cwd(), options.template, "template", confined=False)
    else:
        texts = read_named_files(settings.root, config)
    return replace(settings, config=config), make_linter(config, texts, today=today_of(options), act=options.act)


def today_of(options: Namespace) -> date:
    """The day to judge by: the one given, else this machine's."""
    return options.today or datetime.now(UTC).astimezone().date()


def write(text: str | Sequence[str], file: str | None) -> None:
    """A text, or its parts: to standard output, or to a file that is replaced at once or not at all."""
    parts = [text] if isinstance(text, str) else text
    if file is None:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
        return
    target = draft = Path(file)
    if target.is_file() or not target.exists():  # a device or a pipe is written to, never replaced
        target = target.resolve()
        draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with open(draft, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.writelines(parts)
        if draft != target:
            os.replace(draft, target)
    except OSError as error:
        if draft != target:
            draft.unlink(missing_ok=True)
        raise UsageError(f"{file}: can't be written: {error.strerror or error}") from None


def on_terminal(line: str) -> str:
    from pm_lint.output.escape import terminal

    return terminal(line)


def no_documents(paths: list[str], configured: tuple[str, ...] | None) -> str:
    if paths:
        return f"no Markdown document was found in {', '.join(paths)}"
    if configured:
        return f"no document matches `paths` ({', '.join(configured)}); correct it, or name files and folders"
    return "no folder here is named like postmortem or incident; set `paths` in pm-lint.toml, or name files and folders"
