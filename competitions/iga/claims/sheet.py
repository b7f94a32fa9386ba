"""The claims of one innovation as its page lists them, and the sums of many, which the database keeps."""

from collections.abc import Iterable
from dataclasses import dataclass

from competitions.core.models import Edition, Indicator
from competitions.iga.claims.proven import proofs
from competitions.iga.claims.proving import Proof
from competitions.iga.core.models import Candidacy, Claim
from competitions.iga.maturity import Maturity, highest
from competitions.rules.indicatorrules import HIGHEST
from proposals.core.sent import SentProposal


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One indicator with what is claimed of it and what that proves; neither where nothing was written yet."""

    indicator: Indicator
    claim: Claim | None
    proof: Proof | None

    @property
    def is_claimed(self) -> bool:
        return bool(self.claim and self.claim.value)

    @property
    def points(self) -> int:
        """Weight times the level that counts: as verified, else as claimed where proven, else nothing."""
        if not self.claim or not self.claim.proven:
            return 0
        level = self.claim.value if self.claim.verified is None else self.claim.verified
        return self.indicator.weight * level

    @property
    def state(self) -> tuple[str, str]:
        """How it stands, as (good, wait or bad; words)."""
        claim = self.claim
        if claim and claim.verdict:
            kind = {"accepted": "good", "lowered": "wait"}.get(claim.verdict, "bad")
            return kind, claim.get_verdict_display()
        if claim and claim.value:
            return ("wait", "Menunggu pemeriksaan") if claim.proven else ("bad", "Belum terbukti")
        if claim and (
            claim.picked or claim.fact is not None or (self.proof and (self.proof.valid or self.proof.refused))
        ):
            return "wait", "Belum lengkap"
        return ("bad" if self.indicator.mandatory else "", "Belum diklaim")

    @property
    def highest(self) -> int:
        """The most points this indicator brings."""
        return self.indicator.weight * HIGHEST

    @property
    def first_lacking(self) -> str:
        """What is missing first of a claim that does not count yet."""
        begun = self.claim and not self.claim.proven and not self.claim.verdict
        return self.lacking[0] if begun and self.lacking else ""

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is missing for the level claimed; of an indicator that nobody began, nothing."""
        return self.proof.lacking if self.proof else ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All indicators of an edition with the claims of one innovation, and the sums."""

    rows: list[ClaimRow]
    maturity: Maturity
    maximum: int

    @property
    def missing_mandatory(self) -> list[ClaimRow]:
        return [row for row in self.rows if row.indicator.mandatory and not row.is_claimed]

    @property
    def claimed(self) -> int:
        return sum(row.is_claimed for row in self.rows)


def sheet_of(edition: Edition, proposal: SentProposal) -> Sheet:
    """The claims of one proposal for one edition; constant in queries."""
    found = Claim.objects.filter(proposal=proposal, indicator__edition=edition).select_related(
        "level", "indicator__edition"
    )
    claims = {claim.indicator_id: claim for claim in found}
    proven = proofs(claims.values())
    indicators = list(edition.indicators.all())
    rows = []
    for indicator in indicators:
        claim = claims.get(indicator.pk)
        rows.append(ClaimRow(indicator, claim, proven[claim.pk] if claim else None))
    sums = maturities(edition, [proposal.pk]).get(proposal.pk, Maturity(0, 0))
    return Sheet(rows, sums, highest(indicator.weight for indicator in indicators))


def band_of(edition: Edition, points: int) -> str:
    """The name of the city's own band in which a maturity lies; empty where the edition has none."""
    bands = edition.iga.maturity_bands
    return next((band.label for band in bands if band.minimum <= points <= band.maximum), "")


def maturities(edition: Edition, proposals: Iterable[int]) -> dict[int, Maturity]:
    """The kept sums of each of the given proposals that claims anything; one query."""
    rows = Candidacy.objects.filter(edition=edition, proposal__in=list(proposals), claims__gt=0).order_by()
    return {
        proposal: Maturity(claimed, verified)
        for proposal, claimed, verified in rows.values_list("proposal_id", "claimed_points", "verified_points")
    }
