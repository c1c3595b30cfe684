"""What a team can configure: the `Config` that the keys of `config_keys.py` fill, and the default of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pm_lint.finding import Allowance, CalendarPolicy, MeetingPolicy, OverviewPolicy, Severity
from pm_lint.postmortem.schema import SectionChange
from pm_lint.postmortem.severities import folded
from pm_lint.record import dataclass, field, replace

#: Where a repository keeps its configuration, in this order, when it is read by API from a branch.
BASE_CANDIDATES = ("pm-lint.toml", ".github/pm-lint.toml")


@dataclass(frozen=True)
class Label:
    """A label of the issues, and how it is made where the repository has none of that name."""

    name: str
    #: Six hex digits.
    color: str = "fbca04"
    description: str = ""


#: A team that names one of these gets it as it is here.
LABELS = (
    Label("postmortem", "5319e7", "Comes from the postmortem of an incident"),
    Label("action-item", "d93f0b", "Work that a postmortem commits to"),
)


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
