"""Writes of the entry desk: what was copied, and archives that are asked for."""

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.entering.takingalong import ordered
from competitions.iga.core.models import Candidacy
from competitions.iga.entry.models import EntryTick, EvidenceArchive
from competitions.iga.entry.tasks import build_evidence_archive


@transaction.atomic
def tick(candidacy: Candidacy, key: str, mark: str, *, by: User) -> EntryTick:
    """Notes that this officer has copied a field as it reads by `mark`; copying again moves the note on."""
    return EntryTick.objects.update_or_create(
        candidacy=candidacy, key=key, by=by, defaults={"mark": mark, "at": timezone.now()}
    )[0]


@transaction.atomic
def order_archive(edition: Edition, candidacy: Candidacy | None, *, by: User) -> EvidenceArchive:
    """Queues an archive of one innovation or of all; the same that is still under way is not queued twice."""
    return ordered(
        EvidenceArchive, edition, by, lambda key: build_evidence_archive.defer(archive=key), candidacy=candidacy
    )
