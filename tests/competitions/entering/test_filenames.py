"""Names in an archive: telling, short, plain, and harmless on Windows."""

import re

import pytest

from competitions.entering.filenames import LONGEST, evidence_name, folder_name, plain

HARMLESS = re.compile(r"[A-Za-z0-9._-]+")
DEVICES = {"con", "prn", "aux", "nul", "com1", "lpt1"}


def test_the_names_say_where_each_piece_belongs():
    assert evidence_name(16, "Regulasi Inovasi Daerah", 2, 1, "188.45/12/2025", "pdf") == (
        "16-Regulasi-Inovasi-Daerah_P2_01_188.45-12-2025.pdf"
    )
    assert evidence_name(35, "Video", 3, 1, "tautan", "txt") == "35-Video_P3_01_tautan.txt"
    assert folder_name(7, "Ambulans Laut „Bangka” é") == "07_ambulans-laut-bangka-e"


@pytest.mark.parametrize(
    "text",
    ["", "…", "a" * 300, "nama/../../etc", 'C:\\con<>"|?*', "akhir titik...", " spasi ", "ñandú ß 漢字", "a\nb\tc"],
)
def test_whatever_was_typed_the_name_is_harmless_and_short(text: str):
    for name in (evidence_name(16, text, 3, 12, text, "pdf"), folder_name(3, text), plain(text, 40)):
        assert HARMLESS.fullmatch(name), name
        assert len(name) <= LONGEST
        assert not name.endswith((".", " "))
        assert name.split(".")[0].lower() not in DEVICES
