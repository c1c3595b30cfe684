"""Hold the workflows in the documentation, which people copy, to GitHub's schema and to zizmor, as our own are."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHECKS = (
    ("zizmor", "--offline", "--quiet", "--no-progress", "--persona", "pedantic"),
    ("check-jsonschema", "--quiet", "--builtin-schema", "vendor.github-workflows"),
)


def workflows(page: str) -> list[str]:
    """The YAML blocks of a page that are whole workflows."""
    blocks = _BLOCK.findall(page)
    return [block for block in blocks if isinstance(data := yaml.safe_load(block), dict) and "jobs" in data]


def main() -> int:
    pages = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for page in pages:
            for number, text in enumerate(workflows(page.read_text(encoding="utf-8")), 1):
                files.append(Path(folder) / f"{page.stem}-{number}.yml")
                files[-1].write_text(text, encoding="utf-8")
        if len(files) < 3:
            print("check_doc_workflows: there should be more workflows in the documentation", file=sys.stderr)
            return 1
        codes = [subprocess.run([BIN / name, *options, *files]).returncode for name, *options in CHECKS]  # noqa: S603
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
