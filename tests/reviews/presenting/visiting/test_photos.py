"""Photos of a visit: what is kept of them, who sees them, and what is refused."""

import datetime
import gc
import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from agencies.core.models import Notification
from proposals.filechecks.scanner import ScanResult, ScanState
from reviews.core.models import Interest
from reviews.presenting.models import VisitMinutes
from reviews.presenting.visiting import minutes, photographing, tasks
from reviews.presenting.visiting.photos import VisitPhoto
from tests.reviews.presenting.visiting.photos import PIER, snapshot
from tests.reviews.presenting.visiting.visits import SEEN, added, closed, taken_at, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("there")]


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
    monkeypatch.setattr("proposals.filechecks.scanning.scan", lambda data, url: ScanResult(ScanState(found)))
    tasks.scan_visit_photo(photo=photo.pk)
    assert page(cast.reviewer).get(small).status_code == opens
    told = Notification.objects.filter(user=cast.reviewer, text__contains="Pemindai menemukan virus dalam foto")
    assert told.count() == (found == "infected")


def test_a_scan_that_is_lost_after_its_verdict_changes_and_tells_nothing(visit, cast, settings, monkeypatch):
    settings.SCANNER_URL = "tcp://scanner:3310"
    photo = added(visit, cast.reviewer)
    monkeypatch.setattr("proposals.filechecks.scanning.scan", lambda data, url: ScanResult(ScanState.CLEAN))
    tasks.scan_visit_photo(photo=photo.pk)
    closed(visit, cast.reviewer)
    tasks.scan_visit_photo(photo=photo.pk)
    tasks.photo_scan_given_up(photo=photo.pk)
    assert not Notification.objects.filter(text__contains="Pemindai").exists()


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
