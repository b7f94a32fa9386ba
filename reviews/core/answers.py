"""What the floor of the proposals asks of reviewing; the settings name these functions."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from agencies.core.models import User
from proposals.core.above import Reading
from proposals.core.moving.gates import GatedMove
from proposals.core.period.models import Period
from proposals.core.workflow import Door
from reviews.core.models import Assignment, Interest, Score

ASKED_ALREADY: Final = "Usulan ini sudah ditugaskan kepada penilai, jadi penerimaannya tidak dapat dibatalkan lagi."


def reading(user: User) -> Reading:
    """Named by `PROPOSAL_READING`: a standing conflict of interest denies, an active assignment makes a reviewer."""
    return Reading(
        closed=_proposals(Interest.objects.standing().filter(user=user)),
        asked=lambda: _proposals(Assignment.objects.active().filter(reviewer=user)),
    )


def _proposals(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    return rows.order_by().values_list("proposal", flat=True)


def is_scored(period: Period) -> bool:
    """Named by `PERIOD_IS_SCORED`: whether somebody has given a score in one of its stages."""
    return Score.objects.filter(assignment__stage__period=period).exists()


def undoing_gate(asked: Sequence[GatedMove]) -> Mapping[int, str]:
    """Named by `PROPOSAL_GATES`: an acceptance stays once a reviewer was asked; one query or none."""
    keys = [move.proposal for move in asked if move.step.door is Door.DESK]
    if not keys:
        return {}
    return dict.fromkeys(_proposals(Assignment.objects.active().filter(proposal__in=keys)), ASKED_ALREADY)
