"""The number of a decree on what it established, put right where it was entered wrong."""

from collections.abc import Collection

from django.utils import timezone

from proposals.core.models import Proposal
from proposals.core.workflow import Status


def renumber(proposals: Collection[int], old: str, new: str) -> int:
    """Those of these proposals that were established under the number `old` bear `new` from now on; returns how many.

    In the caller's transaction, which has judged and recorded it, and holds the rows locked.
    """
    established = Proposal.objects.filter(pk__in=proposals, status=Status.ESTABLISHED, decree_number=old)
    return established.update(decree_number=new, updated_at=timezone.now())
