"""Asking for the signatures of a paper: who signs, in which order, and telling those who have an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from django.db import transaction
from django.urls import reverse

from agencies.core.models import User
from agencies.inbox.notifications import tell
from agencies.officials.models import Official
from agencies.signing.models import SignatureState, WantedSignature
from foundation.issued.models import IssuedPaper
from foundation.issued.services import newer_than

MOST: Final = 12
PRINTED: Final = (
    "Naskah ini menyebut sendiri siapa yang menandatanganinya, jadi penanda tangannya tidak dapat diganti. Bila ada "
    "yang berhalangan, cetak naskahnya, minta tanda tangan basah, lalu unggah pindaiannya."
)
NEWER: Final = "Naskah ini sudah digantikan versi yang lebih baru. Mintalah tanda tangan atas versi itu."
SIGNED: Final = "Berkas ini sudah memuat tanda tangan. Penanda tangannya diminta pada naskah sebelum ditandatangani."


class SigningRefused(Exception):
    """What cannot be signed so; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Undersigned:
    """Who is to sign, as the paper prints it; without an account only in ink."""

    office: str
    name: str
    account: User | None = None

    @classmethod
    def by_record(cls, official: Official) -> Self:
        """As the record of an official says."""
        return cls(official.office_in_full, official.full_name, official.account)


@transaction.atomic
def ask(
    paper: IssuedPaper, undersigned: Sequence[Undersigned], *, by: User, printed: bool = False
) -> list[WantedSignature]:
    """Asks these people to sign the paper, in this order; who was asked before and has not signed is asked no more.

    `printed` says that the paper itself names them; nobody else can be asked then. Everybody with an account is told in
    the inbox, also who is asked no more. Raises SigningRefused for nobody, for somebody twice, for what is no PDF,
    where the paper names who signs, once the first signature was given or sent, for a paper that was replaced, and for
    a version that came of signing: whoever signed has issued it, and would ask anew whom nobody may replace.
    """
    IssuedPaper.objects.select_for_update().get(pk=paper.pk)
    if paper.signed_by:
        raise SigningRefused(SIGNED)
    asked = WantedSignature.objects.of(paper.pk)
    if asked.exclude(state=SignatureState.WAITING).exists():
        raise SigningRefused("Naskah ini sudah mulai ditandatangani, jadi penanda tangannya tidak dapat diganti.")
    if asked.filter(is_printed=True).exists():
        raise SigningRefused(PRINTED)
    if newer_than(paper):
        raise SigningRefused(NEWER)
    if not paper.filename.lower().endswith(".pdf"):
        raise SigningRefused("Hanya naskah PDF yang dapat ditandatangani di portal.")
    if not 0 < len(undersigned) <= MOST:
        raise SigningRefused(f"Pilih satu sampai {MOST} penanda tangan.")
    if len(set(undersigned)) < len(undersigned):
        raise SigningRefused("Setiap orang hanya menandatangani sekali. Hapus yang dipilih dua kali.")
    before = _people(asked.select_related("account"))
    asked.delete()
    rows = [
        WantedSignature(
            paper=paper,
            order=order,
            office=one.office,
            name=one.name,
            account=one.account,
            is_printed=printed,
            asked_by=by,
        )
        for order, one in enumerate(undersigned, 1)
    ]
    WantedSignature.objects.bulk_create(rows)
    now = _people(rows)
    tell(now, f"Tanda tangan Anda diminta: {paper.title}.", url=reverse("agencies:signature", args=[paper.pk]))
    left = [person for person in before if person not in now]
    tell(left, f"Tanda tangan Anda tidak diminta lagi: {paper.title}.", url=reverse("agencies:signatures"))
    return rows


def _people(rows: Iterable[WantedSignature]) -> list[User]:
    return list({one.account_id: one.account for one in rows if one.account}.values())
