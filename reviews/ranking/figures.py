"""Fairness as shown: how far reviewers lie apart on a proposal, each reviewer's load and figures beside the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, StdDev, Subquery

from agencies.core.models import User
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import ReckonedSeverity, StageFigures


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """One reviewer in a stage; `days` is the mean time from assignment to completion, `severity` as last reckoned.

    `gap` is own score − mean of the colleagues' scores on the same proposal, averaged over shared proposals, in points.
    """

    person: User
    load: int
    complete: int
    days: float | None
    mean: Decimal | None
    stdev: Decimal | None
    gap: Decimal | None
    severity: ReckonedSeverity | None

    @property
    def shown(self) -> tuple[Any, ...]:
        """Everything that the line of the reviewer shows."""
        strictness = self.severity and (self.severity.points, self.severity.standard_error)
        return str(self.person), self.load, self.complete, self.days, self.mean, self.stdev, self.gap, strictness


def disagreements(stage: ReviewStage, hidden: Iterable[int]) -> QuerySet[StageFigures]:
    """The figures of the stage's proposals that have scores, those whose scores lie furthest apart first.

    `hidden` are the keys of proposals that the reader must not know of; they count in no figure.
    """
    return (
        StageFigures.objects.filter(stage=stage, n__gt=0).exclude(proposal__in=hidden).order_by("-spread", "proposal")
    )


def reviewers_of(stage: ReviewStage, hidden: Iterable[int]) -> list[int]:
    """The keys of those asked to review something in the stage that the reader may know of, by name; one query."""
    asked = Assignment.objects.active().filter(stage=stage, reviewer=OuterRef("pk")).exclude(proposal__in=hidden)
    return list(User.objects.filter(Exists(asked)).order_by("sort_key", "pk").values_list("pk", flat=True))


def reviewer_rows(stage: ReviewStage, hidden: Iterable[int], people: Sequence[int]) -> list[ReviewerRow]:
    """The figures of these reviewers in the stage, by their keys and in their order; three queries.

    They say what `fairness.reviewer_figures` says of the same reviews; what is hidden counts in no figure.
    """
    active = Assignment.objects.active().filter(stage=stage, reviewer__in=people).exclude(proposal__in=hidden)
    together = StageFigures.objects.filter(stage=stage, n__gt=1, proposal=OuterRef("proposal_id"))
    # Asked for once per review; the others' scores are all scores without the own one.
    colleagues = Subquery(together.values(mean_of_others=(F("total") - OuterRef("total")) / (F("n") - 1)))
    done = Q(state=Assignment.State.DONE)
    lines = (
        active.order_by()
        .values("reviewer_id")
        .annotate(
            load=Count("pk"),
            complete=Count("pk", filter=done),
            pace=Avg(F("done_at") - F("assigned_at")),
            mean=Avg("total", filter=done),
            stdev=StdDev("total", sample=True, filter=done),
            gap=Avg(F("total") - colleagues, filter=done),
        )
    )
    found = {line["reviewer_id"]: line for line in lines}
    severities = {each.reviewer_id: each for each in ReckonedSeverity.objects.filter(stage=stage, reviewer__in=people)}
    known = User.objects.in_bulk(people)
    return [_reviewer(known[key], found[key], severities.get(key)) for key in people if key in found]


def _reviewer(person: User, line: Mapping[str, Any], severity: ReckonedSeverity | None) -> ReviewerRow:
    return ReviewerRow(
        person=person,
        load=line["load"],
        complete=line["complete"],
        days=None if line["pace"] is None else line["pace"].total_seconds() / 86400,
        mean=line["mean"],
        stdev=line["stdev"],
        gap=line["gap"],
        severity=severity,
    )


def open_disputes(own: Iterable[StageFigures]) -> list[StageFigures]:
    """Stages of one proposal in which reviewers lie too far apart and nobody has dealt with it, the earliest first."""
    return sorted((each for each in own if each.unsettled), key=lambda each: each.stage.order)
