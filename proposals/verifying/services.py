"""Writing at the desk: a coordinator's answers to the checklist, and the decision through the workflow."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from proposals.core.history.record import Event
from proposals.core.history.remarks import summary
from proposals.core.moving import moves
from proposals.core.workflow import Action
from proposals.verifying import places
from proposals.verifying.answers import Filled
from proposals.verifying.checklist import FITS, LACKS, Desk
from proposals.verifying.models import CheckTick


@transaction.atomic
def keep_answers(desk: Desk, given: Filled, *, by: User) -> None:
    """Keeps the answers to the questions; an unchanged one stays with whoever gave it, and no finding is kept."""
    before = {line.item.pk: (line.answer, line.note) for line in desk.lines}
    changed = [line for line in given.lines if before[line.item.pk] != (line.answer, line.note)]
    now = timezone.now()
    store_ticks(
        CheckTick(revision=desk.revision, item=line.item, answer=line.answer, note=line.note, by=by, at=now)
        for line in changed
    )


def store_ticks(ticks: Iterable[CheckTick]) -> None:
    """Writes answers in the caller's transaction; a question of a version that was answered before has the new one."""
    CheckTick.objects.bulk_create(
        ticks,
        update_conflicts=True,
        unique_fields=["revision", "item"],
        update_fields=["answer", "note", "by", "at"],
    )


@transaction.atomic
def decide(desk: Desk, given: Filled, action: Action, *, by: User) -> Event:
    """Keeps the answers and moves the proposal on. Raises WorkflowError when it may not, and then keeps nothing.

    Who accepts the whole takes all that came back; `undoing` gives it back with the acceptance.
    """
    keep_answers(desk, given, by=by)
    if action is Action.ACCEPT:
        return moves.perform(action, desk.proposal, by=by)
    settled = [one.remark.pk for one in given.back if one.answer == FITS]
    if action is Action.REJECT:
        return moves.perform(action, desk.proposal, by=by, note=given.reason, settled=settled)
    note = given.reason or summary(_places(desk, given))
    return moves.perform(action, desk.proposal, by=by, note=note, remarks=given.remarks, settled=settled)


def _places(desk: Desk, given: Filled) -> list[str]:
    """What the remarks of a return are about, one entry for each."""
    known = places.words_of(desk.groups)
    named = [one.remark.place for one in given.back if one.answer == LACKS]
    named += [line.place_words for line in given.lines if line.answer == LACKS]
    return named + [known[extra.place] for extra in given.written]
