"""Writes of the entries' papers: what was copied, and archives that are asked for."""

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from competitions.entering.takingalong import ordered
from competitions.kipp.papers.models import CopiedField, EntryArchive
from competitions.kipp.papers.tasks import build_entry_archive


@transaction.atomic
def note_copied(nomination: Nomination, key: str, mark: str, *, by: User) -> CopiedField:
    """Notes that this person has copied a field as it reads by `mark`; copying again moves the note on."""
    return CopiedField.objects.update_or_create(
        nomination=nomination, key=key, by=by, defaults={"mark": mark, "at": timezone.now()}
    )[0]


@transaction.atomic
def order_entry_archive(edition: Edition, nomination: Nomination | None, *, by: User) -> EntryArchive:
    """Queues an archive of one entry or of all; the same that is still under way is not queued twice."""
    return ordered(EntryArchive, edition, by, lambda key: build_entry_archive.defer(archive=key), nomination=nomination)
