"""Which issue belongs to which item, and what is done about it: tables, and random lives of documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.github.issue_body import END, Permalink, compose, duplicate_body, issue_title, revise, take_apart
from pm_lint.github.issue_items import in_scope
from pm_lint.github.issue_known import Known
from pm_lint.github.issue_marker import parse
from pm_lint.github.issue_plan import Close, Create, Step, Update, plan
from pm_lint.linter import Checked
from pm_lint.postmortem.model import ActionItem, Ticket
from pm_lint.record import replace
from tests.github.test_issue_support import (
    DAY,
    PATH,
    PLACE,
    TODAY,
    action,
    document,
    items_of,
    known,
    marker_of,
    ticket,
)

ALERT, RUNBOOK, PAGER = "Add an alert on queue depth", "Write a runbook", "Page the database team at night"


def linked(url: str) -> Ticket:
    return replace(ticket(7, "alice/postmortems"), url=url)


def made(*texts: str, path: str = PATH) -> list[Known]:
    """The issues #1, #2, … that were made for a document of these items."""
    return [known(item, number) for number, item in enumerate(items_of(document(path, *texts)), 1)]


def steps(documents: Checked | list[Checked], issues: list[Known], *, create: bool = True) -> list[Step]:
    listed = documents if isinstance(documents, list) else [documents]
    return plan(in_scope(listed, DAY), issues, PLACE, create=create)


def short(found: list[Step]) -> list[tuple[str, str, int | None]]:
    return [(step.action, step.text, step.issue) for step in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([], [ALERT], [("create", ALERT, None)], id="new"),
        pytest.param([ALERT], [ALERT], [("keep", ALERT, 1)], id="same"),
        pytest.param(
            [ALERT, RUNBOOK, PAGER], [PAGER, ALERT, RUNBOOK],
            [("keep", PAGER, 3), ("keep", ALERT, 1), ("keep", RUNBOOK, 2)], id="reordered",
        ),
        pytest.param(
            [ALERT, RUNBOOK], [RUNBOOK, ALERT + " and age"],
            [("keep", RUNBOOK, 2), ("update", ALERT + " and age", 1)], id="edited and moved",
        ),
        pytest.param([ALERT], [ALERT.upper() + "."], [("update", ALERT.upper() + ".", 1)], id="spelling only"),
        pytest.param([ALERT], ["Rewritten"], [("update", "Rewritten", 1)], id="the last left are the same"),
        pytest.param(
            [ALERT, RUNBOOK], ["Rewritten", "Anew as well"],
            [("create", "Rewritten", None), ("create", "Anew as well", None), ("keep", ALERT, 1), ("keep", RUNBOOK, 2)],
            id="two left on each side are not guessed",
        ),
        pytest.param([ALERT, RUNBOOK], [RUNBOOK], [("keep", RUNBOOK, 2), ("keep", ALERT, 1)], id="removed"),
        pytest.param(
            [ALERT], [ALERT, ALERT], [("keep", ALERT, 1), ("create", ALERT, None)], id="the same text twice is two"
        ),
        pytest.param([ALERT, ALERT], [ALERT, ALERT], [("keep", ALERT, 1), ("keep", ALERT, 2)], id="twice, again"),
        pytest.param(
            ["Fix disk one", "Fix disk two"], ["Fix disk two", "Fix disk one now"],
            [("keep", "Fix disk two", 2), ("update", "Fix disk one now", 1)], id="alike, exact first",
        ),
    ],
)  # fmt: skip
def test_match(before: list[str], after: list[str], expected: list[tuple[str, str, int | None]]) -> None:
    assert short(steps(document(PATH, *after), made(*before))) == expected


def test_a_new_item_with_the_first_text_of_an_edited_one_takes_neither_its_issue_nor_its_key() -> None:
    (first,) = made(ALERT)
    edited = known(items_of(document(PATH, PAGER))[0], 1)
    marker = replace(marker_of(edited), item=marker_of(first).item)
    issue = replace(edited, marker=marker, body=edited.body.replace(marker_of(edited).render(), marker.render()))
    found = steps(document(PATH, ALERT, PAGER), [issue])
    assert short(found) == [("create", ALERT, None), ("keep", PAGER, 1)]
    assert isinstance(found[0].deed, Create)
    assert found[0].deed.marker.item != marker.item
    # taken back: the key alone is enough
    assert short(steps(document(PATH, ALERT), [issue])) == [("update", ALERT, 1)]


def test_two_runs_make_the_same_markers() -> None:
    one, two = (steps(document(PATH, ALERT, ALERT, RUNBOOK), []) for _ in range(2))
    assert [step.deed for step in one] == [step.deed for step in two]
    assert len({step.deed.marker for step in one if isinstance(step.deed, Create)}) == 3


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([RUNBOOK, ALERT], [("update", RUNBOOK, 2), ("update", ALERT, 1)]),
        ([ALERT + " now", RUNBOOK + " for it"], [("update", ALERT + " now", 1), ("update", RUNBOOK + " for it", 2)]),
        ([ALERT, "Rewritten"], [("update", ALERT, 1), ("update", "Rewritten", 2)]),
        (["New", "Xyz"], [("create", "New", None), ("create", "Xyz", None), ("keep", ALERT, 1), ("keep", RUNBOOK, 2)]),
    ],
)  # fmt: skip
def test_renamed(after: list[str], expected: list[tuple[str, str, int | None]]) -> None:
    found = steps(document("new/name.md", *after), made(ALERT, RUNBOOK))
    assert short(found) == expected


def test_a_document_that_is_still_there_gives_none_of_its_issues_away() -> None:
    documents = [document(PATH, ALERT), document("postmortems/z.md", ALERT, RUNBOOK)]
    found = steps(documents, made(ALERT, RUNBOOK))
    assert short(found) == [
        ("keep", ALERT, 1), ("create", ALERT, None), ("create", RUNBOOK, None), ("keep", RUNBOOK, 2)
    ]  # fmt: skip


def test_a_phrase_in_common_is_no_rename() -> None:
    old = made(ALERT, RUNBOOK, PAGER, "Order disks")
    new = document("new.md", RUNBOOK, "Train the team", "Ask the vendor for logs", "Test the backup")
    assert [step.action for step in steps(new, old)][:4] == ["create"] * 4


def test_a_new_document_at_an_old_path_makes_other_markers() -> None:
    (issue,) = made(ALERT)
    assert issue.marker is not None
    moved = replace(issue, marker=replace(issue.marker, path="moved.md"))
    found = steps([document(PATH, ALERT), document("moved.md", ALERT)], [moved])
    assert [(step.path, step.action) for step in found] == [("moved.md", "update"), (PATH, "create")]
    created = next(step.deed for step in found if isinstance(step.deed, Create))
    assert (created.marker.incident, created.marker.item) != (issue.marker.incident, issue.marker.item)


def test_of_an_unreadable_or_old_document_nothing_is_known() -> None:
    unreadable = replace(document(PATH), postmortem=None)
    assert steps(unreadable, made(ALERT)) == []
    assert steps(
        [document(PATH, RUNBOOK, day=TODAY.replace(year=2020)), document("b.md", ALERT)], made(ALERT)
    ) == steps(document("b.md", ALERT), [])


def test_closed_issues_count_and_stay_closed() -> None:
    one, two = (replace(issue, open=False) for issue in made(ALERT, RUNBOOK))
    found = steps(document(PATH, ALERT, RUNBOOK + " for it"), [one, two])
    assert short(found) == [("keep", ALERT, 1), ("update", RUNBOOK + " for it", 2)]
    # Nothing but being left speaks for it: a new item is not handed to a closed issue, and an item gone is not news.
    assert short(steps(document(PATH, "Something else"), [one])) == [("create", "Something else", None)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (action("See #7", tickets=(ticket(7),)), ("adopt", 7)),
        (action("See it", tickets=(ticket(7, "Alice/Postmortems", "zenhub"),)), ("adopt", 7)),
        (action("See it", tickets=(ticket(7, "other/repo"),)), ("keep", None)),
        (action("See it", tickets=(linked("https://github.com/alice/postmortems/issues/7"),)), ("adopt", 7)),
        (action("See it", tickets=(linked("https://ghe.example.com/alice/postmortems/issues/7"),)), ("keep", None)),
        (action("See it", tickets=(ticket(kind="jira"),)), ("keep", None)),
        (action(ALERT, tickets=(ticket(kind="jira"),)), ("keep", 1)),
        (action("Rewritten, see #1", tickets=(ticket(1),)), ("adopt", 1)),
        (action("TBD", blank=True), ("keep", None)),
        (action("Ticked", done=True), ("keep", None)),
        (action(ALERT, done=True), ("keep", 1)),
    ],
)
def test_what_needs_no_issue(item: ActionItem, expected: tuple[str, int | None]) -> None:
    first = steps(document(PATH, item), made(ALERT))[0]
    assert (first.action, first.issue) == expected
    assert first.deed is None


def test_a_linked_issue_of_ours_is_neither_removed_nor_given_to_another_item() -> None:
    linked = action("Rewritten, see #1", tickets=(ticket(1),))
    found = steps(document(PATH, linked, "Anew"), made(ALERT))
    assert short(found) == [("adopt", "Rewritten, see #1", 1), ("create", "Anew", None)]


def test_a_mention_of_another_items_issue_does_not_take_it_away() -> None:
    mention = action("Once #1 is done, remove the flag", tickets=(ticket(1),))
    for documents in ([document(PATH, mention, ALERT)], [document("a.md", mention), document(PATH, ALERT)]):
        found = steps(documents, made(ALERT))
        assert short(found) == [("adopt", mention.text, 1), ("keep", ALERT, 1)]


def test_an_edited_item_keeps_the_issue_that_another_mentions() -> None:
    mention = action("Once #1 is done, remove the flag", tickets=(ticket(1),))
    found = steps(document(PATH, mention, f"{ALERT} and age"), made(ALERT))
    assert short(found) == [("adopt", mention.text, 1), ("update", f"{ALERT} and age", 1)]
    own = action(f"{ALERT} and age, #1", tickets=(ticket(1),))
    found = steps(document(PATH, own, f"{ALERT}, or so it should be said here"), made(ALERT))
    assert [(step.action, step.issue) for step in found] == [("update", 1), ("create", None)]


def own(text: str, number: int, **more: Any) -> ActionItem:
    """An item with a link of its own, as it is written back into documents."""
    return action(f"{text} (#{number})", tickets=(ticket(number),), **more)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            [ALERT, RUNBOOK], [own(ALERT, 1), own(RUNBOOK, 2)], [("keep", ALERT, 1), ("keep", RUNBOOK, 2)],
            id="the links themselves change nothing",
        ),
        pytest.param(
            [ALERT, RUNBOOK], [own("Rewritten", 1), own("Anew as well", 2)],
            [("update", "Rewritten", 1), ("update", "Anew as well", 2)], id="rewritten entirely",
        ),
        pytest.param(
            [ALERT, RUNBOOK], [own(RUNBOOK, 1), own(ALERT, 2)], [("update", RUNBOOK, 1), ("update", ALERT, 2)],
            id="texts exchanged",
        ),
        pytest.param(
            [ALERT, ALERT], [own(ALERT, 2), own(ALERT, 1)], [("keep", ALERT, 2), ("keep", ALERT, 1)], id="same text"
        ),
        pytest.param(
            [ALERT], [ALERT, own(ALERT, 1)], [("create", ALERT, None), ("keep", ALERT, 1)], id="repeated without a link"
        ),
        pytest.param(
            [ALERT], [own(f"{ALERT} now", 1), ALERT], [("update", f"{ALERT} now", 1), ("create", ALERT, None)],
            id="edited, and the old text anew",
        ),
        pytest.param(
            [ALERT], [own("Rewritten", 1), own("And this", 1)],
            [("update", "Rewritten", 1), ("adopt", "And this", 1)], id="linked twice: the first keeps it",
        ),
        pytest.param(
            [ALERT, ALERT], [own("Rewritten", 1), ALERT], [("update", "Rewritten", 1), ("keep", ALERT, 2)],
            id="rewritten beside an equal",
        ),
        pytest.param(
            [ALERT], [own("Rewritten", 1), f"{ALERT} now"],
            [("update", "Rewritten", 1), ("create", f"{ALERT} now", None)],
            id="rewritten beside a new one like it",
        ),
        pytest.param(
            [ALERT], [own("Remove the flag", 1), ALERT], [("adopt", "Remove the flag", 1), ("keep", ALERT, 1)],
            id="a reference to the issue of an item without a link",
        ),
        pytest.param(
            [ALERT, RUNBOOK], [own(ALERT, 1), own("Mine", 9), RUNBOOK],
            [("keep", ALERT, 1), ("adopt", "Mine", 9), ("keep", RUNBOOK, 2)], id="a person's ticket",
        ),
        pytest.param([ALERT], [own("TBD", 1, blank=True)], [("keep", "TBD", 1)], id="says nothing, but links it"),
    ],
)  # fmt: skip
def test_the_link_is_the_identity(
    before: list[str], after: list[str | ActionItem], expected: list[tuple[str, str, int | None]]
) -> None:
    found = plan(in_scope([document(PATH, *after)], DAY), made(*before), PLACE, close_removed=True)
    assert short(found) == expected


def test_the_second_item_that_links_an_issue_is_told_whose_it_is() -> None:
    _, second = steps(document(PATH, own("Rewritten", 1), own("And this", 1)), made(ALERT))
    assert second.reason == f"has a ticket, #1, which is the issue of line 10 in {PATH}"


def test_an_item_of_the_issues_own_document_comes_first() -> None:
    found = steps([document("a.md", own("And this", 1)), document(PATH, own("Rewritten", 1))], made(ALERT))
    assert [(step.action, step.path) for step in found] == [("adopt", "a.md"), ("update", PATH)]


def test_an_item_that_links_another_ones_issue_takes_none_by_its_text() -> None:
    found = steps(document(PATH, own(ALERT, 1), own(RUNBOOK, 1)), made(ALERT, RUNBOOK))
    assert short(found) == [("keep", ALERT, 1), ("adopt", RUNBOOK, 1), ("keep", RUNBOOK, 2)]


def test_an_item_takes_its_link_to_another_document() -> None:
    found = steps([document(PATH, RUNBOOK), document("b.md", own("Rewritten", 1))], made(ALERT))
    assert [(step.action, step.path, step.issue) for step in found] == [("update", "b.md", 1), ("create", PATH, None)]


def test_one_of_ours_without_its_marker_is_a_ticket_like_any_other() -> None:
    (issue,) = made(ALERT)
    (step,) = steps(document(PATH, own("Rewritten", 1)), [replace(issue, body="Mine", marker=None)])
    assert (step.action, step.issue, step.deed) == ("adopt", 1, None)


def test_of_doubles_the_linked_one_stays() -> None:
    (one,) = made(ALERT)
    found = steps(document(PATH, own(ALERT, 5)), [one, replace(one, number=5)])
    assert [(step.action, step.issue) for step in found] == [("keep", 5), ("close", 1)]


def test_the_link_to_a_swept_duplicate_is_one_to_the_issue_that_stayed() -> None:
    swept = Known.of({"number": 5, "title": ALERT, "body": duplicate_body(1), "state": "closed"})
    assert swept is not None
    found = plan(in_scope([document(PATH, own("Rewritten", 5), RUNBOOK)], DAY), [*made(ALERT), swept], PLACE)
    assert short(found) == [("update", "Rewritten", 1), ("create", RUNBOOK, None)]
    assert short(steps(document(PATH, ALERT, ALERT), [*made(ALERT), swept]))[1] == ("create", ALERT, None)


@pytest.mark.parametrize(
    ("after", "change", "expected"),
    [
        ("Rewritten", {}, ("update", 1)),  # nobody has been there, and nothing is lost
        ("Rewritten", {"comments": 1}, ("create", None)),
        ("Rewritten", {"title": "Mine"}, ("create", None)),
        ("Page somebody about the queue", {"comments": 1}, ("update", 1)),
        ("Rewritten", {"open": False}, ("create", None)),
    ],
)
def test_the_last_left_where_a_person_has_been(
    after: str, change: dict[str, Any], expected: tuple[str, int | None]
) -> None:
    (issue,) = made(ALERT)
    first = steps(document(PATH, after), [replace(issue, **change)])[0]
    assert (first.action, first.issue) == expected


def test_create_false() -> None:
    assert short(steps(document(PATH, ALERT, RUNBOOK), made(ALERT), create=False)) == [
        ("keep", ALERT, 1), ("keep", RUNBOOK, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "action_", "reason"),
    [
        ({}, "close", "a duplicate of #1"),
        ({"comments": 1}, "keep", "somebody has worked on it"),
        ({"title": "Mine"}, "keep", "somebody has worked on it"),
        ({"body": "{body}\n\nMine"}, "keep", "somebody has worked on it"),
    ],
)
def test_sweep(change: dict[str, Any], action_: str, reason: str) -> None:
    (one,) = made(ALERT)
    if "body" in change:
        change = {"body": change["body"].format(body=one.body)}
    twin = replace(one, number=5, **change)
    first, second = steps(document(PATH, ALERT), [twin, one])
    assert (first.action, first.issue) == ("keep", 1)
    assert (second.action, second.issue) == (action_, 5)
    assert reason in second.reason
    closed = steps(document(PATH, ALERT), [replace(one, open=False), twin])
    assert closed[0].issue == 5  # an open one is looked after, and nothing is closed
    assert len(closed) == 1


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, {"number": "1"}, {"number": True}, {"number": 1, "pull_request": {}},
    ],
)  # fmt: skip
def test_what_is_no_issue_of_ours(data: object) -> None:
    assert Known.of(data) is None


def test_an_issue_listed() -> None:
    assert Known.of({"number": 3, "title": None, "body": None, "state": "closed", "comments": 2}) == Known(
        3, "", "", False, 2, None
    )


def test_of_many_with_our_title_only_one_is_adopted() -> None:
    strangers = [Known(number, ALERT, "x", True, 0, None) for number in (9, 8)]
    found = steps(document(PATH, ALERT + ".", RUNBOOK), strangers)
    assert short(found) == [("adopt", ALERT + ".", 8), ("create", RUNBOOK, None)]


def test_hostile_amounts_are_left_to_max_new() -> None:
    old = made(*(f"Do the thing number {number} well" for number in range(150)))
    after = document(PATH, *(f"Do that thing number {number} well" for number in range(150)))
    assert Counter(step.action for step in steps(after, old)) == {"create": 150, "keep": 150}


# -- random lives ------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """A document that lives: ``names`` says which item each line is, whatever its text has become."""

    path: str = PATH
    number: int = 0
    issues: tuple[Known, ...] = ()

    def run(self, documents: list[Checked]) -> list[Step]:
        """What the glue does with a plan, on plain objects."""
        found = plan(in_scope(documents, DAY), self.issues, PLACE)
        for step in found:
            match step.deed:
                case Create(item, marker):
                    self.number += 1
                    body = compose(marker, item, Permalink(PLACE.sha, item.path, item.line), PLACE)
                    issue = Known(self.number, issue_title(item), body, True, 0, marker)
                    self.issues = (*self.issues, issue)
                case Update(item, marker):
                    old = next(one for one in self.issues if one.number == step.issue)
                    changes = revise(marker, old.title, old.body, item, PLACE)
                    body = changes.get("body", old.body)
                    self.replace(old, title=changes.get("title", old.title), body=body)
                case Close():
                    raise AssertionError("nothing here makes duplicates")
        return found

    def replace(self, old: Known, **changes: Any) -> None:
        new = replace(old, **changes)
        new = replace(new, marker=parse(new.body))
        self.issues = tuple(new if one.number == old.number else one for one in self.issues)


WORDS = st.lists(
    st.sampled_from(["add", "fix", "the", "alert", "queue", "runbook", "page", "team", "test"]), min_size=1, max_size=7
)
TEXT = WORDS.map(" ".join)
EDIT = st.one_of(
    st.tuples(st.just("append"), TEXT), st.tuples(st.just("edit"), TEXT), st.tuples(st.just("remove"), st.just("")),
    st.tuples(st.just("shuffle"), st.just("")), st.tuples(st.just("rename"), st.just("")),
    st.tuples(st.just("note"), TEXT), st.tuples(st.just("repeat"), st.just("")),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, max_size=5), st.lists(st.lists(EDIT, max_size=3), max_size=6), st.randoms())
def test_a_life_of_edits(texts: list[str], life: list[list[tuple[str, str]]], chance: Random) -> None:
    """Never two open issues for one item, none lost, people's text untouched, and a rerun finds nothing to do."""
    world = World()
    notes: dict[int, str] = {}
    other = document("postmortems/other.md", "Something unrelated", "And more")
    texts = list(texts)
    for edits in [[], *life]:
        for kind, text in edits:
            where = chance.randrange(len(texts)) if texts else 0
            if kind == "append":
                texts.append(text)
            elif kind == "rename":
                world.path = f"postmortems/{world.number}-{len(world.issues)}.md"
            elif kind == "note" and world.issues:
                issue = chance.choice(world.issues)
                notes[issue.number] = notes.get(issue.number, "") + f"\n{text} {END} <!-- x -->"
                world.replace(issue, body=f"{issue.body}\n{text} {END} <!-- x -->")
            elif not texts:
                continue
            elif kind == "edit":
                texts[where] = text
            elif kind == "remove":
                del texts[where]
            elif kind == "repeat":
                texts.append(texts[where])
            else:
                chance.shuffle(texts)
        documents = [document(world.path, *texts), other]
        world.run(documents)
        again = world.run(documents)
        of_items = [step for step in again if step.line is not None]
        assert [step.text for step in of_items if step.path == world.path] == texts
        assert {step.action for step in again} <= {"keep"}
        numbers = [step.issue for step in of_items]
        assert None not in numbers, "none is lost"
        assert len(set(numbers)) == len(numbers), "none is shared"
        names = Counter(issue.name for issue in world.issues)
        assert max(names.values()) == 1, "no marker twice"
        for issue in world.issues:
            assert take_apart(issue.body).people == notes.get(issue.number, "")
            assert issue.marker is not None
