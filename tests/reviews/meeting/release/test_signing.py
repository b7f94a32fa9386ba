"""Signing a decision meeting: two people, once each, and what they signed is fixed."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.core.models import Notification
from foundation.audit.models import LedgerEntry
from proposals.core.workflow import Action
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import releasing, signing

SIGN_QUERIES = 14


def test_only_the_two_sign_and_both_are_needed(prepared, cast, chair) -> None:
    with pytest.raises(MeetingRefused, match="Hanya ketua rapat"):
        signing.sign(prepared, by=cast.coordinator)
    assert signing.sign(prepared, by=chair).state == Meeting.State.PREPARED
    with pytest.raises(MeetingRefused, match="belum disetujui keduanya"):
        releasing.release(prepared, by=cast.coordinator)
    assert signing.sign(prepared, by=cast.leader).state == Meeting.State.SIGNED


def test_both_are_asked_once_and_only_while_they_have_not_signed(prepared, cast, chair) -> None:
    assert signing.ask_to_sign(prepared, by=cast.coordinator) == [chair, cast.leader]
    assert signing.ask_to_sign(prepared, by=cast.coordinator) == []
    signing.sign(prepared, by=chair)
    Notification.objects.all().delete()
    assert signing.ask_to_sign(prepared, by=cast.coordinator) == [cast.leader]
    assert Notification.objects.get().url == prepared.get_absolute_url()
    with pytest.raises(MeetingRefused, match="Hanya koordinator"):
        signing.ask_to_sign(prepared, by=cast.leader)
    signing.sign(prepared, by=cast.leader)
    with pytest.raises(MeetingRefused, match="sudah diberikan"):
        signing.ask_to_sign(prepared, by=cast.coordinator)


def test_without_a_decision_nobody_is_asked(meeting, cast) -> None:
    with pytest.raises(MeetingRefused, match="setelah ada usulan yang diputus"):
        signing.ask_to_sign(meeting, by=cast.coordinator)
    assert not Notification.objects.filter(url=meeting.get_absolute_url()).exists()


def test_signature_records_what_was_signed_exactly_once(prepared, scored, chair) -> None:
    before = LedgerEntry.objects.count()
    signing.sign(prepared, by=chair)
    signing.sign(prepared, by=chair)
    assert LedgerEntry.objects.count() == before + 1
    row = LedgerEntry.objects.latest("sequence")
    assert (row.actor, row.subject_type, row.subject_id) == (chair, "reviews.meeting", prepared.pk)
    assert f'"{scored[0].number}":"shortlist"' in row.after


def test_empty_meeting_cannot_be_signed(meeting, chair) -> None:
    with pytest.raises(MeetingRefused, match="belum memutus"):
        signing.sign(meeting, by=chair)


def test_first_signature_fixes_the_outcomes(prepared, scored, cast, chair) -> None:
    signing.sign(prepared, by=chair)
    with pytest.raises(MeetingRefused, match="sudah disetujui atau dirilis"):
        convening.decide(prepared, Action.PASS_OVER, [scored[0].pk], by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="sudah disetujui atau dirilis"):
        convening.withdraw(prepared, [scored[0].pk], by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="sudah disetujui atau dirilis"):
        convening.save_meeting(prepared, by=cast.coordinator)
    assert prepared.decisions.get(proposal=scored[0]).action == Action.SHORTLIST


@pytest.mark.parametrize(
    ("write", "refusal"),
    [
        (lambda meeting: meeting.decisions.update(note="lain"), "decision is fixed"),
        (lambda meeting: meeting.decisions.all().delete(), "decision is fixed"),
        (lambda meeting: Meeting.objects.update(chair=meeting.created_by), "Cannot update rows from reviews_meeting"),
        (lambda meeting: Meeting.objects.update(held_at=timezone.now()), "Cannot update rows from reviews_meeting"),
        (
            lambda meeting: Meeting.objects.update(
                state="released", released_at=timezone.now(), released_by=meeting.created_by
            ),
            "Those who sign have not signed",
        ),
    ],
)
def test_database_keeps_what_was_signed_whoever_writes(prepared, chair, write, refusal: str) -> None:
    signing.sign(prepared, by=chair)
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        write(Meeting.objects.get())


def test_reopening_takes_both_signatures_back_with_a_reason(signed, scored, cast) -> None:
    with pytest.raises(MeetingRefused, match="alasan"):
        signing.reopen(signed, by=cast.coordinator, reason=" ")
    now = signing.reopen(signed, by=cast.coordinator, reason="Salah ketik.")
    assert now.is_open
    assert "Salah ketik." in LedgerEntry.objects.latest("sequence").after
    convening.decide(now, Action.PASS_OVER, [scored[0].pk], by=cast.coordinator)


@pytest.mark.parametrize("outcomes", [1, 4])
def test_signing_asks_no_more_often_for_more_decisions(
    meeting, make, give, cast, chair, django_assert_num_queries, outcomes: int
) -> None:
    made = [make() for _ in range(outcomes)]
    for proposal in made:
        for reviewer in (cast.reviewer, cast.second):
            give(proposal, reviewer, [3, 3, 3])
    convening.decide(meeting, Action.SHORTLIST, [one.pk for one in made], by=cast.coordinator)
    with django_assert_num_queries(SIGN_QUERIES):
        assert signing.sign(meeting, by=chair).chair_signed_at


def test_who_asks_is_not_asked(prepared, cast, chair) -> None:
    Meeting.objects.filter(pk=prepared.pk).update(head=cast.coordinator)
    assert signing.ask_to_sign(prepared, by=cast.coordinator) == [chair]


def test_opening_what_nobody_has_signed_leaves_no_trace(prepared, cast) -> None:
    before = LedgerEntry.objects.count()
    assert signing.reopen(prepared, by=cast.coordinator, reason="Belum perlu.").is_open
    assert LedgerEntry.objects.count() == before
