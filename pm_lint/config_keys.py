"""Every key that a team can configure, with what its value may be.

The keys stand once, in ``TABLES`` and the two lists beside it; messages, parsing (`config_parse.py`) and the published
JSON Schema (`config_schema.py`) are all made from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pm_lint.config_calendar import CALENDARS, DAY_OFF_IN, HALF_DAYS, HOLIDAY_CALENDAR_KEYS, NAMED_DAYS, WEEKEND
from pm_lint.config_issues import LABEL_LIST, MILESTONE, REPOSITORY
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
from pm_lint.postmortem.roles import SECTION_ROLES

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
