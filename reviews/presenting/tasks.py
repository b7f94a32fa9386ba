"""Background work of presentations: printing invitations before their mails go out, and scanning photos of visits."""

import logging
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from foundation.issued.models import IssuedPaper
from foundation.losses import when_given_up
from foundation.outage import OutageRetries, database_is_away
from foundation.outbox.waking import wake_when_done
from proposals.filechecks.scanner import ScanState, scan
from reviews.presenting import telling
from reviews.presenting.inviting import printed_for_juror, printed_invitation
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.models import Slot, SlotJury
from reviews.presenting.photos import VisitPhoto

logger = logging.getLogger(__name__)


@app.task(name="issue_invitations", queue="reports", retry=OutageRetries())
def issue_invitations() -> None:
    """Prints every letter that was reserved; one that cannot be made is made when it is opened."""
    for slot in Slot.objects.filter(invitation__sha256="").order_by("pk"):
        _print(partial(printed_invitation, slot), slot.pk)
    for seat in SlotJury.objects.filter(invitation__sha256="").order_by("pk"):
        _print(partial(printed_for_juror, seat), seat.slot_id)
    wake_when_done()  # the mails that wait for them


def _print(printing: Callable[[], IssuedPaper | None], slot: int) -> None:
    try:
        printing()
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("An invitation to slot %s could not be printed", slot)


@app.periodic(cron="* * * * *")
@app.task(name="tell_jurors_who_left", queue="care", queueing_lock="tell_jurors_who_left")
def tell_jurors_who_left(timestamp: int) -> None:
    """Every minute: those whom the database took off a jury, for a conflict, a task given back or a closed account."""
    tell_leavers()


class PhotoScannerSilentError(Exception):
    """The scanner did not answer; the queue tries again later, and the photo stays closed meanwhile."""


@app.task(name="scan_visit_photo", queue="scan", retry=RetryStrategy(max_attempts=30, linear_wait=60))
def scan_visit_photo(photo: int) -> None:
    """Asks the scanner about one photo and stores its verdict; one that is gone by now is nobody's business."""
    row = VisitPhoto.objects.select_related("slot__proposal", "added_by").filter(pk=photo).first()
    if row is None or not settings.SCANNER_URL:
        return
    with row.file.open("rb") as file:
        result = scan(file.read(), settings.SCANNER_URL)
    if result.state is ScanState.UNAVAILABLE:
        raise PhotoScannerSilentError(result.detail)
    with transaction.atomic():
        found = VisitPhoto.objects.filter(pk=row.pk).update(scan=result.state.value)
        if found and result.state is ScanState.INFECTED:
            telling.photo_infected(row)


@when_given_up("scan_visit_photo")
def photo_scan_given_up(photo: int) -> None:
    """Tells its sender that a photo stays closed, because its scan killed the worker each time."""
    row = VisitPhoto.objects.select_related("slot__proposal", "added_by").filter(pk=photo).first()
    if row:
        telling.photo_unscannable(row)
