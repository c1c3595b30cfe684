"""Each document by what is configured for its path: overrides, sections, `since`, the baseline."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pm_lint.config_parse import parse
from pm_lint.errors import ConfigError
from pm_lint.linters import Linters
from pm_lint.project import make_linter, named_files, read_named_files
from pm_lint.rules import rule_names
from tests.rules.support import briefs

TODAY = date(2022, 1, 31)
STORY = "# Title\n\n## Story\nTell what happened in your own words.\n"
DOCUMENT = """# 2021-12-10 It broke

## Story
It broke, and TBD.

## Timeline
- 12:31 UTC: a
- 12:25 UTC: b
"""


def linters(text: str, **texts: str) -> Linters:
    config = parse(text, "pm-lint.toml", rule_names())
    return make_linter(config, {name.replace("_", "."): content for name, content in texts.items()}, today=TODAY)


def found(made: Linters, path: str, document: str = DOCUMENT) -> list[str]:
    return briefs(made.check(path, document.encode()))


OVERRIDES = """
template = "story.md"
rules.placeholder = "off"
[[overrides]]
paths = ["old/**"]
rules.timeline = "notice"
[[overrides]]
paths = ["old/2020/**", "loose"]
template = "loose.md"
rules.document = "off"
"""
LOOSE = "# Title\n\n## Other\n\n## Story\nTell it.\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("new/a.md", ["PM007 warning 4:15–4:18", "PM403 warning 8:3–8:12"]),
        ("old/a.md", ["PM007 warning 4:15–4:18", "PM403 notice 8:3–8:12"]),
        ("old/2020/a.md", ["PM101 error 3:1", "PM403 notice 8:3–8:12"]),
        ("loose/x/a.md", ["PM101 error 3:1", "PM403 warning 8:3–8:12"]),  # a folder alone: all Markdown in it
        ("story/a.txt", ["PM007 warning 4:15–4:18", "PM403 warning 8:3–8:12"]),
    ],
)
def test_overrides_are_for_the_documents_that_their_globs_match(path: str, expected: list[str]) -> None:
    assert found(linters(OVERRIDES, story_md=STORY, loose_md=LOOSE), path) == expected


def test_one_linter_for_each_set_of_overrides() -> None:
    made = linters(OVERRIDES, story_md=STORY, loose_md=LOOSE)
    names = ["a.md", "b/c.md", "old/a.md", "old/b.md", "old/2020/a.md", "old/2020/b.md"]
    assert len({id(made.for_path(name)) for name in names}) == 3


def test_a_document_may_be_unreadable_anywhere() -> None:
    made = linters("[[overrides]]\npaths = ['a']\nrules.PM001 = 'notice'")
    assert [f.level.label for f in made.check("a/x.md", b"\0").findings] == ["notice"]
    assert [f.level.label for f in made.unreadable("x.md", "it is a link").findings] == ["error"]


SECTIONS = "# T\n\n## Story\nText.\n\n## Extra\nText.\n"
NESTED = SECTIONS + "\n### Inner\nText.\n"


@pytest.mark.parametrize(
    ("text", "document", "expected"),
    [
        ("", "## Tale\nOnce.\n\n## Extra\nMore.", ["PM101 story"]),
        ("sections.Story.aliases = ['The  tale', 'Tale']", "## Tale:\nOnce.\n\n## Extra\nMore.", []),
        ("sections.story.aliases = ['Tale']", "## Tale\nOnce.\n\n## Story\nTwice.\n\n## Extra\nMore.", []),
        ("sections.Extra.optional = true", "## Story\nOnce.", []),
        ("sections.Extra = {}", "## Story\nOnce.", ["PM101 extra"]),
        ("sections.Extra.role = 'timeline'", "## Story\nOnce.\n\n## Extra\n- 12:31 UTC: a\n- 12:25 UTC: b", ["PM403"]),
        (
            "sections.Extra.optional = true\n[[overrides]]\npaths = ['a.md']\nsections.extra.optional = false",
            "## Story\nOnce.",
            ["PM101 extra"],
        ),
    ],
)
def test_sections_are_configured_beside_the_template(text: str, document: str, expected: list[str]) -> None:
    made = linters(f"template = 't.md'\nrules.PM003 = 'off'\n{text}", t_md=SECTIONS)
    checked = made.check("a.md", f"# T about it\n\n{document}\n".encode())
    shown = [f"{f.rule} {f.key.rpartition(':')[2].casefold()}" for f in checked.findings]
    assert [one if one in expected else one.split()[0] for one in shown] == expected


@pytest.mark.parametrize(
    ("text", "bare", "with_extra"),
    [
        ("", ["section:extra", "section:inner"], ["section:inner"]),
        ("sections.Extra.optional = true", [], []),
        ("sections.Inner.optional = true", ["section:extra"], []),
        ("sections.Extra.optional = true\nsections.Inner.optional = false", ["section:inner"], ["section:inner"]),
    ],
)
def test_what_may_be_left_out_is_left_out_whole(text: str, bare: list[str], with_extra: list[str]) -> None:
    made = linters(f"template = 't.md'\nrules.document = 'off'\n{text}", t_md=NESTED)
    for more, missing in (("", bare), ("\n## Extra\nMore.\n", with_extra)):
        checked = made.check("a.md", f"# T\n\n## Story\nOnce.\n{more}".encode())
        assert [f"section:{finding.key.rpartition(':')[2].casefold()}" for finding in checked.findings] == missing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "sections.Storys.optional = true",
            "pm-lint.toml: sections.\"Storys\": the template 't.md' has no such section;",
        ),
        ("sections.Storys.optional = true", 'did you mean "Story"?'),
        ("sections.Qqq.optional = true", "it has: Story, Extra"),
        ("[[overrides]]\npaths = ['a']\nsections.Extr.optional = true", 'overrides.1.sections."Extr"'),
        (
            "[[overrides]]\npaths = ['a']\ntemplate = 's.md'\nsections.Extra.optional = true",
            "the template 's.md' has no",
        ),
        ("[[overrides]]\npaths = ['a']\ntemplate = 'nope'", "pm-lint.toml: there is no bundled template 'nope'"),
        ("[[overrides]]\npaths = ['a']\ncalendar.country = 'XX'", "XX"),
        ("calendar.market = 'NYSEE'", "the nearest known: NYSE"),
        ("calendar = { country = 'US', also = [{ country = 'DE', subdivision = 'Bayren' }] }", "the nearest known: BY"),
        ("calendar = { country = 'US', categories = ['unoficial'] }", "the nearest known: unofficial"),
        ("calendar.country = 'US'\n[[overrides]]\npaths = ['a']\ncalendar.subdivision = 'BY'", "BY"),
    ],
)
def test_what_can_not_be_used_is_said_whatever_the_documents(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        linters(f"template = 't.md'\n{text}", t_md=SECTIONS, s_md=STORY)
    assert said in str(refused.value)
    assert str(refused.value).startswith("pm-lint.toml: ")


def test_a_section_of_the_own_template_may_lack_in_an_overrides() -> None:
    text = "template = 't.md'\nsections.Extra.optional = true\n[[overrides]]\npaths = ['a']\ntemplate = 's.md'"
    assert linters(text, t_md=SECTIONS, s_md=STORY).for_path("a/x.md").schema.name == "s.md"


def test_overrides_that_can_not_be_used_together() -> None:
    text = """
    calendar.country = "US"
    [[overrides]]
    paths = ["a"]
    calendar.country = "DE"
    [[overrides]]
    paths = ["b", "a/b"]
    calendar.subdivision = "CA"
    """
    made = linters(text)
    assert made.for_path("a/x.md").config.calendar.country == "DE"
    assert made.for_path("b/x.md").config.calendar.subdivision == "CA"
    with pytest.raises(ConfigError, match=r"pm-lint\.toml: .*CA"):
        made.check("a/b/x.md", DOCUMENT.encode())


DATED = {
    "front matter": "---\nincident_date: {}\n---\n# It broke\n",
    "published": "---\ntitle: x\ndate: {}\n---\n# It broke\n",
    "title": "# {} It broke\n",
    "field": "# It broke\n\n**Date of incident:** {}\n",
    "timeline": "# It broke\n\n## Timeline\n- {} 12:00 UTC: resolved\n",
}


@pytest.mark.parametrize("carrier", DATED)
@pytest.mark.parametrize(("day", "older"), [("2021-12-09", True), ("2021-12-10", False)])
def test_since_wherever_the_date_stands(carrier: str, day: str, older: bool) -> None:
    made = linters("since = 2021-12-10")
    assert (found(made, "a.md", DATED[carrier].format(day)) == []) is older


@pytest.mark.parametrize(
    ("since", "path", "document", "older"),
    [
        ("2021-12-10", "2021-12-09-db.md", "# It broke\n", True),
        ("2021-12-10", "a.md", "# It broke\n", False),  # nothing dates it
        ("2021-06-01", "a.md", "# It broke\n\n**Date of incident:** 12/05/2021\n", False),  # May or December
        ("2021-12-10", "a.md", "# It broke\n\n**Date of incident:** 12/05/2021\n", True),  # before in both
        ("2021-12-10", "new/a.md", "# 2022-01-01 It broke\n", True),  # an override's own
        ("2021-12-10", "new/a.md", "# 2022-01-02 It broke\n", False),
    ],
)
def test_since_and_what_is_not_sure(since: str, path: str, document: str, older: bool) -> None:
    made = linters(f"since = {since}\n[[overrides]]\npaths = ['new']\nsince = 2022-01-02")
    assert (found(made, path, document) == []) is older


def test_the_files_that_a_configuration_names(tmp_path: Path) -> None:
    text = OVERRIDES + "[[overrides]]\npaths = ['x']\ntemplate = 'default'\n"
    config = parse("baseline = 'known.json'\n" + text, "pm-lint.toml", rule_names())
    assert named_files(config) == {"story.md": "template", "loose.md": "template", "known.json": "baseline"}
    (tmp_path / "story.md").write_text(STORY)
    with pytest.raises(ConfigError, match=r"template: 'loose\.md' can't be read"):
        read_named_files(tmp_path, config)
    (tmp_path / "loose.md").write_text(LOOSE)
    with pytest.raises(ConfigError, match=r"baseline: 'known\.json' can't be read"):
        read_named_files(tmp_path, config)
    (tmp_path / "known.json").write_text("{}")
    assert read_named_files(tmp_path, config) == {"story.md": STORY, "loose.md": LOOSE, "known.json": "{}"}
