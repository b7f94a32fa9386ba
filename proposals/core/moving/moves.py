"""Asking for moves of proposals, one or many: each is judged by the table and its conditions, then carried out.

Every function is one transaction and refuses with a sentence; what a move writes stands in `effects`.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core import workflow
from proposals.core.guide.readiness import shortfalls
from proposals.core.history.record import Event
from proposals.core.history.remarks import NewRemark, Remark, StillUnanswered, open_remarks
from proposals.core.locking import check_open, locked
from proposals.core.models import Proposal
from proposals.core.moving import gates
from proposals.core.moving.effects import AllowedMove, carry_out
from proposals.core.sent import AnyProposal
from proposals.core.workflow import (
    OUTCOMES,
    REFUSED,
    Action,
    Door,
    NotAvailable,
    NotReady,
    OutOfDate,
    Role,
    Step,
    WorkflowError,
    takes_back,
)

FASTER = "Usulan ini baru saja diubah orang lain. Muat ulang halaman ini, lalu periksa lagi."


@dataclass(frozen=True, slots=True)
class Move:
    """One move as it is asked for: `proposal` as the person saw it, with what is remarked upon its single places.

    A step that takes no remarks leaves them aside. `letter` is the key of an issued paper for the mail to the agency,
    `decreed` the date of the decree whose number is the note. `unanswered` are the keys of the remarks without an
    answer that the agency saw named, and sends the proposal with all the same, `settled` those of remarks that the
    coordinator takes as done with by this move; an acceptance takes all.
    """

    action: str
    proposal: AnyProposal
    note: str = ""
    remarks: Sequence[NewRemark] = ()
    letter: int | None = None
    decreed: datetime.date | None = None
    unanswered: Collection[int] = ()
    settled: Collection[int] = ()


Refusals = Sequence[tuple[Move, WorkflowError]]


class MovesRefused(Exception):
    """Some of the moves are not allowed; `refusals` says of each why, and nothing was changed."""

    def __init__(self, refusals: Refusals) -> None:
        super().__init__(" ".join(str(reason) for _, reason in refusals))
        self.refusals = refusals


def perform(
    action: str,
    proposal: AnyProposal,
    *,
    by: User,
    note: str = "",
    remarks: Sequence[NewRemark] = (),
    unanswered: Collection[int] = (),
    settled: Collection[int] = (),
) -> Event:
    """Carries out one move, as the only one of `perform_all`; the rest as of `Move`.

    Raises NotAvailable, NoteMissing, NotReady, StillUnanswered, WritingClosed, OutOfDate or RemarkMisplaced; nothing is
    changed then.
    """
    try:
        return perform_all([Move(action, proposal, note, remarks, unanswered=unanswered, settled=settled)], by=by)[0]
    except MovesRefused as refused:
        raise refused.refusals[0][1] from None


@transaction.atomic
def perform_all(moves: Iterable[Move], *, by: User, door: Door = Door.OPEN) -> list[Event]:
    """Carries out moves of different proposals, all or none. Raises MovesRefused with every refusal.

    `door` is where they come from; the release of a meeting and the undoing at the desk give their own.

    The queries do not depend on how many moves there are; only what is sent off is checked proposal by proposal.
    """
    allowed, refusals = _judge(moves, by, door)
    if refusals:
        raise MovesRefused(refusals)
    return carry_out(allowed)


@transaction.atomic
def perform_allowed(moves: Iterable[Move], *, by: User, door: Door = Door.OPEN) -> tuple[list[Event], Refusals]:
    """Carries out those of the moves that are allowed; the others are given back with their refusals."""
    allowed, refusals = _judge(moves, by, door)
    return carry_out(allowed), refusals


def _judge(moves: Iterable[Move], by: User, door: Door) -> tuple[list[AllowedMove], Refusals]:
    """Locks the proposals in one order, and divides the moves into those that may be carried out and the refused."""
    asked = {move.proposal.pk: replace(move, note=as_typed(move.note)) for move in moves}
    standing = {row.pk: row for row in locked(asked)}
    roles = Proposal.objects.roles_of_all(by, asked)
    allowed: dict[int, AllowedMove] = {}
    refused: dict[int, WorkflowError] = {}
    for key, move in asked.items():
        try:
            allowed[key] = _by_the_table(move, standing.get(key), roles.get(key, set()), by, door)
        except WorkflowError as refusal:
            refused[key] = refusal
    closed = gates.refusals([(each.step, each.proposal) for each in allowed.values()])
    refused |= {key: NotAvailable(reason) for key, reason in closed.items()}
    back = [key for key, move in allowed.items() if move.step.source is REFUSED]
    spoken = refused_from(back) if back else {}
    sending = [key for key, move in allowed.items() if move.step.action is Action.SUBMIT]
    waiting = open_remarks(sending) if sending else {}
    for key in allowed.keys() - refused.keys():
        try:
            _check_conditions(allowed[key], spoken.get(key))
            _check_answers(waiting.get(key, ()), asked[key].unanswered)
        except WorkflowError as refusal:
            refused[key] = refusal
    return (
        [move for key, move in allowed.items() if key not in refused],
        [(move, refused[key]) for key, move in asked.items() if key in refused],
    )


def _by_the_table(move: Move, proposal: Proposal | None, roles: set[Role], by: User, door: Door) -> AllowedMove:
    """The move on the proposal as it stands now. Raises WorkflowError when it has no arrow or somebody was faster."""
    seen = move.proposal
    step = workflow.find(move.action, seen.status, roles, move.note, door=door)
    if door is Door.MEETING:
        workflow.decided_by_meeting(move.action, seen.status, move.note)
    if proposal is None or (proposal.status, proposal.review_round) != (seen.status, seen.review_round):
        raise OutOfDate(FASTER)
    settled = move.settled if step.role is Role.COORDINATOR else ()
    return AllowedMove(
        step, proposal, by, move.note, move.remarks, letter=move.letter, decreed=move.decreed, settled=settled
    )


def _check_conditions(move: AllowedMove, spoken_in: str | None) -> None:
    """What a move asks besides its arrow: writing is open where the agency goes on, and what is sent lacks nothing.

    `spoken_in` is where its refusal was spoken, for one that takes a refusal back.
    """
    if move.step.action in (Action.SUBMIT, Action.REVIVE):
        check_open(move.proposal.period, move.proposal.agency)
    if not takes_back(move.step, spoken_in):
        raise NotAvailable(
            "Usulan ini tidak ditolak pada tahap itu. Muat ulang halaman ini, lalu pakai tindakan yang tersedia."
        )
    if move.step.action is Action.SUBMIT and (missing := shortfalls(move.proposal)):
        raise NotReady(missing)


def _check_answers(waiting: Sequence[Remark], known: Collection[int]) -> None:
    """Nothing goes back unnoticed: what waits for an answer is among those that the sender knows of."""
    if any(remark.pk not in known for remark in waiting):
        raise StillUnanswered(waiting)


def refused_from(proposals: Collection[int]) -> dict[int, str]:
    """By key, for those that were turned down, the status out of which they were so last; one query."""
    rows = Event.objects.filter(proposal__in=proposals, target=REFUSED).order_by("proposal", "-at", "-pk")
    return dict(rows.distinct("proposal").values_list("proposal", "source"))


def offered(proposal: AnyProposal, roles: Collection[Role]) -> list[Step]:
    """The arrows that a page may offer somebody holding `roles`; of those that take a refusal back, the right one.

    An outcome that leaves without a meeting, the refusal at verification, is offered only where no gate keeps it back.
    """
    steps = workflow.offered(proposal.status, roles)
    if proposal.status == REFUSED and steps:
        spoken = refused_from([proposal.pk]).get(proposal.pk)
        return [step for step in steps if takes_back(step, spoken)]
    outcome = next((step for step in steps if step.action in OUTCOMES), None)
    if outcome and gates.refusals([(outcome, proposal)]):
        return [step for step in steps if step is not outcome]
    return steps
