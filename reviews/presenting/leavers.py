"""Whoever left a jury is told so exactly once, whichever way it came about: by hand, a conflict, a task, an account."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from reviews.presenting import telling
from reviews.presenting.leaves import JuryLeave
from reviews.presenting.models import Slot


@transaction.atomic
def tell_leavers(slots: Iterable[Slot] | None = None) -> int:
    """Takes the entry out of the calendars of those who left a jury, of these slots or of any; returns how many.

    Those whom another writer is just telling are left to it.
    """
    rows = JuryLeave.objects.filter(told_at=None).select_for_update(skip_locked=True, of=("self",))
    if slots is not None:
        rows = rows.filter(slot__in=slots)
    untold = list(rows.select_related("reviewer", "slot__session", "slot__proposal").order_by("pk"))
    if untold:
        telling.left(untold)
        JuryLeave.objects.filter(pk__in=[leave.pk for leave in untold]).update(told_at=timezone.now())
    return len(untold)
