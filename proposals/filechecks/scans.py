"""Judging the scan of a signed paper, wherever one is sent in: as strictly as any other file."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from foundation.files.sizes import LARGEST_SCAN
from proposals.filechecks.confined import judge
from proposals.filechecks.rules import FileRefused


def checked_scan(upload: UploadedFile[bytes]) -> bytes:
    """The PDF that may be stored of what was sent in; named by the setting `SCAN_CHECK`.

    Raises ValidationError with the sentence of the refusal.
    """
    try:
        return judge(upload, upload.name or "pindaian.pdf", allowed={"pdf"}, max_bytes=LARGEST_SCAN).data
    except FileRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
