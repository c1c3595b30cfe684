"""What a start costs, in counts: which modules are loaded, and what is compiled or generated before it is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pm_lint

ROOT = Path(pm_lint.__file__).parent
CLEAN = Path(__file__).parent / "filled" / "default.md"
POOR = """\
# Checkout

**Postmortem Owner:** TBD

## Timelin

| Time | Event |
| --- | --- |
| 10:00 | pages |

<table><tr><td>Impact</td></tr></table>
"""
#: What a check needs not: other commands' libraries, and parts of Python that bring much with them.
NEVER = {
    "argparse", "asyncio", "cryptography", "dataclasses", "dateutil", "email", "gettext", "github", "holidays",
    "html.parser", "http", "icalendar", "importlib.metadata", "importlib.resources", "inspect", "json", "jwt",
    "locale", "logging", "multiprocessing", "nacl", "pickle", "recurring_ical_events", "requests", "rich", "shutil",
    "socket", "ssl", "subprocess", "tempfile", "tomllib", "urllib3", "yaml", "zipfile",
}  # fmt: skip
#: Nor does it need these of ours without a configuration, a baseline, a cache, front matter, a second document or a
#: comment for us.
UNASKED = {
    f"pm_lint.{name}"
    for name in (
        "arguments_parser", "baseline", "cache", "config_keys", "config_parse", "config_rules", "config_values",
        "postmortem.front_matter", "processes", "suppressions",
    )
}  # fmt: skip

EVENTS = {
    "review": {
        "repository": {"full_name": "o/r"},
        "pull_request": {
            "number": 7,
            "user": {"login": "alice"},
            "head": {"sha": "a" * 40, "repo": {"full_name": "o/r"}},
            "base": {"sha": "b" * 40, "ref": "main"},
        },
    },
    "issues": {
        "ref": "refs/heads/main",
        "after": "a" * 40,
        "repository": {"full_name": "o/r", "default_branch": "main"},
    },
}
#: Runs a command up to its first request, which finds nobody.
FIRST_REQUEST = """
import os, socket, sys, threading
from pm_lint.cli import main

server = socket.create_server(("127.0.0.1", 0))
names = {{"review": "pull_request", "issues": "push"}}
os.environ.update(
    GITHUB_ACTIONS="true",
    GITHUB_API_URL=f"http://127.0.0.1:{{server.getsockname()[1]}}",
    GITHUB_EVENT_NAME=names["{command}"],
    GITHUB_EVENT_PATH={event!r},
    GITHUB_REPOSITORY="o/r",
    GITHUB_SHA="a" * 40,
    GITHUB_REF="refs/heads/main",
    GITHUB_TOKEN="t",
    GITHUB_WORKSPACE=os.getcwd(),
)

def first():
    server.accept()[0].recv(10)
    print(*sys.modules, file=sys.stderr, flush=True)
    os._exit(0)

threading.Thread(target=first, daemon=True).start()
main(["{command}"])
"""


def loaded(code: str, folder: Path) -> set[str]:
    """The modules that a fresh Python has loaded when it has run this."""
    tell = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", tell], cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def checked(path: Path, *options: str) -> set[str]:
    """The modules that a check of one file has loaded when it is done."""
    arguments = ["check", path.name, "--today", "2026-03-02", *options]
    return loaded(f"from pm_lint.cli import main\nmain({arguments!r})", path.parent)


def ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.split(".")[0] == "pm_lint"}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    path = tmp_path_factory.mktemp("clean") / "2026-02-11-a.md"
    path.write_text(CLEAN.read_text(encoding="utf-8"), encoding="utf-8")
    return checked(path)


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    path = tmp_path_factory.mktemp("poor") / "2026-02-11-a.md"
    path.write_text(POOR, encoding="utf-8")
    return checked(path)


def test_a_check_loads_no_more_than_it_needs(clean: set[str], poor: set[str]) -> None:
    for modules in (clean, poor):
        assert not NEVER & modules
        assert not UNASKED & modules
        assert len(modules) < 240
        assert len(ours(modules)) < 125
    assert ours(poor) - ours(clean) == set()
    # Nothing here depends on what the clocks of a zone were on a day.
    assert not {"difflib", "zoneinfo"} & clean


@pytest.mark.parametrize("command", ["review", "issues"])
def test_what_speaks_with_github_loads_no_more_than_it_needs(command: str, tmp_path: Path) -> None:
    """All that is there at the first request: the commands' own modules, PyGithub, and the rules."""
    path = tmp_path / "event.json"
    path.write_text(json.dumps(EVENTS[command]), encoding="utf-8")
    modules = loaded(FIRST_REQUEST.format(command=command, event=str(path)), tmp_path)
    assert "github.Requester" in modules
    assert (
        not {"dateutil", "holidays", "icalendar", "multiprocessing", "recurring_ical_events", "tomllib", "yaml"}
        & modules
    )
    assert len(ours(modules)) < 190


#: As if the parser asked more of `dataclasses` than `record` has.
CHOOSY = """
import pm_lint.record as record

def choosy(cls=None, **options):
    if sys._getframe(1).f_globals["__name__"].startswith("mistune"):
        raise TypeError
    return plain(cls, **options)

plain, record.dataclass = record.dataclass, choosy
"""


@pytest.mark.parametrize(("before", "original"), [("", False), (CHOOSY, True)], ids=["enough", "not enough"])
def test_the_parser_gets_the_original_where_ours_is_not_enough(before: str, original: bool) -> None:
    code = f"import sys{before}\nfrom pm_lint import process\nprocess.import_markdown()\nimport pm_lint.markdown"
    assert ("dataclasses" in loaded(code, Path.cwd())) is original
    loaded(f"{code}\nimport dataclasses\ndataclasses.fields", Path.cwd())


def test_importing_compiles_no_pattern() -> None:
    code = "import pm_lint.linter, pm_lint.regex as r; assert r._TABLE._known is None and not r._TABLE._new"
    loaded(code, Path.cwd())


SLOW = re.compile(r"^[ ]*from (dataclasses) import|^from typing import .*\b(NamedTuple)\b|\b(re\.compile)\(", re.M)


def test_no_module_makes_what_takes_long() -> None:
    """`record` and `regex` say why."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
    found = {name: {match[match.lastindex or 0] for match in SLOW.finditer(text)} for name, text in texts.items()}
    assert {name: slow for name, slow in found.items() if slow} == {
        "record.py": {"dataclasses"},  # types are checked by the originals
        "regex.py": {"re.compile"},
        # What a team configured is no constant.
        "scope.py": {"re.compile"},
        "postmortem/language_forms.py": {"re.compile"},
        # It is of bytes, and `init` is seldom run.
        "survey.py": {"re.compile"},
        # A token's forms are kept nowhere.
        "github/redact.py": {"re.compile"},
    }
