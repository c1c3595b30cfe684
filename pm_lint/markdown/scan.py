"""Inline content: the text of a block in, nodes out that know where they stand.

What begins a code span, a link or anything else but text is looked for from left to right, by CommonMark's rules and
GitHub's. What was found tiles the text: each piece begins where the one before it ends. Plain text is kept as it is
written, with its escapes and entities, until it becomes a node. Emphasis is found last, among the pieces.

mistune's own inline parser makes three things of each such piece before it is one of ours; what it knows of
destinations, labels and HTML is taken from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from mistune.helpers import HTML_ATTRIBUTES, HTML_TAGNAME, MAX_LINK_LABEL_LENGTH, parse_link, parse_link_label
from mistune.inline_parser import AUTO_EMAIL
from mistune.util import escape_url, unikey

from pm_lint.finding import Span
from pm_lint.markdown.emphasis import Piece, resolve
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
from pm_lint.markdown.plain import PUNCTUATION, texts
from pm_lint.markdown.state import Env, Line, State
from pm_lint.markdown.urls import has_urls, url_at
from pm_lint.regex import regex

#: Links, emphasis and other marks inside each other, at most; what is nested deeper is text.
MAX_DEPTH = 20

#: A destination of which nothing is to be resolved or encoded.
_SIMPLE_TARGET = regex(r"\(([A-Za-z0-9:/?#@!$+,;=%._~-]+)\)")
#: Where anything but text may begin. The second finds URLs as well, at the cost of a look at each "h" and "w".
_START = regex(r"`|<|\]|\\|\n|\[|!\[|~~")
_START_OR_URL = regex(r"`|<|\]|\\|\n|\[|!\[|~~|https?://|www\.")

_ESCAPES = regex(rf"(?:\\{PUNCTUATION})++")
_TICKS = regex(r"`+")
_WHITE = regex(r"\s*")
_STRUCK = regex(r"~~(?=[^\s~])")
_AUTO_LINK = regex(r"<[A-Za-z][A-Za-z0-9.+-]{1,31}:[^<>\x00-\x20]*>")
_AUTO_MAIL = regex(AUTO_EMAIL)
_TAG = regex(rf"<{HTML_TAGNAME}{HTML_ATTRIBUTES}\s*/?>|</{HTML_TAGNAME}\s*>")
#: HTML that is no tag: how it begins, and how it ends.
_TO_ITS_END = (("<!-->", ""), ("<!--->", ""), ("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
_DECLARATION = regex(r"<![A-Z]+[ \t\n\r\f]")


class _Bracket:
    """A bracket that may open a link or an image: ``index`` is that of its piece, and its text begins at ``start``."""

    __slots__ = ("active", "depth", "image", "index", "nested", "outer", "start")

    def __init__(self, start: int, index: int, image: bool, outer: _Bracket | None) -> None:
        self.start = start
        self.index = index
        self.image = image
        #: The nearest bracket before it that may open a link.
        self.outer = outer
        #: There are no links in links.
        self.active = True
        #: Whether there is another bracket in it.
        self.nested = False
        #: How deep that which stands in it is nested.
        self.depth = 0


class Scan:
    """The pieces of a text. ``at`` is its offset in ``place``, which locates it; ``depth`` is that of what it is in."""

    def __init__(self, src: str, at: int, place: State | Line, cell: bool, *, depth: int = 0, link: bool = False):
        self._src = src
        self._at = at
        self._place = place
        self._cell = cell
        self._depth = depth
        #: Whether this is the text of a link.
        self._in_link = link
        self._env: Env = place.env
        self._urls = has_urls(src)
        self._marks = "*" in src or "_" in src
        self._pieces: list[Piece] = []
        #: Where the text begins that is in no piece yet.
        self._text = 0
        self._brackets: list[_Bracket] = []
        self._last_link: _Bracket | None = None
        #: Where runs of backticks are, by length, once that is asked for.
        self._ticks: dict[int, list[int]] | None = None
        #: What doesn't end in the rest of the text.
        self._endless: set[str] = set()

    def pieces(self) -> list[Piece]:
        """All pieces, with the emphasis among them."""
        src, at = self._src, 0
        search = (_START_OR_URL if self._urls else _START).search
        while found := search(src, at):
            start = found.start()
            match src[start]:
                case "`":
                    at = self._code(start)
                case "[":
                    at = self._open(start, start + 1)
                case "]":
                    at = self._close(start)
                case "\n":
                    while start > at and src[start - 1] == " ":
                        start -= 1
                    at = self._break(start, found.end(), hard=found.start() - start > 1)
                case "<":
                    at = self._angle(start)
                case "\\":
                    at = self._escape(start)
                case "~":
                    at = self._struck(start)
                case "!":
                    at = self._open(start, start + 2)
                case _:
                    at = self._url(start)
        self._flush(len(src))
        return resolve(self._pieces, src, MAX_DEPTH - self._depth, self._emphasis) if self._marks else self._pieces

    def nodes(self, pieces: Sequence[Piece]) -> tuple[Inline, ...]:
        """The nodes of pieces that follow one another."""
        nodes: list[Inline] = []
        start = end = 0
        for piece in pieces:
            if piece.node is None:
                start, end = (start if start < end else piece.start), piece.end
                continue
            if start < end:
                self._add_text(nodes, start, end)
                start = end
            nodes.append(piece.node)
        if start < end:
            self._add_text(nodes, start, end)
        return tuple(nodes)

    def _add_text(self, nodes: list[Inline], start: int, end: int) -> None:
        raw = self._src[start:end]
        if "\\" in raw or "&" in raw:
            nodes += texts(raw, self._at + start, self._place)
        else:
            nodes.append(Text(self._span(start, end), raw))

    def _span(self, start: int, end: int) -> Span:
        return self._place.span(self._at + start, self._at + end)

    def _emphasis(self, strong: bool, start: int, end: int, inner: Sequence[Piece], depth: int) -> Piece:
        kind = Strong if strong else Emphasis
        return Piece(start, end, kind(self._span(start, end), self.nodes(inner)), depth)

    def _flush(self, end: int) -> None:
        """Make a piece of the text up to an offset."""
        if self._text < end:
            self._pieces.append(Piece(self._text, end))
            self._text = end

    def _add(self, piece: Piece) -> int:
        """Add a piece, after the text before it, and return its end."""
        self._flush(piece.start)
        self._pieces.append(piece)
        self._text = piece.end
        if piece.depth and self._brackets and (not piece.auto or self._brackets[-1].image):
            self._brackets[-1].depth = max(self._brackets[-1].depth, piece.depth)
        return piece.end

    def _find(self, mark: str, start: int) -> int:
        """Where a mark is from an offset on, -1 for nowhere: which is found out once."""
        end = -1 if mark in self._endless else self._src.find(mark, start)
        if end < 0:
            self._endless.add(mark)
        return end

    # Each of these reads what begins at an offset, or leaves it as text, and returns where to go on.

    def _escape(self, start: int) -> int:
        m = _ESCAPES.match(self._src, start)
        if m:
            return self._add(Piece(start, m.end(), may_mark=False))
        if self._src.startswith("\n", start + 1):
            return self._break(start, start + 2, hard=True)
        return start + 1

    def _break(self, start: int, end: int, *, hard: bool) -> int:
        m = _WHITE.match(self._src, end)
        end = m.end() if m else end
        return self._add(Piece(start, end, Break(self._span(start, end), hard)))

    def _code(self, start: int) -> int:
        run = _TICKS.match(self._src, start)
        begin = run.end() if run else start
        end = self._code_end(begin - start, begin)
        if end is None:
            return begin
        code = self._src[begin:end].replace("\n", " ")
        if code.strip(" ") and code.startswith(" ") and code.endswith(" "):
            code = code[1:-1]
        if self._cell:
            code = code.replace("\\|", "|")
        end += begin - start
        return self._add(Piece(start, end, Code(self._span(start, end), code)))

    def _code_end(self, size: int, start: int) -> int | None:
        """Where the next run of so many backticks begins."""
        if self._ticks is None:
            self._ticks = {}
            for m in _TICKS.finditer(self._src, start):
                self._ticks.setdefault(m.end() - m.start(), []).append(m.start())
            for ends in self._ticks.values():
                ends.reverse()
        ends = self._ticks.get(size, [])
        while ends and ends[-1] < start:
            ends.pop()
        return ends[-1] if ends else None

    def _struck(self, start: int) -> int:
        if self._depth >= MAX_DEPTH or not _STRUCK.match(self._src, start):
            return start + 1
        close = self._find("~~", start + 3)
        while close >= 0 and not _ends_struck(self._src, close):
            close = self._find("~~", close + 1)
        if close < 0:
            self._endless.add("~~")
            return start + 1
        text = self._src[start + 2 : close]
        inner = Scan(text, self._at + start + 2, self._place, self._cell, depth=self._depth + 1, link=self._in_link)
        pieces = inner.pieces()
        node = Strikethrough(self._span(start, close + 2), inner.nodes(pieces))
        return self._add(Piece(start, close + 2, node, 1 + max(piece.depth for piece in pieces)))

    def _url(self, start: int) -> int:
        text = url_at(self._src, start, in_brackets=bool(self._brackets))
        if not text:
            return start + 1
        return self._auto(start, start + len(text), text if text.startswith("http") else "http://" + text, text, 0)

    def _auto(self, start: int, end: int, url: str, text: str, rim: int) -> int:
        """A link that is its own text."""
        if self._in_link or self._depth >= MAX_DEPTH:
            return end
        node = Link(self._span(start, end), escape_url(url), (Text(self._span(start + rim, end - rim), text),))
        return self._add(Piece(start, end, node, 1, auto=True))

    def _angle(self, start: int) -> int:
        src = self._src
        m = _AUTO_LINK.match(src, start)
        if m:
            return self._auto(start, m.end(), m[0][1:-1], m[0][1:-1], 1)
        m = _AUTO_MAIL.match(src, start)
        if m:
            return self._auto(start, m.end(), "mailto:" + m[0][1:-1], m[0][1:-1], 1)
        end = self._html_end(start)
        if end < 0:
            return start + 1
        html = src[start:end]
        if html.startswith(("<a ", "<a>", "<A ", "<A>")):
            self._in_link = True
        elif html.startswith(("</a ", "</a>", "</A ", "</A>")):
            self._in_link = False
        return self._add(Piece(start, end, Html(self._span(start, end), html)))

    def _html_end(self, start: int) -> int:
        """Where the HTML that begins at an offset ends, -1 if it is none."""
        src = self._src
        if not src.startswith(("<!", "<?"), start):
            m = _TAG.match(src, start)
            return m.end() if m else -1
        begins, ends = next(pair for pair in _TO_ITS_END if src.startswith(pair[0], start))
        if begins == "<!" and not _DECLARATION.match(src, start):
            return -1
        close = self._find(ends, start + len(begins))
        return close + len(ends) if close >= 0 else -1

    def _open(self, start: int, end: int) -> int:
        if self._brackets:
            self._brackets[-1].nested = True
        self._flush(start)
        bracket = _Bracket(end, len(self._pieces), end - start == 2, self._last_link)
        if not bracket.image:
            self._last_link = bracket
        self._brackets.append(bracket)
        return self._add(Piece(start, end))

    def _close(self, start: int) -> int:
        if not self._brackets:
            return start + 1
        opener = self._brackets.pop()
        if not opener.image:
            self._last_link = opener.outer
        if self._brackets:
            self._brackets[-1].depth = max(self._brackets[-1].depth, opener.depth)
        if not opener.active or (self._in_link and not opener.image) or self._depth + opener.depth >= MAX_DEPTH:
            return start + 1
        target = self._target(start + 1) or self._reference(opener, start)
        if target is None:
            return start + 1
        self._link(opener, start, *target)
        return self._text

    def _target(self, start: int) -> tuple[str, int] | None:
        """The destination that stands in parentheses at an offset, and where they end."""
        if not self._src.startswith("(", start):
            return None
        simple = _SIMPLE_TARGET.match(self._src, start)
        if simple:
            return simple[1], simple.end()
        attributes, end = parse_link(self._src, start + 1, max_nested_level=MAX_DEPTH)
        return (attributes["url"], end) if attributes and end else None

    def _reference(self, opener: _Bracket, close: int) -> tuple[str, int] | None:
        """The destination that the label in or after a bracket stands for, and where that ends."""
        known = self._env["ref_links"]
        if not known:
            return None
        label, end = parse_link_label(self._src, close + 2) if self._src.startswith("[", close + 1) else (None, None)
        if not label:
            if opener.nested or close - opener.start > MAX_LINK_LABEL_LENGTH:
                return None
            label = self._src[opener.start : close]
        found = known.get(unikey(label))
        return (found["url"], end or close + 1) if found else None

    def _link(self, opener: _Bracket, close: int, url: str, end: int) -> None:
        """Make a link, or an image, of all after a bracket."""
        self._flush(close)
        inner = self._pieces[opener.index + 1 :]
        if not opener.image:  # what would be a link by itself is the text of this one
            inner = [Piece(piece.start, piece.end, may_mark=False) if piece.auto else piece for piece in inner]
        if self._marks:
            inner = resolve(inner, self._src, MAX_DEPTH - self._depth - 1, self._emphasis)
        start = self._pieces[opener.index].start
        del self._pieces[opener.index :]
        self._text = start
        kind = Image if opener.image else Link
        node = kind(self._span(start, end), url, self.nodes(inner))
        self._add(Piece(start, end, node, 1 + max((piece.depth for piece in inner), default=0)))
        outer = None if opener.image else self._last_link
        while outer and outer.active:
            outer.active = False
            outer = outer.outer


def _ends_struck(src: str, start: int) -> bool:
    """Whether the two tildes at an offset can end what is struck through."""
    if src.startswith("~", start + 2) and not src.startswith("~~", start + 2):
        return False
    before = src[start - 1]
    if before != "~":
        return not before.isspace()
    # An escaped tilde may stand before them.
    escape = start - 1
    while escape and src[escape - 1] == "\\":
        escape -= 1
    return (start - 1 - escape) % 2 == 1
