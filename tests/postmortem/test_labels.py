"""The carriers of metadata: paragraphs, lists, tables, headings and front matter give the same field at its place."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read
from tests.rules.support import EMPTY, slice_of


def fields(text: str) -> list[str]:
    """Each field as "carrier role: value", the value as its range has it in the source."""
    doc = read(text, EMPTY)
    return [f"{field.carrier} {field.role}: {slice_of(text, field.span)}" for field in doc.fields]


def owners(doc: Postmortem) -> list[str]:
    return [owner.text for owner in doc.owners]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n**Owner:** Alice\n**Severity:** SEV-2", ["paragraph owner: Alice", "paragraph severity: SEV-2"]),
        ("# A\n\nOwner: Alice\nLast seen: May", ["paragraph owner: Alice", "paragraph None: May"]),
        ("# A\n\nOwner: Alice,\nwho says: hello", ["paragraph owner: Alice,\nwho says: hello"]),
        ("# A\n\n> **Owner:** Alice", ["paragraph owner: Alice"]),
        ("# A\n\n- **Owner:** Alice\n- Date: 2021-12-10", ["list owner: Alice", "list incident-date: 2021-12-10"]),
        ("# A\n\n| Owner | Alice |\n|--|--|\n| Sev | 2 |", ["table owner: Alice", "table severity: 2"]),
        ("# A\n\n| Date | Owner | Sev |\n|--|--|--|\n| May | Bob | 2 |", [
            "table incident-date: May", "table owner: Bob", "table severity: 2",
        ]),
        ("# A\n\n<table>\n<tr><td>Owner</td><td>Alice</td></tr>\n</table>\n\n## Impact", ["table owner: Alice"]),
        ("# A\n\n| Shoes | Hats | Coats |\n|--|--|--|\n| 1 | 2 | 3 |", []),
        ("# A\n\n## Owner\nAlice\n\n## Impact\nb", ["heading owner: Alice"]),
        ("# A\n\n## Owner\n- Alice", ["heading owner: Alice"]),
        ("# A\n\n## Owner: Alice\n\n## Impact\nb", ["heading owner: Alice"]),
        ("# A\n\n## Owner:\n\nAlice", ["heading owner: Alice"]),
        ("# A\n\n## Owner\n\n## Impact\nb", ["heading owner: "]),
        ("# A\n\n## Owner\n```\nAlice\n```", []),
        ("# A\n\n## Metadata\n\n- Owner: Alice\n- **Shoes:** 2", ["list owner: Alice", "list None: 2"]),
        ("# A\n\n## Summary\n\n**Owner:** Alice\n\n**Shoes:** 2", ["paragraph owner: Alice"]),
        ("# A\n\n## Impact\n\n**Owner:** Alice", []),
        ("# A\n\n- **Summary:** b\n- **Fix:** c\n- **Owner:** Alice", ["list owner: Alice"]),
        ("# A\n\n**Fix**\n\nb\n\n**Action items**\n\n| Action | Owner |\n|--|--|\n| c | @bob |", []),
        ("---\nowner: Alice\nincident_date: 2021-12-10\n---\n# A", [
            "front-matter owner: Alice", "front-matter incident-date: 2021-12-10",
        ]),
        ("---\nowner: Alice\n---\n# A\n\n**Owner:** Bob", ["paragraph owner: Bob", "front-matter owner: Alice"]),
    ],
)  # fmt: skip
def test_carriers(text: str, expected: list[str]) -> None:
    assert fields(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nowner: Alice\n---\n# A\n\n**Owner:** Bob", ["Bob"]),
        ("---\nowner: Alice\n---\n# A", ["Alice"]),
        ("# A\n\nOwner: [Alice Doe]", ["Alice Doe"]),
        ("# A\n\nCreated by: Alice\nLast modified: 2019-01-23", ["Alice"]),
    ],
)
def test_whose_word_counts(text: str, expected: list[str]) -> None:
    assert owners(read(text, EMPTY)) == expected


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("# A\n\n# B", ["A", "B"]),
        ("# A\n\n# Impact\nb\n\n# C\nd", ["A"]),
        ("# Impact\nb\n\n# C\nd", []),
        ("---\ntitle: A\n---\n## Impact\nb", ["A"]),
        ("---\ntitle: A\n---\n# B", ["B"]),
    ],
)
def test_titles(text: str, titles: list[str]) -> None:
    assert [title.text for title in read(text, EMPTY).titles] == titles


def test_a_title_in_the_front_matter_has_its_place() -> None:
    text = '---\nlayout: post\ntitle: "2021-12-10 It broke"\n---\n## Impact\nb'
    (title,) = read(text, EMPTY).titles
    assert title.in_front_matter
    assert title.span.line == 3
    assert (title.name, title.date and title.date.text) == ("It broke", "2021-12-10")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("# A\n\n**Severity:** SEV-2", ("SEV-2", 3, 15)),
        ("# A\n\n**Severity:** TBD", None),
        ("# SEV-1: search was down", ("SEV-1", 1, 1)),
        ("# SEV-1: search was down\n\nSeverity: high", ("high", 3, 11)),
        ("# Several things were down", None),
        ("---\nseverity: 2\n---\n# A", ("2", 2, 11)),
    ],
)
def test_severity(text: str, severity: tuple[str, int, int] | None) -> None:
    doc = read(text, EMPTY)
    span = doc.severity_span
    assert (doc.severity and span and (doc.severity, span.line, span.column)) == severity
