"""What a coordinator does with one mail, by the name of the action; each answers with a sentence."""

from collections.abc import Callable

from django.http import HttpRequest

from agencies.core.models import User
from agencies.people.services import invite
from dashboard.delivery.rows import DeliveryRow
from foundation.outbox import keeping
from foundation.outbox.models import OutgoingMail

UNDER_WAY = "Surel ini sedang dikirim atau sudah selesai. Muat ulang halaman ini."


class DeliveryRefused(Exception):
    """Nothing was done; the text is an Indonesian sentence the user may read."""


def send_again(row: DeliveryRow, by: User, request: HttpRequest) -> str:
    """The same words to the same address."""
    if not row.may_send_again or not keeping.send_again(OutgoingMail.objects.filter(pk=row.mail.pk)):
        raise DeliveryRefused(UNDER_WAY)
    return f"Surel untuk {row.reader} dikirim ulang ke {row.mail.address}."


def send_to_new(row: DeliveryRow, by: User, request: HttpRequest) -> str:
    """The same words to the reader's address of today."""
    if not row.new_address or not keeping.send_to(row.mail, row.new_address):
        raise DeliveryRefused(UNDER_WAY)
    return f"Surel untuk {row.reader} dikirim ke {row.new_address}."


def send_new_link(row: DeliveryRow, by: User, request: HttpRequest) -> str:
    """A new link for a new password, because the words of the old mail are forgotten."""
    if not row.may_invite or row.mail.person is None or not keeping.cancel(row.mail, str(by)):
        raise DeliveryRefused(UNDER_WAY)
    invite(row.mail.person, form_request=request)
    return f"Tautan kata sandi yang baru dikirim ke {row.mail.person.email}."


def hand_over(row: DeliveryRow, by: User, request: HttpRequest) -> str:
    """Passed on by WhatsApp: the mail need not arrive any more."""
    if not keeping.hand_over(row.mail, str(by)):
        raise DeliveryRefused(UNDER_WAY)
    return f"Pesan untuk {row.reader} dicatat sudah disampaikan lewat WhatsApp."


def cancel(row: DeliveryRow, by: User, request: HttpRequest) -> str:
    """Not needed any more."""
    if not keeping.cancel(row.mail, str(by)):
        raise DeliveryRefused(UNDER_WAY)
    return f"Surel untuk {row.reader} tidak dikirim lagi."


# By the last part of the address.
ACTIONS: dict[str, Callable[[DeliveryRow, User, HttpRequest], str]] = {
    "kirim-ulang": send_again,
    "alamat-baru": send_to_new,
    "tautan-baru": send_new_link,
    "disampaikan": hand_over,
    "batal": cancel,
}
