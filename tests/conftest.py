"""Settings of all tests."""

from hypothesis import settings

# The same examples in every run, and no time limit for one: the suite is deterministic and runs on busy machines.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")
