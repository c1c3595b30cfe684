"""One file from the net, within bounds, asked for by nobody in particular.

Nothing of ours goes out: no token, no cookie, no password from a `.netrc`. Of what comes back only the content is used,
and no message repeats a word of it. Addresses inside a company are as good as others: the address comes from the team's
own configuration, TLS proves whose host it is, and what is there is never shown.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

_T = TypeVar("_T")


class Unfetched(Exception):
    """The file could not be had; the message is a clause about its host or answer, without the address."""


def fetch(url: str, *, limit: int, seconds: float, now: Callable[[], float] = time.monotonic) -> bytes:
    """The content at an https URL, of ``limit`` bytes at most, in ``seconds`` at most. Raises Unfetched.

    A redirect is not followed. ``now`` is a clock, in seconds since whenever.
    """
    try:
        return within(seconds, lambda: _get(url, limit, seconds, now))
    except TimeoutError:
        raise Unfetched(_slow(seconds)) from None


def within(seconds: float, exchange: Callable[[], _T]) -> _T:
    """What an exchange over the net gives or raises. TimeoutError if it takes longer; nobody waits for it then.

    Sockets have no bound for all of an exchange: names are looked up, and bytes may come one by one.
    """
    given: list[_T] = []
    raised: list[Exception] = []

    def work() -> None:
        try:
            given.append(exchange())
        except Exception as error:  # told where it is waited for
            raised.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(seconds)
    if raised:
        raise raised[0]
    if not given:
        raise TimeoutError
    return given[0]


def _slow(seconds: float) -> str:
    return f"it took longer than {seconds:g} seconds"


def _get(url: str, limit: int, seconds: float, now: Callable[[], float]) -> bytes:
    import http.client
    import ssl
    import urllib.error
    import urllib.request

    from pm_lint import __version__

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    if urlsplit(url).scheme != "https":
        raise ValueError("not an https URL")
    until = now() + seconds
    # No encoding: a small answer must not grow.
    headers = {"User-Agent": f"pm-lint/{__version__}", "Accept": "text/calendar", "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - https alone
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=seconds) as answer:
            data = bytearray()
            while len(data) <= limit and now() < until and (piece := answer.read1(64 * 1024)):
                data += piece
    except urllib.error.HTTPError as error:
        error.close()
        if 300 <= error.code < 400:
            raise Unfetched("it is somewhere else now: write the address that this one leads to") from None
        raise Unfetched(f"it answers with status {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: a proxy's name is none
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise Unfetched("its certificate is not to be trusted") from None
        if isinstance(reason, TimeoutError):
            raise Unfetched(_slow(seconds)) from None
        out_of_reach = isinstance(error, OSError | ValueError)
        raise Unfetched("it can't be reached" if out_of_reach else "its answer is damaged") from None
    if len(data) > limit:
        raise Unfetched(f"it is larger than {limit:,} bytes")
    if now() >= until:
        raise Unfetched(_slow(seconds))
    return bytes(data)
