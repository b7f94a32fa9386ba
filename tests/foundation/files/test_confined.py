"""What is done in a process of its own ends there, whatever it does: memory, time, answers, secrets."""

import os
from typing import Any

import pytest

from foundation.files.confined import Bounds, TooMuch, confined
from tests.at_once import at_once

LIMITS = Bounds(seconds=2, memory=400_000_000, output=1_000_000)


def echo(blobs: list[bytes], asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    return {"sizes": [len(blob) for blob in blobs], **asked}, b"".join(reversed(blobs))


def swell(blobs: list[bytes], asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    return {}, bytes(len(bytearray(500_000_000)))


def run_on(blobs: list[bytes], asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    while True:
        pass


def talk_much(blobs: list[bytes], asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    return {}, bytes(2_000_000)


def fail(blobs: list[bytes], asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    raise ValueError


def know(blobs: list[bytes], asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    return {"known": sorted(os.environ)}, b""


def test_bytes_and_values_go_there_and_back() -> None:
    answer = confined(echo, [b"a", b"", b"\x00bc"], {"nama": "kafé"}, LIMITS)
    assert answer == ({"sizes": [1, 0, 3], "nama": "kafé"}, b"\x00bca")


@pytest.mark.parametrize("work", [swell, run_on, talk_much, fail])
def test_what_takes_too_much_or_breaks_has_no_answer(work: Any) -> None:
    with pytest.raises(TooMuch):
        confined(work, [], {}, LIMITS)


def test_it_knows_no_secret_of_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    known = confined(know, [], {}, LIMITS)[0]["known"]
    assert set(known) <= {"LC_CTYPE"}


def test_many_at_once_all_have_their_turn() -> None:
    answers = at_once(*(lambda n=n: confined(echo, [], {"n": n}, LIMITS)[0]["n"] for n in range(6)))
    assert answers == list(range(6))
