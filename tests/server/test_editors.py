"""What docs/editors.md has people copy, and the extension that it has them build."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pm_lint
from pm_lint.arguments import read_plain
from pm_lint.server.actions import FIX_ALL

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
EXTENSION = ROOT / "editors" / "vscode"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


def test_what_is_copied_can_be_read() -> None:
    for text in blocks("json"):
        json.loads(text)
    (helix,) = map(tomllib.loads, blocks("toml"))
    assert helix["language-server"]["pm-lint"] == {"command": "pm-lint", "args": ["server"]}
    assert len(blocks("json")) == 3
    assert FIX_ALL in PAGE


def test_each_command_is_one_of_ours() -> None:
    code, (task,), sublime = map(json.loads, blocks("json"))
    commands = [code["pm-lint.command"], sublime["clients"]["pm-lint"]["command"]]
    others = re.findall(r"^  (?:cmd =|\(add-to).*", PAGE, re.M)
    commands += [re.findall(r'"([\w-]+)"', line) for line in others]
    assert [command[1:] for command in commands] == [["server"]] * 4
    assert [Path(command[0]).name for command in commands] == ["pm-lint"] * 4
    assert read_plain([*task["args"][:-1], "a.md"]) is not None
    assert read_plain(["server", "--stdio"]) is not None


def test_the_extension() -> None:
    package: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    code = (EXTENSION / "extension.js").read_text(encoding="utf-8")
    assert package["version"] == lock["version"] == pm_lint.__version__
    assert f"pm-lint-{package['version']}.vsix" in PAGE
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    settings = package["contributes"]["configuration"]["properties"]
    assert settings["pm-lint.command"]["default"] == ["pm-lint", "server"]
    assert settings["pm-lint.command"]["scope"] == "machine"  # no repository chooses what is run
    assert {f'settings.get("{name.removeprefix("pm-lint.")}")' in code for name in settings} == {True}
    assert (EXTENSION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
