"""The templates that come with pm-lint."""

from __future__ import annotations

from pathlib import Path

from pm_lint.postmortem.schema import Schema, TemplateError

BUNDLED = ("default", "pagerduty", "srebook", "incident-review")
#: The name that stands for whichever bundled template a document fits.
AUTO = "auto"
_TEMPLATES = Path(__file__).parent.parent / "templates"


def bundled(name: str) -> str:
    """The text of a bundled template. Raises TemplateError for an unknown name."""
    if name not in BUNDLED:
        from difflib import get_close_matches

        near = get_close_matches(name, (*BUNDLED, AUTO), 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise TemplateError(f"there is no bundled template {name!r}; there is: {', '.join((*BUNDLED, AUTO))}{hint}")
    return (_TEMPLATES / f"{name}.md").read_text(encoding="utf-8")


def bundled_schema(name: str) -> Schema:
    """The schema of a bundled template. Raises TemplateError for an unknown name."""
    if name == "default":  # nearly every run's: it was read when pm-lint was made
        from pm_lint.postmortem.default_schema import DEFAULT

        return DEFAULT
    from pm_lint.postmortem.template import read_template

    return read_template(bundled(name), name)
