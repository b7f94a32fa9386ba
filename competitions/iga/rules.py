"""The IGA rules for one innovation (guide of BSKDN, 29 April 2026): age window and length of the description."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One rule for one innovation: `passed` is None while a date is missing."""

    passed: bool | None
    text: str


def check_window(
    applied_on: datetime.date | None,
    developed_on: datetime.date | None,
    first: datetime.date | None,
    last: datetime.date | None,
) -> Check:
    """Applied within `first`–`last`, or applied earlier with a development inside that window."""
    if first is None or last is None:
        return Check(None, "Rentang waktu edisi ini belum diisi.")
    if applied_on is None:
        return Check(None, "Waktu penerapan belum diisi.")
    if first <= applied_on <= last:
        return Check(True, "Diterapkan di dalam rentang waktu.")
    if applied_on > last:
        return Check(False, "Diterapkan sesudah rentang waktu.")
    return _check_development(developed_on, first, last)


def _check_development(developed_on: datetime.date | None, first: datetime.date, last: datetime.date) -> Check:
    if developed_on is None:
        return Check(False, "Diterapkan sebelum rentang waktu dan belum ada pengembangan.")
    if first <= developed_on <= last:
        return Check(True, "Diterapkan lebih awal, dikembangkan di dalam rentang waktu.")
    return Check(False, "Pengembangannya di luar rentang waktu.")


def check_words(words: int, least: int) -> Check:
    """The rancang bangun has at least `least` words in all its parts together."""
    if words >= least:
        return Check(True, f"{words} kata, paling sedikit {least}.")
    return Check(False, f"Baru {words} kata dari paling sedikit {least}.")
