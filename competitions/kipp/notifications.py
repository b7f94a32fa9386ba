"""What people are told about nominations; the coordinator's remark goes to the agency word for word."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from agencies.core.models import User
from agencies.inbox.notifications import PersonalLetter, tell_all
from competitions.core.models import Nomination
from competitions.core.nominating import NominationArrow

ENTERED = "nominasikan"
# By the key of the move or of what else happened; {title}, {edition}, {text}, {reason} and {agency} are filled in.
TO_AGENCY = {
    ENTERED: "“{title}” dinominasikan untuk {edition}.",
    "siap": "“{title}” dinyatakan siap untuk {edition}.",
    "belum-siap": "“{title}” dikembalikan untuk dilengkapi bagi {edition}: {reason}",
    "pilih": "“{title}” terpilih untuk dikirim ke {edition}.",
    "daftarkan": "“{title}” sudah terdaftar pada {edition} dengan nomor {text}.",
    "perbaiki-nomor": "Nomor registrasi “{title}” pada {edition} diperbaiki menjadi {text}: {reason}",
    "tarik": "Pendaftaran “{title}” pada {edition} ditarik: {reason}",
    "hasil": "Hasil “{title}” pada {edition}. {text}.",
    "perbaiki-hasil": "Hasil “{title}” pada {edition} diperbaiki. {text}. Alasan: {reason}",
    "urungkan": "Pilihan “{title}” untuk {edition} diurungkan: {reason}",
    "batalkan": "Nominasi “{title}” untuk {edition} dibatalkan: {reason}",
}
TO_COORDINATORS = {
    ENTERED: "{agency} menominasikan “{title}” untuk {edition}.",
    "siap": "“{title}” dari {agency} siap untuk {edition}.",
    "belum-siap": "“{title}” dari {agency} belum siap untuk {edition}: {reason}",
    "batalkan": "Nominasi “{title}” dari {agency} dibatalkan: {reason}",
}


@dataclass(frozen=True, slots=True)
class NominationChange:
    """A nomination that is entered, moved along an `arrow` of the table, or told of by another `event`, and by whom.

    `text` is the number that the arrow asks for, or what the event tells; `reason` is why.
    `at` is when that was, now unless given, and given by nobody but the demo, whose nominations lie in the past.
    """

    nomination: Nomination
    by: User
    arrow: NominationArrow | None = None
    text: str = ""
    at: datetime.datetime | None = None
    reason: str = ""
    event: str = ""

    @property
    def key(self) -> str:
        """What happens, as a key of the texts that tell of it."""
        return self.event or (self.arrow.key if self.arrow else ENTERED)


def moved(changes: Iterable[NominationChange]) -> None:
    """Tells the agencies' people, and the coordinators where they should know; who acted is left out.

    The queries do not depend on how many changes are told. What has an `at` is told as of then, see `PersonalLetter`.
    """
    told = list(changes)
    coordinators = list(User.objects.coordinators())
    people: dict[int | None, list[User]] = {}
    agencies = {change.nomination.agency_id for change in told}
    for person in User.objects.filter(agency__in=agencies, is_active=True):
        people.setdefault(person.agency_id, []).append(person)
    tell_all(
        PersonalLetter(
            reader, words[change.key].format(**_words(change)), _page(change), change.at, change.nomination.proposal_id
        )
        for change in told
        for words, readers in (
            (TO_AGENCY, people.get(change.nomination.agency_id, [])),
            (TO_COORDINATORS, coordinators),
        )
        if change.key in words
        for reader in readers
        if reader != change.by
    )


def _page(change: NominationChange) -> str:
    return reverse("competitions:kipp", args=[change.nomination.edition.year])


def _words(change: NominationChange) -> dict[str, str]:
    nomination = change.nomination
    return {
        "title": nomination.proposal.title,
        "edition": nomination.edition.name,
        "agency": nomination.agency.short_name,
        "text": change.text,
        "reason": change.reason,
    }
