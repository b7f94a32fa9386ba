"""Number and date of a decree on what it established, put right where they were entered wrong."""

import datetime
from collections.abc import Collection

from django.utils import timezone

from proposals.core.models import Proposal
from proposals.core.workflow import Status


def renumber(proposals: Collection[int], old: str, new: str, date: datetime.date | None) -> int:
    """Those of these proposals established under the number `old` bear `new` and `date` from now on; returns how many.

    In the caller's transaction, which has judged and recorded it, and holds the rows locked.
    """
    established = Proposal.objects.filter(pk__in=proposals, status=Status.ESTABLISHED, decree_number=old)
    return established.update(decree_number=new, decree_date=date, updated_at=timezone.now())
