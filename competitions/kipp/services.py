"""Writes on nominations. Every function is one transaction and refuses with a sentence the user may read."""

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import (
    Asks,
    NominationArrow,
    NominationRefused,
    NominationState,
    check_nominable,
    find_move,
)
from competitions.kipp.notifications import NominationChange
from competitions.kipp.storing import store_changes
from foundation.text.plain import one_line
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

LIMITS = {Asks.REASON: 300, Asks.NUMBER: 60, Asks.RESULT: 160}


@transaction.atomic
def nominate(edition: Edition, proposal: SentProposal, *, by: User) -> Nomination:
    """Enters a proposal for an edition; a cancelled nomination comes back to life. Raises Refused."""
    current = lock_sent(proposal.pk)
    roles = SentProposal.objects.roles_of(by, current)
    check_nominable(current.status, roles)
    _check_open(edition, roles)
    former = Nomination.objects.filter(edition=edition, proposal=current).first()
    if former and former.state != NominationState.CANCELLED:
        raise NominationRefused(f"“{current.title}” sudah dinominasikan untuk {edition}. Pilih usulan lain.")
    nomination = former or Nomination(edition=edition, proposal=current, agency=current.agency)
    store_changes([NominationChange(nomination, by)])
    return nomination


def _check_open(edition: Edition, roles: set[Role]) -> None:
    """An agency nominates until the closing day; the coordinator also afterwards, for the sake of late letters."""
    if edition.closes_on and timezone.localdate() > edition.closes_on and Role.COORDINATOR not in roles:
        raise NominationRefused(f"Nominasi {edition} sudah ditutup. Hubungi koordinator Bapperida.")


@transaction.atomic
def move(nomination: Nomination, key: str, *, by: User, text: str = "") -> NominationArrow:
    """Carries out one move of the table: checks, moves if nobody was faster, tells. Raises Refused.

    `nomination.state` is what the person saw. `text` is the reason, registration number or result the move asks for.
    """
    text = one_line(text)
    roles = SentProposal.objects.roles_of(by, nomination.proposal)
    found = find_move(key, nomination.state, nomination.proposal.status, roles)
    _check_text(found, text)
    current = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    if current.state != found.source:
        raise NominationRefused("Nominasi ini baru saja diubah orang lain. Muat ulang halaman ini, lalu periksa lagi.")
    store_changes([NominationChange(current, by, found, text)])
    return found


def _check_text(found: NominationArrow, text: str) -> None:
    if not found.asks:
        return
    if not text:
        raise NominationRefused(f"Isi {found.asks.label.lower()} untuk “{found.label}”, lalu kirim lagi.")
    limit = LIMITS[found.asks]
    if len(text) > limit:
        raise NominationRefused(f"{found.asks.label} paling panjang {limit} huruf. Ringkas, lalu kirim lagi.")
