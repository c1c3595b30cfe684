"""Which files are postmortems."""

from __future__ import annotations

import re

import pytest

from pm_lint.config import Config
from pm_lint.config_parse import parse
from pm_lint.scope import _part, covers, matches
from tests.regex_steps import Machine
from tests.test_config import FULL, RULES
from tests.work import growth


def test_templates_are_no_documents() -> None:
    config = parse(FULL.replace('"docs/old-template.md"', '"docs/postmortems/2024/ours.md"'), "pm-lint.toml", RULES)
    assert covers(config, "docs/postmortems/2024/other.md")
    assert not covers(config, "docs/postmortems/2024/ours.md")


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("**/x.md", ["x.md", "a/x.md", "a/b/x.md"], ["xx.md", "a/x.md/b", "X.md"]),
        ("a/**/x.md", ["a/x.md", "a/b/c/x.md"], ["x.md", "b/a/x.md"]),
        ("a/**", ["a/x", "a/b/x"], ["b/x"]),
        ("**", ["a", "a/b"], []),
        ("**/a/**/b/**/*.md", ["a/b/x.md", "1/a/2/b/3/x.md", "a/b/b/x.md"], ["b/a/x.md", "a/x.md"]),
        ("*.md", ["a.md", ".md"], ["a/b.md", "a.mdx"]),
        ("a*b*c", ["abc", "axxbyyc", "abbcc"], ["ab", "abcd", "a/bc"]),
        ("?.md", ["a.md", "é.md"], [".md", "ab.md", "/.md"]),
        ("[ab].md", ["a.md"], ["c.md", "[ab].md"]),
        ("[!ab].md", ["c.md"], ["a.md"]),
        ("[^ab].md", ["c.md"], ["a.md"]),
        ("[a-c]x", ["bx"], ["dx"]),
        ("[]a]x", ["]x", "ax"], ["bx"]),
        ("[a-]x", ["-x", "ax"], ["bx"]),
        ("[z-a]x", [], ["ax", "zx", "-x"]),
        ("[!z-a]x", ["ax"], []),
        ("[", ["["], ["a"]),
        ("[[]a", ["[a"], ["a"]),
        (r"[\d]", ["d"], ["1"]),
        ("a.b+(c)|$", ["a.b+(c)|$"], ["aXb+(c)|$", "a.bb(c)|$"]),
        ("*a[*]b", ["xa*b"], ["xaab"]),
        ("*", ["a\nb"], ["a/b"]),
    ],
)
def test_globs(glob: str, yes: list[str], no: list[str]) -> None:
    assert [path for path in yes if not matches(glob, path)] == []
    assert [path for path in no if matches(glob, path)] == []


@pytest.mark.parametrize(
    ("glob", "path"), [("**/" * 30 + "x", "a/"), ("**/a/" * 30 + "x", "a/"), ("**/a/*/" * 30 + "x", "a/b/")]
)
def test_the_work_of_a_glob_grows_with_the_path(glob: str, path: str) -> None:
    assert growth(lambda path: matches(glob, path), lambda count: path * count + "b", 300) < 2.1


@pytest.mark.parametrize("piece", ["*a", "*[a-z]", "*?", "?*"])
def test_nothing_is_tried_twice_within_a_name(piece: str) -> None:
    """Counted in steps: as many for each character of the name, however many stars there are."""

    def steps(stars: int, length: int) -> int:
        machine = Machine(_part(piece * stars + "1").pattern, re.DOTALL).take("a" * length)
        assert machine.match(0) is None
        return machine.steps

    assert steps(20, 160) <= steps(5, 160) <= 4.2 * 160


DEFAULT_SCOPE = {
    "postmortems/a.md": True,
    "docs/Postmortems/2023/05/a.markdown": True,
    "docs/post-mortems/a.MD": True,
    "post_mortem/a.md": True,
    "Post Mortems/a.md": True,
    "docs/incident-reports/a.md": True,
    "docs/IncidentReports/a.md": True,
    "incidents/a.md": True,
    "incident/a.md": True,
    "docs/incident_reviews/a.md": True,
    "public-postmortems/a.md": True,
    "postmortems-2021/a.md": True,
    "docs/a.md": False,
    "postmortem.md": False,
    "postmortems/a.txt": False,
    "incident-response/runbook.md": False,
    "postmortem-templates/a.md": False,
    "coincident/a.md": False,
    "postmortems/README.md": False,
    "postmortems/readme.md": False,
    "postmortems/_Postmortem-Template-v2.md": False,
    "postmortems/template.md": False,
    "postmortems/Template.md": False,
    "postmortems/postmortem-template.md": False,
    "postmortems/incident_template.md": False,
    "postmortems/2023-01-01-template-engine-down.md": True,
}


@pytest.mark.parametrize("path", DEFAULT_SCOPE)
def test_default_scope(path: str) -> None:
    assert covers(Config(), path) is DEFAULT_SCOPE[path]


@pytest.mark.parametrize(
    ("text", "path", "covered"),
    [
        ("paths = ['docs/**/*.md']", "docs/a.md", True),
        ("paths = ['docs/**/*.md']", "Docs/a.md", False),
        ("paths = ['./docs//pm/']", "docs/pm/2021/a.md", True),
        ("paths = ['docs/pm']", "docs/pm/diagram.png", False),
        ("paths = ['docs/**']", "docs/diagram.png", False),
        ("paths = ['docs/*']", "docs/a.md", True),
        ("paths = ['docs/*']", "docs/a/b.md", False),
        ("paths = ['docs/*.txt']", "docs/a.txt", True),
        ("paths = ['docs/*.md']", "docs/README.md", False),
        ("paths = ['docs/*.md']\nexclude = []", "docs/README.md", True),
        ("exclude = ['**/old']", "postmortems/old/2020/a.md", False),
        ("exclude = ['**/old']", "postmortems/README.md", True),
        ("exclude = ['**/readme.md']", "postmortems/README.md", True),
        ("template = 'postmortems/ours.md'", "postmortems/ours.md", False),
    ],
)
def test_configured_scope(text: str, path: str, covered: bool) -> None:
    assert covers(parse(text, "pm-lint.toml", RULES), path) is covered
