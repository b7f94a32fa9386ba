"""Mails to a head and what the agency's people are told; all stays inside the agency."""

from typing import Final

from django.urls import reverse

from agencies.inbox.notifications import tell
from foundation.outbox.models import MailKind
from foundation.outbox.queueing import Mail, send_later
from foundation.papers.moments import spoken
from foundation.site import absolute
from proposals.approving.tokens import MAILED, token_of
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.models import Proposal

NOT_YOURS: Final = "Bila Anda bukan kepala instansi itu, abaikan surel ini; tidak ada yang terjadi tanpa jawaban Anda."


def head_url(token: str) -> str:
    """The full address that a token opens."""
    return absolute(reverse("proposals:head", args=[token]))


def asked(request: HeadRequest, proposal: Proposal) -> None:
    """The link, to the head alone; the outbox forgets its words once it is sent."""
    body = (
        f"Yth. {request.name},\n{request.position}\n\n"
        f"{request.asked_by_name} dari {proposal.agency.official_name} meminta Anda membaca usulan inovasi "
        f"“{proposal.title}” dan menyetujuinya. Buka tautan ini di ponsel atau komputer; Anda tidak perlu akun:\n\n"
        f"{head_url(token_of(request.nonce, MAILED))}\n\n"
        f"Tautan berlaku sampai {spoken(request.expires_at)}. Jangan teruskan surel ini: siapa pun yang membuka "
        f"tautannya dapat menjawab atas nama Anda.\n\n{NOT_YOURS}\n\nPortal Inovasi Daerah"
    )
    subject = f"Mohon persetujuan Anda: {proposal.title}"
    _to_head(request, proposal, subject, body)


def code(request: HeadRequest, digits: str) -> None:
    """The code, to the head alone."""
    body = (
        f"Yth. {request.name},\n\nKode Anda untuk menjawab usulan “{request.proposal.title}”:\n\n{digits}\n\n"
        f"Kode berlaku 15 menit. Jangan berikan kepada siapa pun, juga tidak kepada operator.\n\n{NOT_YOURS}\n\n"
        "Portal Inovasi Daerah"
    )
    _to_head(request, request.proposal, "Kode persetujuan usulan", body)


def _to_head(request: HeadRequest, proposal: Proposal, subject: str, body: str) -> None:
    send_later(
        [
            Mail(
                subject, body, request.email, office=proposal.agency.code, kind=MailKind.INTERNAL, about=proposal.pk,
                secret=True,
            )
        ]
    )  # fmt: skip


def answered(given: HeadAnswer, proposal: Proposal) -> None:
    """Tells the agency's people; the way back leads to what there is to do."""
    if given.is_approval:
        words = "Usulan dapat diajukan tanpa surat pengantar selama isinya tidak berubah."
        text = f"Kepala menyetujui usulan “{proposal.title}” di portal. {words}"
    else:
        text = f"Kepala mengembalikan usulan “{proposal.title}”: {given.note}"
    tell(
        proposal.agency.people.filter(is_active=True),
        text,
        url=reverse("proposals:approval", args=[proposal.pk]),
        about=proposal.pk,
        kind=MailKind.INTERNAL,
    )
