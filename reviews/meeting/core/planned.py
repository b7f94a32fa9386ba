"""When proposals of a period are scored and decided upon: what proposers are told of the plan."""

from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from proposals.core.above import Planned, PlannedStage
from reviews.core.models import ReviewStage
from reviews.meeting.core.models import Meeting


def planned(periods: Collection[int]) -> dict[int, Planned]:
    """Named by `PERIOD_PLANNED`: the rounds of each of these periods and its next meeting, by key; two queries."""
    stages: defaultdict[int, list[PlannedStage]] = defaultdict(list)
    rounds = ReviewStage.objects.filter(period__in=periods).order_by("period_id", "order")
    for row in rounds.only("period", "name", "opens_at", "closes_at"):
        stages[row.period_id].append(PlannedStage(row.name, row.opens_at, row.closes_at))
    coming = Meeting.objects.filter(period__in=periods, held_at__gte=timezone.now()).order_by(
        "period_id", "held_at", "pk"
    )
    meetings = {row.period_id: row for row in coming.distinct("period_id").only("period", "held_at", "place")}
    return {
        period: Planned(
            tuple(stages[period]),
            meetings[period].held_at if period in meetings else None,
            meetings[period].place if period in meetings else "",
        )
        for period in periods
    }
