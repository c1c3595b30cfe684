"""What a repository shows of its postmortems: where they are, their template, how they write dates. Only looks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pm_lint.config import Config
from pm_lint.files import UnreadableFile, markdown_files, read_file
from pm_lint.markdown import LimitError
from pm_lint.naming import base_folder, most_common
from pm_lint.postmortem.bundled import bundled_schema
from pm_lint.postmortem.dates import Moment, document_order, moments
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.schema import Schema, TemplateError
from pm_lint.postmortem.template import read_template
from pm_lint.record import dataclass
from pm_lint.regex import regex
from pm_lint.scope import covers, excluded, named_folder

#: Larger files are no postmortems and no templates.
_MOST_BYTES = 1024 * 1024
#: What a file that may be a postmortem says somewhere; the others are not worth reading.
_WORTH_READING = re.compile(rb"(?i)time\s?line|root cause|contributing factor|chronology|went w(?:ell|rong)")
#: Names that no configuration may hold.
_UNSPEAKABLE = regex(r"\\|^[~!]|^[A-Za-z]:")
#: Sections that a document of another kind seldom has.
_TELLING = frozenset({"timeline", "factors", "went-well", "went-wrong", "lucky"})
_ENOUGH_ROLES = 3
_TEMPLATE_NAME = regex(r"template|yyyy-?mm-?dd", re.I)
_OTHER_TEMPLATE = regex(r"(?:^|/)(?:issue|pull_request|discussion)_template(?:/|\.|$)", re.I)
#: What the names of a folder's postmortems may have in common, where it holds other documents too.
_NAMED: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("[0-9]*.md", lambda name: name[:1].isdigit()),
    ("*postmortem*.md", lambda name: "postmortem" in name),
    ("*post-mortem*.md", lambda name: "post-mortem" in name),
    ("*incident*.md", lambda name: "incident" in name),
)


@dataclass(frozen=True)
class FoundTemplate:
    """A file that reads as a template of postmortems."""

    path: str
    sections: int
    roles: int


@dataclass(frozen=True)
class Dates:
    """How documents write dates: in how many of them each form occurs."""

    iso: int
    named: int
    numeric: int
    #: How many documents say themselves, by dates of one reading, that the month or the day comes first.
    month_first: int
    day_first: int

    @property
    def order(self) -> str | None:
        """ "MDY" or "DMY" where the documents that show it agree, and are not a few among many."""
        certain = self.month_first or self.day_first
        if (self.month_first and self.day_first) or not certain or certain * 2 < self.numeric:
            return None
        return "MDY" if self.month_first else "DMY"


@dataclass(frozen=True)
class Survey:
    """What was found. ``documents`` are the postmortems by path, ``folders`` where they are, the fullest first."""

    documents: dict[str, Postmortem]
    folders: tuple[str, ...]
    #: The globs that cover them; None where the default scope does.
    paths: tuple[str, ...] | None
    #: What to leave alone, where the default would leave postmortems alone: those named README.md.
    exclude: tuple[str, ...] | None
    #: The likeliest first.
    templates: tuple[FoundTemplate, ...]
    dates: Dates


def survey(root: Path) -> Survey:
    """Look through a repository."""
    files = [path.relative_to(root).as_posix() for path in markdown_files(root)]
    files += [path.relative_to(root).as_posix() for path in markdown_files(root / ".github", hidden=True)]
    files = [path for path in files if path.isprintable() and not _UNSPEAKABLE.search(path)]
    schema = bundled_schema("default")

    candidates = _templates(root, files)
    no_document = {found.path for found in candidates}
    files = [path for path in files if path not in no_document]
    readmes = set(_readmes(root, files, schema))
    files = [path for path in files if path in readmes or not excluded(Config(), path)]
    by_default = [path for path in files if path in readmes or covers(Config(), path)]
    documents = {path: doc for path in by_default if (doc := _read(root, path, schema))}
    good = [path for path, doc in documents.items() if reads_as_postmortem(doc) or _is_dated(doc)]
    named, strays = _mostly(by_default, good, lambda path: named_folder(path) or "")
    documents = {path: doc for path, doc in documents.items() if named_folder(path) in named}

    known = set(by_default)
    elsewhere = {path: doc for path in files if path not in known and (doc := _likely(root, path, schema))}
    globs = list(_globs(files, elsewhere))
    more = [path for path in elsewhere if any(covers(Config(paths=(glob,)), path) for glob, _ in globs)]
    paths = None
    if more or (named and strays):
        paths = (*(f"{_literal(folder)}/**/*.md" for folder in named), *(glob for glob, _ in globs))
    documents |= {path: elsewhere[path] for path in more}
    folders = (*named, *(folder for _, folder in globs))
    exclude = ("**/*template*.md", *(f"{_literal(folder)}/README.md" for folder in folders)) if readmes else None
    return Survey(documents, folders, paths, exclude, _ranked(candidates, folders), habits(documents.values()))


# -- postmortems ------------------------------------------------------------------------------------------------


def reads_as_postmortem(doc: Postmortem) -> bool:
    """Whether a document has the sections of a postmortem, or some of them and a date."""
    roles = {section.role for section in doc.sections if section.role}
    roles |= {"timeline" for section in doc.sections if section.title.casefold().startswith("timeline")}
    if len(roles) >= _ENOUGH_ROLES and roles & _TELLING:
        return True
    return _is_dated(doc) and len(roles) > 1 and bool(roles & {"timeline", "resolution"})


def _readmes(root: Path, files: Iterable[str], schema: Schema) -> Iterator[str]:
    """The postmortems that are named README.md, each in a folder of its own below one of postmortems."""
    for path in files:
        folder, _, name = path.rpartition("/")
        above = named_folder(path)
        if name.casefold() == "readme.md" and above is not None and folder != above and _likely(root, path, schema):
            yield path


def _is_dated(doc: Postmortem) -> bool:
    return any(source.kind in ("title", "file-name") for source in doc.incident.sources)


def _likely(root: Path, path: str, schema: Schema) -> Postmortem | None:
    data = _bytes(root, path)
    if data is None or not _WORTH_READING.search(data):
        return None
    doc = _read(root, path, schema)
    return doc if doc and reads_as_postmortem(doc) else None


def _mostly(every: Sequence[str], good: Sequence[str], folder_of: Callable[[str], str]) -> tuple[list[str], list[str]]:
    """The folders where at least half of the files are good, the fullest first, and the others."""
    total, found = Counter(map(folder_of, every)), Counter(map(folder_of, good))
    folders = most_common(map(folder_of, every))
    return (
        [folder for folder in folders if found[folder] * 2 >= total[folder]],
        [folder for folder in folders if found[folder] * 2 < total[folder]],
    )


def _globs(files: Sequence[str], found: dict[str, Postmortem]) -> Iterator[tuple[str, str]]:
    """Globs that cover postmortems that the default scope does not, each with its folder."""
    every: dict[str, list[str]] = defaultdict(list)
    for path in files:
        every[base_folder(path)].append(path)
    for folder in most_common(map(base_folder, found)):
        there = [path for path in every[folder] if path in found]
        strays = [path for path in every[folder] if path not in found]
        name = _names_glob(_names(there), _names(strays)) if len(there) > 1 else None
        if name:
            inside = f"{_literal(folder)}/" if folder else ""
            deep = any(path.removeprefix(f"{folder}/").count("/") if folder else "/" in path for path in there)
            yield (f"{inside}**/{name}" if deep else f"{inside}{name}"), folder


def _names_glob(there: Sequence[str], strays: Sequence[str]) -> str | None:
    """A glob for the names of a folder's postmortems, and of little else in it; None where there is none."""
    if not strays:
        return "*.md"
    for glob, alike in _NAMED:
        right, wrong = sum(map(alike, there)), sum(map(alike, strays))
        if right > 1 and right > wrong:
            return glob
    return "*.md" if len(there) > len(strays) else None


def _names(paths: Iterable[str]) -> list[str]:
    return [path.rpartition("/")[2] for path in paths]


def _literal(folder: str) -> str:
    """A folder's name in a glob."""
    return re.sub(r"([*?[])", r"[\1]", folder)


# -- templates --------------------------------------------------------------------------------------------------


def _templates(root: Path, files: Iterable[str]) -> list[FoundTemplate]:
    found = []
    for path in files:
        *folders, name = path.split("/")
        if not (_TEMPLATE_NAME.search(name) or any(_TEMPLATE_NAME.search(folder) for folder in folders)):
            continue
        if _OTHER_TEMPLATE.search(path) or (data := _bytes(root, path)) is None:
            continue
        try:
            schema = read_template(data.decode("utf-8-sig"), path)
        except (TemplateError, LimitError, UnicodeDecodeError):
            continue
        roles = {section.role for section in schema.sections if section.role}
        if len(roles) >= _ENOUGH_ROLES and roles & _TELLING:
            found.append(FoundTemplate(path, len(schema.sections), len(roles)))
    return found


def _ranked(found: list[FoundTemplate], folders: Sequence[str]) -> tuple[FoundTemplate, ...]:
    """In or near the postmortems first, then those that know the most sections."""

    def rank(template: FoundTemplate) -> tuple[int, int, str]:
        here = template.path.rpartition("/")[0]
        near = min((_steps(here, folder) for folder in folders), default=here.count("/"))
        return near, -template.roles, template.path

    return tuple(sorted(found, key=rank))


def _steps(one: str, other: str) -> int:
    """How many folders apart two folders are."""
    first, second = one.split("/") if one else [], other.split("/") if other else []
    shared = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    return len(first) + len(second) - 2 * shared


# -- dates ------------------------------------------------------------------------------------------------------


def habits(documents: Iterable[Postmortem]) -> Dates:
    """How these documents write dates in titles, labels and timelines."""
    counts: Counter[str] = Counter()
    for doc in documents:
        found = [moment for moment in _written(doc) if moment.day_text]
        forms = {_form(moment) for moment in found}
        counts.update(form for form in forms if form)
        if order := document_order(found):
            counts[order] += 1
    return Dates(counts["iso"], counts["named"], counts["numeric"], counts["MDY"], counts["DMY"])


def _written(doc: Postmortem) -> Iterator[Moment]:
    texts = [title.text for title in doc.titles] + [field.text for field in doc.fields]
    if doc.timeline:
        texts += [entry.time_text for entry in doc.timeline.entries]
    for section in doc.sections:
        texts.append(section.title)
    for text in texts:
        yield from moments(text)


def _form(moment: Moment) -> str:
    if re.match(r"[0-9]{4}", moment.day_text):
        return "iso"
    return "numeric" if moment.numeric else "named"


# -- files ------------------------------------------------------------------------------------------------------


def _bytes(root: Path, path: str) -> bytes | None:
    try:
        return read_file(root / path, _MOST_BYTES)
    except UnreadableFile:
        return None


def _read(root: Path, path: str, schema: Schema) -> Postmortem | None:
    data = _bytes(root, path)
    try:
        return None if data is None or b"\0" in data else read(data.decode("utf-8"), schema, path)
    except (UnicodeDecodeError, LimitError):
        return None
