"""Reviews of the demo: who was assigned when, and scores of reviewers who differ in severity."""

import datetime
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from django.utils import timezone

from agencies.core.models import User
from inovasi.demo.drafts import DemoEntry, DemoKit
from inovasi.demo.writing import Tone, level_of
from proposals.core.workflow import Action
from reviews.core.models import Assignment, Criterion, Interest, ReviewStage, Score
from reviews.scoring import rules as scoring
from reviews.scoring_desk.models import ReviewPledge

BATCH: Final = 1000
SEVERITY: Final = 0.12  # standard deviation of a reviewer's leaning, as a share of the scale
NOISE: Final = 0.15
UNKNOWN: Final = 0.02
CHANGED_MIND: Final = 0.04
EXTRA_REVIEWER: Final = 0.05
DONE_WHILE_WAITING: Final = 0.45
RECUSED: Final = 0.02
AWAKE: Final = (8, 21)
READING_TIME: Final = datetime.timedelta(minutes=25)


@dataclass(slots=True)
class Panel:
    """The reviewers with their leanings and how much each has been given so far."""

    rng: random.Random
    people: Sequence[User]
    leanings: dict[int, float] = field(default_factory=dict)
    load: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.leanings = {person.pk: self.rng.gauss(0, SEVERITY) for person in self.people}

    def pick(self, count: int, agency_id: int) -> list[User]:
        """The least busy reviewers who do not belong to the proposing agency."""
        free = [person for person in self.people if person.agency_id != agency_id]
        chosen = sorted(free, key=lambda person: (self.load[person.pk], self.rng.random()))[:count]
        self.load.update(person.pk for person in chosen)
        return chosen


@dataclass(frozen=True, slots=True)
class Visit:
    """A proposal's stay in one review stage: when it came in and when the last word had to be said."""

    stage: ReviewStage
    entered: datetime.datetime
    left: datetime.datetime
    over: bool


@dataclass(slots=True)
class Reviews:
    """Everything the reviewers wrote, ready to be stored."""

    assignments: list[Assignment] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    conflicts: list[Interest] = field(default_factory=list)
    pledges: list[ReviewPledge] = field(default_factory=list)

    @property
    def complete(self) -> int:
        """How many reviews were completed."""
        return sum(assignment.state == Assignment.State.DONE for assignment in self.assignments)


def store_reviews(desk: DemoKit, entries: Iterable[DemoEntry], until: datetime.datetime, *, stages: int) -> Reviews:
    """Assigns and scores what was reviewed in the first `stages` stages; returns everything as stored, by time."""
    rounds = list(desk.period.review_stages.select_related("rubric").order_by("order")[:stages])
    criteria = {stage.pk: list(stage.rubric.criteria.order_by("order")) for stage in rounds}
    panel = Panel(desk.rng, desk.cast.reviewers)
    reviews = Reviews()
    for entry in entries:
        for visit in _visits(entry, rounds, until):
            _review(desk, panel, entry, visit, criteria[visit.stage.pk], reviews)
    Assignment.objects.bulk_create(reviews.assignments, batch_size=BATCH)
    reviews.scores.sort(key=lambda score: score.given_at)
    Score.objects.bulk_create(reviews.scores, batch_size=BATCH * 2)
    Interest.objects.bulk_create(reviews.conflicts)
    reviews.pledges += (
        ReviewPledge(user=person, period=desk.period, accepted_at=desk.period.opens_at) for person in panel.people
    )
    ReviewPledge.objects.bulk_create(reviews.pledges)
    return reviews


def _visits(entry: DemoEntry, rounds: Sequence[ReviewStage], until: datetime.datetime) -> Iterator[Visit]:
    """The stages the proposal went through; a review that was reopened adds no second visit."""
    place, moves = 0, entry.moves
    for number, move in enumerate(moves):
        if move.step.action not in (Action.ACCEPT, Action.ADVANCE) or place >= len(rounds):
            continue
        over = number + 1 < len(moves)
        yield Visit(rounds[place], move.at, moves[number + 1].at if over else until, over)
        place += 1


def _review(
    desk: DemoKit, panel: Panel, entry: DemoEntry, visit: Visit, criteria: Sequence[Criterion], reviews: Reviews
) -> None:
    wanted = visit.stage.reviewers_per_proposal + (desk.rng.random() < EXTRA_REVIEWER)
    people = panel.pick(wanted, entry.idea.agency.pk)
    for person in people:
        assignment = Assignment(
            stage=visit.stage,
            proposal_id=entry.proposal.pk,
            reviewer=person,
            assigned_by=desk.cast.coordinator,
            assigned_at=visit.entered,
        )
        reviews.assignments.append(assignment)
        # Every year has at least one who steps back, so that this can be seen too.
        steps_back = desk.rng.random() < RECUSED or not reviews.conflicts
        if steps_back and person is people[-1] and len(people) > visit.stage.minimum_scores:
            _recuse(desk, assignment, reviews)
        elif visit.over or desk.rng.random() < DONE_WHILE_WAITING:
            _score(desk, panel.leanings[person.pk], entry, visit, criteria, assignment, reviews)


def _recuse(desk: DemoKit, assignment: Assignment, reviews: Reviews) -> None:
    reason = desk.rng.choice(desk.words.notes["recuse"])
    assignment.state, assignment.reason = Assignment.State.RECUSED, reason
    assignment.ended_at = assignment.assigned_at + READING_TIME
    reviews.conflicts.append(
        Interest(
            user=assignment.reviewer,
            proposal=assignment.proposal,
            reason=reason,
            declared_by=assignment.reviewer,
            declared_at=assignment.assigned_at + READING_TIME,
        )
    )


def _score(
    desk: DemoKit,
    leaning: float,
    entry: DemoEntry,
    visit: Visit,
    criteria: Sequence[Criterion],
    assignment: Assignment,
    reviews: Reviews,
) -> None:
    """Scores every criterion some time during the visit, with a reason each; the total is the portal's own rule."""
    done = _free_hour(desk.rng, visit)
    marks: dict[str, int | None] = {}
    for criterion in criteria:
        value = _mark(desk.rng, entry.course.quality + leaning, criterion)
        marks[criterion.key] = value
        reviews.scores += _rows(desk, assignment, criterion, value, done)
    rules = [_rule(criterion) for criterion in criteria]
    total, lead = scoring.review_total(rules, marks).score, scoring.heaviest_mean(rules, [marks])
    assignment.state, assignment.done_at = Assignment.State.DONE, done
    assignment.total = None if total is None else scoring.printed(total)
    assignment.lead = None if lead is None else scoring.printed(lead)
    position = entry.course.quality if total is None else float(total) / 100
    assignment.comment = desk.rng.choice(desk.words.comments[level_of(position)])


def _free_hour(rng: random.Random, visit: Visit) -> datetime.datetime:
    """Some time during the visit, between 08.00 and 21.59 where the visit is long enough for that."""
    moment = timezone.localtime(visit.entered + (visit.left - visit.entered) * rng.uniform(0.15, 0.95))
    awake = moment.replace(hour=rng.randint(*AWAKE))
    return awake if visit.entered < awake < visit.left else moment


def _mark(rng: random.Random, opinion: float, criterion: Criterion) -> int | None:
    """A level of the criterion near the opinion (0 to 1), or None: cannot be judged."""
    if rng.random() < UNKNOWN:
        return None
    values = [level.value for level in criterion.scale]
    position = min(1.0, max(0.0, opinion + rng.gauss(0, NOISE)))
    return values[round(position * (len(values) - 1))]


def _rule(criterion: Criterion) -> scoring.RubricLine:
    weight = Decimal(criterion.weight)
    return scoring.RubricLine(criterion.key, criterion.name, weight, criterion.top, criterion.lowest)


def _rows(
    desk: DemoKit, assignment: Assignment, criterion: Criterion, value: int | None, done: datetime.datetime
) -> list[Score]:
    """The row that counts and, now and then, an earlier one by a reviewer who thought again."""
    row = {"assignment": assignment, "criterion": criterion, "given_by": assignment.reviewer}
    rows = [Score(value=value, given_at=done, justification=_reason(desk, criterion, value), **row)]
    others = [level.value for level in criterion.scale if level.value != value]
    if value is not None and desk.rng.random() < CHANGED_MIND:
        first: dict[str, Any] = {"value": desk.rng.choice(others), "given_at": done - READING_TIME}
        first["justification"] = _reason(desk, criterion, first["value"])
        rows.insert(0, Score(**first, **row))
    return rows


def _reason(desk: DemoKit, criterion: Criterion, value: int | None) -> str:
    words: Tone | Literal["unknown"] = "unknown"
    if value is not None:
        values = [level.value for level in criterion.scale]
        words = level_of(values.index(value) / (len(values) - 1))
    reason: str = desk.rng.choice(desk.words.justifications[words])
    return reason.format(criterion=criterion.name)
