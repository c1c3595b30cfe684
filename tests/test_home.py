"""The address of a rule's page leads to a heading that is there."""

from pathlib import Path

from pm_lint.home import HOME, rule_page
from pm_lint.rules import RULES


def test_every_rule_has_a_page_with_that_heading() -> None:
    lines = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in lines if line.startswith("#")}
    assert len(RULES) > 50
    for rule in RULES.values():
        page, _, anchor = rule_page(rule.id, rule.name).partition("#")
        assert page == f"{HOME}/blob/main/docs/rules.md"
        assert anchor in headings
