"""Links to tickets, and what they stand for. A link to a document, a tool or a commit is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit

from pm_lint.markdown import Leaf, Link, walk_inlines
from pm_lint.postmortem.model import Ticket
from pm_lint.postmortem.spans import Spans
from pm_lint.regex import regex

_NAME = r"[A-Za-z0-9_.-]{1,100}"
_GITHUB = regex(rf"/({_NAME}/{_NAME})/(?:issues|pull|discussions)/(\d{{1,9}})(?:/|$)")
_ZENHUB = regex(rf"/workspaces/[^/]{{1,200}}/issues/(?:gh/)?({_NAME}/{_NAME})/(\d{{1,9}})$")
_GITHUB_HOSTS = ("github.com", "www.github.com")
_ZENHUB_HOSTS = ("app.zenhub.com", "zenhub.com")
#: A card of Zenhub's own, which no issue on GitHub stands for.
_ZENHUB_CARD = regex(r"/workspaces/[^/]{1,200}/issues/zh/\d{1,9}$")
_JIRA = regex(r"/(?:browse|issues|issue)/([A-Z][A-Z0-9_]{1,19}-\d{1,9})(?:/|$)")
_JIRA_QUERY = regex(r"[A-Z][A-Z0-9_]{1,19}-\d{1,9}")
#: A project's board shows an issue beside it: "?pane=issue&itemId=1&issue=owner|name|12".
_ON_A_BOARD = regex(rf"({_NAME})\|({_NAME})\|(\d{{1,9}})")
#: A search for issues, or a milestone, stands for the tickets that it lists.
_LISTED = regex(rf"^/{_NAME}/{_NAME}/(?:issues|pulls|milestone/\d{{1,9}})$")
_OTHER = regex(
    r"/-/(?:issues|work_items|merge_requests|epics)/\d|/issues?/[A-Z0-9]{1,10}-\d|/issues?/\d|show_bug\.cgi|/stor(?:y|ies)/"
    r"|/tickets?/\w|/tasks?/\w|/T\d{1,9}$|/_workitems/|/cards?/\w|/c/[A-Za-z0-9]{8}(?:/|$)|/\+bug/\d|/follow-ups?/\w"
    r"|/pull-requests/\d|/pulls/\d|/todos/\d"
)
#: Trackers whose addresses have no word in common: the path that a ticket has there.
_TRACKERS = {
    "app.asana.com": regex(r"/\d/.*\d"),
    "app.clickup.com": regex(r"/t/\w"),
    "linear.app": regex(r"/[^/]{1,100}/issue/"),
    "monday.com": regex(r"/boards/\d{1,20}/pulses/\d"),
    "trello.com": regex(r"/c/\w"),
}
_A_KEY = r"[A-Z][A-Z0-9]{1,9}-\d{1,7}"
_SHORT = regex(rf"(?<![\w/&#.-])(?:({_NAME}/{_NAME}))?#(\d{{1,9}})\b|(?<![\w-])GH-(\d{{1,9}})\b")
#: A bare key is a ticket where it stands as a label, not in a sentence ("SEV-1", "UTF-8" are none).
_KEY = regex(
    rf"^[ \t]*[\[(]?({_A_KEY})[\])]?[ \t]*(?=[:–—-]|$)|[\[(]({_A_KEY})(?=[\]),;])"
    rf"|\b(?:[Tt]ickets?|[Jj]ira|JIRA|[Tt]racked (?:in|by|as|under)|[Ii]ssues?|[Ss]ee):?[ \t]({_A_KEY})\b"
    rf"|[ \t][-–—|→][ \t]({_A_KEY})[.]?[ \t]*$",
    re.M,
)
_NO_KEY = regex(
    r"(?:SEV|P|UTF|SHA|RFC|CVE|CWE|ISO|UTC|GMT|HTTP|TLS|SSL|GH|COVID|INC|AES|RSA|SOC|PEP|ADR|KEP|IPV|GPT|CI|US|EU)-?\d*-"
)


def ticket_of_url(url: str, hosts: tuple[str, ...]) -> tuple[str, str, int] | None:
    """Kind, repository and number of the ticket that a URL stands for; None if it stands for none.

    ``hosts`` are the team's own ticket hosts: any link to one of them is a ticket.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    if host in _GITHUB_HOSTS and (found := _on_github(parts, path)):
        return found
    if host in _ZENHUB_HOSTS and (found := _on_zenhub(path)):
        return found
    if host in {name.casefold() for name in hosts}:
        return _on_a_forge(host, path) or ("other", "", 0)
    if host.endswith(("github.com", "zenhub.com", "githubusercontent.com")):
        return None
    if host == "linear.app":
        return ("other", "", 0) if _TRACKERS[host].match(path) else None
    if _JIRA.search(path) or _JIRA_QUERY.fullmatch(_query(parts, "selectedIssue")):
        return "jira", "", 0
    if found := _on_a_forge(host, path):
        return found
    tracker = _TRACKERS.get(host if host in _TRACKERS else host.partition(".")[2])
    if host and (_OTHER.search(path) or (tracker and tracker.match(path))):
        return "other", "", 0
    return None


def _on_github(parts: SplitResult, path: str) -> tuple[str, str, int] | None:
    if found := _on_a_board(parts):
        return found
    if match := _GITHUB.match(path):
        return "github", match[1], int(match[2])
    if _lists_tickets(path, parts.query):
        return "other", "", 0
    return _on_zenhub(f"/{parts.fragment.rstrip('/')}")  # the addresses of Zenhub's browser extension


def _on_zenhub(path: str) -> tuple[str, str, int] | None:
    if match := _ZENHUB.match(path):
        return "zenhub", match[1], int(match[2])
    return ("zenhub", "", 0) if _ZENHUB_CARD.match(path) else None


def _on_a_forge(host: str, path: str) -> tuple[str, str, int] | None:
    """An issue of GitHub Enterprise, or of another forge with such addresses."""
    match = _GITHUB.match(path)
    kind = "github" if host.startswith(("github.", "ghe.", "git.")) else "other"
    return (kind, match[1], int(match[2])) if match else None


def _lists_tickets(path: str, query: str) -> bool:
    return _LISTED.match(path) is not None and (path[-1].isdigit() or "q=" in query)


def _on_a_board(parts: SplitResult) -> tuple[str, str, int] | None:
    found = _ON_A_BOARD.fullmatch(_query(parts, "issue"))
    return ("github", f"{found[1]}/{found[2]}", int(found[3])) if found else None


def _query(parts: SplitResult, name: str) -> str:
    """The value of a query's key, "" for none."""
    try:
        return parse_qs(parts.query, max_num_fields=50).get(name, [""])[0]
    except ValueError:
        return ""


def find_tickets(leaf: Leaf, hosts: tuple[str, ...] = ()) -> Iterator[Ticket]:
    """The tickets that a block links or names, links first."""
    links = []
    for node in walk_inlines(leaf.marked):
        if isinstance(node, Link):
            links.append(node.span)
            if found := ticket_of_url(node.url, hosts):
                kind, repository, number = found
                text = leaf_text(node)
                yield Ticket(text, node.url, kind, repository, number, node.span)  # type: ignore[arg-type]
    text = leaf.text
    short = _SHORT.finditer(text) if "#" in text or "GH-" in text else ()
    keys = _KEY.finditer(text) if "-" in text else ()
    if not short and not keys:
        return
    linked = Spans(links)
    for match in short:
        span = leaf.prose.locate(match.start(), match.end())
        if not linked.overlap(span):
            yield Ticket(match[0], "", "github", match[1] or "", int(match[2] or match[3]), span)
    for match in keys:
        key = next(found for found in match.groups() if found)
        start = match.start(match.lastindex or 0)
        span = leaf.prose.locate(start, start + len(key))
        if not _NO_KEY.match(key) and not linked.overlap(span):
            yield Ticket(key, "", "jira", "", 0, span)


def leaf_text(link: Link) -> str:
    """The text of a link as a reader sees it."""
    return "".join(getattr(node, "text", "") for node in walk_inlines(link.children) if not hasattr(node, "children"))
