"""An editor: pygls' own client and a real `pm-lint server`. It waits for what the server says, never for a time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

#: For the slowest machine; nothing takes so long. Seconds.
PATIENCE = 600
ENCODINGS = (types.PositionEncodingKind.Utf16,)

T = TypeVar("T")


class Editor(LanguageClient):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.diagnostics: dict[str, types.PublishDiagnosticsParams] = {}
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.log: list[str] = []
        self.globs: set[str] = set()
        self.folder = Path()
        self._news = asyncio.Condition()
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self._receiver(self._diagnosed))
        self.feature(types.WINDOW_SHOW_MESSAGE)(self._receiver(lambda told: self.messages.append(told.message)))
        self.feature(types.WINDOW_LOG_MESSAGE)(self._receiver(lambda told: self.log.append(told.message)))
        self.feature(types.CLIENT_REGISTER_CAPABILITY)(self._receiver(self._registered))

    def _receiver(self, keep: Callable[[Any], object]) -> Callable[[Any], Any]:
        async def receive(told: Any) -> None:
            keep(told)
            async with self._news:
                self._news.notify_all()

        return receive

    def _diagnosed(self, told: types.PublishDiagnosticsParams) -> None:
        self.diagnostics[told.uri] = told
        self.published.append(told)

    def _registered(self, told: types.RegistrationParams) -> None:
        for one in told.registrations:
            options: Any = one.register_options
            self.globs |= {watcher["globPattern"] for watcher in options["watchers"]}

    async def until(self, found: Callable[[], T]) -> T:
        """Wait for what makes this true."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: bool(found())), PATIENCE)
        return found()

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, *, uri: str | None = None, language: str = "markdown") -> None:
        item = types.TextDocumentItem(uri or self.uri(name), language, 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, version: int, text: str) -> None:
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, name: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(self.uri(name))))

    def changed_on_disk(self, name: str) -> None:
        event = types.FileEvent(self.uri(name), types.FileChangeType.Changed)
        self.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    async def told(self, name: str, version: int | None = 1) -> list[types.Diagnostic]:
        """What is said of a version of a document."""
        uri = self.uri(name)
        await self.until(lambda: uri in self.diagnostics and self.diagnostics[uri].version == version)
        return list(self.diagnostics[uri].diagnostics)

    async def more_than(self, count: int) -> None:
        """Wait until more was said of documents than so often."""
        await self.until(lambda: len(self.published) > count)

    async def cleared(self, name: str) -> None:
        """Wait until nothing is said of a file."""
        uri = self.uri(name)
        await self.until(lambda: uri in self.diagnostics and not self.diagnostics[uri].diagnostics)

    async def actions(self, name: str, range: types.Range, *only: str) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=only or None)
        document = types.TextDocumentIdentifier(self.uri(name))
        asked = types.CodeActionParams(document, range, context)
        found = await asyncio.wait_for(self.text_document_code_action_async(asked), PATIENCE)
        return [one for one in found or [] if isinstance(one, types.CodeAction)]

    async def hover(self, name: str, line: int, character: int) -> str:
        document, position = types.TextDocumentIdentifier(self.uri(name)), types.Position(line, character)
        asked = types.HoverParams(document, position)
        found = await asyncio.wait_for(self.text_document_hover_async(asked), PATIENCE)
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

    async def ended(self) -> tuple[int, str]:
        """The exit code of the server, and what it said on standard error."""
        assert self._server is not None and self._server.stderr is not None
        said = (await asyncio.wait_for(self._server.stderr.read(), PATIENCE)).decode()
        return await asyncio.wait_for(self._server.wait(), PATIENCE), said


def capabilities(*, able: bool, encodings: Sequence[types.PositionEncodingKind]) -> types.ClientCapabilities:
    """What an editor can do: all, or next to nothing."""
    if not able:
        return types.ClientCapabilities()
    formats = [types.MarkupKind.Markdown, types.MarkupKind.PlainText]
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=encodings),
        text_document=types.TextDocumentClientCapabilities(hover=types.HoverClientCapabilities(content_format=formats)),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        ),
    )


@asynccontextmanager
async def editor(
    *folders: Path,
    able: bool = True,
    encodings: Sequence[types.PositionEncodingKind] = ENCODINGS,
    options: dict[str, object] | None = None,
) -> AsyncIterator[Editor]:
    """An editor that has folders open, with a server; at the end both have parted in peace."""
    one = Editor()
    one.folder = folders[0]
    await one.start_io(sys.executable, "-m", "pm_lint", "server", "--stdio", "--today", "2022-01-31", cwd=folders[0])
    asked = types.InitializeParams(
        capabilities(able=able, encodings=encodings),
        workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders],
        initialization_options=options,
    )
    await asyncio.wait_for(one.initialize_async(asked), PATIENCE)
    one.initialized(types.InitializedParams())
    try:
        yield one
        await asyncio.wait_for(one.shutdown_async(None), PATIENCE)
    finally:
        one.exit(None)
        code, said = await one.ended()
        await asyncio.wait_for(one.stop(), PATIENCE)  # type: ignore[no-untyped-call]
    assert (code, said, one.log) == (0, "", [])


def applied(text: str, action: types.CodeAction) -> str:
    """The text after an action, in UTF-16, as an editor applies it."""
    assert action.edit is not None
    changes = action.edit.document_changes or ()
    edits: list[Any] = []
    edits += [edit for change in changes if isinstance(change, types.TextDocumentEdit) for edit in change.edits]
    edits += [edit for group in (action.edit.changes or {}).values() for edit in group]
    lines = text.replace("\r\n", "\n").split("\n")

    def offset(place: types.Position) -> int:
        before = lines[: place.line]
        units = lines[place.line].encode("utf-16-le")[: 2 * place.character]
        return sum(len(line) + 1 for line in before) + len(units.decode("utf-16-le"))

    plain = "\n".join(lines)
    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        start, end = offset(edit.range.start), offset(edit.range.end)
        plain = plain[:start] + edit.new_text.replace("\r\n", "\n") + plain[end:]
    return plain.replace("\n", "\r\n") if "\r\n" in text else plain
