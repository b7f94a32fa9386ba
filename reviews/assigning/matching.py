"""The integer programme behind automatic assignment, on arrays alone: rows are proposals, columns are reviewers."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array

Grid = NDArray[np.bool_]
Counts = NDArray[np.int64]

SECONDS = 300.0


class MatchingFailed(RuntimeError):
    """The solver gave no plan; the text is for the coordinator."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Who holds what, who may not, who knows the field; places missing per row, load and room for more per column.

    `wished` are cells that the reviewer asked for, `declined` those that the reviewer would rather not have. `apart`
    holds pairs of columns that may not stand on one row together.
    """

    held: Grid
    barred: Grid
    expert: Grid
    wished: Grid
    declined: Grid
    missing: Counts
    loads: Counts
    room: Counts
    apart: tuple[tuple[int, int], ...] = ()


def near(problem: Problem, present: Grid) -> Grid:
    """Cells in which a reviewer would stand beside someone kept apart from them who is `present` on the row."""
    cells = np.zeros_like(present)
    for first, second in problem.apart:
        cells[:, first] |= present[:, second]
        cells[:, second] |= present[:, first]
    return cells


def match(problem: Problem, seed: int = 0) -> Grid:
    """The new cells: most places filled, then the least sum of squared loads, then the most expertise and wishes.

    Costs of empty places and of units of load rise step by step, which makes shortages and loads even. But for pairs
    kept apart this is a minimum-cost flow, whose linear relaxation has whole-numbered solutions (Ahuja, Magnanti &
    Orlin, "Network Flows", Prentice Hall 1993), so that the integer programme takes hardly longer than a linear
    one. Ties are broken by numbers drawn with `seed`. Raises `MatchingFailed` when there is no proven solution within
    `SECONDS`.
    """
    if not problem.missing.any() or not problem.room.any():
        return np.zeros_like(problem.held)
    # Nobody should need more than twice the even load. Costs are convex: a solution that doesn't touch this narrower
    # bound is also the best without it, and it is found ten times faster.
    even = int(problem.loads.sum() + problem.missing.sum()) // len(problem.room) + 1
    narrow = np.minimum(problem.room, np.maximum(2 * even - problem.loads, 1))
    new = _solve(replace(problem, room=narrow), seed)
    if ((new.sum(axis=0) == narrow) & (narrow < problem.room)).any():
        return _solve(problem, seed)
    return new


def _solve(problem: Problem, seed: int) -> Grid:
    shut = problem.held | problem.barred | problem.declined | near(problem, problem.held)
    rows, columns = np.nonzero(~shut & (problem.missing > 0)[:, None] & (problem.room > 0)[None, :])
    new = np.zeros_like(problem.held)
    if not len(rows):
        return new
    units = np.repeat(np.arange(len(problem.room)), problem.room)
    empty = np.repeat(np.arange(len(problem.missing)), problem.missing)
    first = np.nonzero(~(problem.held & problem.expert).any(axis=1))[0]
    cost = _costs(problem, rows, columns, units, len(first), seed)
    answer = milp(
        cost,
        integrality=(np.arange(len(cost)) < len(rows)).astype(np.int64),
        bounds=Bounds(0, 1),
        constraints=_constraints(problem, rows, columns, units, empty, first),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if answer.status != 0:
        raise MatchingFailed(
            "Pembagian penilai tidak selesai dihitung. Kurangi pasangan penilai yang dipisahkan atau bagi usulan "
            "menjadi beberapa bagian, lalu coba lagi."
        )
    taken = answer.x[: len(rows)] > 0.5
    new[rows[taken], columns[taken]] = True
    return new


def _costs(
    problem: Problem, rows: Counts, columns: Counts, units: Counts, first: int, seed: int
) -> NDArray[np.float64]:
    """Costs of cells, first experts, units of load and empty places, in this order.

    One unit of a stronger kind outweighs all that a chain of swaps through every reviewer could gain in weaker kinds.
    """
    width = len(problem.room) + 1
    skill, balance = 2.0 * width, 8.0 * width * width
    load = problem.loads[units] + _step_numbers(problem.room)
    load = load - load.min()
    mixing = np.random.default_rng(seed).random(problem.held.shape)[rows, columns]
    return np.concatenate(
        [
            mixing - skill * problem.expert[rows, columns] - skill * problem.wished[rows, columns],
            np.full(first, -skill),
            balance * load,
            balance * (load.max() + 2) * _step_numbers(problem.missing),
        ]
    )


def _step_numbers(counts: Counts) -> Counts:
    """1, 2 … n for each n of `counts`, one after the other."""
    return np.arange(1, counts.sum() + 1) - np.repeat(np.cumsum(counts) - counts, counts)


def _constraints(
    problem: Problem, rows: Counts, columns: Counts, units: Counts, empty: Counts, first: Counts
) -> list[LinearConstraint]:
    """A place is filled or empty; a new cell is a unit of load; a first expert is an expert; pairs stay apart."""
    height, width = problem.held.shape
    of_row, of_column = _incidence(rows, height), _incidence(columns, width)
    experts = of_row.multiply(problem.expert[rows, columns][None, :].astype(np.float64)).tocsr()[first]
    blank_units, blank_first = csr_array((height, len(units))), csr_array((height, len(first)))
    filled = block_array([[of_row, blank_first, blank_units, _incidence(empty, height)]])
    loaded = block_array(
        [[of_column, csr_array((width, len(first))), -_incidence(units, width), csr_array((width, len(empty)))]]
    )
    tail = csr_array((len(first), len(units) + len(empty)))
    skilled = block_array([[-experts, eye_array(len(first)), tail]])
    constraints = [
        LinearConstraint(filled, problem.missing, problem.missing),
        LinearConstraint(loaded, 0, 0),
        LinearConstraint(skilled, -np.inf, 0),
    ]
    for one, other in problem.apart:
        both = (columns == one) | (columns == other)
        of_pair = of_row.multiply(both[None, :].astype(np.float64)).tocsr()
        rest = csr_array((height, len(first) + len(units) + len(empty)))
        constraints.append(LinearConstraint(block_array([[of_pair, rest]]), -np.inf, 1))
    return constraints


def _incidence(places: Counts, height: int) -> Any:
    """Sparse matrix with a 1 in row `places[k]` of every column k."""
    return csr_array((np.ones(len(places)), (places, np.arange(len(places)))), shape=(height, len(places)))
