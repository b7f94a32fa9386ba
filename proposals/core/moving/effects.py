"""The one writer of moves: everything that a move changes, for one proposal as for many.

Nothing else writes a status, a number, a revision or an event, so that a new effect reaches whoever moves proposals: a
page, a meeting, the demo year and the tests.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.city import city
from proposals.core.guide.asking import idle_columns, values_of
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import BY_COLUMN
from proposals.core.history import deciding
from proposals.core.history.record import Event
from proposals.core.history.remarks import NewRemark, Remark, open_remarks, sent_all_the_same, write_remarks
from proposals.core.history.revisions import freeze
from proposals.core.models import Proposal
from proposals.core.moving import followers, notifications
from proposals.core.moving.numbering import format_number
from proposals.core.period.models import Period
from proposals.core.workflow import DECIDED, Action, Note, Role, Step

MOVED: Final = (
    "status",
    "status_since",
    "updated_at",
    "number",
    "submitted_at",
    "review_round",
    "decree_number",
    "decree_date",
)
BATCH: Final = 250


@dataclass(frozen=True, slots=True)
class AllowedMove:
    """A move that may be carried out: `proposal` as it stands now, locked.

    `at` is when it was made, and given by nobody but the demo and the tests, whose moves lie in the past; every other
    is made now. `letter` is the key of an issued paper that goes with the mail to the agency, `decreed`
    the date of the decree whose number is the note, `settled` the keys of remarks that are taken as done with.
    """

    step: Step
    proposal: Proposal
    by: User
    note: str = ""
    remarks: Sequence[NewRemark] = ()
    at: datetime.datetime | None = None
    letter: int | None = None
    decreed: datetime.date | None = None
    settled: Collection[int] = ()


def carry_out(moves: Sequence[AllowedMove]) -> list[Event]:
    """Writes moves of different proposals in the caller's transaction; returns their events, in the same order.

    Status and what goes with it, number, revision, event, remarks, decisions on them, messages, the entry on the
    tamper-evident record where a decision is made or taken back, and what the floors above begin with it. It asks
    nothing: whether a move is allowed, `moves` has judged before.
    """
    if not moves:
        return []
    now = timezone.now()
    _give_numbers([move.proposal for move in moves if _sends(move) and not move.proposal.number])
    for move in moves:
        _apply(move, move.at or now)
    _drop_idle([move.proposal for move in moves if _sends(move)])
    Proposal.objects.bulk_update([move.proposal for move in moves], MOVED, batch_size=BATCH)
    sent = [(move.proposal, move.by, move.at or now) for move in moves if _sends(move)]
    unanswered = open_remarks([proposal.pk for proposal, _, _ in sent]) if sent else {}
    freeze(sent)
    events = Event.objects.bulk_create(
        _event(move, move.at or now, unanswered.get(move.proposal.pk, ()) if _sends(move) else ()) for move in moves
    )
    decided = deciding.with_moves((event, move.step, move.settled) for event, move in zip(events, moves, strict=True))
    again = write_remarks(
        (event, move.remarks)
        for event, move in zip(events, moves, strict=True)
        if move.remarks and move.step.takes_remarks
    )
    notifications.moved((event, move.at, move.letter) for event, move in zip(events, moves, strict=True))
    _record(move for move in moves if {move.step.source, move.step.target} & DECIDED)
    deciding.record([*decided, *deciding.as_decided(again, deciding.AGAIN)])
    followers.tell(
        followers.MoveMade(move.step, move.proposal.pk, move.by, move.at or now, past=move.at is not None)
        for move in moves
    )
    return events


def _sends(move: AllowedMove) -> bool:
    return move.step.action is Action.SUBMIT


def _apply(move: AllowedMove, at: datetime.datetime) -> None:
    """What moves along with the status."""
    proposal = move.proposal
    proposal.status = move.step.target
    proposal.status_since = proposal.updated_at = at
    if _sends(move):
        proposal.review_round = 1
        proposal.submitted_at = proposal.submitted_at or at
    elif move.step.action is Action.ADVANCE:
        proposal.review_round += 1
    if move.step.note is Note.DECREE:
        proposal.decree_number, proposal.decree_date = move.note, move.decreed


def _drop_idle(proposals: Sequence[Proposal]) -> None:
    """What is sent answers only what was asked: the rest, which a draft keeps, is taken out."""
    if not proposals:
        return
    guides = FormGuide.objects.in_bulk({proposal.period.guide_id for proposal in proposals})
    idle = {proposal: idle_columns(guides[proposal.period.guide_id], values_of(proposal)) for proposal in proposals}
    for proposal, columns in idle.items():
        for column in columns:
            setattr(proposal, column, BY_COLUMN[column].nothing)
    dropped = sorted({column for columns in idle.values() for column in columns})
    if dropped:
        Proposal.objects.bulk_update([each for each, columns in idle.items() if columns], dropped, batch_size=BATCH)


def _give_numbers(proposals: Sequence[Proposal]) -> None:
    """Each gets the next number of its period."""
    by_period: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        by_period.setdefault(proposal.period_id, []).append(proposal)
    for period, rows in sorted(by_period.items()):
        for proposal, number in zip(rows, _next_numbers(period, len(rows)), strict=True):
            proposal.number = number


def _next_numbers(period: int, amount: int) -> list[str]:
    """The next numbers of the period; given out in order and never twice, because the period's row is locked.

    Others may refer to the period meanwhile, so that a long import and a submission do not wait for each other.
    """
    locked = Period.objects.select_for_update(no_key=True).get(pk=period)
    first = locked.last_sequence + 1
    locked.last_sequence += amount
    locked.save(update_fields=["last_sequence"])
    prefix = city().city.number_prefix
    return [format_number(prefix, locked.year, sequence) for sequence in range(first, first + amount)]


def _event(move: AllowedMove, at: datetime.datetime, unanswered: Sequence[Remark]) -> Event:
    """One row per move in the history that nobody can change; it says with what unanswered it was sent."""
    step = move.step
    note = " ".join(filter(None, [sent_all_the_same(unanswered), move.note]))
    office = move.proposal.agency.short_name if step.role is Role.PROPOSER else city().office.short_name
    return Event(
        proposal=move.proposal, action=step.action, source=step.source, target=step.target, actor=move.by,
        note=note, at=at, actor_name=str(move.by), office_name=office,
    )  # fmt: skip


def _record(moves: Iterable[AllowedMove]) -> None:
    """Decisions made or taken back go on the tamper-evident record."""
    for person, made in groupby(moves, key=lambda move: move.by):
        ledger.append_all([_decision(move) for move in made], actor=person)


def _decision(move: AllowedMove) -> ledger.LedgerNote:
    step = move.step
    after = {"status": step.target, "action": step.action, "note": move.note}
    return ledger.LedgerNote(
        EntryKind.DECISION, move.proposal, {"status": step.source}, after, at=move.proposal.status_since
    )
