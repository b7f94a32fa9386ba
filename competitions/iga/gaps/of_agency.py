"""What lifts the innovations of one agency most, by the document that brings it; and whom to remind of that."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from competitions.iga.candidates.pool import candidate_keys, candidates_of
from competitions.iga.core.models import Claim
from competitions.iga.core.states import BY_CLAIMS, IN_SET, CandidacyState
from competitions.iga.gaps.agencies import STARTED, DocumentGap, alive, highest_points, lacking_by_agency
from competitions.iga.gaps.lists import bundle_name, in_set_count, standings_of
from competitions.iga.gaps.reckoning import GapBundle, bundles_of, rows_of
from competitions.iga.index.constants import constants_of
from competitions.iga.shelf.opening import is_open

SHOWN: Final = 4
INNOVATIONS_SHOWN: Final = 4
TOLD: Final = 3
"""How many documents a reminder names."""
STILL_OPEN: Final = tuple(state for state in (*BY_CLAIMS, *IN_SET) if state != CandidacyState.RESULTED)


@dataclass(frozen=True, slots=True)
class InnovationGain:
    """What a document brings one innovation; `number` is the indicator to begin with, `blocks` what keeps it out."""

    proposal: int
    title: str
    number: int
    gain: int
    index_gain: Decimal | None
    blocks: bool


@dataclass(frozen=True, slots=True)
class AgencyDocument:
    """One document with all innovations of the agency that it lifts, the one it lifts most first."""

    name: str
    uploads: list[str]
    numbers: str
    innovations: list[InnovationGain]

    @property
    def gain(self) -> int:
        return sum(one.gain for one in self.innovations)

    @property
    def index_gain(self) -> Decimal | None:
        """What it brings the city's index by those that are sent; None where none is."""
        gains = [one.index_gain for one in self.innovations if one.index_gain is not None]
        return sum(gains, Decimal(0)) if gains else None

    @property
    def blocks(self) -> bool:
        return any(one.blocks for one in self.innovations)

    @property
    def shown(self) -> list[InnovationGain]:
        return self.innovations[:INNOVATIONS_SHOWN]

    @property
    def more(self) -> int:
        return len(self.innovations) - len(self.shown)


@dataclass(frozen=True, slots=True)
class AgencyGaps:
    """What an agency can still do: its strongest documents, and how many innovations begun with can rise."""

    edition: Edition
    liftable: int
    documents: list[AgencyDocument]

    @property
    def shown(self) -> list[AgencyDocument]:
        return self.documents[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.documents) - len(self.shown)


def agency_gaps(edition: Edition, agency: Agency, reader: User) -> AgencyGaps | None:
    """The gaps over all candidates of the agency that this reader knows; None where nothing can be done. Six queries.

    Nothing can be done once the edition is closed, without a candidate, or when all are at their highest.
    """
    if not is_open(edition):
        return None
    known: Any = alive(candidates_of(edition, reader).filter(agency=agency), edition, STILL_OPEN)
    rows = list(known.order_by("number", "pk"))
    if not rows:
        return None
    claims: dict[int, dict[int, Claim]] = {}
    found = Claim.objects.filter(proposal__in=[row.pk for row in rows], indicator__edition=edition)
    for claim in found.select_related("level"):
        claims.setdefault(claim.proposal_id, {})[claim.indicator_id] = claim
    indicators = list(edition.indicators.prefetch_related("levels"))
    constants, amount = constants_of(edition.iga), in_set_count(edition)
    by_document: dict[str, list[tuple[Any, GapBundle]]] = {}
    for row in rows:
        standings = standings_of(edition, indicators, claims.get(row.pk, {}))
        count = amount if row.candidacy_state in IN_SET else None
        for bundle in bundles_of(rows_of(standings, count=count, constants=constants)):
            by_document.setdefault(bundle.key, []).append((row, bundle))
    documents = [_document(some) for some in by_document.values()]
    highest = highest_points(edition)
    started = [row for row in rows if row.candidacy_state in STARTED and row.candidacy_counted_points < highest]
    ordered = sorted(documents, key=lambda one: (not one.blocks, -one.gain, one.numbers))
    return AgencyGaps(edition, len(started), ordered) if ordered else None


def _document(some: list[tuple[Any, GapBundle]]) -> AgencyDocument:
    innovations = [
        InnovationGain(row.pk, row.title, bundle.best.indicator.number, bundle.gain, bundle.index_gain, bundle.blocks)
        for row, bundle in some
    ]
    steps = [step for _, bundle in some for step in bundle.full]
    first = some[0][1]
    return AgencyDocument(
        name=bundle_name(first.key, first.rows),
        uploads=list(dict.fromkeys(step.indicator.uploads for step in steps)),
        numbers=", ".join(str(number) for number in sorted({step.indicator.number for step in steps})),
        innovations=sorted(innovations, key=lambda one: (not one.blocks, -one.gain, one.proposal)),
    )


@dataclass(frozen=True, slots=True)
class UnfinishedEvidence:
    """What an agency is reminded of: how many innovations can rise, and the documents that lift them most."""

    liftable: int
    documents: tuple[DocumentGap, ...]


def unfinished_by_agency(edition: Edition, reader: User | None) -> dict[int, UnfinishedEvidence]:
    """By key of the agency what it has begun with, or the city sends, and can still rise; three queries.

    As far as the reader may know, without one all; nobody once the edition is closed.
    """
    if not is_open(edition):
        return {}
    every = candidates_of(edition, reader) if reader else candidate_keys(edition)
    started: Any = alive(every, edition, STARTED)
    rows = started.filter(candidacy_counted_points__lt=highest_points(edition))
    amounts = dict(rows.values_list("agency_id").annotate(amount=Count("pk")))
    lacking = lacking_by_agency(edition, rows, amounts)
    return {agency: UnfinishedEvidence(amount, tuple(lacking[agency][:TOLD])) for agency, amount in amounts.items()}
