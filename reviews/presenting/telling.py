"""What agencies and juries are told of a slot, once each time: that it is planned, moved, missed or taken out."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from agencies.inbox.notifications import OfficeLetter, PersonalLetter, tell_all, tell_offices
from foundation.city import city
from foundation.outbox.keeping import go_without
from reviews.core.models import Interest
from reviews.presenting.calendars import cancellation, invitation
from reviews.presenting.leaves import JuryLeave
from reviews.presenting.models import Slot, SlotJury

MORE: Final = "Surat undangan dan berkas kalendernya terlampir; keduanya juga ada di halaman usulan."
Seated = tuple[Slot, Sequence[SlotJury]]
"""A slot with its jury as it is to be told."""
Entry = Callable[[Slot, str], str]


def when(slot: Slot) -> str:
    """Day, time and place in words: "Senin, 23 November 2026, pukul 09.00–09.50 WIB, di Aula"."""
    return f"{day_and_hours(slot)}, di {slot.place}"


def day_and_hours(slot: Slot) -> str:
    """Day and time in words."""
    first, last = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
    hours = f"pukul {first:%H.%M}–{last:%H.%M} {city().city.timezone_label}"
    return f"{date_format(first, 'l, j F Y')}, {hours}"


def seated(slots: Sequence[Slot]) -> list[Seated]:
    """Each of these slots with its jury; one query."""
    jury: dict[int, list[SlotJury]] = {slot.pk: [] for slot in slots}
    for seat in SlotJury.objects.filter(slot__in=slots).select_related("reviewer"):
        jury[seat.slot_id].append(seat)
    return [(slot, jury[slot.pk]) for slot in slots]


def planned(slots: Sequence[Slot]) -> None:
    """New times; so many queries for any number of them."""
    _tell(
        (slot, people, f"{_subject(slot)} dijadwalkan {when(slot)}.", MORE, invitation)
        for slot, people in seated(slots)
    )


def moved(slot: Slot, before: str) -> None:
    """Another time or room; `before` is `when` of the old one."""
    text = f"{_subject(slot)} dipindahkan ke {when(slot)} (semula {before})."
    _tell((slot, people, text, MORE, invitation) for slot, people in seated([slot]))


def missed(slot: Slot) -> None:
    """The agency did not come."""
    more = "Koordinator Bapperida menghubungi Anda bila ada waktu pengganti."
    text = f"{_subject(slot)} pada {when(slot)} dicatat tidak dihadiri instansinya."
    _tell((slot, people, text, more, cancellation) for slot, people in seated([slot]))


def cancelled(slot: Slot) -> None:
    """The time was taken back without another one."""
    _take_back([slot], "dibatalkan", "Waktu baru diberitahukan bila sudah ada.")


def fallen_away(slots: Sequence[Slot]) -> None:
    """The proposals are not presented in that stage any more; so many queries for any number of them."""
    _take_back(slots, "dibatalkan, karena usulannya tidak lagi pada tahap itu", "Waktu itu tidak diganti.")


def _take_back(slots: Sequence[Slot], what: str, more: str) -> None:
    """Mails that still wait for a letter go without it, so that none arrives after the cancellation."""
    rows = seated(slots)
    letters = [slot.invitation_id for slot in slots] + [seat.invitation_id for _, jury in rows for seat in jury]
    go_without(letter for letter in letters if letter)
    _tell((slot, jury, f"{_subject(slot)} pada {when(slot)} {what}.", more, cancellation) for slot, jury in rows)


def joined(seat: SlotJury) -> None:
    """One more juror."""
    text = f"Anda menjadi juri. {_subject(seat.slot)} dijadwalkan {when(seat.slot)}."
    tell_all([_personal(seat.slot, seat, text, invitation)])


def left(leaves: Sequence[JuryLeave]) -> None:
    """Jurors less; of the others nobody need know. Whoever cannot sign in any more has it by mail, too.

    Of a time that is over nobody is told: an account closed months later must not cancel what was held.
    """
    go_without(leave.invitation_id for leave in leaves if leave.invitation_id)
    now = timezone.now()
    tell_all(
        _personal(leave.as_it_was, leave, f"Anda tidak lagi menjadi juri {_subject(leave.slot)}.", cancellation)
        for leave in leaves
        if leave.slot.ends > now
    )


def kept_away(slots: Sequence[Slot], person: User, *, by: User) -> None:
    """To coordinators: a juror cannot come; not to `by`, who sees it, nor about a proposal kept from the reader."""
    if not slots:
        return
    proposals = [slot.proposal_id for slot in slots]
    kept = set(Interest.objects.standing().filter(proposal__in=proposals).values_list("user", "proposal"))
    readers = list(User.objects.coordinators().exclude(pk=by.pk))
    tell_all(
        PersonalLetter(
            reader,
            f"{person} berhalangan pada {when(slot)}. {slot.proposal.reference} perlu waktu atau juri lain.",
            reverse("reviews:slot", args=[slot.pk]),
            about=slot.proposal_id,
        )
        for slot in slots
        for reader in readers
        if (reader.pk, slot.proposal_id) not in kept
    )


def _subject(slot: Slot) -> str:
    return f"{slot.session.get_kind_display()} “{slot.proposal.title}”"


def _tell(letters: Iterable[tuple[Slot, Sequence[SlotJury], str, str, Entry]]) -> None:
    offices, jurors = [], []
    for slot, jury, text, more, entry in letters:
        proposal, calendar = slot.proposal, partial(entry, slot)
        url, paper = proposal.get_absolute_url(), slot.invitation_id if entry is invitation else None
        offices.append(
            OfficeLetter(proposal.agency, text, url, more, about=proposal.pk, paper=paper, calendar=calendar)
        )
        jurors += [_personal(slot, seat, text, entry) for seat in jury if seat.reviewer.is_active]
    tell_offices(offices)
    tell_all(jurors)


def _personal(slot: Slot, seat: SlotJury | JuryLeave, text: str, entry: Entry) -> PersonalLetter:
    paper = seat.invitation_id if entry is invitation else None
    url = reverse("reviews:my_slots")
    return PersonalLetter(seat.reviewer, text, url, about=slot.proposal_id, paper=paper, calendar=partial(entry, slot))
