"""What an action item says of its owner and its due date. An owner is rather missed than invented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pm_lint.markdown import Leaf, Link, walk_inlines
from pm_lint.postmortem.action_words import begins_with_verb, is_verb, names_a_group, word_set
from pm_lint.postmortem.content import outside_code
from pm_lint.postmortem.dates import DateStyle, moments
from pm_lint.postmortem.fields import dated_text, handles
from pm_lint.postmortem.model import DatedText, Owner
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import mentions, normalise, undecided

_LABELS = (
    r"(?:action )?owners?|owned by|assignees?|assigned(?: to)?|dri|responsible(?: person| team)?|accountable|who|poc"
    r"|lead|driver"
)
_LABELLED_OWNER = lenient(
    rf"(?:\b(?:{_LABELS})\s{{0,3}}[:=]|(?:^|[(\[,;\n])\s{{0,3}}owner\s{{1,3}}(?:[-–—]\s{{1,3}}|(?=@))"
    r"|\b(?:assigned to|owned by)\b)\s{0,3}"
    r"(@?[^\s,;()\[\]|.][^,;()\[\]|\n.]{0,60}?)(?=\s{0,9}(?:[,;()\[\]|\n.]|$|\bdue\b|\bby\b|\beta\b|\s[-–—]\s))"
)
#: Whatever labels an owner has one of these.
_LABELLING = (":", "=", "owner", "owned", "assigned")
_LABELLED_DUE = lenient(
    r"\b(?:due(?: date| by| on)?|deadline|eta|target(?: date)?|by when|when|complete by)\s{0,3}[:=]\s{0,3}"
    r"([^\s,;()\[\]|][^;()\[\]|\n]{0,40})"
)
_BEFORE_DUE = lenient(
    r"\b(?:due(?:[ ]date)?|by|until|before|deadline|eta|target(?:[ ]date)?)\b[ ]?:?[ ]?(?:on|by|end of)?[ ]*$"
)
_BEFORE_LAST = lenient(r"\s[-–—|] $|\s[(\[]$")
_LOOSE_BEFORE = lenient(r"\b(?:until|before)\b[^a-z]*$")
_PROFILE = lenient(r"https?://(?:www\.)?github\.com/([a-z0-9][a-z0-9-]{0,38})/?$")
#: A detail of an item that states one fact about it.
_FACT = lenient(
    rf"(?:{_LABELS}|due(?: date)?|deadline|eta|target(?: date)?|ticket|issue|tracking|tracked in|jira|pr"
    r"|pull request|bug|link|status|state|priority|severity|type|description|details?|notes?|effort|success criteria"
    r"|evaluation criteri(?:a|on)|acceptance criteria|why|context|impact|goal)\s?:"
)

# -- names ------------------------------------------------------------------------------------------

# Case counts in these.
_NAME = r"[A-Z][a-zà-ÿ'’]+(?:-[A-Z][a-zà-ÿ]+)?(?:[ ](?:[A-Z]\.|[A-Z][a-zà-ÿ'’]+(?:-[A-Z][a-zà-ÿ]+)?)){0,2}"
_NAMES = rf"{_NAME}(?:(?:,|/|[ ]?&|[ ]and)[ ]?{_NAME}){{0,3}}"
_CASED = re.RegexFlag(0)
_BY_WHEN = r"(?:,?\s(?:by|due|until|eta:?)\s[^()\[\]]{1,30}|\s+[-–—|]\s+[^-–—|()\[\]]{0,20}\d[\d-]{0,10})?"
_AT_END = lenient(rf"[(\[]({_NAMES}){_BY_WHEN}[)\]][.!]?\s*$|\s(?:[-–—|]|→|->)\s+({_NAMES}){_BY_WHEN}\.?\s*$", _CASED)
_AT_START = lenient(rf"\s*(?:\[({_NAMES})\]|\(({_NAMES})\))\s?:?\s", _CASED)
_BEFORE_COLON = lenient(rf"\s*({_NAMES})\s?:\s", _CASED)
_SOMEBODY_TO = lenient(rf"\s*({_NAMES}) (?:to (?P<verb>[a-z-]{{2,20}})|will) ", _CASED)
_TEAM_TO = lenient(r"\s*((?:the )?(?:[\w/&-]{1,30} ){0,3}team) (?:to|will)\b")
#: "SRE to add alerts", but "API to return an error" is a thing.
_GROUP_TO = lenient(r"\s*([A-Z]{2,6}) (?:to (?P<verb>[a-z-]{2,20})|will) ", _CASED)
_OF_ALL = lenient(r"\b(?:following|below|these)\b")
_TEAM = lenient(r"[(\[]((?:the )?(?:[\w/&-]{1,30} ){1,3}team)[)\]][.!]?\s*$")
_MAIL = lenient(r"[(\[<]([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})[)\]>]")

#: Capitalised words in brackets or before a colon that are nobody's name.
_NO_NAME = word_set(
    """
    optional done completed closed open pending blocked blocker ongoing planned todo tbd tba wip none unknown
    unassigned everyone everybody anyone nobody all team self low medium high critical urgent major minor important
    priority quick easy hard small large prevent detect mitigate process respond recover investigate repair
    prevention detection mitigation issue issues ticket tickets link links pr bug story epic task action actions
    item items draft note notes see details docs doc documentation runbook runbooks wiki guide slack email jira
    github gitlab zenhub linear asana trello confluence notion jenkins travis circleci bitbucket grafana prometheus
    loki datadog sentry pagerduty opsgenie pingdom splunk kibana elastic elasticsearch logstash terraform ansible
    puppet chef helm docker kubernetes nginx apache envoy istio consul vault kafka redis postgres postgresql mysql
    mongo mongodb cassandra dynamo lambda cloudflare fastly akamai azure google amazon heroku vercel netlify stripe
    linux ubuntu debian windows android chrome firefox safari python java javascript typescript rust golang ruby
    node react django rails flask spark airflow snowflake bigquery hub binder jupyterhub backend frontend platform
    infra infrastructure database databases network storage security operations engineering product support sales
    marketing legal finance design data devops sre mobile web api cache queue client server short long mid near term
    short-term long-term medium-term immediate next now later future january february march april may june july
    august september october november december monday tuesday wednesday thursday friday saturday sunday today
    tomorrow yes no maybe if when what why how where who which the a an this that these those it they we you i our
    first second third finally also then need needs want wants try have has ideally remember hopefully perhaps
    somebody someone scheduled weekly daily monthly quarterly
    """
)
#: Abbreviations of things.
_NO_GROUP = word_set(
    """
    api apis aws az bgp cd cdn ci cli cpu crd crds csv db dbs dht dns eks elb etl gc gcp gcs gke gpu gpus hpa
    http https id ids  io ip ips json jwt k8s kms kpi lb lbs mfa mtu nfs nlb node oom orm os pdb pod pr prs pv
    pvc ram rbac rds rpc rtt s3 sdk  sdks sdn sla slas sli slo slos sns sop sops sqs sql ssh ssl sso tcp tls
    ttl ttls ui uri url urls ux vm vms vpc vpn waf xml  yaml todo tbd we it
    """
)
#: Endings of nouns for things ("Monitoring", "Documentation"), and of many ("Alerts", but not "Chris" or "James").
_THING = lenient(
    r".{2,}(?:ings?|[ts]ions?|ments?|ity|ities|ness|ance|ence|ics|base|ware|book|board|able|ible|time|ops)$"
)
_THINGS = lenient(r".{2,}(?:[tdkglnpwcy]s|[eo]rs|[cgshxtr]es|ies|ues)$")


def looks_like_a_name(text: str, *, strictly: bool = False) -> bool:
    """Whether capitalised words can be one or more people's names; ``strictly``: and hardly anything else."""
    parts = [part for part in re.split(r",|/|&|\band\b", text) if part.strip()]
    for part in parts:
        known = part.casefold().split()
        if any(word.strip(".") in _NO_NAME or _THING.match(word) for word in known):
            return False
        if _THINGS.match(known[0]) or (strictly and (len(known) != 2 or _THINGS.match(known[1]))):
            return False
        if begins_with_verb(f"{known[0]} it") or names_a_group(part):
            return False
    return bool(parts)


# -- owners --------------------------------------------------------------------------------------------


def owner_of(first: Leaf, details: Iterable[Leaf], people: frozenset[str]) -> Owner | None:
    """Who owns the item whose first paragraph is ``first``: a label anywhere, else a handle or a name in it.

    ``people`` are the names, case folded, that the document gives elsewhere.
    """
    rest = tuple(details)
    for leaf in (first, *rest):
        if found := labelled_owner(leaf):
            return found
    people_of_rest = filter(None, map(_only_people, rest))
    return _handle(first) or _profile(first) or _named(first, people) or next(people_of_rest, None)


def labelled_owner(leaf: Leaf) -> Owner | None:
    """ "Owner: Alice", wherever in a leaf."""
    text = leaf.text
    at = 0
    if not mentions(text.casefold(), _LABELLING):
        return None
    while (match := _LABELLED_OWNER.search(text, at)) is not None:
        name = match[1].strip()
        if not undecided(name) and name.strip(" -–—?"):
            start = match.start(1)
            handle = next(handles(name), None)
            return Owner(name, handle[1] if handle else None, leaf.prose.locate(start, start + len(name)))
        at = match.end()
    return None


def whole_owner(leaf: Leaf) -> Owner | None:
    """The owner in a cell of owners."""
    name = " ".join(leaf.text.split())
    if undecided(name) or not name.strip(" -–—?"):
        return None
    handle = next(handles(name), None)
    profile = _profile(leaf)
    return Owner(name, handle[1] if handle else profile.handle if profile else None, leaf.span)


def _handle(leaf: Leaf) -> Owner | None:
    named = next(outside_code(leaf.prose, handles(leaf.text)), None) if "@" in leaf.text else None
    return Owner(named[0], named[1], leaf.prose.locate(named.start(), named.end())) if named else None


def _profile(leaf: Leaf) -> Owner | None:
    """A link to somebody's page on GitHub."""
    for node in walk_inlines(leaf.marked):
        if isinstance(node, Link) and (profile := _PROFILE.match(node.url)):
            text = "".join(getattr(child, "text", "") for child in walk_inlines(node.children))
            return Owner(text or profile[1], profile[1], node.span)
    return None


def _named(leaf: Leaf, people: frozenset[str]) -> Owner | None:
    """A name at the end or the start, in one of the ways that people write an owner there."""
    text = leaf.text
    somebody = _SOMEBODY_TO.match(text)
    if somebody and somebody["verb"] and not is_verb(somebody["verb"]):  # "Speak to customers"
        somebody = None
    for match in (_AT_END.search(text), _AT_START.match(text), somebody):
        if match:
            group = next(i for i, found in enumerate(match.groups(), 1) if found)
            if looks_like_a_name(match[group]):
                return Owner(match[group], None, leaf.prose.locate(*match.span(group)))
    # "Alice: do it", but "Rollback: do it": one word before a colon is somebody only where the document names her.
    before = _BEFORE_COLON.match(text)
    if before and (before[1].casefold() in people or looks_like_a_name(before[1], strictly=True)):
        return Owner(before[1], None, leaf.prose.locate(*before.span(1)))
    short = _GROUP_TO.match(text)
    if short and (short[1].casefold() in _NO_GROUP or (short["verb"] and not is_verb(short["verb"]))):
        short = None
    for match in (short, _TEAM_TO.match(text), _TEAM.search(text), _MAIL.search(text)):
        if match:
            return Owner(match[1], None, leaf.prose.locate(*match.span(1)))
    return None


def team_of_all(leaf: Leaf) -> Owner | None:
    """ "The platform team will do the following": whose all items are that stand below."""
    match = _TEAM_TO.match(leaf.text)
    if match is None or not _OF_ALL.search(leaf.text[:300]):
        return None
    return Owner(match[1], None, leaf.prose.locate(*match.span(1)))


def _only_people(leaf: Leaf) -> Owner | None:
    """A detail that is nothing but a handle; one that begins with a handle is somebody's remark."""
    named = next(handles(leaf.text), None)
    return _handle(leaf) if named and normalise(named[0]) == normalise(leaf.text) else None


# -- due dates, and facts in general -----------------------------------------------------------------


def due_of(leaf: Leaf, style: DateStyle) -> DatedText | None:
    """When an item is due: a labelled date, or one after "by" or the like. A day without a year has no reading."""
    text = leaf.text
    for moment in moments(text, style):
        before = text[max(0, moment.start - 24) : moment.start]
        known = moment.days or (moment.partial and not _LOOSE_BEFORE.search(before))
        # "Add alerts - Bob - 2021-12-31" says so by its place.
        last = moment.days and _BEFORE_LAST.search(before) and not text[moment.end :].strip(" .)]")
        if known and (last or _BEFORE_DUE.search(before)):
            return dated_text(leaf.prose, moment, style)
    match = _LABELLED_DUE.search(text) if ":" in text or "=" in text else None
    if match is None:
        return None
    value = match[1].strip(" .,")
    if undecided(value) or not value.strip(" -–—?"):
        return None
    start = match.start(1)
    return DatedText(value, leaf.prose.locate(start, start + len(value)), ())


def whole_due(leaf: Leaf, style: DateStyle) -> DatedText | None:
    """The date in a cell of due dates; other words there ("Q3") say when, with no reading."""
    text = leaf.text
    day = next((moment for moment in moments(text, style, says_when=True) if moment.days), None)
    if day:
        return dated_text(leaf.prose, day, style)
    if undecided(text) or not text.strip(" -–—?"):
        return None
    return DatedText(" ".join(text.split()), leaf.span, ())


def states_a_fact(leaf: Leaf) -> bool:
    """Whether a leaf only states owner, due date, ticket or the like of the item around it."""
    return _FACT.match(leaf.text.strip()) is not None


def facts_only(found: Iterator[Leaf]) -> bool:
    """Whether all of these do, and there is one."""
    seen = [states_a_fact(leaf) for leaf in found]
    return bool(seen) and all(seen)
