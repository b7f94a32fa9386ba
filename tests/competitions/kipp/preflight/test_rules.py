"""Every formal rule of the guides 2018 to 2025, violated once and met once, and what an override changes."""

import datetime
from dataclasses import replace

import pytest

from competitions.kipp.preflight.rules import (
    ENTRY_RULES,
    AskedLetter,
    EntryDemands,
    EntryFacts,
    SectionFacts,
    check_entry,
    protected_in,
)

CLOSES = datetime.date(2025, 6, 3)
ASKED = EntryDemands(
    closes=CLOSES,
    least_months=24,
    quota=10,
    group="umum",
    group_label="Kelompok Umum",
    categories={"kesehatan": "Kesehatan"},
    video="Paling lama 5 menit.",
)
GOOD = EntryFacts(
    applied_on=datetime.date(2023, 6, 3),
    sections=(SectionFacts("Latar Belakang", 200, 200), SectionFacts("Adaptabilitas", 12, None)),
    letters=(AskedLetter("Surat pernyataan implementasi", is_given=True),),
    is_digital=True,
    spbe_given=True,
    category="kesehatan",
    video_url="https://contoh.id/v",
    innovator="Siti Contoh",
    innovator_nip="198001012005012001",
    contact="0812",
    taken=9,
)
REPLICA = replace(ASKED, group="replikasi", group_label="Kelompok Replikasi")


def test_an_entry_that_meets_everything_has_no_red_and_no_amber_rule():
    assert [found.passed for found in check_entry(GOOD, ASKED, {})] == [True] * 13
    assert [rule.code for rule in ENTRY_RULES] == [f"K{number}" for number in range(1, 14)]


@pytest.mark.parametrize(
    ("code", "broken", "asked", "word"),
    [
        ("K1", {"applied_on": datetime.date(2023, 6, 4)}, ASKED, "23 bulan"),
        ("K1", {"applied_on": None}, ASKED, "belum diisi"),
        ("K1", {"applied_on": datetime.date(2025, 6, 4)}, ASKED, "sesudah tanggal penutupan"),
        ("K2", {"sections": (SectionFacts("Latar Belakang", 201, 200),)}, ASKED, "201 dari 200 kata"),
        ("K2", {"sections": (SectionFacts("Latar Belakang", 0, 200),)}, ASKED, "Masih kosong"),
        ("K3", {"letters": (AskedLetter("Surat identitas", is_given=False),)}, ASKED, "Surat identitas"),
        ("K4", {"spbe_given": False}, ASKED, "SPBE"),
        ("K5", {"past_award_year": 2021}, ASKED, "2021"),
        ("K5", {"origin_innovation": "Pelangi"}, REPLICA, "instansi asal"),
        ("K5", {"origin_institution": "Kota Contoh"}, REPLICA, "inovasi asal"),
        ("K5", {}, replace(ASKED, group=""), "belum dipilih"),
        ("K7", {"category": "lain"}, ASKED, "belum dipilih"),
        ("K8", {"video_url": ""}, ASKED, "Tautan video"),
        ("K9", {"innovator": ""}, ASKED, "nama inovator"),
        ("K9", {"contact": ""}, ASKED, "telepon"),
        ("K10", {"taken": 10}, ASKED, "10 dari 10"),
        ("K11", {"twins": ("2024-0003",)}, ASKED, "2024-0003"),
    ],
)
def test_a_broken_rule_holds_the_entry_back_and_says_why(code, broken, asked, word):
    red = [found for found in check_entry(replace(GOOD, **broken), asked, {}) if found.is_red]
    assert [found.rule.code for found in red] == [code]
    assert word in red[0].text
    assert (red[0].words, red[0].state) == ("Menahan", "bad")


@pytest.mark.parametrize(
    ("code", "broken", "word"),
    [
        ("K6", {"same_title": ("KIPP 2023",)}, "KIPP 2023"),
        ("K12", {"named": ("pasien bernama Ani",)}, "Ani"),
        ("K13", {"is_public_service": False}, "bukan pelayanan publik"),
    ],
)
def test_what_the_guides_only_warn_of_holds_nothing_back(code, broken, word):
    found = next(each for each in check_entry(replace(GOOD, **broken), ASKED, {}) if each.rule.code == code)
    assert (found.passed, found.is_red, found.words) == (False, False, "Peringatan")
    assert word in found.text


def test_what_no_guide_has_told_yet_is_neither_met_nor_broken():
    unknown = check_entry(replace(GOOD, sections=()), EntryDemands(has_groups=False, names_innovator=False), {})
    told = {found.rule.code: found.passed for found in unknown}
    assert {code for code, passed in told.items() if passed is None} == {"K1", "K2", "K5", "K7", "K8", "K9", "K10"}
    assert not any(found.is_red for found in unknown)


def test_a_digital_innovation_needs_no_form_where_the_edition_asks_for_none():
    assert not any(found.is_red for found in check_entry(replace(GOOD, spbe_given=None), ASKED, {}))
    plain = replace(GOOD, is_digital=False, spbe_given=False)
    assert not any(found.is_red for found in check_entry(plain, ASKED, {}))


def test_an_innovator_without_a_number_is_amber_because_not_everybody_is_a_civil_servant():
    found = next(each for each in check_entry(replace(GOOD, innovator_nip=""), ASKED, {}) if each.rule.code == "K9")
    assert (found.passed, found.is_red) == (None, False)


def test_an_override_lets_a_broken_rule_pass_with_its_reason_and_no_other():
    young = replace(GOOD, applied_on=datetime.date(2024, 6, 3), taken=10)
    found = {each.rule.code: each for each in check_entry(young, ASKED, {"K1": "Surat kementerian", "K7": "apa saja"})}
    assert (found["K1"].is_red, found["K1"].words, found["K1"].overridden) == (
        False,
        "Dikecualikan",
        "Surat kementerian",
    )
    assert found["K10"].is_red
    assert found["K7"].overridden == ""


def test_a_rule_says_where_it_is_from_and_the_edition_may_say_it_better():
    [first, *_] = check_entry(GOOD, replace(ASKED, sources={"K1": "aturan KIPP 2021"}), {})
    assert first.source == "aturan KIPP 2021"
    assert check_entry(GOOD, ASKED, {})[0].source == "pedoman KIPP"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Seorang pasien bernama Budi datang.", ("pasien bernama Budi",)),
        ("NIK 1971010101010001 tercatat.", ("NIK 1971…",)),
        ("Para pasien dan anak merasa dilayani.", ()),
        ("Anak bernama inisial tidak ditulis.", ()),
        ("Nomor 19710101010100011 terlalu panjang.", ()),
    ],
)
def test_names_of_children_and_patients_are_found_in_a_text(text, found):
    assert protected_in(text) == found
