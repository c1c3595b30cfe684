"""pm-lint reads incident postmortems written in Markdown and says what is missing or wrong.

>>> import pm_lint
>>> for finding in pm_lint.check("# 2026-02-11 Checkout was down\\n"):
...     print(finding.span.line, finding.rule, finding.message)

What is public stands in `__all__`: see `docs/library.md`. Each name is loaded when it is first used, for every start of
the command line imports this module.
"""

__version__ = "0.1.0"

__all__ = [
    "ActionItem",
    "Config",
    "ConfigError",
    "Edit",
    "Finding",
    "Fix",
    "Postmortem",
    "Severity",
    "Span",
    "__version__",
    "check",
    "parse",
]

TYPE_CHECKING = False  # that of typing, whose import takes a third of Python's own start
if TYPE_CHECKING:
    from pm_lint.errors import ConfigError
    from pm_lint.finding import Edit, Finding, Fix, Severity, Span
    from pm_lint.library import Config, check, parse
    from pm_lint.postmortem.model import ActionItem, Postmortem
else:  # a type checker would take any name for one of ours

    def __getattr__(name):
        """Load a public name when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        homes = {"ConfigError": "errors", "Postmortem": "postmortem.model", "ActionItem": "postmortem.model"}
        homes |= dict.fromkeys(("Config", "check", "parse"), "library")
        value = getattr(import_module(f"{__name__}.{homes.get(name, 'finding')}"), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *__all__})
