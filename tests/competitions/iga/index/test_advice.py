"""The best single changes and the greedy way to a predicate."""

import itertools
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from competitions.iga.index.advice import IndexChange, best_changes, changed, gain_of, greedy_way
from competitions.iga.index.formula import CityInput, reckon
from tests.competitions.iga.index.reading import city, constants

RULES = constants()


def raising(slot: str, points: int) -> IndexChange:
    return IndexChange(slot, f"{slot}+{points}", maturity=Decimal(points))


def adding(slot: str, maturity: int, affair: int | None = None) -> IndexChange:
    return IndexChange(slot, slot, maturity=Decimal(maturity), count=1, affair=affair)


def test_best_changes_are_in_order_of_their_gain_one_of_each_slot() -> None:
    before = city("45", "29x60", 5)
    changes = [
        raising("video", 4), raising("video", 12), raising("regulasi", 9),
        adding("low", 40), adding("high", 90), IndexChange("spd", "spd", spd=Decimal("1.5")),
    ]  # fmt: skip
    found = best_changes(before, changes, RULES)
    # One point of the city's own part stands undivided; one of an innovation is divided by 29.
    assert [gain.change.subject for gain in found] == ["spd", "high", "video+12", "regulasi+9"]
    assert found[0].gain == Decimal("0.6")
    assert all(gain.gain == reckon(changed(before, gain.changes), RULES).exact - reckon(before, RULES).exact
               for gain in found)  # fmt: skip


def test_an_affair_that_was_missing_outweighs_all_else() -> None:
    before = city("45", "29x60", 4)
    found = best_changes(before, [adding("new affair", 10, affair=9), raising("video", 12)], RULES)
    assert [gain.change.subject for gain in found] == ["new affair", "video+12"]
    assert found[0].after.affairs_met


def test_leaving_out_the_only_one_of_an_affair_is_no_advice() -> None:
    before = CityInput(Decimal(45), Decimal(29 * 60 + 5), 30, {1: 8, 2: 8, 3: 8, 4: 5, 5: 1})
    only = IndexChange("only", None, maturity=Decimal(-5), count=-1, affair=5)
    one_of_many = IndexChange("one", None, maturity=Decimal(-5), count=-1, affair=1)
    assert [gain.change for gain in best_changes(before, [only, one_of_many], RULES)] == [one_of_many]


def test_no_more_than_asked_for() -> None:
    assert len(best_changes(city("1", "20x50", 5), [raising(str(n), 3) for n in range(30)], RULES)) == 10


def test_the_way_to_a_predicate_takes_the_most_first_and_stops_there() -> None:
    before = city("45", "29x60", 5)
    target = before_value = reckon(before, RULES).value
    target += Decimal("0.5")
    way = greedy_way(before, [raising(str(n), n) for n in range(1, 13)], RULES, target)
    assert way.reached and way.start.value == before_value
    assert [step.change.slot for step in way.steps] == ["12", "11", "10", "9"][: way.count]
    assert reckon(changed(before, [c for s in way.steps[:-1] for c in s.changes]), RULES).value < target


def test_innovations_that_only_together_cover_the_affairs_are_seen() -> None:
    before = city("45", "29x60", 3)
    poor = [adding("x", 1, affair=8), adding("y", 1, affair=9), adding("again", 2, affair=1)]
    way = greedy_way(before, poor, RULES, Decimal(45))
    assert way.reached
    assert {change.slot for change in way.steps[0].changes} == {"x", "y"}


def test_a_predicate_out_of_reach_is_said() -> None:
    way = greedy_way(city("0", "12x10", 5), [raising("a", 3)], RULES, Decimal("65.01"))
    assert (way.reached, way.count) == (False, 1)


def test_nothing_to_do_when_it_is_reached() -> None:
    way = greedy_way(city("45", "100x80", 6), [raising("a", 3)], RULES, Decimal("65.01"))
    assert (way.reached, way.steps, way.end) == (True, (), way.start)


CHANGES = st.lists(
    st.one_of(
        st.builds(raising, st.sampled_from("abc"), st.integers(1, 12)),
        st.builds(adding, st.sampled_from("stu"), st.integers(0, 111), st.sampled_from([None, 1, 8])),
    ),
    max_size=6,
)


@settings(max_examples=60)
@given(CHANGES, st.integers(0, 20), st.integers(0, 6))
def test_looking_at_the_best_of_each_sort_finds_the_best_single_change(
    changes: list[IndexChange], count: int, affairs: int
) -> None:
    before = CityInput.of(Decimal(30), [Decimal(50)] * count, affairs)
    gains = [gain_of(before, RULES, change).gain for change in changes]
    way = greedy_way(before, changes, RULES, reckon(before, RULES).value + Decimal("0.01"))
    best = max([gain for gain in gains if gain > 0], default=Decimal(0))
    together = [
        gain_of(before, RULES, *some).gain / size
        for size in range(2, 4) for some in itertools.combinations(changes, size)
    ]  # fmt: skip
    if way.steps:
        first = way.steps[0]
        assert first.gain / len(first.changes) >= best
        assert len(first.changes) == 1 or first.gain / len(first.changes) <= max(together)
    else:
        assert best == 0
