"""Collecting static files only when one of them changed, because hashing and compressing them all takes long."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise comes without types
    """Hashed and compressed files, each of whose addresses is worked out once per process: a page names twenty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)


def collect() -> bool:
    """Brings STATIC_ROOT up to date and tells whether there was anything to do."""
    mark = Path(settings.STATIC_ROOT) / "collected"
    current = _fingerprint()
    if mark.exists() and mark.read_text() == current:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(current)
    return True


def _fingerprint() -> str:
    """Changes with the name, size or time of any static file."""
    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n".encode())
    return digest.hexdigest()
