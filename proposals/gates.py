"""Further conditions of a move that the floors above add to the workflow table, such as "enough reviews first"."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from proposals.workflow import NotAvailable, Step

if TYPE_CHECKING:
    from proposals.models import Proposal

Moves = Sequence[tuple[Step, "Proposal"]]
Gate = Callable[[Moves], Mapping[int, str]]

_gates: list[Gate] = []


def add(gate: Gate) -> None:
    """Registers a gate once. It looks at several moves and gives, by key of the proposal, the sentence that refuses."""
    if gate not in _gates:
        _gates.append(gate)


def refusals(moves: Moves) -> dict[int, str]:
    """Asks every gate about moves of different proposals; what the first that refuses one says, by its key."""
    found: dict[int, str] = {}
    for gate in _gates:
        found = {**gate(moves), **found}
    return found


def check(step: Step, proposal: "Proposal") -> None:
    """The same for one move. Raises NotAvailable with the sentence when a gate refuses it."""
    refusal = refusals([(step, proposal)]).get(proposal.pk)
    if refusal:
        raise NotAvailable(refusal)
