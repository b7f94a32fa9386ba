"""What proves a claim, by the city's own file of the guide: levels from facts, and every way evidence falls short."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from competitions.iga.claims.proving import Ground, Piece, fault_of, level_of, prove
from competitions.rules.indicatorrules import IndicatorRules
from tests.factories.claiming import iga_file

CONTENT = iga_file()
RULES = {row.number: row for row in CONTENT.indicators}
GROUND = Ground(
    {kind.key: kind.label for kind in CONTENT.document_kinds},
    {"T-0": 2026, "T-1": 2025, "T-2": 2024},
    frozenset({"f" * 64}),
)


def piece(kind: str, of_type: str = "pdf", key: int = 1, **said: object) -> Piece:
    values: dict[str, object] = {"number": "1/2026", "date": datetime.date(2026, 1, 2), "sha256": f"{key:064x}"}
    return Piece(key, kind, of_type, **values | said)  # type: ignore[arg-type]  # whatever the test says


def budgets(*years: int) -> list[Piece]:
    return [piece("dokumen_anggaran", key=year, year=year, highlighted=True) for year in years]


def lacking(number: int, level: int, *pieces: Piece, fact: str = "", picks: tuple[str, ...] = ()) -> tuple[str, ...]:
    return prove(RULES[number], level, pieces, GROUND, fact=Decimal(fact) if fact else None, picks=picks).lacking


@pytest.mark.parametrize(
    ("number", "fact", "picks", "level"),
    [
        (2, "34", (), 3), (2, "11", (), 2), (2, "10", (), 1), (2, "0", (), 0), (2, None, (), 0),
        (7, None, ("akademisi", "bisnis"), 0), (7, None, ("akademisi", "bisnis", "media"), 1),
        (7, None, ("akademisi", "bisnis", "media", "komunitas", "pemerintah"), 3),
        (13, "1", (), 3), (13, "5", (), 2), (13, "6", (), 1), (14, "50.4", (), 1), (14, "50.5", (), 2),
        (17, "4", (), 3), (17, "9", (), 1),
        (18, "620", ("orang",), 3), (18, "20.01", ("unit",), 2), (18, "620", (), 0), (18, None, ("orang",), 0),
        (1, "5", (), None), (4, None, (), None),
    ],
)  # fmt: skip
def test_the_level_follows_from_the_fact_and_is_free_only_where_nothing_is_counted(number, fact, picks, level):
    assert level_of(RULES[number], fact=Decimal(fact) if fact else None, picks=picks) == level


def test_the_cover_letter_proves_none_of_the_twenty_at_any_level():
    letter = piece("sk", sha256="f" * 64, year=2026, highlighted=True)
    for number, rules in RULES.items():
        for level in (1, 2, 3):
            for kind in rules.documents:
                found = prove(rules, level, [replace(letter, kind=kind)], GROUND)
                assert not found.valid
                # A team without a letter is what level 1 of its indicator means; it needs no file at all.
                assert found.suffices == ((number, level) == (8, 1)), (number, level)


def test_years_are_counted_and_said_in_words():
    assert lacking(3, 2, *budgets(2025, 2026)) == ()
    assert lacking(3, 2, *budgets(2026)) == (
        "Perlu 2 dokumen anggaran (DPA, BOSP, BOK, atau JKN) dari tahun yang berbeda; baru 1.",
    )
    assert lacking(3, 3) == ("Perlu 3 dokumen anggaran (DPA, BOSP, BOK, atau JKN) dari tahun yang berbeda; belum ada.",)
    assert lacking(3, 2, *budgets(2024, 2026)) == ("Parameter 2 perlu dokumen tahun 2025 dan 2026 atau 2024 dan 2025.",)
    same_year = [*budgets(2026), replace(budgets(2026)[0], key=9)]
    assert lacking(3, 2, *same_year)[0].endswith("baru 1.")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "foto"}, "Jenisnya tidak diterima di sini. Yang diterima: Dokumen anggaran"),
        ({"type": "jpg"}, "Bentuknya JPG; yang diterima di sini: PDF."),
        ({"number": ""}, "Isi nomor dokumen ini."),
        ({"number": "", "date": None}, "Isi nomor dan tanggal dokumen ini."),
        ({"year": None}, "Isi tahun yang dibuktikan: 2024, 2025, atau 2026."),
        ({"year": 2023}, "Isi tahun yang dibuktikan: 2024, 2025, atau 2026."),
        ({"highlighted": False}, "Sorot baris atau bagian yang membuktikan"),
        ({"is_infected": True}, "Berkas ini terinfeksi virus"),
        ({"is_removed": True}, "Sudah dikeluarkan dari rak bukti"),
        ({"sha256": "f" * 64}, "Ini surat pengantar usulan"),
    ],
)
def test_a_piece_that_does_not_count_says_why(change, sentence):
    good = budgets(2026)[0]
    assert fault_of(RULES[3], good, GROUND) == ""
    wrong = replace(good, **change)
    assert fault_of(RULES[3], wrong, GROUND).startswith(sentence)
    assert not prove(RULES[3], 1, [wrong], GROUND).suffices


def test_a_training_needs_its_set_of_three_each_time():
    sets = [
        piece(kind, key=place, number="", year=2026)
        for place, kind in enumerate(["surat_bimtek", "daftar_hadir", "sertifikat"] * 2)
    ]
    assert lacking(5, 1, *sets[:3]) == ()
    assert lacking(5, 2, *sets) == ()
    assert lacking(5, 2, *sets[:5]) == ("Perlu 2 sertifikat; baru 1.",)
    assert lacking(5, 1, *sets[:2], piece("surat_bimtek", key=8, year=2025)) == ("Perlu 1 sertifikat; belum ada.",)


def test_a_video_is_a_link_with_its_cover():
    five = ("latar_belakang", "penjaringan_ide", "pemilihan_ide", "manfaat", "dampak")
    picks = tuple(choice.key for choice in RULES[20].fact.choices) if RULES[20].fact else five
    link, cover = piece("video", "link", url="https://youtu.be/x"), piece("sampul_video", "jpg", 2)
    assert lacking(20, 3, link, cover, picks=picks) == ()
    assert lacking(20, 3, link, picks=picks) == ("Perlu gambar sampul video (JPG atau PNG).",)
    asked = "Perlu videonya: isi tautan yang dapat dibuka tanpa masuk akun"
    assert lacking(20, 3, cover, picks=picks) == (f"{asked}, atau unggah berkas MP4.",)
    assert lacking(20, 3, piece("video", "mp4"), cover, picks=picks) == ()
    links = replace_types(20, ("link", "jpg", "png"))
    found = prove(links, 3, [piece("video", "mp4"), cover], GROUND, picks=picks)
    assert found.lacking == (f"{asked}.",)
    assert found.refused == {1: "Bentuknya MP4; yang diterima di sini: tautan, JPG, atau PNG."}


def replace_types(number: int, types: tuple[str, ...]) -> IndicatorRules:
    return RULES[number].model_copy(update={"file_types": types})


def test_a_file_above_what_the_ministry_takes_proves_nothing_and_unknown_limits_bind_nobody():
    large, small = piece("sk", size=5 * 1024 * 1024), piece("sk", size=1024 * 1024)
    assert fault_of(RULES[2], replace(large, year=2026), GROUND) == ""
    limited = RULES[2].model_copy(update={"megabytes": {"pdf": 1}})
    told = "Ukurannya 5 MB; kementerian menerima paling besar 1 MB. Kecilkan berkasnya."
    assert fault_of(limited, replace(large, year=2026), GROUND) == told
    assert fault_of(limited, replace(small, year=2026), GROUND) == ""


@pytest.mark.parametrize(
    ("url", "is_enough"),
    [
        ("https://babelpos.co/berita", True), ("https://pangkalpinangkota.go.id/berita", False),
        ("https://air.desa.id/x", False), ("https://go.id.palsu.com/x", True),
    ],
)  # fmt: skip
def test_news_of_the_government_itself_is_not_news_of_others(url, is_enough):
    assert (lacking(10, 3, piece("berita", "link", url=url)) == ()) == is_enough
    assert lacking(10, 2, piece("berita", "link", url=url)) == ()


def test_a_guide_online_needs_its_link():
    assert lacking(11, 2, piece("pedoman")) == ()
    assert lacking(11, 3, piece("pedoman")) == ("Parameter 3 perlu tautan yang dapat dibuka siapa pun.",)
    assert lacking(11, 3, piece("pedoman", "link", url="https://contoh.id/buku")) == ()


def test_a_team_without_a_letter_needs_no_file_and_the_next_level_does():
    assert lacking(8, 1) == ()
    assert lacking(8, 2) == ("Perlu 1 bukti; belum ada.",)


def test_a_level_that_the_fact_does_not_reach_is_not_proven():
    papers = [piece("sk", year=2026)]
    assert lacking(2, 3, *papers, fact="34") == ()
    assert lacking(2, 3, *papers, fact="12") == ("Isian sekarang berarti parameter 2. Simpan ulang klaim ini.",)
    assert lacking(2, 0, *papers) == ("Isi jumlah orang yang mengelola inovasi, paling sedikit 1 orang.",)
    assert lacking(18, 0) == ("Pilih ukuran manfaat, lalu isi angkanya.",)
    assert lacking(1, 0) == ("Pilih parameter yang dicapai.",)


def test_a_measure_has_documents_of_its_own():
    paper = piece("laporan_keuangan")
    assert lacking(18, 2, paper, fact="15", picks=("belanja",)) == ()
    assert not prove(RULES[18], 3, [paper], GROUND, fact=Decimal(620), picks=("orang",)).suffices
