"""The printed proposal says what it must, names offices instead of people, and repeats exactly."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.core import workflow
from proposals.core.models import Proposal
from proposals.core.workflow import Door, Role
from proposals.papers import printing as papers_printing
from proposals.sent.shown import as_written
from tests import factories, makers
from tests.pdfs import text_of
from tests.reading import pdf_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    agency = makers.make_agency("dinkes", short_name="Dinkes")
    makers.make_person("rahasia", agency, full_name="Nama Orang Rahasia")
    found = makers.make_proposal(
        agency,
        "returned",
        title="Pelangi <Dimatamu> & Kawan",
        stage="penerapan",
        form="pelayanan_publik",
        affair=makers.make_affair(),
        budget=12_500_000,
    )
    makers.write_section(found, "permasalahan", "Warga sulit datang.\n\nKalimat kedua yang panjang.")
    makers.attach_file(found)
    return found


def test_proposal_holds_profile_sections_evidence_and_history(proposal):
    text = text_of(pdf_of(papers_printing.proposal_paper(as_written(proposal))))
    for part in (
        "PELANGI <DIMATAMU> & KAWAN",
        proposal.number,
        "Perlu perbaikan",
        "Tahapan inovasi Penerapan",
        "Anggaran (rupiah) Rp12.500.000",
        "Warga sulit datang.",
        "Kalimat kedua yang panjang.",
        "Belum ditulis.",
        "surat.pdf",
        "abababababababab",
        "Ajukan Dinkes Diajukan",
        "Minta perbaikan Bapperida Perlu perbaikan",
        f"/usulan/{proposal.pk}/",
    ):
        assert part in text, part


def test_no_person_is_named(proposal):
    assert "Rahasia" not in text_of(pdf_of(papers_printing.proposal_paper(as_written(proposal))))


def test_a_draft_says_so():
    draft = makers.make_proposal(makers.make_agency("dishub"))
    text = text_of(pdf_of(papers_printing.proposal_paper(as_written(draft))))
    assert "Draf." in text
    assert "belum bernomor" in text


def test_same_proposal_gives_the_same_bytes(proposal):
    first, second = (pdf_of(papers_printing.proposal_paper(as_written(proposal))) for _ in range(2))
    assert first == second


def test_queries_do_not_grow_with_evidence_and_history(proposal, django_assert_num_queries):
    def fresh():
        return Proposal.objects.select_related("period__guide", "agency", "affair").get(pk=proposal.pk)

    small = fresh()
    with CaptureQueriesContext(connection) as queries:
        pdf_of(papers_printing.proposal_paper(as_written(small)))
    for number in range(3):
        makers.attach_file(proposal, f"bukti-{number}.pdf", sha256=f"{number}" * 64)
        for action, source in (("submit", "returned"), ("return", "submitted")):
            factories.move(proposal, workflow.find(action, source, set(Role), "Catatan", door=Door.MEETING))
    large = fresh()
    with django_assert_num_queries(len(queries)):
        pdf_of(papers_printing.proposal_paper(as_written(large)))
