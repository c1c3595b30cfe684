"""A stateful GitHub on a loopback socket, for tests. See README.md."""

from .faults import primary_limit, secondary_limit
from .git import Submodule, Symlink
from .server import FakeGitHub
from .state import BOT, Comment, Issue, Pull, Repository, Review, ReviewComment, Thread

__all__ = [
    "BOT",
    "Comment",
    "FakeGitHub",
    "Issue",
    "Pull",
    "Repository",
    "Review",
    "ReviewComment",
    "Submodule",
    "Symlink",
    "Thread",
    "primary_limit",
    "secondary_limit",
]
