"""The tasks of a reviewer at once, each with its rubric and what is answered so far; few queries for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from agencies.core.models import User
from proposals.core.period.models import Period
from reviews.core import marks
from reviews.core.models import Assignment, Criterion, Rubric
from reviews.core.querysets import AssignmentQuerySet
from reviews.scoring_desk.forms import LEVEL, NOT_JUDGED, WHY, ScoreForm, initial_of
from reviews.scoring_desk.models import ReviewPledge

COMMENT_FIELD: Final = "comment"
NOTHING: Final = "-"
"""The mark of an empty text."""


@dataclass(frozen=True, slots=True)
class TaskAtHand:
    """One assignment with the criteria of its rubric and the answers, as a draft keeps them."""

    task: Assignment
    criteria: list[Criterion]
    said: dict[str, Any]

    @property
    def rubric(self) -> Rubric:
        return self.task.stage.rubric

    @property
    def reasons_at(self) -> set[str]:
        """The answers that need a reason."""
        return {*map(str, self.rubric.justify_at), NOT_JUDGED}

    def level(self, criterion: Criterion) -> str:
        return str(self.said.get(f"{LEVEL}{criterion.pk}") or "")

    def why(self, criterion: Criterion | None) -> str:
        """The reason given at a criterion; of none, the comment to the proposer."""
        return str(self.said.get(f"{WHY}{criterion.pk}" if criterion else COMMENT_FIELD) or "")

    @property
    def seal(self) -> str:
        """The task with a mark of its answers, by which it is known whether they are still those that were shown."""
        told = repr(sorted((name, str(value)) for name, value in self.said.items()))
        return f"{self.task.pk}-{mark_of(told)}"

    @property
    def total(self) -> Decimal | None:
        """What the answers come to; None while one is missing, and where nothing can be judged."""
        form = self.form()
        if not form.is_valid():
            return None
        given = {answer.criterion.pk: answer.value for answer in form.answers()}
        return marks.totals(self.criteria, given, form.scale)[0]

    def form(self) -> ScoreForm:
        """The answers as the last screen would send them."""
        scale = self.task.proposal.period.score_scale
        return ScoreForm(self.said, rubric=self.rubric, criteria=self.criteria, scale=scale)


def tasks_of(person: User) -> AssignmentQuerySet:
    """The person's own tasks as the pages of scoring load them, in the order of the queue."""
    related = ("proposal__agency", "proposal__affair", "proposal__period__guide", "stage__rubric", "reviewer")
    found = Assignment.objects.of(person).select_related(*related)
    return found.prefetch_related("stage__rubric__criteria").in_queue_order()


def at_hand(tasks: Iterable[Assignment]) -> list[TaskAtHand]:
    """The same with their answers: the draft over what was stored."""
    rows = list(tasks)
    given = marks.newest_of(rows)
    return [
        TaskAtHand(
            row, list(row.stage.rubric.criteria.all()), initial_of(given.get(row.pk, {}), row.comment, row.draft)
        )
        for row in rows
    ]


def open_tasks(person: User) -> list[TaskAtHand]:
    """What the person can score at this moment."""
    return at_hand(tasks_of(person).to_do().open_now())


def unpledged(person: User, tasks: Iterable[TaskAtHand]) -> Period | None:
    """The first period of these tasks whose pledge of integrity the person has not accepted; one query or none."""
    periods = {each.task.proposal.period_id: each.task.proposal.period for each in tasks}
    known = set(ReviewPledge.objects.filter(user=person, period__in=periods).values_list("period", flat=True))
    return next((period for key, period in periods.items() if key not in known), None)


def complete_drafts(person: User) -> list[TaskAtHand]:
    """The person's open tasks whose draft leaves nothing to be answered, in the order of the queue."""
    begun = tasks_of(person).to_do().open_now().exclude(draft={})
    return [each for each in at_hand(begun) if each.form().is_valid()]


def mark_of(text: str) -> str:
    """A short mark of a text, by which it is known whether it was changed."""
    return sha256(text.encode()).hexdigest()[:12] if text else NOTHING
