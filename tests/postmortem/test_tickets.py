"""Which links and words are tickets, and what they stand for."""

from __future__ import annotations

import pytest

from pm_lint.markdown import Paragraph, parse
from pm_lint.postmortem.tickets import find_tickets, ticket_of_url

HOSTS = ("tickets.example.com", "github.example.com")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/a/b/issues/12", "github a/b 12"),
        ("https://www.github.com/a/b/issues/12#issuecomment-1", "github a/b 12"),
        ("https://github.com/a/b/pull/12/files", "github a/b 12"),
        ("https://github.com/a/b/discussions/12", "github a/b 12"),
        ("https://github.com/orgs/a/projects/1?pane=issue&itemId=9&issue=a%7Cb%7C12", "github a/b 12"),
        ("https://github.com/orgs/a/projects/1", ""),
        ("https://github.com/a/b/issues?q=is:open", "other  0"),
        ("https://github.com/a/b/milestone/3", "other  0"),
        ("https://github.com/a/b/issues", ""),
        ("https://github.com/a/b/blob/main/x.md", ""),
        ("https://github.com/a/b/commit/1234567", ""),
        ("https://ghe.example.com/a/b/issues/12", "github a/b 12"),
        ("https://codeberg.org/a/b/issues/12", "other a/b 12"),
        ("https://app.zenhub.com/workspaces/team-5f/issues/gh/a/b/12", "zenhub a/b 12"),
        ("https://app.zenhub.com/workspaces/team-5f/issues/a/b/12", "zenhub a/b 12"),
        ("https://app.zenhub.com/workspaces/team-5f/issues/gh/a/b/12/", "zenhub a/b 12"),
        ("https://app.zenhub.com/workspaces/team-5f/issues/zh/12", "zenhub  0"),  # a card that is no issue on GitHub
        ("https://github.com/a/b#workspaces/team-5f/issues/a/c/12", "zenhub a/c 12"),
        ("https://github.com/a/b/#workspaces/team-5f/issues/gh/a/c/12", "zenhub a/c 12"),
        ("https://github.com/a/b#workspaces/team-5f/board", ""),
        ("https://app.zenhub.com/workspaces/team-5f/board", ""),
        ("https://x.atlassian.net/browse/ABC-12", "jira  0"),
        ("https://x.atlassian.net/browse/ABC-12?focusedCommentId=3", "jira  0"),
        ("https://x.atlassian.net/jira/software/projects/ABC/boards/1?selectedIssue=ABC-12", "jira  0"),
        ("https://x.atlassian.net/jira/software/c/projects/ABC/issues/ABC-12", "jira  0"),
        ("https://x.atlassian.net/wiki/spaces/ABC/pages/12", ""),
        ("https://linear.app/team/issue/ABC-12/do-it", "other  0"),
        ("https://linear.app/team/project/do-it", ""),
        ("https://app.asana.com/0/123/456", "other  0"),
        ("https://app.clickup.com/t/86a1b2", "other  0"),
        ("https://team.monday.com/boards/123/pulses/456", "other  0"),
        ("https://trello.com/c/AbCd1234/5-do-it", "other  0"),
        ("https://app.shortcut.com/team/story/123/do-it", "other  0"),
        ("https://gitlab.com/a/b/-/issues/12", "other  0"),
        ("https://bitbucket.org/a/b/pull-requests/12", "other  0"),
        ("https://dev.azure.com/a/b/_workitems/edit/12", "other  0"),
        ("https://bugzilla.example.org/show_bug.cgi?id=12", "other  0"),
        ("https://bugs.launchpad.net/x/+bug/12", "other  0"),
        ("https://phabricator.example.org/T12", "other  0"),
        ("https://issuetracker.google.com/issues/12", "other  0"),
        ("https://app.incident.io/x/follow-ups/01AB", "other  0"),
        ("https://tickets.example.com/7", "other  0"),
        ("https://github.example.com/a/b/issues/12", "github a/b 12"),
        ("https://github.example.com/a/b", "other  0"),
        ("https://docs.google.com/document/d/1", ""),
        ("https://grafana.example.com/d/abc/tickets", ""),
        ("https://example.com/x?issue=a%7Cb%7C12", ""),
        ("http://[", ""),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    found = ticket_of_url(url, HOSTS)
    assert ("{} {} {}".format(*found) if found else "") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("do it (#12)", ["#12 github"]),
        ("do it a/b#12 and GH-3", ["a/b#12 github", "GH-3 github"]),
        ("[do it](https://github.com/a/b/issues/12), #12 too", ["do it github", "#12 github"]),
        ("[#12](https://github.com/a/b/issues/12)", ["#12 github"]),
        ("ABC-12: do it", ["ABC-12 jira"]),
        ("[ABC-12] do it", ["ABC-12 jira"]),
        ("do it (ABC-12)", ["ABC-12 jira"]),
        ("do it - ABC-12", ["ABC-12 jira"]),
        ("do it, tracked in ABC-12.", ["ABC-12 jira"]),
        ("Ticket: ABC-12", ["ABC-12 jira"]),
        ("ABC-12", ["ABC-12 jira"]),
        ("(ABC-12, ABC-13)", ["ABC-12 jira"]),
        ("move to UTF-8, SEV-1 pages and EC2-2 boxes", []),
        ("fix page#12, colour #12ab and &#35;x", []),
        ("in `#12`", ["#12 github"]),
    ],
)
def test_texts(text: str, expected: list[str]) -> None:
    (leaf,) = parse(text).blocks
    assert isinstance(leaf, Paragraph)
    assert [f"{ticket.text} {ticket.kind}" for ticket in find_tickets(leaf, HOSTS)] == expected


def test_a_ticket_has_its_own_range() -> None:
    (leaf,) = parse("do it, tracked in ABC-12 (#3)").blocks
    assert isinstance(leaf, Paragraph)
    places = {ticket.text: (ticket.span.column, ticket.span.end_column) for ticket in find_tickets(leaf)}
    assert places == {"#3": (27, 29), "ABC-12": (19, 25)}
