"""The ministry's maturity beside ours: by innovation, and by indicator where its levels are known."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.core.querysets import known_to
from competitions.iga.core.models import Candidacy, Claim


@dataclass(frozen=True, slots=True)
class ComparedInnovation:
    """One innovation with a result: claimed, verified by us, found by the ministry."""

    proposal: int
    title: str
    agency: str
    claimed: int
    verified: int
    ministry: int

    @property
    def too_generous(self) -> int:
        """Points that we found and the ministry didn't; below 0 where we were stricter."""
        return self.verified - self.ministry


@dataclass(frozen=True, slots=True)
class ComparedIndicator:
    """One indicator over the innovations whose level the ministry told: our mean level and its."""

    number: int
    name: str
    innovations: int
    ours: Decimal
    ministry: Decimal

    @property
    def too_generous(self) -> Decimal:
        return self.ours - self.ministry


def compared_innovations(edition: Edition, reader: User) -> list[ComparedInnovation]:
    """Of those the reader may know, where we were most generous first; one query."""
    rows = (
        Candidacy.objects.filter(edition=edition, ministry_points__isnull=False, proposal__in=_known(reader))
        .order_by(F("ministry_points") - F("verified_points"), "proposal_id")
        .values_list(
            "proposal_id", "proposal__title", "proposal__agency__short_name",
            "claimed_points", "verified_points", "ministry_points",
        )
    )  # fmt: skip
    return [ComparedInnovation(*row[:5], ministry=row[5] or 0) for row in rows]


def compared_indicators(edition: Edition, reader: User) -> list[ComparedIndicator]:
    """The indicators whose levels the ministry told, where we were most generous first; three queries."""
    told = (
        NationalResult.objects.current()
        .filter(programme="iga", year=edition.year, measure=NationalResult.Measure.LEVEL, proposal__in=_known(reader))
        .values_list("proposal_id", "indicator", "value")
    )
    ministry = {
        (proposal, number): value for proposal, number, value in told if number is not None and value is not None
    }
    if not ministry:
        return []
    claims = Claim.objects.filter(indicator__edition=edition, proposal__in={proposal for proposal, _ in ministry})
    found = claims.order_by().values_list("proposal_id", "indicator__number", "verified")
    ours = {(proposal, number): level or 0 for proposal, number, level in found}
    names = dict(edition.indicators.values_list("number", "name"))
    compared = []
    for number in sorted({number for _, number in ministry}):
        pairs = [(ours.get(key, 0), value) for key, value in ministry.items() if key[1] == number]
        mean = Decimal(sum(own for own, _ in pairs)) / len(pairs)
        theirs = sum((value for _, value in pairs), Decimal(0)) / len(pairs)
        compared.append(ComparedIndicator(number, names.get(number, "tidak dikenal"), len(pairs), mean, theirs))
    return sorted(compared, key=lambda one: (-one.too_generous, one.number))


def _known(reader: User) -> Any:
    return known_to(reader).order_by().values("pk")
