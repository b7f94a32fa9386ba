"""The verification desk in the past: what the coordinator answered to the checklist before each decision."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from inovasi.demo.making.courses import PlannedMove
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from proposals.core.history.record import Revision
from proposals.core.history.remarks import NewRemark
from proposals.core.workflow import Action, Status
from proposals.verifying.answers import OUTCOMES
from proposals.verifying.checklist import FITS, LACKS
from proposals.verifying.editing import questions_of
from proposals.verifying.models import CheckItem, CheckTick
from proposals.verifying.places import FILE
from proposals.verifying.services import store_ticks

READ_FOR: Final = datetime.timedelta(minutes=5)


def answer_checklist(
    desk: DemoKit, wave: Iterable[tuple[DemoEntry, PlannedMove]], remarks: Mapping[int, Sequence[NewRemark]]
) -> None:
    """Keeps the answers to the questions for a person before each decision of the wave; `remarks` by key of proposal.

    One question lacks something where the proposal did not pass, in the words of a remark or of the decision.
    """
    asked = [item for item in questions_of(desk.period.guide) if item.is_on and not item.machine]
    decided = {
        entry.proposal.pk: move
        for entry, move in wave
        if move.step.source is Status.SUBMITTED and move.step.action in OUTCOMES.values()
    }
    newest = Revision.objects.filter(proposal__in=decided).order_by("proposal_id", "-number").distinct("proposal_id")
    ticks: list[CheckTick] = []
    for revision in newest.defer("content"):
        move, spoken = decided[revision.proposal_id], remarks.get(revision.proposal_id, ())
        lacking, words = _lacking(asked, move, spoken)
        for item in asked:
            tick = CheckTick(revision=revision, item=item, answer=FITS, by=desk.cast.coordinator, at=move.at - READ_FOR)
            if item is lacking:
                tick.answer, tick.note = LACKS, words
            ticks.append(tick)
    store_ticks(ticks)


def _lacking(
    asked: Sequence[CheckItem], move: PlannedMove, spoken: Sequence[NewRemark]
) -> tuple[CheckItem | None, str]:
    """The question that was answered "Belum", with the words to it: about the file on which a remark is, else any."""
    if move.step.action is Action.ACCEPT:
        return None, ""
    on_file = next((remark.text for remark in spoken if remark.file), "")
    about_file = (item for item in asked if on_file and item.place.startswith(FILE))
    return next(about_file, next(iter(asked), None)), on_file or move.note
