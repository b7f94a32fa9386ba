"""Background work on the letters of entries: scanning them for viruses."""

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from competitions.kipp.letters import notifications
from competitions.kipp.letters.models import EntryLetter
from foundation.queue.losses import when_given_up
from proposals.evidence import previews
from proposals.filechecks.scanner import ScanState
from proposals.filechecks.scanning import scanned


@app.task(name="scan_letter", queue="scan", retry=RetryStrategy(max_attempts=30, linear_wait=60))
def scan_letter(letter: int) -> None:
    """Asks the scanner about one letter and stores its verdict; one that was replaced is judged as well."""
    row = _waiting(letter)
    if row is None or not settings.SCANNER_URL:
        return
    state = scanned(row.file)
    with transaction.atomic():
        waiting = EntryLetter.with_removed.filter(pk=row.pk, scan=EntryLetter.Scan.PENDING)
        is_judged = waiting.update(scan=state.value)
        if is_judged and state is ScanState.INFECTED and row.removed_at is None:
            notifications.letter_infected(row)
    if state is ScanState.CLEAN:
        previews.preview_of(row)


@when_given_up("scan_letter")
def letter_scan_given_up(letter: int) -> None:
    """Tells the agency that a letter stays closed to others, because its scan killed the worker each time."""
    row = _waiting(letter)
    if row and row.removed_at is None:
        notifications.letter_unscannable(row)


def _waiting(letter: int) -> EntryLetter | None:
    rows = EntryLetter.with_removed.select_related("nomination__proposal", "nomination__agency", "nomination__edition")
    return rows.filter(pk=letter, scan=EntryLetter.Scan.PENDING).first()
