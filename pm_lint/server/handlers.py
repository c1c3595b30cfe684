"""What an editor says and asks, one function for each, and the server that hears it."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from lsprotocol import types

from pm_lint.output.escape import terminal
from pm_lint.server import convert
from pm_lint.server.actions import FIX_ALL, QUICK_FIX, Actions, wants
from pm_lint.server.judging import Configurations
from pm_lint.server.language_server import ALWAYS, PmLintServer
from pm_lint.server.telling import date_of_meeting, deadlines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

#: For no more findings at once is anything offered, and comments for fewer, for each is tried.
_OFFERED = 100
_SUPPRESSED = 5


def initialize(ls: PmLintServer, params: types.InitializeParams) -> None:
    options = params.initialization_options
    ls.everything = isinstance(options, dict) and options.get("checkAll") is True


def initialized(ls: PmLintServer, params: types.InitializedParams) -> None:
    ls.watch(ALWAYS)


def shutdown(ls: PmLintServer, params: None) -> None:
    ls.done = True


def opened(ls: PmLintServer, params: types.DidOpenTextDocumentParams) -> None:
    ls.opened(params.text_document.uri)


def changed(ls: PmLintServer, params: types.DidChangeTextDocumentParams) -> None:
    ls.ask(params.text_document.uri)


def saved(ls: PmLintServer, params: types.DidSaveTextDocumentParams) -> None:
    ls.configure()  # an editor watches its own folders alone, if any


def closed(ls: PmLintServer, params: types.DidCloseTextDocumentParams) -> None:
    ls.forget(params.text_document.uri)


def configured(ls: PmLintServer, params: object) -> None:
    ls.configure()


async def hover(ls: PmLintServer, params: types.HoverParams) -> types.Hover | None:
    """By when the meeting must be, on its date; and the pages of the rules that speak of a place."""
    verdict = await ls.verdict(params.text_document.uri)
    if verdict is None or verdict.checked is None:
        return None
    positions = ls.positions(verdict.text)
    at = types.Range(params.position, params.position)
    found = {f.rule: f for f in verdict.checked.findings if convert.touched(f.span, at, positions)}
    markdown = ls.reads_markdown
    parts = [convert.page(finding, markdown=markdown) for finding in found.values()]
    if (span := date_of_meeting(verdict)) and convert.touched(span, at, positions):
        parts.insert(0, convert.told(deadlines(verdict), markdown=markdown))
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, "\n\n---\n\n".join(parts))) if any(parts) else None


async def code_actions(ls: PmLintServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The fixes of the findings in a range, comments that hold them back, and all safe fixes at once."""
    uri = params.text_document.uri
    verdict = await ls.verdict(uri)
    if verdict is None or verdict.checked is None:
        return []
    positions = ls.positions(verdict.text)
    make = Actions(verdict, positions, uri, versioned=_takes_versions(ls))
    findings = [f for f in verdict.checked.findings if convert.touched(f.span, params.range, positions)][:_OFFERED]
    wanted = params.context.only
    actions = []
    if wants(wanted, QUICK_FIX):
        actions += make.fixes(findings)
        actions += await asyncio.to_thread(make.comments, findings[:_SUPPRESSED])
    if wants(wanted, FIX_ALL):
        actions += await asyncio.to_thread(make.all_fixes)
    return actions


def _takes_versions(ls: PmLintServer) -> bool:
    workspace = ls.client_capabilities.workspace
    return bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)


_KINDS = types.CodeActionOptions(code_action_kinds=[QUICK_FIX, FIX_ALL])
_FEATURES: tuple[tuple[str, Any, Any], ...] = (
    (types.INITIALIZE, initialize, None),
    (types.INITIALIZED, initialized, None),
    (types.SHUTDOWN, shutdown, None),
    (types.TEXT_DOCUMENT_DID_OPEN, opened, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, changed, None),
    (types.TEXT_DOCUMENT_DID_SAVE, saved, types.SaveOptions(include_text=False)),
    (types.TEXT_DOCUMENT_DID_CLOSE, closed, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, configured, None),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, configured, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, configured, None),
    (types.TEXT_DOCUMENT_HOVER, hover, None),
    (types.TEXT_DOCUMENT_CODE_ACTION, code_actions, _KINDS),
)


# -- serving ----------------------------------------------------------------------------------------------------------


class _Plain(logging.Formatter):
    """One line for a record: what it quotes may be from a document."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage().partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        return terminal(f"pm-lint: {said if error is None else f'{record.msg}: {type(error).__name__}'}"[:1000])


def server_by(configurations: Configurations) -> PmLintServer:
    """A server that judges by these."""
    server = PmLintServer(configurations)
    for name, handle, told in _FEATURES:
        server.feature(name, told)(handle)
    return server


def run(options: Namespace, input: BinaryIO, output: BinaryIO) -> int:
    """Serve one editor; the exit code is 0 if it has taken its leave, else 1."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])

    def today() -> date:
        return options.today or datetime.now(UTC).astimezone().date()

    server = server_by(Configurations(options.config, options.isolated, today))
    server.start_io(input, output)
    return 0 if server.done else 1
