"""Writing who cannot come when: a reviewer, who then leaves the juries of that time, or an agency."""

import datetime

from django.db import transaction

from agencies.core.models import Agency, User
from reviews.core.refusals import ReviewRefused
from reviews.presenting import telling
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.locking import lock_schedule
from reviews.presenting.models import Absence, AgencyAbsence, Slot, SlotJury


@transaction.atomic
def note_absence(person: User, starts: datetime.datetime, ends: datetime.datetime, *, by: User) -> int:
    """Notes when a reviewer cannot come, by the person or a coordinator; returns how many juries the person left.

    The same time noted again changes nothing. The other coordinators are told of each jury, so that they find another
    time or juror. Raises ReviewRefused for anybody else, and for a time at which the person is on record as present.
    """
    if by != person and not by.is_coordinator:
        raise ReviewRefused("Hanya penilai itu sendiri atau koordinator yang dapat mencatatnya.")
    lock_schedule()
    if Absence.objects.filter(person=person, starts__lte=starts, ends__gte=ends).exists():
        return 0
    seats = SlotJury.objects.filter(reviewer=person, starts__lt=ends, ends__gt=starts, sits=True)
    hit = list(Slot.objects.filter(jury__in=seats).select_related("session", "proposal"))
    if any(not slot.is_ahead for slot in hit):
        raise ReviewRefused(f"{person} tercatat hadir sebagai juri pada waktu itu. Pilih waktu lain.")
    seats.delete()
    Absence.objects.create(person=person, starts=starts, ends=ends)
    tell_leavers(hit)
    telling.kept_away(hit, person, by=by)
    return len(hit)


def forget_absence(absence: Absence, *, by: User) -> None:
    """Takes a note back. Raises ReviewRefused as `note_absence` does."""
    if by.pk != absence.person_id and not by.is_coordinator:
        raise ReviewRefused("Hanya penilai itu sendiri atau koordinator yang dapat menghapusnya.")
    absence.delete()


@transaction.atomic
def note_agency_absence(agency: Agency, starts: datetime.datetime, ends: datetime.datetime, *, by: User) -> None:
    """Notes when nobody of an agency can come, by a coordinator; the same time noted again changes nothing.

    Raises ReviewRefused for others, and while the agency presents at that time.
    """
    if not by.is_coordinator:
        raise ReviewRefused("Hanya koordinator yang dapat mencatatnya.")
    lock_schedule()
    if AgencyAbsence.objects.filter(agency=agency, starts__lte=starts, ends__gte=ends).exists():
        return
    slots = Slot.objects.filter(proposal__agency=agency, starts__lt=ends, ends__gt=starts).exclude(state="missed")
    own = set(slots.coordinated_by(by).values_list("pk", flat=True))
    known = [slot.proposal.reference for slot in slots.select_related("proposal") if slot.pk in own]
    if known:
        raise ReviewRefused(
            f"{agency} sudah dijadwalkan pada waktu itu ({', '.join(known)}). Pindahkan jadwalnya, lalu catat lagi."
        )
    if slots.exists():
        raise ReviewRefused(f"{agency} sudah dijadwalkan pada waktu itu. Koordinator lain yang memindahkannya.")
    AgencyAbsence.objects.create(agency=agency, starts=starts, ends=ends)


def forget_agency_absence(absence: AgencyAbsence, *, by: User) -> None:
    """Takes a note back. Raises ReviewRefused for others than coordinators."""
    if not by.is_coordinator:
        raise ReviewRefused("Hanya koordinator yang dapat menghapusnya.")
    absence.delete()
