"""What can be done about findings, as the editor's code actions."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from pm_lint.finding import Edit, Finding
from pm_lint.server import convert
from pm_lint.server.judging import Verdict
from pm_lint.server.mending import comments_for, safe_edits
from pm_lint.server.positions import Positions

QUICK_FIX = types.CodeActionKind.QuickFix.value
FIX_ALL = "source.fixAll.pm-lint"


def wants(wanted: Sequence[str] | None, kind: str) -> bool:
    """Whether actions of a kind were asked for: a kind stands for those below it."""
    return not wanted or any(f"{kind}.".startswith(f"{getattr(one, 'value', one)}.") for one in wanted)


class Actions:
    """Makes the actions for a document."""

    def __init__(self, verdict: Verdict, positions: Positions, uri: str, *, versioned: bool) -> None:
        self._verdict = verdict
        self._positions = positions
        self._uri = uri
        self._versioned = versioned

    def fixes(self, findings: Sequence[Finding]) -> list[types.CodeAction]:
        return [
            self._action(one.fix.title, QUICK_FIX, one.fix.edits, one, preferred=one.fix.safe)
            for one in findings
            if one.fix
        ]

    def comments(self, findings: Sequence[Finding]) -> list[types.CodeAction]:
        """Several findings may be held back by one comment. Takes a while."""
        offered: dict[str, types.CodeAction] = {}
        for finding in findings:
            for name, edit in comments_for(finding, self._verdict):
                offered.setdefault(name, self._action(name, QUICK_FIX, [edit], finding))
        return list(offered.values())

    def all_fixes(self) -> list[types.CodeAction]:
        """What `check --fix` would do. Takes a while."""
        edits = safe_edits(self._verdict)
        return [self._action("Fix all that pm-lint can fix safely", FIX_ALL, edits)] if edits else []

    def _action(
        self, title: str, kind: str, edits: Sequence[Edit], finding: Finding | None = None, *, preferred: bool = False
    ) -> types.CodeAction:
        changes = convert.text_edits(edits, self._positions, self._verdict.text)
        if self._versioned:
            named = types.OptionalVersionedTextDocumentIdentifier(self._uri, self._verdict.version)
            edit = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(named, changes)])
        else:
            edit = types.WorkspaceEdit(changes={self._uri: changes})
        about = [convert.diagnostic(finding, self._positions)] if finding else None
        return types.CodeAction(title, kind=kind, diagnostics=about, is_preferred=preferred or None, edit=edit)
