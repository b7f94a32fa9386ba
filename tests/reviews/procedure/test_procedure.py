"""The procedure of a period: what it asks of an outcome and of a meeting, and that the database holds it."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.core.models import Assignment, ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Decision, Meeting, MeetingMember
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import releasing, signing
from reviews.procedure.models import EVERY, FIRST, Procedure
from reviews.stages import procedures
from tests import factories
from tests.reviews.meetings import prepare, ruled
from tests.reviews.procedure.conftest import reviewed

Give = Callable[..., Assignment]
Make = Callable[..., SentProposal]
Page = Callable[[User], Client]
Make = Callable[..., SentProposal]
Page = Callable[[User], Client]
# What each outcome lacks after so many complete reviews in the first and in the second stage, with the usual
# procedure (issue 13): praise needs every stage, coaching the first, a refusal only its reason.
MATRIX = {
    (Action.SHORTLIST, 0, 0): "tahap wajib “Penilaian proposal”",
    (Action.SHORTLIST, 1, 0): "baru memiliki 1 dari 2 nilai lengkap",
    (Action.SHORTLIST, 2, 0): "tahap wajib “Presentasi”",
    (Action.SHORTLIST, 2, 1): "baru memiliki 1 dari 2 nilai lengkap di tahap “Presentasi”",
    (Action.SHORTLIST, 2, 2): "",
    (Action.PASS_OVER, 0, 0): "tahap wajib “Penilaian proposal”",
    (Action.PASS_OVER, 1, 0): "baru memiliki 1 dari 2 nilai lengkap",
    (Action.PASS_OVER, 2, 0): "",
    (Action.PASS_OVER, 2, 1): "",
    (Action.REJECT, 0, 0): "",
    (Action.REJECT, 1, 0): "",
}


def test_a_new_period_has_the_usual_procedure_and_a_later_one_that_of_the_year_before(period: Period) -> None:
    Procedure.objects.filter(period=period).update(quorum=75, passing_over="never", shortlist_needs=[FIRST])
    later = factories.period(year=period.year + 1)
    assert later.procedure.content() == Procedure.objects.get(period=period).content()
    earlier = factories.period(year=period.year - 5)
    assert earlier.procedure.content() == Procedure().content()


@pytest.mark.parametrize(("action", "first", "second"), MATRIX, ids=str)
def test_what_each_outcome_needs(
    rules, meeting: Meeting, make: Make, give: Give, cast, stages: list[ReviewStage], action: Action, first, second
) -> None:
    proposal = reviewed(make, give, cast, first, second)
    sentence = MATRIX[action, first, second]
    outcome = convening.decide(meeting, action, [proposal.pk], by=cast.coordinator, note="Alasan.")
    assert bool(outcome.refused) is bool(sentence)
    assert not sentence or sentence in outcome.refused[0][1]


def absent(meeting: Meeting, *people: User) -> None:
    MeetingMember.objects.filter(meeting=meeting, person__in=people).update(present=False)


# How a prepared meeting is made unfit, what the person who signs is told, and what the database says.
UNFIT = {
    "not yet held": (
        lambda meeting: Meeting.objects.update(held_at=timezone.now() + datetime.timedelta(days=7)),
        "Rapat baru berlangsung",
        "after it was held",
    ),
    "nobody invited": (lambda meeting: meeting.members.all().delete(), "Kuorum belum tercapai: 0 dari 0", "quorum"),
    "all absent": (lambda meeting: meeting.members.update(present=False), "Kuorum belum tercapai: 0 dari 3", "quorum"),
    "without its chair": (lambda meeting: absent(meeting, meeting.chair), "Ketua rapat", "must be there"),
    "without its head": (lambda meeting: absent(meeting, meeting.head), "Kepala Bapperida", "must be there"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_meeting_is_signed_only_as_the_procedure_wants_it(prepared: Meeting, chair: User, case: str) -> None:
    spoil, sentence, refused_by = UNFIT[case]
    spoil(prepared)
    with pytest.raises(MeetingRefused) as refused:
        signing.sign(Meeting.objects.get(), by=chair)
    assert any(sentence in detail for detail in refused.value.details)
    for change in ({"chair_signed_at": timezone.now()}, {"head_signed_at": timezone.now()}):
        with pytest.raises(DatabaseError, match=refused_by), transaction.atomic():
            Meeting.objects.update(**change)


def test_without_a_meeting_nobody_has_to_be_there_but_outcomes_need_what_they_need(
    prepared: Meeting, chair: User, cast: SimpleNamespace
) -> None:
    ruled(in_meeting=False)
    prepared.members.all().delete()
    signing.sign(prepared, by=chair)
    assert signing.sign(prepared, by=cast.leader).is_signed
    assert releasing.release(prepared, by=cast.coordinator) == 3


def test_where_the_chair_signs_alone_one_signature_is_enough(prepared: Meeting, cast, chair) -> None:
    ruled(signers="chair")
    waiting = [person for person in (chair, cast.leader) if Meeting.objects.to_be_signed_by(person).exists()]
    assert waiting == [chair]
    with pytest.raises(MeetingRefused, match="Hanya ketua rapat"):
        signing.sign(prepared, by=cast.leader)
    assert signing.sign(prepared, by=chair).is_signed
    assert releasing.release(prepared, by=cast.coordinator) == 3


def test_an_update_by_hand_does_not_skip_the_meeting(scored: list[SentProposal], prepared: Meeting) -> None:
    for status in ("shortlisted", "coaching", "rejected"):
        with pytest.raises(DatabaseError, match="through the release of a meeting"), transaction.atomic():
            Proposal.objects.filter(pk=scored[0].pk).update(status=status)
    with pytest.raises(DatabaseError, match="Those who sign have not signed"), transaction.atomic():
        Meeting.objects.update(state="released", released_at=timezone.now(), released_by=prepared.chair)


def test_a_decision_lets_one_outcome_leave_once(signed: Meeting, scored: list[SentProposal], cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    assert not Decision.objects.filter(carried_out_at=None).exists()
    Proposal.objects.filter(pk=scored[0].pk).update(status="in_review")
    with pytest.raises(DatabaseError, match="through the release of a meeting"), transaction.atomic():
        Proposal.objects.filter(pk=scored[0].pk).update(status="shortlisted")


def test_reviews_lost_after_the_signature_hold_the_release_back(
    meeting: Meeting, scored: list[SentProposal], cast: SimpleNamespace, chair: User
) -> None:
    prepare(meeting, scored, cast.coordinator)
    signing.sign(meeting, by=chair)
    signing.sign(meeting, by=cast.leader)
    Assignment.objects.filter(proposal_id=scored[0].pk, reviewer=cast.second).update(state="removed")
    with pytest.raises(MeetingRefused, match="belum dapat dirilis") as refused:
        releasing.release(meeting, by=cast.coordinator)
    (detail,) = refused.value.details
    assert scored[0].number in detail and "baru memiliki 1 dari 2 nilai lengkap" in detail
    assert Proposal.objects.get(pk=scored[0].pk).status == "in_review"


def test_the_first_score_freezes_the_procedure(rules, make, give, cast, stages) -> None:
    rules.quorum = 60
    assert procedures.save(rules, by=cast.coordinator) is None
    reviewed(make, give, cast, 1, 0)
    rules.quorum = 30
    with pytest.raises(ReviewRefused, match="Tuliskan alasan"):
        procedures.save(rules, by=cast.coordinator)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Procedure.objects.update(quorum=30)
    version = procedures.save(rules, by=cast.coordinator, note="Separuh panitia cuti bersama.")
    assert version is not None and version.version == 2
    assert Procedure.objects.get(pk=rules.pk).quorum == 30
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete rows from reviews_procedureversion"),
        transaction.atomic(),
    ):
        version.delete()


def test_the_page_keeps_what_was_typed_and_says_what_is_missing(page: Page, rules, make, give, cast, stages) -> None:
    browser, address = page(cast.coordinator), reverse("reviews:procedure")
    reviewed(make, give, cast, 1, 0)
    data = {
        "shortlist_needs": [EVERY], "coaching_needs": [stages[0].key], "passing_over": "never",
        "deviations_by": "chair", "in_meeting": "on", "quorum": "67", "signers": "both", "head_present": "on",
        "repair_days": "7", "note": "",
    }  # fmt: skip
    answer = browser.post(address, data)
    text = answer.content.decode()
    assert answer.status_code == 400 and "Tuliskan alasan mengubah tata caranya" in text and 'value="67"' in text
    assert browser.post(address, data | {"note": "Rapat kerja 3 Maret."}).status_code == 302
    stored = Procedure.objects.get(pk=rules.pk)
    assert (stored.quorum, stored.deviations_by, stored.coaching_needs) == (67, "chair", [stages[0].key])
    assert "Rapat kerja 3 Maret." in browser.get(address).content.decode()
    assert page(cast.leader).get(address).status_code == 404
