"""What an agency has in the hands of others and what came of it, each with its next step and its letter."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.period.basics import Basics
from proposals.core.reading.own import OwnProposal, at_rest, under_way
from proposals.core.whereabouts import Whereabouts, whereabouts
from reviews.meeting.core.models import Decision

UNDER_WAY_ROWS: Final = 5
RESULT_ROWS: Final = 5
RESULTS_FOR: Final = datetime.timedelta(days=365)
"""How long a result stays on the home; the list of proposals has all of them."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One own proposal, where it is, and the address of the newest letter on its outcome, or none."""

    proposal: OwnProposal
    where: Whereabouts
    letter_url: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """What is on its way, what was decided or taken back within a year, the newest first, and how many of each."""

    under_way: list[Followed]
    under_way_total: int
    results: list[Followed]
    results_total: int


def following(user: User, agency: int, every: Basics) -> Following:
    """Both of the person's agency; eight queries at most."""
    moving, moving_total = under_way(user, UNDER_WAY_ROWS, every)
    ended, ended_total = at_rest(user, timezone.now() - RESULTS_FOR, RESULT_ROWS, every)
    where, letters = whereabouts([*moving, *ended], agency), _letters([*moving, *ended])

    def rows(own: Iterable[OwnProposal]) -> list[Followed]:
        return [Followed(one, where[one.pk], letters.get(one.pk, "")) for one in own]

    return Following(rows(moving), moving_total, rows(ended), ended_total)


def _letters(own: Iterable[OwnProposal]) -> dict[int, str]:
    """By key of the proposal the address of the newest letter on what a meeting decided."""
    keys = [one.pk for one in own]
    told = Decision.objects.filter(proposal__in=keys, carried_out_at__isnull=False).order_by("carried_out_at", "pk")
    pairs = told.values_list("proposal_id", "pk") if keys else []
    return {proposal: reverse("reviews:outcome_letter", args=[pk]) for proposal, pk in pairs}
