"""The demo's tamper-evident record: the entries that the portal's own services would have written, dated as of then."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pgtrigger

from agencies.core.models import User
from agencies.people.services import role_note
from foundation.audit import chain, ledger
from foundation.audit.models import LedgerEntry, LedgerHead
from inovasi.demo.entries import DemoEntry, actor_of
from inovasi.demo.judging import Reviews
from inovasi.demo.people import Cast
from proposals.core.moves import decision_note, is_decision
from reviews.assigning.services import assignment_note
from reviews.core.models import Assignment, Score
from reviews.interests.services import conflict_note
from reviews.scoring_desk.pledges import pledge_note
from reviews.scoring_desk.services import score_note

BATCH: Final = 2000
# The database dates an entry at the moment it is written, and only its trigger moves the head; a past needs neither.
PAST: Final = ("foundation.LedgerEntry:ledger_chained", "foundation.LedgerHead:ledgerhead_only_by_triggers")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the record still to be chained: when it was, who did it, and what it says."""

    at: datetime.datetime
    actor: User | None
    note: ledger.LedgerNote


def roles(cast: Cast, since: datetime.datetime) -> list[Fact]:
    """The technician made the coordinator's account, the coordinator everybody else's."""
    others = [cast.leader, *cast.reviewers, *cast.operators.values()]
    first = Fact(since, None, role_note(None, cast.coordinator))
    return [first, *(Fact(since, cast.coordinator, role_note(None, person)) for person in others)]


def of_year(cast: Cast, entries: Iterable[DemoEntry], reviews: Reviews) -> Iterator[Fact]:
    """Everything that one year leaves on the record, in no order; its rows have to be stored already."""
    for entry in entries:
        for move in entry.moves:
            if is_decision(move.step):
                yield Fact(move.at, actor_of(cast, entry, move), decision_note(move.step, entry.proposal, move.note))
    for pledge in reviews.pledges:
        yield Fact(pledge.accepted_at, pledge.user, pledge_note(pledge))
    for row in reviews.assignments:
        yield Fact(row.assigned_at, row.assigned_by, assignment_note(row, {}, Assignment.State.ASSIGNED))
    for conflict in reviews.conflicts:
        yield Fact(conflict.declared_at, conflict.user, conflict_note(conflict))
    yield from _scores(reviews.scores)


def _scores(scores: Iterable[Score]) -> Iterator[Fact]:
    """Oldest first, so that each finds the one that it replaces."""
    newest: dict[tuple[int, int], Score] = {}
    for score in scores:
        place = score.assignment_id, score.criterion_id
        yield Fact(score.given_at, score.given_by, score_note(score, newest.get(place), score.assignment))
        newest[place] = score


def store(facts: Iterable[Fact]) -> None:
    """Chains the facts in the order of their times and stores them; the record must be empty. Needs a transaction."""
    entries: list[LedgerEntry] = []
    previous = chain.GENESIS
    for number, fact in enumerate(sorted(facts, key=lambda fact: fact.at), start=1):
        entry = ledger.entry_of(fact.note, fact.actor)
        entry.sequence, entry.previous_hash, entry.at = number, previous, fact.at
        entry.own_hash = previous = entry.computed_hash()
        entries.append(entry)
    with pgtrigger.ignore(*PAST):
        LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)
        LedgerHead.objects.create(pk=1, sequence=len(entries), own_hash=previous)
