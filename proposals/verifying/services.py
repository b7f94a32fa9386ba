"""Writing at the desk: a coordinator's answers to the checklist, and the decision through the workflow."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from proposals.core.history.record import Event
from proposals.core.history.remarks import Remark
from proposals.core.moving import moves
from proposals.core.workflow import Action
from proposals.repairing.services import settle_all
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
    CheckTick.objects.bulk_create(
        [
            CheckTick(revision=desk.revision, item=line.item, answer=line.answer, note=line.note, by=by, at=now)
            for line in changed
        ],
        update_conflicts=True,
        unique_fields=["revision", "item"],
        update_fields=["answer", "note", "by", "at"],
    )


@transaction.atomic
def decide(desk: Desk, given: Filled, action: Action, *, by: User) -> Event:
    """Keeps the answers and moves the proposal on. Raises WorkflowError when it may not, and then keeps nothing.

    Who accepts the whole takes all that came back, at the moment of the acceptance, with which `undoing` takes it back.
    """
    keep_answers(desk, given, by=by)
    if action is Action.ACCEPT:
        event = moves.perform(action, desk.proposal, by=by)
        _settle([one.remark for one in given.back], by=by, at=event.at)
        return event
    _settle([one.remark for one in given.back if one.answer == FITS], by=by, at=timezone.now())
    if action is Action.REJECT:
        return moves.perform(action, desk.proposal, by=by, note=given.reason)
    note = given.reason or _summary(desk, given)
    return moves.perform(action, desk.proposal, by=by, note=note, remarks=given.remarks)


def _settle(remarks: Sequence[Remark], *, by: User, at: datetime.datetime) -> None:
    if remarks:
        settle_all(remarks[0].proposal_id, remarks, by=by, at=at)


def _summary(desk: Desk, given: Filled) -> str:
    """The note of a return that has remarks only: how many, and on what."""
    known = places.words_of(desk.groups)
    named = [one.remark.place for one in given.back if one.answer == LACKS]
    named += [line.place_words for line in given.lines if line.answer == LACKS]
    named += [known[extra.place] for extra in given.written]
    return f"{given.amount} catatan perbaikan: {', '.join(dict.fromkeys(named))}."
