"""Writing presentations: sessions, the arrangement, and what becomes of a slot by hand; all or nothing."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.core.models import User
from proposals.core.locking import locked_sent
from proposals.core.sent import SentProposal
from reviews.core.models import Interest, ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.presenting import telling
from reviews.presenting.arranging import Day, Position, Stretch, Talk, fits, needs, steps
from reviews.presenting.inviting import invite, invite_again
from reviews.presenting.locking import lock_schedule
from reviews.presenting.models import Absence, Session, Slot, SlotJury, VisitMinutes
from reviews.presenting.planning import busy, juries, left, place_key, waiting
from reviews.presenting.tasks import issue_invitations

FASTER: Final = "Jadwal baru saja berubah. Muat ulang halaman ini, lalu susun atau pindahkan lagi."
NOT_THEIRS: Final = "Hanya koordinator usulan ini yang dapat mengubah jadwalnya."
HELD: Final = "Presentasi ini sudah berlangsung, jadi jadwal dan jurinya tetap."
TAKEN: Final = (
    "Waktu itu tidak lagi kosong: ruangnya terpakai, seorang juri berhalangan atau bertugas, atau instansinya tampil "
    "di ruang lain. Pilih waktu lain."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of an arrangement as the coordinator wants it: a proposal, by key, and a `place_key`."""

    proposal: int
    place: str


def read(keys: Iterable[str]) -> list[Choice]:
    """The lines that a form sent back. Raises ReviewRefused for what is no line."""
    found = []
    for key in keys:
        proposal, _, place = key.partition("|")
        if not proposal.isdecimal() or "|" not in place:
            raise ReviewRefused(FASTER)
        found.append(Choice(int(proposal), place))
    return found


@transaction.atomic
def open_session(session: Session, *, by: User) -> Session:
    """Stores a new session. Raises ReviewRefused for others than coordinators and for one that holds no slot."""
    if not by.is_coordinator:
        raise ReviewRefused(NOT_THEIRS)
    if not steps(0, session.place, Stretch(session.starts, session.ends), session.minutes, session.pause):
        raise ReviewRefused("Sesi ini lebih pendek daripada satu usulan. Perpanjang waktunya.")
    session.save()
    return session


@transaction.atomic
def close_session(session: Session, *, by: User) -> None:
    """Takes out a session without slots. Raises ReviewRefused while it has some."""
    if not by.is_coordinator:
        raise ReviewRefused(NOT_THEIRS)
    if Slot.objects.filter(session=session).exists():
        raise ReviewRefused("Sesi ini masih berisi jadwal. Pindahkan atau lepas jadwalnya lebih dahulu.")
    session.delete()


@transaction.atomic
def apply(stage: ReviewStage, choices: Sequence[Choice], *, by: User) -> list[Slot]:
    """Makes a slot of each line, with the reviewers asked there as its jury; all or nothing.

    Raises ReviewRefused when a proposal waits for no time any more, or when a line does not fit what stands now.
    """
    lock_schedule()
    locked_sent([choice.proposal for choice in choices]).count()
    rows = {row.pk: row for row in waiting(stage, by)}
    if not choices or {choice.proposal for choice in choices} - rows.keys():
        raise ReviewRefused(FASTER)
    slots = _checked(stage, choices, rows, juries(stage, list(rows.values())))
    with _told_when_taken():
        made = Slot.objects.bulk_create(slot for slot, _ in slots)
        SlotJury.objects.bulk_create(
            SlotJury(slot=slot, reviewer=person, starts=slot.starts, ends=slot.ends)
            for slot, people in slots
            for person in people
        )
    invite(made, by=by)
    issue_invitations.defer()
    telling.planned(slots)
    return made


def _checked(
    stage: ReviewStage, choices: Sequence[Choice], rows: Mapping[int, SentProposal], jury: Mapping[int, list[User]]
) -> list[tuple[Slot, list[User]]]:
    """The slots to store, each with its jury; raises ReviewRefused for the first that doesn't fit beside the others."""
    taken, limits, found = busy(), left(stage), []
    sessions = list(Session.objects.filter(stage=stage))
    for choice in choices:
        row, people = rows[choice.proposal], jury[choice.proposal]
        session, position = _found(sessions, choice.place)
        talk = _check(Day([], [], taken, limits), row, people, position)
        for need in needs(talk, position):
            taken.setdefault(need, []).append(position.span)
        for person in talk.jury & limits.keys():
            limits[person] -= 1
        span = position.span
        slot = Slot(session=session, stage=stage, proposal=row, starts=span.starts, ends=span.ends)
        found.append((slot, people))
    return found


@contextmanager
def _told_when_taken() -> Iterator[None]:
    """What the database refuses inside was taken by somebody who was faster: raises ReviewRefused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise ReviewRefused(FASTER) from problem


def _found(sessions: Iterable[Session], key: str) -> tuple[Session, Position]:
    """The session and the time that a `place_key` names. Raises ReviewRefused when there is none such."""
    for row in sessions:
        for position in steps(row.pk, row.place, Stretch(row.starts, row.ends), row.minutes, row.pause):
            if place_key(position) == key:
                return row, position
    raise ReviewRefused(FASTER)


def _check(day: Day, row: SentProposal, people: Iterable[User], position: Position) -> Talk:
    """The talk as it is to be placed. Raises ReviewRefused when that is past, or the room, the agency or a person is
    taken or at the limit.
    """
    if position.span.starts <= timezone.now():
        raise ReviewRefused(f"{row.reference}: waktu itu sudah lewat. Pilih waktu lain.")
    talk = Talk(row.pk, row.agency_id, frozenset(person.pk for person in people))
    if not fits(day, talk, position):
        raise ReviewRefused(f"{row.reference}: {TAKEN}")
    return talk


def _locked(slot: Slot, by: User) -> Slot:
    lock_schedule()
    locked_sent([slot.proposal_id]).count()
    rows = Slot.objects.coordinated_by(by).select_for_update(of=("self",))
    current = rows.select_related("session", "stage", "invitation", "proposal__agency").filter(pk=slot.pk).first()
    if current is None:
        raise ReviewRefused(NOT_THEIRS)
    return current


@transaction.atomic
def move(slot: Slot, place: str, *, by: User) -> Slot:
    """Gives the slot another time or room, also after a no-show; where it stands already, nothing happens.

    Raises ReviewRefused when it does not fit there, was held, or the proposal left the stage.
    """
    current = _open(slot, by)
    if Slot.objects.left_behind().filter(pk=current.pk).exists():
        raise ReviewRefused("Usulan ini tidak lagi pada tahap ini, jadi tidak mendapat waktu lain.")
    session, position = _found(Session.objects.filter(stage=current.stage_id), place)
    if current.is_ahead and (current.session_id, current.starts) == (session.pk, position.span.starts):
        return current
    people = [each.reviewer for each in current.jury.select_related("reviewer")]
    _check(Day([], [], busy(without=current)), current.proposal, people, position)
    before = telling.when(current)
    current.session, current.place = session, position.place
    current.starts, current.ends = position.span.starts, position.span.ends
    current.state, current.sequence = Slot.State.MOVED, current.sequence + 1
    with _told_when_taken():
        current.save()
    invite_again(current, by=by)
    issue_invitations.defer()
    telling.moved(current, before, people)
    return current


@transaction.atomic
def mark_held(slot: Slot, *, by: User) -> Slot:
    """Notes that it took place. Raises ReviewRefused before it began."""
    current = _begun(slot, by)
    current.state = Slot.State.HELD
    with _told_when_taken():
        current.save()
    return current


@transaction.atomic
def mark_missed(slot: Slot, *, by: User) -> Slot:
    """Notes that the agency did not come; the time is free again. Raises ReviewRefused before it began or once held."""
    current = _begun(slot, by)
    if current.state == Slot.State.MISSED:
        return current
    _check_open(current)
    current.state, current.sequence = Slot.State.MISSED, current.sequence + 1
    current.save()
    telling.missed(current, [each.reviewer for each in current.jury.select_related("reviewer")])
    return current


def _open(slot: Slot, by: User) -> Slot:
    """The slot under lock, while it may still become another one. Raises ReviewRefused once it was held."""
    current = _locked(slot, by)
    _check_open(current)
    return current


def _check_open(current: Slot) -> None:
    if current.state == Slot.State.HELD:
        raise ReviewRefused(HELD)
    if VisitMinutes.objects.filter(slot=current).exists():
        raise ReviewRefused("Kunjungan ini sudah punya berita acara, jadi jadwalnya tetap. Catat: sudah berlangsung.")


def _begun(slot: Slot, by: User) -> Slot:
    current = _locked(slot, by)
    if current.starts > timezone.now():
        raise ReviewRefused("Waktunya belum tiba. Pindahkan jadwalnya bila sudah pasti tidak dapat hadir.")
    return current


@transaction.atomic
def take_out(slot: Slot, *, by: User) -> None:
    """The proposal waits for a time again; a no-show was told already. Raises ReviewRefused once it was held."""
    current = _open(slot, by)
    if current.is_ahead:
        current.sequence += 1
        telling.cancelled(current, [each.reviewer for each in current.jury.select_related("reviewer")])
    current.delete()


def _with_jury(slot: Slot, by: User) -> Slot:
    """The slot under lock, while its jury may change: whoever listened stays on record."""
    current = _open(slot, by)
    if not current.is_ahead:
        raise ReviewRefused("Jadwal ini tidak dihadiri. Beri waktu pengganti, lalu ubah jurinya.")
    return current


@transaction.atomic
def add_juror(slot: Slot, person: User, *, by: User) -> None:
    """Somebody else listens, too. Raises ReviewRefused where the person may not, cannot, or is at the limit."""
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
    with _told_when_taken():
        SlotJury.objects.create(slot=current, reviewer=person, starts=current.starts, ends=current.ends)
    telling.joined(current, person)


@transaction.atomic
def drop_juror(slot: Slot, person: User, *, by: User) -> None:
    """The person does not listen, and is told; nothing happens when that is so already.

    Raises ReviewRefused when the slot is not ahead any more.
    """
    current = _with_jury(slot, by)
    if current.jury.filter(reviewer=person).delete()[0]:
        telling.dropped(current, person)


@transaction.atomic
def note_absence(person: User, starts: datetime.datetime, ends: datetime.datetime, *, by: User) -> int:
    """Notes when a reviewer cannot come, by the person or a coordinator; returns how many slots that now misses.

    The other coordinators are told of each. Raises ReviewRefused for anybody else.
    """
    if by != person and not by.is_coordinator:
        raise ReviewRefused("Hanya penilai itu sendiri atau koordinator yang dapat mencatatnya.")
    lock_schedule()
    Absence.objects.create(person=person, starts=starts, ends=ends)
    known = Slot.objects.coordinated_by(by) if by != person else Slot.objects.judged_by(by)
    rows = known.ahead().filter(jury__reviewer=person, starts__lt=ends, ends__gt=starts)
    hit = list(rows.select_related("session", "proposal").distinct())
    telling.kept_away(hit, person, by=by)
    return len(hit)


def forget_absence(absence: Absence, *, by: User) -> None:
    """Takes a note back. Raises ReviewRefused as `note_absence` does."""
    if by.pk != absence.person_id and not by.is_coordinator:
        raise ReviewRefused("Hanya penilai itu sendiri atau koordinator yang dapat menghapusnya.")
    absence.delete()
