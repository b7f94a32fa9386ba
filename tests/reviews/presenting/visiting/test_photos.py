"""Photos of a visit: what is kept of them, who sees them, what is refused, and that they freeze with the minutes."""

import datetime
import gc
import hashlib

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from agencies.core.models import Notification
from foundation.issued.models import IssuedPaper
from proposals.filechecks.scanner import ScanResult, ScanState
from reviews.core.models import Interest
from reviews.presenting.models import Session, Slot, VisitMinutes
from reviews.presenting.visiting import minutes, photographing, tasks
from reviews.presenting.visiting.photos import VisitPhoto
from tests.pdfs import text_of
from tests.reviews.presenting.conftest import hour, place
from tests.reviews.presenting.visiting.photos import PIER, snapshot
from tests.reviews.presenting.visiting.test_minutes import SEEN, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(slot: Slot) -> Slot:
    Session.objects.filter(pk=slot.session_id).update(kind=Session.Kind.VISIT)
    return slot


@pytest.fixture(autouse=True)
def _there(visit):
    """Everybody is at the place, forty minutes after the visit began."""
    with time_machine.travel(hour(9, 40), tick=False):
        yield


def taken_at(visit) -> datetime.datetime:
    return visit.starts + datetime.timedelta(minutes=12)


def added(visit, by, **values) -> VisitPhoto:
    photo = photographing.judged(snapshot(taken_at(visit), PIER, shade=values.pop("shade", 90)), "IMG.jpg")
    return photographing.add_photo(visit, photo, by=by, **values)


def closed(visit, by) -> IssuedPaper:
    known = minutes.write(visit, seen=SEEN, met="", by=by)
    return minutes.close(visit, by=by, read=minutes.whole_mark(known, list(visit.photos.all())))


def test_photos_alone_are_kept_with_what_the_camera_wrote_and_nothing_of_it_in_the_picture(page, visit, cast):
    sent = {
        "seen": "",
        "met": "",
        "photo_caption": "Timbangan di dermaga",
        "photo_place": "Dermaga Rangkui",
        "camera": snapshot(taken_at(visit), PIER, name="kamera.jpg"),
        "photos": [snapshot(shade=10, name="a.heic", kind="HEIF"), snapshot(shade=20, name="b.png", kind="PNG")],
    }
    answer = page(cast.reviewer).post(url(visit), sent)
    assert answer.status_code == 302
    first, *others = VisitPhoto.objects.order_by("pk")
    assert (first.taken_at, first.when.source) == (taken_at(visit), "dari kamera")
    assert [(told.text, told.source) for told in first.where] == [
        ("Dermaga Rangkui", "diketik"),
        ("2,12914° LS, 106,11380° BT", "dari kamera"),
    ]
    assert [(one.taken_at, one.when.source, len(one.where)) for one in others] == [(None, "waktu unggah", 1)] * 2
    for photo in (first, *others):
        with photo.file.open("rb") as file, Image.open(file) as image:
            assert (image.format, dict(image.getexif())) == ("JPEG", {})
        with photo.small.open("rb") as file, Image.open(file) as image:
            assert max(image.size) == 640
    words = " ".join(page(cast.reviewer).get(url(visit)).content.decode().split())
    for said in ("Timbangan di dermaga", "(dari kamera)", "(diketik)", "(waktu unggah)"):
        assert said in words
    assert not VisitMinutes.objects.exists()


def test_a_bad_file_is_refused_at_its_field_and_good_ones_and_words_stay(page, visit, cast):
    sent = {
        "seen": SEEN,
        "met": "Lurah Rangkui",
        "photo_place": "Dermaga",
        "photos": [snapshot(), SimpleUploadedFile("daftar.pdf", b"%PDF-1.7 " + b"x" * 99)],
    }
    answer = page(cast.reviewer).post(url(visit), sent)
    [error] = answer.context["adding"].errors["photos"]
    assert error.startswith("daftar.pdf: ") and "JPG" in error
    assert "Dermaga" in answer.content.decode()
    assert VisitPhoto.objects.count() == 1
    assert VisitMinutes.objects.get().seen == SEEN


def test_typed_words_stay_when_only_the_photo_is_wrong(page, visit, cast):
    sent = {"seen": "", "met": "", "photo_caption": "Pintu air", "photos": [SimpleUploadedFile("kosong.jpg", b"x")]}
    answer = page(cast.reviewer).post(url(visit), sent)
    assert "Pintu air" in answer.content.decode()
    assert (set(answer.context["adding"].errors), answer.context["form"].errors) == ({"photos"}, {})
    assert not VisitPhoto.objects.exists() and not VisitMinutes.objects.exists()


def test_the_same_photo_twice_stays_one_and_there_is_a_most(visit, cast, monkeypatch):
    first = added(visit, cast.reviewer)
    assert added(visit, cast.coordinator) == first
    monkeypatch.setattr(photographing, "MOST_PHOTOS", 1)
    with pytest.raises(photographing.ReviewRefused, match="paling banyak 1 foto"):
        added(visit, cast.reviewer, shade=200)


def test_words_beside_a_photo_are_changed_and_a_photo_goes_with_its_files(
    page, visit, cast, django_capture_on_commit_callbacks
):
    stays, goes = added(visit, cast.reviewer, caption="Lama"), added(visit, cast.reviewer, shade=50)
    names = [goes.file.name, goes.small.name]
    VisitPhoto.objects.filter(pk=stays.pk).update(place="Gudang")  # by somebody else, after the page was opened
    sent = {
        "seen": "",
        "met": "",
        f"foto{stays.pk}-caption": "Pintu air",
        f"initial-foto{stays.pk}-caption": "Lama",
        f"foto{stays.pk}-place": "",
        f"initial-foto{stays.pk}-place": "",
        f"foto{goes.pk}-caption": "",
        f"foto{goes.pk}-gone": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        page(cast.coordinator).post(url(visit), sent)
    [left] = VisitPhoto.objects.all()
    assert (left, left.caption, left.place) == (stays, "Pintu air", "Gudang")
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert default_storage.exists(stays.file.name)


def test_a_photo_opens_for_jury_and_coordinator_alone_and_saving_it_is_noted(page, visit, cast):
    photo = added(visit, cast.reviewer)
    small = photo.get_absolute_url().replace(".jpg", "-kecil.jpg")
    for person in (cast.reviewer, cast.coordinator):
        answer = page(person).get(photo.get_absolute_url())
        assert hashlib.sha256(b"".join(answer)).hexdigest() == photo.sha256
        assert "attachment" in answer["Content-Disposition"] and answer["Cache-Control"] == "private, no-store"
        shown = page(person).get(small)
        assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-cache")
    for person in (cast.second, cast.owner, cast.leader):
        for address in (photo.get_absolute_url(), small):
            assert page(person).get(address).status_code == 404
    Interest.objects.create(user=cast.reviewer, proposal_id=visit.proposal_id, reason="Saudara.")
    for address in (photo.get_absolute_url(), small):
        assert page(cast.reviewer).get(address).status_code == 404


def test_a_photo_of_another_visit_is_not_found_under_this_one(page, visit, cast):
    photo = added(visit, cast.reviewer)
    assert page(cast.reviewer).get(f"/penilaian/jadwal/{visit.pk}/foto/{photo.pk + 1}.jpg").status_code == 404


@pytest.mark.parametrize(("found", "opens"), [("clean", 200), ("infected", 404)])
def test_with_a_scanner_a_photo_waits_for_its_verdict(page, visit, cast, settings, monkeypatch, found, opens):
    settings.SCANNER_URL = "tcp://scanner:3310"
    photo = added(visit, cast.reviewer)
    small = photo.get_absolute_url().replace(".jpg", "-kecil.jpg")
    assert page(cast.reviewer).get(small).status_code == 404
    with pytest.raises(minutes.ReviewRefused, match="masih diperiksa"):
        closed(visit, cast.reviewer)
    monkeypatch.setattr(tasks, "scan", lambda data, url: ScanResult(ScanState(found)))
    tasks.scan_visit_photo(photo=photo.pk)
    assert page(cast.reviewer).get(small).status_code == opens
    told = Notification.objects.filter(user=cast.reviewer, text__contains="Pemindai menemukan virus dalam foto")
    assert told.count() == (found == "infected")


def test_a_scan_that_is_lost_after_its_verdict_changes_and_tells_nothing(visit, cast, settings, monkeypatch):
    settings.SCANNER_URL = "tcp://scanner:3310"
    photo = added(visit, cast.reviewer)
    monkeypatch.setattr(tasks, "scan", lambda data, url: ScanResult(ScanState.CLEAN))
    tasks.scan_visit_photo(photo=photo.pk)
    closed(visit, cast.reviewer)
    tasks.scan_visit_photo(photo=photo.pk)
    tasks.photo_scan_given_up(photo=photo.pk)
    assert not Notification.objects.filter(text__contains="Pemindai").exists()


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


def test_what_is_rolled_back_leaves_no_file(visit, cast):
    def names() -> list[str]:
        folder = f"kunjungan/{visit.pk}"
        return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []

    def broken() -> None:
        with transaction.atomic():
            added(visit, cast.reviewer)
            assert len(names()) == 2
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    gc.collect()
    assert names() == []


def test_the_page_needs_as_many_queries_for_many_photos_as_for_one(page, visit, cast):
    minutes.write(visit, seen=SEEN, met="", by=cast.reviewer)
    browser, counts = page(cast.reviewer), []
    for shades in ((10,), (20, 30, 40)):
        for shade in shades:
            added(visit, cast.reviewer, shade=shade)
        with CaptureQueriesContext(connection) as seen:
            browser.get(url(visit))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_photo_of_another_day_says_so(visit, cast):
    old = photographing.judged(snapshot(visit.starts - datetime.timedelta(days=1)), "IMG.jpg")
    photo = photographing.add_photo(visit, old, by=cast.reviewer)
    assert photo.is_of_another_day
    assert not added(visit, cast.reviewer, shade=200).is_of_another_day
