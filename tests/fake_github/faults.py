"""What goes wrong between a client and GitHub: refusals, redirects, delays and dropped connections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .exchange import Request


@dataclass
class Fault:
    """Changes the answer to some requests.

    ``nth`` spares the first matches, ``times`` is how many are then hit. ``drop`` closes the connection without an
    answer, before or after the request had its effect; a status without ``effect`` keeps it from having any. A ``body``
    of bytes is sent as HTML. ``before`` and ``after`` are called around the request: what others do meanwhile.
    """

    match: Callable[[Request], bool] | None = None
    method: str | None = None
    path: str | None = None
    nth: int = 1
    times: int = 1
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    drop: Literal["before", "after"] | None = None
    effect: bool = False
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None
    seen: int = 0
    hits: int = 0

    def takes(self, request: Request) -> bool:
        """Whether this request is hit; counts, so ask once for each request."""
        if self.method is not None and self.method != request.method:
            return False
        if self.path is not None and not re.search(self.path, request.plain_path):
            return False
        if self.match is not None and not self.match(request):
            return False
        self.seen += 1
        if self.seen < self.nth or self.hits >= self.times:
            return False
        self.hits += 1
        return True

    @property
    def has_effect(self) -> bool:
        return self.effect or self.drop == "after" or (self.status is None and self.drop is None)

    def __str__(self) -> str:
        what = f"drop {self.drop}" if self.drop else f"status {self.status}" if self.status else "nothing wrong"
        return f"{what} (with effect)" if self.effect else what


def secondary_limit(retry_after: int = 1) -> dict[str, Any]:
    """What GitHub says when content is made too fast; to be spread into ``gh.fault(...)``."""
    message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return {"status": 403, "body": {"message": message}, "headers": {"Retry-After": str(retry_after)}}


def primary_limit(reset: int) -> dict[str, Any]:
    """What GitHub says when the hour's requests are used up; ``reset`` is in seconds since 1970."""
    headers = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
    return {"status": 403, "body": {"message": "API rate limit exceeded for installation ID 1."}, "headers": headers}
