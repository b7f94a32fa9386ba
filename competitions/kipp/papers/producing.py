"""Making an archive of entries in the queue, entry by entry, then into the storage; and clearing away."""

import zipfile
from typing import Final

from django.utils import timezone

from competitions.core.models import Nomination
from competitions.entering.archiving import put
from competitions.entering.takingalong import KEPT, forget
from competitions.kipp.letters.listing import letters_of
from competitions.kipp.papers.archive import put_entry, root_of
from competitions.kipp.papers.cover import cover_letter
from competitions.kipp.papers.entries import desk_of, sent_entries
from competitions.kipp.papers.models import EntryArchive
from foundation.papers.official.letter import letter_pdf
from foundation.queue.jobs import Progress

COVER: Final = "00_surat-pengantar-KONSEP.pdf"


def produce(archive: EntryArchive) -> None:
    """Writes what was asked for and keeps it; raises Stopped when it was called off meanwhile.

    What whoever asked may not know is not inside, as of this moment.
    """
    archive.keep(lambda file: _write(file, archive, archive.note_or_stop))


def _write(file: zipfile.ZipFile, archive: EntryArchive, progress: Progress) -> list[int]:
    """Returns the keys of the proposals inside."""
    edition = archive.edition
    places = _places(archive)
    papers = letters_of(edition, [row for _, row in places])
    for done, (place, row) in enumerate(places):
        progress(done, len(places) + 1)
        put_entry(file, desk_of(row, archive.requested_by), place, papers[row.pk])
    if not archive.nomination_id:
        progress(len(places), len(places) + 1)
        letter = cover_letter(edition, archive.requested_by, timezone.localdate())
        put(file, f"{root_of(edition.year)}/{COVER}", letter_pdf(letter), packed=True)
    return [row.proposal_id for _, row in places]


def _places(archive: EntryArchive) -> list[tuple[int, Nomination]]:
    """What goes in, each with its place in the list that the city sends; one that is not on it has none."""
    edition, reader = archive.edition, archive.requested_by
    places = list(enumerate(sent_entries(edition, reader), 1))
    if not archive.nomination_id:
        return places
    known = Nomination.objects.visible_to(reader).filter(pk=archive.nomination_id)
    listed = {row.pk: place for place, row in places}
    rows = known.select_related("edition", "agency", "proposal__agency", "proposal__period__guide")
    return [(listed.get(row.pk, 0), row) for row in rows]


def forget_old() -> None:
    """Deletes archives of more than a week ago, with their files."""
    forget(EntryArchive.objects.filter(requested_at__lt=timezone.now() - KEPT))
