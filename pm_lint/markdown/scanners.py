"""mistune's scanners, compiled as our own patterns are: what they compile to is kept."""

from __future__ import annotations

import re
from typing import Any

from mistune.core import Parser

from pm_lint.regex import regex


class KeptScanners(Parser[Any]):
    """For a parser whose rules are all registered before it parses anything."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._scanners: dict[str, re.Pattern[str]] = {}

    def compile_sc(self, rules: list[str] | None = None) -> re.Pattern[str]:
        """What finds the first place where one of these rules applies."""
        key = "" if rules is None else "|".join(rules)
        if key not in self._scanners:
            chosen = self.rules if rules is None else rules
            source = "|".join(f"(?P<{name}>{self.specification[name]})" for name in chosen)
            self._scanners[key] = regex(source, self.sc_flag)
        return self._scanners[key]
