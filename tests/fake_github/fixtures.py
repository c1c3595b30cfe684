"""pytest fixtures; ``conftest.py`` imports them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .server import FakeGitHub


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    """A started GitHub. The test fails if a request or an answer broke GitHub's contract."""
    with FakeGitHub() as running:
        yield running
    running.assert_clean()
