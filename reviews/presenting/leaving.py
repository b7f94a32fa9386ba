"""A time falls away when its proposal leaves the stage for good, whoever moves it and how; everybody is told."""

from collections.abc import Sequence

from django.utils import timezone

from proposals.core.moving.followers import MoveMade
from proposals.core.workflow import DECIDED, STANDING, UNDER_REVIEW, Step
from reviews.presenting import telling
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.models import Slot


def follow(moves: Sequence[MoveMade]) -> None:
    """Named by `PROPOSAL_FOLLOWERS`: takes out what is still to come of proposals that are not presented any more.

    What has begun stays, to be noted as held or missed. One query, and a fixed number more where something falls away.
    """
    moved = [move.proposal for move in moves if _leaves(move.step) and not move.past]
    if not moved:
        return
    rows = Slot.objects.ahead().left_behind().filter(proposal__in=moved, starts__gt=timezone.now())
    slots = list(rows.select_related("session", "proposal__agency"))
    if not slots:
        return
    tell_leavers(slots)
    for slot in slots:
        slot.sequence += 1
    telling.fallen_away(slots)
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).delete()


def _leaves(step: Step) -> bool:
    """Whether this can end a time: most moves cannot, and ask nothing here."""
    return step.source in UNDER_REVIEW or step.target in DECIDED or step.target not in STANDING
