"""The demo's tamper-evident record: the entries that the portal's own services wrote, put in the order of time."""

from collections.abc import Iterable
from typing import Final

import pgtrigger

from agencies.people.services import record_rights
from foundation.audit import chain, ledger
from foundation.audit.models import LedgerEntry, LedgerHead
from inovasi.demo.judging import Reviews
from inovasi.demo.people import Cast
from reviews.assigning.services import assignment_note
from reviews.core.models import Assignment, Score
from reviews.interests.services import conflict_note
from reviews.scoring_desk.pledges import pledge_note
from reviews.scoring_desk.services import score_note

BATCH: Final = 2000
# The database dates an entry at the moment it is written, and only its trigger moves the head; a past needs neither.
PAST: Final = ("foundation.LedgerEntry:ledger_chained", "foundation.LedgerHead:ledgerhead_only_by_triggers")


def note_roles(cast: Cast) -> None:
    """The technician made the coordinator's account, the coordinator everybody else's."""
    others = [cast.leader, *cast.reviewers, *cast.operators.values()]
    record_rights([(None, cast.coordinator)], by=None)
    record_rights([(None, person) for person in others], by=cast.coordinator)


def note_reviews(reviews: Reviews) -> None:
    """What one year's reviews leave on the record; their rows have to be stored already."""
    for pledge in reviews.pledges:
        ledger.append_all([pledge_note(pledge)], actor=pledge.user)
    for row in reviews.assignments:
        ledger.append_all([assignment_note(row, {}, Assignment.State.ASSIGNED)], actor=row.assigned_by)
    for conflict in reviews.conflicts:
        ledger.append_all([conflict_note(conflict)], actor=conflict.user)
    _note_scores(reviews.scores)


def _note_scores(scores: Iterable[Score]) -> None:
    """Oldest first, so that each finds the one that it replaces."""
    newest: dict[tuple[int, int], Score] = {}
    for score in scores:
        place = score.assignment_id, score.criterion_id
        ledger.append_all([score_note(score, newest.get(place), score.assignment)], actor=score.given_by)
        newest[place] = score


def store(entries: Iterable[LedgerEntry]) -> None:
    """Chains the gathered entries in the order of their times; the record must be empty. Needs a transaction."""
    ordered = sorted(entries, key=lambda entry: entry.at)
    previous = chain.GENESIS
    for number, entry in enumerate(ordered, start=1):
        entry.sequence, entry.previous_hash = number, previous
        entry.own_hash = previous = entry.computed_hash()
    with pgtrigger.ignore(*PAST):
        LedgerEntry.objects.bulk_create(ordered, batch_size=BATCH)
        LedgerHead.objects.create(pk=1, sequence=len(ordered), own_hash=previous)
