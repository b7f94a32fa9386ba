"""In whose hands a proposal is, along its way through a review, and that every place says the same of it."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from dashboard.figures import flow
from dashboard.work import waiting
from proposals.core.counts.counting import closed_to, known_period
from proposals.core.holding import Held, held, in_hands_of, tallies
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.core.workflow import Action, Holder, Status
from reviews.assigning import services as assigning
from reviews.core.models import Assignment, ReviewStage
from reviews.scoring_desk import services as scoring_desk
from tests.figures import figures_of

Make = Callable[..., Proposal]
Give = Callable[..., Assignment]
Page = Callable[[User], Client]
H = Holder


def of(proposal: Proposal) -> Held:
    """The same, of the proposal as it is stored now."""
    proposal.refresh_from_db()
    return held([proposal])[proposal.pk]


def test_it_goes_from_hand_to_hand_along_the_review(
    make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    proposal = make(Status.SUBMITTED)
    assert of(proposal).words == "verifikasi koordinator"
    moves.perform(Action.ACCEPT, proposal, by=cast.coordinator)
    assert of(proposal).words == "penugasan penilai"
    first = assigning.assign(proposal, cast.reviewer, by=cast.coordinator)
    second = assigning.assign(proposal, cast.second, by=cast.coordinator)
    assert (of(proposal).words, of(proposal).since) == ("2 dari 2 penilai", first.assigned_at)
    give(proposal, cast.reviewer, [3, 3, 3])
    assert (of(proposal).words, of(proposal).since) == ("1 dari 2 penilai", second.assigned_at)
    scoring_desk.recuse(second, by=cast.second, reason="Sedang tugas luar.", conflict=False)
    second.refresh_from_db()
    assert (of(proposal).words, of(proposal).since) == ("penugasan penilai", second.ended_at)
    last = give(proposal, cast.third, [3, 3, 3])
    assert (of(proposal).words, of(proposal).since) == ("keputusan koordinator", last.done_at)
    proposal.refresh_from_db()
    moves.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    assert (of(proposal).words, of(proposal).since) == ("penugasan penilai", proposal.status_since)
    moves.perform(Action.RETURN, proposal, by=cast.coordinator, note="Perbaiki datanya.")
    assert (of(proposal).words, of(proposal).since) == ("instansi pengusul", proposal.status_since)


def test_a_stage_that_has_not_opened_lets_nobody_wait_yet(
    make: Make, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    proposal = make()
    assigning.assign(proposal, cast.reviewer, by=cast.coordinator)
    opens = timezone.now() + datetime.timedelta(days=3)
    ReviewStage.objects.filter(pk=stages[0].pk).update(opens_at=opens)
    assert (of(proposal).holder, of(proposal).since) == (H.REVIEWS, opens)
    assert of(proposal).days(timezone.now()) == 0


def test_a_proposal_that_is_decided_is_in_nobodys_hands_and_one_without_stages_waits_for_reviewers(make: Make) -> None:
    decided = of(make(Status.COACHING))
    assert (decided.holder, decided.words) == (None, "")
    assert of(make()).holder is H.REVIEWERS
    assert of(make(Status.SHORTLISTED)).words == "SK penetapan"


@pytest.fixture
def waits(make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]) -> dict[Holder, Proposal]:
    """One proposal in every pair of hands; what waits for a decision was accepted long before its last review."""
    found = {
        H.AGENCY: make(Status.RETURNED),
        H.VERIFICATION: make(Status.SUBMITTED),
        H.REVIEWERS: make(),
        H.REVIEWS: make(),
        H.DECISION: make(),
        H.DECREE: make(Status.SHORTLISTED),
    }
    long_ago = timezone.now() - datetime.timedelta(days=185)
    Proposal.objects.filter(pk=found[H.DECISION].pk).update(status_since=long_ago)
    Assignment.objects.create(stage=stages[0], proposal=found[H.REVIEWS], reviewer=cast.second)
    for proposal, people in ((found[H.REVIEWS], [cast.reviewer]), (found[H.DECISION], [cast.reviewer, cast.second])):
        for person in people:
            give(proposal, person, [3, 3, 3])
    return found


def test_days_count_from_when_it_began_to_wait_for_this_holder(
    cast: SimpleNamespace, waits: dict[Holder, Proposal], period: Period
) -> None:
    """Its status is 185 days old, its last review is of today."""
    queues = {queue.holder: queue for queue in flow.queues(known_period(period, cast.coordinator), timezone.now())}
    assert {holder: queue.waiting for holder, queue in queues.items()} == dict.fromkeys(Holder, 1)
    assert (queues[H.DECISION].long, queues[H.DECISION].longest_days) == (0, 0)


@pytest.mark.parametrize("holder", Holder)
def test_the_list_behind_a_number_holds_what_was_counted(
    page: Page, cast: SimpleNamespace, waits: dict[Holder, Proposal], holder: Holder
) -> None:
    answer = page(cast.coordinator).get(
        reverse("proposals:list"), {"menunggu": holder, "kolom": ["nomor", "menunggu", "ditunggu"]}
    )
    assert answer.context["listing"].keys == [waits[holder].pk]
    words = {H.REVIEWS: "1 dari 2 penilai"}.get(holder, holder.label)
    assert words in answer.content.decode()
    found = Proposal.objects.filter(in_hands_of(holder))
    assert [each.pk for each in found] == [waits[holder].pk]


def test_the_coordinators_own_page_and_every_other_count_alike(
    cast: SimpleNamespace, waits: dict[Holder, Proposal], period: Period
) -> None:
    duty = waiting.duty(cast.coordinator, closed_to(cast.coordinator))
    assert duty is not None
    counted = tallies(Proposal.objects.all(), timezone.now())
    assert {holder: amount for holder, amount, _, _ in duty.lines} == {
        holder: counted[holder].amount for holder in (H.VERIFICATION, H.REVIEWERS, H.DECISION, H.DECREE)
    }


def test_every_page_says_the_same_of_one_proposal(
    page: Page, cast: SimpleNamespace, waits: dict[Holder, Proposal]
) -> None:
    browser, seen = page(cast.leader), set()
    for proposal in waits.values():
        answer = browser.get(proposal.get_absolute_url())
        seen |= {each for each in figures_of(answer.content, "text/html") if each.name == "proposal.holder"}
    assert len(seen) == len(waits)
    answer = browser.get(reverse("dashboard:agency", args=[cast.agency.code]))
    assert {each for each in figures_of(answer.content, "text/html") if each.name == "proposal.holder"} == seen


@pytest.mark.parametrize("rows", [1, 6])
def test_one_query_tells_it_of_any_number(
    make: Make, stages: list[ReviewStage], rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    made = [make() for _ in range(rows)]
    with django_assert_num_queries(1):
        assert len(held(made)) == rows
