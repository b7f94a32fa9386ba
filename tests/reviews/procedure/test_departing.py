"""Departing from the procedure: who may, with which reason, and where the reason is asked, kept and counted."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.audit.models import LedgerEntry
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.core.models import Assignment
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Decision, Deviation, Meeting
from reviews.meeting.departures.counting import departures
from reviews.meeting.departures.departing import allow_passing_over
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import signing
from reviews.procedure.models import Procedure
from tests.reviews.meetings import ruled
from tests.reviews.procedure.conftest import reviewed

Give = Callable[..., Assignment]
Make = Callable[..., SentProposal]
Page = Callable[[User], Client]


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
