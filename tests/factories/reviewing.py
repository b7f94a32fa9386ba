"""Rubrics, stages, assignments and declared conflicts."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from agencies.core.models import User
from proposals.core.period.models import Period
from proposals.core.sent import AnyProposal, SentProposal
from reviews.assigning.services import store_tasks
from reviews.core.models import Assignment, Criterion, Interest, ReviewStage, Rubric
from tests.factories.years import period


def rubric(number: int = 1, criteria: int = 2) -> Rubric:
    """A rubric with equally weighted criteria of three levels; the same one for the same number."""
    made, new = Rubric.objects.get_or_create(key=f"rubrik-{number}", defaults={"name": f"Rubrik {number}"})
    levels = [{"value": level, "description": f"Tingkat {level}"} for level in (1, 2, 3)]
    for order in range(1, criteria + 1 if new else 1):
        Criterion.objects.create(
            rubric=made, key=f"kriteria-{order}", name=f"Kriteria {order}", weight=50, levels=levels, order=order
        )
    return made


def stage(of: Period | None = None, order: int = 1, **values: Any) -> ReviewStage:
    """A review stage without dates, so always open; the same one for the same period and order."""
    defaults = {"key": f"tahap-{order}", "name": f"Tahap {order}", "share": 100, "rubric": rubric()}
    home = of or period()
    return ReviewStage.objects.get_or_create(period=home, order=order, defaults=defaults | values)[0]


def assign(to: User, what: AnyProposal, order: int = 1, **values: Any) -> Assignment:
    """One reviewer asked to score one proposal."""
    return assign_all([to], what, order, **values)[0]


def assign_all(to: Sequence[User], what: AnyProposal, order: int = 1, **values: Any) -> list[Assignment]:
    """Reviewers asked to score one proposal, by the writer that the service uses, so with all that goes along.

    As whatever lies in the past, it is told in the inbox and not by mail. The record says that each asked oneself: a
    test that is about who asked goes through the service.
    """
    where = {"stage": stage(what.period, order), "proposal_id": what.pk}
    tasks = [Assignment(reviewer=person, **where, **values) for person in to]
    sent = SentProposal.objects.filter(pk=what.pk).first()
    if sent is None:
        # It was reviewed before it was withdrawn and taken up again: of a draft, no service tells or records anything.
        return Assignment.objects.bulk_create(tasks)
    for task in tasks:
        task.proposal = sent
    with transaction.atomic():
        store_tasks([(task, {}) for task in tasks], by=to[0], past=True)
    return tasks


def conflict(of: User, over: AnyProposal, **values: Any) -> Interest:
    """A declared conflict of interest that stands; by no service, because that would end the tasks that tests look at.

    What is asked of a conflict is that it outranks every grant, also one that nobody has taken back.
    """
    return Interest.objects.create(user=of, proposal_id=over.pk, **({"reason": "Saudara kandung pengusul."} | values))
