"""A template in, the schema that it asks for out."""

from __future__ import annotations

import hashlib

import pytest

from pm_lint.postmortem.directives import DIRECTIVE
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.template import MOST_SECTIONS, TemplateError, bundled, read_template

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
    ("text", "message"),
    [
        ("", "team.md: the template has no section"),
        ("# YYYY-MM-DD Title\n\nWords.\n", "team.md: the template has no section"),
        ("## A\n<!-- pm-lint: optionel -->\n", "team.md, line 2: unknown directive 'optionel'"),
        ("## A\nWords <!-- pm-lint: from=lunch -->\n", "team.md, line 2: unknown directive 'from=lunch'"),
        (
            "## A\n" * (MOST_SECTIONS + 1),
            f"line {MOST_SECTIONS + 1}: the template has more than {MOST_SECTIONS} sections",
        ),
    ],
)
def test_templates_that_are_none(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match="^.*" + message.replace(".", r"\.")):
        schema(text)


def test_unknown_names() -> None:
    with pytest.raises(TemplateError, match="there is: default"):
        bundled("../default")
