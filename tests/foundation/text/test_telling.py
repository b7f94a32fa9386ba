"""What was changed in what somebody typed is told in words, and only when there is something to tell."""

import pytest

from foundation.text.plain import one_line
from foundation.text.telling import changes


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Kafé Baca", ""),
        (" Kafé Baca\n", ""),
        ("Kafé  Baca", "spasi ganda dihapus"),
        ("Kafé\u00a0Baca", "spasi khusus menjadi spasi biasa"),
        ("Kafe\u0301 Baca", "huruf beraksen disatukan"),
        ("Ka\u00adfé\u200b Baca", "huruf tak tampak dihapus"),
        ("Kafé\nBaca", "ganti baris dan tab menjadi spasi"),
        ("Ka\u202efe\u0301  Baca", "huruf tak tampak dihapus, spasi ganda dihapus, huruf beraksen disatukan"),
    ],
)
def test_what_was_changed(typed: str, told: str) -> None:
    assert changes(typed, one_line(typed)) == told


def test_several_lines_keep_their_blanks_and_nothing_is_told() -> None:
    assert changes("a  b\r\n\r\nc", "a  b\n\nc") == ""
