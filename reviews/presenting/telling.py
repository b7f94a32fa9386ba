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
from reviews.presenting.models import Slot

MORE: Final = "Surat undangan dan berkas kalendernya terlampir; keduanya juga ada di halaman usulan."
Seated = tuple[Slot, Sequence[User]]
Entry = Callable[[Slot, str], str]


def when(slot: Slot) -> str:
    """Day, time and place in words: "Senin, 23 November 2026, pukul 09.00–09.50 WIB, di Aula"."""
    return f"{day_and_hours(slot)}, di {slot.place}"


def day_and_hours(slot: Slot) -> str:
    """Day and time in words."""
    first, last = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
    hours = f"pukul {first:%H.%M}–{last:%H.%M} {city().city.timezone_label}"
    return f"{date_format(first, 'l, j F Y')}, {hours}"


def planned(slots: Sequence[Seated]) -> None:
    """New times; so many queries for any number of them."""
    _tell((slot, people, f"{_subject(slot)} dijadwalkan {when(slot)}.", MORE, invitation) for slot, people in slots)


def moved(slot: Slot, before: str, people: Sequence[User]) -> None:
    """Another time or room; `before` is `when` of the old one."""
    text = f"{_subject(slot)} dipindahkan ke {when(slot)} (semula {before})."
    _tell([(slot, people, text, MORE, invitation)])


def missed(slot: Slot, people: Sequence[User]) -> None:
    """The agency did not come."""
    more = "Koordinator Bapperida menghubungi Anda bila ada waktu pengganti."
    text = f"{_subject(slot)} pada {when(slot)} dicatat tidak dihadiri instansinya."
    _tell([(slot, people, text, more, cancellation)])


def cancelled(slot: Slot, people: Sequence[User]) -> None:
    """The time was taken back without another one."""
    more = "Waktu baru diberitahukan bila sudah ada."
    _before_it([slot])
    _tell([(slot, people, f"{_subject(slot)} pada {when(slot)} dibatalkan.", more, cancellation)])


def fallen_away(slots: Sequence[Seated]) -> None:
    """The proposals are not presented in that stage any more; so many queries for any number of them."""
    why, more = "karena usulannya tidak lagi pada tahap itu", "Waktu itu tidak diganti."
    _before_it([slot for slot, _ in slots])
    _tell(
        (slot, people, f"{_subject(slot)} pada {when(slot)} dibatalkan, {why}.", more, cancellation)
        for slot, people in slots
    )


def joined(slot: Slot, person: User) -> None:
    """One more juror."""
    tell_all([_personal(slot, person, f"Anda menjadi juri. {_subject(slot)} dijadwalkan {when(slot)}.", invitation)])


def dropped(slot: Slot, person: User) -> None:
    """A juror less; of the others nobody need know."""
    tell_all([_personal(slot, person, f"Anda tidak lagi menjadi juri {_subject(slot)}.", cancellation)])


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


def _before_it(slots: Iterable[Slot]) -> None:
    """Lets mails of earlier times go that still wait for a letter, so that none arrives after the cancellation."""
    go_without(slot.invitation_id for slot in slots if slot.invitation_id)


def _tell(letters: Iterable[tuple[Slot, Sequence[User], str, str, Entry]]) -> None:
    offices, jurors = [], []
    for slot, people, text, more, entry in letters:
        proposal, calendar = slot.proposal, partial(entry, slot)
        url, paper = proposal.get_absolute_url(), slot.invitation_id if entry is invitation else None
        offices.append(
            OfficeLetter(proposal.agency, text, url, more, about=proposal.pk, paper=paper, calendar=calendar)
        )
        jurors += [_personal(slot, person, text, entry) for person in people if person.is_active]
    tell_offices(offices)
    tell_all(jurors)


def _personal(slot: Slot, person: User, text: str, entry: Entry) -> PersonalLetter:
    url = reverse("reviews:my_slots")
    return PersonalLetter(person, text, url, about=slot.proposal_id, calendar=partial(entry, slot))
