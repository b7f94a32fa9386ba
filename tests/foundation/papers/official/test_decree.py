"""A decree: its parts follow from one title, PDF and Word file say the same, a final one lacks nothing."""

import dataclasses
import datetime
import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from foundation.papers.official.decree import UNCONFIRMED, Annex, DecreeError, decree_pdf, written
from foundation.papers.official.decreedocx import decree_docx
from foundation.papers.official.decreefile import Citation
from foundation.papers.official.frames import PaperTable, TableColumn
from foundation.papers.official.signatures import Signatory, Standing

MAYOR = Signatory("Wali Kota Pangkalpinang", Standing.DEFINITIVE, "Prof. H.", "Budi Contoh", "Ph.D.", "", "", "")
MINUTES = "Berita Acara Rapat Penetapan Nomor 400.14.10/7/BAPPERIDA/2026 tanggal 18 November 2026"
LAW = Citation(key="uu", text="Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah", confirmed=True)


def rows(count):
    return [
        (str(n), f"Inovasi {n}", "Dinas Kesehatan", "Digital", "Pelayanan publik", "Penerapan", "2 Januari 2025")
        for n in range(1, count + 1)
    ]


@pytest.fixture
def draft():
    return written("penetapan_inovasi", year=2026, rows=rows(3), minutes=MINUTES, signatory=MAYOR)


@pytest.fixture
def final(draft):
    """The same decree with number and date, and only with what somebody confirmed."""
    return dataclasses.replace(
        draft,
        basis=[LAW],
        number="100.3.3.3/252/HK/2026",
        date=datetime.date(2026, 11, 20),
        draft=False,
    )


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def words_of_pdf(pdf):
    """All its text without blanks, and without what stands above and below the pages."""
    pages = [page.extract_text() for page in read(pdf).pages]
    bare = [re.sub(r"^(- \d+ - ?)?(KONSEP)?$", "", text, flags=re.MULTILINE) for text in pages]
    return "".join("".join(bare).split())


def words_of_docx(content):
    """All its text without blanks, in the order of the file."""
    body = Document(io.BytesIO(content)).element.body
    return "".join("".join(part.text or "" for part in body.iter(qn("w:t"))).split())


@pytest.mark.parametrize("state", ["draft", "final"])
def test_pdf_and_word_file_say_the_same(state, request):
    decree = request.getfixturevalue(state)
    said = words_of_docx(decree_docx(decree))
    assert words_of_pdf(decree_pdf(decree)) == said
    assert "bahwaberdasarkanpertimbangan" in said


def test_head_dictum_and_annex_have_one_title(draft):
    title = "PENETAPAN INOVASI DAERAH TAHUN 2026"
    assert draft.heading == (
        "KEPUTUSAN WALI KOTA PANGKALPINANG", "NOMOR 100.3.3.3/…/…/2026", "TENTANG", title,
    )  # fmt: skip
    assert draft.decisions[0] == ("Menetapkan", "", f"KEPUTUSAN WALI KOTA TENTANG {title}.")
    assert draft.annexes[0].block == (
        "LAMPIRAN", "KEPUTUSAN WALI KOTA PANGKALPINANG", "NOMOR 100.3.3.3/…/…/2026", "TANGGAL ………", "TENTANG", title,
    )  # fmt: skip


def test_grounds_have_letters_without_gaps_and_end_with_what_is_to_be_decided(draft):
    grounds = draft.reasons[:4]
    assert [(row.label, row.mark) for row in grounds] == [("Menimbang", "a."), ("", "b."), ("", "c."), ("", "d.")]
    assert all(row.text.startswith("bahwa ") and row.text.endswith(";") for row in grounds)
    assert grounds[-1].text == (
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, huruf b, dan huruf c, perlu menetapkan "
        "Keputusan Wali Kota tentang Penetapan Inovasi Daerah Tahun 2026;"
    )


@pytest.mark.parametrize(("count", "letters"), [(1, "huruf a,"), (2, "huruf a dan huruf b,")])
def test_the_last_ground_names_the_letters_there_are(draft, count, letters):
    fewer = dataclasses.replace(draft, considering=draft.considering[:count])
    assert f"sebagaimana dimaksud dalam {letters} perlu" in fewer.reasons[count].text


def test_citations_end_the_list_with_a_full_stop_and_are_numbered_where_there_are_several(draft):
    basis = draft.reasons[4:9]
    assert [(row.label, row.mark) for row in basis] == [
        ("Mengingat", "1."), ("", "2."), ("", "3."), ("", "4."), ("", "5."),
    ]  # fmt: skip
    assert [row.text[-1] for row in basis] == [";", ";", ";", ";", "."]
    assert draft.reasons[9] == ("Memperhatikan", "", f"{MINUTES}.")


def test_the_founding_law_stands_in_its_place_and_asks_to_be_confirmed(draft):
    assert [one.key for one in draft.basis] == [
        "uu_27_2000", "uu_23_2014", "uu_kota_2024", "pp_38_2017", "permendagri_104_2018",
    ]  # fmt: skip
    marked = [row.text for row in draft.reasons if UNCONFIRMED in row.text]
    assert len(marked) == 1
    assert marked[0].startswith("Undang-Undang Nomor … Tahun 2024 tentang Kota Pangkalpinang")


def test_a_decree_never_shows_degrees_nor_a_nip(final):
    acting = dataclasses.replace(MAYOR, status=Standing.PJ, nip="197802112006041009", rank="Pembina", grade="IV/a")
    for signatory in (MAYOR, acting):
        text = words_of_pdf(decree_pdf(dataclasses.replace(final, signatory=signatory)))
        assert "BUDICONTOH" in text
        assert not [mark for mark in ("Prof", "Ph.D", "NIP", "Pembina") if mark in text]


def test_a_final_decree_is_refused_with_all_it_lacks(draft):
    lacking = dataclasses.replace(draft, draft=False)
    assert lacking.faults() == [
        "Nomor keputusan belum diisi.",
        "Tanggal keputusan belum diisi.",
        "Dasar hukum “Undang-Undang Nomor … Tahun 2024 tentang Kota Pangkalpinang di Provinsi Kepulauan Bangka "
        "Belitung” belum dipastikan: nomor undang-undang serta lembaran negaranya.",
    ]
    for paper in (decree_pdf, decree_docx):
        with pytest.raises(DecreeError, match=r"Nomor keputusan belum diisi\. Tanggal keputusan"):
            paper(lacking)


def test_a_number_that_does_not_fit_is_told(final):
    assert dataclasses.replace(final, number="SK/1").faults() == [
        "Nomor “SK/1” tidak sesuai pola nomor. Tulis seperti 100.3.3.3/12/BAPPERIDA/2026."
    ]


def test_a_draft_says_so_above_every_page_and_never_that_it_is_signed(draft, final):
    for page in read(decree_pdf(dataclasses.replace(draft, electronic=True))).pages:
        assert "KONSEP" in page.extract_text()
        assert "ditandatangani secara elektronik" not in page.extract_text()
    for page in read(decree_pdf(dataclasses.replace(final, electronic=True))).pages:
        assert "KONSEP" not in page.extract_text()
        assert "ditandatangani secara elektronik" in page.extract_text()
    assert "elektronik" not in words_of_pdf(decree_pdf(final))


def test_pages_are_counted_from_the_second_on(draft):
    pages = [page.extract_text() for page in read(decree_pdf(draft)).pages]
    assert "- 1 -" not in pages[0]
    assert all(f"- {number} -" in text for number, text in enumerate(pages[1:], 2))


def test_the_place_of_a_signature_is_known_by_its_name(final):
    assert {"ttd-1", "lampiran-1-1"} <= set(read(decree_pdf(final)).named_destinations)


def test_a_wide_annex_lies_across_with_its_header_on_every_page(draft):
    pdf = read(
        decree_pdf(
            dataclasses.replace(
                draft,
                lists=[dataclasses.replace(draft.lists[0], table=PaperTable(draft.lists[0].table.columns, rows(40)))],
            )
        )
    )
    annex = [page for page in pdf.pages if page.mediabox.width > page.mediabox.height]
    assert len(annex) >= 3
    assert [page.extract_text().count("Nama Inovasi") for page in annex] == [1] * len(annex)
    assert "LAMPIRAN" in annex[0].extract_text()
    assert "BUDI CONTOH" in annex[-1].extract_text()
    assert "Inovasi 40" in annex[-1].extract_text()


def test_annexes_have_roman_numbers_where_there_are_several(draft):
    table = PaperTable((TableColumn("Nama", 100),), [("Satu",)])
    several = dataclasses.replace(draft, lists=[Annex("Daftar", table), Annex("Daftar Lain", table)])
    assert [annex.block[0] for annex in several.annexes] == ["LAMPIRAN I", "LAMPIRAN II"]
    assert words_of_pdf(decree_pdf(several)) == words_of_docx(decree_docx(several))


@pytest.mark.parametrize("more", [0, 1, 2, 21, 24])
def test_a_signature_has_two_lines_of_the_body_before_it(draft, more):
    """With so many dictums more the page ends just before the signature, or within it."""
    long = dataclasses.replace(draft, dictums=[*draft.dictums, *["Baris penambah panjang naskah ini."] * more])
    pages = [page.extract_text() for page in read(decree_pdf(long)).pages]
    page = next(text for text in pages if "Ditetapkan di" in text)
    before = re.sub(r"^(- \d+ - ?)?(KONSEP)?$", "", page.partition("Ditetapkan")[0], flags=re.MULTILINE)
    assert len(before.split("\n")) > 2
    assert "BUDI CONTOH" in page


def test_the_word_file_has_its_typeface_in_all_slots_and_real_tables(draft):
    paper = Document(io.BytesIO(decree_docx(draft)))
    fonts = paper.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Bookman Old Style"}
    reasons, _, _, annex, _ = paper.tables
    assert [cell.text for cell in reasons.rows[0].cells[:3]] == ["Menimbang", ":", "a."]
    assert annex.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in annex.rows[1].cells] == list(rows(1)[0])
    upright, across = paper.sections
    assert (upright.page_width.mm, upright.left_margin.mm) == (pytest.approx(210, abs=0.1), pytest.approx(30, abs=0.1))
    assert across.page_width > across.page_height


def test_equal_decrees_give_equal_pdfs(draft):
    assert decree_pdf(draft) == decree_pdf(draft)


def test_a_row_of_another_length_is_an_error(draft):
    short = written("penetapan_inovasi", year=2026, rows=[("1", "Inovasi")], minutes=MINUTES, signatory=MAYOR)
    with pytest.raises(ValueError, match="shorter"):
        decree_pdf(short)
