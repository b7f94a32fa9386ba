"""Judging and scanning one uploaded document while whoever sent it waits: what is not judged clean is not taken."""

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from proposals.filechecks.check import Verdict
from proposals.filechecks.confined import judge
from proposals.filechecks.rules import FileRefused
from proposals.filechecks.scanner import ScanState, scan

INFECTED: Final = "Berkas ini terinfeksi virus dan tidak disimpan. Unggah berkas lain."
DOCUMENTS: Final = ("pdf", "jpg", "png")


def judged_at_once(upload: UploadedFile[bytes], *, max_bytes: int, silent: str) -> Verdict:
    """The document that may be stored: PDF, JPG or PNG, and clean where there is a scanner.

    Raises ValidationError with a sentence for whoever sent it; `silent` is the one for a scanner that doesn't answer.
    """
    try:
        verdict = judge(upload, upload.name or "dokumen", allowed=DOCUMENTS, max_bytes=max_bytes)
    except FileRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
    state = scan(verdict.data, settings.SCANNER_URL).state if settings.SCANNER_URL else ScanState.CLEAN
    if state is not ScanState.CLEAN:
        raise ValidationError(INFECTED if state is ScanState.INFECTED else silent)
    return verdict
