"""Pure automatic assignment: who reads which proposal, as a dry run with a reason for every choice and every gap."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.text import capfirst

from reviews.assigning.matching import Grid, Problem, match, near

Pair = tuple[int, int]
"""(proposal key, reviewer key)"""

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all and an Indonesian sentence for the progress bar."""

STEPS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """A proposal, the affairs (names) it belongs to and how many reviewers it needs in all."""

    key: int
    wanted: int
    affairs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A reviewer, the affairs (names) they know, the most proposals they take (None: no limit), and other load.

    `elsewhere` counts reviews that aren't among the existing assignments of the round; it counts towards the limit and
    the balance of loads.
    """

    key: int
    affairs: frozenset[str] = frozenset()
    limit: int | None = None
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """All that a plan depends on: `existing` stays, `conflicts` are never broken, people `apart` never share a task.

    `preferred` are wishes, met where loads stay as even; `declined` is no conflict, but the plan asks nobody for these.
    """

    tasks: Sequence[Task]
    people: Sequence[Person]
    existing: frozenset[Pair] = frozenset()
    conflicts: frozenset[Pair] = frozenset()
    apart: frozenset[frozenset[int]] = frozenset()
    preferred: frozenset[Pair] = frozenset()
    declined: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """One new assignment; `expert` when the reviewer knows an affair of the proposal."""

    task: int
    person: int
    expert: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Places of a proposal that stay empty, and why."""

    task: int
    places: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The dry run; `uneven` says why loads differ by more than one, else it is empty.

    `loads` is every reviewer's load afterwards. `broken` are existing assignments that have become conflicts: they fill
    no place, count in no load and must be ended by hand. `together` are (task, person, person) that exist although the
    two are kept apart.
    """

    choices: tuple[NewAssignment, ...]
    unfilled: tuple[Unfilled, ...]
    loads: dict[int, int]
    broken: tuple[Pair, ...]
    together: tuple[tuple[int, int, int], ...]
    uneven: str


def plan(given: Round, *, seed: int = 0, progress: Progress | None = None) -> Plan:
    """The best assignment: first as many places filled as possible, then loads as even as possible, then expertise and
    wishes.

    Loads end within one of each other wherever limits, conflicts, pairs apart and earlier assignments allow. Expertise
    counts double for the first reviewer of a proposal who knows its affair. `seed` mixes colleagues among equally good
    plans, so that reviewers share proposals with many others, as the severity model needs; the same round and seed give
    the same plan, in whatever order its parts come. `progress` is called at the start and after each of `STEPS` steps.

    Raises `matching.MatchingFailed` when the solver finds no plan, ValueError when two tasks or people share a key.
    """
    report = progress or _silent
    report(0, STEPS, "Menyiapkan data penugasan.")
    tasks, people = sorted(given.tasks, key=lambda task: task.key), sorted(given.people, key=lambda one: one.key)
    problem = _problem(given, tasks, people)
    report(1, STEPS, "Mencari pembagian yang paling merata.")
    new = match(problem, seed)
    report(2, STEPS, "Menuliskan alasan setiap penugasan.")
    loads = problem.loads + new.sum(axis=0)
    full = new.sum(axis=0) >= problem.room
    result = Plan(
        choices=_choices(problem, tasks, people, new, full),
        unfilled=_unfilled(problem, tasks, new, full),
        loads={one.key: int(load) for one, load in zip(people, loads, strict=True)},
        broken=tuple(sorted(given.existing & given.conflicts)),
        together=_together(problem, tasks, people),
        uneven=_uneven(loads.tolist()),
    )
    report(STEPS, STEPS, "Rancangan penugasan selesai.")
    return result


def _silent(done: int, total: int, text: str) -> None:
    """Progress that nobody follows."""


def _problem(given: Round, tasks: Sequence[Task], people: Sequence[Person]) -> Problem:
    row, column = {task.key: i for i, task in enumerate(tasks)}, {one.key: j for j, one in enumerate(people)}
    if len(row) != len(tasks) or len(column) != len(people):
        raise ValueError("Every task and every person of a round needs a key of its own.")
    valid = given.existing - given.conflicts
    filled, held = Counter(task for task, _ in valid), Counter(person for _, person in valid)
    loads = [one.elsewhere + held[one.key] for one in people]
    room = [
        len(tasks) if one.limit is None else min(max(one.limit - load, 0), len(tasks))
        for one, load in zip(people, loads, strict=True)
    ]
    pairs = [sorted(column[key] for key in pair) for pair in given.apart if len(pair) == 2 and pair <= column.keys()]
    return Problem(
        held=_grid(row, column, valid),
        barred=_grid(row, column, given.conflicts),
        expert=_grid(row, column, ((t.key, p.key) for t in tasks for p in people if t.affairs & p.affairs)),
        wished=_grid(row, column, given.preferred),
        declined=_grid(row, column, given.declined),
        missing=np.array([max(task.wanted - filled[task.key], 0) for task in tasks], dtype=np.int64),
        loads=np.array(loads, dtype=np.int64),
        room=np.array(room, dtype=np.int64),
        apart=tuple(sorted((first, second) for first, second in pairs)),
    )


def _grid(row: Mapping[int, int], column: Mapping[int, int], marked: Iterable[Pair]) -> Grid:
    cells = np.zeros((len(row), len(column)), dtype=np.bool_)
    for task, person in marked:
        if task in row and person in column:
            cells[row[task], column[person]] = True
    return cells


def _choices(
    problem: Problem, tasks: Sequence[Task], people: Sequence[Person], new: Grid, full: Grid
) -> tuple[NewAssignment, ...]:
    blocked = problem.barred | problem.declined | near(problem, problem.held | new) | full[None, :]
    idle = problem.expert & ~(problem.held | new)
    counter = problem.loads.tolist()
    found = []
    for i, j in zip(*(axis.tolist() for axis in np.nonzero(new)), strict=True):
        counter[j] += 1
        known = sorted(tasks[i].affairs & people[j].affairs)
        grounds = [f"Menguasai urusan {', '.join(known)}"] if known else []
        grounds += ["berminat menilai usulan ini"] if problem.wished[i, j] else []
        ground = " dan ".join(grounds) or _other_ground(problem, tasks[i], i, idle, blocked)
        reason = f"{capfirst(ground)}; menjadi usulan ke-{counter[j]} baginya."
        found.append(NewAssignment(tasks[i].key, people[j].key, bool(known), reason))
    return tuple(found)


def _other_ground(problem: Problem, task: Task, i: int, idle: Grid, blocked: Grid) -> str:
    """Why someone was chosen who doesn't know the affair."""
    if not task.affairs:
        return "Usulan ini tanpa urusan yang ditentukan, dipilih agar beban merata"
    if not problem.expert[i].any():
        return "Belum ada penilai yang menguasai urusan usulan ini, dipilih agar beban merata"
    if not idle[i].any():
        return "Semua penilai yang menguasai urusan ini sudah bertugas, dipilih agar beban merata"
    if not (idle[i] & ~blocked[i]).any():
        return "Penilai lain yang menguasai urusan ini berhalangan atau sudah penuh, dipilih agar beban merata"
    return "Dipilih agar beban merata di antara semua penilai"


def _unfilled(problem: Problem, tasks: Sequence[Task], new: Grid, full: Grid) -> tuple[Unfilled, ...]:
    left = problem.missing - new.sum(axis=1)
    present = problem.held | new
    close = near(problem, present)
    found = []
    for i in np.nonzero(left)[0].tolist():
        absent = ~present[i]
        barred = absent & problem.barred[i]
        unwilling = absent & problem.declined[i] & ~barred
        apart = absent & close[i] & ~barred & ~unwilling
        busy = absent & full & ~barred & ~unwilling & ~apart
        counts = [
            (int(barred.sum()), "berbenturan kepentingan"),
            (int(unwilling.sum()), "memilih tidak menilainya"),
            (int(apart.sum()), "tidak boleh bertugas bersama penilai yang sudah ada"),
            (int(busy.sum()), "sudah mencapai batas jumlah usulan"),
        ]
        parts = ", ".join(f"{count} {text}" for count, text in counts if count)
        rest = f"dari {int(absent.sum())} penilai lain, {parts}" if parts else "tidak ada penilai lain"
        reason = f"Kurang {left[i]} penilai: {rest}. Tambahkan penilai atau naikkan batas jumlah usulan per orang."
        found.append(Unfilled(tasks[i].key, int(left[i]), reason))
    return tuple(found)


def _together(problem: Problem, tasks: Sequence[Task], people: Sequence[Person]) -> tuple[tuple[int, int, int], ...]:
    return tuple(
        (tasks[i].key, people[one].key, people[other].key)
        for one, other in problem.apart
        for i in np.nonzero(problem.held[:, one] & problem.held[:, other])[0].tolist()
    )


def _uneven(loads: Sequence[int]) -> str:
    if not loads or max(loads) - min(loads) <= 1:
        return ""
    return (
        f"Beban berkisar {min(loads)} sampai {max(loads)} usulan karena batas per orang, benturan kepentingan, "
        "pasangan yang dipisahkan, atau penugasan yang sudah ada. Periksa keempat hal itu bila Anda ingin lebih merata."
    )
