"""The summary for the public: what is refused of it, what a draft is made of; the words are those of the real guide."""

import pytest
import yaml
from django.conf import settings

from proposals.core.guide.brief import BriefRule, at_least, draft, refusal, sentences

FILE = settings.FIXTURE_DIR / "form_guide_2026.yaml"


@pytest.fixture(scope="module")
def rule() -> BriefRule:
    fields = yaml.safe_load(FILE.read_text())["profile"]["fields"]
    return BriefRule.model_validate(next(field["brief"] for field in fields if "brief" in field))


@pytest.mark.parametrize(
    "summary",
    [
        "Undang-Undang Nomor 23 Tahun 2014 mengatur pemerintahan daerah.",
        "Berdasarkan Undang-Undang Nomor 23 Tahun 2014, kami membuka loket.",
        "Sesuai dengan Peraturan Daerah Nomor 3, loket dibuka malam hari.",
        "Dalam rangka melaksanakan Permendagri 104 Tahun 2018, loket dibuka.",
        "“UU 25/2009” menjadi pijakan kami.",
        "Warga mencetak KTP di kelurahan. Berdasarkan Perwali 5 Tahun 2020 loket dibuka.",
        "Undang-undangnya lama, loketnya baru.",
    ],
)
def test_a_sentence_that_opens_with_the_law_is_refused(rule: BriefRule, summary: str) -> None:
    assert "dibuka dengan aturan (“" in refusal(rule, summary)


@pytest.mark.parametrize(
    "summary",
    [
        "",
        "Warga mencari peraturan daerah dari ponsel tanpa datang ke kantor.",
        "Berdasarkan survei 2025, antrean turun dari 120 menjadi 35 menit.",
        "Loket malam melayani pedagang pasar. Antrean turun menjadi 35 menit.",
        "Dengan satu ketukan, pegawai pasar menemukan perjanjian sewa dan seluruh peraturan daerah yang berlaku.",
        "Permainan tradisional menggantikan gawai pada jam istirahat.",
    ],
)
def test_any_other_summary_is_not(rule: BriefRule, summary: str) -> None:
    assert refusal(rule, summary) == ""


def test_too_many_sentences_or_words_are_refused_with_their_number(rule: BriefRule) -> None:
    assert refusal(rule, "Satu kata. Dua kata. Tiga kata.").startswith("Ringkasan ini berisi 3 kalimat")
    assert refusal(rule, "kata " * 51).startswith("Ringkasan ini berisi 51 kata")


def test_the_refusal_names_what_it_found(rule: BriefRule) -> None:
    assert "(“Berdasarkan Undang-Undang”)" in refusal(rule, "Berdasarkan Undang-Undang Nomor 23, loket dibuka.")


def test_short_forms_end_no_sentence() -> None:
    assert sentences("Loket di Jl. Merdeka No. 5 dibuka. Warga senang!") == [
        "Loket di Jl. Merdeka No. 5 dibuka.",
        "Warga senang!",
    ]


def test_the_draft_takes_one_sentence_of_each_text_and_those_with_figures_first(rule: BriefRule) -> None:
    texts = {
        "permasalahan": "Warga menunggu terlalu lama di loket.",
        "hasil": "Warga lebih puas dengan layanan. Antrean turun dari 120 menjadi 35 menit.",
        "tujuan": "Berdasarkan UU 25/2009 layanan harus cepat.\n1. Memudahkan pedagang mengurus KTP pada malam hari.",
    }
    assert draft(rule, texts) == (
        "Memudahkan pedagang mengurus KTP pada malam hari. Antrean turun dari 120 menjadi 35 menit."
    )


def test_the_draft_keeps_to_its_own_rule_and_never_speaks_of_a_law(rule: BriefRule) -> None:
    texts = {
        "tujuan": "Berdasarkan survei, layanan dipercepat. " + "kata " * 60 + "akhir.",
        "hasil": "Hasil: | 1 | 2\nPetugas melaksanakan Peraturan Pemerintah Nomor 38 Tahun 2017 setiap hari.",
    }
    assert draft(rule, texts) == ""
    assert draft(rule, {}) == ""


def test_where_no_whole_sentence_fits_the_first_is_cut_after_a_word(rule: BriefRule) -> None:
    said = at_least(rule, {"tujuan": "kata " * 60})
    assert said == f"{'kata ' * 50}".strip() + "…"
    assert at_least(rule, {"tujuan": "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah."}) == ""
