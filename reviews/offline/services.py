"""Taking in the answers that were written without a connection, each once, without overwriting newer ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Field

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused
from reviews.offline.models import OfflineAnswer
from reviews.offline.packing import values_of
from reviews.offline.reading import SentAnswer
from reviews.scoring_desk.forms import form_of
from reviews.scoring_desk.services import save_draft

WITHDRAWN: Final = "Penugasan ini sudah tidak berlaku, jadi isian ini tidak dikirim. Salin bila masih Anda perlukan."
OTHER_RUBRIC: Final = "Rubriknya berubah sejak usulan ini dibawa. Buka usulannya saat tersambung, lalu jawab lagi."


class How(StrEnum):
    """What became of an answer."""

    KEPT = "kept"
    CLASH = "clash"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one answer: `stored` is what the portal held of its field, `why` a sentence of refusal."""

    answer: SentAnswer
    how: How
    stored: str = ""
    why: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it says something that the portal did not hold yet and takes in."""
        return self.how is How.KEPT and self.stored != as_typed(self.answer.value)


@transaction.atomic
def receive(assignment: int, written: Sequence[SentAnswer], *, by: User) -> list[Arrival]:
    """Merges the answers into the draft of the person's own assignment and tells of each what became of it.

    One whose key arrived before changes nothing and counts as kept; one whose field was changed elsewhere since the
    proposal was taken along is not written over that change. Nothing is raised: a refusal is an answer too.
    """
    mine = Assignment.objects.of(by).select_related("proposal__period", "stage__rubric", "reviewer")
    proposal = mine.values_list("proposal_id", flat=True).filter(pk=assignment).first()
    if proposal:
        lock_sent(proposal)
    task = mine.select_for_update(of=("self",)).filter(pk=assignment).first()
    if task is None:
        return [Arrival(answer, How.REFUSED, why=WITHDRAWN) for answer in written]
    known = set(
        OfflineAnswer.objects.filter(reviewer=by, key__in=[each.key for each in written]).values_list("key", flat=True)
    )
    again = [Arrival(answer, How.KEPT) for answer in written if answer.key in known]
    fresh = _weighed(task, [answer for answer in written if answer.key not in known])
    kept = [each.answer for each in fresh if each.how is How.KEPT]
    new = {each.answer.field: as_typed(each.answer.value) for each in fresh if each.is_new}
    try:
        if new:
            save_draft(task, new, by=by)
    except ReviewRefused as refusal:
        fresh = [Arrival(each.answer, How.REFUSED, why=str(refusal)) for each in fresh]
        kept = []
    OfflineAnswer.objects.bulk_create(
        OfflineAnswer(key=each.key, assignment=task, reviewer=by, field=each.field) for each in kept
    )
    return [*again, *fresh]


def _weighed(task: Assignment, written: Sequence[SentAnswer]) -> list[Arrival]:
    """Each answer against what the portal holds of its field now."""
    form = form_of(task)
    now = {name: as_typed(value) for name, value in values_of(form).items()}
    return [_weigh(answer, form.fields.get(answer.field), now.get(answer.field, "")) for answer in written]


def _weigh(answer: SentAnswer, field: Field | None, stored: str) -> Arrival:
    if field is None:
        return Arrival(answer, How.REFUSED, why=OTHER_RUBRIC)
    value = as_typed(answer.value)
    try:
        if value or not field.required:
            field.clean(value)
    except ValidationError as problem:
        return Arrival(answer, How.REFUSED, why=" ".join(problem.messages))
    how = How.KEPT if stored in (value, as_typed(answer.base)) else How.CLASH
    return Arrival(answer, how, stored=stored)
