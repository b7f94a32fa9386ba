"""What 0 of a score means: the lowest level in new periods, nothing at all in those from before; fixed once scored."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.city import city
from proposals.core.guide.models import FormGuide
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import ProposalStanding
from reviews.scoring_desk.papers import recap_context

Give = Callable[..., Assignment]
Scale = Period.ScoreScale


def on(scale: str) -> None:
    Period.objects.update(score_scale=scale)


def test_a_new_period_begins_at_the_lowest_level() -> None:
    assert Period().score_scale == Scale.RANGE
    assert Period._meta.get_field("score_scale").db_default == Scale.RANGE
    assert Period(guide=FormGuide()).get_score_scale_display().startswith("0 berarti")


@pytest.mark.parametrize(
    ("scale", "levels", "total", "lead"),
    [
        (Scale.HIGHEST, [1, 1, 1], "33.33", "33.33"),
        (Scale.HIGHEST, [2, 2, 2], "66.67", "66.67"),
        (Scale.RANGE, [1, 1, 1], "0.00", "0.00"),
        (Scale.RANGE, [2, 2, 2], "50.00", "50.00"),
        (Scale.RANGE, [3, 1, 2], "60.00", "100.00"),  # 5 × 1 + 3 × 0 + 2 × ½ of 10
        (Scale.RANGE, [None, 3, 1], "60.00", None),  # 3 of the 5 that are left
        (Scale.HIGHEST, [3, 3, 3], "100.00", "100.00"),
        (Scale.RANGE, [3, 3, 3], "100.00", "100.00"),
    ],
)
def test_a_review_is_reckoned_on_the_scale_of_its_period(
    proposal: Proposal, cast: SimpleNamespace, give: Give, scale: str, levels: list[int | None], total: str, lead: str
) -> None:
    on(scale)
    row = Assignment.objects.get(pk=give(proposal, cast.reviewer, levels).pk)
    assert (row.total, row.lead) == (Decimal(total), None if lead is None else Decimal(lead))
    assert ProposalStanding.objects.get(pk=proposal.pk).raw == Decimal(total)


def test_it_is_fixed_by_the_first_score(proposal: Proposal, cast: SimpleNamespace, give: Give) -> None:
    on(Scale.RANGE)
    on(Scale.HIGHEST)
    give(proposal, cast.reviewer, [2, 2, 2])
    with pytest.raises(DatabaseError, match="decided before scoring"), transaction.atomic():
        on(Scale.RANGE)


@pytest.mark.parametrize(("scale", "words"), [(Scale.RANGE, "0 berarti semua"), (Scale.HIGHEST, "100 berarti semua")])
def test_recap_and_ranking_say_what_it_means(
    proposal: Proposal,
    cast: SimpleNamespace,
    give: Give,
    client: Client,
    scale: str,
    words: str,
    stages: list[ReviewStage],
) -> None:
    on(scale)
    give(proposal, cast.reviewer, [2, 2, 2])
    proposal.period.refresh_from_db()
    recap = recap_context(proposal, timezone.now()) | {"city": city()}
    assert f"Arti nilai periode ini: {words}" in render_to_string("reviews/scoring_desk/score_recap.html", recap)
    coordinator: User = cast.coordinator
    client.force_login(coordinator)
    assert f"Arti nilai periode ini: {words}" in client.get(reverse("reviews:ranking")).content.decode()
