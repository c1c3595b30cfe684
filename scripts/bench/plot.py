"""The picture of the figures: a bar for each tool, drawn without a library, legible on light and on dark ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from scripts.bench.goals import BARE, LARGER, Group
from scripts.bench.measure import Figure
from scripts.bench.peers import PM_LINT

#: Of these groups; the others are no comparison with peers.
_SHOWN = ("one", "thousand", "big")
_WIDTH, _NAMES, _VALUES, _ROW, _HEAD, _GAP = 760, 170, 90, 24, 34, 18
_STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", Arial, sans-serif; fill: #1f2328 }
.title { font-weight: 600 } .value { fill: #59636e }
.bar { fill: #afb8c1 } .ours { fill: #0969da } .bare { fill: none; stroke: #818b98 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .value { fill: #9198a1 }
  .bar { fill: #656c76 } .ours { fill: #4493f8 } .bare { stroke: #9198a1 }
}
"""


def drawn(groups: Sequence[Group]) -> str:
    """An SVG with the time that each tool takes, the quickest first; each part has a scale of its own."""
    parts: list[str] = []
    top = 0
    for group in groups:
        figures = [figure for figure in group.figures if not figure.name.endswith(LARGER)]
        if group.name in _SHOWN and figures:
            parts += _part(group.title, figures, top)
            top += _HEAD + _ROW * len(figures) + _GAP
    label = "How long pm-lint and other linters take; the tables of this page say the same in numbers."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" width="{_WIDTH}" height="{top}"'
        f' role="img" aria-label="{escape(label)}">\n<style>{_STYLE}</style>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _part(title: str, figures: Sequence[Figure], top: int) -> Iterator[str]:
    figures = sorted(figures, key=lambda figure: figure.seconds)
    longest = figures[-1].seconds
    yield f'<text class="title" x="0" y="{top + 20}">{escape(title)}</text>'
    for number, figure in enumerate(figures):
        yield from _bar(figure, longest, top + _HEAD + number * _ROW)


def _bar(figure: Figure, longest: float, top: int) -> Iterator[str]:
    room = _WIDTH - _NAMES - _VALUES
    width = max(figure.seconds / longest * room, 1)
    kind = "bar ours" if figure.name.startswith(PM_LINT) else "bar bare" if figure.name == BARE else "bar"
    told = f"{figure.seconds * 1000:.0f} ms" if figure.seconds < 1 else f"{figure.seconds:.2f} s"
    yield f'<text x="{_NAMES - 10}" y="{top + 15}" text-anchor="end">{escape(figure.name)}</text>'
    yield f'<rect class="{kind}" x="{_NAMES}" y="{top + 4}" width="{width:.1f}" height="{_ROW - 8}" rx="2"/>'
    yield f'<text class="value" x="{_NAMES + width + 6:.1f}" y="{top + 15}">{told}</text>'
