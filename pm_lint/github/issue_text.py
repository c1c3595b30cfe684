"""A document's own words as they stand in an issue: text, code and links, and nothing in them that reaches anybody."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

from pm_lint.github.escape import ZWSP, code, inline, target
from pm_lint.github.place import Place
from pm_lint.markdown import Break, Code, Inline, Leaf, Link, Text
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex

_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:")
#: So many characters of addresses in one text; what links beyond is its text alone.
MOST_ADDRESSES = 10_000
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text: code, a link, or neither. ``url`` is as the document has it, "" for no link."""

    text: str
    url: str = ""
    code: bool = False


def pieces(leaf: Leaf | None, text: str) -> tuple[Piece, ...]:
    """What a reader sees of a block, in pieces: all of it, or what is left as ``text`` where one stretch was taken out
    of it. Of no block, and where more was, it is the text alone. An image is its alternative text."""
    merged: list[Piece] = []
    whole = ""
    for piece in _pieces(leaf.inlines, "") if leaf else ():
        plain = re.sub(r"\s+", " ", piece.text)
        plain = plain[1:] if plain[:1] == " " and whole[-1:] in ("", " ") else plain
        whole += plain
        last = merged[-1] if merged else None
        # What only a tag or a mark parts is one text: else "@" and "name" would pass one by one.
        if last and (last.url, last.code) == (piece.url, piece.code):
            merged[-1] = replace(last, text=last.text + plain)
        else:
            merged.append(replace(piece, text=plain))
    shorter = min(len(whole), len(text))
    kept = next((at for at in range(shorter) if whole[at] != text[at]), shorter)
    behind = len(whole) - len(text) + kept
    if behind < kept or whole[behind:] != text[kept:]:
        return (Piece(text),)
    return (*_cut(merged, 0, kept), *_cut(merged, behind, len(whole)))


def _cut(found: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    """What of the pieces stands between two places in their text."""
    at = 0
    for piece in found:
        if text := piece.text[max(start - at, 0) : max(end - at, 0)]:
            yield replace(piece, text=text)
        at += len(piece.text)


def _pieces(nodes: Iterable[Inline], url: str) -> Iterator[Piece]:
    for node in nodes:
        match node:
            case Text(text=text):
                yield Piece(text, url)
            case Code(text=text):
                yield Piece(text, url, code=not url)
            case Break():
                yield Piece(" ", url)
            case Link(url=address, children=children):
                yield from _pieces(children, address)
            case _:
                yield from _pieces(getattr(node, "children", ()), url)


def shown(found: Iterable[Piece], limit: int, address: Callable[[str], str]) -> str:
    """Pieces as Markdown on one line, cut after ``limit`` characters. ``address`` says where a link leads, "" for
    nowhere: then it is written out, as code."""
    made = ""
    left, room = limit, MOST_ADDRESSES
    for piece in found:
        text = piece.text[:left]
        left -= len(text)
        words = " ".join(text.split())
        if not words:
            made += " " * bool(text)
            continue
        plain = _code(words) if piece.code else inline(words)
        where = address(piece.url) if piece.url and len(piece.url) <= _LONGEST_ADDRESS else ""
        if where and len(where) <= room:
            room -= len(where)
            plain = f"[{plain}]({where})"
        elif piece.url and not where and len(piece.url) <= min(room, _LONGEST_ADDRESS):
            room -= len(piece.url)
            plain += f" ({_code(piece.url)})"
        gap = " " if text[0].isspace() else ZWSP if made.endswith(("@", "#", "-", "/")) else ""
        made += gap + plain + " " * text[-1].isspace()
        if left <= 0:
            break
    return " ".join(made.split())


def _code(text: str) -> str:
    """A code span in which no comment stands: the first that looks like our end mark ends our part of a body."""
    return code(text).replace("<!--", f"<{ZWSP}!--")


def addresses(place: Place, path: str, sha: str) -> Callable[[str], str]:
    """What a link in the document at ``path`` is to lead to, as it was at that commit: "" for what is no web page."""

    def address(url: str) -> str:
        return target(resolved(url), place.host)

    def resolved(url: str) -> str:
        if re.match(r"https?://", url, re.IGNORECASE):
            return url
        if _SCHEME.match(url) or url.startswith("//") or not place.server_url:
            return ""
        name, hash_sign, fragment = url.partition("#")
        name = unquote(name.partition("?")[0])
        inside = path if not name else name[1:] if name.startswith("/") else f"{posixpath.dirname(path)}/{name}"
        inside = posixpath.normpath(inside.lstrip("/"))
        return "" if inside.startswith("..") else place.file(inside, sha) + hash_sign + fragment

    return address
