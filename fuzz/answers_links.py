"""A run that writes links into documents ends in a sentence, whatever GitHub answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from fuzz.answers import TOKEN, Clock, GitHub
from pm_lint.config import Config
from pm_lint.github.place import Place
from pm_lint.github.write_back import Target, Wanted, WriteBack
from pm_lint.github.write_back_text import BRANCH, LinkedItem, blob_id, body, message
from pm_lint.linter import Linter

WORDS = tuple(chr(code) for code in range(0, 128, 3))
_PATH = "postmortems/2026-01-12-a.md"
_TEXT = """# 2026-01-12 Checkout errors

## Action Items

- @bob: raise the queue's limit, due 2026-02-01
- Add an alert on the queue's length
"""
_DOC = Linter.of(Config(), None, today=date(2026, 1, 20)).check(_PATH, _TEXT.encode()).postmortem
_TIP = "a" * 40
_TARGET = Target(Place("alice/postmortems", _TIP))
_BODY = body([LinkedItem(_PATH, 5, "raise the limit", 7)], "#")


def _repository(variables: dict[str, Any]) -> dict[str, Any]:
    blob = {"oid": blob_id(_TEXT.encode(), _TIP), "text": _TEXT, "isTruncated": False}
    head = {"oid": "b" * 40, "message": message("0" * 16, "c" * 40, "d" * 40, 1), "tree": {"oid": "c" * 40},
            "parents": {"nodes": [{"oid": "d" * 40}]}}  # fmt: skip
    pull = {"number": 3, "body": _BODY, "isCrossRepository": False, "viewerDidAuthor": True, "headRefOid": "b" * 40}
    return {
        "id": "R_1",
        "defaultBranchRef": {"name": "main", "target": {"oid": _TIP}},
        "ref": {"target": head},
        "pullRequests": {"nodes": [{**pull, "state": "OPEN"}, {**pull, "state": "MERGED"}]},
        "at": {name.replace("p", "f"): {"mode": 0o100644, "object": blob} for name in variables if name[:1] == "p"},
    }


def answer(method: str, path: str, sent: Any) -> Any:
    """What GitHub would say: the branch is there with an older proposal of ours, and one was merged before."""
    if path == "graphql":
        if "mutation" in sent["query"]:
            return {"data": {"updateRefs": {"clientMutationId": None}}}
        return {"data": {"repository": _repository(sent["variables"])}}
    return {"sha": "e" * 40, "number": 3}


def one(data: bytes) -> None:
    """One run."""
    assert _DOC
    log: list[str] = []
    clock = Clock()
    github = GitHub(data, answer)
    writing = WriteBack(github.client(clock, log.append), _TARGET, log.append)
    complete = writing.run([Wanted(_PATH, _DOC, {0: 7, 1: 8})])
    assert complete or writing.sentences
    assert all(sentence and "\n" not in sentence for sentence in writing.sentences), writing.sentences
    assert TOKEN not in "".join((*log, *writing.sentences, writing.url))
    sent = [path.rpartition("/")[2] for method, path in github.requests if method != "GET"]
    if not data:
        assert complete
        assert sent == ["graphql", "trees", "commits", "graphql", "3"], (sent, BRANCH)
