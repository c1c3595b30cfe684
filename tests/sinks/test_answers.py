"""What GitHub's answers say, in whole runs: in the log, the outputs, the step summary, and in what is written back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from pm_lint.github.transport import Answer
from tests.sinks import answers, runner
from tests.sinks.answers import Done, Play, Poison
from tests.sinks.attacks import ATTACKS, OUTPUTS
from tests.sinks.material import WORD
from tests.sinks.rendered import LIVE, Page
from tests.sinks.test_sinks import KEPT, PROPERTIES, assert_inert, hidden

#: Where a text of an answer comes out: of which name, in which run; and of how many attacks one is tried there, for the
#: functions that make it inert meet all of them in `test_sinks.py`.
REACHES = {
    ("filename", "a first review"): 25,
    ("filename", "a review, dry"): 25,
    ("filename", "a review"): 25,
    ("filename", "a review with a summary"): 25,
    ("filename", "a review that may only read"): 25,
    ("filename", "a review that is asked for"): 25,
    ("body", "a review, dry"): 15,
    ("body", "a review"): 6,
    ("html_url", "a review with a summary"): 6,
    ("url", "a review that may only read"): 12,
    ("url", "a review that is asked for"): 25,
    ("headRefOid", "a review"): 15,
    ("headRefOid", "a review, dry"): 25,
    ("headRefOid", "a first review"): 25,
    ("headRefOid", "a review with a summary"): 25,
    ("headRefOid", "a review that may only read"): 25,
    ("headRefOid", "a review that is asked for"): 25,
    ("oid", "new issues and links"): 15,
    ("oid", "known issues and links"): 25,
    ("login", "new issues and links"): 12,
    ("login", "known issues and links"): 25,
    ("field", "new issues and links"): 12,
    ("name", "new issues and links"): 25,
    ("body", "known issues and links"): 15,
}
END = "<!-- /pm-lint -->"


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Play]:
    with pytest.MonkeyPatch.context() as patch:
        return dict(answers.plays(tmp_path_factory.mktemp("plays"), patch))


def poison(name: str, attack: str, how: str) -> Poison:
    """The attack in all values of a name, or several: in their place, before or behind them. A file stays one."""

    def other(found: str, value: str) -> str:
        if found not in name.split():
            return value
        if value.endswith(".md"):
            return value.replace("-db", f"-{attack}-db")
        return {"instead": attack, "before": f"{attack} {value}", "behind": f"{value} {attack}"}[how]

    return other


def said(done: Done) -> Iterator[str]:
    """All that a run left."""
    yield from (done.log, done.outputs, done.summary)
    yield from (f"{one.path} {one.body}" for one in done.sent)


def assert_harmless(done: Done, attack: str) -> None:
    for command in runner.commands(done.log):
        assert command.name in ("error", "warning", "notice"), (attack, command)
        assert command.properties.keys() <= PROPERTIES, (attack, command)
    assert not hidden(done.log.replace("\n", "")), attack
    outputs = runner.outputs(done.outputs)
    assert len(outputs) == 15 and outputs["verdict"] in ("pass", "fail", "incomplete"), (attack, outputs)
    assert not hidden("".join(outputs.values()).replace("\n", "")), (attack, outputs)
    pages = [done.summary]
    for one in done.sent:
        for name, text in texts(one.body):
            if name == "body":
                # behind the mark are people's own words, and the links to issues are what a pull request is about
                pages.append(re.sub(r"^- #\d+: ", "- an issue: ", text.partition(END)[0], flags=re.MULTILINE))
            elif name in ("title", "message"):
                assert not LIVE.search(text), (attack, text)
    for page in map(Page, pages):
        assert_inert(page, attack)
        assert {element.name for element in page.elements()} <= KEPT, attack
    for path in done.asked:
        assert re.fullmatch(r"graphql|/repos/[A-Za-z0-9/._~%-]+", path), (attack, path)
        assert not {".", ".."} & set(unquote(path).split("/")), (attack, path)


def texts(body: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a JSON, each with the name that it has there."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from texts(value, key)
    elif isinstance(body, list):
        for value in body:
            yield from texts(value, name)
    elif isinstance(body, str):
        yield name, body


def test_where_the_texts_of_answers_come_out(
    plays: Mapping[str, Play], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all that somebody may have written, that is, and it is tried below."""
    found = set()
    for kind, play in plays.items():
        there = {name for some in play.kept.values() for one in some for name, _ in texts(one.data)}
        for name in there & answers.WRITTEN:
            done = play.run(tmp_path, monkeypatch, poison(name, WORD, "behind" if name == "body" else "instead"))
            if any(WORD in text for text in said(done)):
                found.add((name, kind))
    assert found == set(REACHES)


@pytest.mark.parametrize(("name", "kind"), REACHES)
def test_what_an_answer_says_is_inert(
    plays: Mapping[str, Play], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    every = REACHES[name, kind]
    for at, attack in enumerate(ATTACKS[sum(map(ord, name + kind)) % every :: every]):
        how = "behind" if name == "body" else ("instead", "before", "behind")[at % 3]
        assert_harmless(plays[kind].run(tmp_path, monkeypatch, poison(name, attack, how)), attack)


@pytest.mark.parametrize("kind", ["new issues and links", "known issues and links", "a review that is asked for"])
def test_what_is_no_id_of_a_commit_goes_nowhere(
    plays: Mapping[str, Play], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Though all answers agree on it: the commit's message and links hold ids as they are."""
    for attack in (*ATTACKS[::12], WORD):
        done = plays[kind].run(tmp_path, monkeypatch, poison("sha headRefOid", attack, "instead"))
        assert_harmless(done, attack)
        assert done.code in (2, 3) and not any(attack in str(one.body) for one in done.sent if len(attack) > 5), attack


#: What an answer may be instead, but for what it says.
STATUSES = (301, 401, 403, 404, 409, 410, 422, 429, 451, 500, 200)


def refusing(status: int, attack: str) -> Answer:
    errors = [{"message": attack, "type": attack, "path": [attack], "field": attack, "code": attack}, attack]
    headers = {"x-accepted-github-permissions": f"{attack}=x", "location": attack, "link": f'<{attack}>; rel="next"'}
    return Answer(status, headers, {"message": attack, "errors": errors})


def test_what_a_refusal_says_is_inert(
    plays: Mapping[str, Play], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each request of each run, one after the other, with another status and another attack each time."""
    requests = [(play, key) for play in plays.values() for key in play.kept]
    reached = 0
    for at in range(2 * len(requests)):
        play, key = requests[at % len(requests)]
        attack, status = ATTACKS[at * 7 % len(ATTACKS)], STATUSES[at % len(STATUSES)]
        done = play.run(tmp_path, monkeypatch, instead={key: refusing(status, attack)})
        assert done.code in (0, 1, 2, 3), (attack, status, key)
        assert_harmless(done, attack)
        reached += attack in done.log
    assert reached > 20, "some of them are plain"


def test_outputs_are_of_one_line_whatever_the_answers_say(
    plays: Mapping[str, Play], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for attack in (*OUTPUTS, "x\nverdict=pass\nx", "x\rverdict=pass"):
        done = plays["a review with a summary"].run(tmp_path, monkeypatch, poison("html_url", attack, "instead"))
        assert runner.outputs(done.outputs)["verdict"] == "pass" and done.code == 0
        assert "verdict=" not in re.sub(r"summary-url<<(.*)\n[\s\S]*?\n\1\n", "", done.outputs), attack
