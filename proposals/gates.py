"""Further conditions of a move that the floors above add to the workflow table, such as "enough reviews first"."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from proposals.workflow import Step

if TYPE_CHECKING:
    from proposals.models import Proposal

Gate = Callable[[Step, "Proposal"], None]

_gates: list[Gate] = []


def add(gate: Gate) -> None:
    """Registers a gate once; it refuses a move by raising a WorkflowError whose text the user may read."""
    if gate not in _gates:
        _gates.append(gate)


def check(step: Step, proposal: "Proposal") -> None:
    """Asks every gate; raises what the first that refuses raises."""
    for gate in _gates:
        gate(step, proposal)
