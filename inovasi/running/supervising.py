"""Keeps the parts of a running portal alive: what ends is started again, at once the first time, then ever more slowly.

A part is one child process. The pauses between its starts grow from 1 to 30 seconds and are short again after it has
run for a minute. Every end is told on the standard error output; a part that keeps ending is told apart, and is tried
again for as long as the portal runs. Nothing here knows what the parts do.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

SHORTEST, LONGEST = 1.0, 30.0
# Who has run for so long (seconds) is well again.
WELL = 60.0
# So long (seconds) may a part take to finish what it is doing when the portal is stopped.
GRACE = 10.0
TICK = 0.25
Tell = Callable[[str], object]


@dataclass(slots=True)
class Pauses:
    """How long to wait before the next start: 1, 2, 4, 8, 16 and from then on 30 seconds."""

    next: float = SHORTEST

    def after(self, ran: float) -> float:
        """The pause in seconds after an end, given how long the part had run."""
        pause = SHORTEST if ran >= WELL else self.next
        self.next = min(pause * 2, LONGEST)
        return pause


@dataclass(slots=True)
class Supervised:
    """One child process by its name and command, and when it is to be started (seconds of the monotonic clock).

    `files` are open files that it takes over, such as the socket it serves.
    """

    name: str
    command: Sequence[str]
    files: Sequence[int] = ()
    pauses: Pauses = field(default_factory=Pauses)
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    due: float = 0.0

    def look(self, now: float, tell: Tell) -> None:
        """Starts the part when its time has come; plans the next start when it has ended."""
        if self.process is None:
            if now >= self.due:
                try:
                    self._start(now)
                except OSError as problem:  # such as no memory for one more process
                    self.since = now
                    self._rest(now, f"tidak dapat dijalankan ({problem.strerror})", tell)
        elif (code := self.process.poll()) is not None:
            self._sweep()
            self.process = None
            self._rest(now, f"berhenti (kode {code})", tell)

    def _rest(self, now: float, what: str, tell: Tell) -> None:
        """Plans the next start, and tells what happened."""
        pause = self.pauses.after(now - self.since)
        self.due = now + pause
        tell(f"Bagian {self.name} {what}; dijalankan lagi {pause:.0f} detik lagi.")
        if pause >= LONGEST:
            tell(f"Bagian {self.name} terus-menerus berhenti: periksa pesan di atas. Portal tetap mencobanya lagi.")

    def _start(self, now: float) -> None:
        command = [sys.executable, "-m", "inovasi.running.leash", str(os.getpid()), *self.command]
        # A group of its own: Ctrl+C reaches the portal alone, which stops its parts in order; and what a part that was
        # killed leaves behind can be swept.
        self.process = subprocess.Popen(  # noqa: S603 - fixed commands
            command, cwd=Path(__file__).parents[2], start_new_session=True, pass_fds=self.files
        )
        self.since = now

    def _sweep(self) -> None:
        """Ends the processes that the part itself had started, so that none keeps its address."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Asks the part to finish."""
        if self.process is not None:
            self.process.terminate()

    def gone(self, deadline: float) -> None:
        """Waits until the part has finished, no longer than the deadline, and sweeps what is left of it."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(deadline - time.monotonic(), 0))
            self._sweep()
            self.process.wait()


class Watched(Protocol):
    """What `supervise` keeps alive."""

    def look(self, now: float, tell: Tell) -> None:
        """Has the part running, if its time has come; told is what a technician should know."""

    def end(self) -> None:
        """Asks the part to finish."""

    def gone(self, deadline: float) -> None:
        """Waits until the part has finished, no longer than the deadline (seconds of the monotonic clock)."""


def supervise(parts: Sequence[Watched], tell: Tell) -> None:
    """Keeps the parts running until KeyboardInterrupt or SystemExit, then stops them all."""
    try:
        while True:
            for part in parts:
                part.look(time.monotonic(), tell)
            time.sleep(TICK)
    finally:
        for part in parts:
            part.end()
        deadline = time.monotonic() + GRACE
        for part in parts:
            part.gone(deadline)
