"""Inline content: mistune's tokens, turned into nodes that know where they stand.

The tokens of a text tile it: each begins where the one before it ends. So a token needs but its length. mistune
splits and merges plain text as it likes; that is harmless as long as plain text keeps its escapes and entities,
which are therefore resolved here, at the very end.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from itertools import groupby

from mistune.core import InlineState
from mistune.inline_parser import InlineParser
from mistune.plugins.formatting import parse_strikethrough
from mistune.util import escape_url, unescape

from pm_lint.markdown.emphasis import resolve
from pm_lint.markdown.nodes import (
    Break,
    Code,
    Emphasis,
    Html,
    Image,
    Inline,
    Link,
    Strikethrough,
    Strong,
    Text,
)
from pm_lint.markdown.scanners import KeptScanners
from pm_lint.markdown.state import Line, State, Token
from pm_lint.regex import regex

_RESOLVED = regex(
    rf"\\[{re.escape(string.punctuation)}]|&(?:#[0-9]{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z0-9]{{1,31}});"
)

# A bare URL, as GitHub finds it. In "(see www.example.org)." the last two characters aren't part of it.
_URL = r"(?:(?<![A-Za-z])https?://|(?<![^\s*_~(])www\.)(?=[^\W_])[^\s<]{1,2048}"
_LONGEST_ENTITY = 33

#: Text without such a character holds no marks, and most that has one holds one; an underscore inside a word is none.
_MAY_MARK = regex(r"[`*\[~<&\\_]")
_MARK = regex(r"[`*\[]|~~|<\S|&[#a-zA-Z]|\\[!-/:-@\[-`{-~\n]|(?<![^\W_])_|_(?![^\W_])")
_BREAK = regex(r"(?<! ) *+\n\s*")


#: Where anything but text may begin. Marks of emphasis are text until all else is known. The second finds URLs as well.
_START = regex(r"`|<|\]|\\|\n|\[|!\[|~~")
_START_OR_URL = regex(r"`|<|\]|\\|\n|\[|!\[|~~|https?://|www\.")


class _Inlines(KeptScanners, InlineParser):
    """mistune's inline parser, with ``length`` in every token but plain text and emphasis.

    A link that ends in a bracket has ``tail`` instead: the length of what follows its text.
    """

    SPECIFICATION = {  # noqa: RUF012 - mistune declares it a ClassVar
        **InlineParser.SPECIFICATION,
        "link_close": r"\]",  # one token a match
        # mistune tries each space of a row of them.
        "linebreak": r"(?:\\|(?<! ) {2,}+)\n\s*",
        "softbreak": r"(?<! ) *+\n\s*",
    }

    def __init__(self, *, urls: bool) -> None:
        super().__init__()
        self.register("strikethrough", r"~~(?=[^\s~])", parse_strikethrough, before="link")
        if urls:
            self.register("url_link", _URL, _parse_url)
        self._start = _START_OR_URL if urls else _START

    def parse(self, state: InlineState) -> list[Token]:
        """The tokens of a text. mistune looks at each "h" and "w", and copies what it looks at more than once."""
        src, at = state.src, 0
        search, match = self._start.search, self.compile_sc().match
        while found := search(src, at):
            start = found.start()
            if src[start] == "\n":
                start = self._find_linebreak_start(src, at, start)
            if start > at:
                state.append_token({"type": "text", "raw": src[at:start]})
            m = match(src, start)
            at = (m and self.parse_method(m, state)) or 0
            if not at:
                at = start + 1
                state.append_token({"type": "text", "raw": src[start]})
        if at < len(src):
            state.append_token({"type": "text", "raw": src[at:]})
        state.tokens = self.finalize_tokens(state.tokens, state.depth)
        return state.tokens

    def parse_method(self, m: re.Match[str], state: InlineState) -> int | None:
        """Parse what begins at the match, and note how long it is."""
        kind = m.lastgroup or ""
        end = self._methods[kind](m, state)
        if end and (last := state.tokens[-1])["type"] != "text":
            last["tail" if kind == "link_close" else "length"] = end - m.start()
        return end

    def parse_escape(self, m: re.Match[str], state: InlineState) -> int:
        """Keep the escape as it is written: it is no mark of emphasis, and no more need be known now."""
        self.process_text(m[0], state, parse_emphasis=False)
        return m.end()

    def finalize_tokens(self, tokens: list[Token], depth: int) -> list[Token]:
        """Find the emphasis in a text whose other tokens are known."""
        return resolve(tokens, self.max_nested_level - depth)


def _parse_url(inline: InlineParser, m: re.Match[str], state: InlineState) -> int:
    text = m[0]
    if state.brackets:
        text = text.partition("]")[0]
    text = _without_tail(text)
    end = m.start() + len(text)
    if state.in_link or state.depth >= inline.max_nested_level:
        inline.process_text(text, state)
        return end
    url = text if text.startswith("http") else "http://" + text
    children = [{"type": "text", "raw": text}]
    state.append_token({"type": "link", "children": children, "attrs": {"url": escape_url(url)}, "_autolink": text})
    return end


def _without_tail(url: str) -> str:
    """A bare URL without the punctuation of the sentence around it."""
    end = len(url)
    surplus = url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
            end -= 1
        elif last == ";":
            entity = url.rfind("&", max(0, end - _LONGEST_ENTITY), end)
            end = entity if entity >= 0 and url[entity + 1 : end - 1].isalnum() else end - 1
        elif last in "?!.,:*_~'\"":
            end -= 1
        else:
            break
    return url[:end]


_PARSER = _Inlines(urls=False)
#: Looking for bare URLs costs a look at each "h" and "w".
_URL_PARSER = _Inlines(urls=True)


class Content:
    """The inline content that is ``state.src[start:end]``; in a table cell ``\\|`` is a pipe even in a code span."""

    __slots__ = ("_cell", "_end", "_start", "_state")

    def __init__(self, state: State | Line, cell: bool, start: int, end: int) -> None:
        self._state = state
        self._cell = cell
        self._start = start
        self._end = end

    def plain(self) -> str | None:
        """The text that a reader sees, if there are but text and line breaks."""
        text = self._state.src[self._start : self._end]
        if _has_marks(text):
            return None
        return _BREAK.sub("\n", text) if "\n" in text else text

    def inlines(self) -> tuple[Inline, ...]:
        """The inline nodes."""
        state, start = self._state, self._start
        text = state.src[start : self._end]
        if not _has_marks(text):
            return tuple(_lines(text, start, state))
        tokens = (_URL_PARSER if _has_urls(text) else _PARSER)(text, state.env)
        return _nodes(tokens, start, state, self._cell)[0]


def _has_urls(text: str) -> bool:
    return "://" in text or "www." in text


def _has_marks(text: str) -> bool:
    may = _MAY_MARK.search(text)
    return (may is not None and _MARK.search(text, may.start()) is not None) or _has_urls(text)


def _lines(text: str, at: int, state: State | Line) -> Iterator[Inline]:
    """The nodes of text without marks."""
    done = 0
    for m in _BREAK.finditer(text) if "\n" in text else ():
        if done < m.start():
            yield Text(state.span(at + done, at + m.start()), text[done : m.start()])
        yield Break(state.span(at + m.start(), at + m.end()), m[0].startswith("  "))
        done = m.end()
    if done < len(text):
        yield Text(state.span(at + done, at + len(text)), text[done:])


def _nodes(tokens: Sequence[Token], at: int, state: State | Line, cell: bool) -> tuple[tuple[Inline, ...], int]:
    """The nodes of tokens that begin at the offset ``at``, and the offset at which they end."""
    nodes: list[Inline] = []
    for is_text, run in groupby(tokens, _is_text):
        if is_text:
            raw = "".join(token["raw"] for token in run)
            nodes += _texts(raw, at, state)
            at += len(raw)
            continue
        for token in run:
            node, at = _node(token, at, state, cell)
            nodes.append(node)
    return tuple(nodes), at


def _is_text(token: Token) -> bool:
    return bool(token["type"] == "text")


def _node(token: Token, start: int, state: State | Line, cell: bool) -> tuple[Inline, int]:
    match token["type"]:
        case "emphasis":
            children, end = _nodes(token["children"], start + 1, state, cell)
            return Emphasis(state.span(start, end + 1), children), end + 1
        case "strong":
            children, end = _nodes(token["children"], start + 2, state, cell)
            return Strong(state.span(start, end + 2), children), end + 2
        case "strikethrough":
            children, end = _nodes(token["children"], start + 2, state, cell)
            return Strikethrough(state.span(start, end + 2), children), end + 2
        case "image":
            children, end = _nodes(token["children"], start + 2, state, cell)
            end += token["tail"]
            return Image(state.span(start, end), token["attrs"]["url"], children), end
        case "link" if "tail" in token:
            children, end = _nodes(token["children"], start + 1, state, cell)
            end += token["tail"]
            return Link(state.span(start, end), token["attrs"]["url"], children), end

    end = start + token["length"]
    span = state.span(start, end)
    match token["type"]:
        case "link":  # <https://…> or a bare URL: no escapes in it
            text = token["children"][0]["raw"]
            rim = (token["length"] - len(text)) // 2
            return Link(span, token["attrs"]["url"], (Text(state.span(start + rim, end - rim), text),)), end
        case "codespan":
            text = token["raw"].replace("\\|", "|") if cell else token["raw"]
            return Code(span, text), end
        case "inline_html":
            return Html(span, token["raw"]), end
        case kind:
            return Break(span, kind == "linebreak"), end


def _texts(raw: str, at: int, state: State | Line) -> Iterator[Text]:
    """Plain text in pieces: each is just its source, or is one escape or entity."""
    done = 0
    if "\\" in raw or "&" in raw:
        for m in _RESOLVED.finditer(raw):
            text = m[0][1] if m[0][0] == "\\" else unescape(m[0])
            if text == m[0]:
                continue  # no such entity
            if done < m.start():
                yield Text(state.span(at + done, at + m.start()), raw[done : m.start()])
            yield Text(state.span(at + m.start(), at + m.end()), text)
            done = m.end()
    if done < len(raw):
        yield Text(state.span(at + done, at + len(raw)), raw[done:])
