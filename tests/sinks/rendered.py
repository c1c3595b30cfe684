"""Markdown as GitHub renders it, by its own parser, and what there is in it that could do something.

HTML is let through, where GitHub would take some of it out: what it would still let through is then seen, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from cmarkgfm import markdown_to_html_with_extensions  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

_EXTENSIONS = ("table", "autolink", "strikethrough", "tasklist")
_OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
#: In these GitHub looks for nothing.
_LITERAL = frozenset({"code", "pre", "a"})
_VOID = frozenset({"br", "hr", "img", "input", "source"})

#: What GitHub makes a mention or a reference of, in running text: broader than its own patterns.
LIVE = re.compile(r"@[a-z0-9]|#[0-9]|(?<![a-z0-9])gh-[0-9]", re.IGNORECASE | re.ASCII)
#: Where a link leads that tells the place it leads to of the place where it stands.
REFERRING = re.compile(
    r"(?:https?:)?//(?:[^/]*@)?(?:(?:www\.)?github\.com\.?|ghe\.example)(?::\d+)?"
    r"/[^/]+/[^/]+/(?:issues|pulls?|discussions|commits?)/",
    re.IGNORECASE,
)
#: Code that GitHub draws.
DRAWN = re.compile(r"language-(?:mermaid|geojson|topojson|stl|math)")


@dataclass(frozen=True)
class Text:
    """A stretch of text and the elements around it, the outermost first."""

    text: str
    around: tuple[str, ...]


@dataclass(frozen=True)
class Element:
    """A tag as it begins."""

    name: str
    attributes: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True)
class Comment:
    """An HTML comment, a declaration or a processing instruction."""

    text: str


Node = Text | Element | Comment | str  # a str is the name of an element that ends


class Page(HTMLParser):
    """What a Markdown text becomes. Texts side by side are one, as a browser has them."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._around: list[str] = []
        markdown = markdown.encode("utf-8", "replace").decode()
        html = markdown_to_html_with_extensions(markdown, options=_OPTIONS, extensions=_EXTENSIONS)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.nodes.append(Element(tag, tuple((name, value or "") for name, value in attrs)))
        if tag not in _VOID:
            self._around.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.nodes.append(tag)
        if tag in self._around:
            while self._around.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        last = self.nodes[-1] if self.nodes else None
        if isinstance(last, Text):
            self.nodes[-1] = Text(last.text + data, last.around)
        else:
            self.nodes.append(Text(data, tuple(self._around)))

    def handle_comment(self, data: str) -> None:
        self.nodes.append(Comment(data))

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def texts(self, *, literal: bool = False) -> Iterator[str]:
        """The running text; with ``literal`` what stands in code and links as well."""
        for node in self.nodes:
            if isinstance(node, Text) and (literal or not _LITERAL & set(node.around)):
                yield node.text

    def elements(self, *names: str) -> Iterator[Element]:
        """Those of these names; of any name, where none is given."""
        return (node for node in self.nodes if isinstance(node, Element) and (not names or node.name in names))

    def comments(self) -> list[str]:
        return [node.text.strip() for node in self.nodes if isinstance(node, Comment)]

    def skeleton(self) -> list[object]:
        """All but the words: the tags with their attributes, where an address counts as one, and where text is. Code
        in running text is text: our messages have some, and who writes a backtick has it begin or end elsewhere."""
        found: list[object] = []
        for node in self.nodes:
            if isinstance(node, Text) or node in (Element("code", ()), "code"):
                if (not isinstance(node, Text) or node.text.strip()) and found[-1:] != ["text"]:
                    found.append("text")
            elif isinstance(node, Element):
                names = tuple("href" if name == "href" else f"{name}={value}" for name, value in node.attributes)
                found.append((node.name, *names))
            else:
                found.append(Comment("") if isinstance(node, Comment) else f"/{node}")
        return found
