"""What is no readable document is refused with a sentence that says what to do, and nothing of it stays."""

import io
import zipfile

import pytest
from django.test import Client
from pypdf import PdfWriter
from pytest_django.fixtures import Settings

from proposals.bringing import services
from proposals.bringing.models import BroughtDocument
from proposals.bringing.reading import BROKEN, EMPTY, MOST_PAGES, SCANNED, TOO_LONG
from proposals.filechecks import office
from proposals.filechecks import pdf as pdfcheck
from tests.proposals.bringing.conftest import PROPOSAL, pdf, sent, word

pytestmark = pytest.mark.django_db


def blank(pages: int = 1, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr(name, content)
    return out.getvalue()


def without_body() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "bukan XML")
    return out.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
CASES = {
    "scan": (blank(), "pindaian.pdf", SCANNED),
    "empty": (word("Halo"), "kosong.docx", EMPTY),
    "long": (blank(MOST_PAGES + 1), "buku.pdf", TOO_LONG),
    "password": (blank(password="rahasia"), "kunci.pdf", pdfcheck.LOCKED),
    "cut": (blank()[:80], "putus.pdf", pdfcheck.BROKEN),
    "cut_word": (PROPOSAL[:2_000], "putus.docx", office.BROKEN),
    "no_body": (without_body(), "rusak.docx", BROKEN),
    "macro": (with_part(PROPOSAL, "word/vbaProject.bin", b"x"), "makro.docx", office.MACRO),
    "macro_name": (PROPOSAL, "makro.docm", office.MACRO),
    "old": (OLD, "lama.doc", services.OLD_WORD),
    "locked_word": (OLD + "EncryptedPackage".encode("utf-16-le"), "kunci.docx", office.LOCKED),
    "huge": (bytes(services.MOST_BYTES + 1), "besar.pdf", services.TOO_LARGE),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "foto.png", services.NO_DOCUMENT),
}


@pytest.mark.parametrize("case", CASES)
def test_a_document_that_cannot_be_read_is_refused_with_a_sentence(desk: Client, case: str) -> None:
    data, name, sentence = CASES[case]
    answer = sent(desk, data, name)
    assert answer.status_code == 400
    errors = " ".join(answer.context["form"].errors["file"])
    assert sentence in errors
    assert BroughtDocument.objects.count() == 0


def test_a_scanner_that_does_not_answer_lets_nothing_through(desk: Client, settings: Settings) -> None:
    settings.SCANNER_URL = "unix:///tidak/ada/clamd.ctl"
    answer = sent(desk, PROPOSAL)
    assert answer.context["form"].errors["file"] == [services.UNSCANNED]


def test_a_pdf_is_read_like_a_word_document(desk: Client) -> None:
    long = "Warga yang datang ke loket kami harus menunggu lama sekali karena semua berkas ditulis tangan. " * 4
    data = pdf(f"""<h1>Profil Inovasi</h1>
        <p>1.1. Nama Inovasi</p><p>Loket Ramah</p>
        <table><tr><td>Tahapan</td><td>: Penerapan</td></tr></table>
        <p>Waktu uji coba 12 Maret 2024</p>
        <h2>BAB II LATAR BELAKANG</h2><p>{long}</p><p>Tahun ini 40 warga.</p>
        <h2>C. Cara kerja</h2><ul><li>Nomor diambil.</li><li>Warga dipanggil.</li></ul>""")
    sent(desk, data, "profil.pdf")
    document = BroughtDocument.objects.get()
    assert document.fields == {"title": "Loket Ramah", "stage": "Penerapan", "trial_date": "12 Maret 2024"}
    assert document.texts["permasalahan"].splitlines() == [long.strip(), "Tahun ini 40 warga."]
    assert "Nomor diambil." in document.texts["metode"]


def test_a_table_of_a_pdf_and_its_running_heads(desk: Client) -> None:
    page = "<p>Loket Ramah · Dinas A</p><div style='height: 20cm'>{}</div><p>Usulan tanpa nomor · Halaman {} dari 2</p>"
    first = """<p>Nama inovasi Loket Ramah Setiap Hari</p><p>Nama inisiator Tim Loket</p>
        <h2>Latar belakang</h2><p>Nama inovasi ini dipilih warga karena mudah diingat.</p>"""
    data = pdf(
        "<hr style='page-break-after: always'>".join([page.format(first, 1), page.format("<p>Lanjutan.</p>", 2)])
    )
    sent(desk, data, "cetakan.pdf")
    document = BroughtDocument.objects.get()
    assert document.fields == {"title": "Loket Ramah Setiap Hari", "initiator_name": "Tim Loket"}
    assert document.texts["permasalahan"].split() == [
        "Nama",
        "inovasi",
        "ini",
        "dipilih",
        "warga",
        "karena",
        "mudah",
        "diingat.",
        "Lanjutan.",
    ]
    assert document.rest == []


def test_what_papers_print_for_nothing_is_not_offered(desk: Client) -> None:
    sent(desk, word("Nama Inovasi: Loket Ramah", "Latar belakang", "Belum ditulis.", "Cara kerja", "Nomor diambil."))
    page = desk.get(BroughtDocument.objects.get().get_absolute_url())
    assert [each.section.key for each in page.context["offer"].texts] == ["metode"]
