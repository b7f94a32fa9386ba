"""One mail as the page shows it: who was to get it, about what, why it did not arrive, and the ways out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from agencies.core.models import Agency, User
from dashboard.delivery.permissions import UNTOLD, kept_back
from foundation.outbox.models import FAILED, OPEN, MailKind, MailState, OutgoingMail
from foundation.whatsapp import phone_digits, whatsapp_url
from proposals.core.sent import SentProposal


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One mail with what belongs to it; `office` is the agency whose address it went to, where that is known."""

    mail: OutgoingMail
    office: Agency | None
    proposal: SentProposal | None
    words: str

    @property
    def reader(self) -> str:
        return str(self.mail.person or self.office or "Bukan pengguna portal")

    @property
    def subject(self) -> str:
        return self.mail.get_kind_display() if self.mail.kind in UNTOLD else self.mail.subject

    @property
    def is_open(self) -> bool:
        return self.mail.state in OPEN

    @property
    def is_failed(self) -> bool:
        return self.mail.state in FAILED

    @property
    def may_send_again(self) -> bool:
        """New words need a new link where they held a secret; what waits for its first try needs nothing."""
        return bool(self.mail.body) and (self.is_failed or (self.is_waiting and self.mail.attempts > 0))

    @property
    def may_invite(self) -> bool:
        """A link for a new password can be sent anew, as long as there is somebody to open it."""
        person = self.mail.person
        return self.is_failed and self.mail.secret and person is not None and person.is_active and bool(person.email)

    @property
    def is_waiting(self) -> bool:
        return self.mail.state == MailState.WAITING

    @property
    def new_address(self) -> str:
        """The reader's address of today, where it is another; an account's mail belongs to the address it had then."""
        known = self.mail.person.email if self.mail.person else self.office.contact_email if self.office else ""
        usable = self.is_open and self.mail.body and self.mail.kind != MailKind.ACCOUNT
        return known if usable and known.lower() != self.mail.address.lower() else ""

    @property
    def address_url(self) -> str:
        """Where the address is changed."""
        if self.mail.person:
            return reverse("agencies:person_edit", args=[self.mail.person.pk])
        return reverse("agencies:contact", args=[self.office.code]) if self.office else ""

    @property
    def phone(self) -> str:
        person, office = self.mail.person, self.office
        number = (person.phone if person else "") or (office.contact_phone if office else "")
        return number if phone_digits(number) else ""

    @property
    def whatsapp(self) -> str:
        """The wa.me address with the words; empty where this reader may not read them."""
        return whatsapp_url(self.phone, self.words) if self.words and self.is_open else ""


def rows_of(mails: Iterable[OutgoingMail], reader: User) -> list[DeliveryRow]:
    """The mails with their agencies and proposals; at most three queries whatever their number.

    `mails` bring their person along and are those the reader may look after.
    """
    found = list(mails)
    codes = {mail.office for mail in found if mail.office}
    offices = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
    proposals = SentProposal.objects.in_bulk({mail.about for mail in found if mail.about})
    silent = kept_back(reader)
    return [
        DeliveryRow(
            mail,
            offices.get(mail.office),
            proposals.get(mail.about) if mail.about else None,
            "" if mail.secret or mail.kind in silent else mail.body,
        )
        for mail in found
    ]
