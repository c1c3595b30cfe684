"""How new files are named, and where they go."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.naming import Style, file_name, place_for, slug, style_of

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Search index lag", "search-index-lag"),
        ("Über-DB's „langsam“ — wieder?", "uber-dbs-langsam-wieder"),
        ("The API couldn’t answer: 50 % errors", "the-api-couldnt-answer-50-errors"),
        ("Straße, Ærø, Łódź", "strasse-aero-lodz"),
        ("db—lag", "db-lag"),
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c", "a-b-c"),
        ("障害", "incident"),
        ("🔥🔥", "incident"),
        ("   ", "incident"),
        ("-rf --output=x", "rf-output-x"),
        ("x" * 300, "x" * 60),
        ("twelve letter " * 20, "twelve-letter-twelve-letter-twelve-letter-twelve-letter"),
    ],
)
def test_a_slug_is_short_plain_and_never_empty(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], "2026-11-20-db-lag.md"),
        (["readme-like.md", "001-first.md"], "2026-11-20-db-lag.md"),
        (["20210602-aks-incident.md", "20210603-outage.md"], "20261120-db-lag.md"),
        (["2021_06_02_aks_incident.md"], "2026_11_20_db_lag.md"),
        (["2021-06-02_aks_incident.md"], "2026-11-20_db_lag.md"),
        (["2021-06-02-a.md", "20210603-b.md"], "2026-11-20-db-lag.md"),
        (["2024/2024-03-07-a.md", "2025/2025-03-07-b.md"], "2026/2026-11-20-db-lag.md"),
        (["2024-03/2024-03-07-a.md"], "2026-11/2026-11-20-db-lag.md"),
        (["2024/03/2024-03-07-a.md"], "2026/11/2026-11-20-db-lag.md"),
        (["2024/2024-03-07-a.md", "2025-03-07-b.md"], "2026-11-20-db-lag.md"),
        (["2024-03-07-a.markdown"], "2026-11-20-db-lag.markdown"),
        (["20210602-a/README.md", "20210702-b/README.md"], "20261120-db-lag/README.md"),
    ],
)
def test_a_name_follows_those_that_are_there_where_they_agree(names: list[str], expected: str) -> None:
    assert file_name(DAY, "DB lag", style_of(names)) == expected


@pytest.mark.parametrize(
    ("paths", "files", "expected"),
    [
        (None, [], "postmortems/2026-11-20-db-lag.md"),
        (None, ["docs/Post-Mortems/2025-01-01-a.md", "incidents/README.md"], "docs/Post-Mortems/2026-11-20-db-lag.md"),
        (None, ["ops/incidents/README.md"], "ops/incidents/2026-11-20-db-lag.md"),
        (None, ["docs/guide.md"], "postmortems/2026-11-20-db-lag.md"),
        (["docs/postmortems/**/*.md"], [], "docs/postmortems/2026-11-20-db-lag.md"),
        (
            ["docs/postmortems/**/*.md"],
            ["docs/postmortems/2025/20250102-a.md"],
            "docs/postmortems/2026/20261120-db-lag.md",
        ),
        (["docs/postmortems"], [], "docs/postmortems/2026-11-20-db-lag.md"),
        (["docs/pm/*/*.md"], [], "docs/pm/2026/2026-11-20-db-lag.md"),
        (["**/postmortems/**/*.md"], [], "postmortems/2026-11-20-db-lag.md"),
        (["**/postmortems/*.md"], ["a/postmortems/2025-01-02-x.md"], "a/postmortems/2026-11-20-db-lag.md"),
        (["[0-9]*.md"], ["2025-01-02-x.md"], "2026-11-20-db-lag.md"),
        (["docs/PM-*.md"], [], None),
    ],
)
def test_the_place_is_one_that_is_checked(paths: list[str] | None, files: list[str], expected: str | None) -> None:
    config = Config(paths=None if paths is None else tuple(paths))
    assert place_for(DAY, "DB lag", config, files) == expected


def test_the_style_of_nothing_is_the_plain_one() -> None:
    assert style_of([]) == Style()
