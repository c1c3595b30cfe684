"""What every new issue gets beside its text: labels, which are made where they are missing, and a milestone.

Nothing here keeps an issue from being made: what GitHub refuses is left out, and said. A label that is there is never
changed: it is people's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pm_lint.config import ActionItemsConfig, Label
from pm_lint.github.errors import GitHubError, Refused, Unknown
from pm_lint.github.issue_api import IssueApi
from pm_lint.github.issue_known import Known
from pm_lint.record import dataclass


@dataclass(frozen=True)
class Fields:
    """What is asked for with a new issue."""

    labels: tuple[str, ...] = ()
    #: Those that are certainly there. Of another one GitHub makes a grey label, where the token may make any.
    sure: frozenset[str] = frozenset()
    milestone: int | None = None


def prepare(
    api: IssueApi,
    config: ActionItemsConfig,
    known: Iterable[Known],
    say: Callable[[str], None],
    log: Callable[[str], None],
) -> Fields:
    """The fields of new issues, before the first is made: one request for each label that no issue of ours shows, and
    those for the milestone. ``say`` gets a sentence if there is no such milestone, ``log`` one where a label may be
    missing: what becomes of it is known, and said, only when the first issue is made. Never raises for what GitHub
    does."""
    seen = {name.casefold() for issue in known for name in issue.labels}
    sure = {label.name for label in config.labels if label.name.casefold() in seen or _make(api, label, log)}
    milestone = _milestone(api, config.milestone, say) if config.milestone else None
    return Fields(tuple(label.name for label in config.labels), frozenset(sure), milestone)


def _make(api: IssueApi, label: Label, log: Callable[[str], None]) -> bool:
    """Make a label unless it is there; whether it is there now. To ask for it twice does no harm."""
    try:
        try:
            api.make_label(label)
        except Unknown:
            api.make_label(label)
    except GitHubError as error:
        if isinstance(error, Refused) and any(one.code == "already_exists" for one in error.errors):
            return True
        log(f"the label {label.name!r} could not be made sure of, and is grey if it is new: {error}")
        return False
    return True


def _milestone(api: IssueApi, title: str, say: Callable[[str], None]) -> int | None:
    try:
        number = api.milestone(title)
    except GitHubError as error:
        say(f"the new issues have no milestone: {error}")
        return None
    if number is None:
        say(
            f"the new issues have no milestone: {api.place.tracker} has no open one with the title {title!r}; open it, "
            "or change milestone under [action-items]"
        )
    return number
