"""Tests of what the proposer learns of the reviews, and when."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.core.models import Assignment
from reviews.ranking.feedback import feedback_box
from reviews.scoring_desk.services import save_review
from tests import factories
from tests.reviews.conftest import answers


def shown(proposal: Proposal, user: User) -> str:
    roles = Proposal.objects.roles_of(user, proposal)
    return feedback_box(SimpleNamespace(user=user), proposal.pk, roles).strip()


@pytest.fixture
def judged(proposal: Proposal, cast: SimpleNamespace, give: Callable[..., Assignment]) -> Proposal:
    row = give(proposal, cast.reviewer, [3, 3, 3])
    save_review(row, answers(row.stage, [3, 3, 3]), "Sertakan data pengguna.", by=cast.reviewer)
    give(proposal, cast.second, [2, 2, 2])
    return proposal


def decide(proposal: Proposal, feedback: str, status: str = Status.SHORTLISTED) -> Proposal:
    Period.objects.update(feedback=feedback)
    with factories.past_the_meeting():
        Proposal.objects.update(status=status)
    return Proposal.objects.select_related("period").get(pk=proposal.pk)


def test_before_the_decision_there_is_nothing(judged: Proposal, cast: SimpleNamespace) -> None:
    Period.objects.update(feedback="scores")
    judged.period.refresh_from_db()
    assert shown(judged, cast.owner) == ""


@pytest.mark.parametrize(
    ("feedback", "comment", "score"), [("nothing", False, False), ("comments", True, False), ("scores", True, True)]
)
def test_the_period_decides_what_is_opened(
    judged: Proposal, cast: SimpleNamespace, feedback: str, comment: bool, score: bool
) -> None:
    text = shown(decide(judged, feedback), cast.colleague)
    assert ("Sertakan data pengguna." in text, "83,34" in text) == (comment, score)
    assert str(cast.reviewer) not in text
    assert str(cast.second) not in text


@pytest.mark.parametrize("who", ["stranger", "leader", "reviewer"])
def test_only_the_proposing_agency_reads_it(judged: Proposal, cast: SimpleNamespace, who: str) -> None:
    assert shown(decide(judged, "scores"), getattr(cast, who)) == ""


def test_a_review_that_was_taken_back_is_not_quoted(judged: Proposal, cast: SimpleNamespace) -> None:
    Assignment.objects.filter(reviewer=cast.reviewer).update(state="removed")
    text = shown(decide(judged, "scores"), cast.owner)
    assert "Sertakan data pengguna." not in text
    assert "66,67" in text
