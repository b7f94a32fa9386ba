"""An arrangement breaks no room, no time, no person and no limit, and leaves nothing out that has a place."""

import datetime
from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from reviews.presenting.arranging import AT_LIMIT, NO_TIME, NOBODY_THERE, Day, Position, Stretch, Talk, arrange, steps

MORNING = datetime.datetime(2026, 11, 23, 1, tzinfo=datetime.UTC)
PEOPLE = st.integers(1, 4)


def span(first: int, length: int) -> Stretch:
    """So many steps of ten minutes from the morning on."""
    begin = MORNING + datetime.timedelta(minutes=10 * first)
    return Stretch(begin, begin + datetime.timedelta(minutes=10 * length))


STRETCHES = st.builds(span, st.integers(0, 12), st.integers(1, 4))
POSITIONS = st.builds(Position, st.integers(1, 3), st.sampled_from(["Aula", "aula", "Ruang 2"]), STRETCHES)
TALKS = st.lists(
    st.builds(Talk, st.integers(1, 9), st.integers(1, 3), st.frozensets(PEOPLE, max_size=3)),
    max_size=6,
    unique_by=lambda talk: talk.proposal,
)
NEEDS = st.one_of(
    st.tuples(st.just("orang"), PEOPLE),
    st.tuples(st.just("instansi"), st.integers(1, 3)),
    st.tuples(st.just("tempat"), st.sampled_from(["aula", "ruang 2"])),
)
DAYS = st.builds(
    Day,
    TALKS,
    st.lists(POSITIONS, max_size=8),
    st.dictionaries(NEEDS, st.lists(STRETCHES, max_size=2), max_size=3),
    st.dictionaries(PEOPLE, st.integers(0, 3), max_size=2),
)


def clash(one: Stretch, other: Stretch) -> bool:
    """Whether both have a minute in common, counted one by one and not as the programme compares them."""
    minutes = [
        {each.starts + datetime.timedelta(minutes=n) for n in range(int((each.ends - each.starts).seconds / 60))}
        for each in (one, other)
    ]
    return bool(minutes[0] & minutes[1])


def needed(talk: Talk, position: Position) -> set[tuple[str, object]]:
    return {
        ("tempat", position.place.lower()),
        ("instansi", talk.agency),
        *(("orang", person) for person in talk.jury),
    }


@given(DAYS)
def test_no_arrangement_breaks_a_room_a_time_a_person_or_a_limit(day: Day) -> None:
    found = arrange(day)
    talks = {talk.proposal: talk for talk in day.talks}
    assert found.chosen.keys() | found.unplaced.keys() == talks.keys()
    assert not found.chosen.keys() & found.unplaced.keys()
    placed = [(needed(talks[key], position), position) for key, position in found.chosen.items()]
    for taken, position in placed:
        assert position in day.positions
        for need in taken:
            assert not any(clash(position.span, other) for other in day.busy.get(need, ()))
    for (one, here), (other, there) in combinations(placed, 2):
        assert not (one & other and clash(here.span, there.span))
    heard = Counter(person for key in found.chosen for person in talks[key].jury)
    assert all(heard[person] <= most for person, most in day.left.items())


@given(DAYS)
def test_nothing_is_left_out_that_still_has_a_place(day: Day) -> None:
    found = arrange(day)
    talks = {talk.proposal: talk for talk in day.talks}
    heard = Counter(person for key in found.chosen for person in talks[key].jury)
    placed = [(needed(talks[key], position), position.span) for key, position in found.chosen.items()]
    for key in found.unplaced:
        talk = talks[key]
        if any(heard[person] >= day.left[person] for person in talk.jury if person in day.left):
            continue
        for position in day.positions:
            wanted = needed(talk, position)
            assert any(wanted & taken and clash(position.span, there) for taken, there in placed) or any(
                clash(position.span, other) for need in wanted for other in day.busy.get(need, ())
            )


def test_a_morning_is_filled_from_its_beginning() -> None:
    times = steps(1, "Aula", span(0, 12), 20, 10)
    talks = [Talk(key, key, frozenset({7})) for key in (1, 2, 3)]
    found = arrange(Day(talks, times))
    assert {position.span for position in found.chosen.values()} == {span(0, 2), span(3, 2), span(6, 2)}
    assert found.unplaced == {}


def test_what_finds_no_place_says_why() -> None:
    times = [Position(1, "Aula", span(0, 2)), Position(1, "Aula", span(2, 2))]
    talks = [
        Talk(1, 1, frozenset({1})),
        Talk(2, 2, frozenset({2})),
        Talk(3, 3, frozenset({3})),
        Talk(4, 4, frozenset({1})),
        Talk(5, 5, frozenset()),
    ]
    found = arrange(Day(talks, times, {("orang", 2): [span(0, 9)]}, {3: 0}))
    assert found.unplaced[2] == NOBODY_THERE
    assert found.unplaced[3] == AT_LIMIT
    assert Counter(found.unplaced.values())[NO_TIME] == 1
    assert len(found.chosen) == 2


def test_a_session_holds_whole_slots_only() -> None:
    assert [each.span for each in steps(1, "Aula", span(0, 7), 20, 10)] == [span(0, 2), span(3, 2)]
    assert [each.span for each in steps(1, "Aula", span(0, 8), 20, 10)] == [span(0, 2), span(3, 2), span(6, 2)]
