"""Each document checked by what is configured for its path: one linter for each set of overrides that match."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from pm_lint.config import Config, is_address
from pm_lint.errors import ConfigError
from pm_lint.finding import Known, SharedCalendar
from pm_lint.linter import Checked, Linter
from pm_lint.postmortem.schema import SectionChange, TemplateError
from pm_lint.postmortem.text import normalise
from pm_lint.postmortem.workdays import CalendarError
from pm_lint.record import dataclass, field, replace
from pm_lint.scope import matching, with_overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pm_lint.baseline import Counts


@dataclass(frozen=True)
class Linters:
    """The linters of a configuration.

    ``texts`` are those of the templates that are files, by their path. ``creates_issues`` says whether merging makes
    issues; None: as configured.
    """

    config: Config
    texts: Mapping[str, str]
    today: date
    creates_issues: bool | None = None
    act: int | None = None
    baseline: Counts = field(default_factory=dict)
    #: What reads each shared calendar that the configuration names.
    calendars: Mapping[str, Callable[[], SharedCalendar]] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    #: Those made so far, by the indices of the overrides.
    made: dict[tuple[int, ...], Linter] = field(default_factory=dict, compare=False, repr=False)

    def check(self, path: str, data: bytes) -> Checked:
        """Check one document; see `Linter.check`. Raises ConfigError where overrides can't be used together."""
        return self._without_known(self.for_path(path).check(path, data))

    def check_file(self, path: str, file: Path) -> Checked:
        """Check a file on disk; see `Linter.check_file`. Raises ConfigError where overrides can't be used together."""
        return self._without_known(self.for_path(path).check_file(path, file))

    def unreadable(self, path: str, why: str) -> Checked:
        """The result for a document that can't be checked; see `Linter.unreadable`."""
        return self._without_known(self.for_path(path).unreadable(path, why))

    def _without_known(self, checked: Checked) -> Checked:
        if not self.baseline:
            return checked
        from pm_lint.baseline import held_back

        return held_back(checked, self.baseline)

    @property
    def is_local(self) -> bool:
        """Whether nothing is asked of the network: what one process has heard there, another would ask anew."""
        return not any(is_address(calendar) for calendar in self.calendars)

    def plain(self) -> tuple[Config, Mapping[str, str], date, bool | None, int | None]:
        """What `project.make_linter` makes the same of, in another process."""
        return self.config, self.texts, self.today, self.creates_issues, self.act

    def asks(self, checked: Checked) -> frozenset[str]:
        """What a rule would like to know; see `Linter.asks`."""
        return self.for_path(checked.path).asks(checked)

    def knowing(self, known: Known) -> Linters:
        """The same, with what was looked up on the network."""
        return replace(self, known=known, made={})

    def for_path(self, path: str) -> Linter:
        """The linter for a path. Raises ConfigError."""
        return self.for_overrides(matching(self.config, path))

    def for_overrides(self, indices: tuple[int, ...]) -> Linter:
        """The linter for a document that these overrides match. Raises ConfigError."""
        if indices not in self.made:
            config = with_overrides(self.config, indices)
            try:
                self.made[indices] = Linter.of(
                    config,
                    self.texts.get(config.template),
                    today=self.today,
                    creates_issues=self.creates_issues,
                    act=self.act,
                    known=self.known,
                    shared_calendar=self.calendars.get(config.meeting.calendar or ""),
                )
            except (TemplateError, CalendarError) as error:
                raise _refused(self.config, str(error)) from None
        return self.made[indices]

    def validate(self) -> None:
        """Make the linters for no override and for each alone: what can't be used is said whatever documents there are.

        Raises ConfigError.
        """
        _refuse_unknown_sections(self.config, self.for_overrides(()), self.config.sections, "sections")
        for index, override in enumerate(self.config.overrides):
            linter = self.for_overrides((index,))
            own = {name: linter.config.sections[name] for name in override.given.get("sections", {})}
            _refuse_unknown_sections(self.config, linter, own, f"overrides.{index + 1}.sections")


def _refuse_unknown_sections(config: Config, linter: Linter, changes: Mapping[str, SectionChange], place: str) -> None:
    schemas = linter.candidates or (linter.schema,)
    titles = {normalise(spec.title): spec.title for schema in schemas for spec in schema.sections}
    for name, change in changes.items():
        if name not in titles:
            from pm_lint.config_values import nearest

            near = nearest(change.name, titles.values())
            hint = f'did you mean "{near}"?' if near else f"it has: {', '.join(list(titles.values())[:9])}"
            said = f'{place}."{change.name}": the template {linter.config.template!r} has no such section; {hint}'
            raise _refused(config, said)


def _refused(config: Config, said: str) -> ConfigError:
    return ConfigError(f"{config.origin}: {said}" if config.origin else said)
