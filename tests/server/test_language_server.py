"""The server in this process: what comes between two steps of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest

from pm_lint.server.handlers import server_by
from pm_lint.server.judging import Broken, Configurations, Configured
from pm_lint.server.language_server import PmLintServer
from tests.server.client import PATIENCE

TEXT = "# 2021-12-10 It broke\n\n## Contributing Factor\n"


class Halting(Configurations):
    """Halts each time that it has read what is configured, until it may go on."""

    def __init__(self) -> None:
        super().__init__(None, False, lambda: date(2022, 1, 31))
        self.halts, self.go_on = Semaphore(0), Semaphore(0)

    def of(self, folder: Path, workspace: Sequence[Path]) -> Configured | Broken:
        found = super().of(folder, workspace)
        self.halts.release()
        assert self.go_on.acquire(timeout=PATIENCE)
        return found

    async def halted(self) -> None:
        assert await asyncio.to_thread(self.halts.acquire, timeout=PATIENCE)


class Editor:
    """Speaks with a server directly."""

    def __init__(self, server: PmLintServer, *encodings: str) -> None:
        self.server = server
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        server.protocol.set_writer(self)
        able = {
            "general": {"positionEncodings": encodings},
            "workspace": {"workspaceEdit": {"documentChanges": True}},
        }
        options = {"checkAll": True}
        asked = {"processId": None, "rootUri": None, "capabilities": able, "initializationOptions": options}
        self.say("initialize", asked, id=1)

    def write(self, data: bytes) -> None:
        self.told.put_nowait(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        pass

    def say(self, method: str, params: object, **more: object) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        self.server.protocol.handle_message(self.server.protocol.structure_message(message))

    def open(self, uri: str, text: str = TEXT) -> None:
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.say("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, version: int, text: str) -> None:
        document = {"uri": uri, "version": version}
        self.say("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def close_document(self, uri: str) -> None:
        self.say("textDocument/didClose", {"textDocument": {"uri": uri}})

    async def actions(self, uri: str, line: int, column: int, *only: str) -> list[dict[str, Any]]:
        place = {"line": line, "character": column}
        asked = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}}
        self.say("textDocument/codeAction", {**asked, "context": {"diagnostics": [], "only": only}}, id=9)
        found: list[dict[str, Any]] = (await self.hears("id", 9))["result"]
        return found

    async def hears(self, name: str, value: object) -> dict[str, Any]:
        """The next message that has this."""
        while (told := await asyncio.wait_for(self.told.get(), PATIENCE)).get(name) != value:
            pass
        return told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pm-lint.toml").write_text('paths = ["**"]\n')
    return tmp_path / "a.md"


@pytest.mark.parametrize(
    "uri",
    [
        "file:///a/incidents/a%20b.md",
        "file:///a/incidents/%C3%BCber.md",
        "file:///a/incidents/100%25.md",
        "file:///a/incidents/a%23b%3Fc%2525.md",
        "file:///c%3A/Users/me/incidents/a.md",
        "file:///C:/Users/me/incidents/a.md",
        "file://host/share/incidents/a.md",
        "untitled:a%20b",
        "untitled:",
    ],
)
def test_a_document_goes_by_what_the_editor_calls_it(uri: str) -> None:
    async def session() -> None:
        one = Editor(server_by(Configurations(None, True, lambda: date(2022, 1, 31))))
        one.open("", TEXT)
        one.open("file://[/a.md", TEXT)  # these are none
        one.open(uri)
        told = await one.hears("method", "textDocument/publishDiagnostics")
        assert (told["params"]["uri"], told["params"]["version"]) == (uri, 1)
        one.change(uri, 2, "\n" + TEXT)
        told = await one.hears("method", "textDocument/publishDiagnostics")
        assert (told["params"]["uri"], told["params"]["version"]) == (uri, 2)
        one.say("textDocument/didSave", {"textDocument": {"uri": uri}})
        told = await one.hears("method", "textDocument/publishDiagnostics")
        assert (told["params"]["uri"], told["params"]["version"]) == (uri, 2)
        one.close_document(uri)
        told = await one.hears("method", "textDocument/publishDiagnostics")
        assert (told["params"]["uri"], told["params"]["diagnostics"]) == (uri, [])

    asyncio.run(session())


def test_which_actions_are_asked_for() -> None:
    uri = "file:///a/incidents/a.md"

    async def session() -> None:
        one = Editor(server_by(Configurations(None, True, lambda: date(2022, 1, 31))), "utf-32", "utf-16")
        one.open(uri, f"{TEXT}The disk was full.\n".replace("## ", "## \U0001f525 ").replace("\n", "\r\n"))
        (told,) = [
            found
            for found in (await one.hears("method", "textDocument/publishDiagnostics"))["params"]["diagnostics"]
            if found["code"] == "PM106"
        ]
        assert told["range"]["end"] == {"line": 2, "character": len("## x Contributing Factor")}
        fix, line, *_ = await one.actions(uri, 2, 4, "quickfix")
        (change,) = line["edit"]["documentChanges"]
        assert [edit["newText"] for edit in change["edits"]] == ["<!-- pm-lint-disable-next-line PM106 -->\r\n"]
        assert {fix["kind"], line["kind"]} == {"quickfix"}
        for only in ("source", "source.fixAll", "source.fixAll.pm-lint"):
            (action,) = await one.actions(uri, 1, 0, only)
            assert action["kind"] == "source.fixAll.pm-lint"
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": uri, "version": 1}
        (edit,) = change["edits"]
        assert edit["range"] == {"start": {"line": 2, "character": 0}, "end": {"line": 3, "character": 0}}
        assert await one.actions(uri, 1, 0, "source.organizeImports") == []
        assert await one.actions(uri, 3, 5, "quickfix") == []

    asyncio.run(session())


def test_only_what_is_our_fault_is_to_be_reported(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def session() -> None:
        one = Editor(server_by(Configurations(None, True, lambda: date(2022, 1, 31))))
        one.say("of/an/other/server", {}, id=2)
        one.say("workspace/executeCommand", {"command": "none"}, id=3)
        for number, code in ((2, -32601), (3, -32602)):
            assert (await one.hears("id", number))["error"]["code"] == code
        one.change(file.as_uri(), 2, TEXT)  # it is not open
        told = await one.hears("method", "window/logMessage")
        assert told["params"]["message"] == "an error of ours: JsonRpcInternalError; please report it"
        assert one.told.empty()

    asyncio.run(session())


def test_a_configuration_that_changes_while_one_judges_by_it(file: Path) -> None:
    async def session() -> None:
        halting = Halting()
        one = Editor(server_by(halting))
        one.open(file.as_uri())
        await halting.halted()
        (file.parent / "pm-lint.toml").write_text('paths = ["**"]\nrules.section-name = "error"\n')
        one.say("workspace/didChangeConfiguration", {"settings": {}})
        halting.go_on.release(9)
        told = await one.hears("method", "textDocument/publishDiagnostics")
        assert [found["severity"] for found in told["params"]["diagnostics"] if found["code"] == "PM106"] == [1]

    asyncio.run(session())


def test_actions_are_for_the_version_that_was_judged(file: Path) -> None:
    place = {"line": 2, "character": 4}
    asked = {"textDocument": {"uri": file.as_uri()}, "range": {"start": place, "end": place}}

    async def session() -> None:
        halting = Halting()
        one = Editor(server_by(halting))
        one.open(file.as_uri())
        await halting.halted()  # for the first version
        one.change(file.as_uri(), 2, TEXT + "\nIt broke.\n")
        one.say("textDocument/codeAction", {**asked, "context": {"diagnostics": []}}, id=2)
        halting.go_on.release()
        await halting.halted()  # for the actions
        one.change(file.as_uri(), 3, "\n" + TEXT)
        halting.go_on.release(9)
        told = await one.hears("id", 2)
        (change,) = told["result"][0]["edit"]["documentChanges"]
        assert change["textDocument"]["version"] == 2

    asyncio.run(session())
