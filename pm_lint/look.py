"""How text for people looks where it is printed: colours, hyperlinks and width, by the terminal and its environment.

The quick path asks this at each start, so it imports nothing. See `docs/output.md` for what counts, and in which order.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

#: What `--color` may be; it wins over the environment.
CHOICES = ("auto", "always", "never")
#: Text is not made narrower than this, nor wider, whatever the terminal; columns.
NARROWEST, WIDEST = 40, 120
_USUAL = 80

#: Terminals that show hyperlinks, by the variable that names them.
_LINKING = {
    "TERM": ("alacritty", "contour", "foot", "foot-extra", "wezterm", "xterm-ghostty", "xterm-kitty"),
    "TERM_PROGRAM": ("Hyper", "WarpTerminal", "WezTerm", "ghostty", "iTerm.app", "mintty", "rio", "vscode", "zed"),
}
#: And by a variable that is set in no other.
_LINKING_SETS = ("DOMTERM", "KONSOLE_VERSION", "WT_SESSION")
#: Of what GNOME's and others' terminals are made of, the first version whose hyperlinks crash nothing.
_VTE = 5000


class Look:
    """How text looks. ``width`` is that of the terminal in columns; None: lines are as long as they are."""

    def __init__(self, colours: bool = False, links: bool = False, width: int | None = None) -> None:
        self.colours = colours
        self.links = links
        self.width = width

    def __repr__(self) -> str:
        return f"Look({self.colours}, {self.links}, {self.width})"


#: In files, in pipes and in logs.
PLAIN = Look()


def look_of(stream: TextIO | None, choice: str, environment: Mapping[str, str]) -> Look:
    """How text on a stream looks, where ``choice`` is one of `CHOICES`."""
    terminal = is_terminal(stream)
    colours = has_colours(choice, environment, terminal=terminal)
    width = _width(stream, environment) if stream is not None and terminal else None
    return Look(colours, colours and terminal and shows_links(environment), width)


def looks(stream: TextIO, environment: Mapping[str, str]) -> str:
    """Names all that the look of text on a stream depends on, but for the choice: see `quick.py`."""
    return repr([look_of(stream, choice, environment) for choice in CHOICES])


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at it."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


def has_colours(choice: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether text is coloured: by the choice, else by the first variable that says so, else if a terminal obeys."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if forced := environment.get("FORCE_COLOR"):
        return forced not in ("0", "false")
    if environment.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return terminal and environment.get("CLICOLOR") != "0" and obeys(environment)


def obeys(environment: Mapping[str, str]) -> bool:
    """Whether a terminal obeys control sequences. The old console of Windows says nothing of itself, and doesn't."""
    term = environment.get("TERM")
    others = ("WT_SESSION", "TERM_PROGRAM", "ConEmuANSI")
    return term != "dumb" and bool(term or any(environment.get(name) for name in others))


def shows_links(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to show hyperlinks."""
    vte = environment.get("VTE_VERSION", "")
    return (
        any(environment.get(name) in known for name, known in _LINKING.items())
        or any(environment.get(name) for name in _LINKING_SETS)
        or (vte.isascii() and vte.isdigit() and len(vte) < 9 and int(vte) >= _VTE)
    )


def _width(stream: TextIO, environment: Mapping[str, str]) -> int:
    """The columns that text keeps to, on a terminal."""
    said = environment.get("COLUMNS", "")
    columns = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    if not columns:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):  # it has no size, or is none of the system's
            columns = 0
    return min(max(columns or _USUAL, NARROWEST), WIDEST)
