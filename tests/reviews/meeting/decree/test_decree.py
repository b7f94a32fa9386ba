"""The decree of a meeting: its draft, entering the signed one with date and scan, and putting it right."""

import io
import json
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from agencies.core.models import Agency
from foundation.audit import ledger
from foundation.audit.models import LedgerEntry
from foundation.issued.models import IssuedPaper
from foundation.issued.services import issue
from foundation.signing.pages import texts_of
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from reviews.interests import services as declaring
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree import decreeing
from reviews.meeting.decree.drafting import draft_of
from reviews.meeting.papers import papers, tasks
from reviews.meeting.release import releasing
from tests import factories
from tests.factories import pdf
from tests.reviews.meetings import DECREED, SCAN, signed_decree, statuses, typed_decree


@pytest.fixture
def released(signed, cast) -> Meeting:
    releasing.release(signed, by=cast.coordinator)
    return Meeting.objects.get(pk=signed.pk)


def address(name: str, meeting: Meeting) -> str:
    return reverse(f"reviews:{name}", args=[meeting.pk])


def test_the_draft_lists_what_was_praised_with_the_agencys_name_of_the_release(released, scored, cast) -> None:
    before = timezone.now() - timedelta(days=9)
    cast.agency.events.update(pgh_created_at=before)
    Agency.objects.filter(pk=cast.agency.pk).update(official_name="Badan Kesehatan")
    cast.agency.events.filter(official_name="Badan Kesehatan").update(pgh_created_at=timezone.now())
    decree = draft_of(released)
    [annex] = decree.annexes
    assert [row[:3] for row in annex.table.rows] == [["1.", "Inovasi 1", "Dinas Kesehatan"]]
    assert decree.draft and decree.numbered == "NOMOR 100.3.3.3/…/…/2026"
    assert annex.block[:3] == ("LAMPIRAN", "KEPUTUSAN WALI KOTA PANGKALPINANG", "NOMOR 100.3.3.3/…/…/2026")


def test_the_draft_says_what_is_told_of_each_innovation(released, scored) -> None:
    said = {"innovation_type": "digital", "form": "pelayanan", "stage": "penerapan", "applied_date": "2025-03-01"}
    Proposal.objects.filter(pk=scored[0].pk).update(**said)
    [row] = draft_of(released).annexes[0].table.rows
    assert row[3:] == ["digital", "pelayanan", "penerapan", "1 Maret 2025"]


def test_what_was_taken_back_is_not_in_the_draft(released, scored) -> None:
    Proposal.objects.filter(pk=scored[0].pk).update(status=Status.IN_REVIEW)
    assert draft_of(released).annexes[0].table.rows == []


def test_the_draft_bears_number_and_date_once_they_are_entered(released, cast) -> None:
    decreeing.enter_decree(released, signed_decree("100.3.3.3/12/BAPPERIDA/2026"), by=cast.coordinator)
    decree = draft_of(Meeting.objects.get())
    assert (decree.numbered, decree.dated) == ("NOMOR 100.3.3.3/12/BAPPERIDA/2026", "24 November 2026")
    # It stays a draft for the one citation that nobody has confirmed yet.
    assert decree.draft and [fault for fault in decree.faults() if "belum dipastikan" not in fault] == []


def test_without_a_meeting_the_decree_says_so(released, cast) -> None:
    assert any("dibahas dalam rapat" in row.text for row in draft_of(released).reasons)
    released.kept_procedure["in_meeting"] = False
    said = [row.text for row in draft_of(released).reasons]
    assert any("ditetapkan tanpa rapat" in text for text in said)
    assert not any("dibahas dalam rapat" in text for text in said)


def test_the_draft_is_offered_from_the_release_on(signed, cast, page) -> None:
    browser, word = page(cast.coordinator), address("decree_word", signed)
    assert browser.get(word).status_code == 404
    assert "Konsep keputusan" not in browser.get(signed.get_absolute_url()).content.decode()
    releasing.release(signed, by=cast.coordinator)
    shown = browser.get(signed.get_absolute_url()).content.decode()
    assert word in shown and "berkas/keputusan.pdf" in shown and "Konsep keputusan" in shown
    paper = Document(io.BytesIO(browser.get(word).content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "Inovasi 1" in cells


def test_the_draft_is_printed_in_the_queue_and_again_once_the_number_is_there(released, cast) -> None:
    def text() -> str:
        ordered = tasks.order_paper(released, papers.DECREE, by=cast.coordinator)
        tasks.print_meeting_paper(paper=ordered.pk)
        ordered.refresh_from_db()
        return " ".join(texts_of(ordered.read()))

    first = text()
    assert "K O N S E P" in first and "Inovasi 1" in first and "188.45/7/KEP/2026" not in first
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    released.refresh_from_db()
    assert "188.45/7/KEP/2026" in text()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"number": " "}, "number"), ({"date": ""}, "date"), ({"date": "2026-11-19"}, "date"),
        ({"date": "2099-01-01"}, "date"), ({"scan": ""}, "scan"),
    ],
)  # fmt: skip
def test_a_form_with_something_missing_is_kept_and_establishes_nothing(
    released, scored, cast, page, wrong, named
) -> None:
    browser, sent = page(cast.coordinator), typed_decree(**wrong)
    form = browser.post(address("meeting_decree", released), sent).context["form"]
    assert set(form.errors) == {named}
    assert {name: form[name].value() for name in ("number", "date")} == {
        name: sent[name] for name in ("number", "date")
    }
    assert statuses(scored)[0] == Status.SHORTLISTED and not IssuedPaper.objects.filter(kind=decreeing.KIND).exists()


def test_the_page_says_how_large_a_scan_the_server_takes(released, cast, page) -> None:
    assert (
        "PDF, paling besar 15 MB." in page(cast.coordinator).get(address("meeting_decree", released)).content.decode()
    )


def test_a_scan_that_is_no_pdf_is_refused(released, scored, cast, page) -> None:
    sent = typed_decree()
    sent["scan"].file = io.BytesIO(b"GIF89a bukan naskah")
    form = page(cast.coordinator).post(address("meeting_decree", released), sent).context["form"]
    assert set(form.errors) == {"scan"} and statuses(scored)[0] == Status.SHORTLISTED


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        (signed_decree(date=None), "Isi tanggal"),
        (signed_decree(date=DECREED - timedelta(days=5)), "mendahului rapatnya"),
        (signed_decree(date=timezone.localdate() + timedelta(days=1)), "masa depan"),
        (signed_decree(scan=b""), "Pilih pindaian"),
    ],
)
def test_the_service_refuses_it_too(released, scored, cast, entered, words) -> None:
    with pytest.raises(MeetingRefused, match=words):
        decreeing.enter_decree(released, entered, by=cast.coordinator)
    assert statuses(scored)[0] == Status.SHORTLISTED


def test_the_scan_opens_for_who_sees_the_meeting_and_for_nobody_else(released, cast, page) -> None:
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    stored, scan = Meeting.objects.get(), address("decree_scan", released)
    assert (stored.decree_date, stored.decree_paper.read()) == (DECREED, SCAN)
    for person in (cast.coordinator, cast.leader):
        assert page(person).get(scan).content == SCAN
    for person in (cast.owner, cast.reviewer):
        assert page(person).get(scan).status_code == 404
    browser = page(cast.owner)
    browser.logout()
    assert browser.get(scan).status_code == 302


def test_the_database_establishes_nothing_by_a_number_alone(released, scored) -> None:
    """Also for who writes past the services."""
    Meeting.objects.update(decree_number="188.45/7/KEP/2026")
    with pytest.raises(DatabaseError, match="established by the decree"), transaction.atomic():
        Proposal.objects.filter(pk=scored[0].pk).update(status=Status.ESTABLISHED, decree_number="188.45/7/KEP/2026")
    for half in ({"decree_date": DECREED}, {"decree_paper": issue(decreeing.head_of(released), SCAN, by=None)}):
        with pytest.raises(IntegrityError, match="meeting_decree_is_whole"), transaction.atomic():
            Meeting.objects.update(**half)


def test_the_database_takes_no_decree_away(released, cast) -> None:
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    for gone in ({"decree_number": ""}, {"decree_paper": None, "decree_date": None}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Meeting.objects.update(**gone)


def test_a_number_from_before_scans_were_kept_gets_date_and_scan(released, scored, cast) -> None:
    Meeting.objects.update(decree_number="188.45/7/KEP/2026")
    assert decreeing.enter_decree(released, signed_decree(), by=cast.coordinator) == (1, [])
    assert Meeting.objects.get().decree_date == DECREED


def test_a_wrong_number_is_put_right_with_a_reason_everywhere(released, scored, cast, page) -> None:
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    browser, sent = page(cast.coordinator), typed_decree(number="188.45/8/KEP/2026", scan="", reason=" ")
    assert set(browser.post(address("meeting_decree", released), sent).context["form"].errors) == {"reason"}
    assert Proposal.objects.get(pk=scored[0].pk).decree_number == "188.45/7/KEP/2026"
    browser.post(address("meeting_decree", released), sent | {"reason": "Salah ketik."})
    stored = Meeting.objects.get()
    assert (stored.decree_number, stored.decree_paper.read()) == ("188.45/8/KEP/2026", SCAN)
    assert Proposal.objects.get(pk=scored[0].pk).decree_number == "188.45/8/KEP/2026"
    last = LedgerEntry.objects.latest("pk")
    before, after = json.loads(last.before), json.loads(last.after)
    assert before["decree"] == "188.45/7/KEP/2026"
    assert (after["decree"], after["reason"]) == ("188.45/8/KEP/2026", "Salah ketik.")
    assert list(ledger.verify()) == []


def test_a_better_scan_becomes_the_newer_version(released, cast) -> None:
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    better = signed_decree(scan=pdf(3))
    decreeing.correct_decree(released, better, reason="Halaman 3 terlewat.", by=cast.coordinator)
    newest = Meeting.objects.get().decree_paper
    assert newest.read() == pdf(3)
    assert [paper.read() for paper in newest.versions] == [pdf(3), SCAN]


def test_nothing_is_put_right_before_it_was_entered_or_without_a_reason(released, cast) -> None:
    with pytest.raises(MeetingRefused, match="belum diisi"):
        decreeing.correct_decree(released, signed_decree(), reason="Salah.", by=cast.coordinator)
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="alasan perbaikan"):
        decreeing.correct_decree(released, signed_decree("188.45/9/2026"), reason=" ", by=cast.coordinator)


def test_the_decree_stays_with_the_meeting_as_it_was_cleaned(signed, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    decreeing.enter_decree(signed, signed_decree(" 188.45/7\u200b/KEP/2026\n"), by=cast.coordinator)
    assert Meeting.objects.get().decree_number == "188.45/7/KEP/2026"


@pytest.mark.parametrize("who", ["leader", "chair"])
def test_only_a_coordinator_enters_the_decree(signed, scored, cast, chair, who: str) -> None:
    releasing.release(signed, by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="Hanya koordinator"):
        decreeing.enter_decree(signed, signed_decree(), by=chair if who == "chair" else cast.leader)
    assert statuses(scored)[0] == Status.SHORTLISTED


def test_a_coordinator_with_a_conflict_of_interest_enters_no_decree(signed, scored, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    declaring.record(cast.coordinator, scored[0], kind="related", reason="Saudara.", by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="tidak tersedia bagi Anda"):
        decreeing.enter_decree(signed, signed_decree(), by=cast.coordinator)
    assert statuses(scored)[0] == Status.SHORTLISTED
    assert Meeting.objects.get().decree_number == ""


def test_decree_establishes_the_praised_once(signed, scored, cast) -> None:
    with pytest.raises(MeetingRefused, match="Rilis hasil rapat"):
        decreeing.enter_decree(signed, signed_decree(), by=cast.coordinator)
    releasing.release(signed, by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="Isi nomor SK"):
        decreeing.enter_decree(signed, signed_decree(" "), by=cast.coordinator)
    assert decreeing.enter_decree(signed, signed_decree(), by=cast.coordinator) == (1, [])
    assert statuses(scored) == [Status.ESTABLISHED, Status.COACHING, Status.REJECTED]
    assert Proposal.objects.get(pk=scored[0].pk).decree_number == "188.45/7/KEP/2026"
    assert decreeing.enter_decree(signed, signed_decree(), by=cast.coordinator) == (0, [])
    with pytest.raises(MeetingRefused, match="sudah ditetapkan"):
        decreeing.enter_decree(signed, signed_decree("lain"), by=cast.coordinator)


def test_decree_leaves_a_reopened_proposal_alone_and_says_so(signed, scored, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    Proposal.objects.filter(pk=scored[0].pk).update(status=Status.IN_REVIEW)
    moved, left = decreeing.enter_decree(signed, signed_decree(), by=cast.coordinator)
    assert (moved, left) == (0, [scored[0]])


def wait_until_held_up(work: Future) -> None:
    """Comes back when somebody waits for a row that this connection has locked, or when the work is over."""
    query = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
    with connection.cursor() as cursor:
        while not work.done() and not cursor.execute(query).fetchone()[0]:
            pass


@pytest.fixture
def earlier(make, stages) -> None:
    """Proposals of no meeting, so that a proposal and its decision do not have the same number in their tables."""
    for _ in range(5):
        make()


@pytest.mark.django_db(transaction=True)
def test_what_is_reopened_in_the_same_moment_is_left_alone_by_the_decree(earlier, signed, scored, cast) -> None:
    releasing.release(signed, by=cast.coordinator)

    def enter() -> tuple[int, list]:
        try:
            return decreeing.enter_decree(signed, signed_decree(), by=cast.coordinator)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as desk:
        with transaction.atomic():
            Proposal.objects.filter(pk=scored[0].pk).update(status=Status.IN_REVIEW)
            entering = desk.submit(enter)
            wait_until_held_up(entering)
        assert entering.result() == (0, [scored[0]])
    assert statuses(scored)[0] == Status.IN_REVIEW


def test_the_date_of_the_decree_and_not_that_of_its_entry_stands_on_the_innovation(
    released, scored, cast, page
) -> None:
    old = date(2026, 11, 24)
    with time_machine.travel(datetime(2027, 2, 3, 9, tzinfo=UTC), tick=False):
        decreeing.enter_decree(released, signed_decree(date=old), by=cast.coordinator)
        [proposal] = SentProposal.objects.filter(status=Status.ESTABLISHED)
        assert (proposal.decree_date, proposal.established_on) == (old, old)
        said = Client().get(reverse("proposals:innovation", args=[proposal.pk])).content.decode()
        assert "ditetapkan 2026" in said and "188.45/7/KEP/2026, 24 November 2026" in said
        card = Client().get(reverse("proposals:catalogue")).content.decode()
        assert "itetapkan 2026" in card and "itetapkan 2027" not in card
        right = signed_decree(date=date(2026, 11, 25), scan=b"")
        decreeing.correct_decree(released, right, reason="Salah baca.", by=cast.coordinator)
    assert SentProposal.objects.get(pk=proposal.pk).decree_date == date(2026, 11, 25)


def test_what_an_older_decree_established_gets_its_date_with_the_scan(released, scored, cast) -> None:
    Meeting.objects.update(decree_number="188.45/7/KEP/2026")
    with factories.past_the_meeting():
        Proposal.objects.filter(pk=scored[0].pk).update(status=Status.ESTABLISHED, decree_number="188.45/7/KEP/2026")
    assert SentProposal.objects.get(pk=scored[0].pk).decree_date is None
    decreeing.enter_decree(released, signed_decree(), by=cast.coordinator)
    assert SentProposal.objects.get(pk=scored[0].pk).decree_date == DECREED
