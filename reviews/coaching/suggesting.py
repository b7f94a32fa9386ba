"""What to work on first, taken from the reviews and from nothing else: weakest criteria, and the reviewers' comments.

The coordinator edits these before anybody else reads them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from proposals.core.sent import SentProposal
from reviews.coaching.models import CoachingTask
from reviews.core.models import Assignment, Criterion, Score

WEAKEST: Final = 3
Origin = CoachingTask.Origin


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One task as it may be put: its words and where they come from."""

    text: str
    origin: CoachingTask.Origin


def suggestions(proposals: Collection[int]) -> dict[int, list[Suggestion]]:
    """For each proposal, by key, its weakest criteria with what their next level means, then the comments.

    The agency reads them, so there are none where the period tells proposers nothing of the reviews. Four queries for
    any number of proposals.
    """
    found: dict[int, list[Suggestion]] = {key: [] for key in proposals}
    rows = SentProposal.objects.filter(pk__in=found).select_related("period")
    told = [row.pk for row in rows if row.period.tells_proposers]
    for key, weak in _weakest(told).items():
        found[key] += weak
    for key, comment in _comments(told):
        found[key].append(Suggestion(comment, Origin.COMMENT))
    return found


def _weakest(proposals: Collection[int]) -> dict[int, list[Suggestion]]:
    done = Score.objects.filter(assignment__proposal__in=proposals, assignment__in=Assignment.objects.done())
    given: dict[tuple[int, int], list[int]] = defaultdict(list)
    for about, criterion, value in done.newest().values_list("assignment__proposal", "criterion", "value"):
        if value is not None:
            given[about, criterion].append(value)
    criteria = Criterion.objects.in_bulk({criterion for _, criterion in given})
    ranked: dict[int, list[tuple[Fraction, int, int, int, str]]] = defaultdict(list)
    for (proposal, key), values in given.items():
        asked, mean = criteria[key], Fraction(sum(values), len(values))
        upward = next((level for level in asked.scale if level.value > mean), None)
        if upward:
            reached = (mean - asked.lowest) / (asked.top - asked.lowest)
            text = f"{asked.name}: {upward.description}"
            ranked[proposal].append((reached, -asked.weight, asked.order, key, text))
    return {
        proposal: [Suggestion(text, Origin.CRITERION) for *_, text in sorted(rows)[:WEAKEST]]
        for proposal, rows in ranked.items()
    }


def _comments(proposals: Collection[int]) -> Iterable[tuple[int, str]]:
    """Each once, in an order that tells nothing of who wrote it."""
    rows = Assignment.objects.done().filter(proposal__in=proposals).exclude(comment="")
    return sorted(set(rows.order_by().values_list("proposal", "comment")))
