"""What a refused move must leave as it was."""

from typing import Any

from agencies.core.models import Notification
from foundation.outbox.models import OutgoingMail
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal
from proposals.core.period.models import Period


def everything() -> tuple[Any, ...]:
    """Every row a move could touch, as values that can be compared."""
    return (
        list(Proposal.objects.order_by("pk").values_list("pk", "status", "number", "submitted_at", "review_round")),
        list(Period.objects.values_list("last_sequence", flat=True)),
        Event.objects.count(),
        Revision.objects.count(),
        Notification.objects.count(),
        OutgoingMail.objects.count(),
    )
