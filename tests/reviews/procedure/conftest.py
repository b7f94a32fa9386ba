"""The usual procedure of a period, and proposals with so many complete reviews in each of its two stages."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, ReviewStage
from reviews.procedure.models import EVERY, Procedure

Give = Callable[..., Assignment]
Make = Callable[..., SentProposal]


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
