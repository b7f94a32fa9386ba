"""Many decisions at once, as a meeting releases them: the rules of one move, asked and written for all together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from agencies.core.models import User
from foundation.audit import ledger
from proposals.core import gates, notifications, workflow
from proposals.core import moves as services
from proposals.core.locking import locked
from proposals.core.models import Proposal
from proposals.core.record import Event
from proposals.core.workflow import Action, OutOfDate, Role, Step, WorkflowError
from proposals.text.cleaning import clean_text


@dataclass(frozen=True, slots=True)
class Move:
    """One decision to carry out: `proposal` as the person saw it."""

    action: Action
    proposal: Proposal
    note: str


@dataclass(frozen=True, slots=True)
class _Checked:
    """A move that the workflow allows now, on the proposal as it stands, locked."""

    step: Step
    proposal: Proposal
    note: str


class MovesRefused(Exception):
    """Some of the moves are not allowed; `reasons` says of each why, and nothing was changed."""

    def __init__(self, reasons: Sequence[tuple[Proposal, str]]) -> None:
        super().__init__(" ".join(reason for _, reason in reasons))
        self.reasons = reasons


@transaction.atomic
def perform_all(moves: Iterable[Move], *, by: User) -> list[Event]:
    """Carries out decisions on different proposals, all or none; each has its event, its letter and its entry.

    The queries do not depend on how many there are. Raises Refused, and ValueError for a move that is no decision,
    because such a one changes more than the status.
    """
    asked = [replace(move, note=clean_text(move.note).strip()) for move in moves]
    keys = [move.proposal.pk for move in asked]
    standing = {row.pk: row for row in locked(keys)}
    roles = Proposal.objects.roles_of_all(by, keys)
    checked: list[_Checked] = []
    reasons: dict[int, str] = {}
    for move in asked:
        try:
            checked.append(_allowed(move, standing[move.proposal.pk], roles.get(move.proposal.pk, set())))
        except WorkflowError as refusal:
            reasons[move.proposal.pk] = str(refusal)
    reasons |= gates.refusals([(each.step, each.proposal) for each in checked])
    if reasons:
        raise MovesRefused(
            [(move.proposal, reasons[move.proposal.pk]) for move in asked if move.proposal.pk in reasons]
        )
    _write(checked)
    return _record(checked, by)


def _allowed(move: Move, proposal: Proposal, roles: set[Role]) -> _Checked:
    """The move as it will be carried out. Raises WorkflowError when the table refuses it or somebody was faster."""
    step = workflow.find(move.action, move.proposal.status, roles, move.note)
    if not services.is_decision(step):
        raise ValueError(f"{step.action} is no decision.")
    if (proposal.status, proposal.review_round) != (move.proposal.status, move.proposal.review_round):
        raise OutOfDate("Usulan ini baru saja diubah orang lain. Muat ulang halaman ini, lalu periksa lagi.")
    return _Checked(step, proposal, move.note)


def _write(checked: list[_Checked]) -> None:
    """Moves the locked rows, those with the same step and the same note by one statement."""
    groups: dict[tuple[Step, str], list[Proposal]] = {}
    for each in checked:
        groups.setdefault((each.step, each.note), []).append(each.proposal)
    for (step, note), rows in groups.items():
        # What a decision changes besides the status depends on nothing else of the proposal.
        changes = services.changes_of(step, rows[0], note)
        Proposal.objects.filter(pk__in=[row.pk for row in rows]).update(status=step.target, **changes)


def _record(checked: list[_Checked], by: User) -> list[Event]:
    """Events, letters and entries of the moves, in their order."""
    events = Event.objects.bulk_create(
        Event(
            proposal=each.proposal, action=each.step.action, source=each.step.source, target=each.step.target,
            actor=by, note=each.note,
        )
        for each in checked
    )  # fmt: skip
    notifications.moved_all([(event, each.proposal) for event, each in zip(events, checked, strict=True)])
    ledger.append_all([services.decision_note(each.step, each.proposal, each.note) for each in checked], actor=by)
    return events
