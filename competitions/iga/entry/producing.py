"""Making an archive in the queue: innovation by innovation into a file, then into the storage; and clearing away."""

import datetime
import tempfile
import zipfile
from functools import partial
from typing import Final

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from competitions.core.archiving import put
from competitions.iga.entry.archive import put_innovation, root_of
from competitions.iga.entry.broken import broken_in
from competitions.iga.entry.content import EntrySheet, entry_sheet, sent_set
from competitions.iga.entry.models import EvidenceArchive, KeptProfile
from competitions.iga.entry.sheets import set_xlsx
from competitions.iga.simulator.inputs import standing
from foundation.queue.jobs import JobState, Progress

KEPT: Final = datetime.timedelta(days=7)


def produce(archive: EvidenceArchive) -> None:
    """Writes what was asked for and keeps it; raises Stopped when it was called off meanwhile.

    What whoever asked may not know is not inside, as of this moment.
    """
    with tempfile.TemporaryFile() as target:
        with zipfile.ZipFile(target, "w", allowZip64=True) as file:
            inside = _write(file, archive, archive.note_or_stop)
        size = target.tell()
        target.seek(0)
        archive.file.save("arsip.zip", File(target), save=False)
    done = {"done": 100, "total": 100, "file": archive.file.name, "size": size, "inside": inside}
    if not archive.move(JobState.DONE, **done):
        archive.file.storage.delete(str(archive.file.name))


def _write(file: zipfile.ZipFile, archive: EvidenceArchive, progress: Progress) -> list[int]:
    """Returns the keys of the innovations inside."""
    edition, reader = archive.edition, archive.requested_by
    places = list(enumerate(sent_set(edition, reader), 1))
    if archive.candidacy_id:
        places = [(place, row) for place, row in places if row.pk == archive.candidacy_id]
    broken = broken_in(edition, [row for _, row in places])
    sheets: list[EntrySheet] = []
    for done, (place, row) in enumerate(places):
        progress(done, len(places) + 1)
        sheet = entry_sheet(edition, row, place)
        put_innovation(file, sheet, broken)
        sheets.append(sheet)
    if not archive.candidacy_id:
        progress(len(places), len(places) + 1)
        book = set_xlsx(sheets, standing(edition, reader), broken)
        put(file, f"{root_of(edition.year)}/_daftar-inovasi.xlsx", book, packed=True)
    return [row.proposal_id for _, row in places]


def forget_old() -> None:
    """Deletes archives and profiles of more than a week ago, with their files."""
    before = timezone.now() - KEPT
    rows: list[EvidenceArchive | KeptProfile] = [
        *EvidenceArchive.objects.filter(requested_at__lt=before),
        *KeptProfile.objects.filter(at__lt=before),
    ]
    with transaction.atomic():
        for row in rows:
            if row.file:
                transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))
            row.delete()
