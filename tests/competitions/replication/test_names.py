"""Which spellings of a name in the register mean the same, and which do not."""

import pytest

from competitions.replication.counting import Copied, counted
from competitions.replication.names import name_key

SAME = [
    "Kabupaten Bangka Tengah", "Kab. Bangka Tengah", "KAB BANGKA  TENGAH", "Pemkab Bangka Tengah",
    "Pemerintah Kabupaten Bangka Tengah", "Pemerintah Daerah Kabupaten Bangka-Tengah",
]  # fmt: skip
OTHERS = [
    "Kabupaten Bangka", "Kota Bangka Tengah", "Dinas Kesehatan Kabupaten Bangka Tengah", "Bangka Tengah",
    "Pemerintah Desa Bangka Tengah", "",
]  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_spellings_of_one_region_are_one(name: str) -> None:
    assert name_key(name) == "kabupaten bangka tengah"


@pytest.mark.parametrize("name", OTHERS)
def test_others_stay_others(name: str) -> None:
    assert name_key(name) != "kabupaten bangka tengah"


def test_who_stands_there_twice_counts_once() -> None:
    copies = [Copied(name, "region", 2025, has_file=False) for name in (*SAME, "Kota Bangka Tengah")]
    assert counted([*copies, Copied(SAME[0], "unit", 2025, has_file=False)]).words == "2 daerah dan 1 unit kota ini"
