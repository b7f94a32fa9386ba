"""Accepting at once what is clean: listed before, each looked at anew when it is accepted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from agencies.core.models import User
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Move, Refusals
from proposals.core.querysets import ProposalQuerySet
from proposals.core.workflow import Action
from proposals.verifying.checklist import Desk, desk_of
from proposals.verifying.waiting import RETURNED, UNDECIDED, waiting_for
from proposals.writing.precheck import Light

AT_ONCE: Final = 20
"""So many are looked at for one page of the list."""
_CLEAN: Final = {Light.GREEN, Light.GREY}


@dataclass(frozen=True, slots=True)
class Clean:
    """A proposal against which nothing was found: how many questions nobody answered, and which were not looked at."""

    proposal: Proposal
    unanswered: int
    unchecked: int


def sent_once(user: User) -> ProposalQuerySet:
    """What waits for this coordinator for the first time, oldest first.

    What came back, or brings a remark along that nobody has decided on, a person looks at.
    """
    return waiting_for(user).filter(~RETURNED, ~UNDECIDED).with_answers().select_related("agency")


def clean_ones(rows: Iterable[Proposal], user: User) -> list[Clean]:
    """Of these the clean ones: something fits, and nothing amber or red was found, nor anything answered "Belum"."""
    # The comparison with others, which takes longest, is made only of those against which nothing else was found.
    unblemished = (row for row in rows if _lights(desk_of(row, user, compare=False)) <= _CLEAN)
    return list(_clean(desk_of(row, user) for row in unblemished))


def _clean(desks: Iterable[Desk]) -> Iterable[Clean]:
    for desk in desks:
        lights = _lights(desk)
        # Where nothing was looked at, as by a guide without a checklist, nothing is clean.
        if Light.GREEN in lights and lights <= _CLEAN:
            unanswered = sum(line.is_open for line in desk.questions)
            yield Clean(desk.proposal, unanswered, len(desk.unchecked))


def _lights(desk: Desk) -> set[Light]:
    return {line.light for line in desk.lines}


def accept_clean(proposals: Collection[int], *, by: User) -> tuple[list[Event], Refusals]:
    """Accepts those of the proposals that are clean now; what may not move is given back with its refusal."""
    rows = sent_once(by).filter(pk__in=proposals)[:AT_ONCE]
    wanted = [Move(Action.ACCEPT, one.proposal) for one in clean_ones(rows, by)]
    return moves.perform_allowed(wanted, by=by)
