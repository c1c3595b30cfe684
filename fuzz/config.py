"""Any TOML, or none, is a configuration or an error that names it; and overrides lie over it as they should."""

from __future__ import annotations

from datetime import date

from fuzz.common import text_of
from pm_lint.config import laid_over, shared_calendars, templates, without_calendars
from pm_lint.config_keys import TABLES
from pm_lint.config_parse import parse
from pm_lint.errors import ConfigError
from pm_lint.linters import Linters
from pm_lint.project import is_template_file
from pm_lint.rules import rule_names
from pm_lint.scope import config_for, covers

WORDS = (
    *(f"[{table}]\n" for table in TABLES if table), *(f"{key.name} = " for keys in TABLES.values() for key in keys),
    '"x"', '""', "1", "0", "-1", "true", "false", "2026-12-24", "1.5", "nan", "[]", "{}", '["a/**"]',
    "[[overrides]]\n", '[meeting.by-severity]\nSEV-1 = { within = 3, unit = "calendar-days" }\n',
    '[sections."Impact"]\n', "[rules]\n", 'PM101 = "off"\n', 'section-missing = "warning"\n', 'paths = ["docs/**"]\n',
    '"US"', '"CA"', '"NYSE"', '"Europe/Berlin"', "'''", '"""', "\\u0000", "[a.b]\n", "a.b.c = 1\n", '"business-days"',
    '{ date = 2026-12-24, name = "Day" }', '"auto"', '"../x.md"', '"/etc/passwd"', '"https://calendar.example/x.ics"',
    '["Mon", "Tue"]', '"error"', '"never"', "inf", "10:30:00",
)  # fmt: skip
_NAMES = tuple(rule_names())
_PATHS = ("postmortems/2026-01-12-checkout.md", "docs/a.md", "README.md")


def one(data: bytes) -> None:
    """A configuration, laid out for some paths."""
    text = text_of(data)
    try:
        config = parse(text, "pm-lint.toml", _NAMES)
    except ConfigError as error:
        assert str(error).startswith("pm-lint.toml: "), error
        return
    assert config == parse(text, "pm-lint.toml", _NAMES)
    for override in config.overrides:
        once = laid_over(config, override.given)
        assert laid_over(once, override.given) == once
    assert set(templates(config)) >= {config.template}
    assert shared_calendars(without_calendars(config)) == ()
    texts = {name: "## Impact\n" for name in templates(config) if is_template_file(name)}
    linters = Linters(config, texts, date(2026, 1, 12))
    for path in _PATHS:
        covers(config, path)
        assert config_for(config, path).overrides == ()
        try:
            linters.for_path(path)
        except ConfigError as error:
            assert str(error)
