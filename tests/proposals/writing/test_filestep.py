"""The step of evidence: several files at once, reasons of refusals, previews, twins, and waiting for the scanner."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from agencies.core.models import Notification, User
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.models import Proposal
from proposals.evidence.tasks import scan_attachment
from proposals.filechecks.scanning import ScannerSilentError
from proposals.writing.services import create
from tests.proposals.filechecks.test_scanner import EICAR, Serve, answer_like_clamd, serve

__all__ = ["serve"]
pytestmark = pytest.mark.django_db
Scan = Attachment.Scan


@pytest.fixture(autouse=True)
def _own_storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def picture(name: str = "foto.png", colour: str = "red") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (800, 400), colour).save(target, "PNG")
    return SimpleUploadedFile(name, target.getvalue())


def paper(name: str = "surat.pdf", pages: int = 2, extra: bytes = b"") -> SimpleUploadedFile:
    writer, target = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    content = DecodedStreamObject()
    content.set_data(extra)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)
    writer.write(target)
    return SimpleUploadedFile(name, target.getvalue())


def opens(client: Client, file: Attachment) -> bool:
    answer = client.get(file.get_absolute_url())
    return answer.status_code == 200 and bool(answer.getvalue())


def address(proposal: Proposal) -> str:
    return reverse("proposals:edit", args=[proposal.pk, "lampiran"])


def test_several_files_at_once_the_good_ones_stay_the_bad_ones_say_why(desk: Client, proposal: Proposal) -> None:
    bad = SimpleUploadedFile("laporan.png", b"MZ\x90 program")
    empty = SimpleUploadedFile("kosong.png", b"")

    page = desk.post(
        address(proposal), {"kind": "foto", "file": [picture("a.png"), bad, empty, picture("b.png", "blue")]}
    )

    assert page.status_code == 400
    assert [file.name for file in proposal.attachments.all()] == ["a.png", "b.png"]
    assert "laporan.png: " in page.content.decode()
    assert "kosong.png: " in page.content.decode()


def test_the_script_is_answered_in_json(desk: Client, proposal: Proposal) -> None:
    headers = {"accept": "application/json"}
    good = desk.post(address(proposal), {"kind": "surat", "file": paper()}, headers=headers)
    bad = desk.post(
        address(proposal), {"kind": "surat", "file": SimpleUploadedFile("a.pdf", b"%PDF-")}, headers=headers
    )

    assert (good.status_code, good.json()) == (200, {"saved": ["surat.pdf"], "refused": []})
    assert bad.status_code == 400
    assert bad.json()["refused"][0].startswith("a.pdf: ")


def test_pages_of_a_pdf_are_counted_and_one_file_kinds_are_replaced(desk: Client, proposal: Proposal) -> None:
    desk.post(address(proposal), {"kind": "surat", "file": paper("lama.pdf", 3)})
    desk.post(address(proposal), {"kind": "surat", "file": paper("baru.pdf", 2)})

    (file,) = proposal.attachments.all()
    assert (file.name, file.pages) == ("baru.pdf", 2)


def test_one_of_several_is_replaced_and_the_others_stay(desk: Client, proposal: Proposal) -> None:
    desk.post(address(proposal), {"kind": "foto", "file": [picture("a.png"), picture("b.png", "blue")]})
    first = proposal.attachments.get(name="a.png")

    desk.post(address(proposal), {"kind": "foto", "file": picture("c.png", "green"), "ganti": str(first.pk)})

    assert {file.name for file in proposal.attachments.all()} == {"b.png", "c.png"}


def test_photos_of_a_signed_letter_become_its_one_pdf(desk: Client, proposal: Proposal) -> None:
    """Before, the letter was refused unless somebody had made a PDF of it."""
    photos = [picture("halaman 1.png"), picture("halaman 2.png", "blue")]

    AttachmentKind.objects.filter(key="surat").update(types=["pdf"])

    desk.post(address(proposal), {"kind": "surat", "file": photos})

    (letter,) = proposal.attachments.all()
    assert (letter.name, letter.content_type, letter.pages) == ("halaman 1.pdf", "application/pdf", 2)
    page = desk.get(address(proposal)).content.decode()
    assert "Foto semua halamannya dan pilih sekaligus" in page
    assert 'accept=".pdf,image/*,.heic,.heif"' in page


def test_a_second_file_where_one_is_taken_is_told(desk: Client, proposal: Proposal) -> None:
    """Before, it fell away without a word where the script did not run."""
    page = desk.post(address(proposal), {"kind": "surat", "file": [paper("a.pdf"), paper("b.pdf", 3)]})

    assert [file.name for file in proposal.attachments.all()] == ["a.pdf"]
    assert page.status_code == 400
    assert "b.pdf: Tidak diunggah, karena jenis ini hanya menerima satu berkas." in page.content.decode()


def test_limits_and_sizes_are_told_in_one_unit(desk: Client, proposal: Proposal) -> None:
    """Before, a file just below 2 MB on the page was refused as larger than "2,1 MB"."""
    kind = proposal.period.guide.attachment_kinds.get(key="surat")
    kept = paper("pas.pdf", extra=b"%" + b"x" * (kind.max_bytes - 3000))
    assert kept.size <= kind.max_bytes
    desk.post(address(proposal), {"kind": "surat", "file": kept})
    page = desk.post(address(proposal), {"kind": "surat", "file": paper("lebih.pdf", extra=b"x" * kind.max_bytes)})

    said = page.content.decode()
    assert f"paling besar {kind.max_mb} MB." in said
    assert f"lebih besar dari {kind.max_mb} MB." in said
    assert f"{kind.max_mb} MB, 2 halaman" in said


@pytest.mark.parametrize("replaced", ["0", "abc", "²", "99999999999999999999"])
def test_nonsense_about_what_to_replace_replaces_nothing(desk: Client, proposal: Proposal, replaced: str) -> None:
    desk.post(address(proposal), {"kind": "foto", "file": picture("a.png")})
    desk.post(address(proposal), {"kind": "foto", "file": picture("b.png", "blue"), "ganti": replaced})

    assert {file.name for file in proposal.attachments.all()} == {"a.png", "b.png"}


def test_the_same_file_elsewhere_is_pointed_out_only_to_those_who_may_read_that_proposal(
    desk: Client, proposal: Proposal, owner: User, stranger: User
) -> None:
    own = create(proposal.period, by=owner, title="Usulan Lain Kami")
    hidden = create(proposal.period, by=stranger, title="Rahasia Dinas B")
    desk.post(address(own), {"kind": "surat", "file": paper()})
    desk.post(address(proposal), {"kind": "surat", "file": paper()})
    desk.force_login(stranger)
    desk.post(address(hidden), {"kind": "surat", "file": paper()})

    desk.force_login(owner)
    page = desk.get(address(proposal)).content.decode()

    assert "Usulan Lain Kami" in page
    assert "Rahasia Dinas B" not in page
    assert proposal.attachments.get().sha256 == hidden.attachments.get().sha256


def test_a_file_waits_for_the_scanner_and_others_wait_with_it(
    desk: Client, proposal: Proposal, coordinator: User, settings: Settings, serve: Serve
) -> None:
    settings.SCANNER_URL = serve(answer_like_clamd)
    desk.post(address(proposal), {"kind": "foto", "file": picture()})
    file = proposal.attachments.get()
    assert file.scan == Scan.PENDING
    assert opens(desk, file)

    Proposal.objects.filter(pk=proposal.pk).update(number="PGK-2026-0001", submitted_at=proposal.created_at)
    Proposal.objects.filter(pk=proposal.pk).update(status="submitted")
    desk.force_login(coordinator)
    assert not opens(desk, file)

    scan_attachment(file.pk)

    file.refresh_from_db()
    assert file.scan == Scan.CLEAN
    assert opens(desk, file)


def test_an_infected_file_opens_for_nobody_and_the_agency_is_told(
    desk: Client, proposal: Proposal, owner: User, settings: Settings, serve: Serve
) -> None:
    settings.SCANNER_URL = serve(answer_like_clamd)
    desk.post(address(proposal), {"kind": "surat", "file": paper(extra=EICAR)})
    file = proposal.attachments.get()

    scan_attachment(file.pk)

    file.refresh_from_db()
    assert file.scan == Scan.INFECTED
    assert not opens(desk, file)
    assert "virus" in Notification.objects.get(user=owner).text


def test_a_silent_scanner_leaves_the_file_waiting(
    desk: Client, proposal: Proposal, settings: Settings, tmp_path: Path
) -> None:
    settings.SCANNER_URL = f"unix://{tmp_path}/nobody"
    desk.post(address(proposal), {"kind": "foto", "file": picture()})
    file = proposal.attachments.get()

    with pytest.raises(ScannerSilentError):
        scan_attachment(file.pk)

    file.refresh_from_db()
    assert file.scan == Scan.PENDING


def test_without_a_scanner_the_page_says_not_scanned(desk: Client, proposal: Proposal) -> None:
    desk.post(address(proposal), {"kind": "foto", "file": picture()})

    assert "belum dipindai" in desk.get(address(proposal)).content.decode()


@pytest.mark.parametrize("files", [1, 6])
def test_the_page_costs_the_same_queries_for_one_file_and_for_many(
    desk: Client, proposal: Proposal, files: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    colours = ["red", "blue", "green", "black", "white", "grey"]
    for colour in colours[:files]:
        desk.post(address(proposal), {"kind": "foto", "file": picture(f"{colour}.png", colour)})
    desk.get(address(proposal))

    with django_assert_num_queries(14):
        desk.get(address(proposal))


def test_what_must_be_there_comes_first_and_alone_stands_open(desk: Client, proposal: Proposal) -> None:
    AttachmentKind.objects.filter(key="surat").update(required=AttachmentKind.Required.NEVER)
    AttachmentKind.objects.filter(key="foto").update(required=AttachmentKind.Required.ALWAYS)
    page = reverse("proposals:edit", args=[proposal.pk, "lampiran"])

    def kinds(address: str) -> list[tuple[str, str]]:
        return re.findall(r'id="jenis-(\w+)"( open)?', desk.get(address).content.decode())

    assert kinds(page) == [("foto", " open"), ("surat", "")]
    answer = desk.post(page, {"kind": "foto", "file": picture()})
    assert answer.headers["Location"] == f"{page}?buka=foto#jenis-foto"
    # What was just worked on stays open; later it is folded, and says how much it holds.
    assert kinds(f"{page}?buka=foto") == [("foto", " open"), ("surat", "")]
    assert kinds(page) == [("foto", ""), ("surat", "")]
    assert "(1 berkas)" in desk.get(page).content.decode()
