"""What a review judges: the pull request's postmortems, checked by the base branch's configuration. Writes nothing.

Configuration, templates and baseline come from the base branch, so a pull request can't switch off its own check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from pm_lint.config import Config, commanded
from pm_lint.config_file import decode
from pm_lint.config_parse import read_value
from pm_lint.errors import ConfigError
from pm_lint.finding import Finding, Known
from pm_lint.github.comment import Spoken
from pm_lint.github.errors import GitHubError
from pm_lint.github.escape import code
from pm_lint.github.event import PullRequest
from pm_lint.github.hunks import Lines
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Context
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed
from pm_lint.github.review_plan import Plan, make_plan
from pm_lint.github.review_state import ChangedFile, Changes, PullState, Reader
from pm_lint.github.suggestion import lines_of
from pm_lint.github.understood import NOTHING, Understood
from pm_lint.github.write_back_text import BRANCH
from pm_lint.linter import Checked, is_older
from pm_lint.output.counting import fits_line, plural
from pm_lint.project import decoded, named_files
from pm_lint.record import dataclass, replace
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

    def asks(self, checked: Checked) -> frozenset[str]:
        """The logins of which a rule would like to know whether there is such an account."""
        ...

    def knowing(self, known: Known) -> Checker:
        """The same, with what was looked up."""
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
    #: What is understood of one document, for the summary; the lines are those changed, None where the file is new.
    understand: Callable[[Config, Checked, Sequence[Lines] | None], Understood] = lambda config, checked, lines: NOTHING
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
        return make_plan(
            self.documents, spoken, place, notes=self.notes, inline=inline, listed=self.listed, must=self.config.must
        )


@dataclass(frozen=True)
class Desk:
    """What one review works with."""

    context: Context
    tools: Tools
    reader: Reader
    pull: PullRequest

    @property
    def base_ref(self) -> str:
        """The base branch, where nobody can take a tag for it."""
        return f"refs/heads/{self.pull.base_ref}"

    @property
    def config_paths(self) -> Sequence[str]:
        """Where the configuration may be: the file that the inputs name, else any of the usual ones."""
        named = self.context.inputs.config
        return [named] if named else self.tools.config_paths


def read_config(desk: Desk, state: PullState) -> Config:
    """The base branch's configuration with the inputs laid over it."""
    inputs = desk.context.inputs
    path = next((path for path in desk.config_paths if path in state.base_texts), None)
    if path is None:
        if inputs.config:
            raise ConfigError(
                f"config: {inputs.config!r} is not on the base branch {desk.pull.base_ref!r}; merge it, or correct it"
            )
        return override(Config(), inputs)
    text = state.base_texts[path]
    if text.linked:
        raise ConfigError(f"{path}: can't be read: {LINKED}")
    data = desk.reader.whole(path, desk.base_ref, text)
    return override(desk.tools.parse_config(decode(data, path), path), inputs)


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


def _named_files(desk: Desk, config: Config) -> dict[str, str]:
    """The texts of the files that the configuration names, at the base branch: in one query, where there are any."""
    named = named_files(config)
    texts = desk.reader.texts(desk.base_ref, list(named))
    found = {}
    for path, what in named.items():
        text = texts.get(path)
        if text is None:
            raise ConfigError(
                f"{what}: {path!r} is not on the base branch {desk.pull.base_ref!r}; merge it first, or correct it"
            )
        if text.linked:
            raise ConfigError(f"{what}: {path!r} can't be read: {LINKED}")
        found[path] = decoded(desk.reader.whole(path, desk.base_ref, text), path, what)
    return found


def read_material(desk: Desk, state: PullState, config: Config, changes: Changes) -> Material:
    """The documents among the files, checked, and what is to be said of the whole."""
    context, tools = desk.context, desk.tools
    settings = settings_note({*desk.config_paths, *named_files(config)}, changes.touched)
    checked = _checked(desk, state, config, changes.files)
    if desk.pull.head_ref == BRANCH and desk.pull.author in config.action_items.creators:
        checked = _without_old(desk, config, checked)
    return gathered(checked, config, tools, today=context.today, log=context.log, notes=settings)


def gathered(
    results: Iterable[tuple[ChangedFile, Checked]],
    config: Config,
    tools: Tools,
    *,
    today: date,
    log: Callable[[str], None],
    notes: Sequence[str] = (),
) -> Material:
    """Those of the results that the pull request is to hear of, and what is to be said of the whole after ``notes``."""
    documents = []
    left_out = 0
    for file, checked in results:
        if not in_scope(checked, file.new, config, today):
            log(f"{file.path} is about an incident before `since`: left alone")
            continue
        heard = on_changed_lines(checked, file.changed) if config.review.only_changed_lines else checked
        left_out += len(checked.findings) - len(heard.findings)
        understood = tools.understand(config, heard, None if file.new else file.changed)
        documents.append(Reviewed(heard, file.name, file.hunks, understood, file.new))
    said = f"{plural(left_out, 'finding')} on lines that this pull request does not change: left out, as configured"
    if left_out:
        log(said)
    fits = fits_line(document.checked.template for document in documents)
    return Material(config, tuple(documents), (*notes, *[said] * bool(left_out), *[fits] * bool(fits)))


def settings_note(settings: Iterable[str], touched: Container[str]) -> tuple[str, ...]:
    """What to say where the pull request changes what it is judged by."""
    changed = sorted(path for path in settings if path in touched)
    return (f"{', '.join(map(code, changed))} changed here: applies after the merge",) if changed else ()


def _checked(
    desk: Desk, state: PullState, config: Config, files: Sequence[ChangedFile]
) -> list[tuple[ChangedFile, Checked]]:
    """Each document among the files with its result."""
    wanted = [file for file in files if desk.tools.covers(config, file.path)]
    if not wanted:
        return []
    linter = desk.tools.linter(config, _named_files(desk, config))
    head = desk.pull.head_sha
    texts = dict(state.head_texts)
    texts |= desk.reader.texts(head, [file.path for file in wanted if file.path not in texts])
    found: dict[ChangedFile, Checked] = {}
    #: The logins that a document's rules would like to know of, and its source, to be checked again with the answer.
    asking: dict[ChangedFile, tuple[frozenset[str], bytes]] = {}
    for file in wanted:
        text = texts.get(file.path)
        if text is None:  # its name is no UTF-8, perhaps: a document that is not read must not pass
            found[file] = linter.unreadable(file.path, "GitHub gives no file by this name")
        elif text.submodule:  # there is no such file in a checkout either
            desk.context.log(f"{file.path} is no regular file: left alone")
        elif text.linked:
            found[file] = linter.unreadable(file.path, LINKED)
        else:
            # What is too large is not fetched: the linter only needs to see that it is.
            too_large = text.size > config.max_file_size
            data = bytes(config.max_file_size + 1) if too_large else desk.reader.whole(file.path, head, text)
            found[file] = linter.check(file.path, data)
            if logins := linter.asks(found[file]):
                asking[file] = logins, data
    known = _look_up(desk, {login for logins, _ in asking.values() for login in logins})
    unknown = {login for login, there in known.accounts.items() if not there}
    if unknown:
        linter = linter.knowing(known)
        found |= {file: linter.check(file.path, data) for file, (logins, data) in asking.items() if logins & unknown}
    return list(found.items())


def _without_old(
    desk: Desk, config: Config, results: Sequence[tuple[ChangedFile, Checked]]
) -> list[tuple[ChangedFile, Checked]]:
    """The results without what is true of the documents on the base branch as well: who only writes links into them
    was not asked to mend them."""
    linter = desk.tools.linter(config, _named_files(desk, config))
    texts = desk.reader.texts(desk.base_ref, [file.path for file, _ in results])
    found = []
    for file, checked in results:
        text = texts.get(file.path)
        if text is not None and not text.linked and text.size <= config.max_file_size:
            before = linter.check(file.path, desk.reader.whole(file.path, desk.base_ref, text))
            old = {finding.fingerprint() for finding in before.findings}
            checked = replace(checked, findings=tuple(one for one in checked.findings if one.fingerprint() not in old))
        found.append((file, checked))
    return found


def _look_up(desk: Desk, logins: Collection[str]) -> Known:
    """What GitHub knows of these logins. It is worth no more than one try."""
    try:
        return Known(desk.reader.accounts(logins, desk.pull.author))
    except GitHubError as error:
        desk.context.log(f"{error}; whether the owners' handles are right is not judged")
        return Known()


def on_changed_lines(checked: Checked, changed: Sequence[Lines]) -> Checked:
    """The result without the findings that touch none of these lines. What can't be read is said whatever changed."""
    if checked.postmortem is None:
        return checked
    return replace(checked, findings=tuple(one for one in checked.findings if _touches(one, changed)))


def _touches(finding: Finding, changed: Sequence[Lines]) -> bool:
    lines = lines_of(finding)
    if finding.span.start == finding.span.end:  # what is missing belongs between this line and the one before
        lines = Lines(lines.first - 1, lines.last)
    return any(one.common(lines) for one in changed)


def in_scope(checked: Checked, new: bool, config: Config, today: date) -> bool:
    """Whether the document's incident is recent enough. One that nothing dates is in scope."""
    if checked.postmortem is None:
        return True
    since = config_for(config, checked.path).since
    if since is None:
        return new or not is_older(checked.postmortem, today - timedelta(days=OLD_DAYS))
    return not is_older(checked.postmortem, since)
