"""Making an archive in the queue: innovation by innovation into a file, then into the storage; and clearing away."""

import zipfile

from django.utils import timezone

from competitions.entering.archiving import put
from competitions.entering.takingalong import KEPT, forget
from competitions.iga.entry.archive import put_innovation, root_of
from competitions.iga.entry.broken import broken_in
from competitions.iga.entry.content import EntrySheet, entry_sheet, sent_set
from competitions.iga.entry.models import EvidenceArchive, KeptProfile
from competitions.iga.entry.sheets import set_xlsx
from competitions.iga.simulator.inputs import standing
from foundation.queue.jobs import Progress


def produce(archive: EvidenceArchive) -> None:
    """Writes what was asked for and keeps it; raises Stopped when it was called off meanwhile.

    What whoever asked may not know is not inside, as of this moment.
    """
    archive.keep(lambda file: _write(file, archive, archive.note_or_stop))


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
    forget([*EvidenceArchive.objects.filter(requested_at__lt=before), *KeptProfile.objects.filter(at__lt=before)])
