"""Sizes of files in words, the same everywhere a person reads one."""

from typing import Final

LARGEST_SCAN: Final = 15 * 1024 * 1024
"""Bytes of the scan of a signed paper; with its form it fits into what the server takes (inovasi/web/bounds.py)."""
_STEP = 1024


def in_words(size: int) -> str:
    """A number of bytes as file managers say it, 1 MB being 1024 × 1024 bytes: "5 MB", "1,5 MB", "500 KB"."""
    if size < _STEP:
        return f"{size} byte"
    if size < _STEP**2 - _STEP // 2:
        return f"{round(size / _STEP)} KB"
    return f"{size / _STEP**2:.1f} MB".replace(".", ",").replace(",0 MB", " MB")
