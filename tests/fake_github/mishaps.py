"""What may befall a request that goes over no socket, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pm_lint.github.transport import NOT_JSON, Answer, NoAnswer, NotSent


class Killed(BaseException):
    """The process ends here: nothing may catch this."""


@dataclass(frozen=True)
class Fault:
    """What one request meets. ``effect``: it takes effect first; ``lag``: what it makes stays out of that many
    listings; else ``answer`` is what the client sees, or raises."""

    answer: Callable[[float], Answer] | None = None
    effect: bool = False
    lag: int = 0


def _says(status: int, message: str, **headers: str) -> Callable[[float], Answer]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda now: Answer(status, named, {"message": message})


def _spent(seconds: int) -> Callable[[float], Answer]:
    def answer(now: float) -> Answer:
        headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(now) + seconds)}
        return Answer(403, headers, {"message": "API rate limit exceeded for installation ID 1."})

    return answer


def _raises(error: BaseException) -> Callable[[float], Answer]:
    def fail(now: float) -> Answer:
        raise error

    return fail


_SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
FAULTS: Mapping[str, Fault] = {
    "500": Fault(_says(500, "Server Error")),
    "500 after the effect": Fault(_says(500, "Server Error"), effect=True),
    "502": Fault(lambda now: Answer(502, {}, NOT_JSON)),
    "502 after the effect": Fault(lambda now: Answer(502, {}, NOT_JSON), effect=True),
    "200 without sense, after the effect": Fault(lambda now: Answer(200, {}, {}), effect=True),
    "403 primary limit, short": Fault(_spent(30)),
    "403 primary limit, too long": Fault(_spent(3600)),
    "403 secondary limit": Fault(_says(403, _SECONDARY, retry_after="7")),
    "403 secondary limit without Retry-After": Fault(_says(403, _SECONDARY)),
    "403 forbidden": Fault(_says(403, "Resource not accessible by integration")),
    "429 with Retry-After": Fault(_says(429, "Too many requests", retry_after="7")),
    "429 without Retry-After": Fault(_says(429, "Too many requests")),
    "401": Fault(_says(401, "Bad credentials")),
    "404": Fault(_says(404, "Not Found")),
    "410": Fault(_says(410, "Issues has been disabled in this repository.")),
    "422": Fault(_says(422, "Validation Failed")),
    "307": Fault(_says(307, "Temporary Redirect", location="https://api.github.test/repositories/1/issues")),
    "never connected": Fault(_raises(NotSent("the connection broke"))),
    "timeout": Fault(_raises(NoAnswer("timed out"))),
    "timeout after the effect": Fault(_raises(NoAnswer("timed out")), effect=True),
    "dropped": Fault(_raises(NoAnswer("the connection broke"))),
    "dropped after the effect": Fault(_raises(NoAnswer("the connection broke")), effect=True),
    "killed": Fault(_raises(Killed())),
    "killed after the effect": Fault(_raises(Killed()), effect=True),
    "listing lags by 1": Fault(lag=1),
    "listing lags by 2": Fault(lag=2),
    "listing lags by 5": Fault(lag=5),
    "lags by 5 and dropped after the effect": Fault(_raises(NoAnswer("the connection broke")), effect=True, lag=5),
}
