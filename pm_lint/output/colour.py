"""Lines in colours, by rich: imported only where there are any.

The colours are the sixteen that each terminal has, in the shades that its owner has chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rich.color import ColorSystem
from rich.style import Style

from pm_lint.output.escape import visible
from pm_lint.output.lines import Part

#: What plays a role in a line, and its style as rich writes it.
STYLES: Mapping[str, str] = MappingProxyType(
    {
        "error": "bold bright_red",
        "warning": "bold yellow",
        "notice": "bold cyan",
        "name": "dim",
        "message": "bold",
        "gutter": "bold bright_blue",
        "help": "bold cyan",
        "fix": "bold green",
        "removed": "red",
        "added": "green",
        "path": "bold",
        "rule": "bold cyan",
        "count": "bold",
    }
)
_LINK = "\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\"


def coloured(lines: Iterable[Iterable[Part]], *, links: bool) -> str:
    """The lines, whose parts are escaped, each with its line break; parts that lead somewhere as links, if wanted."""
    styles = {role: Style.parse(style) for role, style in STYLES.items()}

    def drawn(part: Part) -> str:
        text, role, *addresses = part
        if role:
            text = styles[role].render(text, color_system=ColorSystem.STANDARD)
        for address in addresses:
            if links and visible(address) == address:
                text = _LINK.format(address, text)
        return text

    return "".join([f"{''.join(map(drawn, line))}\n" for line in lines])
