"""Blocks: mistune reads the leaves (paragraphs, headings, code, HTML, definitions); containers are read here.

mistune's own lists and quotes lose blocks that end them, and recurse over a flat document. These follow CommonMark:
collect the lines of the container, strip its marks, parse the rest as a text of its own.
"""

from __future__ import annotations

import re
from typing import cast

from mistune.block_parser import BlockParser
from mistune.core import BlockState
from mistune.helpers import HTML_ATTRIBUTES, HTML_TAGNAME
from mistune.util import expand_leading_tab

from pm_lint.markdown import tables
from pm_lint.markdown.state import State, Token
from pm_lint.regex import regex

#: What begins a further item; the group tells one kind of list from another.
_ITEM = regex(r" {0,3}(?:[0-9]{1,9}(?=[.)])|(?=[*+-]))([*+.)-])(?=[ \t\n])")
_SELF_CLOSED = regex(rf" {{0,3}}<{HTML_TAGNAME}{HTML_ATTRIBUTES}[ \t]*/>[ \t]*\n")
#: What begins a paragraph for certain, as most items do: a letter, a mark of emphasis or code, a handle, a time.
_BEGINS_TEXT = r"(?:[^\W\d_]|\*{1,2}[^\W_]|`{1,2}[^`\n]|@|\d++(?:[:/ -]|[^\W\d_]))"
_PLAIN = regex(_BEGINS_TEXT)
#: The rest of an item that is one line of text, with the blank lines after it: then another begins, or the list ends.
_LINE = regex(
    rf" {{1,4}}(?P<text>(?={_BEGINS_TEXT})[^\n]*+)\n(?:\n*+\Z|\n++(?! |\t)|(?=(?:[0-9]{{1,9}}[.)]|[*+-])[ \t\n]))"
)
#: A comment that is over at once; mistune would look for its end further on.
_EMPTY_COMMENT = regex(r" {0,3}<!---?>")
_QUOTE_MARK = regex(r" {0,3}>")
#: Lines that are text for certain: no block begins with such a character but a table, and the next line heads none.
_TEXT = regex(r"(?:[A-Za-z\x80-\U0010ffff][^\n]*+\n(?![ \t]*[|:-]))++")
#: What makes a line one of indented code, unless it goes on with a paragraph.
_INDENTED = regex(r"(?: {4}| *+\t)[^\n]")
#: Lines of such code, and blank ones among them.
_CODE = regex(r"(?:(?: {4}| *+\t)[^\n]++\n|[^\S\n]*+\n)++")
_INDENT = regex(r"^ {1,4}", re.M)
_RULE = r"(?:(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+|(?:\*[ \t]*+){3,}+)"

#: Blocks that may begin where a container's marks are missing. Any other text there goes on with the paragraph.
_BLOCK_STARTS = ["thematic_break", "fenced_code", "atx_heading", "block_quote", "list", "block_html"]


class Blocks(BlockParser):
    """mistune's block parser, with a range (``at``) in every token, and our own containers.

    Container tokens hold the ``state`` their children were parsed in; a ``text_at`` is the range of inline content.
    """

    SPECIFICATION = {  # noqa: RUF012 - mistune declares it a ClassVar
        **BlockParser.SPECIFICATION,
        # "<hr>" and "<details>" end a list as "<hr />" does.
        "block_html": BlockParser.BLOCK_HTML.replace(r"(?:[ \t]+|\n|$)", r"(?=[ \t]|$|/?>)"),
        # "=-=" underlines nothing.
        "setex_heading": r"^ {0,3}(?P<setext_1>=|-)(?P=setext_1)*[ \t]*$",
        # Digits of other scripts number no items.
        "list": BlockParser.SPECIFICATION["list"].replace(r"\d", "[0-9]"),
        # Of these nothing is kept to come back to: that took more memory than the text.
        "blank_line": r"(?:^[ \t\v\f]*+\n)++",
        "thematic_break": rf"^ {{0,3}}{_RULE}$",
        "indent_code": r"^(?: {4}| {0,3}\t)[^\n]*\S",
    }

    def __init__(self) -> None:
        super().__init__()
        self._scanners: dict[str, re.Pattern[str]] = {}
        tables.register(self)
        # These are looked for before the others.
        self.rules.remove("indent_code")
        self.rules.remove("blank_line")
        self._scanner = self.compile_sc()
        self._thematic_break = self.compile_sc(["thematic_break"])
        self._block_start = self.compile_sc(_BLOCK_STARTS)

    def compile_sc(self, rules: list[str] | None = None) -> re.Pattern[str]:
        """What finds the first place where one of these rules applies, compiled as our own patterns are: it is kept."""
        key = "|".join(self.rules if rules is None else rules)
        if key not in self._scanners:
            source = "|".join(f"(?P<{name}>{self.specification[name]})" for name in key.split("|"))
            self._scanners[key] = regex(source, self.sc_flag)
        return self._scanners[key]

    def parse(self, state: BlockState, rules: list[str] | None = None) -> None:
        """Parse a text whose last line ends with a line break, and whose blank lines are empty; always by all rules."""
        state = cast(State, state)
        src, stop = state.src, state.cursor_max
        match = self._scanner.match
        at = state.cursor
        while at < stop:
            state.cursor = at
            text = _TEXT.match(src, at)
            if text:
                at = text.end()
                state.add_lines(at)
                continue
            if src[at] == "\n":
                state.append_blank()
                at += 1
                continue
            if _INDENTED.match(src, at):
                at = state.append_paragraph() or self._parse_code(state)
                continue
            m = match(src, at)
            end = self.parse_method(m, state) if m else None
            if not end:
                end = state.find_line_end()
                state.add_lines(end)
            at = end
        state.cursor = at

    def _parse_code(self, state: State) -> int:
        """Indented code."""
        m = _CODE.match(state.src, state.cursor)
        end = m.end() if m else state.find_line_end()
        code = _INDENT.sub("", expand_leading_tab(state.get_text(end))).strip("\n")
        state.append_token({"type": "block_code", "raw": code, "at": (state.cursor, end)})
        return end

    def parse_method(self, m: re.Match[str], state: BlockState) -> int | None:
        """Parse the block that begins at the match, and note its range."""
        before = len(state.tokens)
        end = super().parse_method(m, state)
        if end and len(state.tokens) > before:
            state.tokens[-1]["at"] = (m.start(), end)
        return end

    # -- headings --------------------------------------------------------------------------------

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        """``# Title #``. mistune's way of dropping the closing marks is quadratic."""
        text = m["atx_2"].strip(" \t")
        start = m.start("atx_2") + len(m["atx_2"]) - len(m["atx_2"].lstrip(" \t"))
        unclosed = text.rstrip("#")
        if not unclosed or unclosed[-1] in " \t":
            text = unclosed.rstrip(" \t")
        state.append_token(
            {"type": "heading", "style": "atx", "level": len(m["atx_1"]), "text_at": (start, start + len(text))}
        )
        return m.end() + 1

    def parse_setex_heading(self, m: re.Match[str], state: BlockState) -> int | None:
        """``Title`` underlined: the paragraph above becomes a heading."""
        last = state.last_token()
        was_paragraph = last is not None and last["type"] == "paragraph"
        end = super().parse_setex_heading(m, state)
        if end and was_paragraph and last["type"] == "heading":
            last.update(level=last["attrs"]["level"], text_at=last["at"], at=(last["at"][0], end))
        return end

    # -- HTML ------------------------------------------------------------------------------------

    def parse_raw_html(self, m: re.Match[str], state: BlockState) -> int | None:
        """HTML up to its end or a blank line. mistune misses a tag alone on its line that closes itself."""
        if _EMPTY_COMMENT.match(state.src, m.start()):
            line = state.get_line(m.start())
            state.append_token({"type": "block_html", "raw": line})
            return m.start() + len(line)
        if not self.compile_sc(["block_html"]).match(state.src, m.start()):
            head = self.compile_sc(["table"]).match(state.src, m.start())  # "<b>a</b> | b" is the head of one
            table_end = self.parse_method(head, state) if head else None
            if table_end:
                return table_end
        end = super().parse_raw_html(m, state)
        if not end and _SELF_CLOSED.match(state.src, m.start(), state.find_line_end()):
            blank = self.BLANK_LINE.search(state.src, m.end())
            end = blank.start() if blank else state.cursor_max
            state.append_token({"type": "block_html", "raw": state.src[m.start() : end]})
        return end

    # -- containers ------------------------------------------------------------------------------

    def parse_block_quote(self, m: re.Match[str], state: BlockState) -> int:
        """Lines that begin with ``>``, and lines that go on with a paragraph in it."""
        state = cast(State, state)
        lines: list[str] = []
        lazy: list[int] = []
        tip = _Tip(lines)
        position = m.start()
        while position < state.cursor_max:
            line = state.get_line(position).rstrip("\n")
            mark = None if position in state.lazy_line_starts else _QUOTE_MARK.match(line)
            if mark:
                lines.append(_dedent(line[mark.end() :], 1, state.column + mark.end()))
            elif self._goes_on(tip, line, position, state):
                lazy.append(len(lines))
                lines.append(line)
            else:
                break
            position += len(line) + 1
        child = state.enter(lines, lazy, m.start(), state.column + m.start("quote_1") - m.start() + 1)
        self.parse(child)
        state.append_token({"type": "block_quote", "state": child})
        return position

    def parse_list(self, m: re.Match[str], state: BlockState) -> int:
        """A list: items whose marks are of one kind."""
        state = cast(State, state)
        mark = m["list_2"]
        ordered = mark[:-1].isdigit()
        if not m["list_3"].strip(" \t") or (ordered and int(mark[:-1]) != 1):
            # An empty item, or a number other than 1, doesn't interrupt a paragraph.
            end = state.append_paragraph()
            if end:
                return end
        items: list[Token] = []
        position, content = m.start(), m.end("list_2")
        while True:
            item, position = self._item(state, position, content)
            items.append(item)
            sibling = _ITEM.match(state.src, position)
            if sibling is None or sibling[1] != mark[-1] or self._thematic_break.match(state.src, position):
                break
            content = sibling.end()
        state.append_token({"type": "list", "ordered": ordered, "items": items})
        return position

    def _item(self, state: State, start: int, content: int) -> tuple[Token, int]:
        """The list item whose line is at ``start``, and the offset of the line that follows the item.

        ``content`` is where its marker ends.
        """
        state.count(start)
        src, lazy_starts = state.src, state.lazy_line_starts
        alone = None if lazy_starts else _LINE.match(src, content)
        if alone:
            return {"at": (start, alone.end("text")), "state": state.enter_line(alone["text"], start)}, alone.end()
        position = state.find_line_end_at(start)
        lead = content - start
        first = src[content : position - 1]
        gap, white = _indent(first, state.column + lead)
        empty = white == len(first)
        width = lead + (gap if not empty and gap <= 4 else 1)
        lines = ["" if empty else " " * (lead + gap - width) + first[white:]]
        lazy: list[int] = []
        over = False
        tip = _Tip(lines)
        while position < state.cursor_max:
            end = src.find("\n", position)
            line = src[position:end]
            indent, white = _indent(line, state.column)
            if white == len(line):
                over = over or (empty and len(lines) == 1)  # an item may begin with one blank line, not with two
                lines.append("")
            elif over:
                break
            elif indent >= width and position not in lazy_starts:
                lines.append(" " * (indent - width) + line[white:])
            elif position not in lazy_starts and _ITEM.match(src, position):
                break
            elif self._goes_on(tip, line, position, state):
                lazy.append(len(lines))
                lines.append(line)
            else:
                break
            position = end + 1
        if _PLAIN.match(lines[0]) and not any(lines[1:]):
            return {"at": (start, position), "state": state.enter_line(lines[0], start)}, position
        child = state.enter(lines, lazy, start, state.column + width)
        self.parse(child)
        return {"at": (start, position), "state": child}, position

    def _goes_on(self, tip: _Tip, line: str, position: int, state: State) -> bool:
        """Whether a line without the container's marks goes on with the paragraph that the container ends in."""
        if not line.strip(" \t") or not tip.ends_in_paragraph():
            return False
        if position not in state.lazy_line_starts:
            start = self._block_start.match(state.src, position)
            if start and not (start.lastgroup == "fenced_code" and not _is_fence(start)):
                return False
        tip.skip()
        return True


def _is_fence(m: re.Match[str]) -> bool:
    """Whether a fence is one: no backtick may follow backticks."""
    return m["fenced_2"][0] == "~" or "`" not in m["fenced_3"]


def _indent(line: str, column: int) -> tuple[int, int]:
    """How many columns, and how many characters, of white space a text begins with, if it stands at ``column``."""
    characters = len(line) - len(line.lstrip(" \t"))
    white = line[:characters]
    if "\t" not in white:
        return characters, characters
    before = " " * (column % 4)
    return len((before + white).expandtabs(4)) - len(before), characters


def _dedent(line: str, width: int, column: int) -> str:
    """A text that stands at ``column``, without its first ``width`` columns of white space; no tab leads the rest."""
    columns, characters = _indent(line, column)
    if characters == len(line):
        return ""  # mistune would take a line of five spaces for code
    return " " * (columns - width) + line[characters:]


class _Tip:
    """Whether the lines of a container end in a paragraph: only that goes on without the container's marks.

    It looks at each line once and reckons from its first characters; parsing for certain would be quadratic.
    """

    _MARKS = regex(r"(?: {0,3}(?:>|(?:[*+-]|[0-9]{1,9}[.)])(?=[ \t]|$)) ?)*+")
    _ITEM = regex(r"[ >]*(?:[*+-]|[0-9]{1,9}[.)])(?=[ \t]|$)")
    _FENCE = regex(r" *(`{3,}(?=[^`]*$)|~{3,})")
    _HTML = regex(Blocks.SPECIFICATION["block_html"])
    _TAG = regex(rf" {{0,3}}(?:<{HTML_TAGNAME}{HTML_ATTRIBUTES}[ \t]*/?>|</{HTML_TAGNAME}[ \t]*>)[ \t]*$")
    _NO_PARAGRAPH = regex(rf" {{0,3}}(?:#{{1,6}}(?:[ \t]|$)|{_RULE}$)")
    _UNDERLINE = regex(r" {0,3}=+[ \t]*$")
    _TABLE = regex(tables.DELIMITER_ROW + "$")

    def __init__(self, lines: list[str]) -> None:
        #: The lines so far; more will be added to them.
        self._lines = lines
        self._seen = 0
        self._paragraph = False
        self._fence = ""
        self._until_blank = False  # inside HTML or a table
        self._has_items = False

    def ends_in_paragraph(self) -> bool:
        """Whether the lines so far do; seldom asked, so each is looked at no sooner."""
        for index in range(self._seen, len(self._lines)):
            self._look_at(self._lines[index])
        self._seen = len(self._lines)
        return self._paragraph

    def skip(self) -> None:
        """The line that is added next goes on with the paragraph."""
        self._seen += 1

    def _look_at(self, line: str) -> None:
        was_paragraph, self._paragraph = self._paragraph, False
        if self._fence:
            text = line.strip(" \t>")
            if text.startswith(self._fence) and not text.strip(self._fence[0]):
                self._fence = ""
            return
        if not line:
            self._until_blank = False
            return
        if self._until_blank or self._NO_PARAGRAPH.match(line):
            return
        text = self._MARKS.sub("", line, count=1)
        marked = len(text) < len(line)
        self._has_items = self._has_items or self._ITEM.match(line) is not None
        if fence := self._FENCE.match(text):
            self._fence = fence[1]
        elif self._HTML.match(text) or (self._TABLE if was_paragraph and not marked else self._TAG).match(text):
            self._until_blank = True
        elif not self._NO_PARAGRAPH.match(text) and not (was_paragraph and self._UNDERLINE.match(text)):
            # What is indented after a blank line is code, or belongs to an item further in.
            code = text.startswith("    ") and (marked or not (was_paragraph or self._has_items))
            self._paragraph = bool(text.strip(" \t")) and not code
