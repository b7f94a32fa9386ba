"""Background work of the evidence shelf: scanning its files for viruses."""

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from competitions.core import above
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.shelf import notifications
from foundation.queue.losses import when_given_up
from proposals.evidence import previews
from proposals.filechecks.scanner import ScanState
from proposals.filechecks.scanning import scanned


@app.task(name="scan_evidence", queue="scan", retry=RetryStrategy(max_attempts=30, linear_wait=60))
def scan_evidence(item: int) -> None:
    """Asks the scanner about one piece and stores its verdict; claims that an infected one proved lose their proof."""
    row = _waiting(item)
    if row is None or not settings.SCANNER_URL:
        return
    state = scanned(row.file)
    with transaction.atomic():
        waiting = EvidenceItem.with_removed.filter(pk=row.pk, scan=EvidenceItem.Scan.PENDING)
        if waiting.update(scan=state.value):
            above.evidence_changed([row.pk])
            if state is ScanState.INFECTED and row.removed_at is None:
                notifications.evidence_infected(row)
    if state is ScanState.CLEAN:
        previews.preview_of(row)


@when_given_up("scan_evidence")
def evidence_scan_given_up(item: int) -> None:
    """Tells the agency that a piece stays closed to others, because its scan killed the worker each time."""
    row = _waiting(item)
    if row and row.removed_at is None:
        notifications.evidence_unscannable(row)


def _waiting(item: int) -> EvidenceItem | None:
    rows = EvidenceItem.with_removed.select_related("proposal__agency")
    return rows.filter(pk=item, scan=EvidenceItem.Scan.PENDING).first()
