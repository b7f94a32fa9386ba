"""Which proposals have which reviewers in the stage where they stand, as the table of assignments shows it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, ReviewStage


def with_counts(rows: QuerySet[SentProposal]) -> QuerySet[Any]:
    """Proposals with the reviewers they want, have, and have reviews of, in the stage where they stand."""
    here = Q(assignments__stage__order=F("review_round"))
    stage = ReviewStage.objects.filter(period=OuterRef("period"), order=OuterRef("review_round"))
    return rows.annotate(
        wanted=Subquery(stage.values("reviewers_per_proposal")[:1]),
        reviewers=Count("assignments", filter=here & Q(assignments__state__in=("assigned", "done"))),
        complete=Count("assignments", filter=here & Q(assignments__state="done")),
    )


@dataclass(frozen=True, slots=True)
class Staffed:
    """A proposal as the table of assignments shows it: its stage and who is asked there."""

    proposal: SentProposal
    stage: ReviewStage | None
    asked: list[Assignment]

    @property
    def complete(self) -> int:
        """How many of the reviews asked for are finished."""
        return sum(row.state == Assignment.State.DONE for row in self.asked)

    @property
    def short(self) -> bool:
        """Whether the stage wants more reviewers than are asked."""
        return self.stage is not None and len(self.asked) < self.stage.reviewers_per_proposal


def staffed(rows: Iterable[SentProposal], stages: Iterable[ReviewStage]) -> list[Staffed]:
    """The proposals with their reviewers in the stage where each stands; one query."""
    listed, known = list(rows), {stage.order: stage for stage in stages}
    active = Assignment.objects.active().filter(proposal__in=[row.pk for row in listed]).order_by("pk")
    names = active.select_related("reviewer").only(
        "proposal", "stage", "state", "reviewer__full_name", "reviewer__username"
    )
    asked: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    for row in names:
        asked[row.proposal_id, row.stage_id].append(row)
    lines = ((row, known.get(row.review_round)) for row in listed)
    return [Staffed(row, stage, asked[row.pk, stage.pk] if stage else []) for row, stage in lines]
