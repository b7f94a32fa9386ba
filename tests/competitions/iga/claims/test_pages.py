"""The pages of claims as people use them: claiming without script, adding evidence, two tabs, expiry of the edition."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim
from proposals.core.models import Proposal
from reviews.core.models import Interest
from tests import factories
from tests.factories.claiming import claimed, evidence

pytestmark = pytest.mark.django_db
BLANK = {"dasar-level": "", "dasar-note": "", "dasar-items": "", "note": ""}


@pytest.fixture
def url(proposal):
    return reverse("competitions:claim", args=[2026, proposal.pk, 1])


@pytest.fixture
def browser(client, cast):
    client.force_login(cast["owner"])
    return client


def one(edition, number=1):
    return edition.indicators.get(number=number)


def test_a_claim_with_its_evidence_is_one_post(browser, edition, proposal, url):
    typed = {"level": "2", "bukti-kind": "perkada", "bukti-document_number": "12/2025", "bukti-shown_pages": "1, 4"}
    typed |= {"bukti-document_date": "2025-03-01", "bukti-file": factories.upload("perwali.pdf"), "simpan": "1"}
    assert browser.post(url, BLANK | typed).url == url
    claim, item = Claim.objects.get(), EvidenceItem.objects.get()
    assert (claim.value, claim.proven, list(claim.items.all())) == (2, True, [item])
    assert (item.title, item.shown_pages, item.sha256 != "", item.file.size > 0) == ("perwali", "1, 4", True, True)
    page = browser.get(url).content.decode()
    assert "Nilai 6 dari 9" in page
    assert "Menunggu pemeriksaan" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bukti-kind": "foto"}, "Pilih jenis"),
        ({"bukti-document_date": "2999-01-01"}, "masih di depan"),
        ({"bukti-file": factories.upload("x.pdf", b"MZ not a PDF")}, "PDF"),
    ],
)
def test_refused_evidence_keeps_the_claim_and_all_that_was_typed(browser, edition, proposal, url, change, sentence):
    typed = {"level": "2", "bukti-kind": "perkada", "bukti-document_number": "12/2025", "note": "Lihat pasal 4"}
    typed |= {"bukti-document_date": "2025-03-01", "bukti-file": factories.upload("perwali.pdf")}
    answer = browser.post(url, BLANK | typed | change)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert 'value="12/2025"' in page
    assert (Claim.objects.get().value, Claim.objects.get().note) == (2, "Lihat pasal 4")
    assert not EvidenceItem.objects.exists()


def test_a_wrong_number_is_told_and_the_evidence_beside_it_is_kept(browser, edition, proposal):
    url = reverse("competitions:claim", args=[2026, proposal.pk, 2])
    typed = {"fact": "tiga puluh", "bukti-kind": "surat_tugas", "bukti-file": factories.upload(), "bukti-year": "2026"}
    typed |= {"bukti-document_number": "1", "bukti-document_date": "2026-01-05", "dasar-fact": ""}
    answer = browser.post(url, BLANK | typed)
    assert "Tulis angkanya saja" in answer.content.decode()
    assert 'value="tiga puluh"' in answer.content.decode()
    assert EvidenceItem.objects.get().links.count() == 1
    assert browser.post(url, BLANK | {"fact": "1.250", "dasar-fact": ""}).status_code == 302
    assert Claim.objects.get().fact == 1250


def test_the_second_tab_is_asked_and_its_choice_carried_out(browser, edition, proposal, url):
    browser.post(url, BLANK | {"level": "3"})
    answer = browser.post(url, BLANK | {"level": "1", "note": "Baru"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "diubah juga di tempat lain" in page
    assert (Claim.objects.get().value, Claim.objects.get().note) == (3, "Baru")
    assert '<input type="hidden" name="lihat-level" value="3">' in page
    again = BLANK | {"level": "1", "note": "Baru", "dasar-note": "Baru", "lihat-level": "3"}
    assert browser.post(url, again | {"pakai_tulisan": "level"}).status_code == 302
    assert Claim.objects.get().value == 1
    assert browser.post(url, again | {"level": "2", "pakai_tersimpan": "level"}).status_code == 302
    assert Claim.objects.get().value == 1
    # What was shown as stored when the choice was made is no longer what is stored.
    assert browser.post(url, again | {"level": "2", "pakai_tulisan": "level"}).status_code == 409
    assert Claim.objects.get().value == 1


def test_autosave_answers_as_the_writing_desk_does(browser, edition, proposal, url):
    save = reverse("competitions:claim_autosave", args=[2026, proposal.pk, 1])
    first = browser.post(save, {"level": "3", "dasar-level": ""})
    assert (first.status_code, first.json()["saved"]) == (200, {"level": "3"})
    paper = evidence(proposal, proposal.created_by)
    ticked = browser.post(save, {"items": str(paper.pk), "dasar-items": ""})
    assert ticked.json()["saved"] == {"items": str(paper.pk)}
    assert Claim.objects.get().proven
    clash = browser.post(save, {"level": "1", "dasar-level": ""})
    assert clash.status_code == 409
    assert [(one["name"], one["stored"]) for one in clash.json()["conflicts"]] == [("level", "3")]
    unticked = browser.post(save, {"dasar-items": str(paper.pk)})
    assert (unticked.status_code, Claim.objects.get().items.count()) == (200, 0)


def test_what_is_typed_after_the_last_day_comes_back_with_the_reason(browser, edition, proposal, url):
    edition.closes_on = datetime.date(2020, 1, 1)
    edition.save()
    answer = browser.post(url, BLANK | {"level": "2", "note": "Ditulis lama"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "ditutup pada 1 Januari 2020" in page
    assert "Ditulis lama" in page
    save = browser.post(
        reverse("competitions:claim_autosave", args=[2026, proposal.pk, 1]), {"level": "2", "dasar-level": ""}
    )
    assert (save.status_code, "ditutup" in save.json()["refused"]) == (423, True)
    assert "<form" not in browser.get(url).content.decode().split("<main")[1]


def test_a_letter_added_here_serves_its_bundle(browser, edition, proposal):
    url = reverse("competitions:claim", args=[2026, proposal.pk, 2])
    typed = {"fact": "34", "dasar-fact": "", "bukti-kind": "surat_tugas", "bukti-year": "2026", "juga": ["8"]}
    typed |= {"bukti-document_number": "1", "bukti-document_date": "2026-01-05", "bukti-file": factories.upload()}
    assert browser.post(url, BLANK | typed).status_code == 302
    assert Claim.objects.get(indicator__number=2).proven
    assert list(Claim.objects.get(indicator__number=8).items.all()) == [EvidenceItem.objects.get()]
    assert (
        "Pilih parameter yang dicapai"
        in browser.get(reverse("competitions:claims", args=[2026, proposal.pk])).content.decode()
    )


def test_save_and_go_on_leads_through_the_indicators(browser, edition, proposal, url):
    onward = browser.post(url, BLANK | {"level": "1", "lanjut": "1"})
    assert onward.url == reverse("competitions:claim", args=[2026, proposal.pk, 2])
    last = reverse("competitions:claim", args=[2026, proposal.pk, 18])
    assert browser.post(last, BLANK | {"lanjut": "1"}).url == reverse("competitions:claims", args=[2026, proposal.pk])


def test_others_read_and_cannot_write(client, edition, cast, proposal, url):
    paper = evidence(proposal, cast["owner"])
    claimed(proposal, cast["owner"], one(edition), paper, level=3)
    for who in ("coordinator", "leader"):
        client.force_login(cast[who])
        page = client.get(url).content.decode().split("<main")[1]
        assert paper.title in page
        assert "<form" not in page
        assert client.post(url, BLANK | {"level": "1"}).status_code == 404
    for who in ("stranger", "reviewer"):
        client.force_login(cast[who])
        assert client.get(url).status_code == 404
    Interest.objects.create(proposal_id=proposal.pk, user=cast["coordinator"], reason="Saudara")
    client.force_login(cast["coordinator"])
    assert client.get(url).status_code == 404
    assert client.get(reverse("competitions:shelf_file", args=[2026, proposal.pk, paper.pk])).status_code == 404


def test_a_school_reads_its_substitutes(browser, edition, proposal):
    url = reverse("competitions:claim", args=[2026, proposal.pk, 8])
    assert "Kepala Sekolah" not in browser.get(url).content.decode()
    type(proposal.agency).objects.filter(pk=proposal.agency_id).update(kind="sd", in_target=False)
    assert "Kepala Sekolah" in browser.get(url).content.decode()


def test_the_figures_before_and_after_stand_below_the_claims(browser, edition, proposal):
    url = reverse("competitions:claims", args=[2026, proposal.pk])
    assert "Indikator sebelum dan sesudah" not in browser.get(url).content.decode()
    Proposal.objects.update(indicators="Waktu tunggu | 120 | 30 | menit | -")
    assert "turun 75 %" in browser.get(url).content.decode()


@pytest.mark.parametrize("name", ["claims", "claim", "shelf"])
def test_queries_do_not_grow_with_claims_and_evidence(browser, edition, proposal, name):
    args = [2026, proposal.pk, *([1] if name == "claim" else [])]
    by, url = proposal.created_by, reverse(f"competitions:{name}", args=args)

    def cost() -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    claimed(proposal, by, one(edition), evidence(proposal, by), level=1)
    before = cost()
    papers = [evidence(proposal, by, number=number) for number in range(2, 9)]
    for item in papers:
        Claim.objects.get().links.create(item=item)
    claimed(proposal, by, one(edition, 3), *papers[:3], level=2)
    assert cost() == before
