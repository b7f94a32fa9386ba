"""What a scenario makes of an edition's index: its changes, applied in their order to what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models.functions import Coalesce

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.querysets import known_to
from competitions.iga.city.figures import CityRow
from competitions.iga.core.models import Candidacy, Claim
from competitions.iga.core.states import IN_SET
from competitions.iga.index.advice import IndexChange, changed
from competitions.iga.index.constants import constants_of
from competitions.iga.index.formula import CityIndex, reckon
from competitions.iga.simulator.changes import (
    AddCandidate,
    AddFictive,
    AnyChange,
    Drop,
    SetCityLevel,
    SetLevel,
    SwitchEdition,
)
from competitions.iga.simulator.inputs import CityStanding
from foundation.text.rounding import in_figures
from proposals.core.affairs.models import Affair


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change in words, with its place in the scenario; `idle` says why it changes nothing now."""

    place: int
    text: str
    idle: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario as played: the index after it, under which edition, and its changes in words."""

    index: CityIndex
    edition: Edition
    told: list[ToldChange]


@dataclass(slots=True)
class _Known:
    """What the changes name: innovations by key, indicators by number, levels that count, rows, affairs, editions."""

    innovations: dict[int, Candidacy]
    indicators: dict[int, tuple[str, int]]
    levels: dict[tuple[int, int], int]
    rows: dict[str, CityRow]
    affairs: dict[int, Affair]
    editions: dict[int, Edition]


def play(standing: CityStanding, changes: Sequence[AnyChange], reader: User) -> Played:
    """The scenario for this reader; what the reader may not know is left out of it. Five queries at most."""
    known = _known(standing, changes, reader)
    playing = _Playing(known)
    edition, constants = standing.edition, standing.constants
    done: list[IndexChange] = []
    told: list[ToldChange] = []
    for place, change in enumerate(changes):
        if isinstance(change, SwitchEdition):
            other = known.editions.get(change.year)
            rules = constants_of(other.iga) if other else None
            if other and rules:
                edition, constants = other, rules
            told.append(ToldChange(place, f"Ketentuan {change.year}", "" if rules else "Edisi itu belum dimuat."))
        elif not isinstance(change, AddCandidate | Drop | SetLevel) or change.proposal in known.innovations:
            words = _words(change, known)
            steps = playing.steps(change)
            done += steps
            told.append(ToldChange(place, words, "" if steps else "Tidak mengubah apa pun sekarang."))
    return Played(reckon(changed(standing.expected.given, done), constants), edition, told)


class _Playing:
    """The set as the changes so far have left it; each change becomes what it adds, if anything."""

    def __init__(self, known: _Known) -> None:
        self.known = known
        self.in_set = {pk for pk, row in known.innovations.items() if row.state in IN_SET}
        self.raised: dict[int, int] = {}

    def steps(self, change: AnyChange) -> list[IndexChange]:
        match change:
            case AddCandidate() | Drop():
                return self._moved(change.proposal, 1 if isinstance(change, AddCandidate) else -1)
            case SetLevel():
                return self._leveled(change)
            case SetCityLevel():
                row = self.known.rows.get(change.row)
                more = row.rule.weight * change.level - row.points if row else Decimal(0)
                return [IndexChange("spd", None, spd=more)] if more else []
            case AddFictive():
                affair = _basic(self.known.affairs.get(change.affair or 0))
                return [IndexChange("fictive", None, maturity=change.maturity, count=1, affair=affair)] * change.count
        return []

    def _moved(self, proposal: int, by: int) -> list[IndexChange]:
        if (proposal in self.in_set) == (by > 0):
            return []
        row = self.known.innovations[proposal]
        self.in_set ^= {proposal}
        # What the scenario raises goes in and out with its innovation, whichever of both was said first.
        points = (row.counted_points + self.raised.get(proposal, 0)) * by
        return [IndexChange("moved", None, maturity=Decimal(points), count=by, affair=_basic(row.proposal.affair))]

    def _leveled(self, change: SetLevel) -> list[IndexChange]:
        weight = self.known.indicators.get(change.indicator, ("", 0))[1]
        more = weight * (change.level - self.known.levels.get((change.proposal, change.indicator), 0))
        self.raised[change.proposal] = self.raised.get(change.proposal, 0) + more
        return [IndexChange("level", None, maturity=Decimal(more))] if more and change.proposal in self.in_set else []


def _basic(affair: Affair | None) -> int | None:
    return affair.pk if affair and affair.basic_service else None


def _words(change: AnyChange, known: _Known) -> str:
    """The change as somebody would say it."""
    match change:
        case AddCandidate() | Drop():
            row = known.innovations[change.proposal]
            verb = "Masukkan" if isinstance(change, AddCandidate) else "Keluarkan"
            return f"{verb} “{row.proposal.title}” (kematangan {row.counted_points})"
        case SetLevel():
            name = known.indicators.get(change.indicator, ("tidak dikenal", 0))[0]
            title = known.innovations[change.proposal].proposal.title
            return f"“{title}”: indikator {change.indicator} ({name}) menjadi parameter {change.level}"
        case SetCityLevel():
            city = known.rows.get(change.row)
            about = f"{city.rule.number} ({city.rule.name})" if city else f"{change.row} (tidak dikenal)"
            return f"Baris daerah {about} menjadi parameter {change.level}"
        case AddFictive():
            affair = known.affairs.get(change.affair or 0)
            place = f" pada urusan {affair}" if affair else ""
            return f"Tambah {change.count} inovasi rekaan berkematangan {in_figures(change.maturity)}{place}"
    return ""


def _known(standing: CityStanding, changes: Sequence[AnyChange], reader: User) -> _Known:
    named = {one.proposal for one in changes if isinstance(one, AddCandidate | Drop | SetLevel)}
    raised = {one.proposal for one in changes if isinstance(one, SetLevel)}
    affairs = {one.affair for one in changes if isinstance(one, AddFictive) and one.affair}
    years = {one.year for one in changes if isinstance(one, SwitchEdition)}
    edition = standing.edition
    innovations = Candidacy.objects.filter(
        edition=edition, proposal__in=known_to(reader).filter(pk__in=named).order_by().values("pk")
    ).select_related("proposal__affair")
    claims = Claim.objects.filter(proposal__in=raised, indicator__edition=edition, proven=True).order_by()
    levels = claims.values_list("proposal_id", "indicator__number", Coalesce("verified", "value"))
    indicators = edition.indicators.values_list("number", "name", "weight")
    return _Known(
        innovations={row.proposal_id: row for row in innovations} if named else {},
        indicators={number: (name, weight) for number, name, weight in indicators} if raised else {},
        levels={(proposal, number): value for proposal, number, value in levels} if raised else {},
        rows={row.rule.key: row for row in standing.part.rows},
        affairs={one.pk: one for one in Affair.objects.filter(pk__in=affairs)} if affairs else {},
        editions={one.year: one for one in Edition.objects.filter(programme=edition.programme, year__in=years)}
        if years
        else {},
    )
