"""Every request of a run that fails, in every way there is, and every two of them: clean runs later nothing is lost,
doubled or hurt. The suite tries a part (`test_issue_faults.py`); ``make prove`` tries all of it and counts.

The faults of a pair are met wherever the two requests are: in the same run, or in the runs that come after.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from pm_lint.config import ActionItemsConfig
from pm_lint.linter import Checked
from pm_lint.postmortem.model import ActionItem
from pm_lint.record import replace
from tests.fake_github.mishaps import FAULTS
from tests.github.issue_world import Hub, Persons, faulty, meant, settle, wrong
from tests.github.test_issue_support import PATH, action, document, items_of, ticket

WORDS = (
    "Alert on the queue", "Write a runbook", "Page the team", "Replace disks", "Test backups", "Move logs", "Tune GC",
    "Order cables",
)  # fmt: skip
MOST_ITEMS = len(WORDS)
#: All that a run may do.
CONFIG = ActionItemsConfig(labels=(), close_done=True, close_removed=True)
#: Faults that differ for the client, by whether it reads or writes: a pair with another is like one with one of these.
FOR_READS = (
    "502", "403 primary limit, short", "403 primary limit, too long", "429 without Retry-After", "404", "307", "killed",
)  # fmt: skip
FOR_WRITES = tuple(
    fault for fault in FAULTS
    if fault not in ("500", "500 after the effect", "timeout", "timeout after the effect", "403 secondary limit",
                     "403 secondary limit without Retry-After", "401", "listing lags by 1")
)  # fmt: skip


@dataclass(frozen=True)
class Act:
    """A world, a document whose items are to be brought into it, and what people did there before."""

    hub: Hub
    document: Checked
    items: Mapping[str, int]
    persons: Persons
    #: The state of every issue of ours in the end, by number, where all are known before.
    states: Mapping[int, str]

    @classmethod
    def of(cls, hub: Hub, items: Sequence[str | ActionItem], states: Mapping[int, str] | None = None) -> Act:
        told = document(PATH, *items)
        texts = [item.text for item in items_of(told)]
        return cls(hub, told, dict.fromkeys(texts, 1), Persons.of(hub), states or {})


def created(count: int) -> Act:
    """All items are new; a person has an issue of their own for the first."""
    hub = Hub.new()
    hub.repo.issue_as("bob", WORDS[0], "Mine.")
    return Act.of(hub, WORDS[:count])


def edited(count: int) -> Act:
    """Each item has its issue and is edited. People wrote into all, retitled one, and closed one."""
    hub = Hub.new()
    old = WORDS[:count]
    hub.run(document(PATH, *old))
    for issue in hub.repo.issues:
        issue.edit_as("bob", body=f"{issue.body}\r\n\r\nA note on {issue.number}. <!-- mine -->")
        issue.labels = issue.labels[:1]
    for issue in hub.repo.issues[:1]:
        issue.edit_as("bob", title="Bob's title")
    for issue in hub.repo.issues[1:2]:
        issue.close_as("bob")
    return Act.of(hub, [f"{text}, soon" for text in old])


def doubled(count: int) -> Act:
    """Two runs at once have made each issue twice, and the run that sweeps them is the one that fails."""
    hub = Hub.new()
    hub.run(document(PATH, *WORDS[:count]))
    for issue in list(hub.repo.issues):
        names = [label.name for label in issue.labels]
        hub.repo.issue_as(issue.user.login, issue.title, issue.body, names)
    return Act.of(hub, WORDS[:count])


def ticked(count: int) -> Act:
    """Each item is ticked off and edited at the same time. People wrote into all; one they have reopened before."""
    hub = Hub.new()
    hub.run(document(PATH, *WORDS[:count]))
    for issue in hub.repo.issues:
        issue.edit_as("bob", body=f"{issue.body}\n\nA note on {issue.number}.")
    for issue in hub.repo.issues[1:2]:
        issue.close_as("bob")
        issue.reopen_as("bob")
    states = {number: "reopened" if number == 2 else "completed" for number in range(1, count + 1)}
    return Act.of(hub, [action(f"{text}, soon", done=True) for text in WORDS[:count]], states)


def removed(count: int) -> Act:
    """So many items are gone, and as many are still there. A person has been at the last issue whose item is gone."""
    hub = Hub.new()
    gone = [f"{text} in the other region" for text in WORDS[:count]]
    hub.run(document(PATH, *WORDS[:count], *gone), max_new=2 * count)
    states = dict.fromkeys(range(1, count + 1), "open") | dict.fromkeys(range(count + 1, 2 * count + 1), "not_planned")
    told = Act.of(hub, WORDS[:count], states)
    if count == 1:
        return told
    hub.repo.issues[-1].comment_as("bob", "On it")
    return replace(told, items={**told.items, gone[-1]: 1}, states={**states, 2 * count: "open"})


def linked(count: int) -> Act:
    """Each item links its issue and is rewritten entirely; a person's ticket is linked as well."""
    hub = Hub.new()
    hub.run(document(PATH, *WORDS[:count]))
    theirs = hub.repo.issue_as("bob", "Mine", "All mine.")
    texts = [f"{word} (#{number})" for number, word in enumerate(reversed(WORDS[-count:]), 1)]
    links = [action(text, tickets=(ticket(number),)) for number, text in enumerate(texts, 1)]
    told = Act.of(hub, links, dict.fromkeys(range(1, count + 2), "open"))
    mine = action(f"Mine (#{theirs.number})", tickets=(ticket(theirs.number),))
    return replace(told, document=document(PATH, *links, mine))


ACTS: Mapping[str, Callable[[int], Act]] = {
    "created": created, "edited": edited, "doubled": doubled, "ticked": ticked, "removed": removed, "linked": linked,
}  # fmt: skip


@cache
def act(name: str, count: int) -> Act:
    """An act of so many items, to be copied and not changed."""
    return ACTS[name](count)


@cache
def requests(name: str, count: int) -> tuple[str, ...]:
    """The methods of the requests that the act's run makes if nothing fails."""
    hub = act(name, count).hub.copy()
    hub.run(act(name, count).document, config=CONFIG)
    return tuple(hub.methods)


def lived(name: str, count: int, faults: Mapping[int, str], begin: Hub | None = None) -> list[str]:
    """What is wrong after a life whose first run meets these faults."""
    hub = first_run(name, count, faults, begin)
    key = (name, count, hub.state())
    if key not in _ENDS:
        _ENDS[key] = end(hub, act(name, count))
    return _ENDS[key]


def first_run(name: str, count: int, faults: Mapping[int, str], begin: Hub | None = None) -> Hub:
    """The world after one run that meets these faults, from the act's beginning or from another."""
    told = act(name, count)
    hub = (begin or told.hub).copy({number: FAULTS[fault] for number, fault in faults.items()})
    return faulty(hub, told.document, config=CONFIG)


#: How lives end from a state on, and how they do if the run there meets a fault: the course of runs depends on nothing
#: else, and many lives come through the same state.
_ENDS: dict[tuple[object, ...], list[str]] = {}
_NEXT: dict[tuple[object, ...], list[tuple[int, str, list[str]]]] = {}


def end(hub: Hub, told: Act) -> list[str]:
    """What is wrong once clean runs have nothing more to do."""
    try:
        settle(hub, told.document, config=CONFIG)
    except AssertionError as error:
        return [str(error)]
    states = {issue.number: issue.state_reason or issue.state for issue in hub.repo.issues}
    found = [f"#{number} is {states[number]}" for number, state in told.states.items() if states[number] != state]
    return [*found, *wrong(hub, told.items, told.persons)]


def places(methods: Sequence[str], after: int, of_pairs: bool = False) -> list[tuple[int, str]]:
    """Every request after that one, with every fault that means something for it."""
    found = []
    for number in range(after + 1, len(methods) + 1):
        method = methods[number - 1]
        faults = FAULTS if not of_pairs else FOR_READS if method == "GET" else FOR_WRITES
        found += [(number, fault) for fault in faults if meant(FAULTS[fault], method)]
    return found


def singles(name: str, count: int) -> tuple[int, list[str]]:
    """How many lives with one fault there are, and what is wrong with which."""
    cases = places(requests(name, count), 0)
    bad = []
    for number, fault in cases:
        found = lived(name, count, {number: fault})
        bad += [f"{name}, {count} items, {fault!r} at request {number}: {one}" for one in found]
    return len(cases), bad


def pairs(name: str, count: int, first: int, fault: str) -> tuple[int, list[str]]:
    """The same with two faults, of which the first is this one: the second is every one at every later request of the
    same run, and at every one of the run after it."""
    hub = first_run(name, count, {first: fault})
    lives = [
        (number, second, lived(name, count, {first: fault, number: second}))
        for number, second in places(hub.methods, first, of_pairs=True)
    ]
    key = (name, count, hub.state())
    if key not in _NEXT:
        methods = first_run(name, count, {}, hub).methods
        cases = places(methods, 0, of_pairs=True)
        _NEXT[key] = [(number, second, lived(name, count, {number: second}, hub)) for number, second in cases]
    lives += [(len(hub.methods) + number, second, found) for number, second, found in _NEXT[key]]
    bad = [
        f"{name}, {count} items, {fault!r} at request {first}, {second!r} at {number}: {one}"
        for number, second, found in lives
        for one in found
    ]
    return len(lives), bad


def firsts(name: str, count: int) -> list[tuple[int, str]]:
    """The first faults of all pairs."""
    return places(requests(name, count), 0, of_pairs=True)


def _share(job: tuple[str, int, int, str]) -> tuple[int, list[str]]:
    return pairs(*job)


def main(arguments: Sequence[str]) -> int:
    """Try all: for the numbers of items that are given, or 1 to 8."""
    counts = [int(one) for one in arguments] or list(range(1, MOST_ITEMS + 1))
    total, bad = 0, []
    with ProcessPoolExecutor() as pool:
        for name in ACTS:
            for count in counts:
                started = time.monotonic()
                alone, found = singles(name, count)
                both = list(pool.map(_share, [(name, count, *first) for first in firsts(name, count)]))
                together = sum(number for number, _ in both)
                found += [one for _, some in both for one in some]
                seconds = time.monotonic() - started
                print(
                    f"{name}, {count} items: {len(requests(name, count))} requests, {alone} lives with one fault, "
                    f"{together} with two, {len(found)} wrong ({seconds:.0f} s)",
                    flush=True,
                )
                total += alone + together
                bad += found
    for one in bad[:50]:
        print(one)
    print(f"{total} lives, {len(FAULTS)} faults, {len(bad)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
