"""The texts of a section, wherever in its blocks they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pm_lint.markdown import Block, Code, Leaf, List, Paragraph, Prose, Quote, Table


def leaves(blocks: Iterable[Block]) -> list[Leaf]:
    """Every paragraph and table cell in these blocks, in the order of the document; code and HTML are none."""
    found: list[Leaf] = []
    for block in blocks:
        match block:
            case Paragraph():
                found.append(block)
            case List():
                for item in block.items:
                    found += leaves(item.children)
            case Quote():
                found += leaves(block.children)
            case Table():
                for row in (block.head, *block.rows):
                    found += row.cells
            case _:
                pass
    return found


def outside_code(prose: Prose, matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those of the matches in a prose, in its order, that share no character with code."""
    code = [(piece.start, piece.end) for piece in prose.pieces if isinstance(piece.node, Code)]
    at = 0
    for match in matches:
        while at < len(code) and code[at][1] <= match.start():
            at += 1
        if at == len(code) or match.end() <= code[at][0]:
            yield match
