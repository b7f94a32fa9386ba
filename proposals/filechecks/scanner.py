"""Asks a ClamAV daemon over its socket whether a file is clean (protocol: INSTREAM, clamd(8))."""

import socket
import struct
import time
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096


class ScanState(StrEnum):
    """What the scanner said about a file, or that it could not be asked."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNAVAILABLE = "unavailable"


class ScanResult(NamedTuple):
    """The state, and with it the name of the malware (infected) or the cause for the log (unavailable)."""

    state: ScanState
    detail: str = ""


class ScannerUrlError(ValueError):
    """The address of the scanner in the settings cannot be understood."""


def scan(data: bytes, url: str, *, timeout: float = 60.0) -> ScanResult:
    """Send `data` to the daemon at `url` and return what it says; a scanner that cannot answer is never "clean".

    `url` is "unix:///run/clamav/clamd.ctl" or "tcp://scanner:3310". `timeout` is in seconds and covers the whole talk.
    Raises ScannerUrlError if `url` is neither.
    """
    family, address = _target(url)
    deadline = time.monotonic() + timeout
    try:
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            _allow_until(deadline, connection)
            connection.connect(address)
            cause = _send(connection, data, deadline)
            answer = _receive(connection, deadline)
    except OSError as error:
        return ScanResult(ScanState.UNAVAILABLE, str(error) or type(error).__name__)
    return _judge(answer, cause)


def check_url(url: str) -> None:
    """Raise ScannerUrlError unless `url` names a socket; for the check of settings at start-up."""
    _target(url)


def _target(url: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ScannerUrlError(f"{url!r} is no address of a scanner: {error}") from error
    if parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/"):
        return socket.AF_UNIX, parts.path
    if parts.scheme == "tcp" and parts.hostname and port:
        family = socket.AF_INET6 if ":" in parts.hostname else socket.AF_INET
        return family, (parts.hostname, port)
    raise ScannerUrlError(f"{url!r} is no address of a scanner; write unix:///path/of/socket or tcp://host:port.")


def _allow_until(deadline: float, connection: socket.socket) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    connection.settimeout(left)


def _send(connection: socket.socket, data: bytes, deadline: float) -> str:
    """Send the whole stream; return why it stopped early, or "" (the daemon hangs up on a file above its limit)."""
    try:
        for piece in _stream(data):
            _allow_until(deadline, connection)
            connection.sendall(piece)
    except (BrokenPipeError, ConnectionResetError) as error:
        return str(error)
    return ""


def _stream(data: bytes) -> Iterable[bytes]:
    yield b"zINSTREAM\0"
    for start in range(0, len(data), _CHUNK):
        piece = data[start : start + _CHUNK]
        yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)


def _receive(connection: socket.socket, deadline: float) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        _allow_until(deadline, connection)
        piece = connection.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _judge(answer: str, cause: str) -> ScanResult:
    said = answer.removeprefix("stream:").strip()
    if said.endswith(" FOUND"):
        return ScanResult(ScanState.INFECTED, said.removesuffix(" FOUND"))
    if said == "OK" and not cause:
        return ScanResult(ScanState.CLEAN)
    return ScanResult(ScanState.UNAVAILABLE, answer or cause or "no answer")
