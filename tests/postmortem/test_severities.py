"""Which severity of the policy a document's words mean: the right one, or none."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.severities import meant, nearest

SEV = ("SEV-1", "SEV-2")
WORDS = ("Critical", "High")
BOTH = ("1 - Critical", "2 - Major")
P = ("P1", "P2")
MARKED = ("SEV1 (major)", "SEV2 (minor)")


@pytest.mark.parametrize(
    ("names", "stated", "expected"),
    [
        (SEV, "SEV-1", "SEV-1"),
        (SEV, "sev1", "SEV-1"),
        (SEV, "Sev 1", "SEV-1"),
        (SEV, "SEV_1", "SEV-1"),
        (SEV, "severity 1", "SEV-1"),
        (SEV, "S1", "SEV-1"),
        (SEV, "1", "SEV-1"),
        (SEV, "Level 1", "SEV-1"),
        (SEV, "SEV-01", "SEV-1"),
        (SEV, "**SEV-1**", "SEV-1"),
        (SEV, "SEV-1 (all of Europe)", "SEV-1"),
        (SEV, "SEV-1 all of Europe", "SEV-1"),
        (SEV, "SEV-1 – critical", "SEV-1"),
        (SEV, "1 - Critical", "SEV-1"),
        (SEV, "SEV-1: 2 hours down", "SEV-1"),
        (SEV, "SEV-2: S3 was down", "SEV-2"),
        (SEV, "SEV-1, p99 latency", "SEV-1"),
        (SEV, "SEV-1 since 2023-01-02", "SEV-1"),
        (SEV, "SEV-1 / P2", "SEV-1"),
        (SEV, "🔴 SEV-1 (bad)", "SEV-1"),
        (SEV, "SEV-10", "other"),
        (SEV, "SEV-11", "other"),
        (SEV, "SEV-4", "other"),
        (SEV, "SEV-1.5", "unknown"),
        (SEV, "SEV-1a", "unknown"),
        (SEV, "not SEV-1", "unknown"),
        (SEV, "below SEV-1", "unknown"),
        (SEV, "at least SEV-2", "unknown"),
        (SEV, "SEV 1-2", "unknown"),
        (SEV, "2 of 5", "unknown"),
        (SEV, "1 region", "unknown"),
        (SEV, "P1", "unknown"),
        (SEV, "Critical", "unknown"),
        (SEV, "…", "unknown"),
        (SEV, "SEV-1 or SEV-2", "several"),
        (SEV, "SEV-1 or SEV-3", "several"),
        (SEV, "SEV-2 (was SEV-1)", "several"),
        (SEV, "SEV-1/2", "several"),
        (SEV, "1/5", "several"),
        (WORDS, "critical!", "Critical"),
        (WORDS, "Critical incident", "Critical"),
        (WORDS, "Severity: high", "High"),
        (WORDS, "Critical (SEV-1)", "Critical"),
        (WORDS, "Low", "other"),
        (WORDS, "Major (High impact, service degradation)", "other"),
        (WORDS, "Very high", "unknown"),
        (WORDS, "not critical", "unknown"),
        (WORDS, "High or critical", "unknown"),
        (WORDS, "Critcal", "unknown"),
        (WORDS, "SEV-1", "unknown"),
        (WORDS, "High (critical)", "several"),
        (WORDS, "High (medium)", "several"),
        (BOTH, "1", "1 - Critical"),
        (BOTH, "critical", "1 - Critical"),
        (BOTH, "1-critical", "1 - Critical"),
        (BOTH, "Sev 1", "1 - Critical"),
        (BOTH, "P1", "1 - Critical"),
        (BOTH, "2 (Major)", "2 - Major"),
        (BOTH, "1 - Major", "several"),
        (BOTH, "3", "other"),
        (BOTH, "Minor", "other"),
        (P, "p1", "P1"),
        (P, "Priority 2", "P2"),
        (P, "P1 (p99 latency)", "P1"),
        (P, "P10", "other"),
        (P, "P1/P2", "several"),
        (P, "SEV-1", "unknown"),
        (MARKED, "SEV-1", "SEV1 (major)"),
        (MARKED, "minor", "SEV2 (minor)"),
        (MARKED, "SEV1 (minor)", "several"),
        ((*SEV, "P1"), "1", "several"),
        (("sev1", "SEV-1"), "SEV-1", "several"),
        ((), "SEV-1", "unknown"),
    ],
)
def test_meant(names: tuple[str, ...], stated: str, expected: str) -> None:
    found = meant(stated, names)
    assert (found.name or ("several" if found.several else "other" if found.other else "unknown")) == expected


@pytest.mark.parametrize(
    ("names", "stated", "expected"),
    [
        (SEV, "P1", "SEV-1"),
        (SEV, "SEV-9", None),
        (SEV, "SEV", None),
        (WORDS, "Critcal", "Critical"),
        (WORDS, "urgent", None),
        ((*SEV, "P1"), "1", None),
    ],
)
def test_nearest(names: tuple[str, ...], stated: str, expected: str | None) -> None:
    assert nearest(stated, names) == expected


def test_a_long_text_takes_no_time() -> None:
    assert meant("SEV-1 (" * 100_000, SEV).name == "SEV-1"
    assert nearest("x" * 1_000_000, WORDS) is None
