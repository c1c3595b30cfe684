"""The test GitHub, as a fixture."""

from tests.fake_github.fixtures import github as github
