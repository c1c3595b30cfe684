"""The repository that documents are in, at one commit: for links to their lines."""

from __future__ import annotations

from urllib.parse import quote

from pm_lint.record import dataclass


@dataclass(frozen=True)
class Place:
    """Where people see the repository "owner/name". Without a server (a local clone) there are no links."""

    repository: str
    sha: str
    server_url: str = "https://github.com"

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
        # A name that is no UTF-8 (on disk alone) has no address: its link leads nowhere, but nothing stops.
        return f"{self.blob}{sha or self.sha}/{quote(path, errors='replace')}?plain=1#L{line}"
