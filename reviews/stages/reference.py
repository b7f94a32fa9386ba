"""Reference data of the reviews: rubrics with their criteria, and the stages of each period."""

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from django.utils import timezone
from pydantic import Field, model_validator

from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Positive, Schema, Text, Whole, check_unique, fault, unknown
from foundation.fixtures.storing import ReferenceLoad, keep
from proposals.core.period.models import Period
from proposals.periods.reference import PeriodFile, StageDates
from proposals.text.words import count_words
from reviews.core.models import Criterion, ReviewStage, Rubric, Score
from reviews.core.scales import RubricLevel


class RubricScale(Schema):
    """The lowest and the highest level."""

    minimum: Whole
    maximum: Whole

    @model_validator(mode="after")
    def _has_two_levels(self) -> Self:
        if self.maximum <= self.minimum:
            raise fault(f"harus lebih besar daripada {self.minimum}.", "maximum")
        return self

    @property
    def levels(self) -> list[int]:
        return list(range(self.minimum, self.maximum + 1))


class Justification(Schema):
    """Which levels need a written reason, the lowest and the highest unless said; "tidak dapat dinilai" always does."""

    required_at: tuple[Whole, ...] | None = None
    required_when_not_assessable: Literal[True]
    minimum_words: Whole
    help: str


class RubricCriterion(Schema):
    """One question of the rubric, with its weight and what each level means.

    `sections` are the keys of what it judges: texts of the guide, "profil", "lampiran". `sentences` are offered as
    reasons, by the level that asks for one or "tidak" for what cannot be judged.
    """

    key: Text
    name: Text
    weight: Positive
    question: Text
    levels: dict[int, Text]
    sections: tuple[Text, ...] = ()
    sentences: dict[int | Literal["tidak"], tuple[Text, ...]] = {}


class RubricBody(Schema):
    """A rubric; the portal always offers "tidak dapat dinilai"."""

    key: Text
    name: Text
    source: str = ""
    scale: RubricScale
    maximum_score: Whole
    justification: Justification
    not_assessable: Literal[True]
    criteria: Annotated[tuple[RubricCriterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_the_scale(self) -> Self:
        levels = self.scale.levels
        if not set(self.justify_at) <= set(levels):
            reason = f"harus berisi daftar tingkat antara {levels[0]} dan {levels[-1]}."
            raise fault(reason, "justification", "required_at")
        check_unique(self.criteria, "key", "criteria")
        for number, criterion in enumerate(self.criteria):
            if sorted(criterion.levels) != levels:
                reason = f"harus berisi tepat tingkat {levels[0]} sampai {levels[-1]}."
                raise fault(reason, "criteria", number, "levels")
            self._check_sentences(number, criterion)
        reach = sum(criterion.weight for criterion in self.criteria) * levels[-1]
        if reach != self.maximum_score:
            raise fault(f"bobot × tingkat tertinggi berjumlah {reach}. Samakan keduanya.", "maximum_score")
        return self

    def _check_sentences(self, number: int, criterion: RubricCriterion) -> None:
        """A sentence that is too short for a reason would be refused after it was chosen."""
        least = self.justification.minimum_words
        for answer, sentences in criterion.sentences.items():
            if answer != "tidak" and answer not in self.scale.levels:
                raise fault("tingkat ini tidak ada pada skala.", "criteria", number, "sentences", answer)
            if any(count_words(sentence) < least for sentence in sentences):
                raise fault(f"setiap kalimat paling sedikit {least} kata.", "criteria", number, "sentences", answer)

    @property
    def justify_at(self) -> tuple[int, ...]:
        """The levels that need a written reason."""
        said = self.justification.required_at
        return (self.scale.minimum, self.scale.maximum) if said is None else said


class RubricFile(Schema):
    """The whole content of one rubric_*.yaml."""

    rubric: RubricBody


class StageOfFile(Schema):
    """One review stage: its rubric, its share of the final score in percent, and its panel."""

    key: Text
    order: Positive
    name: Text
    purpose: str
    meets: Literal["", "presentasi", "kunjungan"] = ""
    rubric: Text
    share: Whole
    reviewers_per_proposal: Positive
    minimum_scores: Positive
    spread_limit: Positive


class StageFile(Schema):
    """The whole content of a file of review stages, in their order."""

    stages: Annotated[tuple[StageOfFile, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for name in ("key", "order", "name"):
            check_unique(self.stages, name, "stages")
        total = sum(stage.share for stage in self.stages)
        if total != 100:
            reason = f"jumlah bagian semua tahap {total} persen, seharusnya 100."
            raise fault(reason, "stages", len(self.stages) - 1, "share")
        return self


def load_reviews(load: ReferenceLoad, folder: Path) -> None:
    """Loads every rubric_*.yaml and the review stages of every period_*.yaml; periods must be loaded already.

    A rubric that a score refers to and the stages of a closed period are frozen. Raises FixtureError.
    """
    files = sorted(folder.glob("rubric_*.yaml"))
    rubrics = {path.stem: _load_rubric(load, read_yaml(path, RubricFile).rubric) for path in files}
    for path in sorted(folder.glob("period_*.yaml")):
        _load_stages(load, folder, read_yaml(path, PeriodFile), rubrics)


def _load_rubric(load: ReferenceLoad, given: RubricBody) -> Rubric:
    frozen = Score.objects.filter(criterion__rubric__key=given.key).exists()
    values = {
        "name": given.name,
        "source": given.source,
        "justify_at": list(given.justify_at),
        "justify_min_words": given.justification.minimum_words,
        "justify_help": given.justification.help,
    }
    rubric = keep(load, given, Rubric, match={"key": given.key}, values=values, frozen=frozen)
    for order, criterion in enumerate(given.criteria, start=1):
        match = {"rubric": rubric, "key": criterion.key}
        columns = {"help": "question"}
        keep(
            load, criterion, Criterion, match=match, values=_criterion(criterion, order), columns=columns, frozen=frozen
        )
    return rubric


def _criterion(given: RubricCriterion, order: int) -> dict[str, Any]:
    levels = [RubricLevel(value=value, description=text) for value, text in sorted(given.levels.items())]
    return {
        "name": given.name,
        "help": given.question,
        "weight": given.weight,
        "levels": [level.as_json() for level in levels],
        "order": order,
        "sections": list(given.sections),
        "sentences": {str(answer): list(texts) for answer, texts in given.sentences.items()},
    }


def _load_stages(load: ReferenceLoad, folder: Path, content: PeriodFile, rubrics: dict[str, Rubric]) -> None:
    name = f"{content.period.review_stages}.yaml"
    stages = read_yaml(folder / name, StageFile).stages
    period = Period.objects.get(year=content.period.year)
    for key, dates in content.stage_dates.items():
        if key not in [stage.key for stage in stages]:
            raise dates.error("", f"tahap “{key}” tidak ada dalam {name}.")
    _keep_set(load, period, stages, [_stage(stage, content.stage_dates.get(stage.key), rubrics) for stage in stages])


def _keep_set(
    load: ReferenceLoad, period: Period, stages: tuple[StageOfFile, ...], values: list[dict[str, Any]]
) -> None:
    """Stages belong together: a period that has any keeps the coordinator's set, unless the load is told to update.

    Even then the stages of a closed or scored period are frozen, and one that only the portal has must be gone first.
    """
    present = set(period.review_stages.values_list("key", flat=True))
    frozen = period.closes_at < timezone.now() or Score.objects.filter(assignment__stage__period=period).exists()
    only_here = present - {stage.key for stage in stages}
    if load.update and not frozen and only_here:
        named = ", ".join(sorted(only_here))
        raise stages[0].error("key", f"portal memiliki tahap lain ({named}). Hapus dahulu di portal, lalu muat lagi.")
    for stage, found in zip(stages, values, strict=True):
        match = {"period": period, "key": stage.key}
        if present and (frozen or not load.update) and stage.key not in present:
            load.tallies[str(ReviewStage._meta.verbose_name)].left += 1
        else:
            keep(load, stage, ReviewStage, match=match, values=found, frozen=frozen)


def _stage(stage: StageOfFile, dates: StageDates | None, rubrics: dict[str, Rubric]) -> dict[str, Any]:
    if stage.rubric not in rubrics:
        raise stage.error("rubric", unknown(stage.rubric, rubrics))
    return {
        "order": stage.order,
        "name": stage.name,
        "purpose": stage.purpose,
        "meets": stage.meets,
        "rubric": rubrics[stage.rubric],
        "share": stage.share,
        "reviewers_per_proposal": stage.reviewers_per_proposal,
        "minimum_scores": stage.minimum_scores,
        "spread_limit": stage.spread_limit,
        "opens_at": _local(dates.opens_on, datetime.time.min) if dates else None,
        "closes_at": _local(dates.due_on, datetime.time(23, 59, 59)) if dates else None,
    }


def _local(date: datetime.date, clock: datetime.time) -> datetime.datetime:
    """A moment of a day in the city's time."""
    return timezone.make_aware(datetime.datetime.combine(date, clock))
