"""The demo's tamper-evident record: the entries that the portal's own services wrote, put in the order of time."""

from collections.abc import Iterable
from typing import Final

import pgtrigger

from agencies.people.services import record_rights
from foundation.audit import chain
from foundation.audit.models import LedgerEntry, LedgerHead
from inovasi.demo.cast.people import Cast

BATCH: Final = 2000
# The database dates an entry at the moment it is written, and only its trigger moves the head; a past needs neither.
PAST: Final = ("foundation.LedgerEntry:ledger_chained", "foundation.LedgerHead:ledgerhead_only_by_triggers")


def note_roles(cast: Cast) -> None:
    """The technician made the coordinator's account, the coordinator everybody else's."""
    others = [cast.second, cast.leader, *cast.reviewers, *cast.operators.values()]
    record_rights([(None, cast.coordinator)], by=None)
    record_rights([(None, person) for person in others], by=cast.coordinator)


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
