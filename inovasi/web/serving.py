"""The web server: waitress, with bounds for what is sent and how slowly, a calm refusal, and an orderly end.

Waitress takes a whole body before it gives the request to a thread, and keeps an answer for whoever reads slowly. What
it lacks stands here; it rests on its classes (`HTTPRequestParser`, `HTTPChannel`, `TcpWSGIServer`), so read them when
it is raised.
"""

import http
import logging
import resource
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

from foundation.files.sizes import in_words
from inovasi.web import bounds
from inovasi.web.connections import Watch

# Seconds: until a process that is asked to end gives up on those who still read; and for somebody who was refused in
# the middle of sending, to read why.
FAREWELL, LINGER = 8.0, 3.0
TICK = 1.0
THREADS = 4
# Open files that one connection may need: itself, its body and its answer.
FILES_EACH, FILES_OWN = 3, 100
MOST_CONNECTIONS = 2000
# When three quarters of the connections are taken, everybody has so much less time.
SHARE_OF_A_CROWD = 0.25


class Crowded(Error):  # type: ignore[misc]  # waitress has no types
    """So many bodies are under way that the disk must be spared."""

    code = 503
    reason = "Service Unavailable"


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """One request as it arrives; refused as soon as its head says that it is too large, or when it turns out so."""

    def __init__(self, adj: Adjustments, *, under_way: Callable[[], int]) -> None:
        super().__init__(adj)
        self.began = time.monotonic()
        self.most = bounds.ANONYMOUS
        self.under_way = under_way

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        self.began = time.monotonic()
        if self.chunked or self.content_length > self.most:
            self.most = bounds.most_bytes(self.path, self.headers)
            if self.content_length > self.most:
                self._refuse(RequestEntityTooLarge(""))
            elif self.under_way() > bounds.TOGETHER:
                self._refuse(Crowded(""))

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.error is None and self.body_bytes_received > self.most:
            self._refuse(RequestEntityTooLarge(""))
        return consumed

    @property
    def promised(self) -> int:
        """How many bytes the body may come to; one that is refused is not kept."""
        return 0 if self.error else self.most if self.chunked else int(self.content_length)

    def patience(self) -> float:
        """How many seconds this request may be under way, by what of it is there."""
        return bounds.body_seconds(self.body_bytes_received) if self.headers_finished else bounds.HEAD

    def _refuse(self, error: Error) -> None:
        self.error, self.completed, self.expect_continue = error, True, False


class Refusal(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """The answer to a request that never reaches the portal."""

    def execute(self) -> None:
        code = self.request.error.code
        most = self.request.most
        words = {"code": code, "most": in_words(most), "anonymous": most == bounds.ANONYMOUS}
        page = render_to_string("refused.html", words).encode()
        self.status = f"{code} {http.HTTPStatus(code).phrase}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        self.set_close_on_finish()
        self.content_length = len(page)
        self.channel.parting = True
        self.write(page)


class WebAnswer(WSGITask):  # type: ignore[misc]  # waitress has no types
    """The portal's answer; one to HEAD goes without its body, which Django leaves to the server."""

    def get_environment(self) -> dict[str, Any]:
        environment: dict[str, Any] = super().get_environment()
        if self.request.command == "HEAD":
            environment.pop("wsgi.file_wrapper", None)
        return environment

    def write(self, data: bytes) -> None:
        super().write(b"" if self.request.command == "HEAD" else data)


class WebChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection, which knows when it has been kept open for too long."""

    error_task_class = Refusal
    task_class = WebAnswer
    close_when_flushed: bool

    def __init__(self, server: "Server", *args: Any, **kwargs: Any) -> None:
        self.parser_class = partial(Parser, under_way=server.under_way)
        self.number = -1
        self.parting = False
        self.linger_until: float | None = None
        self.sent = 0
        # Since when the answer waits for its reader, and how much had been sent by then.
        self.waiting: tuple[float, int] | None = None
        self.since = time.monotonic()
        super().__init__(server, *args, **kwargs)

    def add_channel(self, map: dict[int, Any] | None = None) -> None:  # noqa: A002 - waitress names it so
        super().add_channel(map)
        self.number = int(self._fileno)
        self.server.watch.changed.add(self.number)

    def del_channel(self, map: dict[int, Any] | None = None) -> None:  # noqa: A002 - waitress names it so
        self.server.watch.forget(self.number)
        super().del_channel(map)

    def send(self, data: bytes, do_close: bool = True) -> int:
        count: int = super().send(data, do_close)
        self.sent += count
        return count

    def handle_read(self) -> None:
        self.since = time.monotonic()
        if self.linger_until is None:
            super().handle_read()
        else:
            with suppress(OSError):
                self.recv(self.adj.recv_bytes)

    def handle_write(self) -> None:
        if self.parting and self.close_when_flushed and not self.total_outbufs_len:
            # Closing at once would reset the connection, and the refusal be lost with it, as there is more to read.
            self.close_when_flushed = False
            self.linger_until = time.monotonic() + LINGER
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
        else:
            super().handle_write()

    def handle_close(self) -> None:
        if self.request is not None:
            self.request.close()
        super().handle_close()

    def busy(self) -> bool:
        """Whether a request is being answered or its answer still read."""
        return bool(self.requests or self.total_outbufs_len)

    def overdue(self, now: float, share: float) -> bool:
        """Whether the other side has taken longer than this share of its time to send or to read, or does neither."""
        if self.linger_until is not None:
            return now > self.linger_until
        if self.total_outbufs_len:
            began, before = self.waiting = self.waiting or (now, self.sent)
            return now - began > share * bounds.answer_seconds(self.sent - before)
        self.waiting = None
        if self.requests:
            self.since = now
            return False
        if (request := self.request) is not None:
            return bool(now - request.began > share * request.patience())
        return now - self.since > share * bounds.IDLE


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """One process that answers, until it is asked to end."""

    channel_class = WebChannel
    accepting: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends_at: float | None = None
        self.watch = Watch(self._map)

    def add_task(self, task: WebChannel) -> None:
        self.watch.busy.add(task.number)
        super().add_task(task)

    def under_way(self) -> int:
        """How many bytes the bodies that are there or on their way may come to, from the end of their heads on."""
        channels = list(self.active_channels.values())
        return sum(one.promised for channel in channels for one in (channel.request, *channel.requests) if one)

    def maintenance(self, now: float) -> None:
        """Nothing: `run` looks after the connections itself."""

    def end(self, *_: object) -> None:
        """Takes no more requests, and lets those under way be answered."""
        self.ends_at = time.monotonic() + FAREWELL
        self.pull_trigger()

    def run(self) -> None:
        looked = 0.0
        while self.ends_at is None or self._answering():
            self.watch.wait(TICK, always=self._fileno)
            if (now := time.monotonic()) - looked > TICK:
                looked = now
                crowded = len(self.active_channels) > self.adj.connection_limit * 3 // 4
                self._part(partial(WebChannel.overdue, now=now, share=SHARE_OF_A_CROWD if crowded else 1))
        self.task_dispatcher.shutdown(timeout=TICK)
        self.watch.close()

    def _answering(self) -> bool:
        if self.accepting:
            self.accepting = False
            self.watch.forget(self._fileno)
            self.del_channel()
            self.socket.close()
        self._part(lambda channel: not channel.busy())
        return bool(self.active_channels) and time.monotonic() < (self.ends_at or 0)

    def _part(self, unwanted: Callable[[WebChannel], bool]) -> None:
        for channel in list(self.active_channels.values()):
            if unwanted(channel):
                channel.handle_close()


def server(application: Callable[..., Any], listener: socket.socket) -> Server:
    """A process's server on this listening socket, which other processes may share; `run` and `end` are its life."""
    adjustments = Adjustments(
        sockets=[listener],
        threads=THREADS,
        ident=None,
        # What a proxy says is read by the portal itself, by its own settings.
        clear_untrusted_proxy_headers=False,
        connection_limit=_room(),
        max_request_header_size=32_768,
        max_request_body_size=bounds.LARGEST + 1,
        recv_bytes=65_536,
        # So much of an answer is kept for a slow reader, from a megabyte on in a file, before its thread has to wait.
        outbuf_high_watermark=bounds.LARGEST,
        log_socket_errors=False,
        server_name=listener.getsockname()[0],
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(adjustments.threads)
    known = (listener.family, listener.type, listener.proto, listener.getsockname())
    return Server(application, {}, True, listener, dispatcher, adjustments, known, bind_socket=False)


def serve(application: Callable[..., Any], listener: socket.socket) -> None:
    """Answers what comes to this listening socket until SIGTERM or SIGINT."""
    # A request that waits for a thread is nothing to report.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    running = server(application, listener)
    signal.signal(signal.SIGTERM, running.end)
    signal.signal(signal.SIGINT, running.end)
    running.run()


def _room() -> int:
    """How many connections this process may have open, after asking for as many open files as it may get."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS * FILES_EACH + FILES_OWN
    granted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (granted, most))
    return (granted - FILES_OWN) // FILES_EACH
