"""Reads foreign files in a process of its own, bounded in memory and time: a hostile file takes down no more than that.

`confined` starts this module as a program; it needs neither the settings nor the database, and gets no secret.
"""

import json
import resource
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final, NamedTuple

Answer = tuple[dict[str, Any], bytes]
Work = Callable[[list[bytes], dict[str, Any]], Answer]
_ROOT: Final = Path(__file__).resolve().parents[2]
_LENGTH: Final = struct.Struct(">Q")
_AT_ONCE: Final = BoundedSemaphore(2)
"""How many such processes this one keeps at a time; the machine has to serve the others meanwhile."""
_QUEUE_SECONDS: Final = 30
_PATIENCE: Final = 5
"""Longest duration as a multiple of the computing time, for a machine that is busy."""


class Bounds(NamedTuple):
    """What one piece of work may take: seconds of computing, bytes of memory, bytes of its answer."""

    seconds: int
    memory: int
    output: int


class TooMuch(Exception):
    """The work needed more than it may, or broke down; there is no answer."""


class TooBusy(TooMuch):
    """The work was not done because the machine is busy; it may be tried again."""


def confined(work: Work, blobs: Sequence[bytes], asked: Mapping[str, Any], limits: Bounds) -> Answer:
    """What `work` answers for these bytes and plain values, done in a process of its own.

    `work` is a public function of a module that can be imported without Django's settings; both its answers are taken
    for data, never for code. Raises TooMuch when it needs more than `limits`, TooBusy when it had no turn in time.
    """
    if not _AT_ONCE.acquire(timeout=_QUEUE_SECONDS):
        raise TooBusy
    try:
        with tempfile.TemporaryFile() as answer:
            _run(
                _packed({"work": f"{work.__module__}:{work.__qualname__}", "asked": dict(asked)}, *blobs),
                answer,
                limits,
            )
            answer.seek(0)
            told, *rest = _unpacked(answer.read())
            return json.loads(told), b"".join(rest)
    finally:
        _AT_ONCE.release()


def _run(question: bytes, answer: Any, limits: Bounds) -> None:
    try:
        # Without the environment, because that holds the secrets of the portal.
        done = subprocess.run(  # noqa: S603 - our own program; the foreign bytes come over standard input
            [sys.executable, "-I", __file__, *map(str, limits)],
            input=question,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE * limits.seconds,
            env={},
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise TooBusy from error
    if done.returncode:
        raise TooMuch


def _packed(told: Mapping[str, Any], *blobs: bytes) -> bytes:
    parts = [json.dumps(told).encode(), *blobs]
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def _unpacked(data: bytes) -> list[bytes]:
    parts, place = [], 0
    while place < len(data):
        (length,) = _LENGTH.unpack_from(data, place)
        place += _LENGTH.size
        parts.append(data[place : place + length])
        place += length
    return parts


def confine(limits: Bounds) -> None:
    """Bounds this process for good; it writes no file larger than an answer and leaves no memory behind."""
    for limit, value in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.output),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _main() -> None:
    confine(Bounds(*map(int, sys.argv[1:])))
    told, *blobs = _unpacked(sys.stdin.buffer.read())
    question = json.loads(told)
    sys.path.insert(0, str(_ROOT))
    module, name = question["work"].split(":")
    answer, data = getattr(import_module(module), name)(blobs, question["asked"])
    sys.stdout.buffer.write(_packed(answer, data))


if __name__ == "__main__":
    _main()
