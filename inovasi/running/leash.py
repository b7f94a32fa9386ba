"""Ties a process to the one that started it: when that dies, even by `kill -9`, this one is ended too (Linux only).

`python -m inovasi.running.leash PARENT COMMAND...` becomes the command, on the leash of the process PARENT. A step
before the command rather than code between fork and exec, which is unsafe in a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie(parent: int, farewell: signal.Signals) -> None:
    """Asks the kernel for this signal when the parent dies, and ends at once when it is dead. Elsewhere: nothing."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(farewell))
    if os.getppid() != parent:
        os.kill(os.getpid(), farewell)


if __name__ == "__main__":
    tie(int(sys.argv[1]), signal.SIGTERM)
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - the fixed command of a part
