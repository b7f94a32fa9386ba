"""Background work of visits: scanning their photos for viruses."""

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from foundation.queue.losses import when_given_up
from proposals.filechecks.scanner import ScanState
from proposals.filechecks.scanning import scanned
from reviews.presenting.visiting import telling
from reviews.presenting.visiting.photos import VisitPhoto


@app.task(name="scan_visit_photo", queue="scan", retry=RetryStrategy(max_attempts=30, linear_wait=60))
def scan_visit_photo(photo: int) -> None:
    """Asks the scanner about one photo and stores its verdict; one gone or judged by now is nobody's business."""
    row = _waiting(photo)
    if row is None or not settings.SCANNER_URL:
        return
    state = scanned(row.file)
    with transaction.atomic():
        found = VisitPhoto.objects.filter(pk=row.pk, scan=VisitPhoto.Scan.PENDING).update(scan=state.value)
        if found and state is ScanState.INFECTED:
            telling.photo_infected(row)


@when_given_up("scan_visit_photo")
def photo_scan_given_up(photo: int) -> None:
    """Tells its sender that a photo stays closed, because its scan killed the worker each time."""
    row = _waiting(photo)
    if row:
        telling.photo_unscannable(row)


def _waiting(photo: int) -> VisitPhoto | None:
    """The photo while it waits for its verdict: a worker may die after storing that, and the minutes be closed."""
    rows = VisitPhoto.objects.select_related("slot__proposal", "added_by")
    return rows.filter(pk=photo, scan=VisitPhoto.Scan.PENDING).first()
