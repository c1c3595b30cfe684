"""Every place where text leaves, with every attack in everything that it is made of."""

from __future__ import annotations

import json
import re
from unicodedata import category

import pytest
from icalendar import Calendar

from pm_lint.home import HOME
from tests.sinks import runner
from tests.sinks.attacks import ATTACKS, CALENDAR, COMMANDS, CONTROLS, HTML, OUTPUTS
from tests.sinks.material import WORD, material
from tests.sinks.places import COMMENTS, LOGS, QUOTING, TERMINALS, TITLES, drawn, feed
from tests.sinks.rendered import DRAWN, LIVE, REFERRING, Comment, Page

RULES_PAGE = f"{HOME}/blob/main/docs/rules.md#pm"
#: What annotations of ours may have.
PROPERTIES = {"file", "line", "endline", "col", "endcolumn", "title"}
#: Our own tags, and those that Markdown of ours becomes.
OURS = frozenset({
    "a", "blockquote", "br", "code", "details", "em", "h3", "h4", "li", "ol", "p", "pre", "strong", "sub", "summary",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
#: Those that an action item's details may become as well.
KEPT = OURS | {"del", "h1", "h2", "h5", "h6", "hr", "input"}
MARKER = re.compile(
    r"pm-lint:1 (?:summary|(?:inline|fixed) doc=\S*(?: finding=[0-9a-f]{16}/PM\d{3}/\S*)+"
    r"|(?: ?(?:incident|item|path|text|title)=\S*){5}|write-back issues=[0-9,]*)|/pm-lint"
)


def seen(text: str) -> bool:
    """Whether anything would be left of the text that a reader sees."""
    return any(char.isprintable() and not char.isspace() for char in re.sub("[\u034f\u180b\ufe0f]", "", text))


def hidden(text: str) -> list[str]:
    """The characters that nobody sees, and those that a terminal obeys."""
    if text.isprintable():
        return []
    return [char for char in text if category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


@pytest.mark.parametrize("name", LOGS)
def test_logs(name: str) -> None:
    sink = LOGS[name]
    clean = list(runner.commands(sink(material(WORD))))
    lines = sink(material(WORD)).count("\n")
    for attack in ATTACKS:
        text = sink(material(attack))
        text.encode()
        for command, known in zip(runner.commands(text), clean, strict=True):
            assert command.name == known.name and command.properties.keys() <= PROPERTIES, (attack, command)
        # what is left are lines, and what a terminal shows as it stands
        assert not hidden(text.replace("\n", "")), attack
        if "json" in name.lower():
            json.loads(text)
        elif "\n" not in attack and attack.isprintable() and attack.strip() and len(attack) < 60:
            assert text.count("\n") == lines, attack


#: The control sequences that we print: a style, and a link to the page of a rule and its end.
STYLE = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(
    r"\x1b\]8;;https://github\.com/OWNER/pm-lint/blob/main/docs/rules\.md#[a-z0-9-]+\x1b\\([^\x1b]*)\x1b\]8;;\x1b\\"
)


@pytest.mark.parametrize("name", TERMINALS)
def test_terminals(name: str) -> None:
    """Beside our own control sequences there is what is on a terminal without any, and links lead to our pages."""
    sink = TERMINALS[name]
    ids = [one.rule for one in material(WORD).findings]
    for attack in ATTACKS:
        text = sink(material(attack))
        text.encode()
        unstyled = STYLE.sub("", text)
        assert all(rule in ids for rule in LINK.findall(unstyled)) and LINK.search(unstyled), attack
        bare = LINK.sub(r"\1", unstyled)
        assert not hidden(bare.replace("\n", "")), attack
        for log in (text, bare):
            assert not list(runner.commands(log)), attack
        for line in text.split("\n"):  # no style goes on after the line
            assert (STYLE.findall(line) or ["\x1b[0m"])[-1] == "\x1b[0m", attack


def test_annotations_say_what_was_said() -> None:
    """Nothing of a message is lost, and nothing of it becomes a property."""
    for attack in ("::error::x,y=z%0A", "a:b,c%3A%2C%25", "x\ny"):
        for command in runner.commands(LOGS["an error"](material(attack))):
            assert (command.data, command.properties) == (attack, {"title": "pm-lint"})
        [*_, last] = runner.commands(LOGS["annotations"](material(attack.replace("\n", " "))))
        assert last.properties["file"] == f"postmortems/2026-03-01-{attack}.md".replace("\n", " ")


@pytest.mark.parametrize("name", COMMENTS)
def test_comments(name: str) -> None:
    sink = COMMENTS[name]
    clean = Page(sink(material(WORD)))
    for attack in ATTACKS:
        page = Page(sink(material(attack)))
        assert_inert(page, attack, charts=True)
        assert {element.name for element in page.elements()} <= OURS, attack
        assert all(
            link["href"].startswith(("https://github.com/o/r/blob/0123456789abcdef", RULES_PAGE))
            or link["href"] in our_links(attack)
            for link in page.elements("a")
        ), attack
        if seen(attack) and len(attack) < 60:
            assert page.skeleton() == clean.skeleton(), attack


def our_links(attack: str) -> set[str]:
    return {"https://github.com/o/r/issues/7", "https://redirect.github.com/o/r/issues/12"}


@pytest.mark.parametrize("name", QUOTING)
def test_quotations(name: str) -> None:
    """What an action item's details say stays Markdown, in the place that it was given."""
    sink = QUOTING[name]
    clean = outline(Page(sink(material(WORD))))
    other = "//ghe.example" if name == "issue" else "//github.com"  # of no concern to the server
    for attack in ATTACKS:
        page = Page(sink(material(attack)))
        assert_inert(page, attack)
        assert {element.name for element in page.elements()} <= KEPT, attack
        for link in page.elements("a"):
            assert not REFERRING.match(link["href"].lower().replace(other, "")), (attack, link)
        if seen(attack) and len(attack) < 25:
            assert outline(page) == clean, attack


def outline(page: Page) -> list[object]:
    """The skeleton but for what is in quotations, and for links, which an address that is none leaves out."""
    found: list[object] = []
    depth = 0
    for one in page.skeleton():
        depth -= one == "/blockquote"
        if not depth and one not in (("a", "href"), "/a") and not (one == "text" and found[-1:] == ["text"]):
            found.append(one)
        depth += one == ("blockquote",)
    return found


def assert_inert(page: Page, attack: str, *, charts: bool = False) -> None:
    """Nobody is told, nothing is loaded, drawn or hidden, and every comment is a marker of ours."""
    for text in page.texts():
        assert not LIVE.search(text), (attack, text)
    for element in page.elements():
        ours = charts and element["class"] == "language-mermaid"
        assert ours or not DRAWN.search(element["class"]), (attack, element)
        assert element.name != "img" and "footnote" not in element["class"], (attack, element)
    for comment in page.comments():
        assert MARKER.fullmatch(comment), (attack, comment)


@pytest.mark.parametrize("name", TITLES)
def test_titles(name: str) -> None:
    for attack in ATTACKS:
        text = TITLES[name](material(attack))
        assert text and not LIVE.search(text) and len(text) <= 120, (attack, text)
        assert set(hidden(text)) <= {"\u200b"}, (attack, text)


def test_outputs() -> None:
    from pm_lint.github.outcome import Outcome
    from pm_lint.output.escape import delimiter, output_file

    for attack in ATTACKS:
        values = Outcome(attack, verdict=attack, summary_url=attack).outputs()
        text = "".join(output_file(name, value, delimiter(value)) for name, value in values.items())
        text.encode()
        found = runner.outputs(text)
        assert found.keys() == values.keys() and found["files"] == "0", attack
        assert not hidden("".join(found.values()).replace("\n", "")), attack


def test_charts() -> None:
    clean = drawn(material(WORD))
    for attack in ATTACKS:
        text = drawn(material(attack))
        assert len(text.split("\n")) == len(clean.split("\n")), attack
        for line, known in zip(text.split("\n"), clean.split("\n"), strict=True):
            # one colon parts an entry's words from its time; nothing of Mermaid's language is in the words
            assert not re.search(r'[<>"`;#%{}\[\]|\\@$*~^]', line.replace("%H", "").replace("%M", "")), (
                attack,
                line,
            )
            assert line.rpartition(" :")[2] == known.rpartition(" :")[2], (attack, line)
            assert line.count(" :") == known.count(" :") and (WORD not in known or ":" not in line.rpartition(" :")[0])


def test_feeds() -> None:
    clean = [type(one).__name__ for one in Calendar.from_ical(feed(material(WORD))).walk()]
    names = properties(feed(material(WORD)))
    for attack in (*CALENDAR, *CONTROLS, *COMMANDS, *OUTPUTS, *HTML):  # the library takes long
        text = feed(material(attack))
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), attack
        assert "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", ""), attack
        assert properties(text) == names, attack
        if attack in CALENDAR:
            assert [type(one).__name__ for one in Calendar.from_ical(text).walk()] == clean, attack


def properties(text: str) -> list[str]:
    """The names of what a feed's lines say, unfolded."""
    return [re.split("[;:]", line)[0] for line in text.replace("\r\n ", "").split("\r\n")]


def test_the_attacks_reach_everything() -> None:
    """Else all of this would hold of nothing."""
    from tests.sinks.material import places

    assert places(material(WORD).checked) + places(material(WORD).items) > 80
    terminals = {f"{name} in colours": sink for name, sink in TERMINALS.items() if name != "statistics"}
    for name, sink in {**LOGS, **COMMENTS, **QUOTING, **TITLES, **terminals}.items():
        assert WORD in sink(material(WORD)).lower(), name
    assert WORD in drawn(material(WORD)) and WORD in feed(material(WORD))


def test_the_rules_that_judge_here_can_tell() -> None:
    """What nobody made inert is seen."""
    for attack in ("@alice", "&#64;alice", "GH-1", "![x](y)", "<img src=x>", "<b>x", "<!-- x -->", "[^1]\n\n[^1]: x"):
        page = Page(f"> {attack}".replace("\n", "\n> "))
        found = [
            *page.comments(),
            *page.elements("img", "b", "sup"),
            *(text for text in page.texts() if LIVE.search(text)),
        ]
        assert found, attack
    for line in ("::error::x", " \u3000::error file=a::x", "x ##[group]y", "::ADD-MASK::x"):
        assert list(runner.commands(line)), line
    assert runner.outputs("a=b\nc<<E\nd\nE\n") == {"a": "b", "c": "d"}
    assert Comment("") in Page("<!-- x -->").skeleton()
