"""Remarks on the sections of an entry's text: who may write one, writing it, and marking it as done."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.urls import reverse

from agencies.core.models import User
from agencies.inbox.notifications import tell
from competitions.core import above
from competitions.core.models import Nomination
from competitions.core.nominating import NOMINATORS, NominationRefused
from competitions.kipp.writing.models import EntryRemark, EntryRemarkDone
from competitions.kipp.writing.opening import closed_because
from competitions.rules.kipprules import KippSection
from foundation.outbox.models import MailKind
from foundation.text.plain import as_typed
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

LONGEST: Final = 1000
NOT_A_COMMENTER: Final = (
    "Catatan ditulis oleh instansi pengusul, koordinator Bapperida, dan pembina usulan ini. Sampaikan yang Anda lihat "
    "kepada salah satu dari mereka."
)


def silent_because(nomination: Nomination, roles: Collection[Role], *, is_coach: bool) -> str:
    """Why somebody may not remark on the texts now, as a sentence; empty if they may.

    Proposer, coordinator and coach may, as long as the agency may write the texts.
    """
    if not is_coach and NOMINATORS.isdisjoint(roles):
        return NOT_A_COMMENTER
    return closed_because(nomination, {Role.PROPOSER})


@transaction.atomic
def add_remark(nomination: int, section: KippSection, text: str, *, by: User) -> EntryRemark:
    """Stores a remark and tells the agency, unless it is its own. The same, still open, by the same person stays one.

    Raises NominationRefused when the person may not, and for one that is empty or too long.
    """
    current, roles = _locked(nomination, by)
    if why := silent_because(current, roles, is_coach=above.coaches(by, current.proposal_id)):
        raise NominationRefused(why)
    said = as_typed(text).strip()
    if not said:
        raise NominationRefused("Catatannya masih kosong. Tulis apa yang perlu diperbaiki pada bagian ini.")
    if len(said) > LONGEST:
        raise NominationRefused(
            f"Catatan ini {len(said)} huruf, paling banyak {LONGEST}. Pecah menjadi beberapa catatan."
        )
    asked = {"nomination": current, "section": section.key, "text": said, "by": by}
    standing = EntryRemark.objects.filter(**asked, done=None).first()
    if standing:
        return standing
    remark = EntryRemark.objects.create(**asked)
    if by.agency_id != current.agency_id:
        _tell(current, section)
    return remark


@transaction.atomic
def finish_remark(nomination: int, remark: int, *, by: User) -> None:
    """Marks a remark as done; done twice changes nothing. Raises NominationRefused as writing a text does."""
    current, roles = _locked(nomination, by)
    if why := closed_because(current, roles):
        raise NominationRefused(why)
    row = EntryRemark.objects.filter(nomination=current, pk=remark).first()
    if row is None:
        raise NominationRefused("Catatan itu tidak ditemukan. Muat ulang halaman ini.")
    EntryRemarkDone.objects.get_or_create(remark=row, defaults={"by": by})


def _locked(nomination: int, by: User) -> tuple[Nomination, set[Role]]:
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("edition", "proposal", "agency")
    current = rows.get(pk=nomination)
    return current, SentProposal.objects.roles_of(by, current.proposal)


def _tell(nomination: Nomination, section: KippSection) -> None:
    tell(
        nomination.agency.people.filter(is_active=True),
        f"Ada catatan baru pada bagian “{section.title}” naskah KIPP {nomination.proposal.reference}.",
        url=reverse("competitions:kipp_text", args=[nomination.edition.year, nomination.pk, section.key]),
        about=nomination.proposal_id,
        kind=MailKind.INTERNAL,
    )
