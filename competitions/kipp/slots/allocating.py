"""Sharing out the places of a KIPP edition among its prepared entries (national.md 2.5); values in, answers out.

Each group is shared out by itself, quota and cap alike, and as one row of entries in which nobody's place depends on
how many places there are. So one more place only ever adds one entry (docs/decisions/0060).
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices

from foundation.fixtures.schema import Schema

LAST_DAY: Final = datetime.date.max


class SlotVariant(TextChoices):
    """How the entries stand in a row: the best scores first, or before them the best one of each agency."""

    BY_SCORE = "nilai", "Menurut nilai"
    SPREAD = "pemerataan", "Dengan pemerataan"


class SlotFate(StrEnum):
    """What becomes of an entry."""

    HELD = "sudah"
    IN = "masuk"
    RESERVE = "cadangan"
    CAPPED = "batas"
    BARRED = "tertahan"
    OUT = "dikeluarkan"


class SlotTurn(StrEnum):
    """Where in the row an entry stands: pinned, as the first of its agency, or among all the others."""

    PINNED = "ditetapkan"
    FIRST = "pertama"
    OTHERS = "lainnya"


class SlotCandidate(Schema):
    """One entry: what it is sorted by, and what is said of it.

    `holds_place`: it was chosen or registered before. `by_hand`, `out` and `pin` are a coordinator's reasons, for a
    score that one typed and for where one put it; `red` the sentences of the formal rules that hold it back.
    """

    key: int
    number: str
    agency: str
    agency_name: str
    group: str
    score: Decimal | None = None
    by_hand: str = ""
    applied_on: datetime.date | None = None
    holds_place: bool = False
    pin: str = ""
    out: str = ""
    red: tuple[str, ...] = ()

    @property
    def is_pinned(self) -> bool:
        """Whether it goes before all that are not."""
        return bool(self.pin) and not self.out

    @property
    def order(self) -> tuple[Decimal, datetime.date, int, str, int]:
        """Score, the highest first and none last; then what was applied longer ago; then the number of the proposal."""
        score = Decimal(1) if self.score is None else -self.score
        return score, self.applied_on or LAST_DAY, len(self.number), self.number, self.key


class SlotGroup(Schema):
    """One group of competitors; without a known `quota` nobody is cut off."""

    key: str
    label: str
    quota: int | None = None

    @property
    def name(self) -> str:
        """Its label within a sentence."""
        short = self.label.removeprefix("Kelompok ")
        return short[:1].lower() + short[1:]


class SlotInput(Schema):
    """All that the sharing out rests on; `cap` is how many entries one agency may have in a group, None any number."""

    groups: tuple[SlotGroup, ...]
    candidates: tuple[SlotCandidate, ...]
    cap: int | None = None

    def of_group(self, key: str) -> list[SlotCandidate]:
        """The entries of a group in the order of their sorting, however they came."""
        return sorted((each for each in self.candidates if each.group == key), key=lambda each: each.order)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """What becomes of one entry.

    `place` counts those of its group that are in, or the reserves, or for one over the cap those of its agency before
    it. `edge` is, for a reserve, the last entry of its turn that got a place; None where none of them did.
    """

    candidate: SlotCandidate
    group: SlotGroup
    fate: SlotFate
    place: int = 0
    turn: SlotTurn = SlotTurn.OTHERS
    edge: SlotCandidate | None = None
    cap: int | None = None
    variant: SlotVariant = SlotVariant.BY_SCORE

    @property
    def is_in(self) -> bool:
        """Whether it gets a place by this sharing out; what held one before does not count."""
        return self.fate == SlotFate.IN


def allocate(given: SlotInput, variant: SlotVariant) -> list[SlotRow]:
    """A row for each entry, group by group: those with a place, reserves, over the cap, held back, taken out.

    What was chosen before keeps its place and takes it up first.
    """
    return [row for group in given.groups for row in _of_group(given, group, variant)]


def _of_group(given: SlotInput, group: SlotGroup, variant: SlotVariant) -> list[SlotRow]:
    mine = given.of_group(group.key)
    held = [each for each in mine if each.holds_place]
    free = [each for each in mine if not each.holds_place]
    running = [each for each in free if not each.red and not each.out]
    row, capped = _in_a_row(held, running, given.cap, variant)
    places = len(row) if group.quota is None else max(0, group.quota - len(held))
    inside, outside = row[:places], row[places:]
    edges: dict[SlotTurn, SlotCandidate] = {turn: each for turn, each in inside if turn != SlotTurn.PINNED}
    return [
        *(SlotRow(each, group, SlotFate.HELD, at) for at, each in enumerate(held, 1)),
        *(
            SlotRow(each, group, SlotFate.IN, at, turn, variant=variant)
            for at, (turn, each) in enumerate(inside, len(held) + 1)
        ),
        *(
            SlotRow(each, group, SlotFate.RESERVE, at, turn, edges.get(turn), variant=variant)
            for at, (turn, each) in enumerate(outside, 1)
        ),
        *(SlotRow(each, group, SlotFate.CAPPED, before, cap=given.cap) for each, before in capped),
        *(SlotRow(each, group, SlotFate.BARRED) for each in free if each.red),
        *(SlotRow(each, group, SlotFate.OUT) for each in free if each.out and not each.red),
    ]


Turned = tuple[SlotTurn, SlotCandidate]


def _in_a_row(
    held: Sequence[SlotCandidate], running: Sequence[SlotCandidate], cap: int | None, variant: SlotVariant
) -> tuple[list[Turned], list[tuple[SlotCandidate, int]]]:
    """The entries as they would get places if there were enough; and those over the cap, with how many stand before.

    The quota has no say in it.
    """
    of_agency = Counter(each.agency for each in held)
    row: list[Turned] = []
    capped: list[tuple[SlotCandidate, int]] = []

    def take(turn: SlotTurn, entries: Iterable[SlotCandidate]) -> None:
        for each in entries:
            if cap is not None and of_agency[each.agency] >= cap:
                capped.append((each, of_agency[each.agency]))
            else:
                of_agency[each.agency] += 1
                row.append((turn, each))

    take(SlotTurn.PINNED, (each for each in running if each.is_pinned))
    others = [each for each in running if not each.is_pinned]
    if variant == SlotVariant.SPREAD:
        first: dict[str, SlotCandidate] = {}
        for each in others:
            if not of_agency[each.agency]:
                first.setdefault(each.agency, each)
        take(SlotTurn.FIRST, first.values())
        ahead = {each.key for each in first.values()}
        others = [each for each in others if each.key not in ahead]
    take(SlotTurn.OTHERS, others)
    return row, capped


def chosen(rows: Iterable[SlotRow]) -> set[int]:
    """The keys of the entries that get a place."""
    return {row.candidate.key for row in rows if row.is_in}


def why_not_pinned(given: SlotInput, key: int) -> str:
    """The sentence that refuses to pin an entry; empty where nothing stands against it.

    Pins never ask for more places than the quota of their group and the cap of their agency leave.
    """
    wanted = next((each for each in given.candidates if each.key == key), None)
    if wanted is None:
        return "Hanya entri yang sudah dinyatakan siap yang dapat ditetapkan masuk."
    if wanted.holds_place:
        return "Entri ini sudah terpilih, jadi tidak perlu ditetapkan masuk."
    if wanted.red:
        return f"Entri ini masih tertahan. {wanted.red[0]} Lengkapi, atau kecualikan aturannya lebih dahulu."
    group = next(each for each in given.groups if each.key == wanted.group)
    ahead = [each for each in given.of_group(group.key) if each.holds_place or (each.is_pinned and each.key != key)]
    if group.quota is not None and len(ahead) >= group.quota:
        return (
            f"Kuota {group.name} {group.quota} sudah terpakai oleh entri yang terpilih atau ditetapkan masuk. "
            "Cabut salah satu penetapan lebih dahulu."
        )
    of_agency = sum(each.agency == wanted.agency for each in ahead)
    if given.cap is not None and of_agency >= given.cap:
        return (
            f"{wanted.agency_name} sudah mempunyai {of_agency} entri {group.name} yang terpilih atau ditetapkan masuk, "
            f"dan paling banyak {given.cap} per instansi. Cabut salah satu penetapan, atau ubah batas itu lebih dahulu."
        )
    return ""
