"""What rooms above begin or end when proposals have moved, as a receipt or a coaching plan, in the same transaction.

They are named in the setting `PROPOSAL_FOLLOWERS`, so that whoever reads it finds them.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from agencies.core.models import User
from proposals.core.above import named
from proposals.core.workflow import Step


@dataclass(frozen=True, slots=True)
class MoveMade:
    """What a follower is told of a move that was carried out: the step, the key of the proposal, by whom and when.

    `past`: whether it lies in the past, as those of the demo do, so that nobody is written to.
    """

    step: Step
    proposal: int
    by: User
    at: datetime.datetime
    past: bool


# A follower is told of the moves of one transaction, of different proposals; their rows are locked.
Follower = Callable[[Sequence[MoveMade]], None]


def tell(moves: Iterable[MoveMade]) -> None:
    """Tells every follower of moves that were just written."""
    made = list(moves)
    for path in settings.PROPOSAL_FOLLOWERS:
        follower: Follower = named(path)
        follower(made)
