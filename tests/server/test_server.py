"""`pm-lint server` as an editor sees it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from pm_lint.home import rule_page
from tests.server.client import PATIENCE, applied, editor

CLEAN = (Path(__file__).parent.parent / "filled" / "default.md").read_text(encoding="utf-8")
LATE = CLEAN.replace("2021-12-14 10:30", "2021-12-28 10:30")
#: Two findings: a section whose name is nearly right, after an emoji, and a meeting that is late.
POOR = LATE.replace("## Contributing Factors", "## \U0001f525 Contributing Factor")
DOCUMENT = "incidents/2021-12-10-orders.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "incidents").mkdir()
    return tmp_path


def codes(diagnostics: list[types.Diagnostic]) -> list[object]:
    return [one.code for one in diagnostics]


def test_a_document_from_opening_to_closing(project: Path) -> None:
    async def session() -> None:
        async with editor(project) as one:
            one.open(DOCUMENT, POOR)
            late, name = await one.told(DOCUMENT)
            assert (late.code, late.severity, late.source) == ("PM304", types.DiagnosticSeverity.Error, "pm-lint")
            assert late.code_description == types.CodeDescription(rule_page("PM304", "meeting-late"))
            assert (name.code, name.severity) == ("PM106", types.DiagnosticSeverity.Warning)
            heading = POOR.split("\n").index("## \U0001f525 Contributing Factor")
            assert name.range.start == types.Position(heading, 3)
            assert name.range.end.line == heading
            assert name.range.end.character == len("## xx Contributing Factor")  # the emoji is two units

            page = await one.hover(DOCUMENT, *_start(name))
            assert page.startswith(f"### [PM106 section-name]({rule_page('PM106', 'section-name')})")
            assert "*Bad:*\n\n```markdown\n" in page
            assert await one.hover(DOCUMENT, 0, 0) == ""
            # On the meeting's date, by when it must be; then why it is wrong.
            due, page = (await one.hover(DOCUMENT, *_start(late))).split("\n\n---\n\n")
            assert due == (
                "The meeting is due by Fri 17 Dec 2021, 5 business days after the incident ended on Fri 10 Dec 2021 "
                "(timeline, line 26).\n\nNot counted: Sat 11, Sun 12 Dec."
            )
            assert page.startswith("### [PM304 meeting-late]")

            offered = {action.title: action for action in await one.actions(DOCUMENT, name.range)}
            assert {title: action.is_preferred for title, action in offered.items()} == {
                "Name it “Contributing Factors”": True,
                "Disable PM106 for this line": None,
                "Disable PM106 for this file": None,
                "Fix all that pm-lint can fix safely": None,
            }
            for version, action in enumerate(offered.values(), 2):
                one.change(DOCUMENT, version, applied(POOR, action))
                assert codes(await one.told(DOCUMENT, version)) == ["PM304"], action.title

            (unsafe, *_) = await one.actions(DOCUMENT, late.range, "quickfix")
            assert (unsafe.title, unsafe.is_preferred) == ("Say why it was late", None)

            # Whatever is said of a version is true of it, however quickly one types.
            for version in range(7, 27):
                one.change(DOCUMENT, version, LATE.replace("**Meeting", "\n" * version + "**Meeting"))
            await one.told(DOCUMENT, 26)
            for said in one.published:
                if said.version and said.version > 6:
                    assert [found.range.start.line for found in said.diagnostics] == [4 + said.version]
            one.change(DOCUMENT, 27, CLEAN)
            assert await one.told(DOCUMENT, 27) == []
            one.change(DOCUMENT, 28, LATE)
            assert codes(await one.told(DOCUMENT, 28)) == ["PM304"]
            one.close(DOCUMENT)
            await one.cleared(DOCUMENT)
            assert one.messages == []

    asyncio.run(session())


def _start(diagnostic: types.Diagnostic) -> tuple[int, int]:
    return diagnostic.range.start.line, diagnostic.range.start.character


def test_configurations(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "pm-lint.toml").write_text('paths = ["**"]\nrules.meeting-late = "notice"\ntemplate = "ours [1].md"\n')
    (other / "ours [1].md").write_text("# YYYY-MM-DD Title\n\n**Meeting Scheduled For:** When\n\n## Timeline\n")
    (project / "pm-lint.toml").write_text('rules.meeting-late = "warning"\n')

    async def session() -> None:
        async with editor(project, other) as one:
            outside, elsewhere = str(project / "notes.md"), str(other / "a.md")
            one.open(outside, LATE)
            one.open(DOCUMENT, LATE)
            one.open(elsewhere, LATE)
            (found,) = await one.told(DOCUMENT)
            assert found.severity == types.DiagnosticSeverity.Warning
            (found,) = await one.told(elsewhere)
            assert found.severity == types.DiagnosticSeverity.Information
            await one.until(lambda: len(one.globs) > 2)
            assert one.globs == {"**/pm-lint.toml", "**/pyproject.toml", "**/ours ?1?.md"}
            assert one.uri(outside) not in one.diagnostics  # it is out of scope

            (project / "pm-lint.toml").write_text('paths = ["notes.md"]\n')
            one.changed_on_disk("pm-lint.toml")
            await one.cleared(DOCUMENT)
            (found,) = await one.told(outside)
            assert found.severity == types.DiagnosticSeverity.Error

            # What is broken is said once, on its own file too; meanwhile nothing is said of documents.
            (project / "pm-lint.toml").write_text("paths = [\n  7 8\n]")
            for _ in range(2):
                before = len(one.published)
                one.changed_on_disk("pm-lint.toml")
                (found,) = await one.told("pm-lint.toml", None)
                assert "not valid TOML" in found.message
                assert found.range.start.line == 1
                await one.more_than(before)
                await one.cleared(outside)
            assert len(one.messages) == 1
            assert one.messages[0].startswith("pm-lint: pm-lint.toml: not valid TOML: ")

            (project / "pm-lint.toml").unlink()
            one.changed_on_disk("pm-lint.toml")
            await one.cleared("pm-lint.toml")
            (found,) = await one.told(DOCUMENT)
            assert found.severity == types.DiagnosticSeverity.Error
            assert len(one.messages) == 1

    asyncio.run(session())


def test_an_editor_that_can_do_little(project: Path) -> None:
    """No watching, no versions, no Markdown; UTF-16, for it says nothing else. And hostile text."""

    async def session() -> None:
        async with editor(project, able=False, options={"checkAll": True}) as one:
            one.open(DOCUMENT, POOR)
            _, name = await one.told(DOCUMENT)
            assert name.range.end.character == len("## xx Contributing Factor")
            assert (await one.hover(DOCUMENT, *_start(name))).startswith("PM106 section-name\n\nA section's name is")
            fix, *_ = await one.actions(DOCUMENT, name.range)
            assert fix.edit and list(fix.edit.changes or {}) == [one.uri(DOCUMENT)]
            # `checkAll`: what is out of scope, and what has no name yet.
            one.open("notes.md", LATE)
            assert codes(await one.told("notes.md")) == ["PM304"]
            one.open("", LATE, uri="untitled:Untitled-1")
            one.open("", LATE, uri="git:/a/incidents/a.md")
            await one.until(lambda: "untitled:Untitled-1" in one.diagnostics)
            assert "git:/a/incidents/a.md" not in one.diagnostics

            hostile = ["\ud800", "\0", "> " * 5000, "x" * 2_000_000, "\ufeff\r\r# \x0c\u2028\r\n"]
            for version, text in enumerate(hostile, 2):
                one.change(DOCUMENT, version, text)
            await one.told(DOCUMENT, len(hostile) + 1)
            for version, text in enumerate(hostile[:4], 10):
                one.change(DOCUMENT, version, text)
                assert codes(await one.told(DOCUMENT, version)) == ["PM001"]
            one.change(DOCUMENT, 20, POOR)
            await one.told(DOCUMENT, 20)

            # Nobody tells it of files: it looks when a document is saved.
            (project / "pm-lint.toml").write_text("rules.document = 7")
            document = types.TextDocumentIdentifier(one.uri(DOCUMENT))
            one.text_document_did_save(types.DidSaveTextDocumentParams(document))
            (message,) = await one.until(lambda: one.messages)
            assert message.startswith("pm-lint: pm-lint.toml: rules.document is 7, but must be one of error,")

    asyncio.run(session())


# -- the process --------------------------------------------------------------------------------------------------


def start(*options: str, code: str = "") -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    main = f"{code}\nimport sys\nfrom pm_lint.cli import main\nsys.exit(main({['server', *options]!r}))"
    return subprocess.Popen([sys.executable, "-c", main], stdin=pipe, stdout=pipe, stderr=pipe)


def test_an_editor_that_goes_without_a_word() -> None:
    with start() as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert (out, err, process.returncode) == (b"", b"", 1)


def test_an_interrupt() -> None:
    # The interrupt comes when it waits for input.
    code = "import os, signal, sys, pm_lint.server\nclass Input:\n" + (
        " def isatty(self): return False\n buffer = property(lambda self: self)\n"
        f" def readline(self): os.kill(os.getpid(), {int(signal.SIGINT)}); return sys.__stdin__.buffer.readline()\n"
        "sys.stdin = Input()"
    )
    with start(code=code) as process:
        assert process.wait(timeout=PATIENCE) == 130
        assert process.communicate() == (b"", b"")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "import sys; sys.modules['pygls'] = None",
            b"pm-lint: the language server needs pygls, which is not installed: pip install 'pm-lint[lsp]'\n",
        ),
        ("import sys; sys.stdin = None", b"one of them is closed\n"),
        ("import sys; sys.stdin.isatty = lambda: True", b"is started by an editor, not by hand: see docs/editors.md\n"),
    ],
)
def test_what_it_can_not_do_without(code: str, said: bytes) -> None:
    with start(code=code) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert (out, process.returncode) == (b"", 2)
    assert err.endswith(said)
    assert err.count(b"\n") == 1
