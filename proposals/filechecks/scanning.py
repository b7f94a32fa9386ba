"""Scanning a file that is stored, in the queue."""

from django.conf import settings
from django.db.models.fields.files import FieldFile

from proposals.filechecks.scanner import ScanState, scan


class ScannerSilentError(Exception):
    """The scanner did not answer; the queue tries again later and the file stays closed to others."""


def scanned(file: FieldFile) -> ScanState:
    """What the scanner says of a stored file, clean or infected. Raises ScannerSilentError where it says nothing."""
    with file.open("rb") as stored:
        result = scan(stored.read(), settings.SCANNER_URL)
    if result.state is ScanState.UNAVAILABLE:
        raise ScannerSilentError(result.detail)
    return result.state
