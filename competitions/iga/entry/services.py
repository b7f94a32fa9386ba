"""Writes of the entry desk: what was copied, and archives that are asked for."""

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.core.models import Candidacy
from competitions.iga.entry.models import EntryTick, EvidenceArchive
from competitions.iga.entry.tasks import build_evidence_archive
from foundation.queue.jobs import UNDER_WAY


@transaction.atomic
def tick(candidacy: Candidacy, key: str, mark: str, *, by: User) -> EntryTick:
    """Notes that this officer has copied a field as it reads by `mark`; copying again moves the note on."""
    return EntryTick.objects.update_or_create(
        candidacy=candidacy, key=key, by=by, defaults={"mark": mark, "at": timezone.now()}
    )[0]


@transaction.atomic
def order_archive(edition: Edition, candidacy: Candidacy | None, *, by: User) -> EvidenceArchive:
    """Queues an archive of one innovation or of all; the same that is still under way is not queued twice."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = EvidenceArchive.objects.filter(edition=edition, candidacy=candidacy, requested_by=by)
    under_way = mine.filter(state__in=UNDER_WAY).first()
    if under_way:
        return under_way
    archive = EvidenceArchive.objects.create(edition=edition, candidacy=candidacy, requested_by=by)
    build_evidence_archive.defer(archive=archive.pk)
    return archive
