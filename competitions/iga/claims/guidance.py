"""What stands beside a claim: levels, evidence, notes, substitutes and an example, for one kind of agency."""

from dataclasses import dataclass

from agencies.core.models import Agency
from competitions.core.models import Edition, Indicator
from competitions.iga.claims.proving import TYPE_LABELS, Ground, documents_of, measure_of, years_of
from competitions.iga.core.models import Claim


@dataclass(frozen=True, slots=True)
class ClaimGuidance:
    """All of it as lines; `levels` are (measure, value, description), `mates` the indicators one document serves."""

    levels: list[tuple[str, int, str]]
    evidence: list[str]
    notes: tuple[str, ...]
    substitute: str
    example: str
    documents: list[str]
    types: list[str]
    years: list[int]
    mates: list[Indicator]


def guidance_for(
    edition: Edition, indicator: Indicator, claim: Claim | None, agency: Agency, ground: Ground
) -> ClaimGuidance:
    """What the guide says of this indicator to this agency; one query besides the indicator's levels."""
    rules = indicator.guide
    picks = claim.picked if claim else []
    measure = measure_of(rules, picks)
    substitute = indicator.evidence_school if agency.is_school else rules.other_substitutes
    return ClaimGuidance(
        levels=[(level.measure, level.value, level.description) for level in indicator.levels.all()],
        evidence=[text for text in (indicator.evidence, measure.evidence if measure else "") if text],
        notes=rules.notes,
        substitute=substitute,
        example=rules.example,
        documents=[ground.kinds.get(kind, kind) for kind in documents_of(rules, picks)],
        types=[TYPE_LABELS[key] for key in rules.file_types],
        years=years_of(rules, ground),
        mates=mates_of(edition, indicator),
    )


def mates_of(edition: Edition, indicator: Indicator) -> list[Indicator]:
    """The other indicators that the same document can prove; one query."""
    bundle = indicator.guide.bundle
    others = edition.indicators.exclude(pk=indicator.pk) if bundle else []
    return [other for other in others if other.guide.bundle == bundle]
