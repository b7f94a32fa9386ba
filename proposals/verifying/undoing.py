"""Taking an acceptance back: for ten minutes, at the desk, while nothing hangs on it."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.gates import GatedMove
from proposals.core.moving.moves import Move, Refusals
from proposals.core.workflow import Action, Door, Role, Status

MINUTES: Final = 10
NOTE: Final = "Penerimaan dibatalkan di meja verifikasi."
TOO_LATE: Final = (
    "Penerimaan hanya dapat dibatalkan sepuluh menit sesudahnya. Buka halaman usulannya, lalu pilih “Minta perbaikan”."
)


def gate(asked: Sequence[GatedMove]) -> Mapping[int, str]:
    """Named by `PROPOSAL_GATES`: refuses to take back what was not accepted just now; one query or none."""
    keys = {move.proposal for move in asked if move.step.door is Door.DESK}
    if not keys:
        return {}
    newest = Event.objects.filter(proposal__in=keys).order_by("proposal_id", "-at", "-pk").distinct("proposal_id")
    fresh = {event.proposal_id for event in newest if event.action == Action.ACCEPT and event.at >= _since()}
    return dict.fromkeys(keys - fresh, TOO_LATE)


def accepted_now(user: User) -> list[Event]:
    """What this coordinator accepted within the last ten minutes and can still take back, the newest first."""
    mine = Proposal.objects.as_role(user, Role.COORDINATOR).filter(status=Status.IN_REVIEW)
    recent = Event.objects.filter(action=Action.ACCEPT, actor=user, at__gte=_since(), proposal__in=mine)
    found = recent.select_related("proposal__agency").newest_first()
    return list({event.proposal_id: event for event in reversed(found)}.values())[::-1]


@transaction.atomic
def take_back(proposals: Collection[int], *, by: User) -> tuple[list[Event], Refusals]:
    """Takes back what may be taken back; the others are given back with their refusals.

    Remarks that the acceptance took as done with wait for a decision again.
    """
    rows = Proposal.objects.as_role(by, Role.COORDINATOR).filter(pk__in=proposals, status=Status.IN_REVIEW)
    wanted = [Move(Action.VERIFY_AGAIN, row, NOTE) for row in rows]
    return moves.perform_allowed(wanted, by=by, door=Door.DESK)


def _since() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=MINUTES)
