"""The vocabulary that every room shares: ranges, severities, fixes, findings, and the policy that rules judge by.

Nothing here knows Markdown, postmortems or GitHub.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol

from pm_lint.record import NamedTuple, dataclass, field, replace


class Span(NamedTuple):
    """A range of a document: lines and columns count from 1, in code points; the end is exclusive.

    An empty range (start equals end) is the place where something missing belongs.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def start(self) -> tuple[int, int]:
        """Line and column of the first character."""
        return self.line, self.column

    @property
    def end(self) -> tuple[int, int]:
        """Line and column just past the last character."""
        return self.end_line, self.end_column

    @classmethod
    def at(cls, line: int, column: int = 1) -> Span:
        """The empty range at a position."""
        return cls(line, column, line, column)

    def to(self, other: Span) -> Span:
        """The range from this one's start to the other's end."""
        return Span(self.line, self.column, other.end_line, other.end_column)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character, or an empty one lies in or at the rim of the other."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


class Severity(enum.IntEnum):
    """How sure and how grave: an error is a fact, a warning is likely, a notice is worth a look."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name used in every format and in the configuration: ``error``, ``warning``, ``notice``."""
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Severity:
        """The severity of that label. Raises KeyError for any other text."""
        return cls[label.upper()]


class RuleName(NamedTuple):
    """What a rule is called: any of the three words, in configurations and on the command line."""

    id: str
    name: str
    group: str
    #: Whether it is on where nothing is configured.
    on: bool = True


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of ``span`` by ``text``. An empty span inserts, an empty text deletes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding. A ``safe`` one can't lose what a person wrote, nor say anything else.

    A ``form`` inserts what somebody has still to fill in: until then something is found there.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False
    form: bool = False
    #: The key of another finding of the rule, which is to be mended first.
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about one place of a document.

    A rule fills in the first group; its registry entry adds ``rule``, ``name`` and (unless the rule chose one)
    ``severity``; the linter adds ``path`` and ``ordinal``.
    """

    span: Span
    message: str
    #: What the finding is about (role, field, item), never the value complained of: it survives an edit of that value.
    key: str
    severity: Severity | None = None
    help: str | None = None
    fix: Fix | None = None
    #: The range the finding speaks for where one rule silences another; the span itself by default.
    scope: Span | None = None
    rule: str = ""
    name: str = ""
    path: str = ""
    #: Counts from 0 the findings of one document that share rule and key, in the order of the document.
    ordinal: int = 0

    @property
    def level(self) -> Severity:
        """The severity, once it is known. Raises ValueError for a finding that no registry entry has signed yet."""
        if self.severity is None:
            raise ValueError(f"the finding {self.key!r} has no severity yet")
        return self.severity

    def fingerprint(self, document: str | None = None) -> str:
        """Sixteen hex digits that name this finding whatever line it stands on and whatever value it complains of.

        ``document`` is the name that the document keeps for life; its path by default.
        """
        import hashlib  # takes longer to load than this module, and most runs print no fingerprint

        identity = "\0".join((self.path if document is None else document, self.rule, self.key, str(self.ordinal)))
        return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def position(finding: Finding) -> tuple[str, Span, str, str]:
    """The order of findings in every output: path, line, column, end, rule, message."""
    return finding.path, finding.span, finding.rule, finding.message


@dataclass(frozen=True)
class Allowance:
    """How long after the incident the meeting may be. ``unit`` is ``business-days`` or ``calendar-days``."""

    within: int = 5
    unit: str = "business-days"


@dataclass(frozen=True)
class DayOff:
    """A day that the team itself takes off, or works on, and why."""

    day: date
    name: str


@dataclass(frozen=True)
class HolidayCalendar:
    """Whose holidays: a country's, of one part of it perhaps, or those of a financial market."""

    country: str | None = None
    subdivision: str | None = None
    market: str | None = None
    #: Which kinds of days; none named: the public holidays.
    categories: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The code of the country or the market."""
        return self.country or self.market or ""


class Memory(Protocol):
    """Remembers texts between runs, if it can: what it forgets is only computed anew."""

    def get(self, key: str) -> str | None:
        """The text last put there; None if it is not known. Never raises."""

    def put(self, key: str, text: str) -> None:
        """Remember a text. Never raises."""


@dataclass(frozen=True)
class CalendarPolicy:
    """Which days are days off. No country and no market: weekends alone."""

    country: str | None = None
    subdivision: str | None = None
    extra_days_off: tuple[DayOff, ...] = ()
    #: The team's zone, an IANA name: it settles abbreviations that several zones have.
    time_zone: str | None = None
    #: The days that a financial market is closed; beside a country they count as well.
    market: str | None = None
    #: Of the country, or else of the market.
    categories: tuple[str, ...] = ()
    also: tuple[HolidayCalendar, ...] = ()
    #: With several calendars: a day off must be one in all of them; else, in any.
    off_in_all: bool = False
    #: Monday is 0; None: the weekend that each country has, else Saturday and Sunday.
    weekend: tuple[int, ...] | None = None
    #: Days of work whatever the calendars say.
    extra_working_days: tuple[DayOff, ...] = ()
    #: Whether the half-holidays of a calendar are days off.
    half_days_off: bool = False
    #: What was computed of the calendars in earlier runs; None: nothing is kept.
    memory: Memory | None = field(default=None, compare=False, repr=False)

    @property
    def calendars(self) -> tuple[HolidayCalendar, ...]:
        """Every calendar whose holidays count."""
        own = []
        if self.country is not None:
            own.append(HolidayCalendar(self.country, self.subdivision, categories=self.categories))
        if self.market is not None:
            own.append(HolidayCalendar(market=self.market, categories=() if own else self.categories))
        return (*own, *self.also)

    def in_country(self, country: str, subdivision: str | None = None) -> CalendarPolicy:
        """The same team's own days and weekend, with that country's holidays alone."""
        return replace(self, country=country, subdivision=subdivision, market=None, categories=(), also=())


@dataclass(frozen=True)
class MeetingPolicy:
    """When the postmortem meeting must be held."""

    allowance: Allowance = Allowance()
    by_severity: Mapping[str, Allowance] = field(default_factory=dict)
    #: ``incident-end``, ``incident-start`` or ``title``.
    count_from: str = "incident-end"
    #: Whether a meeting may be waived in writing.
    waivers: bool = True
    #: The shared calendar, an .ics file of the repository or an https address; None: meetings are not looked up.
    calendar: str | None = None


class Stretch(NamedTuple):
    """When an event takes place, as its calendar writes it: two days, or two times with or without a zone.

    The end is exclusive.
    """

    start: date | datetime
    end: date | datetime


class CalendarEvent(NamedTuple):
    """An event of a shared calendar, with all its repetitions."""

    #: What it is called.
    summary: str
    #: All that it says: what it is called, its description, its place, its address; case folded.
    text: str
    #: Whether it repeats.
    repeats: bool
    #: When it takes place within a month of a day, in order; None where that can't be read.
    around: Callable[[date], tuple[Stretch, ...] | None]


class SharedCalendar(NamedTuple):
    """The shared calendar as it was read."""

    events: tuple[CalendarEvent, ...] = ()
    #: Why it could not be read: a clause that names its host alone, for its address may hold a secret.
    fault: str | None = None


@dataclass(frozen=True)
class OverviewPolicy:
    """How long an overview may be. The default leaves nine of ten public ones alone."""

    max_sentences: int = 15
    max_words: int = 300


@dataclass(frozen=True)
class Known:
    """What was looked up on the network for this run. What is not in here is not known, and no rule speaks of it."""

    #: Whether there is an account on GitHub, by login in lower case.
    accounts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """What a team has agreed on, and the facts of the moment: all that a rule may read beside the postmortem."""

    today: date
    meeting: MeetingPolicy = MeetingPolicy()
    calendar: CalendarPolicy = CalendarPolicy()
    #: An action item is due within so many days after the incident's end; None: no limit.
    due_within: int | None = None
    overview: OverviewPolicy = OverviewPolicy()
    #: Merging creates issues for action items without a ticket, as far as is known.
    creates_issues: bool = True
    #: 1 or 2 overrules the act that is derived from the dates.
    act: int | None = None
    #: The act that the document at hand is in, once it is reckoned: most rules ask.
    reckoned_act: int | None = None
    known: Known = Known()
    #: The shared calendar, read when it is first asked for; None: there is none.
    shared_calendar: Callable[[], SharedCalendar] | None = None
