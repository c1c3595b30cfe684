"""The places where text leaves, each as a function of the material, by what would obey or render it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from pm_lint.edits import edited
from pm_lint.errors import ConfigError
from pm_lint.finding import Allowance, Edit, RuleName, Severity, Span
from pm_lint.fixing_diff import unified
from pm_lint.fixing_files import harmless
from pm_lint.github.comment import SUMMARY_MARKER, fixed_body, inline_body
from pm_lint.github.errors import refusal
from pm_lint.github.hunks import Lines
from pm_lint.github.issue_body import Permalink, compose, issue_title
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issue_plan import Step
from pm_lint.github.issue_render import differences, render_plan_json, render_plan_text, render_summary
from pm_lint.github.merge_queue import read_queue
from pm_lint.github.outcome import error_command
from pm_lint.github.place import Place
from pm_lint.github.review_material import settings_note
from pm_lint.github.review_plan import NewComment, Plan
from pm_lint.github.review_write import shown_plan
from pm_lint.github.suggestion import suggestion
from pm_lint.github.summary import Part, step_summary, summary_body
from pm_lint.github.understood import NOTHING
from pm_lint.github.write_back_text import LinkedItem, body
from pm_lint.look import Look
from pm_lint.output import deadline, ics, render, rules, schema, show
from pm_lint.output.escape import terminal
from pm_lint.output.mermaid import chart
from pm_lint.postmortem.reckoning import CountedDay, allowed_for, reckon
from pm_lint.postmortem.workdays import Deadline, Skipped
from pm_lint.record import dataclass, replace
from pm_lint.report import meeting_of
from tests.sinks.material import PLACE, TODAY, Material

Sink = Callable[[Material], str]


def once(sink: Sink) -> Sink:
    """The sink, which is asked for each text once."""
    made: dict[str, str] = {}
    return lambda of: made[of.text] if of.text in made else made.setdefault(of.text, sink(of))


ENTERPRISE = Place("o/r", PLACE.sha, "https://ghe.example")


def _refused(of: Material) -> str:
    """What an answer of the API says, as it reaches people."""
    data = {"message": of.text, "errors": [of.text, {"field": of.text, "code": of.text}, {"message": of.text}]}
    return str(refusal(f"POST /repos/o/r/{of.text}", 422, {"x-accepted-github-permissions": f"{of.text}=x"}, data))


def _wrong_value(of: Material) -> str:
    """What a configuration is refused for: a key and a value of somebody's."""
    from pm_lint.config_parse import parse

    try:
        parse(f"fail-on = {_toml(of.text)}\n{_toml(of.text)} = 1\n", f"{of.text}.toml", [RuleName("PM304", "x", "y")])
    except ConfigError as error:
        return str(error)
    raise AssertionError("it was accepted")


def _toml(text: str) -> str:
    """A string of TOML, which holds no lone surrogate."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text if not "\ud800" <= char <= "\udfff") + '"'


@dataclass(frozen=True)
class Group:
    name: str
    title: str


@dataclass(frozen=True)
class Rule:
    """A rule that says what it is told to."""

    id: str
    name: str
    group: Group
    default: Severity | None
    doc: str
    summary: str
    fixable: bool


def _rule(of: Material) -> Rule:
    return Rule(of.text, of.text, Group(of.text, of.text), None, of.text, of.text, True)


def _answer(of: Material) -> deadline.Answer:
    day = date(2026, 3, 6)
    off = Skipped(day, of.text, True)
    reached = Deadline(day, Allowance(), day, (off,), (day,), of.text)
    return deadline.Answer(reached, whose=of.text, severity=of.text)


def _days(of: Material) -> deadline.Answer:
    answer = _answer(of)
    day = answer.deadline.day
    return replace(answer, days=(CountedDay(day, None, answer.deadline.skipped[0]), CountedDay(day, 1, None, of.text)))


def _shown(of: Material) -> str:
    told = show.told_deadlines(reckon(of.doc, of.policy), allowed_for(of.text, of.policy.meeting), of.doc)
    return show.render_text(of.doc, 2, of.policy.calendar, deadline=told, waived=True)


def _dry_run(of: Material) -> str:
    """A review as it is printed: by the caller, line by line."""
    new = NewComment(of.checked.path, Lines(1, 2), _comment(of), ())
    plan = Plan((new,), ((7, _comment(of)),), summary=f"{SUMMARY_MARKER}\n{_summary(of)}", summary_changed=True)
    return "".join(f"{terminal(line)}\n" for line in shown_plan(plan).split("\n"))


def _diff(of: Material) -> str:
    """The document's lines, each changed, beside others that stay."""
    lines = [*of.checked.source.split("\n"), of.text]
    edits = [Edit(Span(at, 1, at, 1), of.text) for at in range(1, len(lines) + 1, 5)]
    return "".join(harmless(unified(of.checked.path, lines, edited(lines, edits))))


#: By name: what the runner's log and a terminal get.
LOGS: Mapping[str, Sink] = MappingProxyType(
    {
        "a line": lambda of: f"{terminal(of.text)}\n",
        "a sentence": lambda of: f"{terminal(f'pm-lint: {of.text}')}\n",
        "text": lambda of: render("text", [of.checked]),
        "concise": lambda of: render("concise", [of.checked]),
        "annotations": lambda of: render("github", [of.checked]),
        "json": lambda of: render("json", [of.checked]),
        "sarif, which is JSON": lambda of: render("sarif", [of.checked]),
        "rdjson": lambda of: render("rdjson", [of.checked]),
        "junit": lambda of: render("junit", [of.checked]),
        "show": _shown,
        "show --format json": lambda of: show.render_json(of.doc, 2, of.policy.calendar),
        "show --template": lambda of: schema.render_text(of.schema),
        "show --template --format json": lambda of: schema.render_json(of.schema),
        "rules": lambda of: rules.render_list([_rule(of)]),
        "rules --format json": lambda of: rules.render_json([_rule(of)]),
        "rule": lambda of: rules.render_page(_rule(of)),
        "deadline": lambda of: deadline.render_text(_answer(of)),
        "deadline --explain": lambda of: deadline.render_text(_days(of)),
        "deadline --format json": lambda of: deadline.render_json(_days(of)),
        "a plan of issues": lambda of: render_plan_text(of.steps),
        "a plan of issues as JSON": lambda of: render_plan_json(of.steps),
        "a review, dry": _dry_run,
        "what differs": lambda of: "".join(f"{terminal(line)}\n" for line in differences(_differing(of))),
        "an error": lambda of: error_command(of.text),
        "a refusal": lambda of: error_command(_refused(of)),
        "a refusal in the log": lambda of: f"{terminal(_refused(of))}\n",
        "the diff of what is fixed": _diff,
        "a wrong configuration": lambda of: error_command(_wrong_value(of)),
    }
)


#: What a terminal gets that shows colours and hyperlinks, by name.
TERMINALS: Mapping[str, Sink] = MappingProxyType(
    {
        "text": lambda of: render("text", [of.checked], Look(colours=True, links=True, width=40)),
        "concise": lambda of: render("concise", [of.checked], Look(colours=True, links=True)),
        "statistics": lambda of: render("statistics", [of.checked], Look(colours=True, links=True)),
    }
)


@once
def _comment(of: Material) -> str:
    findings = [one for one in of.findings if of.text in one.message] or of.findings
    # a carriage return would be a line of its own to GitHub, so that with one nothing is suggested
    edit = Edit(Span(14, 1, 14, 5), of.text.replace("\r", ""))
    fix = suggestion([[edit]], ["line"] * 40, Lines(14, 14))
    return inline_body(findings, of.marks, fix)


@once
def _summary(of: Material) -> str:
    parts = [Part(of.reviewed, of.findings[:-2], of.findings[-2:]), Part(of.reviewed, of.findings[-1:])]
    return summary_body(parts, PLACE, notes=settings_note([of.text], [of.text]))


def _issue(of: Material, at: int, place: Place) -> str:
    item = of.items[at]
    marker = Marker.of(item.path, "0123456789abcdef", item.path, item.text, issue_title(item))
    return compose(marker, item, Permalink(place.sha, item.path, item.line), place)


def _differing(of: Material) -> list[Step]:
    return [replace(one, differs=of.text) for one in of.steps]


def _queue(of: Material) -> str:
    """The step summary of a merge queue whose changes GitHub doesn't say."""
    from pm_lint.github.client import GitHubError
    from pm_lint.github.event import Event

    def connect() -> object:
        raise GitHubError(of.text)

    event = Event("merge_group", "o/r", sha="a", base_sha="b")
    return step_summary([], PLACE, [read_queue(event, connect).note])  # type: ignore[arg-type]


#: What GitHub renders. Whether its structure must be that with a plain word depends on what may stay Markdown: of an
#: action item's details it does, in a quotation.
COMMENTS: Mapping[str, Sink] = MappingProxyType(
    {
        "comment on a line": _comment,
        "comment whose finding is gone": lambda of: fixed_body(_comment(of), of.marks, PLACE.sha),
        "summary of two documents": _summary,
        "step summary": lambda of: step_summary([replace(of.reviewed, understood=NOTHING)], PLACE),
        "step summary of a merge queue": _queue,
        "report": lambda of: render("markdown", [of.checked]),
        "step summary of issues": lambda of: render_summary(of.steps, of.steps, [of.text], PLACE, _differing(of)),
        "pull request of links": lambda of: body([LinkedItem(one.path, 3, one.text, 7) for one in of.items], "issue "),
        "issue without details": lambda of: _issue(of, 1, PLACE),
    }
)
QUOTING: Mapping[str, Sink] = MappingProxyType(
    {
        "issue": lambda of: _issue(of, 0, PLACE),
        "issue on a server of one's own": lambda of: _issue(of, 0, ENTERPRISE),
    }
)
#: What is shown without being rendered, and still searched for mentions and references.
TITLES: Mapping[str, Sink] = MappingProxyType(
    {
        "title of an issue": lambda of: issue_title(of.items[0]),
        "title of another issue": lambda of: issue_title(replace(of.items[1], text=of.text)),
    }
)


def drawn(of: Material) -> str:
    """The chart of the timeline."""
    found = chart(of.doc, of.policy.calendar)
    assert found
    return found.text


def feed(of: Material) -> str:
    """The feed of meetings."""
    held = replace(of.doc, meeting=replace(of.doc.meeting, waived_by=None)) if of.doc.meeting else of.doc
    meeting = meeting_of(held, of.policy, of.checked.path, PLACE.file(of.checked.path))
    return ics.render([meeting], TODAY, repository=of.text)
