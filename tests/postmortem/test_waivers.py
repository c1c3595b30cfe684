"""That there is to be no meeting: who waived it or why, else only a claim; and what says nothing of the kind."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.waivers import waiver

#: What stands in the meeting's line: "by | reason" for a waiver, "claim" without either, "-" for none at all.
CASES = [
    ("Waived by @alice", "@alice |"),
    ("Waived by @alice.", "@alice |"),
    ("Waived by: Alice Doe, see chat", "Alice Doe | see chat"),
    ("waived by Alice Doe (a small incident)", "Alice Doe | a small incident"),
    ("Waived by Alice and Bob", "Alice and Bob |"),
    ("Waived by the SRE lead because it was a drill", "the SRE lead | it was a drill"),
    ("Waived by Alice Doe on 2021-12-11", "Alice Doe |"),
    ("Waived by @x: too small", "@x | too small"),
    ("2021-12-11, waived by @alice", "@alice |"),
    ("The meeting was waived by @bob", "@bob |"),
    ("Skipped by @bob", "@bob |"),
    ("**Waived by @x**", "@x |"),
    ("Waived (@alice)", "@alice |"),
    ("Waived: by @alice", "@alice |"),
    ("Waived: too small", "| too small"),
    ("Waived, nobody was affected", "| nobody was affected"),
    ("Waived - too small", "| too small"),
    ("No meeting: the cause was known", "| the cause was known"),
    ("no meeting (the cause was known)", "| the cause was known"),
    ("No meeting needed (solved in the channel)", "| solved in the channel"),
    ("No meeting needed - solved in the channel", "| solved in the channel"),
    ("No meeting was held because nobody was affected", "| nobody was affected"),
    ("No meeting — reviewed on 2021-12-14", "| reviewed on 2021-12-14"),
    ("No postmortem meeting: it was a drill", "| it was a drill"),
    ("No need for a meeting, as it was a drill", "| it was a drill"),
    ("No meeting: 障害が軽微", "| 障害が軽微"),
    ("Not needed: a drill", "| a drill"),
    ("Not required (SEV-4)", "| SEV-4"),
    ("Meeting not needed: a drill", "| a drill"),
    ("N/A: discussed in the channel", "| discussed in the channel"),
    ("None needed. It was a drill.", "| It was a drill"),
    ("Waived", "claim"),
    ("Waived by", "claim"),
    ("Waived by <name>", "claim"),
    ("Waived by name", "claim"),
    ("Waived by TBD", "claim"),
    ("Waived by (your name)", "claim"),
    ("No meeting", "claim"),
    ("No meeting: reason", "claim"),
    ("No meeting: ...", "claim"),
    ("No meeting this time", "claim"),
    ("Not needed", "claim"),
    ("N/A", "claim"),
    ("None.", "claim"),
    ("Not waived by anyone", "-"),
    ("To be waived by @x", "-"),
    ("Unless waived by the lead, 2021-12-14", "-"),
    ('<The date here, or say "Waived by " if there is none>', "-"),
    ("It hasn’t been waived by Alice", "-"),
    ("No meeting yet", "-"),
    ("No meeting: TBD", "-"),
    ("No meeting: not scheduled yet", "-"),
    ("No meeting planned: waiting for Bob", "-"),
    ("No meeting before Tue 14 Dec 2021", "-"),
    ("None of us can", "-"),
    ("None yet", "-"),
    ("Not scheduled", "-"),
    ("Now or never", "-"),
    ("Non-blocking review", "-"),
    ("2021-12-14 10:30 UTC", "-"),
    ("", "-"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_waiver(text: str, expected: str) -> None:
    found = waiver(text)
    if found is None:
        assert expected == "-"
    elif found.by is None and found.reason is None:
        assert expected == "claim"
    else:
        assert f"{found.by or ''} | {found.reason or ''}".strip() == expected


@pytest.mark.parametrize("text", ["waived by " * 20_000, "no " * 60_000, "No meeting: " + "(" * 100_000, " " * 100_000])
def test_a_long_text_takes_no_time(text: str) -> None:
    waiver(text)
