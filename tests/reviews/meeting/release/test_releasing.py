"""Releasing a decision meeting once and as a whole."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from agencies.core.models import Notification
from foundation.audit import ledger
from foundation.audit.models import LedgerEntry
from foundation.outbox.models import OutgoingMail
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.moving.moves import Move, MovesRefused, perform_all
from proposals.core.workflow import Action, Door, Status
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.release import releasing, signing
from tests.reviews.meetings import decisions, excuse, letters, prepare, statuses

RELEASE_QUERIES = (
    102  # with what the papers of the meeting and its letters say at the release, and times that fall away
)


def test_release_moves_all_with_one_letter_one_event_and_one_entry_each(signed, scored, cast) -> None:
    entries = LedgerEntry.objects.count()
    Notification.objects.all().delete()
    assert releasing.release(signed, by=cast.coordinator) == 3
    assert statuses(scored) == [Status.SHORTLISTED, Status.COACHING, Status.REJECTED]
    assert [(event.proposal_id, event.actor) for event in decisions().order_by("proposal_id")] == [
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


def test_a_letter_goes_to_each_of_the_agencys_people(signed, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    mails = OutgoingMail.objects.filter(subject="Usulan “Inovasi 1” masuk daftar unggulan.")
    readers = sorted(mails.values_list("address", flat=True))
    assert readers == ["colleague@contoh.test", "insider@contoh.test", "owner@contoh.test"]
    assert all("Masukan tim penilai" in mail.body for mail in mails)


def test_release_twice_acts_once(signed, scored, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    sent, events, entries = letters(), Event.objects.count(), LedgerEntry.objects.count()
    assert releasing.release(signed, by=cast.coordinator) == 0
    assert (letters(), Event.objects.count(), LedgerEntry.objects.count()) == (sent, events, entries)


@pytest.mark.parametrize("outcomes", [1, 4])
def test_release_asks_no_more_often_for_more_decisions(
    meeting, make, give, cast, chair, django_assert_num_queries, outcomes
) -> None:
    passed_over = make()
    for reviewer in (cast.reviewer, cast.second):
        give(passed_over, reviewer, [3, 3, 3])
    for _ in range(outcomes):
        proposals = [make() for _ in range(3)]
        for proposal in proposals:
            for reviewer in (cast.reviewer, cast.second):
                give(proposal, reviewer, [3, 3, 3])
        prepare(meeting, proposals, cast.coordinator)
    excuse(meeting, cast.coordinator)
    signing.sign(meeting, by=chair)
    signing.sign(meeting, by=cast.leader)
    with django_assert_num_queries(RELEASE_QUERIES):
        assert releasing.release(meeting, by=cast.coordinator) == 3 * outcomes
    assert (
        len([subject for subject in letters() if subject.startswith("Usulan ")]) == decisions().count() == 3 * outcomes
    )


def test_a_proposal_that_moved_meanwhile_is_refused_by_name_and_holds_the_others_back(scored, cast) -> None:
    Proposal.objects.filter(pk=scored[1].pk).update(review_round=2)
    moves = [Move(Action.PASS_OVER, proposal, "") for proposal in scored]
    with pytest.raises(MovesRefused) as refused:
        perform_all(moves, by=cast.coordinator, door=Door.MEETING)
    assert [move.proposal for move, _ in refused.value.refusals] == [scored[1]]
    assert "baru saja diubah orang lain" in str(refused.value.refusals[0][1])
    assert statuses(scored) == [Status.IN_REVIEW] * 3 and not decisions().exists()


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
    assert not decisions().exists() and letters() == sent and LedgerEntry.objects.count() == entries
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


def test_the_meeting_says_who_released_it_and_when(signed, cast) -> None:
    assert (signed.released_at, signed.released_by) == (None, None)
    before = timezone.now()
    releasing.release(signed, by=cast.coordinator)
    stored = Meeting.objects.get()
    assert (stored.state, stored.released_by) == (Meeting.State.RELEASED, cast.coordinator)
    assert before <= stored.released_at <= timezone.now()


def test_what_both_have_not_signed_is_not_released(meeting, scored, cast, chair) -> None:
    prepare(meeting, scored, cast.coordinator)
    signing.sign(meeting, by=chair)
    with pytest.raises(MeetingRefused, match="belum disetujui keduanya"):
        releasing.release(meeting, by=cast.coordinator)
    assert statuses(scored) == [Status.IN_REVIEW] * 3


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
    assert decisions().count() == 3
    assert list(ledger.verify()) == []
