"""Reviews of the demo: who was assigned when, and scores of reviewers who differ in severity."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.utils import timezone

from agencies.core.models import User
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from inovasi.demo.making.writing import Tone, level_of
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.assigning.services import store_tasks
from reviews.core.models import Assignment, Criterion, ReviewStage
from reviews.scoring_desk import pledges
from reviews.scoring_desk import services as scoring_desk
from reviews.scoring_desk.services import Answer, CompleteReview, step_back

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
    gone: dict[int, User] = field(default_factory=dict)  # who stepped back, by key of the proposal

    def __post_init__(self) -> None:
        self.leanings = {person.pk: self.rng.gauss(0, SEVERITY) for person in self.people}

    def pick(self, count: int, proposal: Proposal) -> list[User]:
        """The least busy reviewers who neither belong to the proposing agency nor stepped back before."""
        gone = self.gone.get(proposal.pk)
        free = [person for person in self.people if person.agency_id != proposal.agency_id and person != gone]
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
class Judged:
    """What the reviewers will have done: the tasks given, who stepped back and why, the reviews, the second thoughts.

    `proposals` are those they read, by key; `readers` who has been given which of them so far.
    """

    proposals: dict[int, SentProposal]
    tasks: list[Assignment] = field(default_factory=list)
    stepped_back: list[tuple[Assignment, str]] = field(default_factory=list)
    reviews: list[CompleteReview] = field(default_factory=list)
    second_thoughts: list[CompleteReview] = field(default_factory=list)
    readers: set[tuple[int, int]] = field(default_factory=set)


def store_reviews(desk: DemoKit, entries: Sequence[DemoEntry], until: datetime.datetime, *, stages: int) -> int:
    """Has everything scored that was reviewed in the first `stages` stages, by the services; returns how many reviews.

    Nobody else sees these rows before this transaction ends, so nothing has to be locked.
    """
    rounds = list(ReviewStage.objects.filter(period=desk.period).select_related("rubric").order_by("order")[:stages])
    criteria = {stage.pk: list(stage.rubric.criteria.order_by("order")) for stage in rounds}
    panel = Panel(desk.rng, desk.cast.reviewers)
    judged = Judged(SentProposal.objects.in_bulk([entry.proposal.pk for entry in entries]))
    for entry in entries:
        for visit in _visits(entry, rounds, until):
            _review(desk, panel, entry, visit, criteria[visit.stage.pk], judged)
    for person in panel.people:
        pledges.accept(person, desk.period, at=desk.period.opens_at)
    store_tasks([(task, {}) for task in judged.tasks], by=desk.cast.coordinator, past=True)
    for task, reason in judged.stepped_back:
        step_back(task, reason=reason, conflict=True, at=task.assigned_at + READING_TIME)
    for wave in (judged.reviews, judged.second_thoughts):
        scoring_desk.store_reviews(sorted(wave, key=lambda review: review.at or until))
    return len(judged.reviews)


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
    desk: DemoKit, panel: Panel, entry: DemoEntry, visit: Visit, criteria: Sequence[Criterion], judged: Judged
) -> None:
    wanted = visit.stage.reviewers_per_proposal + (desk.rng.random() < EXTRA_REVIEWER)
    people = panel.pick(wanted, entry.proposal)
    for person in people:
        task = Assignment(
            stage=visit.stage,
            proposal=judged.proposals[entry.proposal.pk],
            reviewer=person,
            assigned_by=desk.cast.coordinator,
            assigned_at=visit.entered,
        )
        judged.tasks.append(task)
        # Every year has at least one who steps back, so that this can be seen too; never from what was scored before.
        read_before = (entry.proposal.pk, person.pk) in judged.readers
        judged.readers.add((entry.proposal.pk, person.pk))
        steps_back = (desk.rng.random() < RECUSED or not judged.stepped_back) and not read_before
        if steps_back and person is people[-1] and len(people) > visit.stage.minimum_scores:
            panel.gone[entry.proposal.pk] = person
            judged.stepped_back.append((task, desk.rng.choice(desk.words.notes["recuse"])))
        elif visit.over or desk.rng.random() < DONE_WHILE_WAITING:
            _score(desk, panel.leanings[person.pk], entry, visit, criteria, task, judged)


def _score(
    desk: DemoKit,
    leaning: float,
    entry: DemoEntry,
    visit: Visit,
    criteria: Sequence[Criterion],
    task: Assignment,
    judged: Judged,
) -> None:
    """Scores every criterion some time during the visit, with a reason each; now and then somebody thinks again."""
    answers = [_answer(desk, each, _mark(desk.rng, entry.course.quality + leaning, each)) for each in criteria]
    given = [answer.value / answer.criterion.top for answer in answers if answer.value is not None]
    comment = desk.rng.choice(desk.words.comments[level_of(sum(given) / len(given) if given else 0.5)])
    done = _free_hour(desk.rng, visit)
    first = [_before(desk, answer) for answer in answers]
    begun = done if first == answers else max(visit.entered, done - READING_TIME)
    judged.reviews.append(CompleteReview(task, first, comment, task.reviewer, at=begun))
    if first != answers:
        judged.second_thoughts.append(CompleteReview(task, answers, comment, task.reviewer, at=done))


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


def _answer(desk: DemoKit, criterion: Criterion, value: int | None) -> Answer:
    return Answer(criterion, value, _reason(desk, criterion, value))


def _before(desk: DemoKit, answer: Answer) -> Answer:
    """What somebody answered who thought again later; mostly the same."""
    others = [level.value for level in answer.criterion.scale if level.value != answer.value]
    if answer.value is None or desk.rng.random() >= CHANGED_MIND:
        return answer
    return _answer(desk, answer.criterion, desk.rng.choice(others))


def _reason(desk: DemoKit, criterion: Criterion, value: int | None) -> str:
    words: Tone | Literal["unknown"] = "unknown"
    if value is not None:
        values = [level.value for level in criterion.scale]
        words = level_of(values.index(value) / (len(values) - 1))
    reason: str = desk.rng.choice(desk.words.justifications[words])
    return reason.format(criterion=criterion.name)
