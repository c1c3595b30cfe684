"""What the commands share: settings, linters, and saying things."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from pm_lint.errors import UsageError
from pm_lint.writing import write as write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from pm_lint.linters import Linters
    from pm_lint.project import Settings


def settings_of(options: Namespace) -> Settings:
    """The configuration that is named, or found from the working directory."""
    from pm_lint.project import read_settings

    if options.config and options.isolated:
        raise UsageError("--isolated reads no configuration, and --config names one: give one of them")
    return read_settings(working_folder(), config=options.config, isolated=options.isolated)


def working_folder() -> Path:
    """The folder that the command runs in. Raises UsageError where it was removed."""
    try:
        return Path.cwd()
    except OSError as error:
        raise UsageError(f"the working folder can't be found: {error.strerror or error}; go to another") from None


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
    if getattr(options, "no_cache", False):
        config = replace(config, calendar=replace(config.calendar, memory=None))
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


def say(*lines: str) -> None:
    """Print lines that hold what others wrote. Raises UsageError where that can't be done."""
    write([f"{on_terminal(line)}\n" for line in lines], None)


def on_terminal(line: str) -> str:
    from pm_lint.output.escape import terminal

    return terminal(line)


def no_documents(paths: list[str], configured: tuple[str, ...] | None) -> str:
    if paths:
        return f"no Markdown document was found in {', '.join(paths)}"
    if configured:
        return f"no document matches `paths` ({', '.join(configured)}); correct it, or name files and folders"
    return "no folder here is named like postmortem or incident; set `paths` in pm-lint.toml, or name files and folders"
