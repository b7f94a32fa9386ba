"""Tests of what the coordinator's page of a proposal says of its review."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils.html import strip_tags

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, ReviewStage
from reviews.ranking.box import standing_box

Give = Callable[..., Assignment]


def shown(proposal: SentProposal, user: User) -> str:
    request = RequestFactory().get("/")
    request.user = user
    roles = Proposal.objects.roles_of(user, proposal)
    return " ".join(strip_tags(str(standing_box(request, proposal.pk, roles))).split())


def test_the_coordinator_sees_rank_score_and_everybody_who_scores(
    proposal: SentProposal, cast: SimpleNamespace, give: Give
) -> None:
    done = give(proposal, cast.reviewer, [3, 3, 3])
    Assignment.objects.create(proposal=proposal, stage=done.stage, reviewer=cast.second)
    text = shown(proposal, cast.coordinator)
    for part in (
        "Peringkat 1 dengan nilai 100,00 sementara",
        f"{done.stage} tahap sekarang, rata-rata 100,00 sementara, kurang 1 nilai lengkap",
        f"{cast.reviewer} nilai 100,00",
        f"{cast.second} belum selesai",
        "Atur penilai",
    ):
        assert part in text


def test_a_disagreement_leads_to_its_discussion_and_who_stepped_back_is_named(
    proposal: SentProposal, cast: SimpleNamespace, give: Give
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    give(proposal, cast.second, [1, 1, 1])
    assert "perlu dibahas" in shown(proposal, cast.coordinator)
    Assignment.objects.filter(reviewer=cast.second).update(state="recused")
    text = shown(proposal, cast.coordinator)
    assert f"{cast.second} mengundurkan diri" in text
    assert "perlu dibahas" not in text


def test_what_is_being_repaired_keeps_its_scores_without_a_place(
    proposal: SentProposal, cast: SimpleNamespace, give: Give
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    moves.perform("return", Proposal.objects.get(pk=proposal.pk), by=cast.coordinator, note="Perjelas angkanya.")
    text = shown(proposal, cast.coordinator)
    assert "Tidak berperingkat selama usulan ini perlu perbaikan." in text
    assert "rata-rata 100,00" in text
    assert f"{cast.reviewer} nilai 100,00" in text
    assert "Belum bernilai" not in text


@pytest.mark.parametrize("who", ["owner", "stranger", "leader", "reviewer"])
def test_nobody_but_coordinators_reads_it(proposal: SentProposal, cast: SimpleNamespace, give: Give, who: str) -> None:
    give(proposal, cast.second, [3, 3, 3])
    assert shown(proposal, getattr(cast, who)) == ""


def test_a_coordinator_who_still_has_to_score_it_learns_no_other_score(
    proposal: SentProposal, stages: list[ReviewStage], cast: SimpleNamespace, give: Give
) -> None:
    give(proposal, cast.second, [3, 3, 3])
    User.objects.filter(pk=cast.coordinator.pk).update(is_reviewer=True)
    task = Assignment.objects.create(proposal=proposal, stage=stages[0], reviewer=cast.coordinator)
    assert shown(proposal, cast.coordinator) == ""
    Assignment.objects.filter(pk=task.pk).update(state="recused")
    assert "100,00" in shown(proposal, cast.coordinator)


def test_what_nobody_was_asked_to_score_says_so(proposal: SentProposal, cast: SimpleNamespace) -> None:
    assert "Belum bernilai." in shown(proposal, cast.coordinator)
    assert "Belum ada penilai." in shown(proposal, cast.coordinator)


def test_its_queries_do_not_grow(
    proposal: SentProposal, cast: SimpleNamespace, give: Give, django_assert_num_queries
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    request = RequestFactory().get("/")
    request.user, roles = cast.coordinator, Proposal.objects.roles_of(cast.coordinator, proposal)
    standing_box(request, proposal.pk, roles)  # what is asked only once
    with django_assert_num_queries(6):
        standing_box(request, proposal.pk, roles)
    give(proposal, cast.second, [2, 2, 2])
    Proposal.objects.filter(pk=proposal.pk).update(review_round=2)
    give(proposal, cast.reviewer, [2, 2, 2], 2)
    with django_assert_num_queries(6):
        standing_box(request, proposal.pk, roles)
