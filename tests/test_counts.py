"""How often things are done: counts, which no machine makes slower. Times are measured by `make bench`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from pm_lint.cli import main
from pm_lint.markdown import parse
from pm_lint.postmortem.bundled import BUNDLED, bundled

FILLED = (Path(__file__).parent / "filled" / "default.md").read_text(encoding="utf-8")
STORY = "# YYYY-MM-DD Title\n\n## Story\nTell it.\n"


@contextmanager
def parsed() -> Iterator[Counter[str]]:
    """How often each text is parsed meanwhile, from wherever it is called."""
    texts: Counter[str] = Counter()

    def called(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is parse.__code__:
            texts[frame.f_locals["text"]] += 1

    sys.setprofile(called)
    try:
        yield texts
    finally:
        sys.setprofile(None)


def texts_of(*names: str) -> set[str]:
    """The texts of these bundled templates, but for the default one, whose schema is there without reading it."""
    return {bundled(name) for name in names if name != "default"}


@pytest.mark.parametrize(
    ("config", "templates"),
    [
        ("", texts_of("default")),
        ('template = "auto"', texts_of(*BUNDLED)),
        ('template = "srebook"', texts_of("srebook")),
        ('template = "story.md"', {STORY}),
        ('[[overrides]]\npaths = ["b*"]\ntemplate = "story.md"', {*texts_of("default"), STORY}),
        ("[action-items]\ncreate = false", texts_of("default")),
    ],
    ids=["default", "auto", "named", "file", "overrides", "no issues"],
)
def test_a_document_and_a_template_are_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str, templates: set[str]
) -> None:
    """Whatever its findings: ``b.md`` has many, with fixes, and ``c.md`` suppresses some."""
    documents = {
        "a.md": FILLED,
        "b.md": "# 12/10/21 It broke\n\n**Owner:** TBD\n\n## Overview\nTBD\n\n## Action Items\n- Fix it\n- Fix it\n",
        "c.md": f"<!-- pm-lint: disable-file PM602 -->\n{FILLED.replace('Alice Doe', 'Bob')}",
    }
    for name, text in {**documents, "story.md": STORY}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "pm-lint.toml").write_text(f'paths = ["?.md"]\n{config}\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with parsed() as counted:
        assert main(["check", "--output-file", "out.txt"]) in (0, 1)
    # A template may be known already, and then is not parsed at all.
    assert Counter(documents.values()) <= counted <= Counter({*documents.values(), *templates})


@pytest.mark.parametrize("command", [["show", "a.md"], ["issues", "--dry-run", "a.md"]], ids=["show", "issues"])
def test_other_commands_parse_a_document_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    (tmp_path / "a.md").write_text(FILLED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with parsed() as counted:
        assert main(command) == 0
    assert Counter({FILLED}) <= counted <= Counter({FILLED, bundled("default")})


@pytest.mark.parametrize("command", ["rules", "rule PM304", "deadline 2026-03-02"])
def test_nothing_is_parsed_where_no_document_is_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with parsed() as counted:
        assert main(command.split()) == 0
    assert not counted
