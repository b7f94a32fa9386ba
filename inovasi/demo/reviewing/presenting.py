"""Presentations and visits of the demo: held, missed, moved and still to come, one visit with its minutes and photos.

Written by no service, because those know the present only; what no arrangement may break is held by the database.
"""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from agencies.core.models import User
from inovasi.demo.guard import MARK
from inovasi.demo.making.cameras import written_down
from inovasi.demo.making.drafts import DemoKit
from inovasi.demo.making.files import lay
from inovasi.demo.making.pictures import drawn
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from reviews.core.models import ReviewStage
from reviews.presenting.inviting import invite
from reviews.presenting.models import Session, Slot, SlotJury, VisitMinutes
from reviews.presenting.planning import juries, waiting
from reviews.presenting.visiting import photographing
from reviews.presenting.visiting.photos import VisitPhoto, photo_path, small_photo_path

TALKS_AT, VISITS_AT = datetime.time(9), datetime.time(13)
TALK, VISIT = (20, 5), (60, 15)  # minutes of each, and the pause after it
HOURS: Final = datetime.timedelta(hours=4)
SEEN: Final = (
    f"Layanannya berjalan pada hari kunjungan; petugas memperagakannya dari pendaftaran sampai selesai. {MARK}\n"
    f"Catatan enam bulan terakhir ditunjukkan dan sesuai dengan angka di usulan. {MARK}"
)
MET: Final = f"Kepala seksi, dua petugas, dan tiga warga yang memakai layanannya {MARK}"
CAPTIONS: Final = (f"Ruang pelayanan {MARK}", f"Petugas memperagakan layanannya {MARK}", f"Buku catatan {MARK}")
WITHOUT_CAMERA: Final = 2  # the photo of which its camera says nothing
SLOT = Slot.State


@dataclass(frozen=True, slots=True)
class _Day:
    """The sessions of one day: a morning of talks, an afternoon of visits."""

    date: datetime.date

    def session(self, stage: ReviewStage, kind: Session.Kind, place: str) -> Session:
        """The session of this kind, stored."""
        is_visit = kind == Session.Kind.VISIT
        at, (minutes, pause) = (VISITS_AT, VISIT) if is_visit else (TALKS_AT, TALK)
        starts = timezone.make_aware(datetime.datetime.combine(self.date, at))
        return Session.objects.create(
            stage=stage,
            kind=kind,
            place=f"{place} {MARK}",
            starts=starts,
            ends=starts + HOURS,
            minutes=minutes,
            pause=pause,
        )


def store_presentations(desk: DemoKit, now: datetime.datetime) -> None:
    """Times for what stands in the second and third stage of the year, around the day of `now`."""
    today = timezone.localdate(now)
    before, after = _Day(_working_day(today, -1)), _Day(_working_day(today, 1))
    talks, visits = ReviewStage.objects.filter(period=desk.period).order_by("order")[1:3]
    staff, hall = desk.cast.coordinator, "Aula Bapperida"
    past = before.session(talks, Session.Kind.TALK, hall)
    ahead = after.session(talks, Session.Kind.TALK, hall)
    spoken = _slots(staff, talks, [(past, SLOT.HELD), (ahead, SLOT.MOVED), (ahead, SLOT.PLANNED)])
    past = before.session(visits, Session.Kind.VISIT, "Rombongan pertama")
    ahead = after.session(visits, Session.Kind.VISIT, "Rombongan kedua")
    # The third stays to be noted, so that every week has something to do.
    wanted = [(past, SLOT.MISSED), (past, SLOT.HELD), (past, SLOT.PLANNED), (ahead, SLOT.PLANNED)]
    seen = _slots(staff, visits, wanted)
    invite([*spoken, *seen], by=staff)
    for slot in [slot for slot in seen if slot.state == SLOT.HELD][:1]:
        _minutes(desk, slot)


def _slots(staff: User, stage: ReviewStage, wanted: Sequence[tuple[Session, Slot.State]]) -> list[Slot]:
    """A slot with its jury for what waits in the stage, as long as there is something, each after the one before.

    Innovations that really exist are never shown as missed: those that are made up come first.
    """
    waits = list(waiting(stage, staff))
    made_up, real = ([row for row in waits if row.title.endswith(MARK) is whether] for whether in (True, False))
    rows: list[SentProposal] = [*made_up, *real][: len(wanted)]
    next_at: dict[int, datetime.datetime] = {}
    people, made = juries(stage, rows), []
    for row, (session, state) in zip(rows, wanted, strict=False):
        starts = next_at.get(session.pk, session.starts)
        ends = starts + datetime.timedelta(minutes=session.minutes)
        next_at[session.pk] = ends + datetime.timedelta(minutes=session.pause)
        if state == SLOT.MISSED and not row.title.endswith(MARK):
            continue
        moved = int(state == SLOT.MOVED)
        slot = Slot(session=session, stage=stage, proposal=row, starts=starts, ends=ends, state=state, sequence=moved)
        slot.save()
        SlotJury.objects.bulk_create(
            SlotJury(slot=slot, reviewer=person, starts=starts, ends=ends) for person in people[row.pk]
        )
        made.append(slot)
    return made


def _minutes(desk: DemoKit, slot: Slot) -> None:
    """The minutes of a visit as one of its jury wrote them, with photos that say they are examples."""
    seat = slot.jury.select_related("reviewer").first()
    by = seat.reviewer if seat else desk.cast.coordinator
    for number, caption in enumerate(CAPTIONS, start=1):
        at = slot.starts + datetime.timedelta(minutes=12 * number)
        photo = photographing.judged(_snapshot(slot, number, at), f"foto-{number}.jpg")
        place = f"Tempat layanan {MARK}" if number == WITHOUT_CAMERA else ""
        data, places = photo.verdict.data, VisitPhoto(slot=slot, sha256=photo.verdict.sha256)
        # Laid before, so that a year that comes to nothing need not be asked about them.
        lies_at = (
            lay(photo_path(places, ""), data),
            lay(small_photo_path(places, ""), photographing.small_copy(data)),
        )
        photographing.store_photo(slot, photo, by=by, caption=caption, place=place, at=at, lies_at=lies_at)
    VisitMinutes.objects.create(slot=slot, seen=SEEN, met=MET, written_by=by, written_at=slot.ends)


def _snapshot(slot: Slot, number: int, at: datetime.datetime) -> SimpleUploadedFile:
    """A drawing as a phone would send it: where the proposal says its service is, if it says so."""
    shown, out = Proposal.objects.select_related("affair").get(pk=slot.proposal_id), io.BytesIO()
    north, east = shown.latitude, shown.longitude
    place = (float(north), float(east)) if north is not None and east is not None else None
    with Image.open(io.BytesIO(drawn(f"{shown.title} {number}", shown.affair.sign if shown.affair else ""))) as picture:
        exif = Image.Exif() if number == WITHOUT_CAMERA else written_down(timezone.localtime(at), place)
        picture.save(out, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile("foto.jpg", out.getvalue())


def _working_day(day: datetime.date, step: int) -> datetime.date:
    """The nearest working day before or after."""
    day += datetime.timedelta(days=step)
    while day.weekday() > 4:
        day += datetime.timedelta(days=step)
    return day
