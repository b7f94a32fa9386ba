"""The letters to be signed: filled from the proposal, dots where it is silent, as PDF and as DOCX, only for readers."""

import datetime
import io

import pytest
from django.core.management import call_command
from docx import Document
from pypdf import PdfReader

from agencies.core.kinds import AgencyKind, Ownership
from proposals.core.guide.models import AttachmentKind
from proposals.papers.letters import letter_docx, letter_for, letter_keys, letter_pdf
from proposals.sent.shown import as_written
from tests import makers
from tests.pdfs import text_of

DAY = datetime.date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def docx_text(content: bytes) -> str:
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


@pytest.fixture
def proposal():
    return makers.make_proposal(
        makers.make_agency("dinkes", official_name="Dinas Kesehatan Contoh"),
        "submitted",
        title="Pelangi {title} & <b>Kawan</b>",
        stage="penerapan",
        applied_date=datetime.date(2025, 2, 1),
    )


def test_every_letter_is_a_kind_of_file_of_the_city_form(reference_guide):
    kinds = set(AttachmentKind.objects.values_list("key", flat=True))
    assert set(letter_keys()) <= kinds
    assert letter_keys() == ["surat_pengantar", "pernyataan_implementasi", "identitas", "kesediaan_replikasi"]


@pytest.fixture
def reference_guide():
    call_command("load_reference", verbosity=0)


@pytest.mark.parametrize("key", letter_keys())
@pytest.mark.parametrize(("write", "read"), [(letter_pdf, text_of), (letter_docx, docx_text)])
def test_letter_names_innovation_agency_and_signer(proposal, key, write, read):
    text = read(write(letter_for(as_written(proposal), key, DAY)))
    assert "Pelangi{title}&<b>Kawan</b>" in text.replace(" ", "")  # a line may end anywhere in it
    assert "DINAS KESEHATAN CONTOH" in text
    assert "KEPALA DINAS KESEHATAN CONTOH," in text
    assert "NIP" in text


@pytest.mark.parametrize(("write", "read"), [(letter_pdf, text_of), (letter_docx, docx_text)])
def test_date_is_filled_in_or_left_as_dots(proposal, write, read):
    assert "1 Februari 2025" in read(write(letter_for(as_written(proposal), "pernyataan_implementasi", DAY)))
    proposal.applied_date = None
    assert "Mulai diterapkan" in read(write(letter_for(as_written(proposal), "pernyataan_implementasi", DAY)))
    facts = [
        row for block in letter_for(as_written(proposal), "pernyataan_implementasi", DAY).blocks for row in block.facts
    ]
    assert dict(facts)["Mulai diterapkan"] == "." * 40


@pytest.mark.parametrize(
    ("ownership", "head"),
    [
        (Ownership.NEGERI, ["PEMERINTAH KOTA PANGKALPINANG", "DINAS PENDIDIKAN", "SD NEGERI 01"]),
        (Ownership.SWASTA, ["SD NEGERI 01"]),
    ],
)
def test_head_of_a_school(ownership, head):
    office = makers.make_agency("dindik", official_name="Dinas Pendidikan")
    school = makers.make_school(parent=office, ownership=ownership, official_name="SD Negeri 01")
    letter = letter_for(as_written(makers.make_proposal(school)), "surat_pengantar", DAY)
    assert list(letter.head.lines) == head
    assert letter.signs[0].block.office == ("KEPALA SD NEGERI 01,",)


def test_every_kind_of_agency_has_somebody_who_signs(proposal):
    for kind in AgencyKind:
        proposal.agency.kind = kind
        assert letter_for(as_written(proposal), "identitas", DAY).signs[0].block.office[0].strip(" ,")


@pytest.mark.parametrize("key", letter_keys())
def test_every_letter_fits_on_one_page_and_repeats_exactly(proposal, key):
    letter = letter_for(as_written(proposal), key, DAY)
    assert len(PdfReader(io.BytesIO(letter_pdf(letter))).pages) == 1
    assert letter_pdf(letter) == letter_pdf(letter)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_only_readers_get_letters(client, proposal, form):
    url = f"/usulan/{proposal.pk}/surat/identitas.{form}"
    client.force_login(makers.make_person("stranger", makers.make_agency("dishub")))
    assert client.get(url).status_code == 404
    client.force_login(proposal.created_by)
    assert client.get(url).status_code == 200
    assert client.get(f"/usulan/{proposal.pk}/surat/tidak-ada.{form}").status_code == 404
