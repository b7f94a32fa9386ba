"""The server that a test's browser speaks to, and waiting until it has answered everything it was asked."""

from collections.abc import Callable, Iterable, Iterator
from threading import Condition
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.db import close_old_connections
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

# Seconds; a page that a machine under load draws takes a few.
AT_MOST = 60


class Asked:
    """A WSGI application that knows how many of its answers are not given yet."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._changed = Condition()
        self._open = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self._count(1)
        try:
            answer = self._application(environ, start_response)
        except BaseException:
            self._count(-1)
            raise
        return _Answer(answer, self._count)

    def wait(self) -> None:
        """Returns when nothing is being answered; raises TimeoutError after a minute."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._open, AT_MOST):
                message = f"{self._open} answers of the live server are still open after {AT_MOST} seconds."
                raise TimeoutError(message)

    def _count(self, step: int) -> None:
        with self._changed:
            self._open += step
            self._changed.notify_all()


class _Answer:
    """An answer that tells when it was closed, which wsgiref does also when the browser went away."""

    def __init__(self, answer: Iterable[bytes], count: Callable[[int], None]) -> None:
        self._answer = answer
        self._count = count

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        count, self._count = self._count, lambda step: None
        try:
            closing: Any = getattr(self._answer, "close", None)
            if closing is not None:
                closing()
        finally:
            count(-1)


def watched(server: LiveServer) -> LiveServer:
    """The same server, whose open answers `settle` can wait for."""
    http: Any = server.thread.httpd
    http.set_app(Asked(http.get_app()))
    return server


def settle(server: LiveServer, windows: Iterable[BrowserContext]) -> None:
    """Closes the windows that a test left open and waits for what the server is still doing for it.

    Emptying the database beside a request that a closed window no longer waits for is a deadlock, or leaves rows of
    this test to the next.
    """
    for window in windows:
        window.close()
    http: Any = server.thread.httpd
    http.get_app().wait()
    close_old_connections()
