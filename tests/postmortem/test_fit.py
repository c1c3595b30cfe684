"""Which bundled template a document follows."""

from __future__ import annotations

import pytest

from pm_lint.markdown import parse
from pm_lint.postmortem.bundled import BUNDLED, bundled
from pm_lint.postmortem.fit import Fit, best_fit
from pm_lint.postmortem.schema import GENERIC
from pm_lint.postmortem.template import read_template

SCHEMAS = tuple(read_template(bundled(name), name) for name in BUNDLED)
SRE = ("Summary", "Impact", "Root Causes", "Trigger", "Resolution", "Detection", "Action Items", "Lessons Learned")
SRE_LESSONS = ("What went well", "What went wrong", "Where we got lucky")
FIELDS = "**Date:** 2021-12-10\n\n**Authors:** Alice\n\n**Status:** Complete\n\n"


def fit(*sections: str, before: str = "", style: str = "## {}") -> Fit:
    text = "".join(f"{style.format(title)}\n\nWords of our own.\n\n" for title in sections)
    return best_fit(parse(f"# It broke\n\n{before}{text}"), SCHEMAS)


@pytest.mark.parametrize(
    ("found", "name", "matched", "wanted", "clear"),
    [
        (fit(*SRE, *SRE_LESSONS, "Timeline", before=FIELDS), "srebook", 15, 15, True),
        (fit(*SRE, *SRE_LESSONS, "Timeline", before=FIELDS, style="**{}**"), "srebook", 15, 15, True),
        (fit(*map(str.upper, SRE), *SRE_LESSONS, before=FIELDS), "srebook", 14, 15, True),
        # A team that has made the template its own leaves some of it out for good.
        (fit(*SRE[:3], *SRE[4:], *SRE_LESSONS[:1], "Timeline"), "srebook", 9, 15, False),
        # What all postmortems have tells no template.
        (fit("Summary", "Impact", "Timeline", "Root Cause", "Resolution", "Action Items"), "srebook", 5, 15, False),
        (fit("Summary", "Timeline"), "incident-review", 2, 13, False),
        # Synonyms are no names.
        (fit("Executive summary", "Customer impact", "Chronology"), None, 0, 0, False),
        (fit(), None, 0, 0, False),
        # Most of the document is something else.
        (
            fit(*SRE, *SRE_LESSONS, "Timeline", *(f"Chapter {n}" for n in range(13)), before=FIELDS),
            "srebook",
            15,
            15,
            False,
        ),
    ],
)
def test_fits(found: Fit, name: str | None, matched: int, wanted: int, clear: bool) -> None:
    assert (found.name, found.matched, found.wanted, found.clear) == (name, matched, wanted, clear)
    assert (found.schema.name if clear else found.schema) == (name if clear else GENERIC)


def test_instruction_text_that_was_left_in_tells_the_template() -> None:
    sections = bundled("srebook").split("\n## ")
    half = "\n## ".join(sections[:8])
    assert fit_of(half).clear
    assert not fit_of("\n".join(line for line in half.split("\n") if line.startswith(("#", "**")))).clear


def fit_of(text: str) -> Fit:
    return best_fit(parse(text), SCHEMAS)


def test_own_headings_inside_a_section_are_no_other_sections() -> None:
    inside = "".join(f"### Step {number}\n\nWords.\n\n" for number in range(20))
    text = "\n".join(f"## {title}\n\nWords.\n" for title in (*SRE, *SRE_LESSONS, "Timeline"))
    assert fit_of(f"# It broke\n\n{FIELDS}{text}\n{inside}").clear


def test_in_words() -> None:
    assert fit(*SRE, *SRE_LESSONS, "Timeline", before=FIELDS).text == "srebook (auto: 15 of 15 sections and fields)"
    assert fit("Summary", "Timeline").text == (
        "none fits (closest: incident-review, 2 of 13); checked for what any postmortem has"
    )
    assert fit().text == "none fits; checked for what any postmortem has"
