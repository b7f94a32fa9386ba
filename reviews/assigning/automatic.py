"""Automatic assignment: the record becomes a round for assigning.py, its plan is kept as a dry run and then applied."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from agencies.core.models import User
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.sent.telling import crossing_affairs
from reviews.assigning import services
from reviews.assigning.matching import MatchingFailed
from reviews.assigning.models import ApartPair, AssignmentPlan, ReviewerCard, ReviewerWish
from reviews.assigning.planner import Person, Plan, Round, Task, plan
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.interests import rules as conflicts

S = AssignmentPlan.State


def current_round(stage: ReviewStage, by: User) -> Round:
    """What a plan for this stage depends on; the number of queries does not depend on the number of rows.

    Only proposals that `by` coordinates are in it; of what is hidden from that person, only the limits know. A task
    whose reviewer has left it unfinished fills no place.
    """
    coordinated = SentProposal.objects.as_role(by, Role.COORDINATOR)
    rows = list(
        coordinated.under_review()
        .filter(period=stage.period_id, review_round=stage.order)
        .select_related("affair")
        .order_by("pk")
    )
    affairs, people = _affairs(rows), list(User.objects.reviewers().order_by("pk"))
    active = Assignment.objects.active().filter(stage=stage)
    known = active.filter(proposal__in=coordinated.order_by().values("pk"))
    standing = known.exclude(pk__in=known.left_behind().order_by().values("pk"))
    hidden = Counter(active.exclude(pk__in=known.values("pk")).order_by().values_list("reviewer_id", flat=True))
    return Round(
        tasks=[Task(row.pk, stage.reviewers_per_proposal, affairs[row.pk]) for row in rows],
        people=_people(people, hidden),
        existing=frozenset(standing.values_list("proposal_id", "reviewer_id")),
        conflicts=_barred(rows, people),
        preferred=_wishes(rows, ReviewerWish.Wish.PREFER),
        declined=_wishes(rows, ReviewerWish.Wish.DECLINE),
        apart=frozenset(frozenset(pair) for pair in ApartPair.objects.values_list("first_id", "second_id")),
    )


def _affairs(rows: list[SentProposal]) -> dict[int, frozenset[str]]:
    """The names of the affairs of each, its own and those it crosses."""
    crossed = crossing_affairs([row.pk for row in rows])
    return {row.pk: frozenset([*([row.affair.name] if row.affair else []), *crossed[row.pk]]) for row in rows}


def _people(people: Iterable[User], hidden: Counter[int]) -> list[Person]:
    cards = {card.user_id: card for card in ReviewerCard.objects.prefetch_related("affairs")}
    found = []
    for person in people:
        card = cards.get(person.pk)
        known = frozenset(affair.name for affair in card.affairs.all()) if card else frozenset()
        limit = card.limit if card else None
        found.append(Person(person.pk, known, None if limit is None else max(limit - hidden[person.pk], 0)))
    return found


def _barred(rows: list[SentProposal], people: list[User]) -> frozenset[tuple[int, int]]:
    """Own agency, declared conflicts, what the record says, and tasks that somebody stepped back from."""
    keys = {person.pk for person in people}
    own = {(row.pk, person.pk) for row in rows for person in people if person.agency_id == row.agency_id}
    declared = set(Interest.objects.standing().values_list("proposal_id", "user_id"))
    recorded = {(row, user) for row, found in conflicts.computed(rows, keys).items() for user in found}
    recused = set(Assignment.objects.filter(state=Assignment.State.RECUSED).values_list("proposal_id", "reviewer_id"))
    return frozenset(own | declared | recorded | recused)


def _wishes(rows: list[SentProposal], wish: str) -> frozenset[tuple[int, int]]:
    found = ReviewerWish.objects.filter(proposal__in=[row.pk for row in rows], wish=wish)
    return frozenset(found.values_list("proposal_id", "reviewer_id"))


def work_out(draft: AssignmentPlan) -> None:
    """Fills in the dry run and notes the progress; a plan that cannot be found is kept with the reason."""

    def progress(done: int, total: int, text: str) -> None:
        AssignmentPlan.objects.filter(pk=draft.pk).update(steps_done=done, steps_total=total, message=text)

    try:
        result = plan(current_round(draft.stage, draft.created_by), seed=draft.pk, progress=progress)
    except MatchingFailed as failure:
        AssignmentPlan.objects.filter(pk=draft.pk).update(state=S.FAILED, message=str(failure)[:300])
        return
    AssignmentPlan.objects.filter(pk=draft.pk).update(state=S.READY, result=_as_json(result))


def planned_loads(draft: AssignmentPlan, rows: QuerySet[SentProposal], hidden: Iterable[int]) -> list[tuple[User, int]]:
    """Reviewers with their load as it is and what a plan not yet applied adds, counted over `rows` alone.

    `hidden` as in `loads`: what the person of these `rows` must not know of.
    """
    keys = set(rows.values_list("pk", flat=True)) if draft.state == S.READY else set()
    added = Counter(person for task, person, _ in draft.result.get("choices", []) if task in keys)
    found = loads(draft.stage, hidden)
    people = User.objects.in_bulk([each.person for each in found])
    return [(people[each.person], each.load + added[each.person]) for each in found]


def _as_json(result: Plan) -> dict[str, Any]:
    return {
        "choices": [[each.task, each.person, each.reason] for each in result.choices],
        "unfilled": [[each.task, each.places, each.reason] for each in result.unfilled],
        "broken": [list(pair) for pair in result.broken],
        "uneven": result.uneven,
    }


@transaction.atomic
def apply(draft: AssignmentPlan, *, by: User) -> int:
    """Turns the dry run into assignments and returns how many; all or nothing, and only once.

    Raises ReviewRefused when it was applied already, is not ready, or no longer fits the record or the wishes.
    """
    current = AssignmentPlan.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if current.state != S.READY:
        raise ReviewRefused("Rancangan ini tidak dapat diterapkan lagi. Buat rancangan baru bila masih diperlukan.")
    choices = current.result["choices"]
    rows = SentProposal.objects.in_bulk([task for task, _, _ in choices])
    people = User.objects.in_bulk([person for _, person, _ in choices])
    _check_declined(choices)
    number = services.assign_many([(rows[task], people[person]) for task, person, _ in choices], by=by)
    current.state = S.APPLIED
    current.save(update_fields=["state"])
    return number


def _check_declined(choices: Sequence[tuple[int, int, str]]) -> None:
    """Raises ReviewRefused when a chosen reviewer has declined since the plan was worked out; a plan asks none such."""
    chosen = {(task, person) for task, person, _ in choices}
    declined = ReviewerWish.objects.filter(wish=ReviewerWish.Wish.DECLINE, proposal__in={task for task, _ in chosen})
    for one in declined.select_related("reviewer", "proposal"):
        if (one.proposal_id, one.reviewer_id) in chosen:
            raise ReviewRefused(
                f"{one.reviewer} memilih tidak menilai {one.proposal.reference} sesudah rancangan ini dihitung. "
                "Buat rancangan baru, atau tugaskan sendiri di halaman usulannya."
            )


@dataclass(frozen=True, slots=True)
class ReviewerLoad:
    """How many reviews of a stage lie with one reviewer, by key, and how many of them are finished."""

    person: int
    load: int
    complete: int

    @property
    def behind(self) -> int:
        return self.load - self.complete


def loads(stage: ReviewStage, hidden: Iterable[int]) -> list[ReviewerLoad]:
    """Every reviewer's load in the stage, those furthest behind first, then by name; two queries.

    `hidden` are the keys of proposals that the reader must not know of; they count in no figure.
    """
    here = Assignment.objects.active().filter(stage=stage).exclude(proposal__in=hidden).order_by()
    done = Count("pk", filter=Q(state=Assignment.State.DONE))
    counts = {
        person: amounts for person, *amounts in here.values_list("reviewer_id").annotate(load=Count("pk"), done=done)
    }
    people = User.objects.reviewers().order_by("sort_key", "pk").values_list("pk", flat=True)
    found = [ReviewerLoad(person, *counts.get(person, (0, 0))) for person in people]
    return sorted(found, key=lambda each: -each.behind)
