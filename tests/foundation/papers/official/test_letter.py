"""Official letters: order and places of their parts, dots on drafts, many addressees on a list, emblem and sheet."""

import base64
import dataclasses
import datetime
import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from foundation.papers.official.frames import BodyPart, Frame, PaperTable, TableColumn
from foundation.papers.official.heads import Head, head_of_region, office_head, secretariat_head
from foundation.papers.official.letter import LetterAnnex, OfficialLetter, letter_pdf
from foundation.papers.official.letterdocx import letter_docx, titled_docx
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, Standing, signature_lines
from foundation.papers.official.titled import TitledPaper, titled_pdf
from foundation.papers.rendering import render_pdf
from tests.pdfs import pages_of

HEAD_OF_OFFICE = Signatory(
    "Kepala Badan Contoh", Standing.PLT, "Dr.", "Budi Santoso", "M.Si.", "197802112006041009", "Pembina", "IV/a"
)
SECRETARY = dataclasses.replace(
    HEAD_OF_OFFICE, office="Sekretaris Daerah", status=Standing.DEFINITIVE, on_behalf_of="Wali Kota Pangkalpinang"
)
SCORES = PaperTable(
    [TableColumn("No.", 10, figures=True), TableColumn("Kriteria", 70), TableColumn("Nilai", 20, figures=True)],
    [("1", "Kebaruan", "83,25"), ("2", "Manfaat", "26,98")],
)
DRAFT = OfficialLetter(
    head=office_head(),
    year=2026,
    subject="Hasil penilaian inovasi daerah",
    to=["Kepala Dinas Kesehatan Kota Pangkalpinang"],
    blocks=[
        BodyPart("Bersama ini kami sampaikan hasil penilaian."),
        BodyPart(facts=[("Nama inovasi", "Sehat Bersama")]),
        BodyPart(table=SCORES),
        BodyPart(items=["Lengkapi bukti.", "Tulis manfaatnya."]),
    ],
    signatory=HEAD_OF_OFFICE,
    copies=["Wali Kota Pangkalpinang", "Sekretaris Daerah Kota Pangkalpinang"],
)
FINAL = dataclasses.replace(
    DRAFT, number="400.14.10/12/BAPPERIDA/2026", date=datetime.date(2026, 11, 18), draft=False, attached="Satu berkas"
)


def pages(letter):
    return pages_of(letter_pdf(letter))


def test_the_parts_stand_in_their_order():
    assert pages(FINAL) == [
        "PEMERINTAH KOTA PANGKALPINANG BADAN PERENCANAAN PEMBANGUNAN, RISET DAN INOVASI DAERAH "
        "Laman bapperida.pangkalpinangkota.go.id "
        "Nomor : 400.14.10/12/BAPPERIDA/2026 Pangkalpinang, 18 November 2026 "
        "Sifat : Biasa Lampiran : Satu berkas Hal : Hasil penilaian inovasi daerah "
        "Yth. Kepala Dinas Kesehatan Kota Pangkalpinang di Pangkalpinang "
        "Bersama ini kami sampaikan hasil penilaian. Nama inovasi : Sehat Bersama "
        "No. Kriteria Nilai 1 Kebaruan 83,25 2 Manfaat 26,98 "
        "1. Lengkapi bukti. 2. Tulis manfaatnya. "
        "Plt. KEPALA BADAN CONTOH, Dr. Budi Santoso, M.Si. Pembina (IV/a) NIP 19780211 200604 1 009 "
        "Tembusan: 1. Wali Kota Pangkalpinang 2. Sekretaris Daerah Kota Pangkalpinang"
    ]


def words_of(content):
    """All its text without blanks, and without what stands above its pages."""
    if content.startswith(b"PK"):
        parts = Document(io.BytesIO(content)).element.body.iter(qn("w:t"))
        return "".join("".join(part.text or "" for part in parts).split())
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return "".join("".join(re.sub(r"^(- \d+ - ?)?(KONSEP)?$", "", text, flags=re.MULTILINE) for text in texts).split())


MANY = dataclasses.replace(FINAL, to=[f"Kepala Dinas {letter}" for letter in "ABCDE"])
THREE = dataclasses.replace(FINAL, to=MANY.to[:3], head=secretariat_head(), signatory=SECRETARY)
FROM_THE_MAYOR = dataclasses.replace(DRAFT, head=head_of_region(), copies=[])


@pytest.mark.parametrize("letter", [DRAFT, FINAL, MANY, THREE, FROM_THE_MAYOR])
def test_pdf_and_word_file_of_a_letter_say_the_same(letter):
    assert words_of(letter_pdf(letter)) == words_of(letter_docx(letter))


def test_pdf_and_word_file_of_a_paper_with_a_title_say_the_same():
    signs = [
        PlacedSignature(signature_lines(SECRETARY, Family.LETTER), ("Menyetujui,",)),
        PlacedSignature(signature_lines(HEAD_OF_OFFICE, Family.LETTER), ("Pangkalpinang, 18 November 2026",)),
    ]
    heading = ["BERITA ACARA", "RAPAT PENETAPAN", "NOMOR …/…/…/2026"]
    paper = TitledPaper(office_head(), heading, DRAFT.blocks, signs, "berita_acara", draft=True)
    said = words_of(titled_pdf(paper))
    assert said == words_of(titled_docx(paper))
    assert "BERITAACARARAPATPENETAPANNOMOR…/…/…/2026Bersamaini" in said
    assert said.index("Dr.BudiSantoso") > said.index("Plt.KEPALABADANCONTOH,")


def test_a_draft_has_dots_for_number_and_date_and_says_that_it_is_one():
    (text,) = pages(DRAFT)
    assert "Nomor : …/…/…/2026 Pangkalpinang, ………" in text
    assert "KONSEP" in text


def test_the_secretary_signs_for_the_head_of_the_region_under_the_secretariats_head():
    (text,) = pages(dataclasses.replace(FINAL, head=secretariat_head(), signatory=SECRETARY))
    assert text.startswith("PEMERINTAH KOTA PANGKALPINANG SEKRETARIAT DAERAH Nomor")
    assert "a.n. WALI KOTA PANGKALPINANG SEKRETARIS DAERAH, Dr. Budi Santoso, M.Si. Tembusan" in text


def test_four_addressees_are_numbered_and_more_become_a_list_behind_the_letter():
    offices = [f"Kepala Dinas {letter}" for letter in "ABCDE"]
    (four,) = pages(dataclasses.replace(FINAL, to=offices[:4]))
    assert "Yth. 1. Kepala Dinas A 2. Kepala Dinas B 3. Kepala Dinas C 4. Kepala Dinas D di Pangkalpinang" in four
    letter, listed = pages(dataclasses.replace(FINAL, to=offices))
    assert "Yth. (daftar terlampir) di" in letter
    assert listed == (
        "Lampiran Surat Plt. Kepala Badan Contoh Nomor 400.14.10/12/BAPPERIDA/2026 Tanggal 18 November 2026 "
        "DAFTAR PENERIMA SURAT 1. Kepala Dinas A 2. Kepala Dinas B 3. Kepala Dinas C 4. Kepala Dinas D "
        "5. Kepala Dinas E Plt. KEPALA BADAN CONTOH, Dr. Budi Santoso, M.Si. Pembina (IV/a) NIP 19780211 200604 1 009 "
        "- 2 -"
    )


def test_what_is_appended_starts_on_a_page_of_its_own():
    appended = dataclasses.replace(FINAL, appended=[LetterAnnex("NILAI MENURUT KRITERIA", [BodyPart(table=SCORES)])])
    _, annex = pages(appended)
    assert "NILAI MENURUT KRITERIA No. Kriteria Nilai 1 Kebaruan 83,25" in annex


def test_the_longest_date_stays_beside_the_number_and_within_the_margin():
    letter = dataclasses.replace(FINAL, date=datetime.date(2026, 9, 28), subject="Hasil penilaian " * 8)
    with PdfDocument(letter_pdf(letter)) as document:
        page = document[0]
        words = page.get_textpage()
        start, count = words.search("28 September 2026").get_next()
        boxes = [words.get_charbox(start + place) for place in range(count)]
        number, _ = words.search("BAPPERIDA/2026").get_next()
        assert boxes[-1][2] < page.get_width() - 20 / 25.4 * 72 + 1
        assert boxes[0][1] == pytest.approx(words.get_charbox(number)[1], abs=1)


@pytest.fixture
def emblem():
    drawn = io.BytesIO()
    Image.new("RGB", (20, 30), "gold").save(drawn, "PNG")
    return f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}"


@pytest.mark.parametrize("of_region", [True, False])
def test_an_emblem_has_words_for_those_who_cannot_see_it(emblem, of_region):
    head = Head(["WALI KOTA CONTOH"], emblem=emblem, of_region=of_region)
    content = letter_pdf(dataclasses.replace(FINAL, head=head))
    page = PdfReader(io.BytesIO(content)).pages[0]
    assert len(page.images) == 1
    assert page.extract_text().startswith("WALI KOTA CONTOH")


def test_the_head_of_the_region_never_has_the_citys_coat_of_arms():
    assert head_of_region().emblem == ""
    assert list(head_of_region().lines) == ["WALI KOTA PANGKALPINANG"]


def test_a_sheet_of_the_citys_f4():
    framed = Frame(215, 330, is_decree=False, draft=True)
    content = render_pdf("papers/official/letter.html", {"frame": framed, "letter": DRAFT})
    box = PdfReader(io.BytesIO(content)).pages[0].mediabox
    assert (float(box.width) * 25.4 / 72, float(box.height) * 25.4 / 72) == pytest.approx((215, 330), abs=0.1)


def test_a_letter_is_tagged_and_named_after_its_subject():
    pdf = PdfReader(io.BytesIO(letter_pdf(FINAL)))
    assert pdf.metadata.title == "Hasil penilaian inovasi daerah"
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
