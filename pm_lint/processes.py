"""Many documents judged by several processes at once.

What crosses from one to another is plain: the text that is printed of each document. Where the system can fork, the
processes take the next few documents from a queue, so that all of them end at the same time; elsewhere each is a new
interpreter with a fixed share. Whatever fails in one of them is done again by the first, so that it fails as it would
have there; only one that was killed is not made up for.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from pm_lint.errors import Killed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from subprocess import Popen
    from typing import IO, Any

#: A process takes a while to start, so each has so many documents at least: one that is forked, and a new one.
_SHARE_FORKED = 8
_SHARE_SPAWNED = 64
#: Each process goes about so many times to the queue.
_TURNS = 16
#: So many tickets fit into the smallest pipe, of one page, before anybody reads.
_TICKETS = 1000
_TICKET = 4
_LENGTH = 8

#: What is done for one document, by its index: plain values, as `marshal` writes them.
Work = Callable[[int], "Any"]


def can_fork() -> bool:
    """Whether a copy of this process is safe to make: on macOS, system libraries don't expect it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def jobs_for(count: int, wanted: int | None) -> int:
    """How many processes judge so many documents: as many as ``wanted``, else as there are cores and it pays."""
    if wanted:
        return max(1, min(wanted, count))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, count // (_SHARE_FORKED if can_fork() else _SHARE_SPAWNED)))


def at_once(work: Work, count: int, wanted: int | None, again: object) -> list[Any]:
    """What ``work`` gives for each index, by several processes if that pays; see `spawned` of ``again``."""
    jobs = jobs_for(count, wanted)
    if jobs == 1:
        return [work(index) for index in range(count)]
    return forked(work, count, jobs) if can_fork() else spawned(work, count, jobs, again)


# -- copies of this process --------------------------------------------------------------------------------------------


def forked(work: Work, count: int, jobs: int) -> list[Any]:
    """What ``work`` gives for each index below ``count``, by this process and ``jobs - 1`` copies of it.

    Raises Killed, and whatever ``work`` raises.
    """
    size = max(1, count // (jobs * _TURNS), -(-count // _TICKETS))
    queue, tickets = os.pipe()
    parent = os.getpid()
    children: dict[int, IO[bytes]] = {}
    done: dict[int, Any] = {}
    try:
        os.write(tickets, b"".join(at.to_bytes(_TICKET, "big") for at in range(0, count, size)))
        os.close(tickets)
        for _ in range(jobs - 1):
            ends: tuple[int, ...] = ()
            try:
                receive, send = ends = os.pipe()
                child = os.fork()
            except OSError:  # there are too many files or processes: those that there are do it
                for end in ends:
                    os.close(end)
                break
            if child == 0:
                _send(send, list(_taken(queue, size, count, work, parent)))
                os._exit(0)
            os.close(send)
            children[child] = os.fdopen(receive, "rb")
        done.update(_taken(queue, size, count, work, None))
        for child in list(children):
            with children[child] as stream:
                data = stream.read()
            _, status = os.waitpid(child, 0)
            del children[child]
            done.update(_received(data, -os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0))
    except BaseException:
        if os.getpid() != parent:
            os._exit(1)  # said by the parent, which tries again what is missing
        raise
    finally:
        if os.getpid() == parent:
            os.close(queue)
            for child, stream in children.items():
                stream.close()
                with suppress(ProcessLookupError):
                    os.kill(child, 9)
                os.waitpid(child, 0)
    return [done[at] if at in done else work(at) for at in range(count)]


def _taken(queue: int, size: int, count: int, work: Work, parent: int | None) -> Any:
    """What is done for the indices that this process takes from the queue; a copy stops when its ``parent`` is gone."""
    while ticket := os.read(queue, _TICKET):
        if parent is not None and os.getppid() != parent:
            return
        first = int.from_bytes(ticket, "big")
        yield from ((at, work(at)) for at in range(first, min(first + size, count)))


# -- new interpreters --------------------------------------------------------------------------------------------------

#: The same modules as here; -P: none from the working folder, where anybody's files lie.
_START = "import sys; sys.path[:] = {path!r}; from pm_lint.processes import serve; serve()"


def spawned(work: Work, count: int, jobs: int, job: object) -> list[Any]:
    """The same by new interpreters, which get ``job``: a function of a module, and its arguments, that gives ``work``.

    Raises Killed, and whatever ``work`` raises.
    """
    import pickle  # both ends of the pipe are ours
    import subprocess

    command = [sys.executable, "-P", "-c", _START.format(path=sys.path)]
    children: list[Popen[bytes]] = []
    done: dict[int, Any] = {}
    try:
        for _ in range(jobs - 1):
            children.append(
                subprocess.Popen(  # noqa: S603 - ourselves
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
            )
        for number, child in enumerate(children, 1):
            with suppress(BrokenPipeError), _pipe(child.stdin) as stream:
                stream.write(pickle.dumps((job, range(number, count, jobs))))
        done.update((at, work(at)) for at in range(0, count, jobs))
        for child in children:
            with _pipe(child.stdout) as stream:
                data = stream.read()
            done.update(_received(data, child.wait()))
    finally:
        for child in children:
            if child.poll() is None:
                child.kill()
                child.wait()
    return [done[at] if at in done else work(at) for at in range(count)]


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """It is there: `Popen` was told to make one."""
    if stream is None:
        raise ValueError("no pipe")
    return stream


def serve() -> None:
    """The work of a new interpreter: the job is read from standard input, what comes of it goes to standard output."""
    import pickle

    (make, arguments), share = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our parent
    work = make(*arguments)
    _send(sys.stdout.fileno(), [(at, work(at)) for at in share])


# -- between them ------------------------------------------------------------------------------------------------------


def _send(handle: int, results: list[Any]) -> None:
    data = marshal.dumps(results)
    with os.fdopen(handle, "wb") as stream:
        stream.write(len(data).to_bytes(_LENGTH, "big") + data)


def _received(data: bytes, code: int) -> Sequence[tuple[int, Any]]:
    """What a process sent; nothing where it failed. ``code`` is -N where signal N killed it. Raises Killed."""
    if code < 0:
        raise Killed(
            f"one of the processes that check documents was killed (signal {-code}), for want of memory perhaps; "
            "try --jobs 1"
        )
    results: Sequence[tuple[int, Any]] = []
    if len(data) >= _LENGTH and len(data) - _LENGTH == int.from_bytes(data[:_LENGTH], "big"):
        results = marshal.loads(data[_LENGTH:])  # noqa: S302 - from our own process
    return results
