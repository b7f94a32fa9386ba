"""What the outcomes of a meeting amount to, in numbers and names of agencies, before anything is released."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.text.keys import natural
from proposals.core.workflow import Action


@dataclass(frozen=True, slots=True)
class Consequences:
    """How many per outcome; the agencies with a praised proposal, with several, and those decided on without one."""

    praised: int
    coached: int
    refused: int
    agencies: int
    several: list[str]
    without: list[str]


def consequences(decided: Iterable[tuple[str, str]]) -> Consequences:
    """From pairs of an outcome and the short name of the agency, as far as the reader may know of them."""
    pairs = list(decided)
    praised = Counter(agency for action, agency in pairs if action == Action.SHORTLIST)
    of = Counter(action for action, _ in pairs)
    return Consequences(
        praised=of[Action.SHORTLIST],
        coached=of[Action.PASS_OVER],
        refused=of[Action.REJECT],
        agencies=len(praised),
        several=sorted((agency for agency, count in praised.items() if count > 1), key=natural),
        without=sorted({agency for _, agency in pairs} - set(praised), key=natural),
    )
