"""Storing an uploaded list of schools."""

from django.db import IntegrityError, transaction

from agencies.core.models import Agency
from agencies.directory.schoolsheet import ReadSchools

COLUMNS = (
    "official_name", "name", "short_name", "kind", "ownership", "district", "village", "address", "parent",
    "in_school_target", "note",
)  # fmt: skip


class ListRefused(Exception):
    """The list cannot be stored now; the text says why and what to do."""


def store_schools(read: ReadSchools) -> int:
    """Adds the new schools and changes the others, all or nothing; returns how many. Raises ListRefused."""
    try:
        with transaction.atomic():
            Agency.objects.bulk_create([change.school for change in read.wanted if change.is_new])
            Agency.objects.bulk_update([change.school for change in read.wanted if not change.is_new], COLUMNS)
    except IntegrityError as error:
        raise ListRefused("Daftar sekolah baru saja berubah. Periksa lagi pratinjaunya, lalu simpan.") from error
    return len(read.wanted)
