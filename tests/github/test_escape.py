"""Untrusted text can do nothing on GitHub but be read. The attacks are those that such bots have met."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_lint.github import escape
from tests.work import Watched, growth

Z = escape.ZWSP

ATTACKS = [
    "@alice",
    "&#64;alice",
    "&#x40;alice",
    "&commat;alice",
    "&amp;#64;alice",
    "&amp;amp;amp;#64;alice",
    "@\u200dalice",
    "@<!-- -->alice",
    "@<b></b>alice",
    "\\@alice",
    "(@alice)",
    "xhttps://@alice",
    "https://@alice",
    "https://a_b/@alice",
    "[https://a.b/@alice](x)",
    "fixes #12",
    "closes&#32;#12",
    "&#35;12",
    "#\u206012",
    "Fixes GH-12",
    "gh-12",
    "owner/repo#12",
    "owner/repo@0123456789abcdef",
    "resolves https://github.com/o/r/issues/12",
    "<https://github.com/o/r/pull/12>",
    "[x](https://github.com/o/r/issues/12)",
    "HTTPS://GITHUB.COM/o/r/issues/12",
    "https://www.github.com/o/r/pull/12",
    "https://x@github.com:443/o/r/issues/12",
    "https://github.com/o/r/discussions/12",
    "<!-- pm-lint:1 summary -->",
    "<!-<!-- -->- x -->",
    "&lt;!-- x --&gt;",
    "<!-- never closed",
    "![x](http://evil/x.png)",
    "![x][ref]",
    "<img src=http://evil/x.png>",
    "<im<img>g src=x>",
    "<details>",
    "</details>",
    "&#" + "1" * 5000 + ";",
]
# What GitHub would act on. The text is what the Markdown renders, so entities and backslashes are taken away first.
LIVE = re.compile(
    r"(?<![\w/])@[a-z0-9]|#\d|\bgh-\d|\w@[0-9a-f]{7}|//(?:[^\s/@]*@)?(?:www\.)?github\.com(?::\d+)?/|<[a-z/!?]|!\[",
    re.IGNORECASE | re.ASCII,
)


def rendered(text: str) -> str:
    import html

    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


@pytest.mark.parametrize("attack", ATTACKS)
def test_markdown_is_inert(attack: str) -> None:
    text = escape.markdown(f"before {attack} after")
    assert not LIVE.search(re.sub(r"https://[a-z.]+/\S*", "", rendered(text).replace("\\", ""))), text
    assert "https://github.com" not in text.lower()


@pytest.mark.parametrize("attack", ATTACKS)
def test_inline_is_inert_and_literal(attack: str) -> None:
    text = escape.inline(attack)
    # every mark is behind a backslash, so only mentions and references are left to look for
    assert not re.search(r"(?<!\\)(?:\\\\)*[<>\[\]`*_|]", text), text
    assert not re.search(r"@\w|#\d|gh-\d|https?://|www\.", rendered(text), re.IGNORECASE | re.ASCII), text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("set `calendar.country` in it", "set `calendar.country` in it"),
        ("`@alice` and @bob", f"`@alice` and @{Z}bob"),
        ("`a``b`", f"`a`{Z}`b`"),
        ("one ` alone [x](y)", "one \\` alone \\[x\\](y)"),
        ("`<img>` <img> `", "`<img>` \\<img\\> \\`"),
        ("`&#64;alice` x", "`@alice` x"),
    ],
)
def test_prose_keeps_code_spans(text: str, made: str) -> None:
    assert escape.prose(text) == made


@pytest.mark.parametrize("attack", ATTACKS)
def test_prose_is_as_inert_as_inline(attack: str) -> None:
    assert escape.prose(attack) == escape.inline(attack)
    assert escape.prose(f"`{attack}` {attack}").endswith(escape.inline(f"x {attack}").removeprefix("x "))


@pytest.mark.parametrize("attack", ATTACKS)
def test_titles_are_inert(attack: str) -> None:
    text = escape.title(f"{attack}\r\nsecond line\u202e")
    assert not re.search(r"@\w|#\d|gh-\d|[\r\n\u202e]", text, re.IGNORECASE | re.ASCII), text
    assert len(escape.title("x" * 1000)) == escape.TITLE_LIMIT


@given(st.text(alphabet="@#<!->&;ltgm64`~[]()\\ \n/ab:.", max_size=80))
def test_nothing_live_is_ever_left(text: str) -> None:
    made = escape.markdown(text)
    assert not re.search(r"(?<![\w./:;=%?&+#~,-])@[a-z0-9]|<[a-z/!?]|!\[", made, re.ASCII)
    assert "<!--" not in made


def test_what_is_harmless_stays() -> None:
    text = "**bold** `code` [dash](https://dash.example.com/d/1#2) https://a.example/@x#3 10:30am @ office, C# 5"
    assert escape.markdown(text) == text
    assert escape.inline("it's 5 % of C# at 10:30") == "it's 5 % of C# at 10:30"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("_GH-1", f"_GH-{Z}1"),
        ("[^1]: x", f"[{Z}^1]{Z}: x"),
        ("[x]: https://a.example", f"[x]{Z}: https://a.example"),
        ("```mermaid\nx\n```", "```text mermaid\nx\n```"),
        ("[x](https:\\//github\\.com/o/r/issues/1)", "[x](https://redirect.github.com/o/r/issues/1)"),
        ("[x](a!\\[y](z)", "[x](a!\\[y](z)"),
        ("//github.com./o/r/issues/1", "//redirect.github.com/o/r/issues/1"),
        ("www.github.com/o/r/pull/1", "redirect.github.com/o/r/pull/1"),
        # inside a bracket GitHub makes no link of an address, and a mention of what is in it
        ("[x] https://a.example/@b#1", "[x] https://a.example/@b#1"),
        ("[x https://a.example/@b#1", "[x https://a.example/%40b#%31"),
        ("[x `]` https://a.example/@b", "[x `]` https://a.example/%40b"),
    ],
)
def test_markdown_that_hides_what_it_does(text: str, made: str) -> None:
    assert escape.markdown(text) == made


def test_code_with_more_backticks_than_github_counts() -> None:
    made = escape.code("`" * 100 + " @alice")
    assert len(re.match("`+", made)[0]) <= 80 and made.startswith(made[-1])  # type: ignore[index]


def test_links_to_github_stay_links() -> None:
    expected = "see https://redirect.github.com/o/r/issues/1"
    assert escape.markdown("see https://github.com/o/r/issues/1") == expected
    assert escape.markdown("https://github.com/o/r/blob/main/x") == "https://github.com/o/r/blob/main/x"
    assert "https:" + Z + "//ghe.example" in escape.markdown("https://ghe.example/o/r/issues/1", "ghe.example")


@pytest.mark.parametrize("text", ["a", "`", "``a`", "a`", "`a", "a\nb", "", " ", "<!-- -->", "a" * 10 + "`" * 50])
def test_code_spans_hold_their_text(text: str) -> None:
    made = escape.code(text)
    fence = re.match("`+", made)
    assert fence and made.endswith(fence[0]) and "\n" not in made
    assert fence[0] not in re.sub("`" * (len(fence[0]) + 1), "", made[len(fence[0]) : -len(fence[0])])


@pytest.mark.parametrize("text", ["plain", "```", "```\ncode\n```", "~~~", "`````", ""])
def test_fences_are_longer_than_any_inside(text: str) -> None:
    lines = escape.fence(text, "suggestion").split("\n")
    assert lines[0].endswith("suggestion") and lines[-1] == lines[0].removesuffix("suggestion")
    assert lines[-1] not in text


def test_an_open_fence_is_closed() -> None:
    assert escape.markdown("```\nopen") == "```\nopen\n```"
    assert escape.markdown("~~~~\n~~~\n") == "~~~~\n~~~\n~~~~"
    assert escape.quoted("a\n```\nopen") == "> a\n> ```\n> open\n> ```"


def test_cut_leaves_nothing_open() -> None:
    body = "<!-- m -->\n<details>\n\n```\n" + "line é\n" * 20_000 + "```\n</details>\n<!-- end -->"
    made = escape.cut(body)
    assert len(made) <= escape.BODY_LIMIT
    assert made.count("```") == 2 and made.count("<details>") == made.count("</details>")
    assert made.count("<!--") == made.count("-->") and "cut here" in made
    assert escape.cut("short") == "short"
    assert len(escape.cut("x" * 100_000)) <= escape.BODY_LIMIT
    assert "<!-- long" not in escape.cut("a\n" * 29_000 + "<!-- long " + "x\n" * 10_000)


@given(st.text(max_size=60))
def test_marker_values_come_back(text: str) -> None:
    made = escape.encode(text)
    assert escape.decode(made) == text.encode("utf-8", "replace").decode()
    assert re.fullmatch(r"[A-Za-z0-9%._]*", made)


def cut_short(text: str) -> str:
    return escape.cut(text * 9, 8 * len(text))


@pytest.mark.parametrize(
    "pattern",
    [
        "<",
        "<!--",
        "![[",
        "&amp;",
        "amp;",
        "https://",
        "https://a.b/",
        "`",
        "[![a](",
        "<img ",
        "@",
        "\n```",
        "~~~",
        "](",
        "www.",
        "//",
        "[\\",
        "a.",
        "\\",
        "#1",
    ],
)
@pytest.mark.parametrize(
    "function", [escape.markdown, escape.repeated, escape.inline, escape.title, escape.code, cut_short]
)
def test_the_work_grows_with_the_length(pattern: str, function: Callable[[str], str]) -> None:
    assert growth(function, lambda count: "&" + pattern * count, 200) < 2.1


def test_no_comment_is_looked_for_twice() -> None:
    for text in map(Watched, ("<!-- " * 1_000, "<!-- -->" * 1_000, "<!-->" * 1_000)):
        escape.without_comments(text)
        assert text.looked_at <= 3 * len(text)
