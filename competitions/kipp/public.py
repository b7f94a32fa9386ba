"""What anybody may know of KIPP: the awards that an innovation has won, never that it was nominated."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from competitions.core.kippresults import KippResult
from competitions.core.models import Edition
from competitions.core.nominating import NominationState
from competitions.core.stages import KippOutcome, KippStage
from proposals.core.above import AwardWon


def awards_of(proposals: Collection[int]) -> Mapping[int, Sequence[AwardWon]]:
    """Named by `CATALOGUE_AWARDS`: the awards by key of the innovation, the newest first; one query.

    Only those that stand, of entries that are still registered at the ministry; whoever asks shows them for innovations
    that are public.
    """
    rows = KippResult.objects.standing().filter(
        stage=KippStage.AWARD,
        outcome=KippOutcome.PASSED,
        nomination__state=NominationState.ENTERED,
        nomination__edition__programme=Edition.Programme.KIPP,
        nomination__proposal__in=proposals,
    )
    found: dict[int, list[AwardWon]] = defaultdict(list)
    for proposal, award, year in rows.order_by("-nomination__edition__year", "pk").values_list(
        "nomination__proposal_id", "award", "nomination__edition__year"
    ):
        found[proposal].append(AwardWon(award, year))
    return found
