"""The client of the virus scanner, against a small daemon that speaks the protocol on real sockets."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proposals.filechecks.scanner import ScannerUrlError, ScanResult, ScanState, check_url, scan

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 1_000_000


def read_exactly(connection: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise ConnectionError("the client hung up")
        data += piece
    return data


def answer_like_clamd(connection: socket.socket) -> None:
    """Read one INSTREAM command and answer as clamd does: OK, FOUND, or an error above the size limit."""
    assert read_exactly(connection, 10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!L", read_exactly(connection, 4))[0]:
        content += read_exactly(connection, length)
        if len(content) > LIMIT:
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
    connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


def hang_up(connection: socket.socket) -> None:
    read_exactly(connection, 10)


def stay_silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def talk_nonsense(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n\0")
    stay_silent(connection)


def trickle(connection: socket.socket) -> None:
    for _ in range(100):
        connection.sendall(b"s")
        time.sleep(0.05)


def answer_in_pieces(connection: socket.socket) -> None:
    read_exactly(connection, 10)
    while length := struct.unpack("!L", read_exactly(connection, 4))[0]:
        read_exactly(connection, length)
    for piece in (b"stre", b"am: O", b"K", b"\0"):
        connection.sendall(piece)
        time.sleep(0.02)


Serve = Callable[..., str]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start a daemon with the given behaviour and return its address; all are closed afterwards."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def run(listener: socket.socket, behave: Callable[[socket.socket], None]) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            try:
                behave(connection)
            except OSError:
                return

    def start(behave: Callable[[socket.socket], None] = answer_like_clamd, *, unix: bool = False) -> str:
        listener = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
        listener.settimeout(10)
        path = tmp_path / "clamd.ctl"
        listener.bind(str(path) if unix else ("127.0.0.1", 0))
        listener.listen(1)
        listeners.append(listener)
        threads.append(threading.Thread(target=run, args=(listener, behave), daemon=True))
        threads[-1].start()
        return f"unix://{path}" if unix else f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()
    for thread in threads:
        thread.join(timeout=10)


@pytest.mark.parametrize("unix", [True, False])
@pytest.mark.parametrize(
    ("data", "result"),
    [
        (b"isi yang bersih", ScanResult(ScanState.CLEAN)),
        (b"", ScanResult(ScanState.CLEAN)),
        (b"x" * 500_000, ScanResult(ScanState.CLEAN)),
        (b"awal " + EICAR, ScanResult(ScanState.INFECTED, "Eicar-Test-Signature")),
        (b"x" * 65_500 + EICAR, ScanResult(ScanState.INFECTED, "Eicar-Test-Signature")),
    ],
)
def test_verdict_over_both_kinds_of_socket(serve: Serve, unix: bool, data: bytes, result: ScanResult) -> None:
    assert scan(data, serve(unix=unix), timeout=10) == result


def test_file_above_the_limit_of_the_daemon_is_not_called_clean(serve: Serve) -> None:
    assert scan(b"x" * 5 * LIMIT, serve(), timeout=10).state == ScanState.UNAVAILABLE


@pytest.mark.parametrize("behave", [hang_up, talk_nonsense])
def test_strange_daemon_is_unavailable_with_a_cause(serve: Serve, behave: Callable[[socket.socket], None]) -> None:
    state, detail = scan(b"isi", serve(behave), timeout=2)
    assert state == ScanState.UNAVAILABLE
    assert detail


@pytest.mark.parametrize("behave", [stay_silent, trickle])
def test_timeout_covers_the_whole_talk(serve: Serve, behave: Callable[[socket.socket], None]) -> None:
    address = serve(behave)
    assert scan(b"isi", address, timeout=0.4) == ScanResult(ScanState.UNAVAILABLE, "timed out")


def test_answer_may_come_in_pieces(serve: Serve) -> None:
    assert scan(b"isi", serve(answer_in_pieces), timeout=5) == ScanResult(ScanState.CLEAN)


def test_nobody_listening_is_unavailable(tmp_path: Path) -> None:
    assert scan(b"isi", f"unix://{tmp_path}/tidak-ada.ctl", timeout=1).state == ScanState.UNAVAILABLE
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert scan(b"isi", f"tcp://127.0.0.1:{port}", timeout=1).state == ScanState.UNAVAILABLE


@pytest.mark.parametrize("url", ["unix:///run/clamav/clamd.ctl", "tcp://scanner:3310", "tcp://[::1]:3310"])
def test_addresses_that_are_understood(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "clamd",
        "unix://",
        "unix://host/clamd.ctl",
        "tcp://",
        "tcp://host",
        "tcp://host:port",
        "tcp://:3310",
        "http://h:1",
    ],
)
def test_addresses_that_are_not(url: str) -> None:
    with pytest.raises(ScannerUrlError):
        check_url(url)
    with pytest.raises(ScannerUrlError):
        scan(b"isi", url)
