"""Minutes of a visit: who writes and reads them, when, and what the paper says."""

import pytest
import time_machine
from django.db.models import ProtectedError

from reviews.core.models import Interest
from reviews.presenting import services
from reviews.presenting.models import Slot, VisitMinutes
from reviews.presenting.visiting import minutes
from tests.pdfs import text_of
from tests.reviews.presenting.conftest import hour, place
from tests.reviews.presenting.visiting.visits import SEEN, url

pytestmark = pytest.mark.django_db


def test_a_juror_writes_what_was_seen_and_prints_it(page, visit, cast):
    with time_machine.travel(hour(9, 40), tick=False):
        browser = page(cast.reviewer)
        assert browser.get(url(visit).replace("acara/", "acara.pdf")).status_code == 404
        browser.post(url(visit), {"seen": SEEN, "met": "Lurah Rangkui"})
        stored = VisitMinutes.objects.get()
        assert (stored.seen, stored.met, stored.written_by) == (SEEN, "Lurah Rangkui", cast.reviewer)
        words = " ".join(text_of(browser.get(url(visit).replace("acara/", "acara.pdf")).content).split())
    for said in ("KUNJUNGAN LAPANGAN", "Catatan timbangan ditunjukkan.", "Lurah Rangkui", visit.proposal.title):
        assert said in words
    assert Slot.objects.get().state == Slot.State.PLANNED


def test_it_is_written_from_the_beginning_of_the_visit_on_and_not_without_words(page, visit, cast):
    answer = page(cast.reviewer).post(url(visit), {"seen": SEEN, "met": ""})
    assert "sesudah kunjungan dimulai" in answer.content.decode()
    with time_machine.travel(hour(9, 40), tick=False):
        assert "seen" in page(cast.coordinator).post(url(visit), {"seen": "  ", "met": ""}).context["form"].errors
        services.mark_missed(visit, by=cast.coordinator)
        page(cast.coordinator).post(url(visit), {"seen": SEEN, "met": ""})
    assert not VisitMinutes.objects.exists()


def test_nobody_else_knows_of_it(page, visit, cast):
    for person in (cast.second, cast.owner, cast.leader):
        assert page(person).get(url(visit)).status_code == 404
    Interest.objects.create(user=cast.reviewer, proposal_id=visit.proposal_id, reason="Saudara.")
    assert page(cast.reviewer).get(url(visit)).status_code == 404


def test_a_presentation_has_no_minutes(page, slot, cast):
    assert page(cast.reviewer).get(url(slot)).status_code == 404


def test_minutes_stay_whatever_is_done_with_the_slot(page, visit, cast):
    other = place(visit.stage, hour(11))
    with time_machine.travel(hour(9, 40), tick=False):
        minutes.write(visit, seen=SEEN, met="", by=cast.reviewer)
        browser = page(cast.coordinator)
        for sent in (
            {"tindakan": "lepas"},
            {"tindakan": "absen"},
            {"tindakan": "pindah", "ke": other},
            {"tindakan": "lepas-juri", "juri": cast.reviewer.pk},
        ):
            answer = browser.post(f"/penilaian/jadwal/{visit.pk}/", sent, follow=True)
            assert "sudah punya berita acara" in answer.content.decode()
        services.mark_held(visit, by=cast.coordinator)
    assert VisitMinutes.objects.get().slot == visit
    assert Slot.objects.get().state == Slot.State.HELD
    with pytest.raises(ProtectedError):
        visit.delete()


def test_two_who_write_at_once_both_keep_their_words(page, visit, cast):
    def dibaca(answer) -> dict[str, str]:
        return {"dibaca": answer.context["mark"]}

    with time_machine.travel(hour(9, 40), tick=False):
        opened = dibaca(page(cast.coordinator).get(url(visit)))
        minutes.write(visit, seen=SEEN, met="Lurah Rangkui", by=cast.reviewer)
        browser = page(cast.coordinator)
        refused = browser.post(url(visit), {"seen": "Dermaga baru.", "met": ""} | opened)
        words = refused.content.decode()
        for kept in ("Dermaga baru.", "Perahu bekerja setiap pagi.", "Yang ditemui: Lurah Rangkui", "Tulisan Reviewer"):
            assert kept in words
        assert VisitMinutes.objects.get().seen == SEEN
    with time_machine.travel(hour(9, 50), tick=False):
        browser.post(url(visit), {"seen": f"{SEEN}\nDermaga baru.", "met": ""} | dibaca(refused))
        stored = VisitMinutes.objects.get()
        assert (stored.seen, stored.written_by) == (f"{SEEN}\nDermaga baru.", cast.coordinator)
        assert dibaca(browser.get(url(visit))) != dibaca(refused)
