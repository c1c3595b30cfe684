"""Rules by the words that people use for them: an id, a name, or the name of a group, whatever the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pm_lint.config import Config, severity_of
from pm_lint.config_values import RULE_SEVERITY, Place, hint_for, shown_value
from pm_lint.errors import ConfigError
from pm_lint.finding import RuleName, Severity
from pm_lint.record import replace


def read_rules(table: Mapping[str, object], place: Place, known: Iterable[RuleName]) -> dict[str, Severity | None]:
    """The severities of `[rules]` by rule id: a rule's own before its group's, whatever their order.

    A group's severity is for those of its rules that are on by default: it switches none on. Raises ConfigError.
    """
    known = tuple(known)
    named, grouped = _words(known)
    own: dict[str, Severity | None] = {}
    of_group: dict[str, Severity | None] = {}
    for word, value in table.items():
        folded = word.lower()
        if folded in named:
            rule = named[folded]
            if rule.id in own:
                raise place.at(word).must(value, f"must not configure {rule.id} ({rule.name}) a second time")
            own[rule.id] = RULE_SEVERITY.read(value, place.at(word))
        elif folded in grouped:
            if folded in of_group:
                raise place.at(word).must(value, f"must not configure the group {folded} a second time")
            of_group[folded] = RULE_SEVERITY.read(value, place.at(word))
        else:
            raise ConfigError(
                f"{place.origin}: unknown rule {place.at(word)} = {shown_value(value)}{_hint(word, known)}"
            )
    by_group = {rule.id: of_group[rule.group] for rule in known if rule.group in of_group and rule.on}
    return {**by_group, **own}


def rule_ids(words: str, origin: str, known: Iterable[RuleName]) -> tuple[frozenset[str], frozenset[str]]:
    """The rules of a list with commas between: those named by id or name, and those of the groups named.

    Raises ConfigError for an unknown word.
    """
    known = tuple(known)
    named, grouped = _words(known)
    own: set[str] = set()
    by_group: set[str] = set()
    for word in filter(None, (word.strip() for word in words.split(","))):
        folded = word.lower()
        if folded in named:
            own.add(named[folded].id)
        elif folded in grouped:
            by_group.update(grouped[folded])
        else:
            raise ConfigError(f"{origin}: unknown rule {word!r}{_hint(word, known)}")
    return frozenset(own), frozenset(by_group)


def chosen(
    config: Config,
    known: Iterable[RuleName],
    defaults: Mapping[str, Severity | None],
    *,
    select: str | None = None,
    ignore: str | None = None,
) -> Config:
    """The configuration after ``--select`` and ``--ignore``. A rule selected by name that is off is a warning.

    ``defaults`` are the rules' severities by id. Raises ConfigError.
    """
    known = tuple(known)
    if not select and not ignore:
        return config
    named: frozenset[str] = frozenset()
    wanted = frozenset(defaults)
    if select:
        named, grouped = rule_ids(select, "--select", known)
        wanted = named | grouped
        if not wanted:
            raise ConfigError(f"--select: {select!r} names no rule; `pm-lint rules` lists them")
    if ignore:
        wanted -= frozenset().union(*rule_ids(ignore, "--ignore", known))
    off = {rule: None for rule in defaults if rule not in wanted}

    def laid(rules: Mapping[str, Severity | None]) -> dict[str, Severity | None]:
        on = {rule: (level or Severity.WARNING) if rule in named else level for rule, level in rules.items()}
        return {**on, **off}

    overrides = tuple(
        replace(override, given={**override.given, "rules": laid(override.given.get("rules", {}))})
        for override in config.overrides
    )
    # Only what the command line speaks of: the rest is as each document's own configuration has it.
    rules = {rule: severity_of(config, rule, default) for rule, default in defaults.items() if rule in named}
    return replace(config, rules=laid({**config.rules, **rules}), overrides=overrides)


def _words(known: Iterable[RuleName]) -> tuple[dict[str, RuleName], dict[str, set[str]]]:
    """The rule that each word means, and the rules of each group."""
    named: dict[str, RuleName] = {}
    grouped: dict[str, set[str]] = {}
    for rule in known:
        named |= {rule.id.lower(): rule, rule.name.lower(): rule}
        grouped.setdefault(rule.group, set()).add(rule.id)
    return named, grouped


def _hint(word: str, known: Iterable[RuleName]) -> str:
    """The group whose ids begin so, as other linters name groups; else the nearest word."""
    known = tuple(known)
    groups = {rule.group for rule in known if rule.id.startswith(word.upper())}
    if len(groups) == 1:
        return f'; did you mean the group "{groups.pop()}"?'
    words = dict.fromkeys(word for rule in known for word in (rule.id, rule.name, rule.group))
    return hint_for(word, words) or '; "pm-lint rules" lists them'
