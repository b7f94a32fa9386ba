"""Tests of automatic assignment: what must hold for any round, and small rounds whose answer is known."""

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from reviews.assigning import planner
from reviews.assigning.planner import Person, Plan, Round, Task
from tests.examples import examples

HEALTH, SCHOOL = frozenset({"Kesehatan"}), frozenset({"Pendidikan"})


def tasks(number: int, wanted: int = 2, affairs: frozenset[str] = frozenset()) -> list[Task]:
    return [Task(key, wanted, affairs) for key in range(1, number + 1)]


def people(number: int, limit: int | None = None) -> list[Person]:
    return [Person(key, limit=limit) for key in range(101, 101 + number)]


def pairs(plan: Plan) -> set[tuple[int, int]]:
    return {(choice.task, choice.person) for choice in plan.choices}


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Small rounds in which every kind of rule can bite; some lack people, some have unhappy existing assignments."""
    affairs = st.frozensets(st.sampled_from(["A", "B", "C"]), max_size=2)
    some_tasks = [Task(key, draw(st.integers(0, 3)), draw(affairs)) for key in range(draw(st.integers(1, 7)))]
    some_people = [
        Person(100 + key, draw(affairs), draw(st.none() | st.integers(0, 4)), draw(st.integers(0, 2)))
        for key in range(draw(st.integers(1, 6)))
    ]
    cells = [(task.key, person.key) for task in some_tasks for person in some_people]
    couples = [frozenset(pair) for pair in combinations([person.key for person in some_people], 2)]
    return Round(
        some_tasks,
        some_people,
        existing=draw(st.frozensets(st.sampled_from(cells), max_size=4)),
        conflicts=draw(st.frozensets(st.sampled_from(cells), max_size=6)),
        apart=draw(st.frozensets(st.sampled_from(couples), max_size=2)) if couples else frozenset(),
    )


def allowed(given_round: Round, task: int, person: int) -> bool:
    """Whether a person may newly stand on a task, as far as conflicts and colleagues already there go."""
    there = {held for at, held in given_round.existing - given_round.conflicts if at == task}
    return (
        (task, person) not in given_round.conflicts
        and person not in there
        and not any(frozenset({person, other}) in given_round.apart for other in there)
    )


@examples(usual=25, deep=600)
@given(rounds())
def test_no_rule_is_ever_broken(given_round: Round) -> None:
    plan = planner.plan(given_round)
    valid = given_round.existing - given_round.conflicts
    assert len(pairs(plan)) == len(plan.choices)
    assert all(allowed(given_round, *pair) for pair in pairs(plan))
    for first, second in map(sorted, given_round.apart):
        assert not any((task.key, first) in pairs(plan) and (task.key, second) in pairs(plan)
                       for task in given_round.tasks)  # fmt: skip
    for person in given_round.people:
        before = person.elsewhere + sum(held == person.key for _, held in valid)
        gained = sum(choice.person == person.key for choice in plan.choices)
        assert plan.loads[person.key] == before + gained
        assert person.limit is None or not gained or before + gained <= person.limit
    assert set(plan.broken) == given_round.existing & given_round.conflicts


@examples(usual=25, deep=600)
@given(rounds())
def test_every_place_is_filled_or_reported_with_a_reason(given_round: Round) -> None:
    plan = planner.plan(given_round)
    filled = Counter(task for task, _ in (given_round.existing - given_round.conflicts) | pairs(plan))
    gaps = {gap.task: gap.places for gap in plan.unfilled}
    for task in given_round.tasks:
        before = sum(at == task.key for at, _ in given_round.existing - given_round.conflicts)
        assert filled[task.key] + gaps.get(task.key, 0) == max(task.wanted, before)
    assert all(gap.places > 0 and gap.reason for gap in plan.unfilled)
    assert all(choice.reason for choice in plan.choices)


@examples(usual=20, deep=400)
@given(rounds())
def test_as_many_places_are_filled_as_a_maximum_flow_fills(given_round: Round) -> None:
    given_round = replace(given_round, apart=frozenset())
    chosen, folk = given_round.tasks, given_round.people
    valid = given_round.existing - given_round.conflicts
    size = len(chosen) + len(folk) + 2
    capacity = np.zeros((size, size), dtype=np.int32)
    for i, task in enumerate(chosen):
        capacity[-2, i] = max(task.wanted - sum(at == task.key for at, _ in valid), 0)
        for j, person in enumerate(folk, start=len(chosen)):
            capacity[i, j] = allowed(given_round, task.key, person.key)
    for j, person in enumerate(folk, start=len(chosen)):
        load = person.elsewhere + sum(held == person.key for _, held in valid)
        capacity[j, -1] = len(chosen) if person.limit is None else max(person.limit - load, 0)
    best = maximum_flow(csr_array(capacity), size - 2, size - 1).flow_value
    assert len(planner.plan(given_round).choices) == best


@examples(usual=20, deep=400)
@given(rounds())
def test_no_single_hand_over_would_make_loads_more_even(given_round: Round) -> None:
    given_round = replace(given_round, apart=frozenset())
    plan = planner.plan(given_round)
    for task, person in pairs(plan):
        for other in given_round.people:
            free = other.limit is None or plan.loads[other.key] < other.limit
            if free and allowed(given_round, task, other.key) and (task, other.key) not in pairs(plan):
                assert plan.loads[person] - plan.loads[other.key] <= 1


@examples(usual=10, deep=200)
@given(rounds(), st.randoms(use_true_random=False))
def test_order_of_the_parts_does_not_matter(given_round: Round, dice: random.Random) -> None:
    shuffled = replace(
        given_round,
        tasks=dice.sample(given_round.tasks, len(given_round.tasks)),
        people=dice.sample(given_round.people, len(given_round.people)),
    )
    assert planner.plan(shuffled) == planner.plan(given_round)


def test_loads_are_within_one_of_each_other() -> None:
    plan = planner.plan(Round(tasks(10, 3), people(7)))
    assert sorted(plan.loads.values()) == [4, 4, 4, 4, 4, 5, 5]
    assert plan.uneven == ""


def test_expert_is_preferred_and_named() -> None:
    folk = [Person(1, SCHOOL), Person(2, HEALTH), Person(3), Person(4)]
    plan = planner.plan(Round([Task(10, 1, HEALTH), Task(11, 1, SCHOOL)], folk))
    assert pairs(plan) == {(10, 2), (11, 1)}
    assert all(choice.expert for choice in plan.choices)
    assert plan.choices[0].reason == "Menguasai urusan Kesehatan; menjadi usulan ke-1 baginya."


def test_balance_outranks_expertise() -> None:
    plan = planner.plan(Round(tasks(6, 1, HEALTH), [Person(1, HEALTH), Person(2), Person(3)]))
    assert plan.loads == {1: 2, 2: 2, 3: 2}
    assert sum(choice.expert for choice in plan.choices) == 2


def test_every_proposal_gets_a_first_expert_before_any_gets_a_second() -> None:
    folk = [Person(1, HEALTH), Person(2, HEALTH), Person(3), Person(4)]
    for seed in range(5):
        plan = planner.plan(Round(tasks(2, 2, HEALTH), folk), seed=seed)
        assert {choice.task for choice in plan.choices if choice.expert} == {1, 2}


def test_reasons_say_why_no_expert_was_chosen() -> None:
    rounds_and_words = [
        (Round([Task(1, 1)], people(1)), "tanpa urusan"),
        (Round([Task(1, 1, HEALTH)], people(1)), "Belum ada penilai yang menguasai"),
        (Round([Task(1, 2, HEALTH)], [Person(1, HEALTH), Person(2)], existing=frozenset({(1, 1)})), "sudah bertugas"),
        (Round([Task(1, 1, HEALTH)], [Person(1, HEALTH), Person(2)], conflicts=frozenset({(1, 1)})), "berhalangan"),
        (Round([Task(1, 1, HEALTH)], [Person(1, HEALTH, None, 5), Person(2)]), "di antara semua penilai"),
    ]
    for given_round, words in rounds_and_words:
        [choice] = planner.plan(given_round).choices
        assert words in choice.reason
        assert not choice.expert


def test_existing_assignments_fill_places_and_count_as_load() -> None:
    held = frozenset({(1, 101), (2, 101), (3, 101)})
    plan = planner.plan(Round(tasks(3, 2), people(3), existing=held))
    assert plan.loads in ({101: 3, 102: 2, 103: 1}, {101: 3, 102: 1, 103: 2})
    assert not pairs(plan) & held
    assert "Beban berkisar 1 sampai 3" in plan.uneven


def test_assignment_held_by_someone_who_left_still_fills_its_place() -> None:
    plan = planner.plan(Round(tasks(1, 2), people(3), existing=frozenset({(1, 999)})))
    assert len(plan.choices) == 1
    assert plan.unfilled == ()


def test_existing_assignment_in_conflict_is_reported_and_replaced() -> None:
    plan = planner.plan(Round(tasks(1, 1), people(2), existing=frozenset({(1, 101)}), conflicts=frozenset({(1, 101)})))
    assert plan.broken == ((1, 101),)
    assert pairs(plan) == {(1, 102)}
    assert plan.loads == {101: 0, 102: 1}


def test_pair_that_already_sits_together_is_reported() -> None:
    held = frozenset({(1, 101), (1, 102)})
    plan = planner.plan(Round(tasks(1, 3), people(3), existing=held, apart=frozenset({frozenset({101, 102})})))
    assert plan.together == ((1, 101, 102),)
    assert pairs(plan) == {(1, 103)}


def test_a_pair_kept_apart_on_different_proposals_is_not_reported() -> None:
    apart = frozenset({frozenset({101, 102})})
    assert planner.plan(Round(tasks(2, 1), people(2), frozenset({(1, 101), (2, 102)}), apart=apart)).together == ()


def test_two_who_are_kept_apart_do_not_share_a_proposal_when_there_is_nobody_else() -> None:
    plan = planner.plan(Round(tasks(1), people(2), apart=frozenset({frozenset({101, 102})})))
    assert (len(plan.choices), [gap.places for gap in plan.unfilled]) == (1, [1])


def test_a_pair_kept_apart_of_whom_one_has_left_hinders_nobody() -> None:
    plan = planner.plan(Round(tasks(1), people(2), apart=frozenset({frozenset({101, 999})})))
    assert pairs(plan) == {(1, 101), (1, 102)}


def test_pairs_kept_apart_share_no_proposal_even_in_a_triangle() -> None:
    apart = frozenset(frozenset(pair) for pair in combinations([101, 102, 103], 2))
    plan = planner.plan(Round(tasks(6, 2), people(4), apart=apart))
    assert len(plan.choices) == 12
    for task in range(1, 7):
        assert len({person for at, person in pairs(plan) if at == task} & {101, 102, 103}) == 1


@pytest.mark.parametrize("seed", range(5))
def test_empty_places_are_spread_over_proposals(seed: int) -> None:
    plan = planner.plan(Round(tasks(6, 3), people(3, limit=4)), seed=seed)
    assert [gap.places for gap in plan.unfilled] == [1] * 6


def test_every_hindrance_is_counted_in_the_reason() -> None:
    plan = planner.plan(Round(tasks(4, 2), people(3, limit=2)))
    assert [gap.places for gap in plan.unfilled] == [1, 1]
    assert "dari 2 penilai lain, 2 sudah mencapai batas jumlah usulan" in plan.unfilled[0].reason

    busy = Person(104, limit=1, elsewhere=1)
    plan = planner.plan(
        Round(
            tasks(1, 4),
            [*people(3), busy],
            conflicts=frozenset({(1, 101)}),
            apart=frozenset({frozenset({102, 103})}),
        )
    )
    [gap] = plan.unfilled
    assert gap.places == 3
    assert (
        "Kurang 3 penilai: dari 3 penilai lain, 1 berbenturan kepentingan, 1 tidak boleh bertugas bersama penilai yang "
        "sudah ada, 1 sudah mencapai batas jumlah usulan."
    ) in gap.reason


def test_nobody_left_says_so() -> None:
    plan = planner.plan(Round(tasks(1, 2), people(1)))
    assert "tidak ada penilai lain" in plan.unfilled[0].reason
    plan = planner.plan(Round(tasks(1, 2), []))
    assert (plan.choices, plan.unfilled[0].places, plan.loads) == ((), 2, {})


def test_nothing_to_do_gives_an_empty_plan() -> None:
    assert planner.plan(Round([], people(2))) == Plan((), (), {101: 0, 102: 0}, (), (), "")


def test_load_far_above_the_even_share_is_given_when_nobody_else_may() -> None:
    conflicts = frozenset((task, person) for task in range(1, 41) for person in range(102, 111))
    plan = planner.plan(Round(tasks(40, 1), people(10), conflicts=conflicts))
    assert (plan.loads[101], plan.unfilled) == (40, ())


def test_two_people_with_one_key_are_an_error() -> None:
    with pytest.raises(ValueError, match="key of its own"):
        planner.plan(Round(tasks(1), [Person(1), Person(1)]))


def test_progress_runs_from_nothing_to_all() -> None:
    seen: list[tuple[int, int, str]] = []
    planner.plan(Round(tasks(2), people(2)), progress=lambda done, total, text: seen.append((done, total, text)))
    assert [each[:2] for each in seen] == [(step, planner.STEPS) for step in range(planner.STEPS + 1)]
    assert all(text.endswith(".") for _, _, text in seen)


@pytest.mark.parametrize("limit", [None, 80])
def test_a_thousand_proposals_and_forty_reviewers_are_shared_out(limit: int | None) -> None:
    dice = random.Random(3)
    affairs = [f"Urusan {number}" for number in range(24)]
    given_round = Round(
        [Task(key, 3, frozenset(dice.sample(affairs, dice.choice([1, 2])))) for key in range(1000)],
        [Person(key, frozenset(dice.sample(affairs, 3)), limit) for key in range(40)],
        conflicts=frozenset((dice.randrange(1000), dice.randrange(40)) for _ in range(600)),
        apart=frozenset(frozenset(dice.sample(range(40), 2)) for _ in range(5)),
    )
    plan = planner.plan(given_round)
    assert set(plan.loads.values()) == {75}
    assert not pairs(plan) & given_round.conflicts
    assert len({choice.task for choice in plan.choices if choice.expert}) > 950
    colleagues: dict[int, set[int]] = {person: set() for person in range(40)}
    for one, other in combinations(plan.choices, 2):
        if one.task == other.task:
            colleagues[one.person].add(other.person)
            colleagues[other.person].add(one.person)
    assert min(map(len, colleagues.values())) > 20
