"""Any Markdown is a template or an error with its line; and a document that is the template itself can be checked."""

from __future__ import annotations

from datetime import date

from fuzz.common import inside, text_of
from pm_lint.config import Config
from pm_lint.linter import Linter
from pm_lint.output.schema import render_json, render_text
from pm_lint.postmortem.schema import TemplateError
from pm_lint.postmortem.template import read_template

WORDS = (
    "# YYYY-MM-DD Title\n", "# <title>\n", "## Impact\n", "## Timeline\n", "## Action Items\n",
    "### What Went Well\n", "**Owner:** ", "**Postmortem Owner:** <name>\n", "| Time | Event |\n|---|---|\n", "- \n",
    "1. ", "<!-- pm-lint: optional -->\n", "<!-- pm-lint: keep -->", "<!-- pm-lint: from=meeting -->\n",
    "<!-- pm-lint: role=timeline -->\n", "<!-- pm-lint: role= -->", "<!-- pm-lint: nonsense -->\n", "<!-- pm-lint",
    "-->", "Be very specific about what happened.\n", "(optional)", "YYYY-MM-DD", "[Title]", "{{ title }}",
    "---\ntitle: x\n---\n", "> ", "```\n", "**Impact**\n", "Impact\n======\n", "- **Impact**: say it\n",
    "## Impact ##\n", "\n\n", "- [ ] ", "## 2026-01-12\n", "## 🔥 Impact\n", "## 1. Impact\n", "TBD", "None",
    "`<name>`",
)  # fmt: skip
_TODAY = date(2026, 1, 20)


def one(data: bytes) -> None:
    """A template's schema, shown, and used on the template."""
    text = text_of(data)
    try:
        schema = read_template(text, "team.md")
    except TemplateError as error:
        assert str(error).startswith("team.md")
        return
    assert schema == read_template(text, "team.md")
    assert schema.sections
    assert render_text(schema)
    assert render_json(schema)
    checked = Linter.of(Config(template="team.md"), text, today=_TODAY).check("a.md", text.encode())
    lines = checked.source.split("\n")
    for finding in checked.findings:
        inside(lines, finding.span)
