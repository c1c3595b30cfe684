"""What a section or field is about, told from its name.

The names are those of the default template and of the headings of public postmortems.
"""

from __future__ import annotations

import re

from pm_lint.postmortem.text import normalise

_SECTIONS = {
    "overview": """
        overview | summary | issue summary | incident summary | executive summary | what happened | tl;dr | tldr
        | synopsis | abstract | description
    """,
    "factors": """
        contributing factors | root cause | root causes | root cause(s) | cause | causes | cause(s) | trigger
        | why did it happen | why it happened | what went wrong and why | root cause analysis
        | causes and contributing factors
    """,
    "resolution": """
        resolution | fix | the fix | mitigation | recovery | solution | resolution and recovery
        | remediation and recovery | how was it resolved
    """,
    "impact": """
        impact | customer impact | user impact | business impact | impact of the incident | what was the impact
        | effects
    """,
    "timeline": """
        timeline | chronology | timeline of events | key events | issue timeline | incident timeline | event timeline
        | timeline of the incident
    """,
    "review": "how'd we do | how did we do | lessons learned | lessons learnt | lessons | retrospective",
    "went-well": "what went well | what worked | what worked well | things that went well | went well",
    "lucky": "where did we get lucky | where we got lucky | luck | what was lucky | got lucky",
    "went-wrong": """
        what didn't go so well | what went wrong | what went poorly | what didn't go well | what did not go well
        | what could have gone better | things that went poorly | went wrong | what could be improved
    """,
    "learned": "what did we learn | what we learned | learnings | findings | what have we learned",
    "potential-action-items": """
        potential action items | potential actions | possible action items | proposed action items
        | ideas for action items
    """,
    "action-items": """
        action items | actions | review actions | follow-ups | follow ups | follow-up actions | follow-up improvements
        | follow-up items | remediation | corrective and preventative measures | corrective actions | next steps
        | action plan | committed action items
    """,
    "messaging": "messaging | communication | communications | messages",
    "internal-message": "internal | internal message | internal messaging | internal communication",
    "external-message": """
        external | external message | external messaging | external communication | customer message | public message
    """,
}
_FIELDS = {
    "owner": """
        postmortem owner | owner | owners | author | authors | author(s) | prepared by | lead | dri | written by
        | postmortem author | review owner | postmortem lead
    """,
    "meeting": """
        meeting scheduled for | meeting | postmortem meeting | review meeting | meeting date | meeting scheduled
        | postmortem review | review scheduled for | retrospective meeting | postmortem scheduled for | review date
    """,
    "severity": "severity | incident severity | sev | priority | severity level",
    "incident-date": """
        date of incident | incident date | date | date of the incident | date and time | incident start | start date
    """,
}


def _names(table: dict[str, str]) -> dict[str, str]:
    return {normalise(name): role for role, names in table.items() for name in names.split("|")}


SECTION_ROLES = _names(_SECTIONS)
FIELD_ROLES = _names(_FIELDS)
# "Timeline (all times PT)", "Issue Timeline - UTC"
_AFTERTHOUGHT = re.compile(r"\s?(?:\([^()]{0,80}\)?|\s-\s[^-]{0,40})$")


def section_role(title: str) -> str | None:
    """The role of a section by its title, None for an unknown one."""
    name = normalise(title)
    return SECTION_ROLES.get(name) or SECTION_ROLES.get(normalise(_AFTERTHOUGHT.sub("", name)))


def field_role(label: str) -> str | None:
    """The role of a labelled value by its label, None for an unknown one."""
    return FIELD_ROLES.get(normalise(label))
