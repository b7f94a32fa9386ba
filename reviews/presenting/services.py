"""Writing presentations: sessions, the arrangement, and what becomes of a slot by hand; all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.numbers import number_in
from proposals.core.locking import locked_sent
from proposals.core.sent import SentProposal
from reviews.core.models import ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.presenting import telling
from reviews.presenting.arranging import Day, Position, Stretch, Talk, fits, needs, steps
from reviews.presenting.holding import FASTER, NOT_THEIRS, check_open, locked_slot, open_slot, told_when_taken
from reviews.presenting.inviting import invite, invite_again
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.locking import lock_schedule
from reviews.presenting.models import Session, Slot, SlotJury
from reviews.presenting.planning import busy, juries, left, place_key, waiting
from reviews.presenting.tasks import issue_invitations

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
        number = number_in(proposal)
        if number is None or "|" not in place:
            raise ReviewRefused(FASTER)
        found.append(Choice(number, place))
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
    with told_when_taken():
        made = Slot.objects.bulk_create(slot for slot, _ in slots)
        SlotJury.objects.bulk_create(
            SlotJury(slot=slot, reviewer=person, starts=slot.starts, ends=slot.ends)
            for slot, people in slots
            for person in people
        )
    invite(made, by=by)
    issue_invitations.defer()
    telling.planned(made)
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


@transaction.atomic
def move(slot: Slot, place: str, *, by: User, seen: int | None = None) -> Slot:
    """Gives the slot another time or room, also after a no-show; where it stands already, nothing happens.

    `seen` is the `sequence` of the slot that `by` had before them. Raises ReviewRefused when it does not fit there, was
    held, the proposal left the stage, or somebody else changed it since.
    """
    current = open_slot(slot, by)
    if Slot.objects.left_behind().filter(pk=current.pk).exists():
        raise ReviewRefused("Usulan ini tidak lagi pada tahap ini, jadi tidak mendapat waktu lain.")
    session, position = _found(Session.objects.filter(stage=current.stage_id), place)
    if current.is_ahead and (current.session_id, current.starts) == (session.pk, position.span.starts):
        return current
    _check_seen(current, seen)
    people = [each.reviewer for each in current.jury.select_related("reviewer")]
    _check(Day([], [], busy(without=current)), current.proposal, people, position)
    before = telling.when(current)
    current.session, current.place = session, position.place
    current.starts, current.ends = position.span.starts, position.span.ends
    current.state, current.sequence = Slot.State.MOVED, current.sequence + 1
    with told_when_taken():
        current.save()
    invite_again(current, by=by)
    issue_invitations.defer()
    telling.moved(current, before)
    return current


def _check_seen(current: Slot, seen: int | None) -> None:
    if seen is not None and seen != current.sequence:
        raise ReviewRefused(FASTER)


@transaction.atomic
def mark_held(slot: Slot, *, by: User) -> Slot:
    """Notes that it took place. Raises ReviewRefused before it began."""
    current = _begun(slot, by)
    current.state = Slot.State.HELD
    with told_when_taken():
        current.save()
    return current


@transaction.atomic
def mark_missed(slot: Slot, *, by: User) -> Slot:
    """Notes that the agency did not come; the time is free again. Raises ReviewRefused before it began or once held."""
    current = _begun(slot, by)
    if current.state == Slot.State.MISSED:
        return current
    check_open(current)
    current.state, current.sequence = Slot.State.MISSED, current.sequence + 1
    current.save()
    telling.missed(current)
    return current


def _begun(slot: Slot, by: User) -> Slot:
    current = locked_slot(slot, by)
    if current.starts > timezone.now():
        raise ReviewRefused("Waktunya belum tiba. Pindahkan jadwalnya bila sudah pasti tidak dapat hadir.")
    return current


@transaction.atomic
def take_out(slot: Slot, *, by: User, seen: int | None = None) -> None:
    """The proposal waits for a time again; a no-show was told already. Raises ReviewRefused as `move`."""
    current = open_slot(slot, by)
    _check_seen(current, seen)
    if current.is_ahead:
        tell_leavers([current])
        current.sequence += 1
        telling.cancelled(current)
    current.delete()
