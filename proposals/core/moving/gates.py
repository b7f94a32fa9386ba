"""Further conditions of a move that the floors above add to the workflow table, such as "enough reviews first".

They are named in the setting `PROPOSAL_GATES`, so that whoever reads it finds them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from proposals.core.above import named
from proposals.core.workflow import Step

if TYPE_CHECKING:
    from proposals.core.sent import AnyProposal


@dataclass(frozen=True, slots=True)
class GatedMove:
    """What a gate is told of a move: the step, and of the proposal its key, its number and where it stands."""

    step: Step
    proposal: int
    reference: str
    period: int
    round: int


# A gate looks at several moves and gives, by key of the proposal, the sentence that refuses.
Gate = Callable[[Sequence[GatedMove]], Mapping[int, str]]


def refusals(moves: Iterable[tuple[Step, "AnyProposal"]], *, but: Gate | None = None) -> dict[int, str]:
    """Asks every gate about moves of different proposals; what the first that refuses one says, by its key.

    `but` is a gate whose question the caller answers itself.
    """
    told = [GatedMove(step, row.pk, row.reference, row.period_id, row.review_round) for step, row in moves]
    found: dict[int, str] = {}
    for path in settings.PROPOSAL_GATES:
        gate: Gate = named(path)
        if gate is not but:
            found = {**gate(told), **found}
    return found
