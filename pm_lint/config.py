"""What a team can configure: every key with its kind and its default, and the `Config` that they fill.

The keys stand once, in ``TABLES`` and the two lists beside it; messages, parsing (`config_parse.py`) and the published
JSON Schema (`config_schema.py`) are all made from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pm_lint.config_calendar import CALENDARS, DAY_OFF_IN, HALF_DAYS, HOLIDAY_CALENDAR_KEYS, NAMED_DAYS, WEEKEND
from pm_lint.config_issues import LABEL_LIST, LABELS, MILESTONE, REPOSITORY, Label
from pm_lint.config_values import (
    BOOLEAN,
    CALENDAR,
    DATE,
    JSON_PATH,
    LANGUAGE_SCHEMA,
    PATH,
    SEVERITIES,
    TEXT,
    UNIT,
    WITHIN,
    ZONE,
    Key,
    a_choice,
    a_glob,
    a_host,
    a_language,
    a_list,
    a_login,
    a_text,
    an_integer,
)
from pm_lint.finding import Allowance, CalendarPolicy, MeetingPolicy, OverviewPolicy, Severity
from pm_lint.postmortem.roles import SECTION_ROLES
from pm_lint.postmortem.schema import SectionChange
from pm_lint.postmortem.severities import folded
from pm_lint.record import dataclass, field, replace

#: Where a repository keeps its configuration, in this order, when it is read by API from a branch.
BASE_CANDIDATES = ("pm-lint.toml", ".github/pm-lint.toml")


@dataclass(frozen=True)
class ActionItemsConfig:
    """`[action-items]`."""

    labels: tuple[Label, ...] = LABELS
    #: The title of an open milestone; "": none.
    milestone: str = ""
    #: "owner/name" of the repository in which the issues are made; "": the documents' own.
    repository: str = ""
    #: Incidents before this date make no issues; None: 90 days before today.
    since: date | None = None
    create: bool = True
    max_new: int = 20
    #: Whether the issue of an item that is ticked off, and of one that is gone, is closed.
    close_done: bool = False
    close_removed: bool = False
    #: More than half of the known items may be gone at once if they are no more than these.
    max_removed: int = 0
    #: Logins whose issues are read back as ours.
    creators: tuple[str, ...] = ("github-actions[bot]",)
    ticket_hosts: tuple[str, ...] = ()
    #: Days after the incident's end; None: no limit.
    due_within: int | None = None
    #: The links to the issues are written into the documents, by a pull request.
    write_back: bool = False


@dataclass(frozen=True)
class ReviewConfig:
    """`[review]`."""

    #: Only findings that touch a line which the pull request changes are said, and count.
    only_changed_lines: bool = False
    #: What becomes of a draft: "review", said but never failed, or "skip".
    drafts: str = "review"


#: By table ("" is the top), the values that are given, by the names of the dataclass fields that they fill. `rules` are
#: by rule id, `sections` by name.
Given = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Override:
    """One of `[[overrides]]`: what is different for the documents that its globs match."""

    paths: tuple[str, ...]
    given: Given


@dataclass(frozen=True)
class Config:
    """What a team configured, with the defaults filled in."""

    #: Where it was read from, for messages; None: the defaults.
    origin: str | None = None
    #: Globs; None: `*.md` under any folder named like postmortem, post-mortem or incident.
    paths: tuple[str, ...] | None = None
    #: Globs; None: README.md and files named like a template.
    exclude: tuple[str, ...] | None = None
    template: str = "default"
    #: The file that says which findings are known and held back.
    baseline: str | None = None
    since: date | None = None
    #: The lowest severity that fails a run; None: never.
    fail_on: Severity | None = Severity.ERROR
    max_file_size: int = 1024 * 1024
    #: By rule id; None: off. Rules not named keep their default.
    rules: Mapping[str, Severity | None] = field(default_factory=dict)
    #: "DMY", "MDY" or "YMD"; None: not configured.
    dates_order: str | None = None
    #: Codes of the languages beside English in which months and weekdays are named.
    dates_languages: tuple[str, ...] = ()
    #: By the section's name in the template, normalised.
    sections: Mapping[str, SectionChange] = field(default_factory=dict)
    #: Owners are named by handles: "owner-handle" is on.
    owner_handle: bool = False
    overview: OverviewPolicy = field(default_factory=OverviewPolicy)
    meeting: MeetingPolicy = field(default_factory=MeetingPolicy)
    calendar: CalendarPolicy = field(default_factory=CalendarPolicy)
    action_items: ActionItemsConfig = field(default_factory=ActionItemsConfig)
    review: ReviewConfig = field(default_factory=ReviewConfig)
    #: In the order of the file: where several match, the last one wins.
    overrides: tuple[Override, ...] = ()

    @property
    def must(self) -> Severity:
        """What is as grave as this is to be mended: what fails a run, and errors where nothing does."""
        return self.fail_on or Severity.ERROR


def severity_of(config: Config, rule_id: str, default: Severity | None) -> Severity | None:
    """The severity of a rule: the configured one, else its default; None: off."""
    if rule_id == "PM203" and config.owner_handle:  # `[owner] handle` is all that turns this one on
        default = Severity.WARNING
    return config.rules.get(rule_id, default)


def laid_over(config: Config, given: Given) -> Config:
    """The configuration with the values that a file, or an override, gives."""

    def of(table: str) -> Mapping[str, Any]:
        return given.get(table, {})

    sections = {
        name: replace(config.sections.get(name, SectionChange("")), **change) for name, change in of("sections").items()
    }
    return replace(
        config,
        **of(""),
        **of("dates"),
        **of("owner"),
        overview=replace(config.overview, **of("overview")),
        rules={**config.rules, **of("rules")},
        sections={**config.sections, **sections},
        meeting=_meeting(config.meeting, of("meeting")),
        calendar=_calendar(config.calendar, of("calendar")),
        action_items=replace(config.action_items, **of("action-items")),
        review=replace(config.review, **of("review")),
    )


def _meeting(policy: MeetingPolicy, given: Mapping[str, Any]) -> MeetingPolicy:
    allowance = replace(policy.allowance, **{name: given[name] for name in ("within", "unit") if name in given})
    severities = {
        name: Allowance(**{"unit": allowance.unit, **values}) for name, values in given.get("by_severity", {}).items()
    }
    again = {folded(name) for name in severities}
    kept = {name: value for name, value in policy.by_severity.items() if folded(name) not in again}
    own = {name: given[name] for name in ("count_from", "waivers", "calendar") if name in given}
    return replace(policy, allowance=allowance, by_severity={**kept, **severities}, **own)


def _calendar(policy: CalendarPolicy, given: Mapping[str, Any]) -> CalendarPolicy:
    if "country" in given:  # where other holidays count, nothing else that says whose they are is brought along
        policy = policy.in_country(given["country"])
    return replace(policy, **given)


def commanded(config: Config, **values: Any) -> Config:
    """The configuration with what the command line or the action's inputs say: it holds for every document."""

    def without(given: Given) -> Given:
        return {**given, "": {name: value for name, value in given.get("", {}).items() if name not in values}}

    overrides = tuple(replace(override, given=without(override.given)) for override in config.overrides)
    return replace(config, overrides=overrides, **values)


def templates(config: Config) -> tuple[str, ...]:
    """Every template that the configuration names, its own first."""
    others = (override.given.get("", {}).get("template") for override in config.overrides)
    return tuple(dict.fromkeys([config.template, *filter(None, others)]))


def without_calendars(config: Config) -> Config:
    """The configuration for which no meeting is looked up."""

    def without(given: Given) -> Given:
        return {
            **given,
            "meeting": {key: value for key, value in given.get("meeting", {}).items() if key != "calendar"},
        }

    overrides = tuple(replace(override, given=without(override.given)) for override in config.overrides)
    return replace(config, meeting=replace(config.meeting, calendar=None), overrides=overrides)


def is_address(calendar: str) -> bool:
    """Whether a configured calendar is an https URL; else it is a path."""
    return calendar.startswith("https://")


def shared_calendars(config: Config) -> tuple[str, ...]:
    """Every shared calendar that the configuration names: files of the repository, and https addresses."""
    others = (override.given.get("meeting", {}).get("calendar") for override in config.overrides)
    return tuple(dict.fromkeys(filter(None, [config.meeting.calendar, *others])))


#: Every key, by table ("" is the top). `[rules]`, `[sections]` and `[meeting.by-severity]` are tables whose keys a team
#: chooses.
TABLES: Mapping[str, tuple[Key, ...]] = {
    "": (
        Key("paths", "paths", a_list(a_glob, TEXT.schema, empty=False), "The documents to check, as globs."),
        Key("exclude", "exclude", a_list(a_glob, TEXT.schema), "Documents to leave alone, as globs."),
        Key("template", "template", PATH, "A bundled template's name, or the path of the team's own."),
        Key("baseline", "baseline", JSON_PATH, "The file of known findings, which are held back."),
        Key("since", "since", DATE, "Older incidents are left alone."),
        Key("fail-on", "fail_on", a_choice({**SEVERITIES, "never": None}), "The lowest severity that fails a run."),
        Key("max-file-size", "max_file_size", an_integer(1, 100 * 1024 * 1024), "Larger documents are refused; bytes."),
    ),
    "dates": (
        Key(
            "order",
            "dates_order",
            a_choice({order: order for order in ("DMY", "MDY", "YMD")}),
            "How numeric dates are read where a document leaves it open.",
        ),
        Key("languages", "dates_languages", a_list(a_language, LANGUAGE_SCHEMA), "Languages of dates beside English."),
    ),
    "owner": (Key("handle", "owner_handle", BOOLEAN, "Whether the owner is to be named by a GitHub handle."),),
    "overview": (
        Key("max-sentences", "max_sentences", an_integer(1, 10_000), "An overview of more sentences is too long."),
        Key("max-words", "max_words", an_integer(1, 100_000), "An overview of more words is too long."),
    ),
    "meeting": (
        Key("within", "within", WITHIN, "How many days after the incident the meeting may be."),
        Key("unit", "unit", UNIT, "What these days are."),
        Key(
            "count-from",
            "count_from",
            a_choice({start: start for start in ("incident-end", "incident-start", "title")}),
            "What the days are counted from.",
        ),
        Key("waivers", "waivers", BOOLEAN, "Whether a meeting may be waived in writing."),
        Key("calendar", "calendar", CALENDAR, "The shared calendar: an .ics file of the repository, or an https URL."),
    ),
    "calendar": (
        *HOLIDAY_CALENDAR_KEYS,
        Key("also", "also", CALENDARS, "Other countries and markets whose holidays count."),
        Key("day-off-in", "off_in_all", DAY_OFF_IN, "With several calendars: a day off in any of them, or in all."),
        Key("weekend", "weekend", WEEKEND, "The days of the weekend, instead of the country's own."),
        Key("extra-days-off", "extra_days_off", NAMED_DAYS, "The team's own days off."),
        Key("extra-working-days", "extra_working_days", NAMED_DAYS, "Days of work in any case."),
        Key("half-days", "half_days_off", HALF_DAYS, "What the half-holidays of a calendar are."),
        Key("time-zone", "time_zone", ZONE, "The team's time zone, such as Europe/Berlin."),
    ),
    "action-items": (
        Key("labels", "labels", LABEL_LIST, "Labels of the issues; a table says how one is made where it is missing."),
        Key("milestone", "milestone", MILESTONE, "The open milestone that new issues get, by its title."),
        Key("repository", "repository", REPOSITORY, "The repository in which the issues are made, as owner/name."),
        Key("since", "since", DATE, "Incidents before this date make no issues."),
        Key("create", "create", BOOLEAN, "Whether issues are created for action items without a ticket."),
        Key("max-new", "max_new", an_integer(0, 1_000_000), "More new issues at once than this: none is created."),
        Key("close-done", "close_done", BOOLEAN, "Whether the issue of an item that is ticked off is closed."),
        Key("close-removed", "close_removed", BOOLEAN, "Whether the issue of an item that is gone is closed."),
        Key("max-removed", "max_removed", an_integer(0, 1_000_000), "How many items may be gone if most are."),
        Key("creators", "creators", a_list(a_login, TEXT.schema, empty=False), "Whose issues are read back as ours."),
        Key("ticket-hosts", "ticket_hosts", a_list(a_host, TEXT.schema), "Hosts whose links are tickets."),
        Key("due-within", "due_within", an_integer(1, 3650), "How many days after the incident they are due at most."),
        Key(
            "write-back",
            "write_back",
            a_choice({"off": False, "pull-request": True}),
            "Whether a pull request writes the links to the issues into the documents.",
        ),
    ),
    "review": (
        Key(
            "only-changed-lines",
            "only_changed_lines",
            BOOLEAN,
            "Whether a review says only what touches a line that the pull request changes.",
        ),
        Key("drafts", "drafts", a_choice({what: what for what in ("review", "skip")}), "What becomes of a draft."),
    ),
}
#: Those of each severity in `[meeting.by-severity]`, and of each section in `[sections]`.
ALLOWANCE_KEYS = (TABLES["meeting"][0], TABLES["meeting"][1])
SECTION_KEYS = (
    Key("aliases", "aliases", a_list(a_text, TEXT.schema), "Other names of the section."),
    Key("optional", "optional", BOOLEAN, "Whether a document may do without it."),
    Key(
        "role",
        "role",
        a_choice({role: role for role in dict.fromkeys(SECTION_ROLES.values())}),
        "What the section is about, whatever its name.",
    ),
)
#: Which of the top's keys an override may set, and the tables that hold for all documents alike.
OVERRIDE_KEYS = ("template", "since")
GLOBAL_TABLES = ("action-items", "review")
PATHS = TABLES[""][0]


def override_tables() -> Iterable[str]:
    """The tables of ``TABLES`` that an override may hold."""
    return (name for name in TABLES if name and name not in GLOBAL_TABLES)
