"""How overview, timeline and resolution are told: in brief, without blame, and to the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import Block, Leaf, List, Paragraph, Quote
from pm_lint.postmortem.content import leaves, outside_code
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.roles import section_role
from pm_lint.postmortem.text import mentions, normalise, sentences, word_count
from pm_lint.regex import regex
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote

#: Names that promise a short text; under "What happened" a whole story may stand.
_SHORT = ("overview", "summary", "tl;dr", "tldr", "synopsis", "abstract")


@rule("PM501", "overview-length", Severity.NOTICE)
def overview_length(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The overview is too long to be one.

    "A short sentence or two": it is what most people read, and all that they read. More than 15 sentences or 300 words
    are a story; a team that wants them shorter says so.

    ```toml config
    [overview]
    max-sentences = 3
    max-words = 60
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Overview
    On Friday a report was started. It read all orders. It took all connections. The database stopped answering.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Overview
    On Friday a runaway report took all connections, and the database stopped answering for 14 minutes.
    ```
    """
    for section in doc.sections_of("overview"):
        if section.spec is None and not any(name in normalise(section.title) for name in _SHORT):
            continue
        left = {found.block for found in section.placeholders}
        texts = [leaf.text for leaf in section.leaves if leaf.span not in left]
        words = sum(map(word_count, texts))
        told = sum(1 for text in texts for _ in sentences(text))
        limits = policy.overview
        faults = [count(told, "sentence")] if told > limits.max_sentences else []
        faults += [count(words, "word")] if words > limits.max_words else []
        if faults:
            most = [count(limits.max_sentences, "sentence")] if told > limits.max_sentences else []
            most += [count(limits.max_words, "word")] if words > limits.max_words else []
            yield Finding(
                section.span,
                f"{quote(section.title)} is {listing(faults)} long: {listing(most)} are enough for an overview.",
                key="section:overview",
                help="Tell the rest in the sections that follow.",
            )


def _own_words(blocks: tuple[Block, ...]) -> Iterator[Leaf]:
    """The paragraphs and cells of these blocks, outside quotes."""
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from _own_words(item.children)
        elif not isinstance(block, Quote):
            yield from leaves((block,))


#: One or several people, as a sentence's subject. An operator is as often a program of Kubernetes.
_PERSON = (
    r"(?:we|i|he|she|someone|somebody|nobody|no one|everyone|@[\w-]{1,39}"
    r"|(?:an?|the|our|one|this|that) (?:[a-z-]{1,20} ){0,2}(?:engineers?|developers?|admins?|administrators?"
    r"|teams?|employees?|reviewers?|authors?|maintainers?|contractors?|colleagues?|person|people|staff))"
)
#: Who failed to do these had tried.
_TRIED = (
    r"reproduce|restore|restart|connect|reach|access|log|recover|fix|resolve|mitigate|find|identify|locate|deploy|rebuild"
    r"|load|start|stop|sync|pass|finish|complete|get|contact|stabili[sz]e|open|join"
)
#: One person, or several that are not the whole team.
_SOMEBODY = (
    r"(?:i|he|she|someone|somebody|@[\w-]{1,39}|(?:an?|the|our|one) (?:[a-z-]{1,20} ){0,2}"
    r"(?:engineers?|developers?|admins?|administrators?|reviewers?|authors?|contractors?))"
)
_ADVERBS = r"(?: (?:have|has|had|also|just|then|both|all|\w{1,20}ly)){0,2}"
_QUOTED = regex(r"[\"“][^\"“”\n]{1,300}[\"”]")
_BLAME = regex(
    rf"(?<![\w@])(?!we\b){_PERSON}{_ADVERBS} failed to\b(?! (?:{_TRIED}))"
    rf"|(?<![\w@]){_SOMEBODY}{_ADVERBS} (?:overlooked|ignored|should have known)\b"
    r"|\b(?P<forgot>(?:forgot(?:ten)?|neglected) to)\b"
    r"|\bcareless(?:ly|ness)?\b|\bnegligen(?:t|tly|ce)\b|\bincompeten(?:t|ce)\b"
    r"|\b(?P<error>(?:human|operator) error\b(?! (?:rate|count|budget))"
    r"|user error(?=\s?[.,;:)]|\s(?:by|on|in|when|from|was|caused|made)\b|$))",
    re.I | re.M,
)
#: Whatever lays blame says one of these.
_BLAMING = (
    *("failed to", "overlooked", "ignored", "should have", "forgot", "neglected to"),
    *("careless", "negligen", "incompeten", " error"),
)
#: "The script forgot to…" blames nobody.
_NOBODY = regex(
    r"(?:\bnot|n't|\bnever|\b(?:scripts?|code|logic|patch|system|server|service|job|function|client|process|tool|config"
    r"|configuration|migration|deployment|it|that|which)) (?:had |has |have |also )?$",
    re.I,
)
#: "…to avoid human error", "hardware failures or human error" are about systems, not about a person.
_GUARDED = regex(
    r"\bor $|\b(?:prone|avoid\w{0,3}|prevent\w{0,3}|reduc\w{1,4}|eliminat\w{1,4}|minimi[sz]\w{1,4}|guard\w{0,3}"
    r"|protect\w{0,3}|risks?|chances?|possibilit\w{1,3}|potential|room|susceptible|against|less|no|not|any|without"
    r"|rather than|instead of)\b[^.\n]{0,40}$",
    re.I,
)


@rule("PM503", "blame", Severity.NOTICE)
def blame(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Somebody is blamed.

    "X forgot to" and "human error" end the search where it should begin: what made the mistake possible, easy, or hard
    to see? A team may say of itself that "we failed to". Quoted words and code are not looked at, nor is what is said
    to customers.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Contributing Factors
    The engineer on call forgot to check the replica.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Contributing Factors
    Nothing in the runbook tells to check the replica.
    ```
    """
    for section in doc.sections if mentions(doc.lower, _BLAMING) else ():
        if section.role in ("internal-message", "external-message", "messaging"):
            continue
        for leaf in _own_words(section.blocks):
            for match in _spoken(leaf, _BLAME, _BLAMING):
                guard = _GUARDED if match["error"] else _NOBODY if match["forgot"] else None
                if guard and guard.search(leaf.text[max(0, match.start() - 60) : match.start()]):
                    continue
                yield Finding(
                    leaf.prose.locate(match.start(), match.end()),
                    f"{quote(match[0])} lays blame.",
                    key=f"blame:{section.role or normalise(section.title)}",
                    help="Say what made the mistake possible, or hard to see.",
                )


def _spoken(leaf: Leaf, pattern: re.Pattern[str], words: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """The matches in a text that are its author's own words: outside code and quotation marks.

    Each match holds one of ``words``.
    """
    if not mentions(leaf.text.lower(), words):
        return
    found = list(outside_code(leaf.prose, pattern.finditer(leaf.text)))
    quoted = [match.span() for match in _QUOTED.finditer(leaf.text)] if found else []
    at = 0
    for match in found:
        while at < len(quoted) and quoted[at][1] <= match.start():
            at += 1
        if at == len(quoted) or match.start() < quoted[at][0]:
            yield match


_SHOULD_HAVE = regex(
    rf"\b{_PERSON} (?:should|could)(?:n't| not)?{_ADVERBS} have{_ADVERBS} (?:been )?(?:\w{{2,20}}ed|been|done|known"
    r"|seen|thought|taken|told|kept|caught|found|made|read|set|run|gone|given|chosen|written|understood)\b"
    r"|\bshould(?:n't| not)? have been (?:\w{1,20}ly )?(?:caught|noticed|tested|reviewed|detected|checked|verified"
    r"|documented|communicated|done|avoided|prevented|spotted|found|discovered|escalated|announced|monitored)\b",
    re.I,
)


@rule("PM504", "counterfactual", None)
def counterfactual(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Overview or timeline tells what should have happened instead of what did.

    With hindsight all is plain. What people saw and why it made sense explains more than what they should have done;
    the rest belongs under "What Didn't Go So Well?". Off by default.

    ```toml config
    [rules]
    counterfactual = "notice"
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Overview
    We should have noticed the growing queue.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Overview
    The queue grew for two hours. No alert watches it.
    ```
    """
    told = 0
    for section in doc.sections:
        if section.role not in ("overview", "timeline") or section.index < told:
            continue
        told = section.end
        for part in doc.within(section):
            for leaf in _own_words(part.blocks):
                for match in _spoken(leaf, _SHOULD_HAVE, (" have",)):
                    yield Finding(
                        leaf.prose.locate(match.start(), match.end()),
                        f"{quote(match[0])} tells what did not happen.",
                        key=f"counterfactual:{section.role}",
                        help="Say what people saw and did, and why it made sense to them.",
                    )


def _names_actions(section: Section) -> bool:
    """Whether a line of text serves as the heading of action items ("Action Items", and a list after it)."""
    return any(
        isinstance(block, Paragraph) and len(block.text) < 40 and section_role(block.text) == "action-items"
        for block in section.blocks
    )


_TEMPORARY = regex(
    r"\bwork-?arounds?\b|\bstop-?gap\b|\btemporarily (?:\w{1,20}ed|solve|fix|restore|mitigate|work(?:ing)? around)\b"
    r"|\b(?:temporary|interim|short-term|provisional) (?:\w{1,20} ){0,2}(?:fix(?:es)?|solution|mitigation|measures?"
    r"|patch|remedy|change|hack)\b",
    re.I,
)
_FOR_NOW = ("work", "stop", "tempora", "interim", "short", "provisional")
#: Any of these may tell of a lasting solution.
_LASTING = regex(
    r"\blong(?:er)?[- ]term\b|\b(?:permanent|proper|eventual|final|full)(?:ly)?\b|\b(?:a|the|this|real) fix\b"
    r"|\bfollow\w{0,3}[- ]?up\b|\b(?:later|upstream|root cause|in the future|going forward|released?|merged|removed)\b"
    r"|\b(?:replaced?|fixed)\b",
    re.I,
)


@rule("PM505", "resolution-long-term", Severity.NOTICE)
def resolution_long_term(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The resolution names a temporary fix or a workaround, and nothing names a lasting one.

    "If there was a temporary fix in place, describe that along with the long-term solution." The lasting one may also
    be an action item.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Resolution
    As a workaround, the report was switched off.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Resolution
    As a workaround, the report was switched off. In the long term it will read from the replica.
    ```
    """
    if any(not item.blank for item in doc.action_items) or any(map(_names_actions, doc.sections)):
        return
    later = waiting(doc, policy)
    for section in doc.sections_of("resolution"):
        if waits(section, doc, later):
            continue
        texts = [leaf for part in doc.within(section) for leaf in part.leaves]
        if any(_LASTING.search(leaf.text) for leaf in texts):
            continue
        found = next(((leaf, match) for leaf in texts for match in _spoken(leaf, _TEMPORARY, _FOR_NOW)), None)
        if found:
            leaf, match = found
            yield Finding(
                leaf.prose.locate(match.start(), match.end()),
                f"{quote(match[0])} is for the time being, and no lasting solution is named.",
                key="section:resolution",
                help="Name it here or among the action items.",
            )
