"""Advice for one edition and reader: the ten best single changes, the way to a predicate, and the years ahead.

All of it starts from what is expected: the verified level where a claim was judged, else the proven claim.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from competitions.core.models import Edition
from competitions.iga.city.figures import CityRow
from competitions.iga.core.models import Candidacies
from competitions.iga.index.advice import Gain, IndexChange, Way, best_changes, greedy_way
from competitions.iga.index.constants import PredicateStep, constants_of
from competitions.iga.index.formula import CityIndex, reckon
from competitions.iga.simulator.inputs import Choosable, CityStanding, addable, droppable
from competitions.iga.simulator.levels import LevelRoom, single_levels
from competitions.rules.indicatorrules import HIGHEST
from proposals.core.sent import SentProposal

BEST: Final = 10
ON_THE_WAY: Final = 400
"""Most levels that are looked at on the way to a predicate."""


@dataclass(frozen=True, slots=True)
class Adding:
    """A candidate is sent, too."""

    chosen: Choosable


@dataclass(frozen=True, slots=True)
class Leaving:
    """An innovation of the set is left out."""

    chosen: Choosable


Subject = LevelRoom | CityRow | Adding | Leaving


@dataclass(frozen=True, slots=True)
class Advised:
    """One piece of advice in words: what, about which innovation if any, who acts, and what it brings."""

    text: str
    proposal: int | None
    title: str
    who: str
    gain: Decimal
    after: Decimal
    predicate: str


def best_single(standing: CityStanding, candidacies: Candidacies) -> list[Gain]:
    """The ten best single changes; three queries."""
    levels = single_levels(standing.edition, candidacies, BEST)
    offered = [*_raised(levels), *_city(standing), *_added(_highest(addable(standing)))]
    offered += _left_out(droppable(candidacies, BEST * 4))
    return best_changes(standing.expected.given, offered, standing.constants, limit=BEST)


def way_to(standing: CityStanding, candidacies: Candidacies, step: PredicateStep) -> Way:
    """The greedy way to a predicate by raising levels and adding candidates; two queries."""
    levels = single_levels(standing.edition, candidacies, ON_THE_WAY)
    offered = [*_raised(levels), *_city(standing), *_added(addable(standing))]
    return greedy_way(standing.expected.given, offered, standing.constants, step.minimum)


def years_ahead(standing: CityStanding) -> list[tuple[Edition, CityIndex]]:
    """The same city by the rules that are announced for later years; one query."""
    later = Edition.objects.filter(
        programme=standing.edition.programme, year__gt=standing.edition.year, rules__contains={"announced": True}
    ).order_by("year")
    found = ((edition, constants_of(edition.iga)) for edition in later)
    return [(edition, reckon(standing.expected.given, constants)) for edition, constants in found if constants]


def _raised(levels: Iterable[LevelRoom]) -> list[IndexChange]:
    return [IndexChange(("level", room.proposal, room.number), room, maturity=Decimal(room.points)) for room in levels]


def _city(standing: CityStanding) -> list[IndexChange]:
    return [
        IndexChange(("spd", row.rule.key), row, spd=row.maximum - row.points)
        for row in standing.part.rows
        if (row.level or 0) < HIGHEST
    ]


def _added(candidates: Iterable[Choosable]) -> list[IndexChange]:
    return [
        IndexChange(("in", one.proposal), Adding(one), maturity=Decimal(one.points), count=1, affair=one.affair)
        for one in candidates
    ]


def _left_out(lowest: Iterable[Choosable]) -> list[IndexChange]:
    return [
        IndexChange(("out", one.proposal), Leaving(one), maturity=-Decimal(one.points), count=-1, affair=one.affair)
        for one in lowest
    ]


def _highest(candidates: list[Choosable]) -> list[Choosable]:
    """Of each affair only as many as could stand among the best; the rows come highest first."""
    by_affair: dict[int | None, int] = defaultdict(int)
    found = []
    for one in candidates:
        if by_affair[one.affair] < BEST:
            by_affair[one.affair] += 1
            found.append(one)
    return found


def in_words(gains: Iterable[Gain]) -> list[Advised]:
    """The gains as sentences; one query for the innovations they name."""
    rows = list(gains)
    keys = {pk for gain in rows for change in gain.changes if (pk := _proposal(change.subject))}
    found = SentProposal.objects.filter(pk__in=keys).select_related("agency")
    known = {one.pk: (one.title, one.agency.short_name) for one in found}
    advised = []
    for gain in rows:
        for place, change in enumerate(gain.changes):
            pk = _proposal(change.subject)
            title, agency = known.get(pk or 0, ("", "Bapperida"))
            advised.append(
                Advised(
                    text=_text(change.subject),
                    proposal=pk,
                    title=title,
                    who="Bapperida" if isinstance(change.subject, Adding | Leaving) else agency,
                    # What several bring only together stands beside the last of them.
                    gain=gain.gain if place == len(gain.changes) - 1 else Decimal(0),
                    after=gain.after.value,
                    predicate=gain.after.predicate.label if gain.after.predicate else "",
                )
            )
    return advised


def _proposal(subject: Subject) -> int | None:
    match subject:
        case LevelRoom():
            return subject.proposal
        case Adding() | Leaving():
            return subject.chosen.proposal
    return None


def _text(subject: Subject) -> str:
    match subject:
        case LevelRoom():
            return f"Naikkan indikator {subject.number} ({subject.name}) dari parameter {subject.level} ke 3"
        case CityRow():
            start = "yang belum diisi" if subject.level is None else f"dari parameter {subject.level}"
            return f"Naikkan baris daerah {subject.rule.number} ({subject.rule.name}) {start} ke 3"
        case Adding():
            return f"Masukkan ke daftar kirim (kematangan {subject.chosen.points})"
        case Leaving():
            return f"Keluarkan dari daftar kirim (kematangan {subject.chosen.points})"
