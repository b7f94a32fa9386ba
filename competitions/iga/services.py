"""Writes on claims: what an agency claims with which evidence, and what a coordinator verified."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.nominating import NominationRefused
from competitions.iga.core.models import Claim, ClaimVerdict
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import STANDING, Role


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    """What was chosen for one indicator; no level means no claim."""

    level: int | None
    evidence: int | None


def may_claim(status: str, roles: set[Role]) -> bool:
    """The agency claims for its own proposal, unless that was given up or refused, because then it earns no points."""
    return Role.PROPOSER in roles and status in STANDING


def may_verify(roles: set[Role]) -> bool:
    """The coordinator verifies, unless a conflict of interest took the role away."""
    return Role.COORDINATOR in roles


@transaction.atomic
def save_claims(edition: Edition, proposal: SentProposal, chosen: Mapping[int, ClaimChoice], *, by: User) -> int:
    """Stores the choices by indicator; a changed claim or evidence loses its verification. Returns how many changed."""
    current = lock_sent(proposal.pk)
    if not may_claim(current.status, SentProposal.objects.roles_of(by, current)):
        raise NominationRefused(
            "Hanya instansi pengusul yang dapat mengisi klaim, selama usulan tidak ditolak atau ditarik."
        )
    stored = {claim.indicator_id: claim for claim in _claims(edition, current)}
    return sum(_store(current, pk, choice, stored.get(pk), by) for pk, choice in chosen.items())


def _store(proposal: SentProposal, indicator: int, choice: ClaimChoice, before: Claim | None, by: User) -> bool:
    if choice.level is None and (before is None or before.level_id is None):
        return False
    proof = before.proof if before else None
    if before and (before.level_id, proof and proof.pk) == (choice.level, choice.evidence):
        return False
    claim = before or Claim(proposal=proposal, indicator_id=indicator)
    claim.level_id, claim.evidence_id = choice.level, choice.evidence
    claim.claimed_by, claim.claimed_at = by, timezone.now()
    claim.save()
    Claim.objects.filter(pk=claim.pk).update(proven=claim.evidence_id is not None)
    return True


@transaction.atomic
def verify_claims(edition: Edition, proposal: SentProposal, verdicts: Mapping[int, int | None], *, by: User) -> int:
    """Stores the verified level (0 = not proven, None = not yet judged) by indicator. Returns how many changed."""
    current = lock_sent(proposal.pk)
    if not may_verify(SentProposal.objects.roles_of(by, current)):
        raise NominationRefused("Hanya koordinator Bapperida yang dapat memverifikasi klaim.")
    changed = 0
    for claim in _claims(edition, current):
        level = verdicts.get(claim.indicator_id)
        if level is None or level == claim.verified:
            continue
        if level > claim.value:
            raise NominationRefused(
                "Parameter terverifikasi tidak dapat melebihi yang diklaim. Pilih yang lebih rendah."
            )
        outcome = Claim.Judgement.ACCEPTED
        if level < claim.value:
            outcome = Claim.Judgement.LOWERED if level else Claim.Judgement.REJECTED
        ClaimVerdict.objects.create(
            claim=claim,
            version=claim.version,
            claimed=claim.value,
            outcome=outcome,
            level=level,
            reason="Diputuskan pada daftar klaim." if level < claim.value else "",
            by=by,
        )
        changed += 1
    return changed


def _claims(edition: Edition, proposal: SentProposal) -> list[Claim]:
    return list(
        Claim.objects.filter(proposal=proposal, indicator__edition=edition).select_related("indicator", "evidence")
    )
