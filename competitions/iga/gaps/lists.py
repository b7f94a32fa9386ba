"""The gap list of one innovation as stored, and what one level more everywhere would bring the city."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When
from django.db.models.functions import Coalesce

from agencies.core.models import User
from competitions.core.models import Edition, Indicator
from competitions.iga.candidates.pool import candidates_of, with_candidacy
from competitions.iga.core.models import Candidacy, Claim
from competitions.iga.core.states import IN_SET
from competitions.iga.gaps.reckoning import GapRow, IndicatorStanding, rows_of
from competitions.iga.index.constants import constants_of
from competitions.iga.index.formula import CityInput
from competitions.iga.index.marginal import everywhere_gain
from competitions.rules.indicatorrules import HIGHEST, IndicatorRules

# What counts of a claim, as `IndicatorStanding.counted` says it.
COUNTED: Final = Coalesce(
    F("verified"), Case(When(proven=True, then=F("value")), default=0), output_field=IntegerField()
)
BUNDLES: Final = {
    "sk_inovasi": "SK atau peraturan inovasi",
    "sk_tim": "SK tim inovasi",
    "anggaran": "Dokumen anggaran",
    "bimtek": "Berkas bimtek",
    "perencanaan": "Dokumen perencanaan",
    "pedoman": "Pedoman teknis",
    "sop": "SOP",
    "replikasi": "Bukti replikasi",
    "video": "Video dan sampulnya",
}


def bundle_name(key: str, rows: list[GapRow]) -> str:
    """What the document of a bundle is called; of one that stands alone, its indicator."""
    return BUNDLES.get(key) or rows[0].indicator.name


def in_set_count(edition: Edition) -> int:
    """How many innovations the city sends; one query."""
    return Candidacy.objects.in_set().filter(edition=edition).count()


def gaps_of(edition: Edition, proposal: int, *, in_set: bool) -> list[GapRow]:
    """Every step that lifts one innovation, the strongest first; four queries at most."""
    claims = {
        claim.indicator_id: claim
        for claim in Claim.objects.filter(proposal=proposal, indicator__edition=edition).select_related("level")
    }
    standings = standings_of(edition, edition.indicators.prefetch_related("levels"), claims)
    return rows_of(standings, count=in_set_count(edition) if in_set else None, constants=constants_of(edition.iga))


def standings_of(
    edition: Edition, indicators: Iterable[Indicator], claims: Mapping[int, Claim]
) -> list[IndicatorStanding]:
    """How far one innovation is on every indicator; `claims` are its own, by key of the indicator. No query."""
    kinds = {kind.key: kind.label for kind in edition.iga.document_kinds}
    return [_standing(indicator, claims.get(indicator.pk), kinds) for indicator in indicators]


def _standing(indicator: Indicator, claim: Claim | None, kinds: Mapping[str, str]) -> IndicatorStanding:
    guide = IndicatorRules.model_validate(indicator.rules) if "key" in indicator.rules else None
    measure = claim.level.measure if claim and claim.level else ""
    levels = list(indicator.levels.all())
    known = measure or (levels[0].measure if levels else "")
    return IndicatorStanding(
        number=indicator.number,
        name=indicator.name,
        weight=indicator.weight,
        mandatory=indicator.mandatory,
        bundle=guide.bundle if guide else "",
        asks={level.value: level.description for level in levels if level.measure == known},
        uploads=_uploads(indicator, guide, kinds),
        files=dict(guide.files) if guide else {},
        claimed=claim.value if claim else 0,
        proven=bool(claim and claim.proven),
        verified=claim.verified if claim else None,
        effort=indicator.edition.efforts.get(guide.key, "") if guide else "",
    )


def _uploads(indicator: Indicator, guide: IndicatorRules | None, kinds: Mapping[str, str]) -> str:
    """What proves it, in words: the kinds of document, else what the guide writes of the evidence."""
    named = [kinds[key] for key in guide.documents if key in kinds] if guide else []
    if not named:
        return indicator.evidence
    joined = " dan " if guide and guide.every_document else " atau "
    dated = ", dengan nomor dan tanggalnya" if guide and guide.asks_document else ""
    return joined.join(named) + dated


@dataclass(frozen=True, slots=True)
class CityGap:
    """One indicator over all innovations of the set: how weak it is, and what one level more would bring."""

    number: int
    name: str
    weight: int
    mean: Decimal
    below: int
    gain: Decimal

    @property
    def percent(self) -> int:
        """The mean level of the highest, in whole per cent."""
        return round(self.mean * 100 / HIGHEST)


def city_gaps(edition: Edition, reader: User) -> list[CityGap]:
    """The indicators, the weakest first, over the innovations of the set that this reader knows; four queries."""
    rows = with_candidacy(candidates_of(edition, reader), edition, "state")
    known: Any = rows
    in_set = known.filter(candidacy_state__in=IN_SET)
    count = in_set.order_by().count()
    constants = constants_of(edition.iga)
    if not count or constants is None:
        return []
    highest = Q(verified=HIGHEST) | Q(verified=None, proven=True, value=HIGHEST)
    claims = Claim.objects.filter(indicator__edition=edition, proposal__in=in_set.values("pk")).order_by()
    summed = claims.values_list("indicator__number").annotate(total=Sum(COUNTED), full=Count("pk", filter=highest))
    sums = {number: (total, full) for number, total, full in summed}
    city = CityInput(Decimal(0), Decimal(0), in_set_count(edition))
    found = []
    for number, name, weight in edition.indicators.order_by("number").values_list("number", "name", "weight"):
        total, full = sums.get(number, (0, 0))
        below = count - full
        gain = everywhere_gain(weight, below, city, constants)
        found.append(CityGap(number, name, weight, Decimal(total) / count, below, gain))
    return sorted(found, key=lambda gap: (gap.mean, -gap.gain, gap.number))
