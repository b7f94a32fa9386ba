"""Assignments as a spreadsheet, and read back from one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.db.models import QuerySet

from agencies.core.models import User
from foundation.sheets.cells import Missing, alike, code
from foundation.sheets.kinds import Unreadable
from foundation.sheets.reading import is_filled, read_table
from foundation.sheets.xlsx import Column, workbook
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.filechecks.rules import FileRefused
from proposals.importing import tablefile
from reviews.assigning import services
from reviews.core.models import Assignment, ReviewStage
from reviews.core.refusals import ReviewRefused

ASSIGNMENTS = (
    Column("Nomor usulan", 16),
    Column("Nama pengguna penilai", 24),
    Column("Penilai", 32),
    Column("Nama inovasi", 48),
    Column("Tahap", 26),
    Column("Keadaan", 16),
)


MOST_ROWS = 5000
MOST_BYTES = 2 * 1024 * 1024
TOO_LARGE = "Lembar ini lebih besar dari 2 MB. Bagi menjadi beberapa lembar."


def assignments_xlsx(rows: QuerySet[SentProposal]) -> bytes:
    """The active assignments of the proposals in `rows`; the first two columns can be edited and read back."""
    active = Assignment.objects.active().filter(proposal__in=rows.order_by().values("pk"))
    listed = active.select_related("proposal", "reviewer", "stage").order_by("proposal__number", "stage__order", "pk")
    return workbook(
        "Penugasan",
        ASSIGNMENTS,
        (
            (
                row.proposal.number,
                row.reviewer.username,
                str(row.reviewer),
                row.proposal.title,
                row.stage.name,
                state,
            )
            for row in listed
            for state in (row.get_state_display(),)
        ),
    )


def plan_xlsx(stage: ReviewStage, choices: Iterable[Sequence[Any]]) -> bytes:
    """A dry run, given as (proposal key, reviewer key, reason), in the form that `read_assignments` reads."""
    lines = list(choices)
    rows = SentProposal.objects.in_bulk([row for row, _, _ in lines])
    people = User.objects.in_bulk([who for _, who, _ in lines])
    return workbook(
        "Rancangan penugasan",
        [*ASSIGNMENTS[:5], Column("Alasan", 60)],
        (
            (rows[row].number, people[who].username, str(people[who]), rows[row].title, stage.name, why)
            for row, who, why in lines
        ),
    )


def read_assignments(file: IO[bytes], name: str) -> Iterator[tuple[int, str, str]]:
    """(row number, proposal number, user name) of every filled row below the heading, wherever the two columns stand.

    Raises ReviewRefused when it is no spreadsheet, lacks the columns or rows, is unreasonably long, or a cell holds
    a formula without its result.
    """
    titles = [column.title for column in ASSIGNMENTS[:2]]
    try:
        data = tablefile.check(file, name, most=MOST_BYTES, too_large=TOO_LARGE)
        table = read_table(data, name, titles=titles, needed=titles[0], most=MOST_ROWS)
    except (FileRefused, Unreadable) as reason:
        raise ReviewRefused(str(reason)) from reason
    if len(table.rows) > MOST_ROWS:
        raise ReviewRefused(f"Lembar ini terlalu panjang. Unggah paling banyak {MOST_ROWS} baris sekali jalan.")
    heads = [alike(title) for title in table.heading.titles]
    places = [heads.index(key) for title in titles if (key := alike(title)) in heads]
    if len(places) < 2:
        raise ReviewRefused(
            "Lembar ini harus berisi kolom “Nomor usulan” dan “Nama pengguna penilai”. Unduh contohnya dahulu."
        )
    read = 0
    for number, cells in table.rows:
        pair = [cells[place] if place < len(cells) else None for place in places]
        if any(isinstance(cell, Missing) for cell in pair):
            raise ReviewRefused(f"Baris {number}: {Missing.FORMULA.value}")
        if is_filled(pair):
            read += 1
            yield number, code(pair[0]), code(pair[1])
    if not read:
        raise ReviewRefused("Lembar ini tidak berisi baris penugasan. Isi kedua kolomnya, lalu unggah lagi.")


def import_rows(rows: Iterable[tuple[int, str, str]], *, by: User) -> int:
    """Assigns from a table of (row number, proposal number, user name): all of it, or nothing with every fault named.

    Returns how many assignments are new. Raises ReviewRefused with one sentence per faulty row.
    """
    wanted = list(rows)
    own = SentProposal.objects.as_role(by, Role.COORDINATOR)
    spelled = {form for _, number, _ in wanted for form in (number, number.upper())}
    found = {alike(row.number): row for row in own.filter(number__in=spelled)}
    people = _by_name(User.objects.reviewers())
    pairs = [(line, found.get(alike(number)), people.get(alike(name))) for line, number, name in wanted]
    faults = [
        f"Baris {line}: usulan “{number}” tidak ditemukan."
        for (line, number, _), (_, row, _) in zip(wanted, pairs, strict=True)
        if row is None
    ]
    faults += [
        f"Baris {line}: penilai “{name}” tidak ditemukan."
        for (line, _, name), (_, _, person) in zip(wanted, pairs, strict=True)
        if person is None
    ]
    if faults:
        raise ReviewRefused(" ".join(faults[: services.MOST_FAULTS]) + " Perbaiki lembarnya, lalu unggah lagi.")
    return services.assign_many([(row, person) for _, row, person in pairs if row and person], by=by)


def _by_name(people: Iterable[User]) -> dict[str, User]:
    """People by their user name in any case, and by a full name that only one of them has."""
    known = list(people)
    shared = Counter(alike(person.full_name) for person in known)
    full = {name: person for person in known if (name := alike(person.full_name)) and shared[name] == 1}
    return full | {alike(person.username): person for person in known}
