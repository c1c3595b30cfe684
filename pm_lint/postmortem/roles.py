"""What a section or field is about, told from its name.

The names are those of the bundled templates and of the headings of public postmortems.
"""

from __future__ import annotations

from functools import lru_cache

from pm_lint.postmortem.text import normalise
from pm_lint.regex import regex

_SECTIONS = {
    "overview": """
        overview | summary | executive summary | what happened | tl;dr | tldr | synopsis | abstract | description
        | at a glance | in short | quick summary | high-level summary | what was the problem | problem statement
    """,
    "factors": """
        contributing factors | factors | contributing causes | root cause | root causes | cause | causes | trigger
        | triggers | triggering event | why did it happen | why it happened | why did this happen
        | why this happened | what caused it | what caused this | root cause analysis | rca | cause analysis
        | five whys | 5 whys | the 5 whys | the five whys | 5 why analysis | causes and contributing factors
        | what went wrong and why | underlying cause | underlying causes | proximate cause | fault | diagnosis
        | how did this happen | how did it happen | how it happened | how this happened | origin | cause(s)
        | root cause(s) | contributing factor(s) | what caused the incident | what caused the outage
        | what caused the issue | what caused the problem | technical analysis | blameless root cause | five why's
        | reason for outage | reason for the outage | how could this happen | how could it happen
    """,
    "resolution": """
        resolution | fix | the fix | mitigation | mitigations | recovery | solution | how was it resolved
        | how was it fixed | how did we fix it | how we fixed it | how it was fixed | workaround | resolution steps
        | recovery steps | mitigation steps | steps taken | actions taken | immediate actions taken | response
        | what did we do | what fixed it | short term fix | short-term fix | long term solution | long-term solution
        | long-term fix | long term fix | long-term fixes | long term fixes | temporary fix | permanent fix
        | mitigation and resolution
        | resolution and recovery | remediation and recovery | how it is fixed | how we recovered | restoration
        | how was the incident resolved | how was the issue resolved | how was the problem resolved
        | how was the issue fixed | how did we resolve it | how we resolved it | how the issue was resolved
        | how the incident was resolved | how did we recover | resolving actions | actions already taken
        | corrective action taken | corrective actions taken | remediation steps taken | remediation steps
        | steps taken to resolve
    """,
    "impact": """
        impact | impacts | what was the impact | effects | effect | scope | scope of impact | affected users
        | who was affected | users affected | blast radius | impacted services | affected services
        | affected systems | services affected | customers affected | impact assessment | impact analysis
        | services impacted | affected customers | users impacted | customers impacted | what was affected
        | which services were affected | consequences
    """,
    "timeline": """
        timeline | chronology | key events | sequence of events | time line | events | events timeline
        | events/timeline | log of events | chronology of events | timeline and events | event log | order of events
    """,
    "review": """
        how'd we do | how did we do | lessons learned | lessons learnt | lessons | retrospective | retro
        | what went well and what didn't | reflection | reflections | review | evaluation | takeaways
        | key takeaways | lessons and thoughts | key lessons | conclusion | conclusions
    """,
    "went-well": """
        what went well | what worked | what worked well | things that went well | went well | what did we do well
        | what we did well | the good | good | what did go well | positives | what went right | things that worked
        | things that worked well | things that went right | successes | what did we do right
    """,
    "lucky": "where did we get lucky | where we got lucky | luck | what was lucky | got lucky | where were we lucky",
    "went-wrong": """
        what didn't go so well | what went wrong | what went poorly | what didn't go well | what did not go well
        | what did not go so well | what could have gone better | things that went poorly | went wrong
        | what could be improved | what went badly | what didn't work | what did not work | what didn't work well
        | what could we have done better | what can we improve | what can be improved | things that went wrong
        | the bad | what could have been better | what we could have done better | what needs improvement
        | went poorly | what could be better | areas for improvement | what went less well | what did we do badly
        | areas of improvement | opportunities for improvement | where can we improve | where could we improve
        | things that didn't work | things that didn't go well | could have gone better
    """,
    "learned": """
        what did we learn | what we learned | learnings | what have we learned | what was learned | learning
        | what did we learn from this | what we've learned | learning points | key learning points
    """,
    "potential-action-items": """
        potential action items | potential actions | possible action items | proposed action items
        | ideas for action items | suggested action items | suggested actions | proposed actions
        | proposal improvements | proposed improvements | possible improvements | suggested improvements
        | recommendations | ideas | potential improvements | possible actions | potential follow-ups
    """,
    "action-items": """
        action items | actions | review actions | follow-ups | follow ups | followups | follow-up | follow up
        | follow-up actions | follow up actions | follow-up improvements | follow-up items | follow-up tasks
        | follow-up work | follow-up issues | remediation | remediations | remediation items | remediation actions
        | corrective and preventative measures | corrective and preventative measure
        | corrective and preventive measures | corrective and preventive actions
        | corrective and preventative actions | corrective actions | corrective measures | preventative measures
        | preventive measures | preventative actions | preventive actions | next steps | action plan
        | committed action items | action points | todos | to-do list | tasks | improvements | prevention
        | preventing recurrence | how do we prevent this | how will we prevent this | future work | remedial actions
        | what are we doing about it | action list | follow-through | how are we preventing it from happening again
        | how can we prevent this from happening again | how do we prevent this from happening again
        | how will we prevent this from happening again | what are we doing to prevent this in the future
        | jira tickets | follow-up tickets | tickets | action items/tasks | future works | future actions
        | future improvements | mitigation plan | planned actions | planned improvements | further actions
        | future prevention | preventive steps
        | preventative steps | remediation plan | resulting actions | open action items
        | steps to prevent recurrence | how to prevent recurrence
        | what are we doing to prevent this | what we are doing to prevent this
        | what we're doing to prevent this | what is being done to prevent future incidents
        | what are we doing to prevent future incidents | action items and next steps
    """,
    "messaging": "messaging | communication | communications | messages",
    "internal-message": """
        internal | internal message | internal messaging | internal communication | internal email
        | internal announcement
    """,
    "external-message": """
        external | external message | external messaging | external communication | customer message
        | public message | public statement | external email | external announcement | message to customers
        | customer communication | status page message
    """,
    # Sections that no rule is about: known, so that a line in bold of that name ends the section before it.
    "detection": """
        detection | how was it detected | how did we find out | how was it discovered | alerting | discovery
        | how was the incident detected | how was the issue detected | how was the problem detected | how we noticed
        | how did we notice | how it was detected | how was this detected | time to detect | time to detection
        | monitoring and alerting | how did we detect it | how we found out | how was the outage detected
    """,
    "background": """
        background | context | introduction | technical background | prerequisites | leadup | lead-up | lead up
    """,
    "participants": """
        participants | attendees | responders | people involved | involved | involved parties | incident responders
        | incident team | response team | on-call | roles | involved people | incident participants | stakeholders
    """,
    "supporting": """
        supporting information | appendix | appendices | references | links | resources | further reading | glossary
        | supporting data | evidence | logs | graphs | screenshots | related incidents | related links | see also
        | related documents | notes | additional notes | metrics | relevant links | external links
        | supporting documents | supporting documentation | additional information | supporting materials
    """,
    "metadata": """
        metadata | incident details | incident information | incident metadata | details of incident | key facts
        | basic information | general information | incident data | incident info | key information
        | at-a-glance details | document information | incident overview table | vital statistics | incident header
    """,
}
_FIELDS = {
    "owner": """
        postmortem owner | owner | owners | author | authors | author(s) | owner(s) | prepared by | lead | dri
        | written by | postmortem author | review owner | postmortem lead | document owner | incident owner
        | incident review owner | report author | report owner | reported and written by | postmortem owner(s)
        | postmortem author(s) | retrospective owner | review lead | incident postmortem owner | created by
        | compiled by
    """,
    "meeting": """
        meeting scheduled for | meeting | postmortem meeting | review meeting | meeting date | meeting scheduled
        | review scheduled for | retrospective meeting | postmortem scheduled for | review date | postmortem date
        | date of meeting | postmortem meeting date | incident review meeting | review meeting date
        | retrospective date | date of postmortem | postmortem meeting scheduled for | meeting date/time
        | meeting date and time | retrospective scheduled for | date of review
    """,
    "severity": """
        severity | incident severity | sev | priority | severity level | sev level | incident level
        | incident priority | severity/priority | impact level | severity rating
    """,
    "incident-date": """
        date of incident | incident date | date | date of the incident | date and time | incident start | start date
        | incident date(s) | dates | date/time | date of outage | outage date | incident start date | date of event
        | event date | occurred on | when | incident date/time | date of occurrence | date(s) | period
        | incident period | outage period | period of incident | incident window | time frame | timeframe
    """,
    "duration": "duration | incident duration | outage duration | total duration | downtime | length of outage",
    "status": "status | document status | postmortem status | incident status | state",
}


def _names(table: dict[str, str]) -> dict[str, str]:
    return {name: role for role, names in table.items() for name in normalise(names).split(" | ")}


SECTION_ROLES = _names(_SECTIONS)
FIELD_ROLES = _names(_FIELDS)
#: Every role that a section may be given.
ROLES = frozenset(_SECTIONS) | frozenset(_FIELDS)

#: "1. Timeline", "3.2) Impact", "🔥 Impact"
_BEFORE = regex(r"\A(?:[\dIVXivx]{1,4}(?:\.\d{1,2}){0,3}[.):]?\s|[a-z][.)]\s|[^\w\s\"'(]{1,4}\ufe0f?\s){1,2}")
#: ":fire: Impact"
_SHORTCODE = regex(r"\A\s{0,9}(?::[\w+-]{1,40}:\s{1,9}){1,3}")
#: "Timeline (all times PT)", "Issue Timeline - UTC", "Timeline: 12 May"
_AFTERTHOUGHT = regex(r"\s?(?:[(\[{].{0,120}|\s-\s.{0,80}|:\s.{0,80}|,\s.{0,60})$")
#: "Incident timeline", "Our response to the issue"
_EPITHETS = regex(
    r"(?:(?:the|our|incident|issue|event|outage|problem|postmortem|post-mortem|detailed|brief|short|full|high-level|overall"
    r"|technical|customer|user|client|business|service|financial|actual|initial|final|key|general|main|immediate|a|an|and|of"
    r"|external|system)\s){1,3}"
)
#: "Timeline of the incident", "Impact on users", "Summary of what happened"
_ABOUT = regex(
    r"\s(?:of|on|to|for|from|in|during|after|following|required|needed|details?|section|description|statement|report|log|notes)\b"
    r".{0,80}$"
)
#: "Long term solution"
_FOR_GOOD = regex(r"\blong[ -]term\b|\bpermanent\b")
_AND = regex(r"\s?(?:\s(?:and|&|\+)\s|\s?[/,]\s?)")
#: What is not said of the incident: "Impact of the fix", "Solution for next time".
_NOT_ABOUT = frozenset({"internal", "external", "good", "ideas", "links", "notes", "fix", "review", "when", "roles"})


def section_role(title: str) -> str | None:
    """The role of a section by its title, None for an unknown one."""
    roles = section_roles(title)
    return roles[0] if roles else None


@lru_cache(maxsize=4096)
def section_roles(title: str) -> tuple[str, ...]:
    """The roles of a section by its title: several for one about several things ("Root cause and resolution")."""
    if len(title) > 200:
        return ()
    name = normalise(_SHORTCODE.sub("", title))
    if role := _role(name):
        # What is to be changed for good is as often an action item still to come.
        return (role, "action-items") if role == "resolution" and _FOR_GOOD.search(name) else (role,)
    pieces = [piece for piece in _AND.split(_core(name)) if piece]
    found = [_role(piece) for piece in pieces]
    # "Severity and impact": what is a field elsewhere stands beside it.
    if 1 < len(pieces) <= 3 and all(role or FIELD_ROLES.get(piece) for role, piece in zip(found, pieces, strict=True)):
        return tuple(dict.fromkeys(role for role in found if role))
    return ()


def _core(name: str) -> str:
    return _BEFORE.sub("", _AFTERTHOUGHT.sub("", name), count=1)


def _role(name: str) -> str | None:
    """The role of a name as it is, else without its number, what stands behind it, and general words around it."""
    for core in (name, normalise(_BEFORE.sub("", name, count=1)), normalise(_core(name))):
        if role := SECTION_ROLES.get(core):
            return role
    bare = _EPITHETS.match(core)
    if bare and (role := SECTION_ROLES.get(core[bare.end() :])) and core[bare.end() :] not in _NOT_ABOUT:
        return role
    head = normalise(_ABOUT.sub("", core[bare.end() if bare else 0 :]))
    return SECTION_ROLES.get(head) if head not in _NOT_ABOUT else None


def names_a_section(title: str, *, alone: bool) -> bool:
    """Whether a heading of level 1 is a section's, else perhaps the title. ``alone``: no other has that level.

    "Retrospective: the night of the full disk" is a title, though a section may be called "Retrospective".
    """
    role = section_role(title)
    if role is None:
        return field_role(title) is not None
    plain = normalise(_BEFORE.sub("", normalise(title), count=1)) in SECTION_ROLES
    return plain or not (alone or role == "review")


def field_role(label: str) -> str | None:
    """The role of a labelled value by its label, None for an unknown one. Keys of front matter are labels too."""
    plain = label.replace("_", " ").replace("-", " ")
    return FIELD_ROLES.get(normalise(label)) or (FIELD_ROLES.get(normalise(plain)) if plain != label else None)
