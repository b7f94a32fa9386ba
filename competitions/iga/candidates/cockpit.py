"""The cockpit of an edition: its head figures, the affairs with their best candidates, and the list; nine queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.candidates.affairs import CoveredAffairs, affairs_covered_by
from competitions.iga.candidates.pool import candidates_of
from competitions.iga.candidates.readiness import with_blocks
from competitions.iga.core.states import BY_CLAIMS, IN_SET, CandidacyState
from foundation.text.rounding import in_figures
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal

BEST: Final = 3
SENT: Final = (CandidacyState.SENT, CandidacyState.RESULTED)
LOOKS: Final = {CandidacyState.LEFT_OUT: "bad", **dict.fromkeys(IN_SET, "good"), CandidacyState.VERIFIED: "watch"}


@dataclass(frozen=True, slots=True)
class HeadFigures:
    """How many candidates are ready and not yet decided upon, and what the set holds."""

    ready: int
    undecided: int
    in_set: int
    sent: int
    verified: int
    claimed: int

    @property
    def mean_verified(self) -> str:
        """The mean verified maturity of the set."""
        return in_figures(self.verified / self.in_set) if self.in_set else in_figures(None)

    @property
    def mean_hint(self) -> str:
        mean = in_figures(self.claimed / self.in_set) if self.in_set else in_figures(None)
        return f"{mean} menurut klaim"

    @property
    def ready_hint(self) -> str:
        return f"dari {self.undecided} calon yang belum diputuskan"

    @property
    def set_hint(self) -> str:
        return f"{self.sent} di antaranya sudah terkirim"


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


def rows_of(edition: Edition, reader: User) -> SentQuerySet:
    """The candidates with their candidacy and blocks, in no order."""
    rows = with_blocks(candidates_of(edition, reader), edition)
    found: SentQuerySet = rows.select_related("agency", "affair", "period")
    return found


def listed(edition: Edition, keys: Sequence[int]) -> list[Any]:
    """These candidates in this order as the list shows them; two queries."""
    rows: Any = with_blocks(SentProposal.objects.filter(pk__in=keys), edition).select_related("agency")
    found = {row.pk: row for row in rows}
    return with_words(found[key] for key in keys if key in found)


def with_words(rows: Iterable[Any]) -> list[Any]:
    """The rows, each with the words and the look of its state."""
    shown = list(rows)
    for row in shown:
        state = CandidacyState(row.candidacy_state)
        row.state_label, row.state_look = state.label, LOOKS.get(state, "")
    return shown


def cockpit_of(edition: Edition, reader: User) -> Cockpit:
    """The page for one reader; one query per part, however many candidates there are.

    Who is a candidate is asked once, because every part is about the same ones.
    """
    keys = list(candidates_of(edition, reader).values_list("pk", flat=True))
    # As one value, which a thousand keys in a list of values are not.
    known: Any = SentProposal.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [keys]))
    rows = with_blocks(known, edition).select_related("agency", "affair", "period")
    affairs = affairs_covered_by(known, edition)
    return Cockpit(head_of(rows), affairs, _lamps(rows, affairs), rows)


def head_of(rows: SentQuerySet) -> HeadFigures:
    """The sums over rows that have their candidacy and blocks; one query."""
    in_set, undecided = Q(candidacy_state__in=IN_SET), Q(candidacy_state__in=BY_CLAIMS)
    sums = rows.order_by().aggregate(
        ready=Count("pk", filter=undecided & Q(blocks=0)),
        undecided=Count("pk", filter=undecided),
        in_set=Count("pk", filter=in_set),
        sent=Count("pk", filter=Q(candidacy_state__in=SENT)),
        verified=Sum("candidacy_verified_points", filter=in_set, default=0),
        claimed=Sum("candidacy_claimed_points", filter=in_set, default=0),
    )
    return HeadFigures(**sums)


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
