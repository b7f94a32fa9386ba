"""Writing the jury of a slot by hand: one more, one less, or enough as it is."""

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from agencies.core.models import User
from reviews.core.models import Interest
from reviews.core.refusals import ReviewRefused
from reviews.presenting import telling
from reviews.presenting.arranging import Day, Position, Stretch, Talk, fits
from reviews.presenting.holding import open_slot, told_when_taken
from reviews.presenting.inviting import invite_juror
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.leaves import JuryLeave
from reviews.presenting.models import Slot, SlotJury
from reviews.presenting.planning import busy, left
from reviews.presenting.querysets import SlotQuerySet
from reviews.presenting.tasks import issue_invitations


def _with_jury(slot: Slot, by: User) -> Slot:
    """The slot under lock, while its jury may change: whoever listened stays on record."""
    current = open_slot(slot, by)
    if not current.is_ahead:
        raise ReviewRefused("Jadwal ini tidak dihadiri. Beri waktu pengganti, lalu ubah jurinya.")
    return current


@transaction.atomic
def add_juror(slot: Slot, person: User, *, by: User) -> None:
    """Somebody else listens, too, with an invitation. Who sits there already stays as it was.

    Raises ReviewRefused where the person may not, cannot, or is at the limit.
    """
    current = _with_jury(slot, by)
    against = Interest.objects.standing().filter(user=person, proposal=current.proposal_id).exists()
    if against or person.agency_id == current.proposal.agency_id or not (person.is_reviewer and person.is_active):
        raise ReviewRefused(f"{person} tidak dapat menjadi juri usulan ini. Pilih penilai lain.")
    if current.jury.filter(reviewer=person).exists():
        return
    when = Position(current.session_id, "", Stretch(current.starts, current.ends))
    taken = {need: spans for need, spans in busy(without=current).items() if need[0] == "orang"}
    if not fits(Day([], [], taken, left(current.stage)), Talk(current.proposal_id, 0, frozenset({person.pk})), when):
        raise ReviewRefused(f"{person} berhalangan, bertugas di ruang lain, atau sudah mencapai batasnya.")
    with told_when_taken():
        seat = SlotJury.objects.create(slot=current, reviewer=person, starts=current.starts, ends=current.ends)
    current.refresh_from_db(fields=["sequence"])
    invite_juror(seat, by=by)
    issue_invitations.defer()
    telling.joined(seat)


@transaction.atomic
def drop_juror(slot: Slot, person: User, *, by: User) -> None:
    """The person does not listen, and is told; nothing happens when that is so already.

    Raises ReviewRefused when the slot is not ahead any more.
    """
    current = _with_jury(slot, by)
    if current.jury.filter(reviewer=person).delete()[0]:
        tell_leavers([current])


@transaction.atomic
def enough(slot: Slot, *, by: User) -> None:
    """Nobody need come for those who left. Raises ReviewRefused as `drop_juror`."""
    current = _with_jury(slot, by)
    JuryLeave.objects.filter(slot=current, filled=False).update(filled=True)


def lacking(slots: SlotQuerySet) -> SlotQuerySet:
    """Those still to come in which nobody sits for somebody who left, each with `leavers`, who left."""
    return (
        slots.ahead()
        .exclude(pk__in=slots.left_behind().order_by().values("pk"))
        .filter(starts__gt=timezone.now(), pk__in=open_leaves().order_by().values("slot"))
        .prefetch_related(Prefetch("leaves", open_leaves().select_related("reviewer"), to_attr="leavers"))
    )


def open_leaves() -> QuerySet[JuryLeave]:
    """Those who left and for whom nobody came."""
    return JuryLeave.objects.filter(filled=False)
