"""Writes of approval by the head: asking, taking back, mailing a code, and the answer itself."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.officials.offices import Office
from agencies.officials.picking import signatory
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.security import links
from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome
from proposals.approving import notifications, tokens
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import to_approve
from proposals.core.history.contents import content_hash
from proposals.core.locking import lock_writable, locked
from proposals.core.models import Proposal
from proposals.core.workflow import WorkflowError

MOST_A_DAY: Final = 10
CODE_LASTS: Final = datetime.timedelta(minutes=15)
MOST_CODES: Final = 5
MOST_TRIES: Final = 5
CHANGED: Final = (
    "Usulan ini baru saja diubah instansi Anda, jadi jawaban Anda belum tersimpan. Isi yang baru tampil di bawah; baca "
    "lagi, lalu jawab."
)


class ApprovalRefused(WorkflowError):
    """What was asked of or by a head cannot be done; the text says what to do."""


class LinkClosed(ApprovalRefused):
    """The link does not lead to anything that may be answered any more."""


class ReadAgain(ApprovalRefused):
    """The proposal was changed after the head had opened it."""


@dataclass(frozen=True, slots=True)
class NamedHead:
    """Whom an operator asks."""

    name: str
    nip: str
    position: str
    email: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a head answers: the verdict, who says it, and with what note; `read` is the hash of what was read."""

    verdict: HeadAnswer.Verdict
    name: str
    nip: str
    position: str
    note: str
    read: str


@transaction.atomic
def ask(proposal: Proposal, head: NamedHead, *, by: User) -> HeadRequest:
    """Mails the head a link to the proposal; an open link of it is void from now on.

    Raises WritingClosed as always, ApprovalRefused for an address of a colleague who writes, and for too many links.
    """
    current = lock_writable(proposal.pk, by)
    _check_address(current.agency, head.email)
    now = timezone.now()
    today = HeadRequest.objects.filter(proposal=current, asked_at__gt=now - datetime.timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise ApprovalRefused(
            f"Dalam sehari paling banyak {MOST_A_DAY} tautan dibuat untuk satu usulan. Coba lagi besok, atau pakai "
            "tautan yang masih berlaku."
        )
    HeadRequest.objects.filter(proposal=current, closed_at=None).update(closed_at=now)
    asked = HeadRequest(
        proposal=current, name=head.name, nip=head.nip, position=head.position, email=head.email, asked_by=by,
        asked_by_name=str(by), asked_at=now, expires_at=now + datetime.timedelta(days=settings.PERSONAL_LINK_DAYS),
    )  # fmt: skip
    asked.mailed_hash = links.hashed(tokens.token_of(asked.nonce, tokens.MAILED))
    asked.handed_hash = links.hashed(tokens.token_of(asked.nonce, tokens.HANDED))
    asked.save()
    notifications.asked(asked, current)
    transaction.on_commit(_noting(asked, f"tautan dikirim ke {asked.email}", person=by))
    return asked


def own_account(agency: Agency, user: User | AnonymousUser) -> User | None:
    """Who is signed in, if by the record of officials this is the account of the agency's head today."""
    if not isinstance(user, User):
        return None
    head = signatory(Office.AGENCY_HEAD, timezone.localdate(), agency)
    return user if head and head.account_id == user.pk else None


def _check_address(agency: Agency, address: str) -> None:
    """The head reads it, not whoever wrote it: an operator's own address proves nothing of the head."""
    head = signatory(Office.AGENCY_HEAD, timezone.localdate(), agency)
    writers = agency.people.filter(is_active=True, email__iexact=address)
    if person := writers.exclude(pk=head.account_id).first() if head and head.account_id else writers.first():
        raise ApprovalRefused(f"Alamat ini milik operator {person}. Isi alamat surel kepala sendiri.")


@transaction.atomic
def withdraw(asked: HeadRequest, *, by: User) -> bool:
    """Makes a link void; returns whether it was open until now. Raises WritingClosed as always."""
    lock_writable(asked.proposal_id, by)
    done = HeadRequest.objects.filter(pk=asked.pk, closed_at=None).update(closed_at=timezone.now())
    if done:
        transaction.on_commit(_noting(asked, "tautan ditarik", person=by))
    return bool(done)


@transaction.atomic
def send_code(key: int) -> HeadRequest:
    """Mails a code to the head's address, for who came by the link that was handed over.

    Raises LinkClosed, ApprovalRefused after too many codes.
    """
    asked, _ = _open(key)
    if asked.codes_sent >= MOST_CODES:
        raise ApprovalRefused(
            f"Sudah {MOST_CODES} kode dikirim untuk tautan ini. Minta operator instansi Anda mengirim tautan baru."
        )
    code = tokens.new_code()
    asked.code_hash, asked.code_tries = tokens.code_mark(asked, code), 0
    asked.code_until, asked.codes_sent = timezone.now() + CODE_LASTS, asked.codes_sent + 1
    asked.save(update_fields=["code_hash", "code_tries", "code_until", "codes_sent"])
    notifications.code(asked, code)
    transaction.on_commit(_noting(asked, f"kode dikirim ke {asked.email}"))
    return asked


@transaction.atomic
def take_code(key: int, typed: str) -> str:
    """Counts one try of a code; why it does not hold, in a sentence, empty when it does. Raises LinkClosed."""
    asked, _ = _open(key)
    if not asked.code_hash:
        return "Tekan “Kirim kode”, lalu ketik enam angka dari surel Anda."
    if asked.code_tries >= MOST_TRIES or asked.code_until is None or asked.code_until < timezone.now():
        return "Kode itu tidak berlaku lagi. Tekan “Kirim kode” untuk kode yang baru."
    HeadRequest.objects.filter(pk=asked.pk).update(code_tries=asked.code_tries + 1)
    if tokens.is_code(asked, typed):
        return ""
    transaction.on_commit(_noting(asked, "kode salah", Outcome.REFUSED))
    return "Kodenya tidak sama. Periksa surel yang terakhir, lalu ketik keenam angkanya."


@transaction.atomic
def answer(key: int, said: Said, *, proof: HeadAnswer.Proof, by: User | None = None) -> HeadAnswer:
    """Keeps what the head says of the content that was read, tells the agency, and puts it on the record.

    `by` is the head's own account, if there is one. Raises LinkClosed, ReadAgain.
    """
    asked, proposal = _open(key)
    content = to_approve([proposal.pk])[proposal.pk]
    if content_hash(content) != said.read:
        raise ReadAgain(CHANGED)
    given = HeadAnswer.objects.create(
        proposal=proposal, request=asked, verdict=said.verdict, name=said.name, nip=said.nip, position=said.position,
        note=said.note, proof=proof, address=by.email if by else asked.email, content=content, sha256=said.read,
    )  # fmt: skip
    HeadRequest.objects.filter(pk=asked.pk).update(closed_at=given.at, code_hash="")
    notifications.answered(given, proposal)
    transaction.on_commit(_noting(asked, f"{given.get_verdict_display()}, {given.proven_by}", person=by))
    ledger.append(EntryKind.APPROVAL, proposal, actor=by, before={}, after=on_record(given))
    return given


def on_record(given: HeadAnswer) -> dict[str, str | int]:
    """What the tamper-evident record keeps of an answer."""
    return {
        "answer": given.pk,
        "verdict": given.verdict,
        "name": given.name,
        "nip": given.nip,
        "position": given.position,
        "note": given.note,
        "proof": given.proof,
        "address": given.address,
        "sha256": given.sha256,
    }


def _open(key: int) -> tuple[HeadRequest, Proposal]:
    """A request that may still be answered and its proposal, both locked. Raises LinkClosed."""
    known = HeadRequest.objects.filter(pk=key).values_list("proposal", flat=True).first()
    proposal = locked([known or 0]).first()
    asked = HeadRequest.objects.select_for_update().filter(pk=key).first()
    if proposal is None or asked is None or not asked.is_waiting or not proposal.is_editable:
        raise LinkClosed("Tautan ini tidak berlaku lagi. Minta operator instansi Anda mengirim yang baru.")
    return asked, proposal


def _noting(
    asked: HeadRequest, detail: str, outcome: Outcome = Outcome.DONE, *, person: User | None = None
) -> Callable[[], None]:
    subject = f"usulan {asked.proposal_id}"
    return partial(note, Kind.APPROVAL, outcome, person=person, subject=subject, detail=detail)
