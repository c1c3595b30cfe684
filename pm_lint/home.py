"""Where pm-lint lives, and the page of each rule there."""

from __future__ import annotations

#: The project's address: the one place that names it in the code.
HOME = "https://github.com/OWNER/pm-lint"


def rule_page(rule: str, name: str) -> str:
    """The address of a rule's page: its heading in `docs/rules.md`, as GitHub names the anchors of headings."""
    return f"{HOME}/blob/main/docs/rules.md#{rule.lower()}-{name}"
