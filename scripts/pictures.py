"""Draws the README's pictures from what the code says of an example: python scripts/pictures.py MODULES

MODULES is a folder of npm's with `npm install github-markdown-css mermaid` done in it; `chromium` is on the path. The
texts are the review's own; around them stands as much of GitHub's page as is needed to know it again.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from datetime import date
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

from pm_lint.config_parse import parse
from pm_lint.github.action import real_tools
from pm_lint.github.comment import Spoken
from pm_lint.github.hunks import Lines
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed
from pm_lint.github.review_plan import NewComment, Plan, make_plan
from pm_lint.github.suggestion import source_lines
from pm_lint.rules import rule_names

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "postmortems/2026-03-05-search-index-lag.md"
TODAY = date(2026, 3, 6)
#: The first and last line of the document in the first picture.
FIRST, LAST = 5, 10
STYLE = """
body { margin: 0; padding: 16px; width: 780px; background: #fff; font: 14px/1.5 "Noto Sans", Arial, sans-serif }
.box { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; background: #fff }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; color: #59636e }
.head b { color: #1f2328 }
.markdown-body { padding: 16px; font: inherit }
.markdown-body p:last-child, .markdown-body table:last-child { margin-bottom: 0 }
.code, .number { font: 12px/20px "Noto Sans Mono", "Liberation Mono", monospace; white-space: pre-wrap }
.row { display: flex }
.number { flex: none; width: 50px; padding-right: 10px; text-align: right; color: #59636e }
.added { background: #dafbe1 } .added .number { background: #aceebb }
.removed { background: #ffebe9 } .removed .number { background: #ffcecb }
.row .code { padding-left: 10px }
.comment { margin: 8px 16px 8px 60px }
.change .head { padding: 4px 16px; font-size: 12px }
.button { float: right; border: 1px solid #d1d9e0; border-radius: 6px; padding: 0 10px; color: #25292e }
.markdown-body pre.mermaid { background: #fff; padding: 0 }
"""


def main(modules: Path) -> None:
    document = _reviewed()
    plan = make_plan([document], Spoken(), Place("example/shop", "0" * 40))
    pictures = ROOT / "docs" / "images"
    pictures.mkdir(exist_ok=True)
    _draw(_changed_lines(document, plan), pictures / "review-comment.png", modules)
    _draw(_summary(plan), pictures / "review-summary.png", modules)


def _reviewed() -> Reviewed:
    config = parse((ROOT / "examples" / "pm-lint.toml").read_text(), "pm-lint.toml", rule_names())
    tools = real_tools(TODAY)
    checked = tools.linter(config, {}).check(EXAMPLE, (ROOT / "examples" / EXAMPLE).read_bytes())
    return Reviewed(checked, EXAMPLE, (Lines(1, 10_000),), tools.understand(config, checked, None))


def _changed_lines(document: Reviewed, plan: Plan) -> str:
    """Some lines of the pull request with the comments on them."""
    rows = []
    for number, line in enumerate(source_lines(document.checked.source), 1):
        if FIRST <= number <= LAST:
            rows.append(_row("added", number, f"+ {line}"))
            rows += [_commented(one, line) for one in plan.create if one.lines.last == number]
    return f'<div class="box"><div class="head"><b>{EXAMPLE}</b></div>{"".join(rows)}</div>'


def _row(kind: str, number: int, text: str) -> str:
    return f'<div class="row {kind}"><div class="number">{number}</div><div class="code">{escape(text)}</div></div>'


def _commented(comment: NewComment, line: str) -> str:
    text, _, suggested = comment.body.partition("```suggestion\n")
    change = ""
    if suggested:
        rows = [_row("removed", comment.lines.last, f"- {line}")]
        added = suggested.removesuffix("\n```").split("\n")
        rows += [_row("added", comment.lines.first + at, f"+ {new}") for at, new in enumerate(added)]
        button = '<span class="button">Commit suggestion</span>'
        change = f'<div class="box change"><div class="head">Suggested change {button}</div>{"".join(rows)}</div>'
    return f'<div class="box comment">{_by()}<div class="markdown-body">{_html(text)}{change}</div></div>'


def _summary(plan: Plan) -> str:
    return f'<div class="box">{_by()}<div class="markdown-body">{_html(plan.summary or "")}</div></div>'


def _by() -> str:
    return '<div class="head"><b>github-actions</b> bot commented</div>'


def _html(text: str) -> str:
    """Rendered, with Mermaid's blocks as its script wants them."""
    made = MarkdownIt("commonmark", {"html": True}).enable("table").render(text.partition("-->")[2])
    return re.sub(
        r'<pre><code class="language-mermaid">(.*?)</code></pre>', r'<pre class="mermaid">\1</pre>', made, flags=re.S
    )


def _draw(body: str, picture: Path, modules: Path) -> None:
    """A screenshot of the page, as high as the page is."""
    packages = (modules / "node_modules").resolve()
    page = f"""<!doctype html><meta charset="utf-8">
    <link rel="stylesheet" href="{(packages / "github-markdown-css/github-markdown-light.css").as_uri()}">
    <style>{STYLE}</style><body>{body}
    <script src="{(packages / "mermaid/dist/mermaid.min.js").as_uri()}"></script>
    <script>mermaid.initialize({{startOnLoad: false}});
    mermaid.run().then(() => document.body.dataset.height = document.documentElement.scrollHeight)</script>"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        found = re.search(r'data-height="(\d+)"', _chromium("--dump-dom", "--window-size=812,200", file))
        if found is None:
            sys.exit("the page was not drawn")
        _chromium(f"--screenshot={picture}", f"--window-size=812,{found[1]}", "--force-device-scale-factor=1.8", file)


def _chromium(*words: object) -> str:
    common = (
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        "--allow-file-access-from-files",
        "--virtual-time-budget=9000",
    )
    command = ["chromium", *common, *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - no shell


if __name__ == "__main__":
    main(Path(sys.argv[1]))
