"""What signing asks of the floors above without knowing them: each answer is a function that a setting names."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string

_named = cache(import_string)


def checked_scan(upload: UploadedFile[bytes]) -> bytes:
    """The PDF that may be kept of a scan, by `SCAN_CHECK`. Raises ValidationError, which tells why not."""
    check: Any = _named(settings.SCAN_CHECK)
    content: bytes = check(upload)
    return content
