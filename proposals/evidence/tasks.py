"""Background work on proposals: having uploaded files scanned for malware."""

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from foundation.queue.losses import when_given_up
from proposals.core.attachments import Attachment
from proposals.core.moving import notifications as core_notifications
from proposals.evidence import previews
from proposals.filechecks.scanner import ScanState
from proposals.filechecks.scanning import scanned


@app.task(name="scan_attachment", queue="scan", retry=RetryStrategy(max_attempts=30, linear_wait=60))
def scan_attachment(attachment: int) -> None:
    """Asks the scanner about one file and stores its verdict; a file that is gone by now is nobody's business.

    One that was removed but belongs to a sent version is judged as well; only nobody has to mend it.
    """
    row = Attachment.with_removed.select_related("proposal__agency").filter(pk=attachment).first()
    if row is None or not settings.SCANNER_URL:
        return
    state = scanned(row.file)
    with transaction.atomic():
        Attachment.with_removed.filter(pk=row.pk).update(scan=state.value)
        if state is ScanState.INFECTED and row.removed_at is None:
            core_notifications.infected(row)
    if state is ScanState.CLEAN:
        previews.preview_of(row)


@when_given_up("scan_attachment")
def scan_given_up(attachment: int) -> None:
    """Tells the agency that a file stays closed to others, because its scan killed the worker each time."""
    row = Attachment.with_removed.select_related("proposal__agency").filter(pk=attachment, removed_at=None).first()
    if row:
        core_notifications.unscannable(row)
