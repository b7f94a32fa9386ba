"""Writing and verifying the tamper-evident record; its rows are chained by the database itself."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from foundation.audit import chain
from foundation.audit.models import EntryKind, LedgerEntry, LedgerHead

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerNote:
    """One entry still to be written; see `append` for what its parts mean.

    `at` is when its fact was. It counts where entries are `gathered`; those that are written are dated by the database.
    """

    kind: EntryKind
    subject: models.Model
    before: Content
    after: Content
    acting_for: AbstractBaseUser | None = None
    at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckValue:
    """Number and hash of the newest entry: whoever has it on paper can prove later that nothing before it changed."""

    sequence: int
    own_hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.own_hash}"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the record does not hold: the number of the entry and an Indonesian sentence."""

    sequence: int
    reason: str


def append(
    kind: EntryKind, subject: models.Model, *, actor: AbstractBaseUser | None, before: Content, after: Content,
    acting_for: AbstractBaseUser | None = None,
) -> LedgerEntry:  # fmt: skip
    """Writes one entry in the caller's transaction and returns it with its number.

    `subject` is the stored row the entry is about, `before` and `after` plain data (both `{}` allowed: nothing before,
    nothing after), `actor` None for the system, `acting_for` the person on whose behalf the actor wrote. Every writer
    waits for the one before until that transaction ends, so lock the rows of your own first and append last. Raises
    TransactionManagementError outside a transaction, because fact and entry stand or fall together.
    """
    return append_all([LedgerNote(kind, subject, before, after, acting_for)], actor=actor)[0]


def append_all(notes: Iterable[LedgerNote], *, actor: AbstractBaseUser | None) -> list[LedgerEntry]:
    """Writes many entries by one person at once, in the order given; everything else as `append`."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A ledger entry is written in the transaction of its fact.")
    entries = [_entry(note, actor) for note in notes]
    aside = _aside.get()
    if aside is None:
        return LedgerEntry.objects.bulk_create(entries)
    aside += entries
    return entries


_aside: ContextVar[list[LedgerEntry] | None] = ContextVar("entries put aside", default=None)


@contextmanager
def gathered() -> Iterator[list[LedgerEntry]]:
    """Inside, entries are not written but put aside in the list that this gives, dated by their notes.

    For the demo alone, whose past is not made in the order of time, while the record has to tell it so.
    """
    entries: list[LedgerEntry] = []
    token = _aside.set(entries)
    try:
        yield entries
    finally:
        _aside.reset(token)


def _entry(note: LedgerNote, actor: AbstractBaseUser | None) -> LedgerEntry:
    """The row for a note, not stored and without its place in the chain."""
    entry = LedgerEntry(
        actor_id=actor.pk if actor else None,
        acting_for_id=note.acting_for.pk if note.acting_for else None,
        kind=note.kind,
        subject_type=note.subject._meta.label_lower,
        subject_id=note.subject.pk,
        before=chain.canonical(note.before),
        after=chain.canonical(note.after),
    )
    if note.at:
        entry.at = note.at
    return entry


def check_value() -> CheckValue:
    """The check value of this moment; number 0 while the record is empty."""
    head = LedgerHead.objects.filter(pk=1).first()
    return CheckValue(head.sequence, head.own_hash) if head else CheckValue(0, chain.GENESIS)


def verify(expected: CheckValue | None = None) -> Iterator[Break]:
    """Walks the whole record and yields every place where it does not hold, in order.

    Found are entries that were altered, removed (also at the end), inserted or reordered. `expected` is a check value
    from paper: it must still stand in the record.
    """
    wanted = (expected.sequence, expected.own_hash) if expected and expected.sequence else None
    number, previous, missing = 0, chain.GENESIS, wanted is not None
    for entry in LedgerEntry.objects.order_by("sequence").iterator(chunk_size=1000):
        yield from _breaks(entry, number, previous)
        missing = missing and (entry.sequence, entry.own_hash) != wanted
        number, previous = entry.sequence, entry.own_hash
    head = check_value()
    if head.sequence > number:
        yield Break(number + 1, f"Catatan {_span(number + 1, head.sequence)} hilang dari ujung.")
    elif (head.sequence, head.own_hash) != (number, previous):
        yield Break(number, f"Catatan {number}, yang terakhir, diganti: hash-nya tidak sama dengan yang disimpan.")
    if missing and expected:
        yield Break(expected.sequence, f"Nilai periksa {expected} tidak ada dalam catatan.")


def _breaks(entry: LedgerEntry, number: int, previous: str) -> Iterator[Break]:
    """What is wrong with this entry when `number` and `previous` belong to the one before it."""
    here = entry.sequence
    if here != number + 1:
        yield Break(number + 1, f"Catatan {_span(number + 1, here - 1)} hilang.")
    elif entry.previous_hash != previous:
        yield Break(here, f"Catatan {here} tidak bersambung dengan catatan {number}: salah satunya diganti.")
    if entry.computed_hash() != entry.own_hash:
        yield Break(here, f"Catatan {here} diubah sesudah ditulis: isinya tidak cocok dengan hash-nya.")


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} sampai {last}"
