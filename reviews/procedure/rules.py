"""What the procedure of a period asks of an outcome, before anybody is asked to sign it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import models

from agencies.core.models import User
from reviews.core.models import ReviewStage
from reviews.procedure.models import EVERY, FIRST, Procedure


class DeviationKind(models.TextChoices):
    """In what a decision departs from the procedure; a label goes on after "Penyimpangan:"."""

    STAGE = "stage", "tahap wajib belum dinilai"
    REVIEWS = "reviews", "penilaian kurang lengkap"
    RANK = "rank", "peringkat lebih baik dilewati"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that an outcome needs and a proposal has not: reviews in a stage, by its key, or its place's turn."""

    kind: DeviationKind
    words: str
    stage: int | None = None
    place: int | None = None


def needed_stages(procedure: Procedure, action: str, stages: Iterable[ReviewStage]) -> list[ReviewStage]:
    """The stages of the period, in their order, that this outcome needs."""
    wanted, known = procedure.needs(action), sorted(stages, key=lambda stage: stage.order)
    return [
        stage
        for place, stage in enumerate(known)
        if EVERY in wanted or stage.key in wanted or (FIRST in wanted and place == 0)
    ]


def may_deviate(procedure: Procedure, by: User, *, chairs: bool) -> bool:
    """Whether the procedure names this person, who `chairs` the meeting or not, as the one who allows deviations."""
    named = procedure.deviations_by
    return (named == Procedure.DeviationsBy.COORDINATOR and by.is_coordinator) or (
        named == Procedure.DeviationsBy.CHAIR and chairs
    )


def may_except(period: int, by: User) -> bool:
    """Whether this person may set a conflict of interest aside in the period with this key; two queries at most.

    Who chairs one of its meetings that is not released yet counts as its chair.
    """
    procedure = Procedure.objects.get(pk=period)
    chaired = by.chaired_meetings.filter(period=period, released_at=None)
    return may_deviate(
        procedure, by, chairs=procedure.deviations_by == Procedure.DeviationsBy.CHAIR and chaired.exists()
    )


def who_deviates(procedure: Procedure) -> str:
    """The sentence for somebody who may not allow what departs from the procedure."""
    named = procedure.get_deviations_by_display()
    return f"Menurut tata cara periode ini, yang dapat mengizinkan penyimpangan: {named.lower()}."


def has_quorum(procedure: Procedure, present: int, invited: int) -> bool:
    """Whether enough of the invited came; nobody invited is no meeting."""
    return invited > 0 and present * 100 >= procedure.quorum * invited


def repair_days(periods: Collection[int]) -> dict[int, int]:
    """Named by `PERIOD_REPAIR_DAYS`: how many working days each of these periods, by key, gives for a repair."""
    return dict(Procedure.objects.filter(period__in=periods).values_list("period", "repair_days"))
