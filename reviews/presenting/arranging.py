"""The integer programme behind an arrangement: who presents when, in which room, before whom; it reads no table."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

SECONDS: Final = 20.0
NO_TIME: Final = "Waktu sesi tidak cukup. Tambah sesi, lalu susun lagi."
NOBODY_THERE: Final = (
    "Pada setiap waktu yang masih kosong ada juri yang berhalangan atau bertugas, atau instansinya tampil."
)
AT_LIMIT: Final = "Jurinya sudah mencapai batas usulan tiap tahap. Ubah batasnya, atau jadwalkan sendiri."
Need = tuple[str, int | str]
"""What can be at one place only: ("orang", key), ("instansi", key) or ("tempat", name in small letters)."""


class ArrangingFailed(RuntimeError):
    """The solver found no arrangement; the text is for the coordinator."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment to another; the last is no longer part of it."""

    starts: datetime.datetime
    ends: datetime.datetime

    def meets(self, other: "Stretch") -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class Position:
    """A free time of a session."""

    session: int
    place: str
    span: Stretch


@dataclass(frozen=True, slots=True)
class Talk:
    """A proposal that is to be presented, its agency and its jury, all by key."""

    proposal: int
    agency: int
    jury: frozenset[int]


@dataclass(frozen=True, slots=True)
class Day:
    """All that an arrangement depends on.

    `busy` says when a need is taken, `left` how many more talks a person hears.
    """

    talks: Sequence[Talk]
    positions: Sequence[Position]
    busy: Mapping[Need, Sequence[Stretch]] = field(default_factory=dict)
    left: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where each talk goes, and why the others found no place, by key of the proposal."""

    chosen: dict[int, Position]
    unplaced: dict[int, str]


def needs(talk: Talk, position: Position) -> Iterator[Need]:
    """What this talk takes while it stands at this position."""
    yield "tempat", position.place.casefold()
    yield "instansi", talk.agency
    for person in sorted(talk.jury):
        yield "orang", person


def arrange(day: Day) -> Arrangement:
    """As many talks as fit, as early as possible. Raises ArrangingFailed when the solver gives none in `SECONDS`."""
    cells = [
        (row, column)
        for row, talk in enumerate(day.talks)
        for column, position in enumerate(day.positions)
        if fits(day, talk, position)
    ]
    chosen = _solve(day, cells) if cells else {}
    able = {day.talks[row].proposal for row, _ in cells}
    unplaced = {
        talk.proposal: _why(day, talk, able=talk.proposal in able) for talk in day.talks if talk.proposal not in chosen
    }
    return Arrangement(chosen, unplaced)


def fits(day: Day, talk: Talk, position: Position) -> bool:
    """Whether nothing that the talk needs is taken at this position, and nobody of its jury at the limit."""
    if any(day.left.get(person, 1) < 1 for person in talk.jury):
        return False
    return not any(position.span.meets(taken) for need in needs(talk, position) for taken in day.busy.get(need, ()))


def _why(day: Day, talk: Talk, *, able: bool) -> str:
    if any(day.left.get(person, 1) < 1 for person in talk.jury):
        return AT_LIMIT
    return NO_TIME if able or not day.positions else NOBODY_THERE


def _solve(day: Day, cells: Sequence[tuple[int, int]]) -> dict[int, Position]:
    order = {at: nth for nth, at in enumerate(sorted({each.span.starts for each in day.positions}), start=1)}
    # One more talk outweighs whatever all others could gain by standing earlier.
    worth = len(order) * len(day.talks) + 1
    cost = np.array([order[day.positions[column].span.starts] - worth for _, column in cells], dtype=np.float64)
    rows = list(_rows(day, cells))
    matrix = _matrix([members for members, _ in rows], len(cells))
    most = np.array([bound for _, bound in rows], dtype=np.float64)
    answer = milp(
        cost,
        integrality=np.ones(len(cells)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(matrix, -np.inf, most)],
        options={"time_limit": SECONDS},
    )
    if answer.x is None:
        raise ArrangingFailed(
            "Susunan jadwal tidak selesai dihitung. Bagi usulan menjadi beberapa sesi, lalu coba lagi."
        )
    taken = [cell for cell, value in zip(cells, answer.x, strict=True) if value > 0.5]
    return {day.talks[row].proposal: day.positions[column] for row, column in taken}


def _rows(day: Day, cells: Sequence[tuple[int, int]]) -> Iterator[tuple[list[int], int]]:
    """Cells of which no more than so many are chosen: of one talk, of one need at one moment, of one person in all."""
    starts = sorted({position.span.starts for position in day.positions})
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for nth, (row, column) in enumerate(cells):
        talk, position = day.talks[row], day.positions[column]
        groups["usulan", talk.proposal].append(nth)
        # Spans that meet have the start of one of them in common.
        for moment in (at for at in starts if position.span.starts <= at < position.span.ends):
            for need in needs(talk, position):
                groups[need[0], need[1], moment].append(nth)
        for person in talk.jury & day.left.keys():
            groups["batas", person].append(nth)
    for key, members in groups.items():
        bound = day.left[int(str(key[1]))] if key[0] == "batas" else 1
        if len(members) > bound:
            yield members, bound


def _matrix(rows: Sequence[Sequence[int]], width: int) -> csr_array:
    where = [(nth, member) for nth, members in enumerate(rows) for member in members]
    across, down = ([place[side] for place in where] for side in (1, 0))
    return csr_array((np.ones(len(where)), (down, across)), shape=(len(rows), width))


def steps(session: int, place: str, whole: Stretch, minutes: int, pause: int) -> list[Position]:
    """The times of a session, one after the other with a pause between them, as many as fit."""
    length, gap = datetime.timedelta(minutes=minutes), datetime.timedelta(minutes=pause)
    found, at = [], whole.starts
    while at + length <= whole.ends:
        found.append(Position(session, place, Stretch(at, at + length)))
        at += length + gap
    return found


def free(positions: Iterable[Position], busy: Mapping[Need, Sequence[Stretch]]) -> list[Position]:
    """Those whose room is not taken."""
    return [
        each
        for each in positions
        if not any(each.span.meets(taken) for taken in busy.get(("tempat", each.place.casefold()), ()))
    ]
