"""The cockpit of an edition: its head figures, the affairs with their best candidates, and the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.candidates.affairs import CoveredAffairs, covered_among
from competitions.iga.candidates.pool import candidates_of
from competitions.iga.candidates.readiness import with_blocks
from competitions.iga.core.states import BY_CLAIMS, IN_SET, CandidacyState
from foundation.text.rounding import in_figures
from proposals.core.affairs.models import Affair
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal

BEST: Final = 3
# What the list and the affairs show of an innovation.
SHOWN: Final = ("number", "title", "affair", "agency__short_name")
SENT: Final = (CandidacyState.SENT, CandidacyState.RESULTED)
LOOKS: Final = {CandidacyState.LEFT_OUT: "bad", **dict.fromkeys(IN_SET, "good"), CandidacyState.VERIFIED: "watch"}


@dataclass(frozen=True, slots=True)
class HeadFigures:
    """How many candidates are ready and not yet decided upon, and what the set holds."""

    ready: int
    undecided: int
    in_set: int
    sent: int
    verified_points: int
    claimed_points: int

    @property
    def mean_verified(self) -> str:
        """The mean verified maturity of the set."""
        return in_figures(self.verified_points / self.in_set) if self.in_set else in_figures(None)

    @property
    def mean_hint(self) -> str:
        mean = in_figures(self.claimed_points / self.in_set) if self.in_set else in_figures(None)
        return f"{mean} menurut klaim"

    @property
    def ready_hint(self) -> str:
        return f"dari {self.undecided} calon yang belum diputuskan"

    @property
    def set_hint(self) -> str:
        return f"{self.sent} di antaranya sudah terkirim"


@dataclass(frozen=True, slots=True)
class AffairSums(HeadFigures):
    """The same of the candidates of one affair, None for those without one, and what else the index adds up of them."""

    affair_id: int | None
    candidates: int
    counted_points: int
    claims: int
    judged: int


@dataclass(frozen=True, slots=True)
class AffairLamp:
    """One basic-service affair: how many of the set cover it; dark, the best candidates that could."""

    name: str
    sent: int
    candidates: int
    best: list[Any]


@dataclass(frozen=True, slots=True)
class Cockpit:
    """What stands above the list, and the rows of the list before they are filtered."""

    head: HeadFigures
    affairs: CoveredAffairs
    lamps: list[AffairLamp]
    rows: SentQuerySet
    sums: Sequence[AffairSums]

    @property
    def candidates(self) -> int:
        """How many candidates there are in all."""
        return sum(each.candidates for each in self.sums)


def rows_of(edition: Edition, reader: User) -> SentQuerySet:
    """The candidates with their candidacy and blocks, in no order."""
    rows = with_blocks(candidates_of(edition, reader), edition)
    found: SentQuerySet = rows.select_related("agency", "affair", "period")
    return found


def with_words(rows: Iterable[Any]) -> list[Any]:
    """The rows, each with the words and the look of its state."""
    shown = list(rows)
    for row in shown:
        state = CandidacyState(row.candidacy_state)
        row.state_label, row.state_look = state.label, LOOKS.get(state, "")
    return shown


def cockpit_of(edition: Edition, reader: User) -> Cockpit:
    """The page for one reader; five queries, however many candidates there are.

    Who is a candidate is asked once, because every part is about the same ones.
    """
    keys = list(candidates_of(edition, reader).values_list("pk", flat=True))
    # As one value, which a thousand keys in a list of values are not.
    known: Any = SentProposal.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [keys]))
    rows = with_blocks(known, edition).select_related("agency").only(*SHOWN)
    sums, basic = sums_by_affair(rows), Affair.objects.filter(basic_service=True)
    affairs = covered_among(edition, basic, ((each.affair_id, each.candidates, each.in_set) for each in sums))
    return Cockpit(head_of(sums), affairs, _lamps(rows, affairs), rows, sums)


def sums_by_affair(rows: SentQuerySet) -> list[AffairSums]:
    """The sums over rows that have their candidacy and blocks, by affair; one query."""
    in_set, undecided = Q(candidacy_state__in=IN_SET), Q(candidacy_state__in=BY_CLAIMS)
    counted: Any = (
        rows.order_by()
        .values("affair_id")
        .annotate(
            candidates=Count("pk"),
            ready=Count("pk", filter=undecided & Q(blocks=0)),
            undecided=Count("pk", filter=undecided),
            in_set=Count("pk", filter=in_set),
            sent=Count("pk", filter=Q(candidacy_state__in=SENT)),
            **{
                name: Sum(f"candidacy_{name}", filter=in_set, default=0)
                for name in ("verified_points", "claimed_points", "counted_points", "claims", "judged")
            },
        )
    )
    return [AffairSums(**row) for row in counted]


def head_of(sums: Iterable[AffairSums]) -> HeadFigures:
    """The figures above the list, from the sums by affair."""
    every = list(sums)
    return HeadFigures(
        **{field.name: sum(getattr(each, field.name) for each in every) for field in fields(HeadFigures)}
    )


def _lamps(rows: SentQuerySet, affairs: CoveredAffairs) -> list[AffairLamp]:
    dark = {one.pk for one in affairs.affairs} - affairs.covered
    best: dict[int, list[Any]] = {}
    order = ("blocks", F("candidacy_verified_points").desc(), F("candidacy_claimed_points").desc(), "pk")
    places = Window(RowNumber(), partition_by=[F("affair")], order_by=list(order))
    free: Any = rows
    found = free.filter(affair__in=dark, candidacy_state__in=BY_CLAIMS).annotate(place=places)
    for row in found.filter(place__lte=BEST).order_by("affair", "place") if dark else ():
        best.setdefault(row.affair_id, []).append(row)
    return [
        AffairLamp(one.name, affairs.sent.get(one.pk, 0), affairs.candidates.get(one.pk, 0), best.get(one.pk, []))
        for one in affairs.affairs
    ]
