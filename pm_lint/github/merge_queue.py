"""What a merge group would change: documents that nobody touches must not stop a queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pm_lint.github.client import Client, GitHubError, in_path
from pm_lint.github.escape import inline
from pm_lint.github.event import Event
from pm_lint.record import dataclass

#: GitHub lists so many files of a comparison, all of them on its first page.
_LISTED = 300
_ALL = "All postmortems were checked"


@dataclass(frozen=True)
class Queue:
    """A merge group: the files that it changes, by path, and whether each is new; None: not known, and ``note``, a
    sentence of ours that is escaped, says why."""

    changed: Mapping[str, bool] | None = None
    note: str = ""


def read_queue(event: Event, connect: Callable[[], Client] | None) -> Queue:
    """What the event's merge group changes. Without a token (``connect`` is None), or where GitHub doesn't say, it is
    not known, and all documents count."""
    if connect is None or not event.base_sha or not event.sha:
        return Queue()
    try:
        changed = changed_files(connect(), event.repository, event.base_sha, event.sha)
    except GitHubError as error:
        return Queue(
            note=f"All postmortems were checked: what the merge group changes is not known ({inline(str(error))})"
        )
    if changed is None:
        return Queue(
            note=f"All postmortems were checked: the merge group changes more files than the {_LISTED} GitHub shows"
        )
    return Queue(changed)


def changed_files(client: Client, repository: str, base_sha: str, head_sha: str) -> Mapping[str, bool] | None:
    """The files that it changes, by path: whether each is new. None if there are more than GitHub lists. One request.

    Raises GitHubError.
    """
    comparison = f"{in_path(base_sha)}...{in_path(head_sha)}"
    answer = client.get(f"/repos/{in_path(repository)}/compare/{comparison}", {"per_page": 1})
    files = answer.data.get("files") if isinstance(answer.data, dict) else None
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        raise GitHubError("GitHub's comparison of the merge group with its base is unreadable; try again later")
    if len(files) >= _LISTED:
        return None
    return {str(file.get("filename") or ""): file.get("status") in ("added", "copied") for file in files}
