"""The web server over real connections: bounded in size and time, patient with the slow, calm when it refuses."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.urls import resolve

from agencies.people import devices
from foundation.files.sizes import LARGEST_SCAN
from inovasi.web import bounds, serving

SESSION = f"{settings.SESSION_COOKIE_NAME}=dikarang"
DEVICE = f"{devices.COOKIE}={signing.get_cookie_signer(salt=devices.COOKIE * 2).sign('perangkat.1')}"
FORGED = f"{devices.COOKIE}=perangkat.1:abc:def"
MULTIPART = "multipart/form-data; boundary=x"
PATIENCE = 20


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes] | Iterator[bytes]:
    """Tells what reached it; `/panjang/` answers with more bytes than the system keeps for a connection."""
    if environ["PATH_INFO"] == "/panjang/":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (b"x" * 1_000_000 for _ in range(20))
    seen = {key: environ.get(key) for key in ("REMOTE_ADDR", "wsgi.url_scheme", "HTTP_X_FORWARDED_FOR", "HTTP_HOST")}
    body = json.dumps({**seen, "bytes": len(environ["wsgi.input"].read())}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


class Site:
    def __init__(self, server: serving.Server, stack: ExitStack) -> None:
        self.server, self.stack = server, stack

    def reaches(self, holds: Callable[[serving.Server], bool]) -> bool:
        """Whether the server comes to this state."""
        deadline = time.monotonic() + PATIENCE
        while not (reached := holds(self.server)) and time.monotonic() < deadline:
            time.sleep(0.01)
        return reached

    def send(self, data: bytes) -> socket.socket:
        line = self.stack.enter_context(socket.create_connection(("127.0.0.1", self.server.effective_port), PATIENCE))
        line.sendall(data)
        return line

    def get(self) -> dict[str, Any]:
        return dict(json.loads(answer(self.send(request("GET", "/"))).partition(b"\r\n\r\n")[2]))


def request(method: str, path: str, *headers: str, version: str = "1.1") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/{version}", "Host: localhost", *headers, "", ""]).encode()


def answer(line: socket.socket) -> bytes:
    """One answer with its length, or what there is until the other side closes."""
    data = b""
    while part := line.recv(65_536):
        data += part
        head, gap, body = data.partition(b"\r\n\r\n")
        length = [row.split(b":")[1] for row in head.split(b"\r\n") if row.lower().startswith(b"content-length")]
        if gap and length and len(body) >= int(length[0]):
            break
    return data


def length(line: socket.socket) -> int:
    """How many bytes there are until the other side closes."""
    return sum(iter(lambda: len(line.recv(65_536)), 0))


def status(line: socket.socket) -> int:
    return int(answer(line).split(b" ", 2)[1])


def closed(line: socket.socket) -> bool:
    """Whether the other side closes the connection."""
    try:
        while line.recv(65_536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(serving, "TICK", 0.05)
    server = serving.server(application, socket.create_server(("127.0.0.1", 0), backlog=500))
    thread = threading.Thread(target=server.run)
    thread.start()
    with ExitStack() as stack:
        yield Site(server, stack)
        server.end()
        thread.join()
        server.close()


def test_a_request_arrives_as_it_was_sent(site: Site) -> None:
    line = site.send(request("GET", "/"))
    assert status(line) == 200
    # On the same connection.
    line.sendall(request("GET", "/", "X-Forwarded-For: 10.0.0.9, 10.0.0.8"))
    expected = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "HTTP_HOST": "localhost", "bytes": 0}
    assert json.loads(answer(line).partition(b"\r\n\r\n")[2]) == expected | {
        "HTTP_X_FORWARDED_FOR": "10.0.0.9, 10.0.0.8"
    }
    line.sendall(request("HEAD", "/", "Connection: close"))
    assert b"".join(iter(lambda: line.recv(65_536), b"")).endswith(b"\r\n\r\n"), "a HEAD has no body"


def test_two_hundred_half_sent_posts_and_heads_leave_the_site_alive(site: Site) -> None:
    head = request("POST", "/masuk/", "Content-Length: 60000")
    for _ in range(100):
        site.send(head + b"a" * 30_000)
        site.send(head[:40])
    assert site.get()["bytes"] == 0


def test_people_who_do_not_read_hold_no_thread_and_are_parted_from(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [site.send(request("GET", "/panjang/")) for _ in range(2 * serving.THREADS)]
    assert site.get()["bytes"] == 0
    assert length(lines.pop()) > 20_000_000
    monkeypatch.setattr(bounds, "ANSWER_GRACE", 0)
    monkeypatch.setattr(bounds, "ANSWER_SLOWEST", 10**12)
    monkeypatch.setattr(bounds, "IDLE", 0)
    assert site.reaches(lambda server: server.active_channels == {})


@pytest.mark.parametrize("cookie", ["", SESSION])
@pytest.mark.parametrize("extra", ["", "Expect: 100-continue"])
def test_400_megabytes_are_refused_by_their_head_alone(site: Site, cookie: str, extra: str) -> None:
    headers = [f"Cookie: {cookie}", f"Content-Type: {MULTIPART}", "Content-Length: 400000000", *filter(None, [extra])]
    line = site.send(request("POST", "/masuk/", *headers))
    said = answer(line)
    assert said.startswith(b"HTTP/1.1 413 Request Entity Too Large")
    assert "Kiriman Anda terlalu besar" in said.decode()
    assert b"Connection: close" in said
    assert closed(line)


def test_who_goes_on_sending_still_reads_why_it_was_refused(site: Site) -> None:
    line = site.send(request("POST", "/masuk/", "Content-Length: 400000000") + b"a" * 3_000_000)
    assert status(line) == 413
    assert site.server.under_way() == 0


@pytest.mark.parametrize(
    ("path", "cookie", "kind", "most"),
    [
        ("/masuk/", "", "application/x-www-form-urlencoded", bounds.ANONYMOUS),
        ("/masuk/", "", MULTIPART, bounds.ANONYMOUS),
        ("/masuk/", FORGED, MULTIPART, bounds.ANONYMOUS),
        pytest.param("/masuk/", DEVICE, "application/json", settings.DATA_UPLOAD_MAX_MEMORY_SIZE, id="device"),
        ("/masuk/", SESSION, "application/x-www-form-urlencoded", settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        ("/usulan/impor/", SESSION, MULTIPART, bounds.FILES),
        ("/usulan/1/ubah/berkas/", "", MULTIPART, bounds.ANONYMOUS),
        ("/usulan/1/ubah/berkas/", SESSION, MULTIPART, bounds.LARGER["proposals:edit"]),
        ("/kompetisi/iga/2026/bukti/1/", SESSION, MULTIPART, bounds.LARGER["competitions:shelf"]),
        ("/verifikasi/0a1b/", "", MULTIPART, bounds.PUBLIC["verify"]),
        ("/tidak-ada/\xff", "", MULTIPART, bounds.ANONYMOUS),
    ],
)
def test_the_most_a_body_may_have(path: str, cookie: str, kind: str, most: int) -> None:
    assert bounds.most_bytes(path, {"COOKIE": cookie, "CONTENT_TYPE": kind}) == most


@pytest.mark.parametrize("path", ["/tanda-tangan/1/pindaian/", "/penilaian/penetapan/1/sk/"])
def test_the_server_takes_the_largest_scan_that_the_page_allows(path: str) -> None:
    assert resolve(path).view_name in {"agencies:signature_scan", "reviews:meeting_decree"}
    most = bounds.most_bytes(path, {"COOKIE": SESSION, "CONTENT_TYPE": MULTIPART})
    assert most >= LARGEST_SCAN + bounds.ENVELOPE


@pytest.mark.parametrize(
    ("cookie", "expected"), [("", 413), (FORGED, 413), (SESSION, 200), pytest.param(DEVICE, 200, id="device")]
)
@pytest.mark.parametrize("chunked", [False, True])
def test_65_kilobytes_are_for_whoever_signed_in(site: Site, cookie: str, expected: int, chunked: bool) -> None:
    if chunked:
        head, body = (
            "Transfer-Encoding: chunked",
            b"".join(b"3e8\r\n" + b"a" * 1000 + b"\r\n" for _ in range(65)) + b"0\r\n\r\n",
        )
    else:
        head, body = "Content-Length: 65000", b"a" * 65_000
    assert status(site.send(request("POST", "/masuk/", f"Cookie: {cookie}", head) + body)) == expected
    assert status(site.send(request("POST", "/masuk/", "Content-Length: 64000") + b"a" * 64_000)) == 200


def test_bodies_under_way_together_are_bounded_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "TOGETHER", 20_000_000)
    head = request(
        "POST", "/usulan/impor/", f"Cookie: {SESSION}", f"Content-Type: {MULTIPART}", "Content-Length: 12000000"
    )
    first = site.send(head)
    assert site.reaches(lambda server: server.under_way() == 12_000_000)
    said = answer(site.send(head))
    assert said.startswith(b"HTTP/1.1 503")
    assert "Portal sedang menerima banyak berkas" in said.decode()
    first.close()
    assert site.reaches(lambda server: server.under_way() == 0)
    assert site.get()["bytes"] == 0


@pytest.mark.parametrize(
    ("bound", "sent"),
    [
        ("HEAD", request("POST", "/masuk/", "Content-Length: 60000")[:30]),
        ("BODY_GRACE", request("POST", "/masuk/", "Content-Length: 60000")),
        ("BODY_GRACE", request("POST", "/masuk/", "Transfer-Encoding: chunked")),
        ("IDLE", b""),
    ],
)
def test_who_drips_or_says_nothing_is_cut_off(
    site: Site, monkeypatch: pytest.MonkeyPatch, bound: str, sent: bytes
) -> None:
    monkeypatch.setattr(bounds, bound, 0.2)
    line = site.send(sent)
    stop = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            while not stop.wait(0.02):
                line.sendall(b"1" if sent else b"")

    thread = threading.Thread(target=drip)
    thread.start()
    assert closed(line)
    stop.set()
    thread.join()


def test_a_steady_body_is_given_the_time_it_needs() -> None:
    assert bounds.body_seconds(0) == bounds.BODY_GRACE
    assert bounds.body_seconds(10_000_000) > 1200


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"apa ini\r\n\r\n", 400),
        (request("GET", "/" + "a" * 40_000), 431),
        (request("POST", "/", "Content-Length: banyak"), 400),
        (request("POST", "/", "Transfer-Encoding: gzip"), 501),
    ],
)
def test_what_is_no_request_is_told_so_in_indonesian(site: Site, sent: bytes, code: int) -> None:
    said = answer(site.send(sent))
    assert int(said.split(b" ", 2)[1]) == code
    assert "Permintaan ini tidak dapat dibaca" in said.decode()


def test_it_ends_after_answering_and_waits_for_nobody_else(site: Site) -> None:
    half = site.send(request("POST", "/masuk/", "Content-Length: 60000"))
    idle = site.send(b"")
    long = site.send(request("GET", "/panjang/"))
    begun = long.recv(1000)
    site.server.end()
    assert closed(half) and closed(idle)
    assert len(begun) + length(long) > 20_000_000
