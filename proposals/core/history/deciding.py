"""The coordinator's decisions on remarks: made with a move or one by one, kept for good, told to the ledger."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db.models import OuterRef, Subquery

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from proposals.core.history.record import Event
from proposals.core.history.remarks import Remark
from proposals.core.workflow import Action, Door, Step

DONE: Final = "diterima"
AGAIN: Final = "ditanyakan lagi"
OPENED: Final = "dibuka lagi"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on a remark: what it was, who made it, and when."""

    remark: Remark
    words: str
    by: User
    at: datetime.datetime


def with_moves(moves: Iterable[tuple[Event, Step, Collection[int]]]) -> list[Decided]:
    """What moves decide on remarks: an acceptance takes all as done with, another move those whose keys it names.

    An acceptance that is taken back gives back what it took. Three queries at most, none where nothing is decided.
    """
    told = list(moves)
    taking = {event.proposal_id: (event, keys) for event, _, keys in told if keys or event.action == Action.ACCEPT}
    found = _taken(taking) if taking else []
    undoing = {event.proposal_id: event for event, step, _ in told if step.door is Door.DESK}
    return found + (_given_back(undoing) if undoing else [])


def _taken(by_proposal: dict[int, tuple[Event, Collection[int]]]) -> list[Decided]:
    rows = []
    for row in Remark.objects.undecided().told().filter(proposal__in=by_proposal):
        event, keys = by_proposal[row.proposal_id]
        if event.action == Action.ACCEPT or row.pk in keys:
            row.settled_at, row.settled_by = event.at, event.actor
            rows.append(row)
    Remark.objects.bulk_update(rows, ["settled_at", "settled_by"])
    return as_decided(rows, DONE)


def _given_back(by_proposal: dict[int, Event]) -> list[Decided]:
    accepted = Event.objects.filter(proposal=OuterRef("proposal"), action=Action.ACCEPT).order_by("-at", "-pk")
    taken = Remark.objects.told().filter(proposal__in=by_proposal, settled_at=Subquery(accepted.values("at")[:1]))
    rows = list(taken)
    Remark.objects.filter(pk__in=[row.pk for row in rows]).update(settled_at=None, settled_by=None)
    events = [(row, by_proposal[row.proposal_id]) for row in rows]
    return [Decided(row, OPENED, event.actor, event.at) for row, event in events if event.actor]


def as_decided(remarks: Iterable[Remark], words: str) -> list[Decided]:
    """Remarks that were just decided on, with this outcome."""
    return [Decided(row, words, row.settled_by, row.settled_at) for row in remarks if row.settled_by and row.settled_at]


def record(decisions: Sequence[Decided]) -> None:
    """Puts decisions on the tamper-evident record, one entry for each proposal; as `ledger.append`, last of all."""

    def maker(decided: Decided) -> tuple[int, int]:
        return decided.by.pk, decided.remark.proposal_id

    for person, made in groupby(sorted(decisions, key=maker), key=lambda each: each.by):
        notes = [_note(list(each)) for _, each in groupby(made, key=lambda one: one.remark.proposal_id)]
        ledger.append_all(notes, actor=person)


def _note(together: Sequence[Decided]) -> ledger.LedgerNote:
    """What was decided on the remarks of one proposal."""
    first = together[0]
    after = {"remarks": [[each.remark.pk, each.remark.place, each.remark.text, each.words] for each in together]}
    return ledger.LedgerNote(EntryKind.REMARK, first.remark.proposal, {}, after, at=first.at)
