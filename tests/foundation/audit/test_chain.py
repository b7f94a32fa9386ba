"""The rule of the record without a database: one text for one content, one hash for one text."""

import datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from foundation.audit.chain import GENESIS, canonical, digest, moment_text


def test_one_content_has_one_text() -> None:
    at = datetime.datetime(2026, 11, 23, 3, 4, 5, tzinfo=datetime.UTC)
    value = {"b": [1, None, True], "a": "Nilai “é”", "hari": at.date(), "saat": at, "angka": Decimal("2.50")}
    text = (
        '{"a":"Nilai “é”","angka":"2.50","b":[1,null,true],"hari":"2026-11-23","saat":"2026-11-23T03:04:05Z"}'
    )  # fmt: skip
    assert canonical(value) == canonical(dict(reversed(value.items()))) == text
    with pytest.raises(TypeError):
        canonical({"a": object()})


def test_moments_are_written_in_utc_to_the_microsecond() -> None:
    at = datetime.datetime(2026, 11, 23, 10, 4, 5, 6, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert moment_text(at) == "2026-11-23T03:04:05.000006Z"


def test_the_hash_is_that_of_the_parts_one_per_line() -> None:
    assert digest([1, GENESIS, None, "é"]) == sha256(f"1\n{GENESIS}\n\né".encode()).hexdigest()
    assert digest([]) == sha256(b"").hexdigest()


def test_a_part_with_a_line_break_could_be_two_parts_and_is_refused() -> None:
    with pytest.raises(ValueError, match="must not hold a line break"):
        digest(["satu", "dua\ntiga"])
