"""Ranks and grades of civil servants, and what a NIP tells, as far as anything can be doubted about it."""

import datetime
from typing import Final

from foundation.papers.official.words import ROMAN

# Golongan ruang and pangkat (PP 99/2000), lowest first.
RANKS: Final = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}
# Golongan of those employed by contract (PPPK), which carry no pangkat (Perpres 98/2020).
CONTRACT: Final = ROMAN
GRADE_CHOICES: Final = [
    ("Pegawai negeri sipil", [(grade, f"{rank} ({grade})") for grade, rank in reversed(RANKS.items())]),
    ("PPPK", [(grade, f"PPPK golongan {grade}") for grade in CONTRACT]),
]
NIP_DIGITS: Final = 18
CONTRACT_CODE: Final = "21"


def rank_of(grade: str) -> str:
    """The pangkat of a golongan; empty for PPPK and for who has none."""
    return RANKS.get(grade, "")


def doubts(nip: str) -> list[str]:
    """What looks wrong about a NIP of digits, as sentences; a doubt never keeps anybody from storing it.

    Digits 1-8 are the day of birth, 9-14 year and month of entry (of PPPK the year and 21), digit 15 is 1 or 2.
    """
    if not nip:
        return []
    if len(nip) != NIP_DIGITS:
        return [f"NIP biasanya {NIP_DIGITS} angka, yang ini {len(nip)}."]
    found = []
    if not _is_day(nip[:8]):
        found.append(f"Delapan angka pertama NIP ({nip[:8]}) bukan tanggal lahir yang ada.")
    if not ("01" <= nip[12:14] <= "12" or nip[12:14] == CONTRACT_CODE):
        found.append(f"Angka ke-13 dan ke-14 NIP ({nip[12:14]}) bukan bulan 01 sampai 12, bukan pula 21 (PPPK).")
    if nip[14] not in "12":
        found.append(f"Angka ke-15 NIP ({nip[14]}) biasanya 1 (laki-laki) atau 2 (perempuan).")
    return found


def _is_day(digits: str) -> bool:
    try:
        datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
