"""The repository that documents are in, at one commit, and the one that their issues are made in: for links."""

from __future__ import annotations

from urllib.parse import quote

from pm_lint.record import dataclass


@dataclass(frozen=True)
class Place:
    """Where people see the repository "owner/name". Without a server (a local clone) there are no links."""

    repository: str
    sha: str
    server_url: str = "https://github.com"
    #: "owner/name" of the repository with the issues, "" for the documents' own.
    backlog: str = ""

    @property
    def tracker(self) -> str:
        """The repository that issues are made in."""
        return self.backlog or self.repository

    @property
    def shared(self) -> bool:
        """Whether that is another one, in which issues from several repositories may stand side by side."""
        return self.tracker.casefold() != self.repository.casefold()

    @property
    def source(self) -> str:
        """The repository that an issue's marker has to name, "" where it need not."""
        return self.repository if self.shared else ""

    @property
    def host(self) -> str:
        """The server's host, for escaping references to it."""
        return self.server_url.split("//", 1)[-1].rstrip("/")

    @property
    def blob(self) -> str:
        """What every permalink into the repository begins with."""
        return f"{self.server_url.rstrip('/')}/{quote(self.repository)}/blob/"

    def link(self, path: str, line: int, sha: str = "") -> str:
        """The address of a line, at another commit if one is given; ``plain=1``, for a rendered Markdown file has no
        lines."""
        return f"{self.file(path, sha)}?plain=1#L{line}"

    def file(self, path: str, sha: str = "") -> str:
        """The address of a file as people read it."""
        # A name that is no UTF-8 (on disk alone) has no address: its link leads nowhere, but nothing stops.
        return f"{self.blob}{sha or self.sha}/{quote(path, errors='replace')}"

    def issue(self, number: int) -> str:
        """The address of an issue."""
        return f"{self.server_url.rstrip('/')}/{quote(self.tracker)}/issues/{number}"
