"""What the index is reckoned from: the submission set as sums, the city's own part, and who may know of what.

Everything is narrowed to what the reader may know, so that a conflict of interest hides an innovation here, too.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.querysets import known_to
from competitions.iga.candidates.cockpit import AffairSums
from competitions.iga.candidates.pool import candidates_of, with_candidacy
from competitions.iga.city.figures import CityPart, city_levels
from competitions.iga.core.models import Candidacies, Candidacy
from competitions.iga.core.states import BY_CLAIMS
from competitions.iga.index.constants import IndexConstants, constants_of
from competitions.iga.index.formula import CityIndex, CityInput, reckon


@dataclass(frozen=True, slots=True)
class SetSums:
    """The submission set in sums; `covering` counts its innovations by affair of basic service."""

    count: int
    claimed: int
    verified: int
    counted: int
    waiting: int
    covering: dict[int, int]


@dataclass(frozen=True, slots=True)
class CityStanding:
    """An edition's index for one reader: verified, claimed, and expected: verified where judged, claimed elsewhere."""

    edition: Edition
    reader: User
    constants: IndexConstants
    sums: SetSums
    part: CityPart
    verified: CityIndex
    claimed: CityIndex
    expected: CityIndex


def known_candidacies(edition: Edition, reader: User) -> Candidacies:
    """The candidacies of an edition of which this person may know."""
    return Candidacy.objects.filter(edition=edition, proposal__in=known_to(reader).order_by().values("pk"))


def set_sums(candidacies: Candidacies) -> SetSums:
    """The sums of those that are in the set; one query."""
    by_affair = (
        candidacies.in_set()
        .order_by()
        .values("proposal__affair_id", "proposal__affair__basic_service")
        .annotate(
            of_it=Count("pk"),
            claimed=Sum("claimed_points"),
            verified=Sum("verified_points"),
            counted=Sum("counted_points"),
            waiting=Sum(F("claims") - F("judged")),
        )
        .values_list(
            "proposal__affair_id",
            "proposal__affair__basic_service",
            "of_it",
            "claimed",
            "verified",
            "counted",
            "waiting",
        )
    )
    count = claimed = verified = counted = waiting = 0
    covering: Counter[int] = Counter()
    for affair, basic, of_it, claims, verdicts, counts, unjudged in by_affair:
        count, claimed, verified = count + of_it, claimed + claims, verified + verdicts
        counted, waiting = counted + counts, waiting + unjudged
        if basic:
            covering[affair] += of_it
    return SetSums(count, claimed, verified, counted, waiting, dict(covering))


def sums_among(affairs: Iterable[AffairSums], basic: Collection[int]) -> SetSums:
    """The same where the cockpit has counted it by affair already."""
    every = list(affairs)
    return SetSums(
        count=sum(each.in_set for each in every),
        claimed=sum(each.claimed_points for each in every),
        verified=sum(each.verified_points for each in every),
        counted=sum(each.counted_points for each in every),
        waiting=sum(each.claims - each.judged for each in every),
        covering={key: each.in_set for each in every if (key := each.affair_id) and key in basic and each.in_set},
    )


def standing(edition: Edition, reader: User, counted: SetSums | None = None) -> CityStanding | None:
    """Where the city stands; None while the edition doesn't say how it scores. Two queries, one where it is counted."""
    constants = constants_of(edition.iga)
    if constants is None:
        return None
    sums, part = counted or set_sums(known_candidacies(edition, reader)), city_levels(edition)
    return CityStanding(
        edition=edition,
        reader=reader,
        constants=constants,
        sums=sums,
        part=part,
        verified=reckon(CityInput(part.checked_points, Decimal(sums.verified), sums.count, sums.covering), constants),
        claimed=reckon(CityInput(part.points, Decimal(sums.claimed), sums.count, sums.covering), constants),
        expected=reckon(CityInput(part.points, Decimal(sums.counted), sums.count, sums.covering), constants),
    )


@dataclass(frozen=True, slots=True)
class Choosable:
    """An innovation that can be added to the set or left out of it, with what counts of it."""

    proposal: int
    affair: int | None
    points: int


def addable(standing: CityStanding) -> list[Choosable]:
    """The candidates that could still be sent, the highest first, those without any claim among them; one query."""
    rows: Any = with_candidacy(
        candidates_of(standing.edition, standing.reader), standing.edition, "state", "counted_points"
    )
    rows = rows.filter(candidacy_state__in=BY_CLAIMS).order_by("-candidacy_counted_points", "pk")
    columns = rows.values_list("pk", "affair_id", "affair__basic_service", "candidacy_counted_points")
    return [Choosable(pk, affair if basic else None, points) for pk, affair, basic, points in columns]


def droppable(candidacies: Candidacies, limit: int) -> list[Choosable]:
    """The lowest of the set; one query."""
    rows = candidacies.in_set().order_by("counted_points", "proposal_id")[:limit]
    columns = rows.values_list(
        "proposal_id", "proposal__affair_id", "proposal__affair__basic_service", "counted_points"
    )
    return [Choosable(pk, affair if basic else None, points) for pk, affair, basic, points in columns]
