"""The trigger by which reviewing follows the moves of proposals; the one place of this floor that names the stored row.

Nobody reads a proposal through it: it only tells Django on which table the trigger stands.
"""

from proposals.core.models import Proposal
from reviews.core import keeping


class FollowedProposal(Proposal):
    """The proposal as reviewing follows its moves, without the floor below having to know of standings."""

    class Meta:
        proxy = True
        verbose_name = "usulan yang dinilai"
        verbose_name_plural = "usulan yang dinilai"
        triggers = [keeping.proposal_trigger()]
