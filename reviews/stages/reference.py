"""Reference data of the reviews: rubrics with their criteria, and the stages of each period."""

import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from foundation.fixtures.reading import (
    Record,  # fmt: skip
    check_keys,  # fmt: skip
    day,  # fmt: skip
    flag,  # fmt: skip
    one_of,  # fmt: skip
    plain,  # fmt: skip
    read_yaml,  # fmt: skip
    section,  # fmt: skip
    sections,  # fmt: skip
    text,  # fmt: skip
    unique,  # fmt: skip
    whole,  # fmt: skip
)
from foundation.fixtures.storing import ReferenceLoad, keep
from proposals.core.periods import Period
from proposals.periods.reference import read_period
from reviews.core.models import Criterion, ReviewStage, Rubric, Score


def load_reviews(load: ReferenceLoad, folder: Path) -> None:
    """Loads every rubric_*.yaml and the review stages of every period_*.yaml; periods must be loaded already.

    A rubric that a score refers to and the stages of a closed period are frozen. Raises FixtureError.
    """
    rubrics = {path.stem: _load_rubric(load, read_yaml(path)) for path in sorted(folder.glob("rubric_*.yaml"))}
    for path in sorted(folder.glob("period_*.yaml")):
        _load_stages(load, folder, read_period(path), rubrics)


def _load_rubric(load: ReferenceLoad, content: Record) -> Rubric:
    check_keys(content, ("rubric",))
    record = section(content, "rubric")
    check_keys(
        record, ("key", "name", "scale", "maximum_score", "justification", "not_assessable", "criteria"), ("source",)
    )
    reasons = section(record, "justification")
    check_keys(reasons, ("required_at", "required_when_not_assessable", "minimum_words", "help"))
    for owner, key in ((record, "not_assessable"), (reasons, "required_when_not_assessable")):
        if not flag(owner, key):
            raise owner.error(key, "portal ini selalu menyediakan “tidak dapat dinilai” dengan alasan. Isi true.")
    frozen = Score.objects.filter(criterion__rubric__key=text(record, "key")).exists()
    values = {
        "name": text(record, "name"),
        "source": text(record, "source", needed=False),
        "justify_at": _levels_needing_reason(reasons, _scale(record)),
        "justify_min_words": whole(reasons, "minimum_words"),
        "justify_help": text(reasons, "help", needed=False),
    }
    rubric = keep(load, record, Rubric, match={"key": record["key"]}, values=values, frozen=frozen)
    _load_criteria(load, rubric, record, frozen=frozen)
    return rubric


def _scale(record: Record) -> range:
    scale = section(record, "scale")
    check_keys(scale, ("minimum", "maximum"))
    lowest = whole(scale, "minimum")
    return range(lowest, whole(scale, "maximum", least=lowest + 1) + 1)


def _levels_needing_reason(reasons: Record, scale: range) -> list[int]:
    levels = reasons["required_at"]
    if not isinstance(levels, list) or not all(level in scale for level in levels):
        raise reasons.error("required_at", f"harus berisi daftar tingkat antara {scale[0]} dan {scale[-1]}.")
    return list(levels)


def _load_criteria(load: ReferenceLoad, rubric: Rubric, record: Record, *, frozen: bool) -> None:
    criteria, scale = sections(record, "criteria"), _scale(record)
    unique(criteria, "key")
    for order, criterion in enumerate(criteria, start=1):
        check_keys(criterion, ("key", "name", "weight", "question", "levels"))
        match = {"rubric": rubric, "key": text(criterion, "key")}
        values = _criterion(criterion, scale) | {"order": order}
        keep(load, criterion, Criterion, match=match, values=values, columns={"help": "question"}, frozen=frozen)
    reach = sum(criterion["weight"] for criterion in criteria) * scale[-1]
    if reach != whole(record, "maximum_score"):
        raise record.error("maximum_score", f"bobot × tingkat tertinggi berjumlah {reach}. Samakan keduanya.")


def _criterion(record: Record, scale: range) -> dict[str, Any]:
    levels = section(record, "levels")
    if sorted(levels) != list(scale):
        raise record.error("levels", f"harus berisi tepat tingkat {scale[0]} sampai {scale[-1]}.")
    return {
        "name": text(record, "name"),
        "help": text(record, "question"),
        "weight": whole(record, "weight", least=1),
        "levels": plain([{"value": value, "description": text(levels, value)} for value in scale]),
    }


def _load_stages(load: ReferenceLoad, folder: Path, content: Record, rubrics: dict[str, Rubric]) -> None:
    head, dates = section(content, "period"), section(content, "stage_dates")
    file = read_yaml(folder / f"{text(head, 'review_stages')}.yaml")
    check_keys(file, ("stages",))
    stages = sections(file, "stages")
    for name in ("key", "order", "name"):
        unique(stages, name)
    period = Period.objects.get(year=head["year"])
    for key in dates:
        if key not in [stage.get("key") for stage in stages]:
            raise dates.error(key, f"tahap “{key}” tidak ada dalam {file.file}.")
    values = [_stage(stage, dates, rubrics) for stage in stages]
    total = sum(each["share"] for each in values)
    if total != 100:
        raise stages[-1].error("share", f"jumlah bagian semua tahap {total} persen, seharusnya 100.")
    _keep_set(load, period, stages, values)


def _keep_set(load: ReferenceLoad, period: Period, stages: list[Record], values: list[dict[str, Any]]) -> None:
    """Stages belong together: a period that has any keeps the coordinator's set, unless the load is told to update.

    Even then the stages of a closed or scored period are frozen, and one that only the portal has must be gone first.
    """
    present = set(period.review_stages.values_list("key", flat=True))
    frozen = period.closes_at < timezone.now() or Score.objects.filter(assignment__stage__period=period).exists()
    only_here = present - {stage["key"] for stage in stages}
    if load.update and not frozen and only_here:
        named = ", ".join(sorted(only_here))
        raise stages[0].error("key", f"portal memiliki tahap lain ({named}). Hapus dahulu di portal, lalu muat lagi.")
    for stage, found in zip(stages, values, strict=True):
        match = {"period": period, "key": text(stage, "key")}
        if present and (frozen or not load.update) and match["key"] not in present:
            load.tallies[str(ReviewStage._meta.verbose_name)].left += 1
        else:
            keep(load, stage, ReviewStage, match=match, values=found, frozen=frozen)


def _stage(stage: Record, dates: Record, rubrics: dict[str, Rubric]) -> dict[str, Any]:
    opens_at, closes_at = _dates_of(stage, dates)
    return {
        "order": whole(stage, "order", least=1),
        "name": text(stage, "name"),
        "purpose": text(stage, "purpose", needed=False),
        "rubric": rubrics[one_of(stage, "rubric", rubrics)],
        "share": whole(stage, "share"),
        "reviewers_per_proposal": whole(stage, "reviewers_per_proposal", least=1),
        "minimum_scores": whole(stage, "minimum_scores", least=1),
        "spread_limit": whole(stage, "spread_limit", least=1),
        "opens_at": opens_at,
        "closes_at": closes_at,
    }


def _dates_of(stage: Record, dates: Record) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """The first and the last moment of a stage in the city's time; both None when the period names no dates for it."""
    if stage["key"] not in dates:
        return None, None
    record = section(dates, stage["key"])
    check_keys(record, ("opens_on", "due_on"))
    first, last = day(record, "opens_on"), day(record, "due_on")
    if first and last and last < first:
        raise record.error("due_on", "tanggal akhir harus sesudah tanggal awal.")
    return _local(first, datetime.time.min), _local(last, datetime.time(23, 59, 59))


def _local(date: datetime.date | None, clock: datetime.time) -> datetime.datetime | None:
    return timezone.make_aware(datetime.datetime.combine(date, clock)) if date else None
