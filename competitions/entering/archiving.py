"""Writing archives to take along: equal content gives equal bytes, and large files pass through in blocks."""

import shutil
import zipfile
from typing import TYPE_CHECKING, Final

from django.db.models.fields.files import FieldFile

from competitions.core.querysets import known_to

if TYPE_CHECKING:
    from collections.abc import Collection

    from agencies.core.models import User

# The archive bears no moment of its making.
_MOMENT: Final = (2000, 1, 1, 0, 0, 0)
_PACKED: Final = frozenset({"application/pdf", "image/jpeg", "image/png", "video/mp4"})


def put(archive: zipfile.ZipFile, name: str, content: bytes, *, packed: bool = False) -> None:
    """Writes one file whose bytes are at hand; `packed` ones are not compressed again."""
    archive.writestr(_entry(name, packed=packed), content)


def put_stored(archive: zipfile.ZipFile, name: str, file: FieldFile, content_type: str) -> None:
    """Writes one file out of the storage."""
    entry = _entry(name, packed=content_type in _PACKED)
    with file.open("rb") as source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target)


def knows_all(user: "User", proposals: "Collection[int]") -> bool:
    """Whether this person may know, also by now, every one of these proposals; one query."""
    return known_to(user).filter(pk__in=proposals).count() == len(set(proposals))


def _entry(name: str, *, packed: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_MOMENT)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
