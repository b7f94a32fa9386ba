"""The one writer of nominations, for a page, the demo, the tests. It asks nothing, which its callers did before."""

from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from competitions.core.kippresults import KippResult
from competitions.core.models import Nomination
from competitions.core.nominating import NominationState
from competitions.kipp import notifications
from competitions.kipp.notifications import NominationChange

WRITTEN: Final = ("state", "note", "registration_number", "nominated_by", "nominated_at")


def store_changes(changes: Sequence[NominationChange]) -> None:
    """Enters nominations or moves them on, and tells whom it concerns, in the caller's transaction.

    No nomination comes twice. The number of queries does not depend on that of the changes.
    """
    for change in changes:
        _write(change)
    rows = [change.nomination for change in changes]
    Nomination.objects.bulk_update([row for row in rows if row.pk], WRITTEN)
    Nomination.objects.bulk_create([row for row in rows if not row.pk])
    notifications.moved(changes)


def store_results(results: Sequence[KippResult]) -> None:
    """Stores results of stages and tells the agencies, in the caller's transaction; two queries more than telling."""
    KippResult.objects.bulk_create(results)
    notifications.moved(
        NominationChange(
            one.nomination, one.by, text=f"{one.get_stage_display()}: {one.words}", at=one.at,
            reason=one.reason, event="perbaiki-hasil" if one.corrects_id else "hasil",
        )
        for one in results
    )  # fmt: skip


def _write(change: NominationChange) -> None:
    row, arrow = change.nomination, change.arrow
    if arrow is None:
        row.state, row.note, row.registration_number = NominationState.NOMINATED, "", ""
        row.nominated_by, row.nominated_at = change.by, change.at or timezone.now()
        return
    row.state = arrow.target
    if arrow.asks.number:
        row.registration_number = change.text
    if arrow.asks.reason:
        row.note = change.reason
