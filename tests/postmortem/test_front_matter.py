"""Front matter: values with their places, faults with theirs, and nothing that hostile text could cost."""

from __future__ import annotations

import pytest

from pm_lint.finding import Span
from pm_lint.markdown import parse
from pm_lint.postmortem.front_matter import MAX_LENGTH, Entry, Fault, read_front_matter
from tests.rules.support import slice_of


def entries(text: str) -> tuple[tuple[Entry, ...], Fault | None]:
    front = parse(f"---\n{text}\n---\n# It broke\n").front_matter
    assert front
    return read_front_matter(front)


@pytest.mark.parametrize(
    ("text", "expected", "written"),
    [
        ("owner: Alice", "Alice", "Alice"),
        ("owner:  Alice Doe  # for now", "Alice Doe", "Alice Doe"),
        ("owner: 'Alice: it''s her'", "Alice: it's her", "'Alice: it''s her'"),
        ('owner: "\\u00e4 \\"b\\""', 'ä "b"', '"\\u00e4 \\"b\\""'),
        ("'owner' : Alice", "Alice", "Alice"),
        ("owner: Alice\n  Doe", "Alice Doe", "Alice\n  Doe"),
        ("owner: |\n  Alice\n  Doe\n", "Alice\nDoe", "|\n  Alice\n  Doe"),
        ("owner: [Alice, 'Bob']", "Alice, Bob", "[Alice, 'Bob']"),
        ("owner:\n- Alice\n- Bob\n", "Alice, Bob", "- Alice\n- Bob"),
        ("owner:\n- name: Alice\n  url: x\n- email: y\n  github: bob", "Alice, bob", None),
        ("owner: {team: SRE, name: Alice}", "Alice", "{team: SRE, name: Alice}"),
        ("owner: {team: SRE}", "SRE", "{team: SRE}"),
        ("owner: {}", "", "{}"),
        ("owner:", "", ""),
        ("owner: ~", "", "~"),
        ("owner: null", "", "null"),
        ("owner: 'null'", "null", "'null'"),
        ("owner: 2021-12-10", "2021-12-10", "2021-12-10"),
        ("owner: !!python/object:os.system x", "x", "!!python/object:os.system x"),
        ("owner: {{ page.owner }}", "", "{{ page.owner }}"),
        ("lead: &a Alice\nowner: *a", "Alice", "*a"),
        ("lead: &a [*a]\nowner: *a", "", "*a"),
        ("tëam 😀: x\nowner: Alice", "Alice", "Alice"),
        ("team: 'x\u2028 y'\nowner: Alice", "Alice", "Alice"),
        ("\n# a comment\nowner: Alice", "Alice", "Alice"),
        ("x: 1\n<<: 2\n<<: 3\nowner: Alice", "Alice", "Alice"),
    ],
)
def test_values(text: str, expected: str, written: str | None) -> None:
    found, fault = entries(text)
    assert fault is None
    assert (found[-1].key, found[-1].text) == ("owner", expected)
    if written is not None:
        assert slice_of(f"---\n{text}\n---", found[-1].span) == written


def test_places_count_from_the_top_of_the_document() -> None:
    found, _ = entries("a: 1\nb:\nc: 'x'")
    assert [entry.span for entry in found] == [Span(2, 4, 2, 5), Span(3, 3, 3, 3), Span(4, 4, 4, 7)]


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        ("a: 1\nb: x: y", Span(3, 5, 3, 8), "mapping values are not allowed"),
        ("a: 'x\nb: 1", Span(2, 4, 2, 6), "end of stream"),
        ("a: [x\nb: 1", None, "expected ',' or ']'"),
        ("a: 1\nb 2", Span(3, 1, 3, 4), "':'"),
        ("a: 1\n\tb: 2", Span(3, 1, 3, 6), ""),
        ("a: @b", Span(2, 4, 2, 6), "cannot start any token"),
        ("a: 1\na: 2", Span(3, 1, 3, 2), "this key stands twice"),
        ("x: {a: 1, a: 2}", Span(2, 11, 2, 12), "this key stands twice"),
        ("a: *nothing", Span(2, 4, 2, 12), "this alias names nothing"),
        ("a: 1\n--- b", Span(3, 5, 3, 6), "a second document begins here"),
        ("a: \x07", None, "characters that YAML doesn't allow"),
        ("a: " + "[" * 60, None, "nested too deep"),
        ("a: " + "x" * MAX_LENGTH, Span(2, 1, 2, 1), "longer than 65,536 characters"),
    ],
)
def test_faults(text: str, span: Span | None, message: str) -> None:
    _, fault = entries(text)
    assert fault
    assert message in fault.message
    assert span is None or fault.span == span


def test_values_before_a_fault_are_kept() -> None:
    found, fault = entries("a: 1\nb: @c\nd: 2")
    assert fault
    assert [entry.key for entry in found] == ["a"]


@pytest.mark.parametrize("text", ["{% if x %}\na: 1\n{% endif %}", "a: {{ b }} c", "a: <%= b: c %>"])
def test_what_a_template_engine_reads_first_has_no_fault(text: str) -> None:
    assert entries(text)[1] is None


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 60_000,
        "a: " + "{" * 60_000,
        "a: " + "[a," * 20_000,
        "a: x\n" + "? " * 30_000,
        "a: &a " + "x" * 30_000 + "\nb: [" + "*a, " * 8_000 + "]",
        "a: &a [x, x]\n"
        + "".join(f"k{i}: &k{i} [{', '.join(['*a' if not i else f'*k{i - 1}'] * 9)}]\n" for i in range(99)),
        "".join(f"k{i}: {i}\n" for i in range(5_000)),
        "a:\n" * 20_000,
    ],
)
def test_hostile(text: str) -> None:
    found, _ = entries(text)
    assert sum(len(entry.text) for entry in found) < 2_000_000


@pytest.mark.parametrize(
    "source", ["+++\na = 1\n+++\n", "---\nWords and more words.\n---\n", "---\n\n# a\n\nb: c\n\n---\n"]
)
def test_no_front_matter(source: str) -> None:
    assert parse(source).front_matter is None
