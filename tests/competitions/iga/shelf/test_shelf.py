"""The evidence shelf: what is taken and refused, who opens what, twins, and that it is no part of what is judged."""

import pytest
from django.urls import reverse

from agencies.core.models import Notification
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.shelf import services
from competitions.iga.shelf.refusals import ShelfRefused
from competitions.iga.shelf.services import add_file, add_link, copy_file, take_off
from competitions.iga.shelf.tasks import scan_evidence
from competitions.iga.shelf.twins import twins_of
from proposals.core.history.record import Revision
from proposals.filechecks.check import Verdict, hash_chunks
from proposals.filechecks.scanner import ScanResult, ScanState
from tests import factories
from tests.factories.claiming import evidence, stored_evidence

pytestmark = pytest.mark.django_db
FACTS = {"kind": "sk", "title": "SK"}


def verdict(pages: int = 1) -> Verdict:
    data = factories.pdf(pages)
    return Verdict("application/pdf", "pdf", "sk.pdf", hash_chunks([data]), data, pages)


def page(edition, proposal, name="shelf", *more):
    return reverse(f"competitions:{name}", args=[edition.year, proposal.pk, *more])


def test_a_file_and_a_link_are_added_on_the_page(browser, edition, proposal):
    url = page(edition, proposal)
    assert browser.post(url, {"kind": "sk", "file": factories.upload("sk wali.pdf")}).url == url
    assert browser.post(url, {"kind": "video", "url": "https://youtu.be/x", "title": "Video"}).url == url
    file, link = EvidenceItem.objects.all()
    assert (file.title, file.type, file.pages, link.type, link.title) == ("sk wali", "pdf", 1, "link", "Video")
    shown = browser.get(url).content.decode()
    assert "Belum dipakai untuk indikator mana pun" in shown
    assert 'href="https://youtu.be/x" rel="noopener noreferrer"' in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "sk"}, "Pilih berkas, atau isi tautannya."),
        ({"kind": "sk", "url": "youtu.be"}, "Salin mulai dari https://"),
        ({"kind": "sk", "url": "javascript:alert(1)"}, "Salin mulai dari https://"),
        ({"kind": "", "url": "https://youtu.be/x"}, "Pilih jenis dokumennya."),
    ],
)
def test_what_cannot_be_taken_says_what_to_do(browser, edition, proposal, typed, sentence):
    answer = browser.post(page(edition, proposal), typed)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not EvidenceItem.objects.exists()


def test_the_same_file_stays_one_and_one_taken_off_comes_back(edition, cast, proposal):
    first = add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    assert add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner) == first
    take_off(edition, first, by=cast.owner)
    assert not EvidenceItem.objects.exists()
    assert add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner) == first
    assert EvidenceItem.objects.get() == first
    link = add_link(edition, proposal.pk, "https://contoh.id/v", FACTS, by=cast.owner)
    assert add_link(edition, proposal.pk, "https://contoh.id/v", FACTS, by=cast.owner) == link


def test_a_full_shelf_says_so(edition, cast, proposal, monkeypatch):
    monkeypatch.setattr(services, "MOST_ITEMS", 1)
    add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    with pytest.raises(ShelfRefused, match="yang paling banyak"):
        add_link(edition, proposal.pk, "https://contoh.id/v", FACTS, by=cast.owner)


def test_files_of_the_proposal_are_copied_but_not_its_cover_letter(browser, edition, cast, proposal):
    letter = proposal.attachments.get(kind__key="surat_pengantar")
    rule = proposal.attachments.get(kind__key="regulasi")
    shown = browser.get(page(edition, proposal)).content.decode()
    assert page(edition, proposal, "shelf_copy", rule.pk) in shown
    assert page(edition, proposal, "shelf_copy", letter.pk) not in shown
    browser.post(page(edition, proposal, "shelf_copy", letter.pk), {"jenis": "sk"})
    assert not EvidenceItem.objects.exists()
    with pytest.raises(ShelfRefused, match="Surat pengantar"):
        copy_file(edition, letter, FACTS, by=cast.owner)
    browser.post(page(edition, proposal, "shelf_copy", rule.pk), {"jenis": "perkada"})
    copied = EvidenceItem.objects.get()
    assert (copied.kind, copied.sha256, copied.pages) == ("perkada", rule.sha256, rule.pages)
    rule.file.storage.delete(str(rule.file.name))
    with copied.file.open("rb") as kept:
        assert kept.read()[:5] == b"%PDF-"


def test_nothing_on_the_shelf_becomes_part_of_the_proposal(browser, edition, cast, proposal):
    before = (proposal.version, Revision.objects.filter(proposal=proposal).count(), proposal.attachments.count())
    add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    proposal.refresh_from_db()
    after = (proposal.version, Revision.objects.filter(proposal=proposal).count(), proposal.attachments.count())
    assert before == after


def test_the_scanner_closes_a_file_to_others_until_it_is_clean(client, edition, cast, proposal, settings, monkeypatch):
    item = stored_evidence(proposal, cast.owner)
    url = page(edition, proposal, "shelf_file", item.pk)
    settings.SCANNER_URL = "clamd://127.0.0.1:1"

    def answers() -> list[int]:
        found = []
        for person in (cast.owner, cast.coordinator, cast.reviewer):
            client.force_login(person)
            answer = client.get(url)
            found.append(answer.status_code)
            if answer.streaming:
                b"".join(answer.streaming_content)
        return found

    EvidenceItem.objects.update(scan="pending")
    assert answers() == [200, 404, 404]
    monkeypatch.setattr("proposals.filechecks.scanning.scan", lambda *_: ScanResult(ScanState.CLEAN))
    scan_evidence(item.pk)
    assert answers() == [200, 200, 404]
    EvidenceItem.objects.update(scan="pending")
    monkeypatch.setattr("proposals.filechecks.scanning.scan", lambda *_: ScanResult(ScanState.INFECTED, "Eicar"))
    scan_evidence(item.pk)
    assert answers() == [404, 404, 404]
    assert Notification.objects.filter(user=cast.owner, text__contains="virus dalam bukti IGA").count() == 1


def test_an_upload_waits_for_the_scanner(edition, cast, proposal, settings):
    settings.SCANNER_URL = "clamd://127.0.0.1:1"
    assert add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner).scan == "pending"


def test_twins_are_named_within_an_agency_and_warned_of_across(browser, client, edition, cast, proposal):
    item = evidence(proposal, cast.owner)
    own = factories.proposal("in_review", 50, of=cast.home, title="Saudara sendiri")
    foreign = factories.proposal("in_review", 51, of=cast.elsewhere, title="Milik tetangga")
    for other in (own, foreign):
        evidence(other, cast.owner)
    assert [twin.proposal.pk for twin in twins_of([item], cast.home.pk, cast.owner)[item.sha256]] == [own.pk]
    shown = browser.get(page(edition, proposal)).content.decode()
    assert "Dipakai juga oleh" in shown
    assert "Milik tetangga" not in shown
    client.force_login(cast.coordinator)
    assert "Berkas yang sama ada pada inovasi instansi lain" in client.get(page(edition, proposal)).content.decode()


def test_what_is_said_of_a_piece_is_changed_unless_it_changed_meanwhile(browser, edition, cast, proposal):
    item = evidence(proposal, cast.owner)
    url = page(edition, proposal, "shelf_edit", item.pk)
    typed = {"kind": "perkada", "title": "Perwali", "document_number": "7", "document_date": "2025-01-01", "versi": "1"}
    assert browser.post(url, typed).status_code == 302
    item.refresh_from_db()
    assert (item.kind, item.document_number, item.version) == ("perkada", "7", 2)
    stale = browser.post(url, typed | {"document_number": "8"})
    assert stale.status_code == 400
    assert "diubah orang lain atau di tab lain" in stale.content.decode()
    assert 'value="8"' in stale.content.decode()
    item.refresh_from_db()
    assert item.document_number == "7"


def test_only_the_own_agency_writes(client, edition, cast, proposal):
    item = evidence(proposal, cast.owner)
    for person, expected in ((cast.coordinator, 302), (cast.stranger, 404), (cast.reviewer, 404)):
        client.force_login(person)
        assert client.post(page(edition, proposal, "shelf_take_off", item.pk)).status_code == expected
        client.post(page(edition, proposal), {"kind": "video", "url": "https://youtu.be/x"})
    assert list(EvidenceItem.objects.all()) == [item]


def test_an_infected_piece_does_not_come_back(browser, edition, cast, proposal):
    item = evidence(proposal, cast.owner)
    browser.post(page(edition, proposal, "shelf_take_off", item.pk))
    assert "1 dikeluarkan dari rak" in browser.get(page(edition, proposal)).content.decode()
    EvidenceItem.with_removed.update(scan="infected")
    browser.post(page(edition, proposal, "shelf_back", item.pk))
    assert not EvidenceItem.objects.exists()
    EvidenceItem.with_removed.update(scan="clean")
    browser.post(page(edition, proposal, "shelf_back", item.pk))
    assert EvidenceItem.objects.get() == item


def test_an_infected_file_does_not_come_back_by_a_second_upload_either(edition, cast, proposal):
    first = add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    take_off(edition, first, by=cast.owner)
    EvidenceItem.with_removed.update(scan="infected")
    with pytest.raises(ShelfRefused, match="terinfeksi virus"):
        add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    assert not EvidenceItem.objects.exists()


def test_what_comes_back_must_find_room_as_well(edition, cast, proposal, monkeypatch):
    first = add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    take_off(edition, first, by=cast.owner)
    add_link(edition, proposal.pk, "https://contoh.id/v", FACTS, by=cast.owner)
    monkeypatch.setattr(services, "MOST_ITEMS", 1)
    with pytest.raises(ShelfRefused, match="yang paling banyak"):
        add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    assert EvidenceItem.objects.get().url


def test_exchanging_files_again_and_again_does_not_fill_the_disk(edition, cast, proposal, monkeypatch):
    first = add_file(edition, proposal.pk, verdict(), FACTS, by=cast.owner)
    take_off(edition, first, by=cast.owner)
    monkeypatch.setattr(services, "MOST_EVER", first.size)
    with pytest.raises(ShelfRefused, match="terlalu sering diganti"):
        add_file(edition, proposal.pk, verdict(2), FACTS, by=cast.owner)
