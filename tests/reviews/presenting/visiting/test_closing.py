"""Closing the minutes of a visit: what freezes with them, and what photos hold in place."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from reviews.presenting.models import Session, Slot, VisitMinutes
from reviews.presenting.visiting import minutes, photographing
from reviews.presenting.visiting.photos import VisitPhoto
from tests.pdfs import text_of
from tests.reviews.presenting.conftest import hour, place
from tests.reviews.presenting.visiting.photos import snapshot
from tests.reviews.presenting.visiting.visits import SEEN, added, closed, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("there")]


def test_closed_minutes_keep_words_and_photos_and_their_paper_shows_both(page, visit, cast):
    photo = added(visit, cast.reviewer, caption="Timbangan", place="Dermaga Rangkui")
    known = minutes.write(visit, seen=SEEN, met="", by=cast.reviewer)
    browser, pdf = page(cast.coordinator), url(visit).replace("acara/", "acara.pdf")
    draft = " ".join(text_of(browser.get(pdf).content).split())
    assert "KONSEP" in draft
    read = browser.get(url(visit)).context["whole"]
    browser.post(f"{url(visit)}tutup/", {"dibaca": read})
    assert not VisitMinutes.objects.get().is_closed
    answer = browser.post(f"{url(visit)}tutup/", {"dibaca": read, "setuju": "on"}, follow=True)
    assert "isi dan fotonya tetap" in answer.content.decode()
    paper = browser.get(pdf).content
    words = " ".join(text_of(paper).split())
    for said in ("FOTO KUNJUNGAN", "Timbangan", "Dermaga Rangkui (diketik)", "106,11380° BT (dari kamera)", "09.12"):
        assert said in words
    assert "KONSEP" not in words
    with pytest.raises(minutes.ReviewRefused, match="sudah ditutup"):
        minutes.write(visit, seen="Lain.", met="", by=cast.reviewer, read=minutes.mark_of(known))
    for act in (
        lambda: added(visit, cast.reviewer, shade=4),
        lambda: photographing.reword(photo, {"caption": "Lain"}, by=cast.reviewer),
        lambda: photographing.take_out(photo, by=cast.reviewer),
    ):
        with pytest.raises(minutes.ReviewRefused, match="sudah ditutup"):
            act()
    refused = browser.post(url(visit), {"seen": "Kata saya yang baru", "met": ""}).content.decode()
    assert "Kata saya yang baru" in refused and "tidak tersimpan" in refused
    assert browser.get(pdf).content == paper


def test_what_was_sent_with_photos_after_the_minutes_were_closed_is_shown_once_more(page, visit, cast):
    photo = added(visit, cast.reviewer, caption="Lama")
    closed(visit, cast.reviewer)
    sent = {
        "seen": SEEN,
        "met": "",
        "photo_caption": "Timbangan baru",
        "photo_place": "Gudang timur",
        "photos": [snapshot(shade=10)],
        f"foto{photo.pk}-caption": "Pintu air",
        f"initial-foto{photo.pk}-caption": "Lama",
        f"foto{photo.pk}-place": "Hulu",
        f"initial-foto{photo.pk}-place": "",
    }
    words = page(cast.coordinator).post(url(visit), sent).content.decode()
    for said in ("Timbangan baru", "Gudang timur", "Untuk Lama: Pintu air (Hulu)", "di bawah ini tidak tersimpan"):
        assert said in words
    assert VisitPhoto.objects.get().caption == "Lama"


def test_what_changed_after_it_was_read_is_not_closed(visit, cast):
    known = minutes.write(visit, seen=SEEN, met="", by=cast.reviewer)
    read = minutes.whole_mark(known, [])
    added(visit, cast.reviewer)
    with pytest.raises(minutes.ReviewRefused, match="baru saja berubah"):
        minutes.close(visit, by=cast.coordinator, read=read)


def test_the_database_freezes_closed_minutes_and_never_lets_a_photo_say_another_camera(visit, cast):
    photo = added(visit, cast.reviewer)
    rows = VisitPhoto.objects.filter(pk=photo.pk)
    tries = [
        lambda: rows.update(taken_at=timezone.now()),
        lambda: rows.update(latitude=1, longitude=1),
        lambda: rows.update(sha256="0" * 64),
    ]
    assert _refused(tries) == len(tries)
    closed(visit, cast.reviewer)
    frozen = [
        lambda: rows.update(caption="Lain"),
        rows.delete,
        lambda: VisitPhoto.objects.create(slot=visit, sha256="1" * 64, file="a", small="b", added_by=cast.reviewer),
        lambda: VisitMinutes.objects.update(seen="Lain."),
        lambda: VisitMinutes.objects.all().delete(),
    ]
    assert _refused(frozen) == len(frozen)


def test_a_visit_with_photos_keeps_its_time_and_was_not_missed(page, visit, cast):
    added(visit, cast.reviewer)
    browser, address = page(cast.coordinator), f"/penilaian/jadwal/{visit.pk}/"
    for act in ("lepas", "absen", "pindah"):
        answer = browser.post(address, {"tindakan": act, "ke": place(visit.stage, hour(11, ahead=0))}, follow=True)
        assert "sudah punya berita acara atau foto" in answer.content.decode()
    assert Slot.objects.get() == visit and Slot.objects.get().state == Slot.State.PLANNED
    browser.post(address, {"tindakan": "hadir"})
    assert Slot.objects.get().state == Slot.State.HELD


def test_a_presentation_and_a_missed_visit_have_no_photos(visit, cast):
    def stored():
        return VisitPhoto.objects.create(slot=visit, sha256="1" * 64, file="a", small="b", added_by=cast.reviewer)

    Slot.objects.filter(pk=visit.pk).update(state=Slot.State.MISSED)
    assert _refused([stored]) == 1
    Slot.objects.filter(pk=visit.pk).update(state=Slot.State.PLANNED)
    Session.objects.filter(pk=visit.session_id).update(kind=Session.Kind.TALK)
    assert _refused([stored]) == 1


def _refused(tries) -> int:
    count = 0
    for one in tries:
        try:
            with transaction.atomic():
                one()
        except DatabaseError as problem:
            count += "pgtrigger" in str(problem)
    return count
