"""The claims of one proposal as the page shows them, and the maturity of many at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from competitions.core.models import Edition, Indicator
from competitions.iga.core.models import Claim
from competitions.iga.maturity import Claimed, Maturity, highest, maturity_of
from proposals.core.attachments import Attachment
from proposals.core.sent import SentProposal


@dataclass(frozen=True, slots=True)
class Sheet:
    """All indicators with the proposal's claims and what proves them, its files, and the sums; four queries."""

    rows: list[tuple[Indicator, Claim | None, Attachment | None]]
    files: list[Attachment]
    maturity: Maturity
    maximum: int

    @property
    def unproven(self) -> list[Indicator]:
        """Claimed without naming evidence: these earn nothing."""
        return [indicator for indicator, claim, proof in self.rows if claim and proof is None]

    @property
    def missing_mandatory(self) -> list[Indicator]:
        return [indicator for indicator, claim, _ in self.rows if indicator.mandatory and claim is None]


def sheet_of(edition: Edition, proposal: SentProposal, files: list[Attachment]) -> Sheet:
    """The claims of one proposal for one edition; only one of `files`, those its reader may know of, proves a claim."""
    found = Claim.objects.filter(proposal=proposal, indicator__edition=edition, level__isnull=False).select_related(
        "level", "indicator"
    )
    claims = {claim.indicator_id: claim for claim in found}
    indicators = list(edition.indicators.prefetch_related("levels"))
    known = {file.pk: file for file in files}
    proofs = {key: known.get(claim.evidence_id) for key, claim in claims.items() if claim.evidence_id}
    return Sheet(
        rows=[(indicator, claims.get(indicator.pk), proofs.get(indicator.pk)) for indicator in indicators],
        files=files,
        maturity=maturity_of(
            Claimed(claim.indicator.weight, claim.value, proofs.get(key) is not None, claim.verified)
            for key, claim in claims.items()
        ),
        maximum=highest(indicator.weight for indicator in indicators),
    )


def maturities(edition: Edition, proposals: Iterable[int]) -> dict[int, Maturity]:
    """The maturity of each of the given proposals that claims anything; one query."""
    columns = ("proposal_id", "indicator__weight", "value", "evidence_id", "evidence__removed_at", "verified")
    found = Claim.objects.filter(
        indicator__edition=edition, level__isnull=False, proposal__in=list(proposals)
    ).order_by()
    by_proposal: dict[int, list[Claimed]] = defaultdict(list)
    for proposal, weight, level, evidence, removed, verified in found.values_list(*columns):
        by_proposal[proposal].append(Claimed(weight, level, evidence is not None and removed is None, verified))
    return {proposal: maturity_of(claims) for proposal, claims in by_proposal.items()}
