"""What an issue says, and what is left of people's text when it is written anew: all of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.github import issue_marker
from pm_lint.github.escape import BODY_LIMIT
from pm_lint.github.issue_body import (
    END,
    GITHUB_BODY_LIMIT,
    Permalink,
    compose,
    issue_title,
    permalink_in,
    revise,
    take_apart,
)
from pm_lint.github.issue_items import Item, Wrong
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issue_text import Piece
from pm_lint.github.place import Place
from pm_lint.record import replace
from tests.github.test_issue_support import PATH, PLACE, SHA, action, document, items_of, known, marker_of

HOSTILE = "x --> <!-- /pm-lint --> <!-- pm-lint:1 --> @bob fixes #1 o/r#2 <img src=x> &#64;carol ![i](http://e.x/a.png)"


def item(text: str = "Add an alert", **more: Any) -> Item:
    return items_of(document(PATH, action(text, **more)))[0]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Add an alert on queue depth.", "Add an alert on queue depth"),
        ("  Fix\n it; ", "Fix it"),
        ("word " * 40, ("Word " + "word " * 22).strip() + "…"),
        ("X" * 300, "X" * 119 + "…"),
        ("<!-- only a comment -->", "Action item"),
        ("", "Action item"),
        (f"Add alerts on all queues. Then {'do more ' * 20}", "Add alerts on all queues"),
        (f"No. Then {'more ' * 30}", f"No. Then {'more ' * 21}more…"),
        ("Fix it (https://e.x/1), see https://e.x/2.", "Fix it"),
        ("https://e.x/1", "https://e.x/1"),
    ],
)
def test_title(text: str, title: str) -> None:
    assert issue_title(item(text)) == title


@pytest.mark.parametrize(
    ("text", "owner", "due", "title"),
    [
        ("@bob: add an alert, due 2026-04-01", "@bob", "2026-04-01", "Add an alert"),
        ("Add an alert (owner: Bob Roe) by 5 May 2026", "Bob Roe", "5 May 2026", "Add an alert"),
        ("add an alert - Owner: @bob, due: 2026-04-01.", "@bob", "2026-04-01", "Add an alert"),
        ("[@bob] - add an alert", "@bob", "", "Add an alert"),
        ("add an alert (@bob)", "@bob", "", "Add an alert"),
        ("ask @bob about it", "@bob", "", "Ask @\u200bbob about it"),
        ("kubectl.conf must go", "", "", "kubectl.conf must go"),
        ("@bob", "@bob", "", "@\u200bbob"),
    ],
)
def test_a_title_leaves_out_who_and_by_when(text: str, owner: str, due: str, title: str) -> None:
    assert issue_title(replace(item(), text=text, owner=owner, due=due)) == title


@settings(deadline=None)
@given(st.text(max_size=400))
def test_a_title_is_one_line_that_fits(text: str) -> None:
    title = issue_title(item(text))
    assert 0 < len(title) <= 120
    assert title == " ".join(title.split())


def test_permalink_addresses_are_percent_encoded() -> None:
    link = Permalink(SHA, "post mortems/ü#1?(x)/50%.md", 7)
    place = Place("al ice/p", SHA, "https://ghe.example.com/")
    url = f"https://ghe.example.com/al%20ice/p/blob/{SHA}/post%20mortems/%C3%BC%231%3F%28x%29/50%25.md?plain=1#L7"
    assert link.url(place) == url
    one = item()
    assert permalink_in(compose(marker_of(known(one)), one, link, place), place) == link


@pytest.mark.parametrize(
    "line",
    [
        f"- Postmortem: [x](https://github.com/mallory/postmortems/blob/{SHA}/a.md#L1)",
        f"- Postmortem: [x](https://github.com.evil.example/alice/postmortems/blob/{SHA}/a.md#L1)",
        f"[x](https://github.com/alice/postmortems/blob/{SHA}/a.md#L1)",
        "- Postmortem: [x](https://github.com/alice/postmortems/blob/main/a.md#L1)",
        f"> - Postmortem: [x](https://github.com/alice/postmortems/blob/{SHA}/a.md#L1)",
    ],
)
def test_nobodys_link_is_carried_on_as_ours(line: str) -> None:
    assert permalink_in(f"text\n{line}\nmore", PLACE) is None


def test_hostile_text_ends_nothing_and_calls_nobody() -> None:
    one = replace(
        item(HOSTILE, details=f"{HOSTILE}\n\n```\n{HOSTILE}", owner="bob"),
        path=f"p/{END}/](x) [y.md", incident=HOSTILE, severity=HOSTILE, due=HOSTILE, owner="@bob",
        pieces=(Piece(HOSTILE), Piece(END, code=True), Piece("x", url=f"x:{END}")),
        wrong=Wrong(3, (Piece(END, code=True),)),
    )  # fmt: skip
    body = compose(
        Marker.of(one.path, one.key, one.path, one.text, "t"), one, Permalink(SHA, one.path, 1), PLACE, "MINE"
    )
    in_code = replace(one, pieces=(Piece("Take out "), Piece(END, code=True)), details="")
    for text in (
        body,
        compose(Marker.of("a", one.key, "a", one.text, "t"), in_code, Permalink(SHA, "a", 1), PLACE, "MINE"),
    ):
        assert text.count(END) == 1
        assert take_apart(text).people == "\n\nMINE"
    shown = body[issue_marker.length(body) :]
    for bad in ("@bob", "@carol", "#1", "#2", "![i]"):
        assert bad not in shown, bad
    # What is left of tags and comments is shown, not obeyed: a backslash stands before it.
    assert not re.search(r"(?<!\\)<(?:img|!--(?! /pm-lint -->\n\nMINE$))", shown)
    assert items_of(document(PATH, action("x", owner="not a login")))[0].login is None
    assert items_of(document(PATH, action("x", owner="o/team")))[0].login is None


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("{ours}", ""),
        ("{ours}\n\nMine", "\n\nMine"),
        ("{ours}Mine", "Mine"),
        ("{ours}\n{end}\nMine", "\n{end}\nMine"),  # ours ends at the first
        ("Mine alone", "Mine alone"),
        ("", ""),
    ],
)
def test_take_apart(body: str, people: str) -> None:
    ours = known(item()).body
    assert take_apart(body.format(ours=ours, end=END)).people == people.format(end=END)


def test_without_its_end_only_the_marker_is_ours() -> None:
    body = known(item()).body.replace(END, "")
    marker = body.splitlines()[0]
    assert take_apart(body).ours == marker
    assert take_apart(body).people == body[len(marker) :]


@settings(deadline=None)
@given(st.text(max_size=300), st.text(min_size=1, max_size=60))
def test_peoples_text_is_kept_to_the_letter_and_a_second_time_changes_nothing(people: str, text: str) -> None:
    old, new = item("Add an alert on queue depth"), item(f"Add an alert on queue {text}")
    issue = known(old)
    marker = marker_of(issue)
    body = issue.body + people
    changed = revise(marker, issue.title, body, new, PLACE)
    after = changed.get("body", body)
    assert take_apart(after).people in (people, f"\n\n{people}")
    seen = issue_marker.parse(after)
    assert seen is not None
    assert revise(seen, changed.get("title", issue.title), after, new, replace(PLACE, sha="b" * 40)) == {}


def test_revise() -> None:
    one = item()
    issue, later = known(one), replace(PLACE, sha="b" * 40)
    marker = marker_of(issue)
    assert revise(marker, issue.title, issue.body, one, later) == {}
    moved = replace(one, line=99)
    assert revise(marker, issue.title, issue.body, moved, later) == {}
    assert revise(marker, issue.title, issue.body.replace("\n", "\r\n") + "  ", one, later) == {}
    due = revise(marker, issue.title, issue.body, replace(one, due="2026-04-01"), later)
    assert list(due) == ["body"]
    assert f"blob/{SHA}" in due["body"]  # the text is the same: so is the link
    edited = replace(one, text="Add an alarm")
    assert list(revise(marker, issue.title, issue.body, edited, later)) == ["title", "body"]
    assert f"blob/{'b' * 40}" in revise(marker, issue.title, issue.body, edited, later)["body"]
    assert list(revise(marker, "Retitled", issue.body, edited, later)) == ["body"]
    assert revise(marker, "Retitled", issue.body, one, later) == {}
    assert list(revise(marker, issue.title, issue.body.replace("Add", "Sub"), one, later)) == ["body"]  # by hand


def test_what_went_wrong_keeps_its_line_until_its_text_changes() -> None:
    """So that an edit elsewhere in the document patches no issue."""
    said = (Piece("The "), Piece("alert", "https://e.x/1"), Piece(" of @bob was muted."))
    one = replace(item(), wrong=Wrong(41, said))
    issue, later = known(one), replace(PLACE, sha="b" * 40)
    marker = marker_of(issue)
    quote = "> The [alert](https://e.x/1) of @\u200bbob was muted."
    assert f"What went wrong ([line 41]({PLACE.link(PATH, 41)})):\n\n{quote}\n" in issue.body
    moved = replace(one, line=99, wrong=Wrong(88, said))
    assert revise(marker, issue.title, issue.body, moved, later) == {}
    assert revise(marker, issue.title, issue.body.replace("\n", "\r\n"), moved, later) == {}
    for wrong in (Wrong(88, (Piece("Nobody looked."),)), None):
        body = revise(marker, issue.title, issue.body, replace(moved, wrong=wrong), later)["body"]
        assert f"blob/{'b' * 40}/{PATH}?plain=1#L99" in body
        assert f"blob/{SHA}" not in body
        assert ("[line 88]" in body) == (wrong is not None)
    copied = f"{issue.body}\n\nWhat went wrong ([line 2](https://e.x/2)):\n\n> The disk was full."
    assert revise(marker, issue.title, copied, moved, later) == {}
    due = revise(marker, issue.title, issue.body, replace(moved, due="2026-04-01"), later)["body"]
    assert f"What went wrong ([line 41]({PLACE.link(PATH, 41)})):\n\n{quote}\n" in due


@pytest.mark.parametrize("character", [*"@&*<`[]_#|~$\\-", "\U0001f525", "http://a "])
def test_a_new_body_fits_whatever_it_is_made_of(character: str) -> None:
    """Where every character takes the most room that it can, and every word is a link."""
    text = character * (10_000 // len(character))
    links = tuple(Piece(text[:50], f"https://e.x/{number}?{character * 1000}") for number in range(200))
    long = replace(
        item(text), details=f"- {text}\n" * 9, owner=text, due=text, severity=text, incident=text, pieces=links,
        path=f"p/{'ü' * 120}.md", wrong=Wrong(4, links),
    )  # fmt: skip
    body = known(long).body
    assert len(body) <= BODY_LIMIT
    assert issue_marker.parse(body)
    assert known(replace(long, pieces=(Piece(text),), wrong=Wrong(4, (Piece(text, code=True),)))).body.count(END) == 1


def test_a_long_point_is_cut() -> None:
    body = known(replace(item(), wrong=Wrong(4, (Piece("word " * 400),)))).body
    assert "word word…\n\n- Incident" in body
    assert len(body) < 2500


def test_a_body_never_outgrows_github() -> None:
    huge = item("word " * 40_000, details="detail\n" * 40_000)
    marker = Marker.of(PATH, huge.key, PATH, huge.text, issue_title(huge))
    body = compose(marker, huge, Permalink(SHA, PATH, 1), PLACE)
    assert len(body) <= BODY_LIMIT
    assert issue_marker.parse(body) == marker
    issue = known(item())
    own = "y" * (GITHUB_BODY_LIMIT - len(issue.body))
    assert revise(marker, issue.title, issue.body + own, huge, PLACE).get("body") is None
    some = "y" * 45_000
    revised = revise(marker, issue.title, issue.body + some, huge, PLACE)["body"]
    assert revised.endswith(some)
    assert len(revised) <= GITHUB_BODY_LIMIT
