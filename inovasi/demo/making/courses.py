"""The way each demo proposal goes through the workflow: which moves, on which days, until which status."""

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from inovasi.demo.guard import MARK, DemoRefused
from inovasi.demo.timing import Calendar, arrival_days, office_hour
from proposals.core import workflow
from proposals.core.workflow import Action, Door, Note, Role, Status, Step

A, S = Action, Status
# How often a status comes up in the running year; one that nobody thought of here comes up, too.
COMMON: Final = {
    S.DRAFT: 9, S.SUBMITTED: 10, S.RETURNED: 4, S.WITHDRAWN: 2, S.IN_REVIEW: 19, S.REJECTED: 4, S.SHORTLISTED: 8,
    S.COACHING: 5, S.ESTABLISHED: 6,
}  # fmt: skip
RUNNING: Final = {status: COMMON.get(status, 1) for status in Status}
FINISHED: Final = {S.WITHDRAWN: 2, S.REJECTED: 4, S.COACHING: 13, S.ESTABLISHED: 12}
# How early a proposal of this status has to arrive: decisions need time, what waits is young.
HASTE: Final = {
    S.ESTABLISHED: 0.0, S.SHORTLISTED: 0.1, S.COACHING: 0.2, S.REJECTED: 0.4, S.WITHDRAWN: 0.4, S.IN_REVIEW: 0.45,
    S.DRAFT: 0.5, S.RETURNED: 0.75, S.SUBMITTED: 0.85,
}  # fmt: skip
QUALITY: Final = {
    S.ESTABLISHED: 0.85, S.SHORTLISTED: 0.75, S.IN_REVIEW: 0.58, S.COACHING: 0.42, S.REJECTED: 0.2,
}  # fmt: skip
SENT_TWICE: Final = (A.SUBMIT, A.RETURN, A.SUBMIT)
CAME_BACK: Final = 2  # so many of those that wait for verification were sent back before
A_DAY: Final = datetime.timedelta(days=1)
PATIENCE: Final = 9.0  # mean number of working days between two moves


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """One step of the workflow with its time and, where the step asks for one, its note."""

    step: Step
    at: datetime.datetime
    note: str


@dataclass(frozen=True, slots=True)
class Course:
    """The life of one proposal: when it was begun, its moves in order, and how good it is (0 to 1)."""

    status: Status
    begun_at: datetime.datetime
    quality: float
    moves: list[PlannedMove] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Setting:
    """What courses of one year depend on: days, the day each stage opens, the words of notes, the decree."""

    calendar: Calendar
    stage_days: Sequence[int]
    notes: Mapping[str, Sequence[str]]
    decree: str


def make_courses(rng: random.Random, count: int, shares: Mapping[Status, int], setting: Setting) -> list[Course]:
    """`count` courses whose statuses follow `shares`, every status at least once, in order of arrival.

    Raises DemoRefused when there are fewer proposals than statuses.
    """
    statuses = _statuses(rng, count, shares)
    days = arrival_days(rng, count, setting.calendar.arrivals)
    stages = len(setting.stage_days)
    courses = [
        _course(rng, status, day, setting, _actions(rng, status, stages))
        for status, day in zip(statuses, days, strict=True)
    ]
    waiting = [place for place, status in enumerate(statuses) if status is S.SUBMITTED]
    for place in waiting[:CAME_BACK]:
        courses[place] = _came_back(courses[place], days[place], setting)
    return courses


def _came_back(course: Course, day: int, setting: Setting) -> Course:
    """The same, but sent back once; its chance is its own, so that the rest of the year stays what it is."""
    moves = _course(random.Random(day), course.status, day, setting, SENT_TWICE).moves
    return replace(course, moves=moves, begun_at=min(course.begun_at, moves[0].at - A_DAY))


def allot(count: int, shares: Mapping[Status, int]) -> dict[Status, int]:
    """How many of `count` fall to each status: one each, the rest by largest remainder."""
    if count < len(shares):
        raise DemoRefused(f"Data contoh memerlukan paling sedikit {len(shares)} usulan, satu untuk setiap status.")
    spare, whole = count - len(shares), sum(shares.values())
    exact = {status: spare * share / whole for status, share in shares.items()}
    numbers = {status: 1 + int(amount) for status, amount in exact.items()}
    left = count - sum(numbers.values())
    for status in sorted(exact, key=lambda each: int(exact[each]) - exact[each])[:left]:
        numbers[status] += 1
    return numbers


def _statuses(rng: random.Random, count: int, shares: Mapping[Status, int]) -> list[Status]:
    every = [status for status, number in allot(count, shares).items() for _ in range(number)]
    return sorted(every, key=lambda status: HASTE.get(status, 0.5) + rng.random() * 0.5)


def _course(rng: random.Random, status: Status, day: int, setting: Setting, actions: Sequence[Action]) -> Course:
    days = setting.calendar.days
    quality = min(1.0, max(0.0, rng.gauss(QUALITY.get(status, 0.5), 0.1)))
    # A course needs a day for each of its moves; one that arrived too late for that arrived a little earlier.
    day = max(1, min(day, len(days) - len(actions)))
    begun = office_hour(rng, days[max(0, day - rng.randint(1, 20))])
    course = Course(status, begun, quality)
    current, review_round = S.DRAFT, 1
    for number, action in enumerate(actions):
        note = _note(rng, action, setting)
        step = workflow.find(action, current, {Role.PROPOSER, Role.COORDINATOR}, note, door=Door.MEETING)
        course.moves.append(PlannedMove(step, office_hour(rng, days[day]), note if step.note else ""))
        current = step.target
        if number + 1 < len(actions):
            review_round += actions[number + 1] is A.ADVANCE
            enters = actions[number + 1] in (A.ACCEPT, A.ADVANCE)
            earliest = setting.stage_days[review_round - 1] if enters else 0
            last = len(days) - len(actions) + number + 1
            day = min(last, max(day + 1 + int(rng.expovariate(1 / PATIENCE)), earliest))
    return course


def _actions(rng: random.Random, status: Status, stages: int) -> tuple[Action, ...]:
    """A way to `status`; some proposals are sent back once before they are accepted."""
    sent = SENT_TWICE if rng.random() < 0.12 else (A.SUBMIT,)
    advances = (A.ADVANCE,) * (stages - 1)
    reviewed = (*sent, A.ACCEPT)
    some = advances[: rng.choices((0, 1, 2), (7, 2, 1))[0]]
    reopened = (A.REOPEN, A.SHORTLIST) if rng.random() < 0.1 else ()
    ways = {
        S.DRAFT: (A.SUBMIT, A.WITHDRAW, A.REVIVE) if rng.random() < 0.08 else (),
        S.SUBMITTED: sent,
        S.RETURNED: (A.SUBMIT, A.RETURN) if rng.random() < 0.7 else (A.SUBMIT, A.ACCEPT, A.RETURN),
        S.WITHDRAWN: (A.SUBMIT, A.WITHDRAW),
        S.IN_REVIEW: (*reviewed, *some),
        S.REJECTED: (*sent, A.REJECT) if rng.random() < 0.5 else (*reviewed, A.REJECT),
        S.COACHING: (*reviewed, *some, A.PASS_OVER),
        S.SHORTLISTED: (*reviewed, *advances, A.SHORTLIST, *reopened),
        S.ESTABLISHED: (*reviewed, *advances, A.SHORTLIST, A.ESTABLISH),
    }
    return ways.get(status) or tuple(step.action for step in workflow.way_to(status))


def _note(rng: random.Random, action: Action, setting: Setting) -> str:
    needs = {step.action: step.note for step in workflow.STEPS}[action]
    if needs is Note.DECREE:
        return f"{setting.decree} {MARK}"
    return rng.choice(setting.notes.get(action.value, [f"{action.label} {MARK}"])) if needs else ""
