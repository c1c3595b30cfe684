"""`pm-lint show --template`: the schema that was understood."""

from __future__ import annotations

import json
from pathlib import Path

from pm_lint.output.counting import fits_line
from pm_lint.output.schema import render_json, render_text
from pm_lint.postmortem.fit import Fit
from pm_lint.postmortem.schema import GENERIC
from pm_lint.postmortem.template import read_template
from tests.output.samples import checked
from tests.output.test_attacks import ATTACKS, assert_inert

TEMPLATE = """\
# YYYY-MM-DD Title

**Owner:** Your name goes here.
**Call:** Link to the recording. <!-- pm-lint: optional -->

## Impact (in numbers)
Say how many customers were hit.

## Timeline

| Time | Event |
| --- | --- |

## Looking back
<!-- pm-lint: from=meeting -->

### What went well
- Say what went well, and why.

### Odds and ends (optional)
"""


def test_text() -> None:
    assert render_text(read_template(TEMPLATE, "team.md")) == (
        "team.md: what this template asks for\n"
        "  Title  YYYY-MM-DD Title  (begins with a date, as YYYY-MM-DD)\n"
        "\n"
        "2 fields\n"
        "  Owner  (owner)  [3]\n"
        "  Call  (no role, optional)  [4]\n"
        "\n"
        "5 sections\n"
        "  Impact (in numbers)  (impact)  [6]\n"
        "    or: Impact\n"
        "  Timeline  (timeline, table: Time | Event)  [9]\n"
        "  Looking back  (no role, at the meeting)  [14]\n"
        "    What went well  (went-well, at the meeting, list)  [17]\n"
        "    Odds and ends  (no role, optional, at the meeting)  [20]\n"
        "      or: Odds and ends (optional)\n"
        "\n"
        "6 instructions: text that a document must not keep. `<!-- pm-lint: keep -->` after a sentence says that it may"
        " stay.\n"
        "2 sections without a role must be there, and no rule looks further: Looking back, Odds and ends.\n"
        "`<!-- pm-lint: role=NAME -->` under a heading gives it one.\n"
        "Nothing here has the role meeting or action-items: rules about that look only where a document has it.\n"
    )


def test_the_example_of_the_page_is_true() -> None:
    page = (Path(__file__).parents[2] / "docs" / "templates.md").read_text()
    blocks = [block.partition("\n") for block in page.split("```")[1::2]]
    (template,) = (text for kind, _, text in blocks if kind == "markdown")
    (shown,) = (text for kind, _, text in blocks if kind == "console")
    _, _, output = shown.partition("\n")
    assert render_text(read_template(template, "docs/postmortem-template.md")).startswith(output)


def test_titles() -> None:
    for text, line in (
        ("# Incident report\n\n## Impact\n", "  Title  any heading of level 1"),
        ("## Impact\n", "  Title  none: a document needs no heading of level 1"),
    ):
        assert line in render_text(read_template(text, "team.md")).split("\n")


def test_json() -> None:
    shown = json.loads(render_json(read_template(TEMPLATE, "team.md")))
    assert list(shown) == ["version", "template", "title", "acts", "fields", "sections", "instructions"]
    assert shown["title"] == {"form": "YYYY-MM-DD Title", "date_first": True, "required": True}
    assert (shown["version"], shown["template"], shown["acts"], shown["instructions"]) == (1, "team.md", 2, 6)
    assert shown["fields"][1] == {"label": "Call", "role": None, "required": False, "line": 4}
    assert shown["sections"][1] == {
        "title": "Timeline",
        "aliases": [],
        "level": 2,
        "parent": None,
        "role": "timeline",
        "required": True,
        "act": 1,
        "columns": ["Time", "Event"],
        "list": False,
        "line": 9,
    }
    assert [(s["title"], s["parent"], s["act"], s["required"]) for s in shown["sections"][3:]] == [
        ("What went well", 2, 2, True),
        ("Odds and ends", 2, 2, False),
    ]


def test_hostile_templates_are_inert() -> None:
    for attack in ATTACKS:
        one_line = " ".join(attack.split())
        template = f"# {one_line}\n\n**{one_line}:** ...\n\n## Impact\n\n## A {one_line}\n\n| {one_line} |\n| --- |\n"
        assert_inert(render_text(read_template(template, "team.md")))


def test_fits_of_a_run() -> None:
    def fitted(name: str | None) -> Fit:
        schema = GENERIC if name is None else read_template(TEMPLATE, name)
        return Fit(schema, name, 9, 11, name is not None)

    results = [checked(), *(checked(fit=fitted(name)) for name in (None, "srebook", "default", "srebook", None, None))]
    templates = [one.template for one in results]
    assert fits_line(templates) == "Template auto: default for 1 document, srebook for 2, none for 3"
    assert fits_line(templates[:2]) == "Template auto: none for 1 document"
    assert fits_line(templates[:1]) == ""
