"""Accepting at once what is clean: listed before, each looked at anew when it is accepted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from agencies.core.models import User
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Move, Refusals
from proposals.core.workflow import Action
from proposals.verifying.checklist import Desk, desk_of
from proposals.verifying.waiting import RETURNED, waiting_for
from proposals.writing.precheck import Light

AT_ONCE: Final = 20
"""So many of the oldest are looked at for one list."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A proposal against which nothing was found: how many questions nobody answered, and which were not looked at."""

    proposal: Proposal
    unanswered: int
    unchecked: int


def clean_ones(user: User, among: Collection[int] | None = None) -> list[Clean]:
    """Of the oldest that wait (or of those `among` them) the clean ones, in the order of the queue.

    What came back is looked at by a person. Nothing amber or red may have been found, nor answered "Belum".
    """
    rows = waiting_for(user).filter(~RETURNED).with_answers().select_related("agency")
    if among is not None:
        rows = rows.filter(pk__in=among)
    return list(_clean(desk_of(row, user) for row in rows[:AT_ONCE]))


def _clean(desks: Iterable[Desk]) -> Iterable[Clean]:
    for desk in desks:
        if all(line.light in (Light.GREEN, Light.GREY) for line in desk.lines):
            unanswered = sum(line.is_open for line in desk.questions)
            yield Clean(desk.proposal, unanswered, len(desk.unchecked))


def accept_clean(proposals: Collection[int], *, by: User) -> tuple[list[Event], Refusals]:
    """Accepts those of the proposals that are clean now; what may not move is given back with its refusal."""
    wanted = [Move(Action.ACCEPT, one.proposal) for one in clean_ones(by, proposals)]
    return moves.perform_allowed(wanted, by=by)
