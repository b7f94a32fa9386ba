"""Editing stages and rubrics: free until the first score, afterwards only by a new version that says what happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Sum

from agencies import ledger
from agencies.models import Kind, User
from proposals.models import Period
from reviews.models import Assignment, Criterion, ReviewStage, Rubric, Score
from reviews.services import ReviewRefused

FROZEN_FIELDS = ("share", "rubric", "order", "minimum_scores", "spread_limit")


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as edited; `levels` are the descriptions from the lowest to the highest level."""

    key: str
    name: str
    help: str
    weight: int
    levels: tuple[str, ...]


def has_scores(rubric: Rubric) -> bool:
    """Whether any score rests on the rubric; from then on it is frozen."""
    return Score.objects.filter(criterion__rubric=rubric).exists()


def stage_has_scores(stage: ReviewStage) -> bool:
    """Whether scoring has begun in the stage."""
    return Score.objects.filter(assignment__stage=stage).exists()


def shares_sum(period: Period) -> int:
    """The shares of all stages of the period together, in percent; they must make 100."""
    return int(period.review_stages.aggregate(total=Sum("share"))["total"] or 0)


@transaction.atomic
def save_stage(stage: ReviewStage, changed: Sequence[str], *, by: User) -> None:
    """Stores an edited stage. Raises ReviewRefused when scoring has begun and a rule of the score would change."""
    frozen = [name for name in changed if name in FROZEN_FIELDS]
    stored = ReviewStage.objects.select_for_update(of=("self",)).get(pk=stage.pk)
    if frozen and stage_has_scores(stored):
        names = {field.name: field.verbose_name for field in ReviewStage._meta.fields}
        labels = ", ".join(str(names[name]) for name in frozen)
        raise ReviewRefused(
            f"Penilaian tahap ini sudah dimulai, jadi {labels} tidak dapat diubah lagi. "
            "Ubah tanggal atau jumlah penilai, atau buat versi baru rubriknya."
        )
    before = {name: _plain(stored, name) for name in changed}
    stage.save()
    after = {name: _plain(stage, name) for name in changed}
    if before != after:
        ledger.append(Kind.STAGE, stage, actor=by, before=before, after=after)


def _plain(stage: ReviewStage, name: str) -> Any:
    value = getattr(stage, name)
    return value.pk if isinstance(value, Rubric) else value


@transaction.atomic
def save_rubric(rubric: Rubric, lines: Sequence[Line], *, by: User, note: str) -> Rubric:
    """Stores the criteria: in place while nothing rests on them, else as a new version for the stages in use.

    A new version needs `note`, which says what happens to the scores given: they stay in the record under the old
    version, and the reviewers of unfinished and finished tasks score anew. Raises ReviewRefused without it.
    """
    locked = Rubric.objects.select_for_update().get(pk=rubric.pk)
    if not has_scores(locked):
        locked.criteria.all().delete()
        _write(locked, lines)
        _record(locked, by=by, note="")
        return locked
    if not note.strip():
        raise ReviewRefused("Sudah ada nilai menurut rubrik ini. Tuliskan apa yang terjadi dengan nilai itu.")
    newer = Rubric.objects.create(
        key=f"{locked.key.split('-v')[0]}-v{locked.version + 1}",
        name=locked.name,
        source=locked.source,
        justify_at=locked.justify_at,
        justify_min_words=locked.justify_min_words,
        justify_help=locked.justify_help,
        replaces=locked,
        version=locked.version + 1,
        change_note=note.strip(),
    )
    _write(newer, lines)
    stages = list(ReviewStage.objects.filter(rubric=locked))
    ReviewStage.objects.filter(rubric=locked).update(rubric=newer)
    open_tasks = Assignment.objects.done().under_way().filter(stage__in=stages)
    open_tasks.update(state=Assignment.State.ASSIGNED, total=None, lead=None, done_at=None)
    _record(newer, by=by, note=note)
    return newer


def _write(rubric: Rubric, lines: Sequence[Line]) -> None:
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric,
            key=line.key,
            name=line.name,
            help=line.help,
            weight=line.weight,
            levels=[{"value": value, "description": text} for value, text in enumerate(line.levels, start=1)],
            order=order,
        )
        for order, line in enumerate(lines, start=1)
    )


def _record(rubric: Rubric, *, by: User, note: str) -> None:
    weights = {criterion.key: criterion.weight for criterion in rubric.criteria.all()}
    before = {"rubric": rubric.replaces_id} if rubric.replaces_id else {}
    ledger.append(Kind.STAGE, rubric, actor=by, before=before, after={"weights": weights, "note": note})
