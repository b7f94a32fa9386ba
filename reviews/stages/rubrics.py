"""Editing a rubric: free until the first score, afterwards only by a new version that says what happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from proposals.core.sent import SentProposal
from proposals.core.workflow import UNDER_REVIEW
from reviews.core.models import Assignment, Criterion, ReviewStage, Rubric, Score
from reviews.core.refusals import ReviewRefused
from reviews.core.scales import RubricLevel


@dataclass(frozen=True, slots=True)
class EditedCriterion:
    """One criterion as edited; `levels` are the descriptions from the lowest to the highest level.

    `sections` are the keys of what it judges, `sentences` the ready reasons by their answer; None leaves either as it
    is, by the key or the name of the criterion.
    """

    key: str
    name: str
    help: str
    weight: int
    levels: tuple[str, ...]
    sections: tuple[str, ...] | None = None
    sentences: Mapping[str, list[str]] | None = None

    def scale(self) -> list[RubricLevel]:
        """The levels, numbered from 1."""
        return [RubricLevel(value=value, description=text) for value, text in enumerate(self.levels, start=1)]


@dataclass(frozen=True, slots=True)
class EditedReasons:
    """Where reasons are asked: at which levels, of how many words at least, and what reviewers are told about them."""

    at: tuple[int, ...]
    least: int
    help: str


def has_scores(rubric: Rubric) -> bool:
    """Whether any score rests on the rubric; from then on it is frozen."""
    return Score.objects.filter(criterion__rubric=rubric).exists()


@transaction.atomic
def save_rubric(
    rubric: Rubric, lines: Sequence[EditedCriterion], *, by: User, note: str, reasons: EditedReasons | None = None
) -> Rubric:
    """Stores the criteria: in place while nothing rests on them, else as a new version for the stages in use.

    A new version needs `note`, which says what happens to the scores given: they stay in the record under the old
    version, and the reviewers of unfinished and finished tasks score anew. Raises ReviewRefused without it. What is no
    rule (the sections beside a criterion, ready sentences, the help for reasons) is stored in place at any time.
    Without `reasons` these stay as they are.
    """
    locked = Rubric.objects.select_for_update().get(pk=rubric.pk)
    asked = reasons or EditedReasons(tuple(locked.justify_at), locked.justify_min_words, locked.justify_help)
    criteria = list(locked.criteria.all())
    told = {word: each for each in criteria for word in (each.key, each.name)}
    if has_scores(locked) and _same_rules(locked, criteria, lines, asked):
        _describe(locked, criteria, lines, asked)
        _record(locked, by=by, note="")
        return locked
    if not has_scores(locked):
        locked.justify_at, locked.justify_min_words, locked.justify_help = list(asked.at), asked.least, asked.help
        locked.save(update_fields=["justify_at", "justify_min_words", "justify_help"])
        locked.criteria.all().delete()
        _write(locked, lines, told)
        _record(locked, by=by, note="")
        return locked
    if not note.strip():
        raise ReviewRefused("Sudah ada nilai menurut rubrik ini. Tuliskan apa yang terjadi dengan nilai itu.")
    newer = Rubric.objects.create(
        key=f"{locked.key.split('-v')[0]}-v{locked.version + 1}",
        name=locked.name,
        source=locked.source,
        justify_at=list(asked.at),
        justify_min_words=asked.least,
        justify_help=asked.help,
        replaces=locked,
        version=locked.version + 1,
        change_note=note.strip(),
    )
    _write(newer, lines, told)
    stages = list(_in_progress(locked))
    ReviewStage.objects.filter(pk__in=[stage.pk for stage in stages]).update(rubric=newer)
    open_tasks = Assignment.objects.done().under_way().filter(stage__in=stages)
    open_tasks.update(state=Assignment.State.ASSIGNED, total=None, lead=None, done_at=None)
    _record(newer, by=by, note=note)
    return newer


def _in_progress(rubric: Rubric) -> QuerySet[ReviewStage]:
    """The stages that follow a new version; those of a year that is decided keep the rubric they were scored by."""
    scores = Score.objects.filter(assignment__stage=OuterRef("pk"))
    waiting = SentProposal.objects.filter(period=OuterRef("period"), status__in=UNDER_REVIEW)
    return ReviewStage.objects.filter(rubric=rubric).exclude(Exists(scores) & ~Exists(waiting))


def _same_rules(
    rubric: Rubric, criteria: Sequence[Criterion], lines: Sequence[EditedCriterion], asked: EditedReasons
) -> bool:
    """Whether an edit leaves all that scores rest on as it is."""
    stored = [
        (each.name, each.help, each.weight, tuple(level.description for level in each.scale)) for each in criteria
    ]
    edited = [(line.name, line.help, line.weight, line.levels) for line in lines]
    return (stored, sorted(rubric.justify_at), rubric.justify_min_words) == (edited, sorted(asked.at), asked.least)


def _describe(
    rubric: Rubric, criteria: Sequence[Criterion], lines: Sequence[EditedCriterion], asked: EditedReasons
) -> None:
    """Stores what is no rule: what stands beside each criterion, its ready sentences, and the help for reasons."""
    for criterion, line in zip(criteria, lines, strict=True):
        criterion.sections, criterion.sentences = _sections(line, criterion), _sentences(line, criterion)
    Criterion.objects.bulk_update(criteria, ["sections", "sentences"])
    rubric.justify_help = asked.help
    rubric.save(update_fields=["justify_help"])


def _sections(line: EditedCriterion, before: Criterion | None) -> list[str]:
    """What the criterion judges; the same places stay in the order they had."""
    stored = list(before.sections) if before else []
    return stored if line.sections is None or set(line.sections) == set(stored) else list(line.sections)


def _sentences(line: EditedCriterion, before: Criterion | None) -> dict[str, list[str]]:
    if line.sentences is not None:
        return dict(line.sentences)
    return before.sentences if before else {}


def _write(rubric: Rubric, lines: Sequence[EditedCriterion], told: Mapping[str, Criterion]) -> None:
    """The criteria as edited; what a criterion judges and its ready sentences stay with its key or name (`told`)."""
    same = [told.get(line.key) or told.get(line.name) for line in lines]
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric,
            key=line.key,
            name=line.name,
            help=line.help,
            weight=line.weight,
            levels=[level.as_json() for level in line.scale()],
            order=order,
            sections=_sections(line, before),
            sentences=_sentences(line, before),
        )
        for order, (line, before) in enumerate(zip(lines, same, strict=True), start=1)
    )


def _record(rubric: Rubric, *, by: User, note: str) -> None:
    weights = {criterion.key: criterion.weight for criterion in rubric.criteria.all()}
    before = {"rubric": rubric.replaces_id} if rubric.replaces_id else {}
    ledger.append(EntryKind.STAGE, rubric, actor=by, before=before, after={"weights": weights, "note": note})
