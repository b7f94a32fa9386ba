"""What the procedure of a period asks of an outcome, before anybody is asked to sign it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import models

from reviews.core.models import ReviewStage
from reviews.core.standings import StageFigures
from reviews.procedure.models import EVERY, FIRST, Procedure


class DeviationKind(models.TextChoices):
    """In what a decision departs from the procedure; a label goes on after "Penyimpangan:"."""

    STAGE = "stage", "tahap wajib belum dinilai"
    REVIEWS = "reviews", "penilaian kurang lengkap"
    RANK = "rank", "peringkat lebih baik dilewati"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that an outcome needs and a proposal has not."""

    kind: DeviationKind
    words: str


def needed_stages(procedure: Procedure, action: str, stages: Iterable[ReviewStage]) -> list[ReviewStage]:
    """The stages of the period, in their order, that this outcome needs."""
    wanted, known = procedure.needs(action), sorted(stages, key=lambda stage: stage.order)
    return [
        stage
        for place, stage in enumerate(known)
        if EVERY in wanted or stage.key in wanted or (FIRST in wanted and place == 0)
    ]


def lacks(
    procedure: Procedure, action: str, stages: Iterable[ReviewStage], figures: Mapping[int, StageFigures]
) -> list[Lack]:
    """What is missing for this outcome; `figures` are those of the proposal by the order of the stage."""
    found = []
    for stage in needed_stages(procedure, action, stages):
        here = figures.get(stage.order)
        present = here.n if here else 0
        if not present:
            found.append(Lack(DeviationKind.STAGE, f"belum dinilai pada tahap wajib “{stage}”"))
        elif present < stage.minimum_scores:
            words = f"baru memiliki {present} dari {stage.minimum_scores} nilai lengkap di tahap “{stage}”"
            found.append(Lack(DeviationKind.REVIEWS, words))
    return found


def has_quorum(procedure: Procedure, present: int, invited: int) -> bool:
    """Whether enough of the invited came; nobody invited is no meeting."""
    return invited > 0 and present * 100 >= procedure.quorum * invited


def repair_days(periods: Collection[int]) -> dict[int, int]:
    """Named by `PERIOD_REPAIR_DAYS`: how many working days each of these periods, by key, gives for a repair."""
    return dict(Procedure.objects.filter(period__in=periods).values_list("period", "repair_days"))
