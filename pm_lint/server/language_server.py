"""The server: what it knows of an editor, and what it tells it.

A document is judged as soon as it changes, and again when it has changed meanwhile: what is typed while a check runs is
checked once, as it is then. No timer is needed for that, and an editor never waits. Checks run in a thread, one at a
time.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Sequence
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
)
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path, uri_scheme
from pygls.workspace import TextDocument

from pm_lint import __version__
from pm_lint.errors import ConfigError
from pm_lint.record import replace
from pm_lint.server import convert
from pm_lint.server.judging import Broken, Configurations, Verdict, broken_ones, judged
from pm_lint.server.positions import Positions

#: What each configuration is read from, wherever it is.
ALWAYS = frozenset({"pm-lint.toml", "pyproject.toml"})


class PmLintServer(LanguageServer):
    """Serves one editor."""

    def __init__(self, configurations: Configurations) -> None:
        # In full, for pygls divides lines where editors don't: at form feeds and the like.
        super().__init__("pm-lint", __version__, types.TextDocumentSyncKind.Full)
        self.configurations = configurations
        #: Documents outside the configurations' scope, and those without a name, are judged too.
        self.everything = False
        #: The editor has taken its leave.
        self.done = False
        #: The documents that are open, by their URIs as the editor writes them: pygls keeps them by another spelling.
        self._documents: dict[str, TextDocument] = {}
        self._asked: dict[str, None] = {}
        self._working: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        #: The configurations may have changed since they were read.
        self._stale = False
        self._verdicts: dict[str, Verdict] = {}
        #: Of these the editor shows something.
        self._shown: set[str] = set()
        #: The sentences that were told, by the address of the file that they are about.
        self._told: dict[str, str] = {}
        self._watched: frozenset[str] = frozenset()

    # -- what is said of the editor ---------------------------------------------------------------------------------

    def positions(self, text: str) -> Positions:
        """The places of a text in the encoding that was agreed on."""
        encoding = self.server_capabilities.position_encoding or types.PositionEncodingKind.Utf16
        return Positions(text, getattr(encoding, "value", encoding))

    @property
    def watches(self) -> bool:
        """Whether the editor tells of files that change on disk."""
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        return bool(watching and watching.dynamic_registration)

    @property
    def reads_markdown(self) -> bool:
        """Whether what is shown beside the pointer may be Markdown."""
        document = self.client_capabilities.text_document
        formats = (document.hover.content_format if document and document.hover else None) or ()
        return types.MarkupKind.Markdown in formats

    def folders(self) -> list[Path]:
        """The folders that the editor has open."""
        uris = [folder.uri for folder in self.workspace.folders.values()] or [self.workspace.root_uri or ""]
        return [Path(path) for uri in uris if (path := to_fs_path(uri))]

    # -- judging ------------------------------------------------------------------------------------------------------

    def opened(self, uri: str) -> None:
        """A document was opened."""
        self._documents[uri] = self.workspace.get_text_document(uri)
        self.ask(uri)

    def ask(self, *uris: str) -> None:
        """Have documents judged, and the editor told."""
        self._asked |= dict.fromkeys(uris)
        if self._working is None or self._working.done():
            self._working = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while self._asked or self._stale:
            if self._asked:
                uri = next(iter(self._asked))
                del self._asked[uri]
                await self._answer(uri)
            else:
                async with self._lock:
                    self._refresh()
        self._settle()

    async def _answer(self, uri: str) -> None:
        try:
            verdict = await self.verdict(uri)
        except Exception as error:
            self.report_server_error(error, type(error))
            return
        if verdict is not None and uri not in self._asked:
            self._show(uri, verdict)

    async def verdict(self, uri: str) -> Verdict | None:
        """What is found in a document as it is now; None where it is not open, or is none of ours to judge."""
        document = self._documents.get(uri)
        file = self._file_of(uri, document.language_id if document else None)
        if document is None or file is None:
            return None
        async with self._lock:
            self._refresh()
            text, version = document.source, document.version
            known = self._verdicts.get(uri)
            if known is None or known.text is not text:
                known = replace(await asyncio.to_thread(self._judge, text, file, self.folders()), version=version)
                if uri in self._documents:
                    self._verdicts[uri] = known
        return known

    def _refresh(self) -> None:
        """Forget what was read of configurations that may have changed, and what was judged by it."""
        if self._stale:
            self._stale = False
            self.configurations.forget()
            self._verdicts.clear()

    def _file_of(self, uri: str, language: str | None) -> Path | None:
        """The path that a document is judged by; it need not be there. None for what is none of ours."""
        path = to_fs_path(uri)
        if path and "\0" not in path:
            return Path(path).absolute()  # that of another system is none
        if self.everything and uri_scheme(uri) == "untitled" and language == "markdown":
            return next(iter(self.folders()), Path.cwd()) / "untitled.md"
        return None

    def _judge(self, text: str, file: Path, folders: Sequence[Path]) -> Verdict:
        configured = self.configurations.of(file.parent, folders)
        if isinstance(configured, Broken):
            return Verdict(text)
        try:
            return judged(text, file, configured, everything=self.everything)
        except ConfigError as error:  # overrides that can't be used together
            self.configurations.refuse(file.parent, str(error))
            return Verdict(text)

    def _show(self, uri: str, verdict: Verdict) -> None:
        if uri not in self._documents or (verdict.checked is None and uri not in self._shown):
            return
        findings = verdict.checked.findings if verdict.checked else ()
        self._publish(uri, convert.diagnostics(findings, self.positions(verdict.text)), verdict.version)

    def _publish(self, uri: str, diagnostics: Sequence[types.Diagnostic], version: int | None = None) -> None:
        self._shown.add(uri)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))

    def forget(self, uri: str) -> None:
        """A document was closed: nothing is shown of it any more."""
        self._documents.pop(uri, None)
        self._verdicts.pop(uri, None)
        self._asked.pop(uri, None)
        if uri in self._shown:
            self._publish(uri, [])
            self._shown.discard(uri)

    # -- configurations -----------------------------------------------------------------------------------------------

    def configure(self) -> None:
        """Read all configurations anew, and judge all documents by them."""
        self._stale = True  # none is forgotten while one judges by it
        self.ask(*self._documents)

    def _settle(self) -> None:
        """Say once what is wrong with configurations, and take back what is right again; watch what was read."""
        known = self.configurations.known()
        broken = {_address(one): one.sentence for one in broken_ones(known)}
        for uri in self._told.keys() - broken.keys():
            if uri in self._shown:
                self._publish(uri, [])
                self._shown.discard(uri)
        for uri, sentence in broken.items():
            if self._told.get(uri) != sentence:
                self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"pm-lint: {sentence}"))
                if uri:
                    self._publish(uri, [convert.broken(sentence)])
        self._told = broken
        self.watch(ALWAYS.union(*(one.names for one in known)))

    def watch(self, names: frozenset[str]) -> None:
        """Have the editor tell of files of these names."""
        new = sorted(names - self._watched) if self.watches else ()
        if not new:
            return
        watchers = [types.FileSystemWatcher(f"**/{convert.glob(name)}") for name in new]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration(f"pm-lint-{len(self._watched)}", method, options)
        self._watched |= names
        self.client_register_capability(types.RegistrationParams([registration]))

    # -- errors -------------------------------------------------------------------------------------------------------

    def report_server_error(self, error: Exception, source: Any) -> None:
        """An error goes to the log, without its own text, which may quote a document."""
        if isinstance(error, _EDITORS):
            return  # it is the editor's, and pygls has said what it is
        frames = traceback.extract_tb(error.__traceback__)
        place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
        said = f"an error of ours: {type(error).__name__}{place}; please report it"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, said))


#: What an editor is told that asks for what there is not, or in a way that there is not.
_EDITORS = (JsonRpcMethodNotFound, JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcParseError, JSONDecodeError)


def _address(broken: Broken) -> str:
    return broken.file.as_uri() if broken.file else ""
