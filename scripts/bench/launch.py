"""Runs one command and prints what it took: seconds, CPU seconds, peak memory in KiB, exit status.

A process of its own, and a small one: Linux counts as a child's peak what its parent held when it was started. So this
file is run by `python -I -S`, and imports next to nothing. Nobody imports it.
"""

import os
import select
import sys
import time

limit, command = float(sys.argv[1]), sys.argv[2:]
null = os.open(os.devnull, os.O_RDWR)
streams = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
began = time.perf_counter()
# A group of its own, so that all processes of a command that takes too long can be ended.
child = os.posix_spawn(command[0], command, os.environ, file_actions=streams, setpgroup=0)
ends = select.poll()
ends.register(os.pidfd_open(child), select.POLLIN)
if not ends.poll(limit * 1000):
    os.killpg(child, 9)
_, status, used = os.wait4(child, 0)
took = time.perf_counter() - began
print(took, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))
