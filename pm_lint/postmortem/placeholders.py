"""Instruction text of the template that was left in a document."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import (
    Block,
    CodeBlock,
    Html,
    HtmlBlock,
    Image,
    Leaf,
    List,
    Paragraph,
    Quote,
    Row,
    Table,
    ThematicBreak,
)
from pm_lint.postmortem.model import Placeholder
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.text import mentions, normalise, sentences, word_count
from pm_lint.regex import regex

#: Shorter text may be anybody's own words.
TELLING_WORDS = 4


#: What stands in angle brackets and has no attribute with a value.
_TAG = regex(r"<([A-Za-z][^<>=/]{1,300})>")


def units(blocks: tuple[Block, ...]) -> Iterator[tuple[Span, Leaf | Row]]:
    """What is compared as one: each paragraph (with the range of the list item that it fills) and each table row."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block.span, block
            case List():
                for item in block.items:
                    for index, child in enumerate(item.children):
                        if isinstance(child, Paragraph):
                            alone = index == 0 and len(item.children) == 1
                            yield (item.span if alone else child.span), child
                        else:
                            yield from units((child,))
            case Table():
                for row in block.rows:
                    yield row.span, row
            case Quote():
                yield from units(block.children)


def row_text(row: Row) -> str:
    """The cells of a row as one text."""
    return " ".join(text for cell in row.cells if (text := normalise(cell.text)))


def instruction_texts(unit: Leaf | Row) -> Iterator[str]:
    """The normalised texts of a unit of the *template*, of any length."""
    if isinstance(unit, Row):
        yield row_text(unit)
        yield from (normalise(cell.text) for cell in unit.cells)
    else:
        text = unit.text
        yield from (normalise(text[start:end]) for start, end in sentences(text))


def telling(text: str) -> bool:
    """Whether a normalised text is long enough to be known again."""
    return word_count(text) >= TELLING_WORDS


def find_placeholders(blocks: tuple[Block, ...], schema: Schema) -> tuple[Placeholder, ...]:
    """The placeholders in these blocks, one for each unit that holds any."""
    found = [found for span, unit in units(blocks) if (found := _placeholder(span, unit, schema))]
    tags = [block for block in _html(blocks) if tag_text(block.text) in schema.instructions]
    found += [Placeholder(block.span, block.span, True) for block in tags]
    return tuple(sorted(found, key=lambda one: one.span.start) if tags else found)


def _html(blocks: tuple[Block, ...]) -> Iterator[HtmlBlock]:
    for block in blocks:
        match block:
            case HtmlBlock():
                yield block
            case List():
                for item in block.items:
                    yield from _html(item.children)
            case Quote():
                yield from _html(block.children)


def has_content(blocks: tuple[Block, ...], schema: Schema) -> bool:
    """Whether anything stands here beside placeholders, the short left-overs beside these, and HTML comments."""
    if any(_has_content(block, schema, schema.fragments) for block in blocks):
        return True
    only_short = any(_has_content(block, schema, frozenset()) for block in blocks)
    return only_short and not find_placeholders(blocks, schema)


def _has_content(block: Block, schema: Schema, nothing: frozenset[str]) -> bool:
    """``nothing`` holds the texts that count for nothing."""
    match block:
        case HtmlBlock():
            return not is_comment(block.text) and tag_text(block.text) not in schema.instructions
        case ThematicBreak():
            return False
        case CodeBlock():
            return bool(block.text.strip())
        case List():
            return any(_has_content(child, schema, nothing) for item in block.items for child in item.children)
        case Quote():
            return any(_has_content(child, schema, nothing) for child in block.children)
        case Table():
            return any(_says_something(row, schema, nothing) for row in block.rows)
        case _:
            return _says_something(block, schema, nothing)


def _says_something(unit: Leaf | Row, schema: Schema, nothing: frozenset[str]) -> bool:
    if isinstance(unit, Row):
        shows = bool(row_text(unit)) or any(map(_shows_more, unit.cells))
    else:
        text = normalise(unit.text)
        shows = text not in nothing if text else _shows_more(unit)
    return shows and not is_placeholder(unit, schema)


def _shows_more(leaf: Leaf) -> bool:
    """Whether a reader sees anything of a leaf without text: an image, or HTML."""
    return any(
        isinstance(node, Image) or (isinstance(node, Html) and not is_comment(node.text)) for node in leaf.inlines
    )


def tag_text(html: str) -> str:
    """The normalised text of what only looks like a tag, "<Include the fix here.>", else ""."""
    match = _TAG.fullmatch(html.strip())
    return normalise(match[1]) if match else ""


def is_comment(html: str) -> bool:
    """Whether a piece of HTML is one comment and nothing else."""
    text = html.strip()
    return text.startswith("<!--") and text.endswith("-->") and text.find("-->") == len(text) - 3


def is_placeholder(unit: Leaf | Row, schema: Schema) -> bool:
    """Whether a unit holds nothing but the template's text."""
    found = _placeholder(unit.span, unit, schema)
    return found is not None and found.whole


def _placeholder(span: Span, unit: Leaf | Row, schema: Schema) -> Placeholder | None:
    if isinstance(unit, Row):
        texts = [normalise(cell.text) for cell in unit.cells]
        if " ".join(filter(None, texts)) in schema.instructions:
            return Placeholder(unit.span, span, True)
        cells = [cell for cell, text in zip(unit.cells, texts, strict=True) if text in schema.instructions]
        return Placeholder(cells[0].span.to(cells[-1].span), span, False) if cells else None

    text = unit.text
    plain = normalise(text)
    if not plain:
        tags = [tag_text(node.text) for node in unit.inlines if isinstance(node, Html)]
        return Placeholder(unit.span, span, True) if any(tag in schema.instructions for tag in tags) else None
    # To take a text apart into its sentences costs far more than this.
    telltales = schema.telltales
    found = telltales.keys() & plain.split(" ")
    if not found or not any(mentions(plain, telltales[word]) for word in found):
        return None
    left, other = [], False
    for start, end in sentences(text):
        sentence = normalise(text[start:end])
        if sentence in schema.instructions:
            left.append((start, end))
        elif sentence and sentence not in schema.fragments:
            other = True
    if not other:
        return Placeholder(unit.span, span, True) if left else None
    left = [(start, end) for start, end in left if text[end - 1] != "?"]  # its answer stands beside a question
    if not left:
        return None
    return Placeholder(unit.prose.locate(left[0][0], left[-1][1]), span, False)
