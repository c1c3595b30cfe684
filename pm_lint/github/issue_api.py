"""What the issues ask of GitHub: the tip, the listing, one issue; and the two writes, whose answers are not believed
unless they name the issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pm_lint.config import Label
from pm_lint.errors import ConfigError
from pm_lint.github.client import Client, GitHubError, Refused, Unknown, in_path
from pm_lint.github.issue_known import Known
from pm_lint.github.place import Place
from pm_lint.record import dataclass

_TIP = (
    "query($owner: String!, $name: String!) { viewer { login }"
    " repository(owner: $owner, name: $name) { defaultBranchRef { name target { oid } } } }"
)


@dataclass(frozen=True)
class IssueApi:
    """The issues of one repository, as one token sees them: the documents' own, or the one that ``place`` names beside
    it. ``creators`` are the logins whose issues are ours."""

    client: Client
    place: Place
    creators: Sequence[str]

    @property
    def _home(self) -> str:
        return f"/repos/{in_path(self.place.tracker)}"

    @property
    def _address(self) -> str:
        return f"{self._home}/issues"

    def tip(self) -> str:
        """The commit that the documents' default branch is at. Raises GitHubError; ConfigError if what this token makes
        would not be read back."""
        owner, _, name = self.place.repository.partition("/")
        try:
            data = self.client.graphql(_TIP, {"owner": owner, "name": name})
        except Refused as error:
            if not self.place.shared:
                raise
            raise GitHubError(
                f"the token can't read {self.place.repository} ({error.status} {error.message}): beside `issues: "
                f"write` on {self.place.tracker} it needs `contents: read` on the documents' own repository"
            ) from None
        login, sha = _text(data, "viewer", "login"), _text(data, "repository", "defaultBranchRef", "target", "oid")
        if not login or not sha:
            raise GitHubError(f"GitHub names no default branch of {self.place.repository}; run the job again later")
        if _bare(login) not in map(_bare, self.creators):
            raise ConfigError(
                f"the token writes as {login}, whose issues are not read back, so every run would make them again: "
                f"add {login!r} to creators under [action-items], or use the workflow's own token"
            )
        return sha

    def listing(self) -> list[Known]:
        """Every issue of ours, oldest first. Raises GitHubError unless it was read to the end.

        No label filter: labels are people's. Not the search: it lags by minutes.
        """
        known: dict[int, Known] = {}
        made: list[float] = []
        for creator in dict.fromkeys(self.creators):
            query = {"creator": creator, "state": "all", "sort": "created", "direction": "asc", "per_page": 100}
            try:
                for entry in self.client.pages(self._address, query):
                    made += _created_at(entry)
                    if (issue := Known.of(entry)) is not None and self._is_ours(issue):
                        known[issue.number] = issue
            except Refused as error:
                raise self._clear(error) from None
        self.client.pace.earlier(made)
        return [known[number] for number in sorted(known)]

    def fresh(self, number: int | None) -> Known | None:
        """The issue as it is at this moment: a person may have written to it since the listing. None if it is no longer
        here as that."""
        data = self.client.get(f"{self._address}/{number}").data
        issue = Known.of(data)
        # A transferred issue redirects to its new repository.
        home = str(data.get("repository_url") or "") if isinstance(data, dict) else ""
        elsewhere = bool(home) and not home.casefold().endswith(self._home.casefold())
        return None if issue is None or issue.number != number or issue.stays or elsewhere else issue

    def create(self, issue: Mapping[str, Any]) -> int:
        """Make an issue; its number. Raises Refused and TooLong (none was made), Unknown, and GitHubError for one that
        the next run could not find again."""
        try:
            data = self.client.send("POST", self._address, dict(issue)).data
        except Refused as error:
            raise self._clear(error) from None
        if not isinstance(data, dict) or type(data.get("number")) is not int:
            raise Unknown(f"GitHub's answer to POST {self._address} has no issue number: unknown whether it was made")
        login = _text(data, "user", "login")
        if login and login.casefold() not in {one.casefold() for one in self.creators}:
            raise GitHubError(
                f"#{data['number']} was made as {login}, whose issues are not read back, so the next run would make it "
                f"again: add {login!r} to creators under [action-items], or use the workflow's own token"
            )
        number: int = data["number"]
        return number

    def change(self, number: int | None, changes: Mapping[str, Any]) -> None:
        """Change an issue. Raises Refused and TooLong (nothing happened), Unknown."""
        data = self.client.send("PATCH", f"{self._address}/{number}", dict(changes)).data
        if not isinstance(data, dict) or data.get("number") != number:
            raise Unknown(f"GitHub's answer to PATCH {self._address}/{number} is not that issue")

    def make_label(self, label: Label) -> None:
        """Make a label, if there is none of that name. Raises Refused (also where there is one), TooLong, Unknown."""
        body = {"name": label.name, "color": label.color}
        if label.description:
            body["description"] = label.description
        self.client.send("POST", f"{self._home}/labels", body)

    def milestone(self, title: str) -> int | None:
        """The number of the open milestone of that title, None for none. Raises GitHubError."""
        numbers: dict[str, int] = {}
        for entry in self.client.pages(f"{self._home}/milestones", {"state": "open", "per_page": 100}):
            if isinstance(entry, dict) and type(entry.get("number")) is int:
                numbers.setdefault(_text(entry, "title").strip(), entry["number"])
        folded = {name.casefold(): number for name, number in numbers.items()}
        return numbers.get(title.strip(), folded.get(title.strip().casefold()))

    def _is_ours(self, issue: Known) -> bool:
        """Whether an issue by one of our logins is of a document in this repository, as far as it says."""
        return issue.marker is None or issue.marker.source.casefold() == self.place.source.casefold()

    def _clear(self, error: Refused) -> GitHubError:
        """The same, or with what to do where GitHub says only that there are no issues, or nothing for this token."""
        tracker = self.place.tracker
        if error.status == 410:
            switch = "repository to another" if self.place.shared else "create = false"
            return GitHubError(
                f"issues are switched off in {tracker}: switch them on in its settings, "
                f"or set {switch} under [action-items]"
            )
        if self.place.shared and error.status in (403, 404) and not is_about_labels(error):
            said = f"{error.status} {error.message}"
            needed = f"`issues: write` on {tracker} and `contents: read` on {self.place.repository}"
            return GitHubError(
                f"the token can't read and write the issues of {tracker} ({said}): a workflow's own token reaches no "
                "repository but its own, so give the input `token` that of a GitHub App, or a fine-grained one, with "
                f"{needed}"
            )
        return error


def is_about_labels(error: Refused) -> bool:
    """Whether a refused issue would be taken without a label: one that is not there and that this token may not make,
    or whose name GitHub doesn't take."""
    return error.status in (403, 422) and any("label" in f"{one.field} {one.text}".lower() for one in error.errors)


def _created_at(entry: Any) -> list[float]:
    """When an entry of the listing was created, in seconds since the epoch; nothing if it doesn't say."""
    try:
        return [datetime.fromisoformat(_text(entry, "created_at")).timestamp()]
    except ValueError:
        return []


def _bare(login: str) -> str:
    """A login as it is compared: GraphQL leaves out the suffix that REST gives an app's, at least in places."""
    return login.casefold().removesuffix("[bot]")


def _text(data: Any, *path: str) -> str:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""
