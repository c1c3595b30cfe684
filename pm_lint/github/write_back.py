"""The links to their issues, written into the documents by one pull request of ours that is kept up to date.

Everything is decided by what one query shows, so that a run which failed halfway is completed by the next, and two at
once make one pull request: GitHub itself refuses a second one from the same branch.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from pm_lint.finding import Edit
from pm_lint.github.client import Client, GitHubError, Refused, Unknown
from pm_lint.github.issue_links import set_apart
from pm_lint.github.issue_marker import marked_path
from pm_lint.github.issue_plan import Close, Step
from pm_lint.github.issue_render import short
from pm_lint.github.place import Place
from pm_lint.github.write_back_api import File, PullRequest, State, WriteBackApi
from pm_lint.github.write_back_text import BRANCH, LinkedItem, blob_id, body, digest, message, revised
from pm_lint.linter import Checked
from pm_lint.markdown import NestingError
from pm_lint.output.escape import terminal
from pm_lint.output.lines import plain
from pm_lint.output.snippet import diff
from pm_lint.postmortem.linking import Linked, TicketLink, write_links
from pm_lint.postmortem.model import ActionItem, Postmortem
from pm_lint.postmortem.reader import read
from pm_lint.record import dataclass, field

#: How often all is read and decided anew where an answer got lost, or somebody was there at the same moment.
TRIES = 3
#: Seconds before that.
WAIT = 15.0
#: Stands for the number of an issue that a dry run doesn't make.
NOT_YET = 999_999_999
_BOM = "\ufeff"

_SETTING = (
    "allow it in the settings of the repository (Actions, General, Workflow permissions: "
    '"Allow GitHub Actions to create and approve pull requests"), or open one from the branch by hand'
)


@dataclass(frozen=True)
class Target:
    """Where documents and issues are, and what is needed to read a document again."""

    place: Place
    ticket_hosts: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """What stands before an issue's number: "#", or "owner/name#" in another repository."""
        return f"{self.place.tracker if self.place.shared else ''}#"

    def link(self, number: int) -> TicketLink:
        """The link to an issue."""
        return TicketLink(f"{self.reference}{number}", self.place.issue(number))

    def read(self, text: str, like: Postmortem) -> Postmortem:
        """A text, read as that document was."""
        return read(text, like.schema, like.path, style=like.style, ticket_hosts=self.ticket_hosts)

    def written(self, doc: Postmortem, numbers: Mapping[int, int]) -> Linked:
        """The document with links for these of its action items, by index."""
        links = {index: self.link(number) for index, number in numbers.items()}
        return write_links(doc, links, lambda text: self.read(text, doc))


@dataclass(frozen=True)
class Wanted:
    """A document, and the issues that its action items (by index) are to link."""

    path: str
    doc: Postmortem
    numbers: Mapping[int, int]

    def without(self, declined: frozenset[int]) -> Wanted:
        """The same without the links that people don't want."""
        return Wanted(self.path, self.doc, {i: one for i, one in self.numbers.items() if one not in declined})


def wanted(documents: Iterable[Checked], steps: Iterable[Step]) -> list[Wanted]:
    """The links that are missing: those of open committed items without a ticket which have an issue by these steps.

    An issue that is closed is linked, too: it is the item's. In place of one that is swept, its twin is linked. A path
    that is no text has no links.
    """
    steps = list(steps)
    twins = {step.issue: step.deed.stays for step in steps if isinstance(step.deed, Close) and step.deed.stays}
    numbers: dict[tuple[str, int | None, str], deque[int]] = defaultdict(deque)
    for step in steps:
        number = twins.get(step.issue, step.issue)
        if number is not None and number not in numbers[_where(step)]:
            numbers[_where(step)].append(number)
    found = []
    for document in sorted(documents, key=lambda one: one.path):
        path = marked_path(document.path)
        if document.postmortem is None or path != document.path:
            continue
        links: dict[int, int] = {}
        for index, item in enumerate(document.postmortem.action_items):
            queue = numbers.get((path, item.line, set_apart(item)[0]))
            number = queue.popleft() if queue and item.committed else None
            if number is not None and _open(item):
                links[index] = number
        if links:
            found.append(Wanted(path, document.postmortem, links))
    return found


def _where(step: Step) -> tuple[str, int | None, str]:
    return step.path, step.line, step.text


def _open(item: ActionItem) -> bool:
    return not (item.done or item.blank or item.tickets)


def proposed_diff(missing: Iterable[Wanted], target: Target) -> str:
    """What would be proposed, for a dry run: the changed lines of each document, escaped for a terminal."""
    lines = []
    for one in missing:
        done = target.written(one.doc, one.numbers)
        if done.edits:
            lines += [
                terminal(f"--- {one.path}"),
                *map(plain, diff(one.doc.document.lines, [_not_yet(edit) for edit in done.edits])),
            ]
    return "\n".join(lines) + "\n" if lines else ""


def _not_yet(edit: Edit) -> Edit:
    return Edit(edit.span, edit.text.replace(str(NOT_YET), "NEW"))


@dataclass(frozen=True)
class _Change:
    """A document as it is to be."""

    path: str
    mode: str
    data: bytes
    oid: str
    items: tuple[LinkedItem, ...]


@dataclass
class WriteBack:
    """One run of it, and what it has to say."""

    client: Client
    target: Target
    log: Callable[[str], None]
    #: What is to be said at the end, unescaped.
    sentences: list[str] = field(default_factory=list)
    #: The address of the pull request to be merged, "" for none.
    url: str = ""

    def run(self, missing: Sequence[Wanted]) -> bool:
        """Propose these links; whether all was done that could be. Never raises for what GitHub does."""
        api = WriteBackApi(self.client, self.target.place)
        for last in (*[False] * (TRIES - 1), True):
            said: list[str] = []
            try:
                self._propose(api, missing, said.append)
            except (Unknown, Refused) as error:
                again = isinstance(error, Unknown) or error.status == 422
                if last or not again:
                    self.sentences.append(_explained(error))
                    return False
                self.log(f"{error}; all is read again")
                try:
                    self.client.wait(WAIT, "all")
                except GitHubError as too_long:
                    self.sentences.append(_explained(too_long))
                    return False
            except GitHubError as error:
                self.sentences.append(_explained(error))
                return False
            else:
                self.sentences += said
                return True
        raise AssertionError("the last try returns")

    def _propose(self, api: WriteBackApi, missing: Sequence[Wanted], say: Callable[[str], None]) -> None:
        place = self.target.place
        state = api.state([one.path for one in missing])
        if state.tip != place.sha:
            say(f"no links are written: the default branch is at {state.tip[:12]} by now; its own run writes them")
            return
        if {number for one in missing for number in one.numbers.values()} & state.declined:
            say("links whose pull request was closed without merging are not proposed again; reopen it to have them")
        left = [one for document in missing if (one := document.without(state.declined)).numbers]
        if not left:
            self._nothing_left(api, state.open, say)
        changes = [change for one in left if (change := self._change(one, state.files.get(one.path), say))]
        if not changes:
            return
        links = digest({change.path: change.oid for change in changes})
        items = [item for change in changes for item in change.items]
        if state.head is not None and state.head.digest is None and not state.merged:
            self._not_ours(state, items, say)
            return
        if state.head is None or state.head.digest != links or state.merged:
            commit = api.commit(
                [(change.path, change.mode, change.data) for change in changes],
                lambda tree: message(links, tree, place.sha, len(items)),
            )
            api.move(state, commit)
        number = self._pull(api, state, body(items, self.target.reference))
        self.url = self._address(number)
        count = f"{len(items)} action item{'s' * (len(items) > 1)}"
        say(f"pull request #{number} proposes to write the links of {count} into the documents: merge it")

    def _change(self, one: Wanted, file: File | None, say: Callable[[str], None]) -> _Change | None:
        """The document as it is to be; None where nothing can be written into it."""
        path = one.path
        try:
            text = file.data.decode("utf-8") if file else ""
            doc = self.target.read(text, one.doc)
        except (UnicodeDecodeError, NestingError):
            file = None
        if file is None or _items(doc) != _items(one.doc):
            say(f"{path}: no links are written: the file in the checkout is not the one of the commit")
            return None
        done = self.target.written(doc, one.numbers)
        for index in done.left_out:
            item = doc.action_items[index]
            say(f"{path}:{item.line}: {short(item.text)}: there is no place for a link; write it by hand")
        if not done.edits:
            return None
        data = ((_BOM if text.startswith(_BOM) else "") + done.source).encode("utf-8")
        linked = [
            LinkedItem(path, doc.action_items[index].line, doc.action_items[index].text, number)
            for index, number in sorted(one.numbers.items())
            if index not in done.left_out
        ]
        return _Change(path, file.mode, data, blob_id(data, file.oid), tuple(linked))

    def _address(self, number: int) -> str:
        """Where people see a pull request."""
        place = self.target.place
        return f"{place.server_url.rstrip('/')}/{place.repository}/pull/{number}"

    def _pull(self, api: WriteBackApi, state: State, text: str) -> int:
        """The number of the open pull request, made or brought up to date."""
        pull = state.open
        if pull is None:
            return api.open_pull(state.base, text)
        if pull.ours and (new := revised(pull.body, text)) is not None:
            api.change_pull(pull.number, {"body": new})
        return pull.number

    def _nothing_left(self, api: WriteBackApi, pull: PullRequest | None, say: Callable[[str], None]) -> None:
        """Close our pull request once there is nothing left for it to do; its text says so, and is no person's no."""
        if pull is not None and pull.ours:
            changes = {"state": "closed"}
            if (new := revised(pull.body, body([], self.target.reference))) is not None:
                changes["body"] = new
            api.change_pull(pull.number, changes)
            say(f"pull request #{pull.number} is closed: there is no link left to write")

    def _not_ours(self, state: State, items: Sequence[LinkedItem], say: Callable[[str], None]) -> None:
        """Somebody has committed to the branch, and their work is left alone."""
        pull = state.open
        if pull is not None and {item.number for item in items} <= pull.issues:
            self.url = self._address(pull.number)
            say(f"pull request #{pull.number} proposes to write the links, with somebody's commits on it: merge it")
            return
        way = f"merge pull request #{pull.number}" if pull else "merge or delete it"
        say(
            f"no links are written: somebody has committed to the branch {BRANCH}, and their work is left as it is; "
            f"{way}, and the next run goes on"
        )


def _items(doc: Postmortem) -> list[tuple[int, str, bool]]:
    return [(item.line, item.text, item.committed) for item in doc.action_items]


def _explained(error: GitHubError) -> str:
    """The error with what follows from it, and what to do."""
    front = "the links to the issues are not written into the documents"
    if isinstance(error, Refused):
        if "not permitted to create" in error.message:
            return f"{front}: {error.message.rstrip('.')}: {_SETTING}"
        if error.status in (403, 404):
            needed = "write-back needs the permissions `contents: write` and `pull-requests: write`"
            return f"{front}: {error}; {needed}"
        if "rule" in error.message.lower() or "protected" in error.message.lower():
            return f"{front}: {error}; take the branch {BRANCH} out of what the rule or protection covers"
    return f"{front}: {error}; the next run writes them"
