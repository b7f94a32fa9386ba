"""Decision meetings: prepared in silence, signed by two, released once and as a whole."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies import ledger
from agencies.models import LedgerEntry, Notification, User
from proposals.models import Event, Proposal
from proposals.workflow import OUTCOMES, Action, Status
from reviews import convening, releasing
from reviews.convening import MeetingRefused
from reviews.models import Conflict, Decision, Meeting
from tests.reviews.conftest import person

HELD = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def chair(cast: SimpleNamespace) -> User:
    return person("ketua", is_leader=True)


@pytest.fixture
def meeting(cast: SimpleNamespace, chair: User, period) -> Meeting:
    """A meeting still open; chaired by `chair`, the coordinator is not the head, the leader is."""
    fresh = Meeting(
        period=period, title="Rapat pleno penilai", held_at=HELD, place="Aula", chair=chair, head=cast.leader
    )
    return convening.save_meeting(fresh, by=cast.coordinator)


@pytest.fixture
def scored(make, give, cast: SimpleNamespace) -> list[Proposal]:
    """Three proposals with two complete reviews each."""
    made = [make() for _ in range(3)]
    for proposal, levels in zip(made, ([3, 3, 3], [2, 2, 2], [1, 1, 2]), strict=True):
        give(proposal, cast.reviewer, levels)
        give(proposal, cast.second, levels)
    return made


def prepare(meeting: Meeting, proposals: list[Proposal], by: User) -> None:
    """The first is praised, the second goes to coaching, the third is rejected."""
    for action, proposal in zip((Action.SHORTLIST, Action.PASS_OVER, Action.REJECT), proposals, strict=True):
        outcome = convening.decide(meeting, action, [proposal.pk], by=by, note="Belum berbukti.")
        assert not outcome.refused


@pytest.fixture
def prepared(meeting: Meeting, scored: list[Proposal], cast: SimpleNamespace) -> Meeting:
    prepare(meeting, scored, cast.coordinator)
    return meeting


@pytest.fixture
def signed(prepared: Meeting, chair: User, cast: SimpleNamespace) -> Meeting:
    convening.sign(prepared, by=chair)
    return convening.sign(prepared, by=cast.leader)


def statuses(proposals: list[Proposal]) -> list[str]:
    return [Proposal.objects.get(pk=proposal.pk).status for proposal in proposals]


def letters() -> list[str]:
    """Subjects of the mails in the queue, sorted."""
    jobs = ProcrastinateJob.objects.filter(task_name="send_mail")
    return sorted(job.args["subject"] for job in jobs)


# --- Preparing -----------------------------------------------------------------------------------------------------
def test_outcomes_are_the_arrows_from_review_to_a_decision() -> None:
    assert set(OUTCOMES) == {Action.SHORTLIST, Action.PASS_OVER, Action.REJECT}


def test_prepared_outcomes_change_and_tell_nothing(
    prepared: Meeting, scored: list[Proposal], cast: SimpleNamespace, page: Callable[[User], Client]
) -> None:
    Notification.objects.all().delete()
    before = len(letters())
    prepare(prepared, scored, cast.coordinator)
    assert statuses(scored) == [Status.IN_REVIEW] * 3
    assert not Notification.objects.exists() and len(letters()) == before
    assert not Event.objects.exists()
    detail = page(cast.owner).get(scored[0].get_absolute_url())
    assert "nggulan" not in detail.content.decode().replace("Unggulan Daerah", "")


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger", "reviewer", "second", "insider"])
def test_meeting_does_not_exist_for_people_outside(
    prepared: Meeting, cast: SimpleNamespace, page: Callable[[User], Client], who: str
) -> None:
    browser = page(getattr(cast, who))
    for path in ("", "usulan/", "ubah/", "hadir/", "berkas/berita-acara.pdf", "berkas/lengkap.pdf"):
        assert browser.get(f"{prepared.get_absolute_url()}{path}").status_code == 404
    for path in ("setujui/", "rilis/", "keluarkan/", "buka-kembali/", "sk/"):
        assert browser.post(f"{prepared.get_absolute_url()}{path}").status_code == 404
    assert browser.get("/penilaian/penetapan/").status_code == 404
    prepared.refresh_from_db()
    assert prepared.state == Meeting.State.PREPARED and prepared.decisions.count() == 3


def test_meeting_does_not_exist_for_a_conflicted_coordinator(
    prepared: Meeting, scored: list[Proposal], page: Callable[[User], Client]
) -> None:
    second = person("koordinator-dua", is_coordinator=True)
    assert page(second).get(prepared.get_absolute_url()).status_code == 200
    Conflict.objects.create(user=second, proposal=scored[0], reason="Saudara pengusul.")
    assert page(second).get(prepared.get_absolute_url()).status_code == 404
    assert page(second).get(f"{prepared.get_absolute_url()}berkas/berita-acara.pdf").status_code == 404
    assert prepared.title not in page(second).get("/penilaian/penetapan/").content.decode()
    with pytest.raises(MeetingRefused, match="tidak tersedia"):
        convening.withdraw(prepared, [scored[0].pk], by=second)


def test_outcome_without_enough_reviews_is_reported_and_not_prepared(
    meeting: Meeting, make, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    bare = make()
    outcome = convening.decide(meeting, Action.SHORTLIST, [bare.pk, scored[0].pk], by=cast.coordinator)
    assert [found.pk for found in outcome.moved] == [scored[0].pk]
    assert [(found.pk, "nilai lengkap" in why) for found, why in outcome.refused] == [(bare.pk, True)]


def test_rejection_needs_a_reason(meeting: Meeting, scored: list[Proposal], cast: SimpleNamespace) -> None:
    outcome = convening.decide(meeting, Action.REJECT, [scored[0].pk], by=cast.coordinator, note="  ")
    assert "alasannya" in outcome.refused[0][1]
    assert not meeting.decisions.exists()


@pytest.mark.parametrize("action", ["accept", "establish", "advance", "nonsense"])
def test_other_moves_are_no_outcome(meeting, scored, cast, action: str) -> None:
    outcome = convening.decide(meeting, action, [scored[0].pk], by=cast.coordinator)
    assert not outcome.moved and len(outcome.refused) == 1


def test_new_outcome_replaces_the_earlier_one(prepared, scored, cast) -> None:
    convening.decide(prepared, Action.PASS_OVER, [scored[0].pk], by=cast.coordinator)
    assert prepared.decisions.get(proposal=scored[0]).action == Action.PASS_OVER
    assert prepared.decisions.count() == 3


def test_proposal_is_in_one_unreleased_meeting_only(prepared, scored, cast, chair, period) -> None:
    fresh = Meeting(period=period, title="Rapat lain", held_at=HELD, place="Aula", chair=chair, head=cast.leader)
    other = convening.save_meeting(fresh, by=cast.coordinator)
    outcome = convening.decide(other, Action.SHORTLIST, [scored[0].pk], by=cast.coordinator)
    assert "rapat lain" in outcome.refused[0][1]


def test_conflicted_chair_cannot_decide_on_the_proposal(meeting, scored, cast, chair) -> None:
    Conflict.objects.create(user=chair, proposal=scored[0], reason="Saudara pengusul.")
    outcome = convening.decide(meeting, Action.SHORTLIST, [scored[0].pk], by=cast.coordinator)
    assert "tidak dapat ikut memutus" in outcome.refused[0][1]


def test_chair_and_head_are_two_people(cast, page, period) -> None:
    answer = page(cast.coordinator).post(
        "/penilaian/penetapan/baru/",
        {
            "title": "Rapat", "held_at": "2026-11-20T09:00", "place": "Aula", "chair": cast.leader.pk,
            "head": cast.leader.pk,
        },
    )  # fmt: skip
    assert "dua orang yang berbeda" in answer.content.decode()
    assert not Meeting.objects.exists()


# --- Signing -------------------------------------------------------------------------------------------------------
def test_only_the_two_sign_and_both_are_needed(prepared, cast, chair) -> None:
    with pytest.raises(MeetingRefused, match="Hanya ketua rapat"):
        convening.sign(prepared, by=cast.coordinator)
    assert convening.sign(prepared, by=chair).state == Meeting.State.PREPARED
    with pytest.raises(MeetingRefused, match="belum disetujui keduanya"):
        releasing.release(prepared, by=cast.coordinator)
    assert convening.sign(prepared, by=cast.leader).state == Meeting.State.SIGNED


def test_both_are_asked_once_and_only_while_they_have_not_signed(prepared, cast, chair) -> None:
    assert convening.ask_to_sign(prepared, by=cast.coordinator) == [chair, cast.leader]
    assert convening.ask_to_sign(prepared, by=cast.coordinator) == []
    convening.sign(prepared, by=chair)
    Notification.objects.all().delete()
    assert convening.ask_to_sign(prepared, by=cast.coordinator) == [cast.leader]
    assert Notification.objects.get().url == prepared.get_absolute_url()
    with pytest.raises(MeetingRefused):
        convening.ask_to_sign(prepared, by=cast.leader)


def test_signature_records_what_was_signed_exactly_once(prepared, scored, chair) -> None:
    before = LedgerEntry.objects.count()
    convening.sign(prepared, by=chair)
    convening.sign(prepared, by=chair)
    assert LedgerEntry.objects.count() == before + 1
    row = LedgerEntry.objects.latest("sequence")
    assert (row.actor, row.subject_type, row.subject_id) == (chair, "reviews.meeting", prepared.pk)
    assert f'"{scored[0].number}":"shortlist"' in row.after


def test_empty_meeting_cannot_be_signed(meeting, chair) -> None:
    with pytest.raises(MeetingRefused, match="belum memutus"):
        convening.sign(meeting, by=chair)


def test_first_signature_fixes_the_outcomes(prepared, scored, cast, chair) -> None:
    convening.sign(prepared, by=chair)
    with pytest.raises(MeetingRefused):
        convening.decide(prepared, Action.PASS_OVER, [scored[0].pk], by=cast.coordinator)
    with pytest.raises(MeetingRefused):
        convening.withdraw(prepared, [scored[0].pk], by=cast.coordinator)
    with pytest.raises(MeetingRefused):
        convening.save_meeting(prepared, by=cast.coordinator)
    assert prepared.decisions.get(proposal=scored[0]).action == Action.SHORTLIST


@pytest.mark.parametrize(
    "write",
    [
        lambda meeting: Decision.objects.filter(meeting=meeting).update(note="lain"),
        lambda meeting: Decision.objects.filter(meeting=meeting).delete(),
        lambda meeting: Meeting.objects.filter(pk=meeting.pk).update(chair=meeting.created_by),
        lambda meeting: Meeting.objects.filter(pk=meeting.pk).update(state="released"),
    ],
)
def test_database_keeps_what_was_signed_whoever_writes(prepared, chair, write) -> None:
    convening.sign(prepared, by=chair)
    with pytest.raises(DatabaseError), transaction.atomic():
        write(prepared)


def test_reopening_takes_both_signatures_back_with_a_reason(signed, scored, cast) -> None:
    with pytest.raises(MeetingRefused, match="alasan"):
        convening.reopen(signed, by=cast.coordinator, reason=" ")
    now = convening.reopen(signed, by=cast.coordinator, reason="Salah ketik.")
    assert now.is_open
    assert "Salah ketik." in LedgerEntry.objects.latest("sequence").after
    convening.decide(now, Action.PASS_OVER, [scored[0].pk], by=cast.coordinator)


# --- Releasing -----------------------------------------------------------------------------------------------------
def test_release_moves_all_with_one_letter_one_event_and_one_entry_each(signed, scored, cast) -> None:
    entries = LedgerEntry.objects.count()
    assert releasing.release(signed, by=cast.coordinator) == 3
    assert statuses(scored) == [Status.SHORTLISTED, Status.COACHING, Status.REJECTED]
    assert [(event.proposal_id, event.actor) for event in Event.objects.order_by("proposal_id")] == [
        (proposal.pk, cast.coordinator) for proposal in scored
    ]
    assert [subject for subject in letters() if subject.startswith("Usulan ")] == sorted(
        [
            "Usulan “Inovasi 1” masuk daftar unggulan.",
            "Usulan “Inovasi 2” masuk pembinaan.",
            "Usulan “Inovasi 3” dinyatakan tidak layak: Belum berbukti.",
        ]
    )
    assert LedgerEntry.objects.count() == entries + 3
    assert set(Notification.objects.filter(text__startswith="Usulan").values_list("user", flat=True)) == {
        cast.owner.pk, cast.colleague.pk, cast.insider.pk,
    }  # fmt: skip


def test_letter_goes_to_all_people_of_the_agency_together(signed, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    job = ProcrastinateJob.objects.get(args__subject="Usulan “Inovasi 1” masuk daftar unggulan.")
    assert sorted(job.args["to"]) == ["colleague@contoh.test", "insider@contoh.test", "owner@contoh.test"]
    assert "Masukan tim penilai" in job.args["body"]


def test_release_twice_acts_once(signed, scored, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    sent, events, entries = letters(), Event.objects.count(), LedgerEntry.objects.count()
    assert releasing.release(signed, by=cast.coordinator) == 0
    assert (letters(), Event.objects.count(), LedgerEntry.objects.count()) == (sent, events, entries)


def test_release_opens_the_comments_to_the_proposer(signed, scored, cast, page) -> None:
    row = scored[0].assignments.first()
    row.comment = "Bukti pemakaian perlu ditambah."
    row.save(update_fields=["comment"])
    browser = page(cast.owner)
    assert row.comment not in browser.get(scored[0].get_absolute_url()).content.decode()
    releasing.release(signed, by=cast.coordinator)
    assert row.comment in browser.get(scored[0].get_absolute_url()).content.decode()


def test_release_is_all_or_nothing(signed, scored, cast) -> None:
    entries, sent = LedgerEntry.objects.count(), letters()
    Proposal.objects.filter(pk=scored[2].pk).update(status=Status.RETURNED)
    with pytest.raises(MeetingRefused) as refused:
        releasing.release(signed, by=cast.coordinator)
    assert len(refused.value.details) == 1 and scored[2].number in refused.value.details[0]
    assert statuses(scored) == [Status.IN_REVIEW, Status.IN_REVIEW, Status.RETURNED]
    assert not Event.objects.exists() and letters() == sent and LedgerEntry.objects.count() == entries
    signed.refresh_from_db()
    assert signed.state == Meeting.State.SIGNED


@pytest.mark.parametrize("who", ["leader", "chair"])
def test_only_a_coordinator_releases(signed, scored, cast, chair, page, who: str) -> None:
    by = chair if who == "chair" else cast.leader
    assert page(by).post(f"{signed.get_absolute_url()}rilis/").status_code == 404
    with pytest.raises(MeetingRefused, match="Hanya koordinator"):
        releasing.release(signed, by=by)
    assert statuses(scored) == [Status.IN_REVIEW] * 3


def test_check_value_of_the_release_stands_in_the_record(signed, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    signed.refresh_from_db()
    assert signed.check_value == str(ledger.check_value())
    assert list(ledger.verify()) == []


# --- The decree ----------------------------------------------------------------------------------------------------
def test_decree_establishes_the_praised_once(signed, scored, cast) -> None:
    with pytest.raises(MeetingRefused, match="Rilis hasil rapat"):
        releasing.enter_decree(signed, "188.45/7/KEP/2026", by=cast.coordinator)
    releasing.release(signed, by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="Isi nomor SK"):
        releasing.enter_decree(signed, " ", by=cast.coordinator)
    assert releasing.enter_decree(signed, "188.45/7/KEP/2026", by=cast.coordinator) == (1, [])
    assert statuses(scored) == [Status.ESTABLISHED, Status.COACHING, Status.REJECTED]
    assert Proposal.objects.get(pk=scored[0].pk).decree_number == "188.45/7/KEP/2026"
    assert releasing.enter_decree(signed, "188.45/7/KEP/2026", by=cast.coordinator) == (0, [])
    with pytest.raises(MeetingRefused, match="sudah ditetapkan"):
        releasing.enter_decree(signed, "lain", by=cast.coordinator)


def test_decree_leaves_a_reopened_proposal_alone_and_says_so(signed, scored, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    Proposal.objects.filter(pk=scored[0].pk).update(status=Status.IN_REVIEW)
    moved, left = releasing.enter_decree(signed, "188.45/7/KEP/2026", by=cast.coordinator)
    assert (moved, left) == (0, [scored[0]])


# --- Pages and papers ----------------------------------------------------------------------------------------------
def test_whole_way_through_the_pages(meeting, scored, cast, chair, page) -> None:
    base = meeting.get_absolute_url()
    staff = page(cast.coordinator)
    chosen = staff.post(f"{base}usulan/", {"pilih": [scored[0].pk], "action": "shortlist"}, follow=True)
    assert "1 usulan disiapkan" in chosen.content.decode()
    staff.post(f"{base}hadir/", {f"orang-{cast.reviewer.pk}": "hadir", f"orang-{cast.second.pk}": "tidak"})
    assert {(each.person, each.present) for each in meeting.members.all()} == {
        (cast.reviewer, True), (cast.second, False),
    }  # fmt: skip
    page(chair).post(f"{base}setujui/")
    page(cast.leader).post(f"{base}setujui/")
    staff = page(cast.coordinator)
    assert "1 keputusan dirilis" in staff.post(f"{base}rilis/", follow=True).content.decode()
    assert "sudah dirilis sebelumnya" in staff.post(f"{base}rilis/", follow=True).content.decode()
    done = staff.post(f"{base}sk/", {"number": "188.45/7/KEP/2026"}, follow=True).content.decode()
    assert "1 usulan ditetapkan" in done
    assert statuses(scored) == [Status.ESTABLISHED, Status.IN_REVIEW, Status.IN_REVIEW]


def test_choosing_nothing_changes_nothing(meeting, scored, cast, page) -> None:
    staff = page(cast.coordinator)
    for posted in ({"action": "shortlist"}, {"pilih": [scored[0].pk]}, {"pilih": ["x"], "action": "shortlist"}):
        answer = staff.post(f"{meeting.get_absolute_url()}usulan/", posted, follow=True)
        assert "Centang sedikitnya satu usulan" in answer.content.decode()
    assert not meeting.decisions.exists()


def test_unknown_paper_does_not_exist(prepared, cast, page) -> None:
    assert page(cast.coordinator).get(f"{prepared.get_absolute_url()}berkas/rahasia.pdf").status_code == 404


@pytest.mark.parametrize("path", ["/penilaian/penetapan/", "{meeting}", "{meeting}usulan/"])
def test_pages_ask_as_often_for_three_as_for_nine(
    meeting, scored, make, give, cast, page, period, chair, path: str
) -> None:
    address, staff = path.format(meeting=meeting.get_absolute_url()), page(cast.coordinator)
    prepare(meeting, scored, cast.coordinator)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(address).status_code == 200
        return len(captured)

    first = count()
    for _ in range(6):
        more = make()
        give(more, cast.reviewer, [2, 2, 2])
        give(more, cast.second, [2, 2, 2])
        convening.decide(meeting, Action.PASS_OVER, [more.pk], by=cast.coordinator)
        convening.save_meeting(
            Meeting(period=period, title="Rapat", held_at=HELD, place="Aula", chair=chair, head=cast.leader),
            by=cast.coordinator,
        )
    assert count() == first


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_send_one_letter_per_proposal(signed, scored, cast) -> None:
    start, moved = threading.Barrier(2), []

    def press() -> None:
        start.wait()
        try:
            moved.append(releasing.release(Meeting.objects.get(pk=signed.pk), by=cast.coordinator))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(moved) == [0, 3]
    assert len([subject for subject in letters() if subject.startswith("Usulan ")]) == 3
    assert Event.objects.count() == 3
    assert list(ledger.verify()) == []
