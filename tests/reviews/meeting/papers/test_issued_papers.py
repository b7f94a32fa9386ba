"""Papers of a released meeting: issued once from what was signed, and the same bytes for ever."""

import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from agencies.core.models import Agency, User
from agencies.officials.offices import Office
from agencies.signing import services as signing
from agencies.signing.models import WantedSignature
from foundation.city import city
from foundation.issued.models import IssuedPaper
from foundation.signing.places import HEIGHT, places_in
from reviews.core.models import Interest
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers, sealing, tasks
from reviews.meeting.papers.models import MeetingPaper, SealedPaper
from reviews.meeting.release import releasing
from tests import factories
from tests.pdfs import text_of
from tests.reviews.meetings import HELD

Page = Callable[[User], Client]
MINUTES = "berita-acara"


@pytest.fixture
def released(signed: Meeting, cast) -> Meeting:
    releasing.release(signed, by=cast.coordinator)
    signed.refresh_from_db()
    return signed


def address(meeting: Meeting, name: str = "berita-acara") -> str:
    return reverse("reviews:meeting_paper", args=[meeting.pk, name])


def queued() -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name="issue_meeting_papers")
    return [job.args["meeting"] for job in jobs]


def change_everything(meeting: Meeting) -> None:
    """Another name for every agency and person, another head, and the chair's account closed."""
    factories.official(7, office=Office.OTHER, title="Kepala Baru", account=meeting.head, since=HELD.date())
    Agency.objects.update(short_name="Bernama Lain", official_name="Dinas Bernama Lain")
    User.objects.update(full_name="Berganti Nama", position="Jabatan Lain")
    User.objects.filter(pk=meeting.chair_id).update(is_active=False)


def test_release_keeps_the_words_and_the_queue_prints_them_whatever_changed_meanwhile(released, cast, page) -> None:
    assert queued() == [released.pk] and not IssuedPaper.objects.exists()
    names = {str(released.chair), str(released.head)}
    change_everything(released)
    tasks.issue_papers(meeting=released.pk)
    browser = page(cast.coordinator)
    minutes = browser.get(address(released)).content
    said = text_of(minutes)
    assert all(name in said for name in names)
    assert "Berganti Nama" not in said and "Bernama Lain" not in said and "KEPALA BARU" not in said
    assert "KONSEP" not in said and "/verifikasi/" in said


def test_bytes_stay_for_every_reader_and_however_often_the_queue_comes_back(released, cast, page) -> None:
    tasks.issue_papers(meeting=released.pk)
    before = {
        name: sha256(page(cast.coordinator).get(address(released, name)).content).hexdigest() for name in sealing.SEALED
    }
    assert before == dict(IssuedPaper.objects.values_list("kind", "sha256"))
    change_everything(released)
    tasks.issue_papers(meeting=released.pk)
    for reader in (cast.coordinator, cast.leader):
        browser = page(reader)
        after = {name: sha256(browser.get(address(released, name)).content).hexdigest() for name in sealing.SEALED}
        assert after == before
    assert IssuedPaper.objects.count() == len(sealing.SEALED)


def test_who_opens_it_before_the_queue_has_it_printed_from_the_same_words(released, cast, page) -> None:
    browser = page(cast.coordinator)
    assert browser.get(address(released)).status_code == 302
    change_everything(released)
    tasks.print_meeting_paper(paper=MeetingPaper.objects.get().pk)
    first = browser.get(address(released)).content
    tasks.issue_papers(meeting=released.pk)
    assert browser.get(address(released)).content == first == IssuedPaper.objects.get(kind="berita-acara").read()
    assert "Bernama Lain" not in text_of(first)


def test_the_public_check_knows_serial_file_and_who_signed(released, cast, page) -> None:
    tasks.issue_papers(meeting=released.pk)
    paper = IssuedPaper.objects.get(kind="berita-acara")
    sent = SimpleUploadedFile("ba.pdf", paper.read(), "application/pdf")
    answer = Client().post(reverse("verify", args=[paper.code]), {"file": sent})
    assert answer.context["same"] == paper and paper.serial in answer.content.decode()
    asked = WantedSignature.objects.of(paper.pk)
    assert [one.account for one in asked] == [released.chair, released.head]
    link = reverse("agencies:signature", args=[paper.pk])
    assert link in page(cast.coordinator).get(released.get_absolute_url()).content.decode()
    scan = factories.pdf(len(PdfReader(BytesIO(paper.read())).pages))
    signing.attach_scan(paper, scan, by=cast.coordinator)
    told = Client().get(reverse("verify", args=[paper.code])).content.decode()
    assert all(one.name in told for one in asked)
    assert page(cast.leader).get(address(released)).content == scan


def test_another_coordinator_looks_after_the_signatures_unless_something_in_it_is_not_for_them(
    released, cast, page, scored
) -> None:
    tasks.issue_papers(meeting=released.pk)
    User.objects.filter(pk=cast.coordinator.pk).update(is_active=False)
    other = factories.coordinator(2)
    paper = sealing.to_sign(released, other)
    assert paper and paper.kind == MINUTES
    scan = reverse("agencies:signature_scan", args=[paper.pk])
    assert page(other).get(scan).status_code == 200
    assert page(cast.leader).get(scan).status_code == 404
    factories.conflict(other, scored[0])
    assert page(other).get(scan).status_code == 404 and sealing.to_sign(released, other) is None


def test_who_may_not_know_of_something_in_it_gets_no_issued_paper(released, cast, page, scored) -> None:
    tasks.issue_papers(meeting=released.pk)
    Interest.objects.create(user=cast.leader, proposal=scored[0], reason="Saudara kandung pengusul.")
    assert page(cast.leader).get(address(released)).status_code == 404
    sealed = SealedPaper.objects.get(name="berita-acara")
    with pytest.raises(sealing.PaperClosed):
        sealing.sealed_for(released, "berita-acara", cast.leader)
    assert sealing.sealed_for(released, "berita-acara", cast.coordinator) == sealed


def test_who_may_not_know_of_an_undecided_one_reads_the_minutes_and_gets_no_second_of_the_rest(
    signed, cast, page, make, give
) -> None:
    undecided = make()
    give(undecided, cast.reviewer, [2, 2, 2])
    releasing.release(signed, by=cast.coordinator)
    released = Meeting.objects.get(pk=signed.pk)
    tasks.issue_papers(meeting=released.pk)
    Interest.objects.create(user=cast.leader, proposal=undecided, reason="Saudara kandung pengusul.")
    browser = page(cast.leader)
    assert browser.get(address(released)).content == IssuedPaper.objects.get(kind="berita-acara").read()
    shut = {name for name in sealing.SEALED if browser.get(address(released, name)).status_code == 404}
    assert shut == {"peringkat", "lengkap"} == sealing.closed_to(released, cast.leader)
    assert not MeetingPaper.objects.exists()
    said = browser.get(released.get_absolute_url()).content.decode()
    assert {name for name in papers.PAPERS if address(released, name) not in said} == shut


def test_every_paper_of_the_release_keeps_its_names_and_none_is_a_reprint(released, cast, page) -> None:
    change_everything(released)
    tasks.issue_papers(meeting=released.pk)
    browser = page(cast.coordinator)
    for name in set(papers.PAPERS) - {papers.DECREE}:
        said = text_of(browser.get(address(released, name)).content)
        assert "Berganti Nama" not in said and "Bernama Lain" not in said and "cetak ulang" not in said.lower(), name


def test_what_a_meeting_released_before_papers_were_kept_prints_is_marked(released, cast) -> None:
    for name in set(papers.PAPERS) - {papers.DECREE}:
        context = papers.paper_context(released, name, timezone.now(), by=cast.coordinator)
        assert "cetak ulang" in text_of(papers.paper_pdf(context)).lower(), name


@pytest.mark.parametrize(("way", "asked"), [("wet", set()), ("pkcs12", {"berita-acara"}), ("bsre", {"berita-acara"})])
def test_only_what_is_signed_electronically_has_the_box_and_the_sentence(signed, cast, settings, way, asked) -> None:
    settings.SIGNING = replace(settings.SIGNING, way=way)
    releasing.release(signed, by=cast.coordinator)
    kept = dict(SealedPaper.objects.values_list("name", "source"))
    note = city().official_papers.electronic_note
    assert {name for name, source in kept.items() if "signs__space--box" in source} == asked
    assert {name for name, source in kept.items() if note in source} == asked


def test_the_place_for_an_electronic_signature_is_as_large_as_its_box(signed, cast, settings) -> None:
    def lowest() -> float:
        return min(place.height for place in places_in(sealing.issue(SealedPaper.objects.get(name=MINUTES)).read()))

    settings.SIGNING = replace(settings.SIGNING, way="pkcs12")
    releasing.release(signed, by=cast.coordinator)
    assert lowest() == pytest.approx(HEIGHT, abs=1)


def test_a_wet_paper_is_laid_out_as_it_was(signed, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    kept = SealedPaper.objects.get(name=MINUTES)
    assert '<div class="official__state" data-label="" data-note=""></div>' in kept.source
    spaces = re.findall(r'<div class="signs__space([^"]*)"', kept.source)
    assert spaces == ["", ""]


def test_what_the_release_kept_is_not_rewritten(released) -> None:
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete rows from reviews_sealedpaper"),
        transaction.atomic(),
    ):
        SealedPaper.objects.filter(meeting=released).update(source="<p>lain</p>")
