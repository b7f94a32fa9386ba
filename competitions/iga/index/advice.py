"""What lifts the index most: the best single changes, and the smallest set of changes to a predicate, greedily."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competitions.iga.index.constants import IndexConstants
from competitions.iga.index.formula import CityIndex, CityInput, reckon

MOST_STEPS = 400


@dataclass(frozen=True, slots=True)
class IndexChange:
    """One change that somebody may make, by what it adds; `subject` is whatever the caller needs to tell of it.

    Of changes with the same `slot` only one can be made: level 2 or level 3 of one claim.
    """

    slot: Hashable
    subject: Any
    spd: Decimal = Decimal(0)
    maturity: Decimal = Decimal(0)
    count: int = 0
    affair: int | None = None


@dataclass(frozen=True, slots=True)
class Gain:
    """A change, or several that only help together, with the index after it and what it brought."""

    changes: tuple[IndexChange, ...]
    after: CityIndex
    gain: Decimal

    @property
    def change(self) -> IndexChange:
        return self.changes[0]


@dataclass(frozen=True, slots=True)
class Way:
    """The steps towards an index, in the order taken; `reached` tells whether they lead there."""

    start: CityIndex
    steps: tuple[Gain, ...]
    reached: bool

    @property
    def end(self) -> CityIndex:
        return self.steps[-1].after if self.steps else self.start

    @property
    def count(self) -> int:
        """How many changes have to be made in all."""
        return sum(len(step.changes) for step in self.steps)


def changed(given: CityInput, changes: Iterable[IndexChange]) -> CityInput:
    """The city's input after these changes."""
    spd, maturity, count, covering = given.spd, given.maturity_sum, given.count, dict(given.covering)
    for change in changes:
        spd, maturity, count = spd + change.spd, maturity + change.maturity, count + change.count
        if change.affair is not None:
            covering[change.affair] = covering.get(change.affair, 0) + change.count
    return CityInput(spd, maturity, count, covering)


def gain_of(given: CityInput, constants: IndexConstants, *changes: IndexChange) -> Gain:
    """What these changes together bring, exactly."""
    after = reckon(changed(given, changes), constants)
    return Gain(changes, after, after.exact - reckon(given, constants).exact)


def best_changes(
    given: CityInput, changes: Iterable[IndexChange], constants: IndexConstants, *, limit: int = 10
) -> list[Gain]:
    """The single changes that lift the index most, one for each slot; none that doesn't lift it."""
    by_slot: dict[Hashable, Gain] = {}
    for change in changes:
        found = gain_of(given, constants, change)
        kept = by_slot.get(change.slot)
        if found.gain > 0 and (kept is None or found.gain > kept.gain):
            by_slot[change.slot] = found
    return sorted(by_slot.values(), key=lambda gain: -gain.gain)[:limit]


def greedy_way(given: CityInput, changes: Iterable[IndexChange], constants: IndexConstants, target: Decimal) -> Way:
    """Takes the change that lifts the index most, again and again, until it is `target`.

    These are few changes, not proven to be the fewest. While affairs are missing the innovations that would
    cover them are also weighed together, by their gain per change.
    """
    start = current = reckon(given, constants)
    offers, steps = _Offers(changes), list[Gain]()
    while current.value < target and len(steps) < MOST_STEPS:
        best = _best_of(offers.of(current), current)
        if best is None or best.gain <= 0:
            break
        steps.append(best)
        current = best.after
        offers.take(best.changes)
    return Way(start, tuple(steps), current.value >= target)


def _best_of(offered: Iterable[tuple[IndexChange, ...]], current: CityIndex) -> Gain | None:
    """The offer with the greatest gain for each of its changes."""
    best, most = None, Decimal(0)
    for changes in offered:
        after = reckon(changed(current.given, changes), current.constants)
        gain = after.exact - current.exact
        if best is None or gain / len(changes) > most:
            best, most = Gain(changes, after, gain), gain / len(changes)
    return best


class _Offers:
    """What is still to be chosen from, by sort; in each sort the first brings most, whatever the rest is."""

    def __init__(self, changes: Iterable[IndexChange]) -> None:
        self.sorts: dict[Hashable, list[IndexChange]] = {}
        self.taken: set[Hashable] = set()
        for change in changes:
            self.sorts.setdefault((change.count, change.affair, bool(change.spd)), []).append(change)
        for sort in self.sorts.values():
            sort.sort(key=lambda change: (change.spd, change.maturity))

    def take(self, changes: Iterable[IndexChange]) -> None:
        """Nothing of their slots is offered again."""
        self.taken.update(change.slot for change in changes)

    def of(self, current: CityIndex) -> list[tuple[IndexChange, ...]]:
        """The first of each sort, and together those that would cover the affairs that are missing."""
        heads: list[IndexChange] = []
        for sort in self.sorts.values():
            while sort and sort[-1].slot in self.taken:
                sort.pop()
            heads += sort[-1:]
        offered: list[tuple[IndexChange, ...]] = [(head,) for head in heads]
        missing = current.constants.need - current.given.affairs
        if missing > 1:
            fitting = {head.slot: head for head in heads if _covers_more(head, current)}.values()
            if len(fitting) >= missing:
                offered.append(tuple(sorted(fitting, key=lambda head: -head.maturity)[:missing]))
        return offered


def _covers_more(change: IndexChange, current: CityIndex) -> bool:
    """Whether it adds an innovation of an affair that none covers yet."""
    return change.count > 0 and change.affair is not None and not current.given.covering.get(change.affair)
