"""What the letters tell proposers of the reviews: scores, comments, and what would have lifted them; never a name."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import Final

from foundation.papers.official.frames import BodyPart, PaperTable, TableColumn
from foundation.text.rounding import in_figures
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from reviews.coaching.models import CoachingTask
from reviews.coaching.suggesting import suggestions
from reviews.core.models import Assignment, Score
from reviews.ranking.feedback import Feedback, feedback_to_proposers

_COLUMNS: Final = (
    TableColumn("Tahap", 28),
    TableColumn("Kriteria", 44),
    TableColumn("Rata-rata", 14, figures=True),
    TableColumn("Tertinggi", 14, figures=True),
)
Levels = list[tuple[str, str, str, str]]


def told_of(proposals: Collection[SentProposal]) -> dict[int, list[BodyPart]]:
    """For each proposal, by key, as much as its period opens to proposers; so many queries for any number of them."""
    opened, lifting = feedback_to_proposers(proposals), suggestions([one.pk for one in proposals])
    scored = [one.pk for one in proposals if one.period.feedback == Period.Feedback.SCORES]
    levels = _by_criterion(scored)
    return {
        one.pk: [
            *_scores(opened[one.pk], levels.get(one.pk, [])),
            *_comments(opened[one.pk]),
            *_lifting([each.text for each in lifting[one.pk] if each.origin == CoachingTask.Origin.CRITERION]),
        ]
        for one in proposals
    }


def _scores(opened: Feedback, levels: Levels) -> list[BodyPart]:
    blocks = []
    if opened.means:
        blocks.append(BodyPart("Nilai setiap tahap, pada skala sampai 100:"))
        blocks.append(BodyPart(facts=[(stage, str(mean)) for stage, mean in opened.means]))
    if levels:
        blocks.append(BodyPart("Rata-rata tingkat setiap kriteria:"))
        blocks.append(BodyPart(table=PaperTable(_COLUMNS, levels)))
    return blocks


def _comments(opened: Feedback) -> list[BodyPart]:
    if not opened.comments:
        return []
    return [BodyPart("Masukan tim penilai:"), BodyPart(items=list(dict.fromkeys(opened.comments)))]


def _lifting(weakest: list[str]) -> list[BodyPart]:
    if not weakest:
        return []
    return [BodyPart("Yang paling menaikkan penilaiannya, menurut kriteria terlemah:"), BodyPart(items=weakest)]


def _by_criterion(proposals: Collection[int]) -> dict[int, Levels]:
    """Of each: stage, criterion, the mean of its levels and the highest one, as the rubrics order them; one query."""
    done = Score.objects.filter(assignment__proposal__in=proposals, assignment__in=Assignment.objects.done())
    given: dict[int, dict[tuple[int, int, int], list[Score]]] = defaultdict(lambda: defaultdict(list))
    for score in done.newest().select_related("assignment__stage", "criterion"):
        if score.value is not None:
            place = (score.assignment.stage.order, score.criterion.order, score.criterion_id)
            given[score.assignment.proposal_id][place].append(score)
    return {key: [_row(rows) for _, rows in sorted(found.items())] for key, found in given.items()}


def _row(scores: list[Score]) -> tuple[str, str, str, str]:
    criterion, levels = scores[0].criterion, [score.value for score in scores if score.value is not None]
    mean = in_figures(Decimal(sum(levels)) / len(levels))
    return scores[0].assignment.stage.name, criterion.name, mean, str(criterion.top)
