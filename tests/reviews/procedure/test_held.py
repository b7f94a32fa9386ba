"""What a signature and a review hold: the period, its procedure, and the way of an outcome through the meeting."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Move
from proposals.core.sent import SentProposal
from proposals.core.workflow import WorkflowError
from reviews.core.refusals import ReviewRefused
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.release import releasing, signing
from reviews.procedure.models import Procedure
from reviews.stages import procedures
from tests import factories
from tests.reviews.meetings import HELD


def test_meeting_and_what_it_decides_on_stay_in_one_period(
    prepared: Meeting, scored: list[SentProposal], make, cast: SimpleNamespace
) -> None:
    later = factories.period(year=2027)
    with pytest.raises(DatabaseError), transaction.atomic():
        Meeting.objects.update(period=later)
    with pytest.raises(DatabaseError, match="keeps its period"), transaction.atomic():
        Proposal.objects.filter(pk=scored[0].pk).update(period=later)
    foreign = make()
    Proposal.objects.filter(pk=foreign.pk).update(period=later)
    for write in (
        lambda: Decision.objects.create(
            meeting=prepared, proposal=foreign, action="shortlist", prepared_by=cast.coordinator
        ),
        lambda: Decision.objects.filter(proposal=scored[0].pk).update(proposal=foreign.pk),
    ):
        with pytest.raises(DatabaseError, match="proposals of its own period"), transaction.atomic():
            write()


def test_no_procedure_changes_under_a_signed_meeting(prepared: Meeting, chair, cast: SimpleNamespace) -> None:
    signing.sign(prepared, by=chair)
    current = Procedure.objects.get(pk=prepared.period_id)
    current.quorum = 10
    with pytest.raises(ReviewRefused, match="sudah disetujui dan belum dirilis"):
        procedures.save(current, by=cast.coordinator, note="Alasan.")
    with pytest.raises(DatabaseError, match="fixed from the signature"), transaction.atomic():
        Procedure.objects.filter(pk=current.pk).update(quorum=10)
    signing.reopen(prepared, by=cast.coordinator, reason="Kuorum salah.")
    assert Meeting.objects.get().kept_procedure is None
    assert procedures.save(current, by=cast.coordinator, note="Alasan.") is not None


def test_a_later_meeting_may_go_by_another_version_and_the_released_one_keeps_its_own(
    signed: Meeting, cast: SimpleNamespace
) -> None:
    releasing.release(signed, by=cast.coordinator)
    current = Procedure.objects.get(pk=signed.period_id)
    before = current.content()
    current.signers, current.in_meeting, current.quorum = Procedure.Signers.CHAIR, False, 10
    with pytest.raises(ReviewRefused, match="Tuliskan alasan"):
        procedures.save(current, by=cast.coordinator)
    procedures.save(current, by=cast.coordinator, note="Kepala dinas luar.")
    facts = {"title": "Rapat kedua", "held_at": HELD, "place": "Aula", "chair": signed.chair, "head": signed.head}
    later = Meeting.objects.create(period=signed.period, created_by=cast.coordinator, **facts)
    released, later = (Meeting.objects.get(pk=pk) for pk in (signed.pk, later.pk))
    assert (released.procedure.content(), len(released.signatures())) == (before, 2)
    assert (later.procedure.content(), len(later.signatures())) == (current.content(), 1)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Meeting.objects.filter(pk=signed.pk).update(kept_procedure={"quorum": 1})


def test_what_was_reviewed_is_not_turned_down_at_the_desk_of_verification(
    client: Client, scored: list[SentProposal], make, cast: SimpleNamespace
) -> None:
    reviewed, fresh = scored[0], make("submitted")
    moves.perform("return", reviewed, by=cast.coordinator, note="Lengkapi bukti.")
    Proposal.objects.filter(pk=reviewed.pk).update(status="submitted")
    reviewed = SentProposal.objects.get(pk=reviewed.pk)
    with pytest.raises(WorkflowError, match="diputus dalam rapat"):
        moves.perform("reject", reviewed, by=cast.coordinator, note="Tidak layak.")
    events, refused = moves.perform_allowed(
        [Move("reject", each, "Tidak layak.") for each in (reviewed, fresh)], by=cast.coordinator
    )
    assert [event.proposal_id for event in events] == [fresh.pk] and len(refused) == 1
    with pytest.raises(DatabaseError, match="is decided on in a meeting"), transaction.atomic():
        Proposal.objects.filter(pk=reviewed.pk).update(status="rejected")
    client.force_login(cast.owner)
    with transaction.atomic():
        moves.perform("withdraw", reviewed, by=cast.owner, note="Diganti.")
        assert Proposal.objects.get(pk=reviewed.pk).status == "withdrawn"
        transaction.set_rollback(True)
    moves.perform("accept", SentProposal.objects.get(pk=reviewed.pk), by=cast.coordinator)
    assert Proposal.objects.get(pk=reviewed.pk).status == "in_review"


def test_nobody_signs_who_need_not_be_there(client: Client, stages, period, cast: SimpleNamespace) -> None:
    client.force_login(cast.coordinator)
    data = {
        "passing_over": "reason", "deviations_by": "coordinator", "in_meeting": "on", "quorum": "51",
        "signers": "both", "repair_days": "5",
    }  # fmt: skip
    answer = client.post(reverse("reviews:procedure"), data)
    assert answer.status_code == 400 and "hanya dapat menyetujui hasil bila hadir" in answer.content.decode()
    with pytest.raises(IntegrityError, match="procedure_who_signs_is_there"), transaction.atomic():
        Procedure.objects.filter(period=period).update(head_present=False)
    assert client.post(reverse("reviews:procedure"), data | {"signers": "chair"}).status_code == 302
