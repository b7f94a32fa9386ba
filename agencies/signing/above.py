"""What signing asks of the floors above without knowing them: each answer is a function that a setting names."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.module_loading import import_string

from agencies.core.models import User

_named = cache(import_string)


def checked_scan(upload: UploadedFile[bytes]) -> bytes:
    """The PDF that may be kept of a scan, by `SCAN_CHECK`. Raises ValidationError, which tells why not."""
    check: Any = _named(settings.SCAN_CHECK)
    content: bytes = check(upload)
    return content


def looked_after(user: User) -> Iterator[Q]:
    """Of which issued papers this coordinator looks after the signatures, by each floor of `SIGNED_PAPERS`."""
    for name in settings.SIGNED_PAPERS:
        yield _named(name)(user)
