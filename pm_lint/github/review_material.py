"""What a review judges: the pull request's postmortems, checked by the base branch's configuration. Writes nothing.

Configuration, templates and baseline come from the base branch, so a pull request can't switch off its own check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from pm_lint.config import Config, commanded
from pm_lint.config_file import decode
from pm_lint.config_parse import read_value
from pm_lint.errors import ConfigError
from pm_lint.github.escape import code
from pm_lint.github.event import PullRequest
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Context
from pm_lint.github.place import Place
from pm_lint.github.review_plan import Plan, Reviewed, Spoken, make_plan
from pm_lint.github.review_state import ChangedFile, PullState, Reader
from pm_lint.linter import Checked, is_older
from pm_lint.output.counting import fits_line, plural
from pm_lint.project import named_files
from pm_lint.scope import config_for

#: As the files of a checkout are refused, so that every mode says the same.
LINKED = "it is a symbolic link, which is not followed"
#: Without `since`, a document about an older incident is left alone unless its file is new.
OLD_DAYS = 90


class Checker(Protocol):
    """What the review needs of the linter."""

    def check(self, path: str, data: bytes) -> Checked:
        """One document, checked."""
        ...

    def unreadable(self, path: str, why: str) -> Checked:
        """The result for a document that can't be checked."""
        ...


@dataclass(frozen=True)
class Tools:
    """What the review uses of the other rooms; tests bring their own."""

    #: Where the base branch may keep its configuration, the first that is there counts.
    config_paths: Sequence[str]
    #: Text and origin to configuration; raises ConfigError.
    parse_config: Callable[[str, str], Config]
    covers: Callable[[Config, str], bool]
    #: Configuration, and the texts of the files that it names, to what checks.
    linter: Callable[[Config, Mapping[str, str]], Checker]
    #: The verdict's postscript for one document, such as "green until Thu 4 May"; plain text.
    note: Callable[[Config, Checked], str] = lambda config, checked: ""
    #: Findings as workflow commands.
    annotate: Callable[[Sequence[Checked]], str] = lambda results: ""


@dataclass(frozen=True)
class Material:
    """All that was read and checked; the plan is made of this alone."""

    config: Config
    documents: tuple[Reviewed, ...]
    notes: tuple[str, ...]
    #: The names that the pull request is known to touch; None: all of them.
    listed: frozenset[str] | None = None

    @property
    def checked(self) -> tuple[Checked, ...]:
        """The documents' results."""
        return tuple(document.checked for document in self.documents)

    def plan(self, spoken: Spoken, place: Place, *, inline: bool = True) -> Plan:
        """What to write, in view of what was said before."""
        return make_plan(self.documents, spoken, place, notes=self.notes, inline=inline, listed=self.listed)


def base_ref(pull: PullRequest) -> str:
    """The base branch, where nobody can take a tag for it."""
    return f"refs/heads/{pull.base_ref}"


def read_config(
    context: Context, tools: Tools, reader: Reader, pull: PullRequest, state: PullState, candidates: Sequence[str]
) -> Config:
    """The base branch's configuration with the inputs laid over it."""
    config = Config()
    for path in candidates:
        text = state.base_texts.get(path)
        if text is not None:
            if text.linked:
                raise ConfigError(f"{path}: can't be read: {LINKED}")
            data = reader.whole(path, base_ref(pull), text)
            config = tools.parse_config(decode(data, path), path)
            break
    else:
        if context.inputs.config:
            missing = context.inputs.config
            raise ConfigError(
                f"config: {missing!r} is not on the base branch {pull.base_ref!r}; merge it, or correct it"
            )
    return override(config, context.inputs)


def override(config: Config, inputs: Inputs, origin: str = "the action's inputs") -> Config:
    """The configuration with the inputs laid over it. Raises ConfigError for one that can't be used."""
    if inputs.template is not None:
        config = commanded(config, template=read_value("template", inputs.template, origin))
    if inputs.paths is not None:
        config = replace(config, paths=read_value("paths", list(inputs.paths), origin))
    if inputs.since is not None:
        config = commanded(config, since=inputs.since)
    if inputs.fail_on is not None or inputs.never_fail:
        config = replace(config, fail_on=inputs.fail_on)
    return config


def _named_files(reader: Reader, pull: PullRequest, config: Config) -> dict[str, str]:
    """The texts of the files that the configuration names, at the base branch: in one query, where there are any."""
    named = named_files(config)
    texts = reader.texts(base_ref(pull), list(named))
    found = {}
    for path, what in named.items():
        text = texts.get(path)
        if text is None:
            raise ConfigError(
                f"{what}: {path!r} is not on the base branch {pull.base_ref!r}; merge it first, or correct it"
            )
        if text.linked:
            raise ConfigError(f"{what}: {path!r} can't be read: {LINKED}")
        found[path] = decode(reader.whole(path, base_ref(pull), text), path)
    return found


def read_material(
    context: Context,
    tools: Tools,
    reader: Reader,
    pull: PullRequest,
    state: PullState,
    config: Config,
    files: Sequence[ChangedFile],
    touched: set[str],
) -> Material:
    wanted = [file for file in files if tools.covers(config, file.path)]
    documents: list[Reviewed] = []
    if wanted:
        linter = tools.linter(config, _named_files(reader, pull, config))
        texts = dict(state.head_texts)
        texts |= reader.texts(pull.head_sha, [file.path for file in wanted if file.path not in texts])
        for file in wanted:
            text = texts.get(file.path)
            if text is None:  # a submodule: there is no such file in a checkout either
                context.log(f"{file.path} is no regular file: left alone")
                continue
            if text.linked:
                checked = linter.unreadable(file.path, LINKED)
            else:
                # What is too large is not fetched: the linter only needs to see that it is.
                too_large = text.size > config.max_file_size
                data = bytes(config.max_file_size + 1) if too_large else reader.whole(file.path, pull.head_sha, text)
                checked = linter.check(file.path, data)
            if in_scope(checked, file.new, config, context.today):
                documents.append(Reviewed(checked, file.name, file.hunks, tools.note(config, checked), file.new))
            else:
                context.log(f"{file.path} is about an incident before `since`: left alone")
    settings = {
        *([context.inputs.config] if context.inputs.config else tools.config_paths),
        *named_files(config),
    }
    changed = sorted(settings & touched)
    notes = [f"{', '.join(map(code, changed))} changed here: applies after the merge"] if changed else []
    fits = fits_line(document.checked for document in documents)
    notes += [fits] if fits else []
    return Material(config, tuple(documents), (*notes, *_merging(documents, config)))


def _merging(documents: Sequence[Reviewed], config: Config) -> list[str]:
    """What merging does with the action items, where it does something."""
    if not config.action_items.create:
        return []
    number = sum(
        1
        for document in documents
        if document.checked.postmortem is not None
        for item in document.checked.postmortem.action_items
        if item.committed and not item.blank and not item.done and not item.tickets
    )
    return [f"Merging makes issues of {plural(number, 'action item')} without a ticket"] if number else []


def in_scope(checked: Checked, new: bool, config: Config, today: date) -> bool:
    """Whether the document's incident is recent enough. One that nothing dates is in scope."""
    if checked.postmortem is None:
        return True
    since = config_for(config, checked.path).since
    if since is None:
        return new or not is_older(checked.postmortem, today - timedelta(days=OLD_DAYS))
    return not is_older(checked.postmortem, since)
