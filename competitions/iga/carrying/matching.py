"""What a former claim becomes by the rules of another edition: its indicator, its picks and its level. No query."""

from collections.abc import Iterable, Mapping

from competitions.core.models import Indicator, Level
from competitions.iga.claims.proving import level_of, measure_of
from competitions.iga.core.models import Claim
from competitions.rules.indicatorrules import IndicatorRules


def matches(former: Iterable[Indicator], now: Iterable[Indicator]) -> dict[int, Indicator]:
    """For each former indicator, by its key in the database, the one that it is now: that of its key in the guide.

    A key that was changed is found by number and name; an indicator that is gone is left out.
    """
    rows = list(now)
    by_key = {row.guide.key: row for row in rows}
    by_place = {(row.number, row.name): row for row in rows}
    found = {row.pk: by_key.get(row.guide.key) or by_place.get((row.number, row.name)) for row in former}
    return {key: row for key, row in found.items() if row is not None}


def picks_in(rules: IndicatorRules, picked: Iterable[str]) -> list[str]:
    """Of what was picked, what can still be picked; agencies are asked nowhere."""
    if rules.fact and rules.fact.from_agencies:
        return list(picked)
    offered = {measure.key for measure in rules.measures}
    offered |= {choice.key for choice in rules.fact.choices} if rules.fact else set()
    return [key for key in picked if key in offered]


def level_in(
    indicator: Indicator, claim: Claim, picks: list[str], levels: Mapping[tuple[str, int], Level]
) -> Level | None:
    """The level that the claim means by this indicator's rules; `levels` are its levels by measure and value."""
    rules = indicator.guide
    reached = level_of(rules, fact=claim.fact, picks=picks)
    measure = measure_of(rules, picks)
    return levels.get((measure.label if measure else "", claim.value if reached is None else reached))
