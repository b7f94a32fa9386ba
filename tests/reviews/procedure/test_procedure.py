"""The procedure of a period: what it asks of an outcome, who may depart from it, and that the database holds it."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.audit.models import LedgerEntry
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.core.models import Assignment, ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Decision, Deviation, Meeting, MeetingMember
from reviews.meeting.departures.counting import departures
from reviews.meeting.departures.departing import allow_passing_over
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import releasing, signing
from reviews.procedure.models import EVERY, FIRST, Procedure
from reviews.stages import procedures
from tests import factories
from tests.reviews.meetings import prepare, ruled

Give = Callable[..., Assignment]
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


@pytest.fixture
def rules(period: Period, stages: list[ReviewStage]) -> Procedure:
    """The usual procedure, as a new period has it."""
    Procedure.objects.filter(period=period).update(shortlist_needs=[EVERY])
    return Procedure.objects.select_related("period").get(period=period)


def reviewed(make: Make, give: Give, cast: SimpleNamespace, first: int, second: int, level: int = 3) -> SentProposal:
    made = make()
    for stage, amount in ((1, first), (2, second)):
        if amount and stage == 2:
            Proposal.objects.filter(pk=made.pk).update(review_round=2)
        for reviewer in (cast.reviewer, cast.second, cast.third)[:amount]:
            give(made, reviewer, [level, level, level], stage=stage)
    return made


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


def test_a_deviation_has_a_reason_and_is_on_the_record(rules, meeting, make, give, cast, stages) -> None:
    proposal = reviewed(make, give, cast, 2, 0)
    outcome = convening.decide(
        meeting, Action.SHORTLIST, [proposal.pk], by=cast.coordinator, deviation="Presentasi batal karena banjir."
    )
    assert outcome.moved and not outcome.refused
    one = Deviation.objects.get()
    assert (one.kind, one.allowed_by, one.reason) == ("stage", cast.coordinator, "Presentasi batal karena banjir.")
    assert "Presentasi batal karena banjir." in LedgerEntry.objects.latest("sequence").after
    convening.withdraw(meeting, [proposal.pk], by=cast.coordinator)
    assert not Deviation.objects.exists()


@pytest.mark.parametrize("named", ["chair", "nobody"])
def test_only_whom_the_procedure_names_deviates(rules, meeting, make, give, cast, stages, named: str) -> None:
    Procedure.objects.filter(pk=rules.pk).update(deviations_by=named)
    proposal = reviewed(make, give, cast, 2, 0)
    outcome = convening.decide(meeting, Action.SHORTLIST, [proposal.pk], by=cast.coordinator, deviation="Banjir.")
    assert "yang dapat mengizinkan penyimpangan" in outcome.refused[0][1]
    assert not Deviation.objects.exists() and not Decision.objects.exists()


def test_a_reason_for_departing_is_asked_only_of_whom_the_procedure_names(
    page: Page, rules, meeting, cast, make, give, stages
) -> None:
    reviewed(make, give, cast, 2, 0)
    browser, choose = page(cast.coordinator), reverse("reviews:meeting_choose", args=[meeting.pk])
    said = {}
    for named in ("coordinator", "chair", "nobody"):
        ruled(deviations_by=named)
        text = browser.get(choose).content.decode()
        said[named] = ('name="deviation"' in text, "yang dapat mengizinkan penyimpangan" in text)
    assert said == {"coordinator": (True, False), "chair": (False, True), "nobody": (False, True)}


def test_what_was_typed_for_a_refused_outcome_comes_back_until_it_is_prepared(
    page: Page, rules, meeting, cast, make, give, stages
) -> None:
    whole, bare = reviewed(make, give, cast, 2, 2), reviewed(make, give, cast, 2, 0)
    browser, choose = page(cast.coordinator), reverse("reviews:meeting_choose", args=[meeting.pk])

    def ticked() -> set[int]:
        return {one["proposal"].pk for one in browser.get(choose).context["lines"] if one["ticked"]}

    browser.post(choose, {"action": "shortlist", "note": "Bagus sekali.", "deviation": ""})
    assert "Bagus sekali.</textarea>" in browser.get(choose).content.decode() and ticked() == set()
    browser.post(choose, {"pilih": [whole.pk, bare.pk], "action": "shortlist", "note": "Sangat berguna."})
    assert "Sangat berguna.</textarea>" in browser.get(choose).content.decode() and ticked() == {bare.pk}
    browser.post(choose, {"pilih": [bare.pk], "action": "shortlist", "deviation": "Banjir."})
    assert "</textarea>" in (text := browser.get(choose).content.decode())
    assert "Sangat berguna." not in text and "Banjir.</textarea>" not in text and ticked() == set()


def test_where_the_chair_is_named_an_outcome_waits_for_the_chairs_reason(
    page: Page, rules, meeting, make, give, cast, chair, stages
) -> None:
    ruled(deviations_by="chair")
    bare = [reviewed(make, give, cast, 2, 0), reviewed(make, give, cast, 1, 0)]
    outcome = convening.decide(meeting, Action.SHORTLIST, [one.pk for one in bare], by=cast.coordinator)
    assert len(outcome.moved) == 2 and not Deviation.objects.exists()
    with pytest.raises(MeetingRefused) as refused:
        signing.sign(meeting, by=chair)
    assert [one.number in detail for one, detail in zip(bare, refused.value.details, strict=True)] == [True, True]
    address = reverse("reviews:meeting_lacking", args=[meeting.pk])
    typed = {"usulan": [one.pk for one in bare], "reason": "Presentasi batal karena banjir."}
    told = page(cast.coordinator).post(address, typed, follow=True).content.decode()
    assert "ketua rapat menuliskan alasannya" in told and not Deviation.objects.exists()
    browser = page(chair)
    assert address in browser.get(meeting.get_absolute_url()).content.decode()
    assert "Tuliskan alasan" in browser.post(address, typed | {"reason": " "}, follow=True).content.decode()
    browser.post(address, typed)
    assert set(Deviation.objects.values_list("proposal", "allowed_by", "reason")) == {
        (one.pk, chair.pk, typed["reason"]) for one in bare
    }
    assert address not in browser.get(meeting.get_absolute_url()).content.decode()
    assert signing.sign(meeting, by=chair).chair_signed_at


def test_a_reason_that_was_noted_stays_when_the_meeting_decides(
    page: Page, rules, meeting, make, give, cast, stages
) -> None:
    proposal = reviewed(make, give, cast, 2, 0)
    convening.decide(meeting, Action.SHORTLIST, [proposal.pk], by=cast.coordinator, deviation="Banjir.")
    browser, sitting = page(cast.coordinator), reverse("reviews:meeting_sitting", args=[meeting.pk])
    assert "Alasan yang tercatat: Banjir." in browser.get(sitting).content.decode()
    ruling = reverse("reviews:meeting_rule", args=[meeting.pk, proposal.pk])
    assert browser.post(ruling, {"action": "shortlist", "way": "mufakat"}).status_code == 302
    assert Deviation.objects.get().reason == "Banjir."
    convening.decide(meeting, Action.REJECT, [proposal.pk], by=cast.coordinator, note="Bukan inovasi.")
    assert not Deviation.objects.exists()


def test_a_better_rank_is_passed_over_only_with_a_reason(meeting, make, give, cast, chair, stages) -> None:
    best, next_one = (reviewed(make, give, cast, 2, 0, level) for level in (3, 2))
    convening.decide(meeting, Action.SHORTLIST, [next_one.pk], by=cast.coordinator)
    with pytest.raises(MeetingRefused) as refused:
        signing.sign(meeting, by=chair)
    assert f"{best.number} (peringkat 1) tidak diunggulkan" in refused.value.details[0]
    with pytest.raises(DatabaseError, match="passed over without a reason"), transaction.atomic():
        Meeting.objects.update(chair_signed_at=timezone.now())
    with pytest.raises(MeetingRefused, match="Tuliskan alasan"):
        allow_passing_over(meeting, best.pk, by=cast.coordinator, reason=" ")
    with pytest.raises(MeetingRefused, match=r"tidak \(lagi\) dilewati"):
        allow_passing_over(meeting, next_one.pk, by=cast.coordinator, reason="Kuota.")
    allow_passing_over(meeting, best.pk, by=cast.coordinator, reason="Kuota instansinya terpenuhi.")
    assert signing.sign(meeting, by=chair).chair_signed_at


def test_where_the_procedure_forbids_it_no_reason_helps(meeting, make, give, cast, chair, stages) -> None:
    best, next_one = (reviewed(make, give, cast, 2, 0, level) for level in (3, 2))
    convening.decide(meeting, Action.SHORTLIST, [next_one.pk], by=cast.coordinator)
    allow_passing_over(meeting, best.pk, by=cast.coordinator, reason="Kuota.")
    ruled(passing_over="never")
    with pytest.raises(MeetingRefused) as refused:
        signing.sign(meeting, by=chair)
    assert "tidak mengizinkannya" in refused.value.details[0]
    with pytest.raises(DatabaseError, match="passed over"), transaction.atomic():
        Meeting.objects.update(chair_signed_at=timezone.now())


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


def test_departures_are_counted_once_signed_and_not_for_whom_they_are_hidden(
    meeting, make, give, cast, chair, stages
) -> None:
    best, next_one = (reviewed(make, give, cast, 2, 0, level) for level in (3, 2))
    convening.decide(meeting, Action.SHORTLIST, [next_one.pk], by=cast.coordinator)
    allow_passing_over(meeting, best.pk, by=cast.coordinator, reason="Kuota instansinya terpenuhi.")
    assert departures(meeting.period) == 0
    signing.sign(meeting, by=chair)
    assert (departures(meeting.period), departures(meeting.period, [best.pk])) == (1, 0)


def test_one_reason_serves_those_that_are_ticked_and_comes_back_with_a_refusal(
    page: Page, meeting, make, give, cast, stages
) -> None:
    better = [reviewed(make, give, cast, 2, 0, 3) for _ in range(2)]
    praised = reviewed(make, give, cast, 2, 0, 2)
    convening.decide(meeting, Action.SHORTLIST, [praised.pk], by=cast.coordinator)
    browser, address = page(cast.coordinator), reverse("reviews:meeting_passed_over", args=[meeting.pk])
    typed = {"usulan": [better[0].pk, praised.pk], "reason": "Kuota instansinya terpenuhi."}
    text = browser.post(address, typed, follow=True).content.decode()
    assert "tidak (lagi) dilewati" in text and "Kuota instansinya terpenuhi.</textarea>" in text
    assert not Deviation.objects.exists()
    browser.post(address, typed | {"usulan": [one.pk for one in better]})
    assert {each.proposal_id for each in Deviation.objects.all()} == {one.pk for one in better}
