"""Writes of invitations: inviting, withdrawing, and the account that comes of it."""

import datetime
from functools import partial
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.core.permissions import may_invite_to
from agencies.inbox.notifications import tell
from agencies.inviting.models import Invitation
from agencies.people import services
from foundation.outbox.models import MailKind
from foundation.outbox.queueing import Mail, send_later
from foundation.papers.moments import spoken
from foundation.security import links
from foundation.security.events import note
from foundation.security.kinds import Kind
from foundation.site import absolute

MOST_OPEN: Final = 5
MOST_A_DAY: Final = 20
ACCOUNTS_LOCK: Final = 4_119_714
"""The key of our advisory lock; those of the other rooms stand beside it."""


class InvitationRefused(Exception):
    """An invitation that cannot be made or taken; the text says what to do."""


class AddressTaken(InvitationRefused):
    """The address belongs to an account; of which, of whom and where is not said."""


class LinkUsedUp(InvitationRefused):
    """The link makes no account any more."""


def link_of(invitation: Invitation) -> str:
    """The full address that lets somebody in; empty where the secret key has changed since, so it would not open."""
    token = _token(invitation)
    if links.hashed(token) != invitation.token_hash:
        return ""
    return absolute(reverse("agencies:invitation", args=[token]))


def _token(invitation: Invitation) -> str:
    return links.token_of("agencies.inviting.link", invitation.nonce)


def found_by(token: str) -> Invitation | None:
    """The invitation to which a token leads, open or not."""
    rows = Invitation.objects.select_related("agency", "invited_by")
    return rows.filter(token_hash=links.hashed(token)).first()


def makes_account(invitation: Invitation) -> bool:
    """Whether its link makes an account now: it is open, its agency active, and who invited may still do so."""
    agency = invitation.agency
    may = agency.is_active(timezone.localdate()) and may_invite_to(invitation.invited_by, agency)
    return invitation.is_waiting and may


@transaction.atomic
def invite(agency: Agency, *, name: str, email: str, by: User) -> Invitation:
    """Mails a link to somebody who is to become an operator of the person's own agency.

    An open link to the same address is void from now on. Raises InvitationRefused, AddressTaken.
    """
    current = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if not (may_invite_to(by, current) and current.is_active(timezone.localdate())):
        raise InvitationRefused("Instansi ini tidak aktif, jadi belum ada yang dapat diundang. Hubungi koordinator.")
    if _is_taken(email):
        raise AddressTaken("Alamat ini tidak dapat diundang. Minta koordinator Bapperida menambahkan rekan Anda.")
    now, own = timezone.now(), Invitation.objects.filter(agency=current)
    own.filter(closed_at=None, email__iexact=email).update(closed_at=now)
    if own.waiting().count() >= MOST_OPEN:
        raise InvitationRefused(f"Sudah ada {MOST_OPEN} undangan yang menunggu. Cabut satu dahulu, lalu undang lagi.")
    if own.filter(invited_at__gt=now - datetime.timedelta(days=1)).count() >= MOST_A_DAY:
        raise InvitationRefused(f"Dalam sehari paling banyak {MOST_A_DAY} undangan. Undang lagi besok.")
    until = now + datetime.timedelta(days=settings.PERSONAL_LINK_DAYS)
    made = Invitation(agency=current, name=name, email=email, invited_by=by, invited_at=now, expires_at=until)
    made.token_hash = links.hashed(_token(made))
    made.save()
    _mail(made)
    _note(made, "diundang", by)
    return made


def _mail(made: Invitation) -> None:
    """The link, to the invited person alone; the outbox forgets its words once it is sent."""
    body = (
        f"Yth. {made.name},\n\n{made.invited_by} mengundang Anda menulis usulan inovasi untuk "
        f"{made.agency.official_name}. Buka tautan ini, lalu buat kata sandi Anda:\n\n{link_of(made)}\n\n"
        f"Tautan berlaku satu kali, sampai {spoken(made.expires_at)}. Jangan teruskan surel ini. Bila Anda tidak "
        "mengenal pengundangnya, abaikan saja.\n\nPortal Inovasi Daerah"
    )
    subject = "Undangan menulis usulan inovasi"
    send_later([Mail(subject, body, made.email, office=made.agency.code, kind=MailKind.ACCOUNT, secret=True)])


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> bool:
    """Makes a link void; returns whether it was open until now."""
    done = Invitation.objects.filter(pk=invitation.pk, closed_at=None).update(closed_at=timezone.now())
    if done:
        _note(invitation, "dicabut", by)
    return bool(done)


@transaction.atomic
def accept(key: int, *, name: str, password: str) -> User:
    """Makes the account of an invited person, an operator of that agency and nothing more, and tells the colleagues.

    Of several at once the first makes it. Raises LinkUsedUp, AddressTaken.
    """
    with connection.cursor() as cursor:
        # Two agencies may have invited one address: that, and the next free user name, are found one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ACCOUNTS_LOCK])
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("agency", "invited_by")
    invitation = rows.get(pk=key)
    if not makes_account(invitation):
        raise LinkUsedUp("Undangan ini tidak berlaku lagi. Minta rekan Anda mengirim yang baru.")
    if _is_taken(invitation.email):
        raise AddressTaken("Undangan ini tidak dapat dipakai lagi. Hubungi koordinator Bapperida.")
    agency = invitation.agency
    colleagues = list(agency.people.filter(is_active=True))
    person = User(username=_free_name(agency), email=invitation.email, full_name=name, agency=agency)
    person.set_password(password)
    services.save_person(person, by=invitation.invited_by)
    Invitation.objects.filter(pk=key).update(closed_at=timezone.now(), account=person)
    text = f"{person} bergabung dengan {agency.short_name} di portal atas undangan {invitation.invited_by}."
    tell(colleagues, text, url=reverse("agencies:invitations", args=[agency.code]), kind=MailKind.INTERNAL)
    _note(invitation, "diterima", person)
    return person


def _is_taken(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


def _free_name(agency: Agency) -> str:
    """The next free user name of the agency: op-dinkes, op-dinkes-2, …"""
    first = f"op-{agency.code}".lower()
    lowered = User.objects.annotate(lowered=Lower("username")).filter(lowered__startswith=first)
    taken = set(lowered.values_list("lowered", flat=True))
    names = (first if number == 1 else f"{first}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _note(invitation: Invitation, what: str, person: User) -> None:
    """In the security log, once the transaction holds; the address as little as knows it again."""
    detail = f"{what}: {links.masked(invitation.email)}"
    subject = f"instansi {invitation.agency.code}"
    transaction.on_commit(partial(note, Kind.INVITATION, person=person, subject=subject, detail=detail))
