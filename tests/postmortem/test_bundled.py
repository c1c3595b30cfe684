"""The bundled templates' schemas are those of their texts, also where they were read beforehand."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.bundled import BUNDLED, bundled, bundled_schema
from pm_lint.postmortem.schema import TemplateError
from pm_lint.postmortem.template import read_template


@pytest.mark.parametrize("name", BUNDLED)
def test_schema(name: str) -> None:
    # If this fails: make docs
    assert bundled_schema(name) == read_template(bundled(name), name)


def test_unknown() -> None:
    with pytest.raises(TemplateError, match=r"'defualt'.*did you mean 'default'"):
        bundled_schema("defualt")
