"""Settings of all tests."""

import os

from hypothesis import HealthCheck, settings

# The command line in a subprocess is that of users: compiled once, not at each of hundreds of starts.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Nor is it that of a runner of GitHub, which gets annotations beside the text.
os.environ.pop("GITHUB_ACTIONS", None)

# No test depends on what earlier runs have kept, or leaves something in the home of whoever runs it.
os.environ["XDG_CACHE_HOME"] = os.devnull

# Nor on what whoever runs it likes to see.
for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"):
    os.environ.pop(name, None)

# The same examples in every run, and no time limit for any: the suite is deterministic and runs on busy machines.
settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
