"""Sizes of files in words."""

import pytest

from foundation.files.sizes import in_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 byte"),
        (1023, "1023 byte"),
        (1024, "1 KB"),
        (500 * 1024, "500 KB"),
        (1024 * 1024 - 1, "1 MB"),
        (1024 * 1024, "1 MB"),
        (2_097_000, "2 MB"),
        (3 * 1024 * 1024 // 2, "1,5 MB"),
        (47 * 1024 * 1024, "47 MB"),
    ],
)
def test_a_size_is_said_in_the_unit_of_the_limits(size: int, words: str) -> None:
    assert in_words(size) == words
