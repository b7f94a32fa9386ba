"""A test's browser may go away in the middle of a request; the database is emptied only when that is answered."""

from collections.abc import Iterable
from threading import Event, Thread
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from tests import serving_live
from tests.serving_live import Asked


def test_waiting_ends_when_the_last_answer_is_closed_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    started, may_end = Event(), Event()

    def slow(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started.set()
        may_end.wait()
        return [b"later"]

    asked = Asked(slow)
    asked.wait()
    answers: list[Iterable[bytes]] = []
    thread = Thread(target=lambda: answers.append(asked({}, lambda *parts: lambda data: None)))
    thread.start()
    started.wait()
    monkeypatch.setattr(serving_live, "AT_MOST", 0.05)
    with pytest.raises(TimeoutError):
        asked.wait()
    may_end.set()
    thread.join()
    with pytest.raises(TimeoutError):
        asked.wait()
    for answer in answers:
        assert list(answer) == [b"later"]
        answer.close()  # type: ignore[attr-defined]  # ours has it, as wsgiref expects
    asked.wait()


def test_an_application_that_fails_is_not_waited_for() -> None:
    def broken(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise RuntimeError

    asked = Asked(broken)
    with pytest.raises(RuntimeError):
        asked({}, lambda *parts: lambda data: None)
    asked.wait()
