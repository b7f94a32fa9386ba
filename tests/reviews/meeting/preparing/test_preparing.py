"""Preparing a decision meeting: outcomes are chosen in silence, by those who may see it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from agencies.core.models import Notification, User
from proposals.core.models import Proposal
from proposals.core.workflow import OUTCOMES, Action, Status
from reviews.core.models import Interest
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.preparing import services as convening
from tests.reviews.conftest import person
from tests.reviews.meetings import HELD, decisions, letters, prepare, statuses

DECIDE_QUERIES = 16


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
    assert not decisions().exists()
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
    assert prepared.title in page(second).get("/penilaian/penetapan/").content.decode()
    Interest.objects.create(user=second, proposal=scored[0], reason="Saudara pengusul.")
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
    assert [(found.pk, "belum dinilai pada tahap wajib" in why) for found, why in outcome.refused] == [(bare.pk, True)]


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
    Interest.objects.create(user=chair, proposal=scored[0], reason="Saudara pengusul.")
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


@pytest.mark.parametrize("several", [1, 4])
def test_deciding_asks_no_more_often_for_more_proposals(
    meeting, make, give, cast, django_assert_num_queries, several: int
) -> None:
    made = [make() for _ in range(several)]
    for proposal in made:
        for reviewer in (cast.reviewer, cast.second):
            give(proposal, reviewer, [3, 3, 3])
    bare = [make() for _ in range(several)]
    with django_assert_num_queries(DECIDE_QUERIES):
        outcome = convening.decide(
            meeting, Action.SHORTLIST, [one.pk for one in (*made, *bare)], by=cast.coordinator, deviation="Banjir."
        )
    assert len(outcome.moved) == 2 * several and meeting.deviations.count() == several
