"""Numbers, dates and times as official papers write them in words, apart from the locale of the server."""

import datetime
import re
from decimal import Decimal
from typing import Final

from num2words import num2words

DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
ROMAN: Final = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
)  # fmt: skip
"""From one on: months in numbers of papers, annexes, golongan of contracts."""
# The library says "satu ribu" where the thousands of a larger number are one alone; "seratus satu ribu" is right.
_ONE_THOUSAND: Final = re.compile(r"\b(juta|miliar|triliun) satu ribu\b")


def number_in_words(number: int | Decimal) -> str:
    """The number in small letters, decimals digit by digit: 2026 is "dua ribu dua puluh enam" (EYD V)."""
    words: str = num2words(number, lang="id")
    return _ONE_THOUSAND.sub(r"\1 seribu", words)


def ordinal_in_words(number: int) -> str:
    """The place in a row, from 1: "kesatu", "kedua belas"; in capitals they head the dictums of a decree."""
    return f"ke{number_in_words(number)}"


def day_of(date: datetime.date) -> str:
    """The day of the week: "Rabu"."""
    return DAYS[date.weekday()]


def month_of(date: datetime.date) -> str:
    """The name of the month: "November"."""
    return MONTHS[date.month - 1]


def written_date(date: datetime.date) -> str:
    """The date in a line of a paper: "18 November 2026"."""
    return f"{date.day} {month_of(date)} {date.year}"


def date_in_words(date: datetime.date) -> str:
    """The date as minutes open: "hari Rabu tanggal Delapan Belas bulan November tahun Dua Ribu … (18-11-2026)"."""
    day, year = (number_in_words(number).title() for number in (date.day, date.year))
    return f"hari {day_of(date)} tanggal {day} bulan {month_of(date)} tahun {year} ({date:%d-%m-%Y})"
