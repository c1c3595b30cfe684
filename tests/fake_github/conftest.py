"""The fixture for the fake's own tests."""

from tests.fake_github.fixtures import github

__all__ = ["github"]
