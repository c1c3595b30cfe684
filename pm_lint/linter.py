"""Documents in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from pm_lint.config import Config, severity_of
from pm_lint.files import UnreadableFile, read_file
from pm_lint.finding import Finding, Known, Policy, Severity, SharedCalendar, Span, position
from pm_lint.markdown import Document, LimitError, parse
from pm_lint.postmortem.bundled import AUTO, BUNDLED, bundled_schema
from pm_lint.postmortem.dates import ENGLISH, DateStyle, date_style
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.reckoning import act
from pm_lint.postmortem.schema import GENERIC, Schema, configured
from pm_lint.postmortem.spans import Spans
from pm_lint.postmortem.workdays import check_calendar
from pm_lint.record import dataclass, replace
from pm_lint.rules import RULES, known
from pm_lint.rules.owner import named_by_handle

#: What Git LFS has in the place of a document.
_LARGE_FILE_POINTER = b"version https://git-lfs.github.com/spec/"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pm_lint.postmortem.fit import Fit


@dataclass(frozen=True)
class Checked:
    """One document, checked. ``postmortem`` is None where it could not be read (its finding says why)."""

    path: str
    source: str
    postmortem: Postmortem | None
    findings: tuple[Finding, ...]
    #: How many findings suppression comments held back.
    suppressed: int = 0
    #: How many findings the baseline held back.
    baselined: int = 0
    #: How many findings the baseline counts that are there no more.
    mended: int = 0
    #: Which bundled template it fits, where `template = "auto"` has it found out.
    fit: Fit | None = None

    @property
    def template(self) -> str | None:
        """The name of the template that it fits, "" for none; None where none was looked for."""
        return self.fit.schema.name if self.fit else None


@dataclass(frozen=True)
class Linter:
    """Everything needed to check documents alike."""

    config: Config
    schema: Schema
    policy: Policy
    #: The templates to choose from for each document; none: ``schema`` it is.
    candidates: tuple[Schema, ...] = ()
    #: How documents write dates.
    style: DateStyle = ENGLISH

    @classmethod
    def of(
        cls,
        config: Config,
        template: str | None,
        *,
        today: date,
        creates_issues: bool | None = None,
        act: int | None = None,
        known: Known | None = None,
        shared_calendar: Callable[[], SharedCalendar] | None = None,
    ) -> Linter:
        """``template`` is the text of the team's template; None: the bundled one that the configuration names.

        ``creates_issues`` says whether merging makes issues; None: as configured. ``shared_calendar`` is what
        ``meeting.calendar`` names. Raises `template.TemplateError` and `workdays.CalendarError`.
        """
        check_calendar(config.calendar)
        candidates: tuple[Schema, ...] = ()
        if template is None and config.template == AUTO:
            candidates = tuple(
                replace(configured(bundled_schema(name), config.sections), guessed=True) for name in BUNDLED
            )
            schema = GENERIC
        else:
            read = bundled_schema(config.template) if template is None else _read_template(template, config.template)
            schema = configured(read, config.sections)
        creates = config.action_items.create if creates_issues is None else creates_issues
        policy = Policy(
            today,
            config.meeting,
            config.calendar,
            overview=config.overview,
            due_within=config.action_items.due_within,
            creates_issues=creates,
            act=act,
            known=known or Known(),
            shared_calendar=shared_calendar,
        )
        return cls(config, schema, policy, candidates, date_style(config.dates_order, config.dates_languages))

    @cached_property
    def running(self) -> Mapping[str, Severity]:
        """The rules that are on, by id, each with the severity of what it finds."""
        severities = ((rule.id, severity_of(self.config, rule.id, rule.default)) for rule in RULES.values())
        return {id: severity for id, severity in severities if severity is not None}

    def asks(self, checked: Checked) -> frozenset[str]:
        """The logins of which a rule would like to know whether there is such an account."""
        rule = RULES["PM204"]
        if checked.postmortem is None or severity_of(self.config, rule.id, rule.default) is None:
            return frozenset()
        return frozenset(owner.handle.lower() for owner in named_by_handle(checked.postmortem) if owner.handle)

    def check_file(self, path: str, file: Path) -> Checked:
        """Check a file on disk; ``path`` is the name it goes by in findings."""
        try:
            data = read_file(file, self.config.max_file_size)
        except UnreadableFile as error:
            return self.unreadable(path, str(error))
        return self.check(path, data)

    def check(self, path: str, data: bytes) -> Checked:
        """Check one document. ``path`` is relative, with forward slashes; it is data, never opened."""
        if why := self.refused(data):
            return self.unreadable(path, why)
        text = data.decode("utf-8")
        try:
            return self._judge(path, text)
        except LimitError as error:
            return self.unreadable(path, error.why, text)

    def refused(self, data: bytes) -> str | None:
        """Why the bytes of a file are no document: a clause, ``it is …``; None where they may be one."""
        if len(data) > self.config.max_file_size:
            return f"it is larger than {self.config.max_file_size:,} bytes"
        if data.startswith(_LARGE_FILE_POINTER):
            return "Git LFS keeps it elsewhere, and this only says where"
        if b"\0" in data:
            return "it holds NUL bytes"
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return f"it is not UTF-8 (byte {error.start + 1}, line {line})"
        return None

    def read(self, path: str, text: str) -> tuple[Postmortem, Fit | None]:
        """What is understood of a document, and how its template was found out. Raises LimitError."""
        document = parse(text)
        schema, fit = self._schema_for(document)
        return read(document, schema, path, style=self.style, ticket_hosts=self.config.action_items.ticket_hosts), fit

    def _judge(self, path: str, text: str) -> Checked:
        doc, fit = self.read(path, text)
        if self.config.since and is_older(doc, self.config.since):
            return Checked(path, doc.source, doc, (), fit=fit)
        policy = replace(self.policy, reckoned_act=act(doc, self.policy))
        running = self.running
        found = [finding for id, severity in running.items() for finding in RULES[id].findings(doc, policy, severity)]
        # What a rule says of a fault holds others back though nobody wants to hear it: else these would speak instead.
        unheard = [
            finding
            for rule in RULES.values()
            if rule.silences and rule.id not in running
            for finding in rule.findings(doc, policy, Severity.NOTICE)
        ]
        if "pm-lint" in doc.source:
            from pm_lint.suppressions import comments, held_back, idle, suppressions

            written = comments(doc.document, known())
            rules = suppressions(written, len(doc.document.lines))
            if (severity := running.get("PM009")) is not None:
                # Before the meeting, rules have not yet said all that they will.
                over = doc.schema.acts == 1 or policy.reckoned_act == 2
                judged = {id for id in running if not RULES[id].online} - {"PM009"} if over else set()
                useless = idle(written, rules, found, judged, doc.document)
                found += (RULES["PM009"].sign(finding, severity) for finding in useless)
            kept, suppressed = held_back(speaking(found, unheard), rules)
        else:
            kept, suppressed = speaking(found, unheard), 0
        return Checked(path, doc.source, doc, signed(path, kept), suppressed, fit=fit)

    def _schema_for(self, document: Document) -> tuple[Schema, Fit | None]:
        """What to read a document against, and how that was found out."""
        if not self.candidates:
            return self.schema, None
        from pm_lint.postmortem.fit import best_fit

        fit = best_fit(document, self.candidates)
        return fit.schema, fit

    def unreadable(self, path: str, why: str, source: str = "") -> Checked:
        """The result for a document that can't be checked; ``why`` is a sentence without the file's name."""
        rule = RULES["PM001"]
        severity = severity_of(self.config, rule.id, rule.default)
        message = f"The file can't be checked: {why}."
        finding = Finding(Span.at(1), message, "file", severity, rule=rule.id, name=rule.name, path=path)
        return Checked(path, source, None, (finding,) if severity is not None else ())


def _read_template(text: str, name: str) -> Schema:
    from pm_lint.postmortem.template import read_template  # of no use where the default is read

    return read_template(text, name)


def is_older(doc: Postmortem, since: date) -> bool:
    """Whether the incident is of a day before ``since``, however its date is read. One that nothing dates is not."""
    believed = doc.incident.believed
    return bool(believed) and max(believed[0].days) < since


def speaking(findings: Sequence[Finding], unheard: Sequence[Finding] = ()) -> list[Finding]:
    """One fault, one finding: those that no other finding on the same range silences (`Rule.silences`).

    ``unheard`` are findings of rules that are off: they silence, and are not said.
    """
    loud: dict[str, list[Span]] = {}
    for finding in (*findings, *unheard):
        for rule in RULES[finding.rule].silences:
            loud.setdefault(rule, []).append(finding.scope or finding.span)
    silent = {rule: Spans(spans) for rule, spans in loud.items()}
    return [f for f in findings if f.rule not in silent or not silent[f.rule].overlap(f.scope or f.span)]


def signed(path: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with path and ordinal, in the order of the document."""
    ordinals: dict[tuple[str, str], int] = {}
    result = []
    for finding in sorted(findings, key=position):
        identity = (finding.rule, finding.key)
        ordinal = ordinals.get(identity, 0)
        ordinals[identity] = ordinal + 1
        result.append(replace(finding, path=path, ordinal=ordinal))
    return tuple(result)
