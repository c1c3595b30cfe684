"""The summary: what stands in it, in which order, and that nothing of a document is more than text in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pm_lint.config import ActionItemsConfig, Config
from pm_lint.finding import Finding, MeetingPolicy, Policy, Severity, Span
from pm_lint.github.action import real_tools
from pm_lint.github.comment import Spoken
from pm_lint.github.hunks import Lines
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed
from pm_lint.github.review_plan import Plan, make_plan
from pm_lint.github.summary import Part, step_summary, summary_body
from pm_lint.github.understood import NOTHING, Understood, understand
from pm_lint.linter import Checked, Linter
from pm_lint.output.mermaid import Chart
from pm_lint.record import replace
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import scene
from tests.github.test_issue_support import document
from tests.output.test_mermaid import HOSTILE

PATH = "postmortems/2026-03-05-a.md"
LOCAL = Place("", "f" * 40, "")
TODAY = date(2026, 3, 6)
LINTER = Linter.of(Config(), None, today=TODAY)
LEVELS = ("error", "warning", "notice")
KNOWN = Understood((("Incident", "Thu 5 Mar 2026 (title)"), ("Owner", "@mei-chen")), Chart("gantt", 2, "UTC"))


def finding(line: int, level: str = "error", rule: str = "PM304", message: str = "late", path: str = PATH) -> Finding:
    return Finding(
        Span(line, 1, line, 5), message, f"{rule} {line}", Severity.parse(level), rule=rule, name="x", path=path
    )


def reviewed(*findings: Finding, path: str = PATH, understood: Understood = NOTHING) -> Reviewed:
    return Reviewed(Checked(path, "x\n" * 50, document(path).postmortem, findings), path, (Lines(1, 50),), understood)


ERROR, WARNING = finding(3), finding(4, "warning", "PM403", "goes back")
NOTICES = tuple(finding(line, "notice", "PM503", f"blame {line}") for line in (7, 9, 12))


def test_a_document() -> None:
    understood = replace(KNOWN, issues=2, note="Green until Mon 9 Mar 2026")
    found = (ERROR, finding(20), WARNING, *NOTICES, finding(30, "notice", "PM605", "vague"))
    part = Part(reviewed(*found, understood=understood), (ERROR, WARNING, *found[3:]))
    assert summary_body([part], LOCAL, notes=["Template auto: none for 1 document"]) == (
        "❌ **pm-lint: 2 errors to mend before merging** (1 in comments on the lines), 1 warning, 4 notices\n"
        "- `postmortems/2026-03-05-a.md`\n"
        "- Template auto: none for 1 document\n"
        "- Green until Mon 9 Mar 2026\n"
        "\n"
        "**To mend before merging**\n"
        "\n"
        "- ❌ line 3: late (PM304 x)\n"
        "\n"
        "<details><summary>1 warning, 4 notices</summary>\n"
        "\n"
        "- ⚠️ line 4: goes back (PM403 x)\n"
        "- 💡 line 7: blame 7 (PM503 x), and 2 more times: lines 9, 12\n"
        "- 💡 line 30: vague (PM605 x)\n"
        "\n"
        "</details>\n"
        "\n"
        "| Incident | Owner |\n"
        "| --- | --- |\n"
        "| Thu 5 Mar 2026 (title) | @\u200bmei-chen |\n"
        "\n"
        "**Timeline** (times in UTC; each bar lasts until the next entry; 2 more not drawn)\n"
        "\n"
        "```mermaid\n"
        "gantt\n"
        "```"
    )


def test_several_documents_are_one_block_each_and_quiet_ones_none() -> None:
    parts = [
        Part(reviewed(ERROR), (ERROR,)),
        Part(reviewed(path="postmortems/quiet.md", understood=KNOWN)),
        Part(reviewed(path="postmortems/b.md", understood=replace(KNOWN, issues=1, chart=None))),
    ]
    edited = replace(KNOWN, issues=1, may_have=True)
    told = summary_body([*parts, Part(reviewed(path="postmortems/c.md", understood=edited))], LOCAL)
    assert "- Merging makes an issue for each action item that has none yet\n" in told
    assert summary_body(parts, LOCAL) == (
        "❌ **pm-lint: 1 error to mend before merging**\n"
        "- Merging makes 1 issue of the action items\n"
        "\n"
        "#### ❌ `postmortems/2026-03-05-a.md`: 1 error\n"
        "\n"
        "**To mend before merging**\n"
        "\n"
        "- ❌ line 3: late (PM304 x)\n"
        "\n"
        "#### ✅ `postmortems/b.md`: nothing to mend\n"
        "\n"
        "| Incident | Owner |\n"
        "| --- | --- |\n"
        "| Thu 5 Mar 2026 (title) | @\u200bmei-chen |"
    )


@pytest.mark.parametrize(
    ("findings", "listed", "verdict"),
    [
        ((), (), "✅ **pm-lint: nothing to mend**"),
        ((WARNING,), (), "✅ **pm-lint: nothing has to be mended before merging**, 1 warning"),
        ((ERROR,), (), "❌ **pm-lint: 1 error to mend before merging** (in comments on the lines)"),
        ((ERROR, *NOTICES), (ERROR,), "❌ **pm-lint: 1 error to mend before merging**, 3 notices"),
    ],
)
def test_verdicts(findings: tuple[Finding, ...], listed: tuple[Finding, ...], verdict: str) -> None:
    assert summary_body([Part(reviewed(*findings), listed)], LOCAL).split("\n")[0] == verdict


@pytest.mark.parametrize(
    ("fail_on", "code", "verdict"),
    [
        ("error", 0, "✅ **pm-lint: nothing has to be mended before merging**, 1 warning, 1 notice"),
        ("warning", 1, "❌ **pm-lint: 1 warning to mend before merging** (in comments on the lines), 1 notice"),
        ("notice", 1, "❌ **pm-lint: 1 warning, 1 notice to mend before merging** (1 in comments on the lines)"),
        ("never", 0, "✅ **pm-lint: nothing has to be mended before merging**, 1 warning, 1 notice"),
    ],
)
def test_the_verdict_is_that_of_the_check(github: FakeGitHub, fail_on: str, code: int, verdict: str) -> None:
    config = {"pm-lint.toml": f'fail-on = "{fail_on}"\n'}
    one = scene(github, "!W403 row: goes back\n!N503 blame: blame\n", base=config)
    outcome = one.run()
    assert (outcome.exit_code, one.summary.split("\n")[1]) == (code, verdict)
    assert outcome.summary_markdown.startswith(verdict.partition(" (")[0])
    assert ("**To mend before merging**\n\n- 💡" in one.summary) == (fail_on == "notice")


def plan(*findings: Finding, understood: Understood) -> Plan:
    return make_plan([reviewed(*findings, understood=understood)], Spoken(), LOCAL)


@pytest.mark.parametrize(
    ("findings", "understood", "there"),
    [
        pytest.param((), KNOWN, False, id="neither a finding nor an issue"),
        pytest.param((), replace(KNOWN, issues=1), True, id="an issue"),
        pytest.param((ERROR,), KNOWN, True, id="a finding, and facts to judge it by"),
        pytest.param((ERROR,), NOTHING, False, id="a finding that stands on its line, and no more to say"),
        pytest.param(NOTICES, NOTHING, True, id="notices stand nowhere else"),
    ],
)
def test_when_there_is_a_summary(findings: tuple[Finding, ...], understood: Understood, there: bool) -> None:
    assert (plan(*findings, understood=understood).summary is not None) == there


def test_charts_of_many_documents_are_not_drawn() -> None:
    documents = [reviewed(finding(3, path=f"{n}.md"), path=f"{n}.md", understood=KNOWN) for n in range(4)]
    assert "mermaid" not in step_summary(documents, LOCAL) and step_summary(documents[:3], LOCAL).count("mermaid") == 3


def test_everything_fits_and_what_does_not_is_counted() -> None:
    many = [
        reviewed(
            *(
                finding(line, ("error", "warning", "notice")[line % 3], f"PM{line}", "x" * 300)
                for line in range(100, 400)
            ),
            path=f"{number}.md",
            understood=KNOWN,
        )
        for number in range(3)
    ]
    body = step_summary(many, LOCAL)
    assert len(body) <= 60_000 and "more findings" in body and "more notices" in body and "cut here" not in body
    assert body.count("<details>") == body.count("</details>") and body.count("```") == 6


# -- what was understood -----------------------------------------------------------------------------------------------

DOCUMENT = """# 2026-03-05 Search

**Postmortem Owner:** {owner}

**Meeting Scheduled For:** {meeting}

## Action Items
{items}
"""


def understood(
    owner: str = "@mei-chen",
    meeting: str = "2026-03-09 10:00 ET",
    items: str = "",
    path: str = PATH,
    date: str = "2026-03-05",
    waivers: bool = True,
    changed: Sequence[Lines] | None = None,
    **more: object,
) -> Understood:
    text = DOCUMENT.format(owner=owner, meeting=meeting, items=items).replace("2026-03-05", date)
    checked = LINTER.check(path, text.encode())
    policy = Policy(TODAY, MeetingPolicy(waivers=waivers))
    return understand(checked, ActionItemsConfig(**more), policy, changed=changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("Incident", {}, "Thu 5 Mar 2026 (title)"),
        ("Incident", {"path": "2026-02-05-a.md"}, "Thu 5 Mar 2026 (title) or Thu 5 Feb 2026 (file name)"),
        ("Deadline", {"path": "2026-02-05-a.md"}, "Thu 12 Mar 2026 at the latest (5 business days)"),
        ("Meeting", {}, "Mon 9 Mar 2026, 10:00 ET"),
        ("Meeting", {"meeting": "2026-03-09"}, "Mon 9 Mar 2026"),
        ("Meeting", {"meeting": "soon"}, "no date found"),
        ("Meeting", {"meeting": ""}, "not set"),
        ("Incident", {"date": "3/4/2026", "path": "a.md", "meeting": ""}, "Wed 4 Mar 2026 or Fri 3 Apr 2026 (title)"),
        (
            "Incident",
            {"items": "## Timeline\n- 2026-03-05 23:00 UTC: slow\n- 2026-03-06 01:00 UTC: resolved"},
            "Thu 5 Mar 2026 to Fri 6 Mar 2026 (timeline)",
        ),
        ("Meeting", {"meeting": "Waived by @bob"}, "waived by @bob"),
        ("Meeting", {"meeting": "No meeting: nobody was hurt"}, "none: nobody was hurt"),
        ("Deadline", {"meeting": "No meeting: nobody was hurt"}, None),
        ("Meeting", {"meeting": "Waived by @bob", "waivers": False}, "no date found"),
        ("Deadline", {"meeting": "Waived by @bob", "waivers": False}, "Thu 12 Mar 2026 (5 business days)"),
        ("Deadline", {}, "Thu 12 Mar 2026 (5 business days)"),
        ("Deadline", {"meeting": "Waived by @bob"}, None),
        ("Owner", {"owner": ""}, "nobody named"),
        ("Owner", {"owner": "Ann, Bob, Cid, Dan, Eve"}, "Ann, Bob, Cid and 2 more"),
        ("Action items", {}, "none yet"),
        ("Action items", {"items": "- a thing\n- b thing"}, "merging makes 2 issues"),
        (
            "Action items",
            {"items": "- a thing\n- b thing #12\n- [x] c thing"},
            "3: merging makes 1 issue, 1 with a ticket, 1 done",
        ),
        ("Action items", {"items": "- a thing", "repository": "o/backlog"}, "merging makes 1 issue in o/backlog"),
        ("Action items", {"items": "- a thing", "create": False}, "1 without a ticket"),
        ("Action items", {"items": "- a thing", "since": date(2026, 4, 1)}, "1 without a ticket"),
        (
            "Action items",
            {"items": "- a thing\n- b thing", "max_new": 1},
            "2 without a ticket, more than `max-new` (1): no issue is made",
        ),
        (
            "Action items",
            {"items": "- a thing\n- [x] c thing", "close_done": True},
            "2: merging makes 1 issue, 1 done, merging closes the issues that pm-lint made for what is done",
        ),
        ("Action items", {"items": "- [x] c thing", "close_done": True, "create": False}, "1 done"),
        (
            "Action items",
            {"items": "- a thing\n- b thing #12", "changed": (Lines(1, 999),)},
            "2: 1 without a ticket (merging makes an issue for each that has none), 1 with a ticket",
        ),
        ("Action items", {"items": "- a thing", "changed": (Lines(1, 1),)}, "1 without a ticket"),
        ("Action items", {"items": "- a thing", "close_done": True}, "merging makes 1 issue"),
    ],
)
def test_facts(label: str, values: dict[str, object], expected: str | None) -> None:
    assert dict(understood(**values).facts).get(label) == expected  # type: ignore[arg-type]


def test_issues_and_until_when_it_is_green() -> None:
    found = understood(items="- a thing\n- b thing #12")
    assert (found.issues, found.note) == (1, "What the meeting fills in is not asked for until Mon 9 Mar 2026")
    assert understood(items="- a thing", create=False).issues == 0
    only_warned = LINTER.check(PATH, DOCUMENT.format(owner="Ann, Bob", meeting="2026-03-09", items="").encode())
    only_warned = replace(only_warned, findings=(WARNING,))
    for must, green in ((Severity.ERROR, True), (Severity.WARNING, False)):
        note = understand(only_warned, ActionItemsConfig(), Policy(TODAY), must).note
        assert note.startswith("Green until") == green
    assert understand(Checked(PATH, "", None, ()), ActionItemsConfig(), Policy(TODAY)) == NOTHING


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"items": "- a thing", "create": False}, []),
        ({"items": "- a thing\n- b thing", "max_new": 1}, []),
        (
            {"items": "- a thing\n- b thing #12\n- [x] c thing"},
            [
                "<details><summary>After the merge, 1 to create, 1 to adopt, 1 to keep</summary>",
                "- create: a thing (line 8): has no issue yet",
                "- adopt: b thing #\u200b12 (line 9): has a ticket, #\u200b12",
                "- keep: c thing (line 10): ticked off without an issue: nothing is left to track",
            ],
        ),
        (
            {"items": "- a thing", "changed": (Lines(1, 999),)},
            [
                "<details><summary>After the merge, 1 to create</summary>",
                "- create: a thing (line 8): has no issue yet, unless there is one from before",
            ],
        ),
    ],
)
def test_what_merging_does_with_each_item(values: dict[str, object], expected: list[str]) -> None:
    checked = LINTER.check(PATH, b"# 2026-03-05 Search was down\n")
    document = Reviewed(checked, PATH, (), understood(**values))  # type: ignore[arg-type]
    lines = step_summary([document], Place("", "", "")).splitlines()
    assert [line for line in expected if line in lines] == expected
    assert expected or not any("After the merge" in line for line in lines)


def test_what_merging_does_takes_no_room_of_other_documents() -> None:
    far = Place("example/shop", "f" * 40)
    items = "\n".join(f"- do {'*_' * 50} {number}" for number in range(100))
    planned = replace(understood(items=items, max_new=200), issues=100)
    paths = [f"postmortems/{'long' * 40}/{number}.md" for number in range(20)]
    many = [reviewed(finding(7), path=path, understood=planned) for path in paths]
    body = step_summary(many, far)
    assert "cut here" not in body
    assert body.count("<summary>After the merge, 100 to create</summary>") == 20
    assert body.count(" more\n\n</details>") == 20
    assert max(map(len, step_summary(many[:1], far).split("After the merge")[1:])) < 10_000


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    source = (
        f"# 2026-03-05 {text}\n\n**Postmortem Owner:** {text}\n\n**Meeting Scheduled For:** {text} 2026-03-09\n\n"
        f"## {text}\n\n## Timeline\n|Time|Event|\n|--|--|\n"
        + "".join(f"|2026-03-05 0{hour}:00 {text}|{text}|\n" for hour in range(4))
        + f"\n## Action Items\n- {text} thing\n"
    )
    checked = LINTER.check(f"{text}.md", source.encode())
    document = Reviewed(checked, checked.path, (), understand(checked, ActionItemsConfig(), Policy(TODAY)))
    body = make_plan([document], Spoken(), Place("alice/x", "f" * 40)).summary
    assert body
    for token in flat(MarkdownIt("commonmark", {"html": True}).enable("table").parse(body.partition("-->")[2])):
        if token.type in ("html_block", "html_inline"):
            assert re.fullmatch(r"</?details>|</?summary>|<details><summary>[\w ,]+</summary>", token.content.strip())
        elif token.type == "fence":
            assert token.info in ("mermaid", "markdown")
        elif token.type == "text":
            assert not re.search(r"@\w|#\d|https?://|www\.", token.content), token.content
        elif token.type == "link_open":
            assert str(token.attrs["href"]).startswith("https://github.com/alice/x/blob/ffff")
        assert token.type != "image"
    assert {line.count(" | ") for line in body.split("\n") if line.startswith("| ")} == {4}


def flat(tokens: Iterable[Token]) -> Iterator[Token]:
    """Every token, those of lines among them."""
    for token in tokens:
        yield token
        yield from flat(token.children or ())


def test_from_end_to_end(github: FakeGitHub) -> None:
    """Comments with suggestions and one summary in five requests, nothing new in two, nothing left when all is well."""
    examples = Path(__file__).parents[2] / "examples" / "postmortems"
    one = scene(github, (examples / "2026-03-05-search-index-lag.md").read_text())
    using = real_tools(TODAY)
    outcome = one.run(using=using)
    assert outcome.counts.errors and len(github.requests) == 5
    assert "```mermaid\ngantt" in one.summary and any("```suggestion" in body for body in one.bodies)
    assert "```mermaid\ngantt" in outcome.summary_markdown and "PM304 meeting-late" in outcome.summary_markdown
    one.run(using=using)
    assert len(github.requests) == 2 and not github.writes
    good = (examples / "2026-02-11-checkout-errors.md").read_text()
    for login in re.findall(r"@([\w-]+)", good):
        github.world.user(login)
    one.push(good.replace("2026-02-11", "2026-03-01").replace("Tue 2026-02-17", "2026-03-05"))
    outcome = one.run(using=using)
    assert outcome.verdict == "pass" and not one.bodies and not one.summary
