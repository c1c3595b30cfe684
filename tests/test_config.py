"""`pm-lint.toml`: what is read, what is laid over what, and what is refused and how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pm_lint.config import LABELS, Config, Label, commanded, severity_of
from pm_lint.config_keys import TABLES
from pm_lint.config_parse import parse, read_value
from pm_lint.errors import ConfigError
from pm_lint.finding import (
    Allowance,
    CalendarPolicy,
    DayOff,
    HolidayCalendar,
    MeetingPolicy,
    OverviewPolicy,
    RuleName,
    Severity,
)
from pm_lint.postmortem.schema import SectionChange
from pm_lint.record import replace
from pm_lint.scope import config_for
from tests.work import growth

RULES = (
    RuleName("PM304", "meeting-late", "meeting"),
    RuleName("PM305", "meeting-before-incident", "meeting"),
    RuleName("PM307", "meeting-time", "meeting", on=False),
    RuleName("PM604", "action-item-due", "action-items", on=False),
)

FULL = """
paths = ["docs/postmortems/**/*.md"]
exclude = ["**/README.md", "**/_*template*.md"]
template = "docs/postmortem-template.md"
baseline = "docs/known.json"
since = 2026-01-01
fail-on = "warning"
max-file-size = 2048
[rules]
action-item-due = "warning"
pm304 = "OFF"
[dates]
order = "dmy"
languages = ["de", "fr"]
[owner]
handle = true
[overview]
max-sentences = 3
max-words = 90
[meeting]
within = 7
unit = "calendar-days"
count-from = "title"
calendar = "./docs//Team.ics"
waivers = false
[meeting.by-severity]
SEV-1 = { within = 3, unit = "business-days" }
SEV-2 = { within = 4 }
[calendar]
country = "US"
subdivision = "CA"
market = "XNYS"
categories = ["public", "government"]
also = [{ country = "DE", subdivision = "BY" }, { market = "XLON", categories = ["public"] }]
day-off-in = "all"
weekend = ["Saturday", "Fri"]
extra-days-off = [{ date = 2026-12-24, name = "Company day" }]
extra-working-days = [{ date = 2026-12-19, name = "Inventory" }]
half-days = "days-off"
time-zone = "America/Los_Angeles"
[action-items]
labels = ["postmortem", "ops", { name = "P1", color = "#D93F0B", description = "Soon" }]
milestone = "Reliability Q1"
repository = "octo-org/back.log"
since = "2026-02-01"
create = false
max-new = 0
close-done = true
close-removed = true
max-removed = 12
creators = ["github-actions[bot]", "octocat"]
ticket-hosts = ["Tickets.example.com"]
due-within = 30
write-back = "pull-request"
[review]
only-changed-lines = true
drafts = "skip"
[sections."Contributing Factors"]
aliases = ["Root Causes", "5 whys"]
optional = true
role = "Factors"
[[overrides]]
paths = ["docs/postmortems/2024/**"]
template = "docs/old-template.md"
since = 2024-06-01
[overrides.rules]
PM304 = "notice"
[overrides.dates]
order = "MDY"
[overrides.meeting]
within = 10
[overrides.meeting.by-severity]
sev-1 = { within = 4 }
[overrides.calendar]
subdivision = "NY"
[overrides.sections.Impact]
optional = true
[[overrides]]
paths = ["**/*-db.md"]
"""


def test_every_key_is_read() -> None:
    config = parse(FULL, "pm-lint.toml", RULES)
    assert config.paths == ("docs/postmortems/**/*.md",)
    assert config.exclude == ("**/README.md", "**/_*template*.md")
    assert config.template == "docs/postmortem-template.md"
    assert config.since == date(2026, 1, 1)
    assert config.fail_on is Severity.WARNING
    assert config.max_file_size == 2048
    assert config.baseline == "docs/known.json"
    assert config.sections == {
        "contributing factors": SectionChange("Contributing Factors", ("Root Causes", "5 whys"), True, "factors")
    }
    assert [override.paths for override in config.overrides] == [("docs/postmortems/2024/**",), ("**/*-db.md",)]
    assert config.rules == {"PM604": Severity.WARNING, "PM304": None}
    assert config.dates_order == "DMY"
    assert config.dates_languages == ("de", "fr")
    assert config.meeting.allowance == Allowance(7, "calendar-days")
    assert config.meeting.by_severity == {
        "SEV-1": Allowance(3, "business-days"),
        "SEV-2": Allowance(4, "calendar-days"),
    }
    assert (config.meeting.count_from, config.meeting.waivers) == ("title", False)
    assert config.meeting.calendar == "docs/Team.ics"
    assert config.owner_handle
    assert config.overview == OverviewPolicy(max_sentences=3, max_words=90)
    assert config.calendar == CalendarPolicy(
        "US",
        "CA",
        (DayOff(date(2026, 12, 24), "Company day"),),
        market="XNYS",
        categories=("public", "government"),
        also=(HolidayCalendar("DE", "BY"), HolidayCalendar(market="XLON", categories=("public",))),
        off_in_all=True,
        weekend=(4, 5),
        extra_working_days=(DayOff(date(2026, 12, 19), "Inventory"),),
        half_days_off=True,
        time_zone="America/Los_Angeles",
    )
    assert config.calendar.calendars == (
        HolidayCalendar("US", "CA", categories=("public", "government")),
        HolidayCalendar(market="XNYS"),
        *config.calendar.also,
    )
    items = config.action_items
    assert items.labels == (LABELS[0], Label("ops"), Label("P1", "d93f0b", "Soon"))
    assert (items.milestone, items.repository) == ("Reliability Q1", "octo-org/back.log")
    assert (items.since, items.create, items.max_new) == (date(2026, 2, 1), False, 0)
    assert (items.close_done, items.close_removed, items.max_removed) == (True, True, 12)
    assert items.creators == ("github-actions[bot]", "octocat")
    assert items.ticket_hosts == ("tickets.example.com",)
    assert items.due_within == 30
    assert items.write_back is True
    assert (config.review.only_changed_lines, config.review.drafts) == (True, "skip")


def test_an_override_is_laid_over_what_holds_elsewhere() -> None:
    config = parse(FULL, "pm-lint.toml", RULES)
    assert config_for(config, "docs/postmortems/2026/a.md") == replace(config, overrides=())
    old = config_for(config, "docs/postmortems/2024/a-db.md")
    assert (old.template, old.since, old.dates_order) == ("docs/old-template.md", date(2024, 6, 1), "MDY")
    assert old.rules == {"PM604": Severity.WARNING, "PM304": Severity.NOTICE}
    assert old.meeting == MeetingPolicy(
        Allowance(10, "calendar-days"),
        {"SEV-2": Allowance(4, "calendar-days"), "sev-1": Allowance(4, "calendar-days")},
        "title",
        waivers=False,
        calendar="docs/Team.ics",
    )
    assert (old.calendar.country, old.calendar.subdivision) == ("US", "NY")
    assert {change.name: change.optional for change in old.sections.values()} == {
        "Contributing Factors": True,
        "Impact": True,
    }
    assert (old.fail_on, old.action_items) == (config.fail_on, config.action_items)


OVERRIDES = """
[calendar]
country = "US"
subdivision = "CA"
[sections.Impact]
aliases = ["Effects"]
[[overrides]]
paths = ["a/**"]
since = 2024-01-01
calendar = { country = "DE" }
sections.impact = { optional = true }
[[overrides]]
paths = ["a/b"]
since = 2025-01-01
sections.Impact = { optional = false }
"""


@pytest.mark.parametrize(
    ("path", "since", "place", "optional"),
    [
        ("b/x.md", None, ("US", "CA"), None),
        ("a/x.md", date(2024, 1, 1), ("DE", None), True),  # another country has other subdivisions
        ("a/b/x.md", date(2025, 1, 1), ("DE", None), False),  # both match: the last one wins
    ],
)
def test_the_last_override_that_matches_wins(
    path: str, since: date | None, place: tuple[str, str | None], optional: bool | None
) -> None:
    config = config_for(parse(OVERRIDES, "pm-lint.toml", RULES), path)
    assert config.since == since
    assert (config.calendar.country, config.calendar.subdivision) == place
    assert config.sections["impact"].optional is optional
    assert config.sections["impact"].aliases == ("Effects",)


@pytest.mark.parametrize(
    ("override", "calendars"),
    [
        ("country = 'DE'", [HolidayCalendar("DE")]),  # nothing else that says whose holidays count comes along
        ("country = 'DE'\nmarket = 'XETR'", [HolidayCalendar("DE"), HolidayCalendar(market="XETR")]),
        (
            "market = 'XLON'",
            [HolidayCalendar("US", "CA", None, ("public",)), HolidayCalendar(market="XLON"), HolidayCalendar("GB")],
        ),
        ("also = []", [HolidayCalendar("US", "CA", None, ("public",)), HolidayCalendar(market="XNYS")]),
    ],
)
def test_the_calendars_of_an_override(override: str, calendars: list[HolidayCalendar]) -> None:
    text = """[calendar]
    country = "US"
    subdivision = "CA"
    market = "XNYS"
    categories = ["public"]
    also = [{ country = "GB" }]
    weekend = ["Sun"]
    [[overrides]]
    paths = ["a/**"]
    [overrides.calendar]
    """
    found = config_for(parse(text + override, "pm-lint.toml", RULES), "a/b.md").calendar
    assert (list(found.calendars), found.weekend) == (calendars, (6,))


def test_what_is_commanded_holds_for_every_document() -> None:
    config = parse(FULL, "pm-lint.toml", RULES)
    config = commanded(config, since=date(2026, 3, 1), template="default")
    old = config_for(config, "docs/postmortems/2024/a.md")
    assert (old.since, old.template, old.dates_order) == (date(2026, 3, 1), "default", "MDY")


def test_nothing_configured_is_the_defaults() -> None:
    assert parse("", "pm-lint.toml", RULES) == Config(origin="pm-lint.toml")


def test_owners_by_handle_turn_their_rule_on() -> None:
    rules = (RuleName("PM203", "owner-handle", "owner", False),)
    for text, expected in (
        ("", None),
        ("[owner]\nhandle = false", None),
        ("[owner]\nhandle = true", Severity.WARNING),
        ("[owner]\nhandle = true\n[rules]\nowner-handle = 'error'", Severity.ERROR),
        ("[owner]\nhandle = true\n[rules]\nowner-handle = 'off'", None),
    ):
        assert severity_of(parse(text, "pm-lint.toml", rules), "PM203", None) is expected, text


def test_a_project_file_is_read_in_its_own_table() -> None:
    text = "[project]\nname = 'x'\n[tool.pm-lint.meeting]\nwithin = 3"
    assert parse(text, "/repo/pyproject.toml", RULES).meeting.allowance.within == 3
    with pytest.raises(ConfigError, match=r"tool\.pm-lint\.meeting\.within is 0"):
        parse(text.replace("3", "0"), "pyproject.toml", RULES)
    with pytest.raises(ConfigError, match=r"there is no \[tool\.pm-lint\] table"):
        parse("[project]", "pyproject.toml", RULES)


REFUSED = {
    "pathz = ['a']": 'unknown key pathz = a list of 1; did you mean "paths"?',
    "fail_on = 'error'": 'unknown key fail_on = "error"; did you mean "fail-on"?',
    "within = 3": 'unknown key within = 3; did you mean "meeting.within"?',
    "colour = true": "unknown key colour = true; known here: paths, exclude,",
    "meeting = 3": "meeting is 3, but must be a table, as in [meeting]",
    "paths = 'a'": 'paths is "a", but must be a list',
    "paths = []": "paths is a list of 0, but must not be empty",
    "paths = ['a', 'a']": 'paths.2 is "a", but must not be in the list twice',
    "paths = ['']": 'paths.1 is "", but must be a text of one line that is not empty',
    "paths = ['/etc/*']": 'paths.1 is "/etc/*", but must be a path inside the repository',
    "paths = ['a/../../b']": "must be a path inside the repository",
    "paths = ['docs/**.md']": 'must have "**" alone between slashes',
    "paths = ['!docs/a.md']": 'must not be negated: use "exclude"',
    "exclude = [3]": "exclude.1 is 3, but must be a text",
    "template = '../t.md'": 'template is "../t.md", but must be a path inside the repository',
    "template = '/t.md'": "must be a path inside the repository",
    "template = '~/t.md'": "must be a path inside the repository",
    "template = 'C:/t.md'": "must be a path inside the repository",
    r"template = 'a\..\t.md'": "must be written with forward slashes",
    r'template = "a\u0000b"': "must be a text of one line",
    "since = 'yesterday'": 'since is "yesterday", but must be a date such as 2026-01-31',
    "since = '2026-02-30'": "must be a date",
    "since = '20260101'": "must be a date",
    "since = 2026-01-01T00:00:00Z": "must be a date",
    "fail-on = 'eror'": 'fail-on is "eror", but must be one of error, warning, notice, never; did you mean "error"?',
    "fail-on = false": "fail-on is false, but must be one of",
    "max-file-size = 0": "max-file-size is 0, but must be a whole number from 1 to",
    "max-file-size = 1e3": "must be a whole number",
    "[rules]\nmeting-late = 'off'": 'unknown rule rules.meting-late = "off"; did you mean "meeting-late"?',
    "[rules]\nPM999 = 'off'": "unknown rule rules.PM999",
    "[rules]\nPM304 = 'of'": 'rules.PM304 is "of", but must be one of error, warning, notice, off; did you mean "off"?',
    "[rules]\nPM304 = true": "rules.PM304 is true, but must be one of",
    "[rules]\nPM304 = 'off'\nmeeting-late = 'off'": "must not configure PM304 (meeting-late) a second time",
    "[dates]\nlanguages = ['german']": 'dates.languages.1 is "german", but must be one of cs, da, de,',
    "[dates]\nlanguages = ['Germany']": 'zh; did you mean "de"?',
    "[dates]\nlanguages = ['pt-BR']": 'zh; did you mean "pt"?',
    "[dates]\nlanguages = ['de', 'xx']": 'dates.languages.2 is "xx", but must be one of',
    "[dates]\nlanguages = ['de', 'DE']": "must not be in the list twice",
    "[dates]\nlanguages = 'de'": 'dates.languages is "de", but must be a list',
    "[dates]\norder = 'YDM'": 'dates.order is "YDM", but must be one of DMY, MDY, YMD',
    "[owner]\nhandle = 'alice'": 'owner.handle is "alice", but must be true or false',
    "[overview]\nmax-words = 0": "overview.max-words is 0, but must be a whole number from 1 to",
    "[overview]\nmax-sentences = 1.5": "must be a whole number",
    "[meeting]\nwithin = 0": "meeting.within is 0, but must be a whole number from 1 to 3650",
    "[meeting]\nwithin = 3651": "from 1 to 3650",
    f"[meeting]\nwithin = 0x{'f' * 5000}": "meeting.within is a number of many digits, but",
    "[meeting]\nwithin = true": "meeting.within is true",
    "[meeting]\nunit = 'weeks'": 'meeting.unit is "weeks", but must be one of business-days, calendar-days',
    "[meeting]\ncount-from = 'end'": "meeting.count-from",
    "[meeting]\ncalendar = 'team.txt'": 'meeting.calendar is "team.txt", but must be the path of a file that ends in',
    "[meeting]\ncalendar = '../team.ics'": "must be a path inside the repository",
    "[meeting]\ncalendar = 'http://a.b/k-1'": 'is "http://a.b/…", but must begin with "https://"',
    "[meeting]\ncalendar = 'webcal://a.b/k-1'": 'is "webcal://a.b/…", but must begin with "https://"',
    "[meeting]\ncalendar = 'https://u:k-1@a.b/x'": 'is "https://…", but must hold no user name or password',
    "[meeting]\ncalendar = 'https://a.b/k-1 2'": 'is "https://a.b/…", but must be an address such as',
    "[meeting]\ncalendar = 'https://a.b:99999/k-1'": "must be an address such as",
    "[meeting]\ncalendar = 'https://a.b/x#k-1'": "must be an address such as",
    "[meeting]\ncalendar = 'https:///k-1'": "must be an address such as",
    "[meeting]\ncalendar = 'https://a..b/k-1'": "must be an address such as",
    "[meeting]\ncalendar = 'https://[::::]/k-1'": 'is "https://…", but must be an address such as',
    f"[meeting]\ncalendar = 'https://{'a' * 64}.b/k-1'": "must be an address such as",
    "[meeting.by-severity]\nSEV-1 = 3": "meeting.by-severity.SEV-1 is 3, but must be a table",
    "[meeting.by-severity]\nSEV-1 = {}": 'must have a "within"',
    "[meeting.by-severity]\nSEV-1 = { within = -1 }": "meeting.by-severity.SEV-1.within is -1",
    "[meeting.by-severity]\nSEV-1 = { withn = 1 }": 'did you mean "within"?',
    "[meeting.by-severity]\na = { within = 1 }\nA = { within = 1 }": "must not name one severity twice",
    "[meeting.by-severity]\nSEV-1 = { within = 1 }\nsev1 = { within = 1 }": "must not name one severity twice",
    "[meeting]\nwaivers = 1": "meeting.waivers is 1, but must be true or false",
    "[calendar]\nsubdivision = 'CA'": 'calendar.subdivision is "CA", but must stand beside a calendar.country',
    "[calendar]\ncategories = ['bank']": "categories is a list of 1, but must stand beside a calendar.country or a",
    "[calendar]\ncountry = 'GB'\ncategories = []": "calendar.categories is a list of 0, but must not be empty",
    "[calendar]\ncountry = 'IS'\ncategories = ['half_day']": 'must not be named here: set half-days = "days-off"',
    "[calendar]\nmarket = 3": "calendar.market is 3, but must be a text",
    "[calendar]\nday-off-in = 'both'": 'calendar.day-off-in is "both", but must be one of any, all',
    "[calendar]\nhalf-days = 'off'": 'calendar.half-days is "off", but must be one of working-days, days-off',
    "[calendar]\nweekend = 'Sat'": 'calendar.weekend is "Sat", but must be a list',
    "[calendar]\nweekend = ['Sonntag']": 'calendar.weekend.1 is "Sonntag", but must be one of Mon, Tue, Wed, Thu, Fri,',
    "[calendar]\nweekend = ['Satturday']": 'is "Satturday", but must be a known one; did you mean "Saturday"?',
    "[calendar]\nweekend = ['Sat', 'saturday']": 'calendar.weekend.2 is "saturday", but must not be in the list twice',
    "[calendar]\nweekend = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']": "must leave a day to work on",
    "[calendar]\nalso = 'DE'": 'calendar.also is "DE", but must be a list',
    "[calendar]\nalso = ['DE']": 'calendar.also.1 is "DE", but must be a table',
    "[calendar]\nalso = [{}]": 'calendar.also.1 is a table, but must have a "country" or a "market", and not both',
    "[calendar]\nalso = [{ country = 'GB', market = 'XLON' }]": "and not both",
    "[calendar]\nalso = [{ contry = 'GB' }]": 'unknown key calendar.also.1.contry = "GB"; did you mean "country"?',
    "[calendar]\nalso = [{ market = 'XLON', subdivision = 'SCT' }]": 'subdivision is "SCT", but must stand beside',
    "[calendar]\nextra-days-off = [{ date = 2026-07-04, name = 'a' }]\nextra-working-days = [{ date = 2026-07-04, "
    "name = 'b' }]": "calendar.extra-working-days is 2026-07-04, but must not name a day of extra-days-off",
    "[calendar]\nextra-working-days = [{ date = 2026-07-04, name = 'a' }]\n[[overrides]]\npaths = ['a']\ncalendar."
    "extra-days-off = [{ date = 2026-07-04, name = 'b' }]": "overrides.1.calendar.extra-days-off is 2026-07-04, but",
    "[[overrides]]\npaths = ['a']\ncalendar = 3": "overrides.1.calendar is 3, but must be a table",
    "[calendar]\ntime-zone = 'Berlin'": 'calendar.time-zone is "Berlin", but must be the name of a time zone, such as '
    '"Europe/Berlin"; did you mean "Europe/Berlin"?',
    "[calendar]\ntime-zone = 'europe/lissabon'": 'did you mean "Europe/Lisbon"?',
    "[calendar]\ntime-zone = 'PT'": 'did you mean "America/Los_Angeles"?',
    "[calendar]\ntime-zone = 'Europe'": 'calendar.time-zone is "Europe", but must be the name of a time zone',
    "[calendar]\ntime-zone = '../Europe/Berlin'": "must be the name of a time zone",
    "[calendar]\ntime-zone = 1": "calendar.time-zone is 1, but must be a text",
    "[calendar]\nextra-days-off = [{ date = 2026-01-01 }]": 'must have a "name"',
    "[calendar]\nextra-days-off = [{ date = 2026-01-01, nam = 'x' }]": 'did you mean "name"?',
    "[calendar]\nextra-days-off = [{date=2026-01-01,name='a'}, {date=2026-01-01,name='b'}]": "2 is 2026-01-01, but",
    "[action-items]\nlabels = ['a,b']": "must be a GitHub label: at most 50 characters, no comma",
    f"[action-items]\nlabels = ['{'x' * 51}']": "must be a GitHub label",
    "[action-items]\nlabels = ['a', 'A']": "must not be in the list twice",
    "[action-items]\nlabels = ['a', { name = 'A' }]": "must not be in the list twice",
    "[action-items]\nlabels = [{ name = 'a,b' }]": 'labels.1.name is "a,b", but must be a GitHub label',
    "[action-items]\nlabels = [{ color = 'd93f0b' }]": 'must have a "name"',
    "[action-items]\nlabels = [{ name = 'a', colour = 'd93f0b' }]": 'did you mean "color"?',
    "[action-items]\nlabels = [{ name = 'a', color = 'red' }]": "must be a colour of six hex digits",
    f"[action-items]\nlabels = [{{ name = 'a', description = '{'x' * 101}' }}]": "must be at most 100 characters",
    "[action-items]\nlabels = [{ name = 'a', description = '\U0001f525' }]": "without emoji",
    "[action-items]\nlabels = [1]": "must be a label's name, or a table",
    "[action-items]\nmilestone = ''": "must be a text of one line",
    "[action-items]\nmilestone = 3": "action-items.milestone is 3, but must be a text",
    "[action-items]\nrepository = 'backlog'": "must be a repository on GitHub as",
    "[action-items]\nrepository = 'https://github.com/o/r'": "must be a repository on GitHub as",
    "[action-items]\nrepository = 'o/..'": "must be a repository on GitHub as",
    "[action-items]\nmax-new = -1": "action-items.max-new is -1",
    "[action-items]\nclose-removed = 'all'": "action-items.close-removed is",
    "[action-items]\ncreate = 'yes'": 'action-items.create is "yes", but must be true or false',
    "[action-items]\ncreators = ['@me']": "must be a GitHub login",
    "[action-items]\ncreators = []": "must not be empty",
    "[action-items]\nticket-hosts = ['https://x.y/z']": "must be a host name alone",
    "[action-items]\nwrite-back = true": "action-items.write-back is true, but must be one of off, pull-request",
    "[action-items]\ndue-within = 0": "must be a whole number from 1 to 3650",
    "[review]\ndrafts = 'fail'": 'review.drafts is "fail", but must be one of review, skip',
    "[review]\nonly-changed-lines = 'new'": "must be true or false",
    "[[overrides]]\npaths = ['a']\n[overrides.review]\ndrafts = 'skip'": "unknown key overrides.1.review",
    "[rules]\nmeeting = 'off'\nMEETING = 'error'": "must not configure the group meeting a second time",
    "[rules]\nmeetings = 'off'": 'unknown rule rules.meetings = "off"; did you mean "meeting"?',
    "baseline = 'known.txt'": 'baseline is "known.txt", but must be the path of a file that ends in ".json"',
    "baseline = '../known.json'": "must be a path inside the repository",
    "[sections.Impact]\nalias = ['a']": 'unknown key sections.Impact.alias = a list of 1; did you mean "aliases"?',
    "sections.Impact = true": "sections.Impact is true, but must be a table",
    "[sections.'What happened?']\noptional = 'yes'": 'sections."What happened?".optional is "yes", but must be true or',
    "[sections.Impact]\nrole = 'impacts'": 'role is "impacts", but must be a known one; did you mean "impact"?',
    "[sections.Impact]\naliases = ['a', 'a']": "sections.Impact.aliases.2 is",
    "[sections.Impact]\n[sections.'impact:']": 'sections."impact:" is a table, but must not name one section twice',
    "[sections.A]\naliases = ['x']\n[sections.B]\naliases = ['X:']": 'sections.B.aliases.1 is "X:", but must not be an',
    "[overrides]\npaths = ['a']": "overrides is a table, but must be a list of tables, as in [[overrides]]",
    "overrides = [3]": "overrides.1 is 3, but must be a table",
    "[[overrides]]": 'overrides.1 is a table, but must have "paths"',
    "[[overrides]]\npaths = []": "overrides.1.paths is a list of 0, but must not be empty",
    "[[overrides]]\npaths = ['/a']": "overrides.1.paths.1",
    "[[overrides]]\npath = ['a']": 'unknown key overrides.1.path = a list of 1; did you mean "paths"?',
    "[[overrides]]\npaths = ['a']\nfail-on = 'error'": 'unknown key overrides.1.fail-on = "error"; known here: paths,',
    "[[overrides]]\npaths = ['a']\n[overrides.action-items]\nmax-new = 1": "unknown key overrides.1.action-items",
    "[[overrides]]\npaths = ['a']\n[[overrides]]\npaths = ['b']\nsince = 1": "overrides.2.since is 1, but must",
    "[[overrides]]\npaths = ['a']\nrules.meting-late = 'off'": "unknown rule overrides.1.rules.meting-late",
    "[[overrides]]\npaths = ['a']\nrules.PM304 = 'of'": 'overrides.1.rules.PM304 is "of", but must be one of',
    "[[overrides]]\npaths = ['a']\nmeeting.within = 0": "overrides.1.meeting.within is 0",
    "[[overrides]]\npaths = ['a']\nsections.X.rol = 'a'": 'overrides.1.sections.X.rol = "a"; did you mean "role"?',
    "[[overrides]]\npaths = ['a']\ncalendar.subdivision = 'CA'": 'overrides.1.calendar.subdivision is "CA", but must',
    "paths = [\n": "not valid TOML: Invalid value (at end of document)",
    "a b": "not valid TOML: Expected '=' after a key in a key/value pair (at line 1, column 3)",
    "since = 2026-01-01\nsince = 2026-01-01\n": "(at line 2, column 19)",
    f"a = {'[' * 5000}": "nested too deep",
    f"a = {'9' * 5000}": "not valid TOML",
    f"\n{'a.' * 100}a = 1": "a key of more than 50 parts (at line 2)",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_is_named(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(text, "pm-lint.toml", RULES)
    assert REFUSED[text] in str(refused.value)
    assert str(refused.value).startswith("pm-lint.toml: ")
    assert "\n" not in str(refused.value)
    assert "k-1" not in str(refused.value), "the secret in a calendar's address"
    assert len(str(refused.value)) < 300


def test_every_key_has_a_test_of_its_value() -> None:
    for table, keys in TABLES.items():
        for key in keys:
            assert f"{key.name} = " in FULL, (table, key.name)


def test_a_value_given_elsewhere_is_checked_alike() -> None:
    assert read_value("fail-on", "Never", "--fail-on") is None
    assert read_value("action-items.max-new", 3, "max-new") == 3
    with pytest.raises(ConfigError, match="--since: since is"):
        read_value("since", "soon", "--since")


@pytest.mark.parametrize(
    "make",
    [
        lambda count: "a." * count + "a = 1",
        lambda count: "".join(f"[{'a.' * 45}b{i}]\n" for i in range(count // 20)),
        lambda count: "[rules]\n" + "".join(f"r{i} = 'x'\n" for i in range(count)),
        lambda count: "[action-items]\nlabels = [" + ",".join(f"'l{i}'" for i in range(count)) + "]",
        lambda count: "[meeting.by-severity]\n" + "".join(f"s{i} = {{ within = 1 }}\n" for i in range(count)),
        lambda count: "a" * count + " = 1",
        lambda count: "[[overrides]]\npaths = ['a']\n" * count,
        lambda count: "".join(f"[sections.s{i}]\naliases = ['a{i}']\n" for i in range(count)),
    ],
)
def test_the_work_of_a_file_grows_with_its_size(make: Callable[[int], str]) -> None:
    def read(text: str) -> None:
        try:
            parse(text, "pm-lint.toml", RULES)
        except ConfigError as error:
            assert len(str(error)) < 300

    assert growth(read, make, 100) < 2.1
