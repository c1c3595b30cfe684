"""How fast requests may follow each other, so that GitHub need not refuse any.

At least a second between two writes (so 60 a minute, of the 80 that GitHub allows), 500 writes an hour, and none while
the hour's requests are used up.
(https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

SECONDS_BETWEEN_WRITES = 1.0
WRITES_AN_HOUR = 500
HOUR = 3600.0


class Pace:
    """What was sent and when, in seconds since the epoch."""

    def __init__(self) -> None:
        self._last_write: float | None = None
        self._writes: deque[float] = deque(maxlen=WRITES_AN_HOUR)
        #: By budget ("core", "graphql"), when it is filled again after GitHub said that nothing is left of it.
        self._empty_until: dict[str, float] = {}

    def earlier(self, times: Iterable[float]) -> None:
        """Writes of earlier runs, which GitHub counts as well; of no account once this one has written."""
        if self._last_write is None:
            self._writes = deque(sorted(times), maxlen=WRITES_AN_HOUR)

    def wrote(self, now: float) -> None:
        """A write has ended."""
        self._last_write = now
        self._writes.append(now)

    def answered(self, headers: Mapping[str, str]) -> None:
        """Take note of what an answer says about what is left."""
        reset = headers.get("x-ratelimit-reset", "")
        if headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit() and len(reset) < 12:
            self._empty_until[headers.get("x-ratelimit-resource", "core")] = float(reset) + 1.0

    def gap(self, now: float) -> float:
        """Seconds until the next write may be sent, for its distance from the last."""
        return 0.0 if self._last_write is None else max(self._last_write + SECONDS_BETWEEN_WRITES - now, 0.0)

    def full(self, now: float) -> float:
        """Seconds until the next write may be sent, for the number of those in the last hour."""
        return max(self._writes[0] + HOUR - now, 0.0) if len(self._writes) == WRITES_AN_HOUR else 0.0

    def empty(self, budget: str, now: float) -> float:
        """Seconds until requests of this budget are answered again."""
        return max(self._empty_until.get(budget, 0.0) - now, 0.0)
