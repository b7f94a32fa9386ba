"""What anybody may know of replications: who copied an innovation and in which year, never whom to ask."""

from collections.abc import Collection, Mapping, Sequence

from competitions.replication.counting import replications_of
from proposals.core.above import CopiedBy


def copied_by(proposals: Collection[int]) -> Mapping[int, Sequence[CopiedBy]]:
    """Named by `CATALOGUE_COPIED`; one query."""
    found = replications_of(proposals)
    return {key: [CopiedBy(copy.who, copy.year) for copy in copies] for key, copies in found.items()}
