"""A template in, the schema that it asks for out."""

from __future__ import annotations

import hashlib
import re

import pytest

from pm_lint.markdown import parse
from pm_lint.postmortem.bundled import bundled
from pm_lint.postmortem.directives import DIRECTIVE
from pm_lint.postmortem.placeholders import has_content
from pm_lint.postmortem.schema import Schema, TemplateError
from pm_lint.postmortem.template import MOST_SECTIONS, read_template

#: The team's own template, as it was agreed on.
SEED = "1e80bee3e2d33c76e71b07501656f30df77ae599a2cc9bae65037e68fbf76c8c"


def test_the_bundled_default_is_the_seed_and_directives_alone() -> None:
    lines = bundled("default").splitlines(keepends=True)
    plain = "".join(line for line in lines if not DIRECTIVE.fullmatch(line.strip()))
    assert hashlib.sha256(plain.encode()).hexdigest() == SEED


def schema(text: str) -> Schema:
    return read_template(text, "team.md")


def test_the_default() -> None:
    default = schema(bundled("default"))
    assert (default.title, default.title_date, default.acts) == ("YYYY-MM-DD Title", True, 2)
    assert [(field.label, field.role, field.line) for field in default.fields] == [
        ("Postmortem Owner", "owner", 3),
        ("Meeting Scheduled For", "meeting", 5),
    ]
    assert [(s.title, s.level, s.role, s.act, s.list_expected, s.parent) for s in default.sections] == [
        ("Overview", 2, "overview", 1, False, None),
        ("Contributing Factors", 2, "factors", 1, False, None),
        ("Resolution", 2, "resolution", 1, False, None),
        ("Impact", 2, "impact", 1, False, None),
        ("Timeline", 2, "timeline", 1, False, None),
        ("How’d We Do?", 2, "review", 2, False, None),
        ("What Went Well?", 3, "went-well", 2, True, 5),
        ("Where Did We Get Lucky?", 3, "lucky", 2, True, 5),
        ("What Didn’t Go So Well?", 3, "went-wrong", 2, True, 5),
        ("What Did We Learn?", 3, "learned", 2, True, 5),
        ("Potential Action Items", 2, "potential-action-items", 2, False, None),
        ("Action Items", 2, "action-items", 2, False, None),
        ("Messaging", 2, "messaging", 2, False, None),
        ("Internal", 3, "internal-message", 2, False, 12),
        ("External", 3, "external-message", 2, False, 12),
    ]
    assert all(section.required for section in default.sections)
    assert default.sections[4].columns == ("Time (ET)", "Event")
    assert {"be very specific here and include exact numbers", "your name goes here"} <= default.instructions
    assert {"examples", "e.g"} <= default.fragments
    assert "pm-lint" not in "".join(section.skeleton for section in default.sections)
    assert default.sections[5].skeleton.startswith("## How’d We Do?\nAll the following sections")


def test_directives() -> None:
    made = schema(
        "# Title\n\n## What broke\n<!-- pm-lint: role=impact --><!-- pm-lint: optional -->\n\n"
        "## Then\nAll times are in UTC here. <!-- pm-lint: keep -->\nTell what happened and when it did.\n\n"
        "- this list item stays in there\n\n<!-- pm-lint: keep -->\n\n## After <!-- pm-lint: optional -->\n"
        "<!--pm-lint:from=meeting-->\nFill it in at the meeting.\n"
    )
    what, then, after = made.sections
    assert (what.role, what.required, what.act) == ("impact", False, 1)
    assert (then.role, then.required, then.act) == (None, True, 1)
    assert after.act == 2
    assert made.instructions == {"tell what happened and when it did", "fill it in at the meeting"}
    assert (made.title, made.title_date, made.acts) == ("Title", False, 2)


@pytest.mark.parametrize(
    ("heading", "title", "dated", "titled"),
    [
        ("# YYYY-MM-DD Title", "YYYY-MM-DD Title", True, True),
        ("# [YYYY-MM-DD] Title", "[YYYY-MM-DD] Title", True, True),
        ("# {{ yyyy-mm-dd }}, {{ name }}", "{{ yyyy-mm-dd }}, {{ name }}", True, True),
        ("# {{ date: yyyy-mm-dd }}, {{ name }}", "{{ date: yyyy-mm-dd }}, {{ name }}", False, True),
        ("# [Incident title]", "[Incident title]", False, True),
        ("# Postmortem: <name> (date)", "Postmortem: <name> (date)", False, True),
        ("# Postmortem: \\<name\\>", "Postmortem: <name>", False, True),
        ("# Incident report – {{date}}", "Incident report – {{date}}", False, True),
        ("Incident title\n==============", "Incident title", False, True),
        ("# How to use this template\n\n# [Date]: [Title]", "[Date]: [Title]", False, True),
        ("# Postmortem template\n\n---\n\n## Postmortem: [name]", "Postmortem: [name]", False, True),
        ("Template postmortem\n---", "Template postmortem", False, True),
        ('---\ntitle: "YYYY-MM-DD: what broke"\n---', "YYYY-MM-DD: what broke", True, True),
        # It says nothing of the incident, and may stay.
        ("# Incident report", None, False, True),
        ("Some words.", None, False, False),
    ],
)
def test_titles(heading: str, title: str | None, dated: bool, titled: bool) -> None:
    made = schema(f"{heading}\n\n## Summary\nWords.\n\n## Impact\nWords.\n")
    assert (made.title, made.title_date, made.titled) == (title, dated, titled)
    assert [section.title for section in made.sections] == ["Summary", "Impact"]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("# Metadata\n\n# Summary\n\n# Impact\n", [("Metadata", 1), ("Summary", 1), ("Impact", 1)]),
        ("# Summary\n\n## Background\n", [("Summary", 1), ("Background", 2)]),
        ("# [Title]\n\n### Summary\n\n### Impact\n", [("Summary", 3), ("Impact", 3)]),
        ("# [Title]\n\nSummary\n-------\n\nImpact\n------\n", [("Summary", 2), ("Impact", 2)]),
        ("# [Title]\n\n**Summary**\n\nWords.\n\n**Other**\n\nWords.\n", [("Summary", 2), ("Other", 2)]),
        # What is filled in for each incident is no section.
        ("## Timeline\n\n### {{ hh:mm }}\n\n### [Date and time]\n\n## Notes\n", [("Timeline", 2), ("Notes", 2)]),
        ("## Incident lead:\n", [("Incident lead", 2)]),
    ],
)
def test_sections(text: str, sections: list[tuple[str, int]]) -> None:
    assert [(section.title, section.level) for section in schema(text).sections] == sections


@pytest.mark.parametrize(
    ("heading", "title", "required", "aliases"),
    [
        ("## Impact", "Impact", True, ()),
        ("## 2. Impact", "2. Impact", True, ("Impact",)),
        ("## Impact (customers only)", "Impact (customers only)", True, ("Impact",)),
        ("## Appendix (optional)", "Appendix", False, ("Appendix (optional)",)),
        ("## [Optional] Appendix", "Appendix", False, ("[Optional] Appendix",)),
        ("## Appendix <!-- pm-lint: optional -->", "Appendix", False, ()),
        ("## Appendix\n\n<!-- pm-lint: optional -- not every incident has one -->", "Appendix", False, ()),
    ],
)
def test_names_of_sections(heading: str, title: str, required: bool, aliases: tuple[str, ...]) -> None:
    (section,) = schema(f"# [Title]\n\n{heading}\n").sections
    assert (section.title, section.required, section.aliases) == (title, required, aliases)


@pytest.mark.parametrize(
    ("text", "optional"),
    [
        ("## A\n<!-- pm-lint: optional -->\n### B\n## C\n### D\n", "A B"),
        # Headings that group are there where there is something to group.
        ("## Action items\n### Process\n### Timeline\n## Timeline\n### Day two\n", "Process Day two"),
        ("## Action items\n### Prevention\n### Detection\n### Mitigation\n", "Prevention Detection Mitigation"),
        ("## Impact\n## Appendix\n## Notes to the owner\n", "Appendix Notes to the owner"),
        # Fields are asked for themselves.
        ("## Metadata\n**Owner:** ...\n", "Metadata"),
        ("## Metadata\nSay what this is about.\n", ""),
    ],
)
def test_what_is_optional_without_saying_so(text: str, optional: str) -> None:
    assert " ".join(section.title for section in schema(text).sections if not section.required) == optional


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("**Owner:** [name]", [("Owner", "owner", "[name]", True)]),
        (
            "- **Owner:** <who>\n- **Ticket:** {{ ticket }}",
            [
                ("Owner", "owner", "", True),
                ("Ticket", None, "{{ ticket }}", True),
            ],
        ),
        (
            "| | |\n|-|-|\n| Owner | TBD |\n| Severity | SEV-1 / SEV-2 |",
            [
                ("Owner", "owner", "tbd", True),
                ("Severity", "severity", "sev-1 / sev-2", True),
            ],
        ),
        ("| Field | Value |\n|-|-|\n| Owner | Your name |", [("Owner", "owner", "your name", True)]),
        # A default is a value, not an instruction.
        (
            "**Status:** Draft\n**Severity:** SEV-2",
            [("Status", "status", "", True), ("Severity", "severity", "", True)],
        ),
        ("**Severity:** low, medium, high", [("Severity", "severity", "low, medium, high", True)]),
        ("**Owner:** You <!-- pm-lint: optional -->", [("Owner", "owner", "", False)]),
        ("**Owner:** You\n<!-- pm-lint: optional -->", [("Owner", "owner", "", False)]),
        ("**Boss:** ... <!-- pm-lint: role=owner -->", [("Boss", "owner", "", True)]),
        ("**Note:** copy this file first.", []),
        ("## Metadata\n\n**Owner:** ...", [("Owner", "owner", "", True)]),
    ],
)
def test_fields(text: str, fields: list[tuple[str, str | None, str, bool]]) -> None:
    made = schema(f"# [Title]\n\n{text}\n\n## Summary\n")
    assert [(field.label, field.role, field.instruction, field.required) for field in made.fields] == fields
    assert "pm-lint" not in "".join(field.skeleton for field in made.fields)


def test_front_matter() -> None:
    keys = "title: '[title]'\ndate: YYYY-MM-DD\nseverity:\nowner: '[name]'\nstatus: draft\nlayout: page\n"
    made = schema(f"---\n{keys}team: [which team]\n---\n## Summary\n")
    assert [(field.label, field.role, field.line, field.instruction, field.required) for field in made.fields] == [
        ("date", "incident-date", 3, "yyyy-mm-dd", True),
        ("severity", "severity", 4, "", True),
        ("owner", "owner", 5, "[name]", True),
        ("status", "status", 6, "", False),
        ("team", None, 8, "which team", True),
    ]
    assert made.title == "[title]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Say what went wrong here.", {"say what went wrong here"}),
        ("> Say what went wrong here.", {"say what went wrong here"}),
        ("<!-- Say what went wrong here. -->", set()),
        ("All times are in UTC. Say what went wrong here.", {"say what went wrong here"}),
        ("*(All times US/Pacific, 24-hour clock.)*", set()),
        ("All times are in {{ your zone }}.", {"all times are in {{ your zone }}"}),
        # What is answered or ticked stays.
        ("- How many customers were hit:", set()),
        ("- [ ] Tell the support team about it.", set()),
        ("At the end, see to this:\n\n- [ ] Tell the support team about it.", set()),
        (
            "Here are some examples for you:\n\n- Things that we have seen.",
            {"here are some examples for you", "things that we have seen"},
        ),
        ("| | |\n|-|-|\n| Support requests that were raised | ?? |", set()),
    ],
)
def test_instructions(text: str, told: set[str]) -> None:
    made = schema(f"# [Title]\n\n## Impact\n{text}\n")
    assert made.instructions == told


def test_a_checklist_of_action_items_is_replaced() -> None:
    assert schema("## Action items\n- [ ] Say who does what by when.\n").instructions == {"say who does what by when"}


def test_what_stays_is_no_content() -> None:
    made = schema("# [Title]\n\n## Timeline\nAll times are in UTC.\n\n- Say what happened at which time.\n")
    document = parse("All times are in UTC.\n\n- Say what happened at which time.\n")
    assert not has_content(document.blocks, made)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "team.md: the template has no section"),
        ("# YYYY-MM-DD Title\n\nWords.\n", "team.md: the template has no section"),
        ("## A\n<!-- pm-lint: optionel -->\n", "line 2: unknown directive 'optionel'; did you mean 'optional'"),
        ("## A\n<!-- pm-lint: hidden -->\n", "line 2: unknown directive 'hidden'; there are: optional, keep, from=m"),
        ("## A\n<!-- pm-lint optional -->\n", "line 2: a directive is written like this: <!-- pm-lint: optional -->"),
        ("## A\n\n<!--\nmore\n<!-- pm-lint: -->\n", "line 5: a directive is written like this"),
        ("## A\nA\n<!-- pm-lint: role=time-line -->\n", "line 3: unknown role 'time-line'; did you mean 'timeline'"),
        ("## A\n<!-- pm-lint: role=impact, role=factors -->\n", "line 2: a second role ('factors') for one thing"),
        ("# T\n<!-- pm-lint: optional -->\n\n## A\n", "line 2: 'optional' stands before the first section"),
        ("## A\n### [Day]\n<!-- pm-lint: optional -->\n", "line 3: 'optional' stands under '[Day]', which is filled"),
        ("<!-- pm-lint: keep -->\n## A\n", "line 1: 'keep' stands after no text"),
        ("**Owner:** x <!-- pm-lint: from=meeting -->\n## A\n", "line 1: 'from=meeting' stands on a field"),
        (
            "**Owner:** x <!-- pm-lint: role=impact -->\n## A\n",
            "line 1: 'impact' is no role of a field; there are: dur",
        ),
        ("## A\n### B\n## A\n", "team.md, line 3: the section 'A' stands on line 1 already"),
        ("## A\n" + "> " * 200 + "a\n", "team.md, line 2: lists and quotes are nested more than"),
        ("## A\nWords <!-- pm-lint: from=lunch -->\n", "team.md, line 2: unknown directive 'from=lunch'"),
        (
            "".join(f"## A{number}\n" for number in range(MOST_SECTIONS + 1)),
            f"line {MOST_SECTIONS + 1}: the template has more than {MOST_SECTIONS} sections",
        ),
    ],
)
def test_templates_that_are_none(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match="^.*" + re.escape(message)):
        schema(text)


def test_unknown_names() -> None:
    with pytest.raises(TemplateError, match="there is: default"):
        bundled("../default")
    with pytest.raises(TemplateError, match="did you mean 'srebook'"):
        bundled("sre-book")


def test_a_samples_day_is_no_section() -> None:
    found = schema("# T\n## Timeline\n### 2021-02-03\n- 10:30 a\n## 2021-02-04\n## Impact\n")
    assert [section.title for section in found.sections] == ["Timeline", "Impact"]
