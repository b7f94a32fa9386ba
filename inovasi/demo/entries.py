"""The proposals of one demo year: drafts first, then their moves in waves, by the one writer of moves."""

from collections.abc import Iterable, Sequence

import pgtrigger

from inovasi.demo.cast.people import Cast
from inovasi.demo.handling.heads import approve_one
from inovasi.demo.handling.remarking import answer_before_sending, remarks_on
from inovasi.demo.handling.verified import answer_checklist
from inovasi.demo.making.courses import Course, PlannedMove
from inovasi.demo.making.drafts import DemoEntry, DemoKit, draft_entry, repair, store_drafts
from inovasi.demo.making.ideas import Idea
from inovasi.demo.reviewing.sessions import PAST, gathered, store_sessions
from proposals.core.history.remarks import NewRemark
from proposals.core.moving.effects import BATCH, AllowedMove, carry_out
from proposals.core.workflow import Action, Role


def store_entries(desk: DemoKit, pairs: Iterable[tuple[Idea, Course]]) -> list[DemoEntry]:
    """Stores proposals and carries out their moves; returns them in the order they were begun."""
    entries = [draft_entry(desk, idea, course) for idea, course in pairs]
    entries.sort(key=lambda entry: entry.course.begun_at)
    store_drafts(desk, entries)
    approve_one(entries)
    sessions = gathered(entries)
    with pgtrigger.ignore(*PAST):
        for wave in range(max(len(entry.moves) for entry in entries)):
            _move(desk, [(entry, entry.moves[wave]) for entry in entries if len(entry.moves) > wave])
        store_sessions(desk, sessions)
    return entries


def _move(desk: DemoKit, wave: Sequence[tuple[DemoEntry, PlannedMove]]) -> None:
    """The next move of each, in the order of time.

    The proposals stand as they are written here: nobody else sees them before this transaction ends.
    """
    moving = sorted(wave, key=lambda pair: pair[1].at)
    again = [entry for entry, move in moving if move.step.action is Action.SUBMIT and move is not entry.moves[0]]
    repair(again)
    answer_before_sending(desk, again)
    remarks = remarks_on(desk, [entry for entry, move in moving if move.step.takes_remarks])
    answer_checklist(desk, moving, remarks)
    for start in range(0, len(moving), BATCH):
        batch = moving[start : start + BATCH]
        carry_out([_allowed(desk.cast, entry, move, remarks.get(entry.proposal.pk, ())) for entry, move in batch])


def _allowed(cast: Cast, entry: DemoEntry, move: PlannedMove, remarks: Sequence[NewRemark]) -> AllowedMove:
    """The move by the proposer's operator or the coordinator, as the workflow says."""
    by = entry.operator if move.step.role is Role.PROPOSER else cast.coordinator
    return AllowedMove(move.step, entry.proposal, by, move.note, remarks, at=move.at)
