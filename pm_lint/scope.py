"""Which files are postmortems, by the configuration's globs or its defaults, and what holds for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pm_lint.config import Config, laid_over, templates
from pm_lint.record import replace

_FOLDER = (
    r"(?:.*[-_. ])?post[-_ ]?mortems?(?:[-_. ](?!templates?$).*)?"
    r"|(?:.*[-_. ])?incidents?"
    r"|(?:.*[-_. ])?incidents?[-_ ]?(?:reports?|reviews?|retros?|retrospectives?|analys[ei]s|post[-_ ]?mortems?"
    r"|history|archives?|logs?|records?|write-?ups?|documents?|docs?)(?:[-_. ].*)?"
)
_NO_POSTMORTEM = r"(?:readme|_(?>.*?template).*|template|.*[-_]template)\.(?:md|markdown)"
_MARKDOWN = (".md", ".markdown")


def covers(config: Config, path: str) -> bool:
    """Whether a path (relative, forward slashes) is in scope.

    Without `paths`: Markdown files under any folder named like postmortem, post-mortem or incident. Without `exclude`:
    all of those but `README.md`, `_*template*.md`, `template.md`, `*-template.md` and `*_template.md`. For these
    defaults case does not matter, and `.markdown` is as good as `.md`. The team's own templates are never in scope.
    """
    if path in templates(config):
        return False
    if config.paths is None:
        included = path.lower().endswith(_MARKDOWN) and named_folder(path) is not None
    else:
        included = any(_includes(glob, path) for glob in config.paths)
    return included and not excluded(config, path)


def named_folder(path: str) -> str | None:
    """The folder on the way to a file that makes it a postmortem by default; None if there is none."""
    folders = path.split("/")[:-1]
    found = next((index for index, folder in enumerate(folders) if re.fullmatch(_FOLDER, folder, re.I)), None)
    return None if found is None else "/".join(folders[: found + 1])


def matching(config: Config, path: str) -> tuple[int, ...]:
    """Which of the configuration's overrides are for a path, by index."""
    return tuple(
        index
        for index, override in enumerate(config.overrides)
        if any(_includes(glob, path) for glob in override.paths)
    )


def with_overrides(config: Config, indices: Iterable[int]) -> Config:
    """The configuration with these overrides laid over it, and none left."""
    for index in indices:
        config = laid_over(config, config.overrides[index].given)
    return replace(config, overrides=())


def config_for(config: Config, path: str) -> Config:
    """The configuration that holds for a path."""
    return with_overrides(config, matching(config, path)) if config.overrides else config


def excluded(config: Config, path: str) -> bool:
    """Whether ``exclude``, or its default, leaves a path alone."""
    if config.exclude is None:
        return re.fullmatch(_NO_POSTMORTEM, path.rpartition("/")[2], re.I) is not None
    return any(matches(glob, path) or matches(glob + "/**", path) for glob in config.exclude)


def _includes(glob: str, path: str) -> bool:
    """A glob whose last part has no suffix (`docs/**`) means Markdown; one that names a folder, all Markdown in it."""
    markdown = path.lower().endswith(_MARKDOWN)
    if markdown or "." in glob.rpartition("/")[2]:
        return matches(glob, path) or (markdown and not re.search(r"[*?[]", glob) and matches(glob + "/**", path))
    return False


def matches(glob: str, path: str) -> bool:
    """Whether a whole path matches: `**` is any number of folders, `*` and `?` stay inside a name; case matters.

    Part by part, going back to the last `**` only, so the time is bounded by the product of the two lengths.
    """
    pattern, parts = glob.split("/"), path.split("/")
    here = there = 0
    star, resume = -1, 0
    while there < len(parts):
        if here < len(pattern) and pattern[here] == "**":
            star, resume = here, there
            here += 1
        elif here < len(pattern) and _part(pattern[here]).fullmatch(parts[there]):
            here, there = here + 1, there + 1
        elif star >= 0:
            resume += 1
            here, there = star + 1, resume
        else:
            return False
    return all(part == "**" for part in pattern[here:])


def _part(glob: str) -> re.Pattern[str]:
    """One part of a glob as a regular expression. Each `*` keeps its first match, so nothing is tried twice."""
    pieces: list[str] = []
    pending = ""
    index = 0
    star = False
    while index < len(glob):
        if glob[index] == "*":
            pieces.append(f"(?>.*?{pending})" if star else pending)
            pending, star, step = "", True, 1
        else:
            piece, step = _one(glob, index)
            pending += piece
        index += step
    pieces.append(f".*{pending}" if star else pending)
    return re.compile("".join(pieces), re.DOTALL)


def _one(glob: str, index: int) -> tuple[str, int]:
    """The expression for the one character that a glob means at ``index``, and how much of the glob that takes."""
    if glob[index] == "?":
        return ".", 1
    if glob[index] != "[":
        return re.escape(glob[index]), 1
    negated = glob[index + 1 : index + 2] in {"!", "^"}
    first = index + 1 + negated
    end = glob.find("]", first + 1)
    if end < 0:
        return re.escape("["), 1
    members = re.sub(r"([\\\[\]^&~|])", r"\\\1", glob[first:end])
    try:
        re.compile(f"[{members}]")
    except re.error:  # a range that goes backwards holds nothing
        return ("." if negated else "(?!)"), end + 1 - index
    return f"[{'^' if negated else ''}{members}]", end + 1 - index
