"""Every link from one page of the documentation to another leads to a file, and to a heading, that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pm_lint.markdown import Heading, Image, Link, parse, walk_inlines
from pm_lint.postmortem.content import leaves

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/*.md")])


def links(page: Path) -> Iterator[str]:
    for leaf in leaves(parse(page.read_text(encoding="utf-8")).blocks):
        yield from (node.url for node in walk_inlines(leaf.inlines) if isinstance(node, Link | Image))


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page."""
    texts = [block.text for block in parse(page.read_text(encoding="utf-8")).blocks if isinstance(block, Heading)]
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for url in links(page):
        if re.match(r"[a-z]+:", url):
            continue
        path, _, anchor = url.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), url
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), url


def test_pages_are_found() -> None:
    assert len(PAGES) > 15
    assert sum(1 for page in PAGES for _ in links(page)) > 50


def test_the_index_names_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    named = {(index.parent / url.partition("#")[0]).resolve() for url in links(index)}
    assert {page for page in PAGES if page.parent == index.parent} - named - {index} == set()
