"""How a new postmortem's file is named: as the team names its others, else by date and title."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from pm_lint.config import Config
from pm_lint.record import dataclass
from pm_lint.regex import regex
from pm_lint.scope import covers, named_folder

#: Where nothing says where postmortems are kept.
FOLDER = "postmortems"
_LONGEST_SLUG = 60
#: Letters that Unicode does not take apart into an ASCII letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"}
)
_NAME = regex(
    r"(?P<folders>(?:[0-9]{4}/|[0-9]{4}-[0-9]{2}/|[0-9]{4}/[0-9]{2}/)?)"
    r"[0-9]{4}(?P<mark>[-_.]?)[0-9]{2}(?P=mark)[0-9]{2}(?P<after>[-_. ]{1,3})"
    r"(?P<rest>[^/]{1,255})(?P<ending>(?:/README|/index)?\.(?:md|markdown))"
)
_DATED_FOLDERS = regex(r"(?:^|/)(?:[0-9]{4}(?:/[0-9]{2})?|[0-9]{4}-[0-9]{2})$")


@dataclass(frozen=True)
class Style:
    """The form of a file's name below the folder of postmortems."""

    #: "" for none, "Y", "Y-m" or "Y/m": the folders of years or months.
    folders: str = ""
    #: What stands between year, month and day, after the date, and between the words.
    mark: str = "-"
    after: str = "-"
    between: str = "-"
    ending: str = ".md"


def slug(title: str, between: str = "-") -> str:
    """A title in small ASCII letters and digits, never empty, cut between words where it is long."""
    apart = unicodedata.normalize("NFKD", title.casefold().translate(_LETTERS))
    plain = "".join(char for char in apart if not unicodedata.combining(char) and char not in "'’`")
    words = re.findall(r"[a-z0-9]+", plain)
    kept = words[:1]
    for word in words[1:]:
        if len(between.join([*kept, word])) > _LONGEST_SLUG:
            break
        kept.append(word)
    return between.join(kept)[:_LONGEST_SLUG] or "incident"


def style_of(names: Iterable[str]) -> Style:
    """The form that all these names (relative to the folder) that begin with a date have in common, part by part."""
    found = [match for name in names if (match := _NAME.fullmatch(name))]
    folders = _common([_folders_form(match["folders"]) for match in found], "")
    mark = _common([match["mark"] for match in found], "-")
    after = _common([match["after"] for match in found], "-")
    words = ["_" if "_" in match["rest"] else "-" for match in found if re.search(r"[-_]", match["rest"])]
    return Style(folders, mark, after, _common(words, "-"), _common([match["ending"] for match in found], ".md"))


def file_name(day: date, title: str, style: Style) -> str:
    """The path below the folder of postmortems."""
    folders = {"": "", "Y": f"{day:%Y}/", "Y-m": f"{day:%Y-%m}/", "Y/m": f"{day:%Y/%m}/"}[style.folders]
    dated = style.mark.join(day.isoformat().split("-"))
    return f"{folders}{dated}{style.after}{slug(title, style.between)}{style.ending}"


def place_for(day: date, title: str, config: Config, files: Sequence[str]) -> str | None:
    """The path of a new postmortem; ``files`` are the Markdown files that are there. None: `paths` covers no such file.

    The folder is the one that `paths` names or, without `paths`, one named like those that are in scope by default.
    """
    documents = [path for path in files if covers(config, path)]
    for folder in _folders(config, documents, files):
        inside = f"{folder}/" if folder else ""
        style = style_of(path.removeprefix(inside) for path in documents if path.startswith(inside))
        for tried in (style, Style(), Style("Y")):
            path = inside + file_name(day, title, tried)
            if covers(config, path):
                return path
    return None


def _folders(config: Config, documents: Sequence[str], files: Sequence[str]) -> list[str]:
    """Where a new postmortem may go, the likeliest first."""
    if config.paths is None:
        named = [[folder for path in paths if (folder := named_folder(path))] for paths in (documents, files)]
        return [*most_common(named[0]), *most_common(named[1]), FOLDER]
    fixed = [folder for glob in config.paths if (folder := _before_the_first_sign(glob))]
    return [*fixed, *most_common(base_folder(path) for path in documents), *map(_words_of, config.paths)]


def _before_the_first_sign(glob: str) -> str:
    """The folder that a glob names before its first sign; a glob without any may be a folder itself."""
    parts = glob.split("/")
    signs = [index for index, part in enumerate(parts) if re.search(r"[*?[]", part)]
    if not signs:
        return glob.rpartition("/")[0] if glob.lower().endswith((".md", ".markdown")) else glob
    return "/".join(parts[: signs[0]])


def _words_of(glob: str) -> str:
    """The folders of a glob whose names have no sign: `**/postmortems/*.md` is also for `postmortems`."""
    return "/".join(part for part in glob.split("/")[:-1] if not re.search(r"[*?[]", part))


def base_folder(path: str) -> str:
    """The folder of a document, above those of years and months; "" is the top."""
    return _DATED_FOLDERS.sub("", path.rpartition("/")[0])


_T = TypeVar("_T")


def most_common(values: Iterable[str]) -> list[str]:
    """The values, each once, the most frequent first."""
    counts = Counter(values)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _common(values: Sequence[_T], default: _T) -> _T:
    """The one value that all have."""
    return values[0] if values and all(value == values[0] for value in values) else default


def _folders_form(folders: str) -> str:
    if len(folders) <= len("2026/"):
        return "Y" if folders else ""
    return "Y-m" if "-" in folders else "Y/m"
