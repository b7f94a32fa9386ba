"""The number of a proposal, such as PGK-2026-0042: how it is written and how it is read back."""

import re
from typing import NamedTuple

_WRITTEN = re.compile(r"([A-Z]{2,8})-([0-9]{4})-([0-9]{4,9})", re.ASCII)
_PREFIX = re.compile(r"[A-Z]{2,8}", re.ASCII)
# People copy numbers out of letters, where a word processor has turned the hyphen into a dash.
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")


class NumberError(ValueError):
    """A proposal number that cannot be written or read; the text may be shown to the user."""


class ProposalNumber(NamedTuple):
    """A proposal number in its parts: prefix of the city, year of the period, running number within the year."""

    prefix: str
    year: int
    sequence: int

    def __str__(self) -> str:
        return format_number(self.prefix, self.year, self.sequence)


def format_number(prefix: str, year: int, sequence: int) -> str:
    """Return the number as written, the running number with at least four digits.

    Raises NumberError unless `prefix` is 2 to 8 capital letters, `year` has four digits and `sequence` is 1 or more.
    """
    if not _PREFIX.fullmatch(prefix):
        raise NumberError("Awalan nomor usulan terdiri atas 2 sampai 8 huruf kapital.")
    if not 1000 <= year <= 9999:
        raise NumberError("Tahun pada nomor usulan terdiri atas empat angka.")
    if not 1 <= sequence <= 999_999_999:
        raise NumberError("Nomor urut usulan dimulai dari 1.")
    return f"{prefix}-{year}-{sequence:04d}"


def parse_number(text: str) -> ProposalNumber:
    """Return the parts of a number as a person may type it: any case, stray spaces, any kind of dash.

    Raises NumberError if `text` is not a proposal number.
    """
    written = _WRITTEN.fullmatch(_DASHES.sub("-", text.strip()).upper())
    if written is None or int(written[3]) == 0:
        raise NumberError("Nomor usulan ditulis seperti PGK-2026-0042. Periksa kembali nomor yang Anda ketik.")
    return ProposalNumber(written[1], int(written[2]), int(written[3]))
