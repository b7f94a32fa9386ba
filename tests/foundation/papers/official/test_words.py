"""Numbers and dates in words, against the list of cases that the city's writers check by (EYD V)."""

import datetime
from decimal import Decimal

import pytest

from foundation.papers.official.words import date_in_words, number_in_words, ordinal_in_words, written_date

NUMBERS = {
    0: "nol",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    19: "sembilan belas",
    20: "dua puluh",
    100: "seratus",
    111: "seratus sebelas",
    199: "seratus sembilan puluh sembilan",
    200: "dua ratus",
    1000: "seribu",
    1011: "seribu sebelas",
    1100: "seribu seratus",
    2000: "dua ribu",
    2010: "dua ribu sepuluh",
    2011: "dua ribu sebelas",
    2026: "dua ribu dua puluh enam",
    11000: "sebelas ribu",
    100000: "seratus ribu",
    101000: "seratus satu ribu",
    1000000: "satu juta",
    1001000: "satu juta seribu",
    1101000: "satu juta seratus satu ribu",
    1500000: "satu juta lima ratus ribu",
    1000000000: "satu miliar",
    1000001000: "satu miliar seribu",
}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number_in_words(number, words):
    assert number_in_words(number) == words


def test_decimals_are_said_digit_by_digit():
    assert number_in_words(Decimal("87.25")) == "delapan puluh tujuh koma dua lima"


DATES = {
    datetime.date(2026, 11, 18): (
        "hari Rabu tanggal Delapan Belas bulan November tahun Dua Ribu Dua Puluh Enam (18-11-2026)"
    ),
    datetime.date(2027, 1, 1): "hari Jumat tanggal Satu bulan Januari tahun Dua Ribu Dua Puluh Tujuh (01-01-2027)",
    datetime.date(2026, 2, 22): (
        "hari Minggu tanggal Dua Puluh Dua bulan Februari tahun Dua Ribu Dua Puluh Enam (22-02-2026)"
    ),
}


@pytest.mark.parametrize(("date", "words"), DATES.items())
def test_a_date_in_words_has_its_own_weekday_and_figures(date, words):
    assert date_in_words(date) == words


def test_a_date_in_a_line_has_no_leading_nought():
    assert written_date(datetime.date(2026, 8, 7)) == "7 Agustus 2026"


def test_the_dictums_of_a_decree():
    assert [ordinal_in_words(number).upper() for number in range(1, 16)] == [
        "KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM", "KETUJUH", "KEDELAPAN", "KESEMBILAN", "KESEPULUH",
        "KESEBELAS", "KEDUA BELAS", "KETIGA BELAS", "KEEMPAT BELAS", "KELIMA BELAS",
    ]  # fmt: skip
