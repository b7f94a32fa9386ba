"""Changing the procedure of a period: free until its first score, afterwards only as a version with a reason."""

from django.db import transaction

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from reviews.core.refusals import ReviewRefused
from reviews.meeting.core.models import Meeting
from reviews.procedure.models import Procedure, ProcedureVersion
from reviews.stages.services import has_scores


@transaction.atomic
def save(changed: Procedure, *, by: User, note: str = "") -> ProcedureVersion | None:
    """Stores the procedure as changed; once scores exist, as a version that needs `note`, which is returned.

    Raises ReviewRefused without a note where one is needed, and while a meeting of the period is signed and not yet
    released: its outcomes were decided by the procedure as it stood. What is released keeps the one of its signatures.
    """
    stored = Procedure.objects.select_for_update(of=("self",)).select_related("period").get(pk=changed.pk)
    before, after = stored.content(), changed.content()
    if before == after:
        return None
    if Meeting.objects.filter(period=stored.period_id, released_at=None).fixed().exists():
        raise ReviewRefused(
            "Hasil sebuah rapat periode ini sudah disetujui dan belum dirilis. Rilis dahulu, atau buka kembali "
            "penyusunannya, lalu ubah tata caranya."
        )
    version = _version(changed, as_typed(note), by) if has_scores(stored.period) else None
    changed.save()
    ledger.append(EntryKind.STAGE, version or changed.period, actor=by, before=before, after=after)
    return version


def _version(changed: Procedure, note: str, by: User) -> ProcedureVersion:
    if not note:
        raise ReviewRefused("Penilaian sudah dimulai. Tuliskan alasan mengubah tata caranya.")
    newest = ProcedureVersion.objects.filter(period=changed.period_id).first()
    return ProcedureVersion.objects.create(
        period_id=changed.period_id, version=newest.version + 1 if newest else 2, note=note, content=changed.content(),
        made_by=by,
    )  # fmt: skip
