"""Assignments read from a spreadsheet: each row names a proposal and a reviewer; all are written, or those in order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Final

from django.db import transaction

from agencies.core.models import User
from foundation.sheets.cells import Missing, alike, code
from foundation.sheets.confined import read_confined
from foundation.sheets.kinds import Unreadable
from foundation.sheets.marking import CellMark, Typed, marked
from foundation.sheets.mending import Mends, overlaid
from foundation.sheets.reading import SheetTable, is_filled
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.filechecks.rules import FileRefused
from proposals.importing import tablefile
from reviews.assigning.services import NOT_COORDINATED, NOT_UNDER_REVIEW, PairsRefused, assign_many
from reviews.assigning.sheets import ASSIGNMENTS
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused

MOST_ROWS: Final = 5000
MOST_BYTES: Final = 2 * 1024 * 1024
TOO_LARGE: Final = "Lembar ini lebih besar dari 2 MB. Bagi menjadi beberapa lembar."
TITLES: Final = [column.title for column in ASSIGNMENTS[:2]]
# Refusals that another reviewer would not mend.
OF_THE_PROPOSAL: Final = (NOT_COORDINATED, NOT_UNDER_REVIEW)
NO_MENDS: Final[Mends] = {}
EMPTY: Final = "Lembar ini tidak berisi baris penugasan. Isi kedua kolomnya, lalu unggah lagi."


@dataclass(slots=True)
class ReadAssignments:
    """What a spreadsheet of assignments asks for: pairs with the number of their row, and what is wrong in it."""

    table: SheetTable
    places: list[int]
    pairs: list[tuple[int, SentProposal, User]]
    faults: list[CellMark]

    def marked(self, data: bytes, name: str, typed: Sequence[Typed] = ()) -> bytes:
        """The person's own workbook with the wrong cells coloured and explained."""
        return marked(data, name, self.table, self.faults, typed)


def take(file: IO[bytes], name: str) -> bytes:
    """The bytes of an upload that may be a spreadsheet. Raises ReviewRefused with the reason for any other."""
    try:
        return tablefile.check(file, name, most=MOST_BYTES, too_large=TOO_LARGE)
    except FileRefused as reason:
        raise ReviewRefused(str(reason)) from reason


def read_assignments(data: bytes, name: str, *, by: User, mends: Mends = NO_MENDS) -> ReadAssignments:
    """Every filled row below the heading, wherever the two columns stand, with what is wrong in it.

    Proposals are known by number in any case, reviewers by user name in any case or by a full name that only one of
    them has; `mends` is what was typed in place of cells. Raises ReviewRefused when it is no spreadsheet, lacks the
    columns or rows, or is unreasonably long.
    """
    try:
        table = overlaid(read_confined(data, name, titles=TITLES, needed=TITLES[0], most=MOST_ROWS), mends)
    except Unreadable as reason:
        raise ReviewRefused(str(reason)) from reason
    if len(table.rows) > MOST_ROWS:
        raise ReviewRefused(f"Lembar ini terlalu panjang. Unggah paling banyak {MOST_ROWS} baris sekali jalan.")
    heads = [alike(title) for title in table.heading.titles]
    places = [heads.index(key) for title in TITLES if (key := alike(title)) in heads]
    if len(places) < len(TITLES):
        raise ReviewRefused(
            "Lembar ini harus berisi kolom “Nomor usulan” dan “Nama pengguna penilai”. Unduh contohnya dahulu."
        )
    rows = {number: [cells[place] if place < len(cells) else None for place in places] for number, cells in table.rows}
    found = _matched({number: cells for number, cells in rows.items() if is_filled(cells)}, table, places, by=by)
    if not (found.pairs or found.faults):
        raise ReviewRefused(EMPTY)
    return found


def _matched(rows: dict[int, list[object]], table: SheetTable, places: list[int], *, by: User) -> ReadAssignments:
    """Which proposal and which reviewer each row means; three queries for all.

    Who is at work on one of the proposals is known by user name even when no reviewer any more, so that a sheet that
    was downloaded says what there is.
    """
    numbers = [code(number) for number, _ in rows.values()]
    own = SentProposal.objects.as_role(by, Role.COORDINATOR)
    found = {
        alike(row.number): row for row in own.filter(number__in={form for n in numbers for form in (n, n.upper())})
    }
    asked = Assignment.objects.active().under_way().filter(proposal__in=[row.pk for row in found.values()])
    at_work = User.objects.filter(pk__in=asked.order_by().values("reviewer"))
    people = {alike(person.username): person for person in at_work} | _by_name(User.objects.reviewers())
    read = ReadAssignments(table, places, [], [])
    for number, cells in rows.items():
        proposal, person = found.get(alike(code(cells[0]))), people.get(alike(code(cells[1])))
        if proposal and person:
            read.pairs.append((number, proposal, person))
        for at, (meant, word) in enumerate(((proposal, "Usulan"), (person, "Penilai"))):
            if meant is None:
                read.faults.append(CellMark(number, places[at], TITLES[at], _fault(cells[at], word)))
    return read


def _fault(cell: object, word: str) -> str:
    return cell.value if isinstance(cell, Missing) else f"{word} “{code(cell)}” tidak ditemukan."


def _by_name(people: Iterable[User]) -> dict[str, User]:
    """People by their user name in any case, and by a full name that only one of them has."""
    known = list(people)
    shared = Counter(alike(person.full_name) for person in known)
    full = {name: person for person in known if (name := alike(person.full_name)) and shared[name] == 1}
    return full | {alike(person.username): person for person in known}


def tried(read: ReadAssignments, *, by: User) -> ReadAssignments:
    """The same with what cannot be assigned among its faults; nothing is stored and nobody is told."""
    try:
        with transaction.atomic():
            store_assignments(read, by=by)
            transaction.set_rollback(True)
    except PairsRefused as refusal:
        why = dict(refusal.refused)
        for nth, sentence in why.items():
            at = 0 if sentence in OF_THE_PROPOSAL else 1
            read.faults.append(CellMark(read.pairs[nth][0], read.places[at], TITLES[at], sentence))
        read.pairs = [pair for nth, pair in enumerate(read.pairs) if nth not in why]
    return read


def store_assignments(read: ReadAssignments, *, by: User) -> int:
    """Writes the pairs that were read and returns how many are new. Raises ReviewRefused."""
    return assign_many([(proposal, person) for _, proposal, person in read.pairs], by=by)
