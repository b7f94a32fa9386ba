"""Mending the cells of an import in the browser: each with its control, and what was typed, kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from foundation.jobs import JobState
from foundation.sheets import cells as meant
from proposals.core.periods import FormGuide
from proposals.core.profile import BY_COLUMN, FieldKind
from proposals.importing.columns import AGENCY, IGNORED, PLACE, TEXT, choices, columns
from proposals.importing.judging import LEFT_OUT, MISSING
from proposals.importing.models import ImportBatch, ImportRow
from proposals.importing.services import ImportRefused
from proposals.writing.forms import MAX_TEXT

SEVERAL: Final = "Beberapa isian dipisah dengan titik koma."


@dataclass(frozen=True, slots=True)
class WrongCell:
    """One cell to mend: the name of its control, what it is called, why it is wrong, and which control fits it.

    `control` is line, long, date, choice or agency; `options` are pairs of a value and its label.
    """

    name: str
    title: str
    why: str
    control: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row with its wrong cells; `told` are those of its faults that no cell of the file can mend."""

    number: int
    title: str
    agency: str
    is_heading: bool
    leave_out: str
    cells: list[WrongCell]
    told: list[tuple[str, str]]


def wrong_rows(rows: Iterable[ImportRow], guide: FormGuide, *, with_agency: bool) -> list[WrongRow]:
    """The rows of an import with what is wrong in them, ready to be mended."""
    titles = columns(guide, with_agency=with_agency)
    offered = choices(guide, titles)
    known = [("", "Pilih kolomnya"), (IGNORED, "Abaikan kolom ini"), *titles.items()]
    return [_row(row, offered, known) for row in rows]


def _row(row: ImportRow, offered: Mapping[str, list[str]], known: list[tuple[str, str]]) -> WrongRow:
    cells, told = [], []
    for title, why in row.errors:
        key, value = row.cells.get(title, ("", ""))
        if not key:
            told.append((title, why))
        elif key.startswith(PLACE):
            cells.append(WrongCell(control_name(row, key), f"Kolom “{title}”", why, "choice", "", tuple(known)))
        else:
            cells.append(_cell(control_name(row, key), key, title, why, value, offered.get(key, [])))
    return WrongRow(
        row.number,
        row.title,
        row.agency.short_name if row.agency else "",
        all(why == MISSING or row.cells.get(title, [""])[0].startswith(PLACE) for title, why in row.errors),
        control_name(row, LEFT_OUT),
        cells,
        told,
    )


def _cell(name: str, key: str, title: str, why: str, value: str, offered: list[str]) -> WrongCell:
    kind = BY_COLUMN[key].kind if key in BY_COLUMN else None
    if kind is FieldKind.DATE:
        return WrongCell(name, title, why, "date", _iso(value))
    if kind is FieldKind.AFFAIRS:
        return WrongCell(name, title, f"{why} {SEVERAL}", "line", value)
    if key == AGENCY:
        return WrongCell(name, title, why, "agency", value)
    if offered:
        mine = next((word for word in offered if meant.alike(word) == meant.alike(value)), "")
        pairs = [("", "Kosongkan" if value else "Pilih salah satu"), *((word, word) for word in offered)]
        return WrongCell(name, title, why, "choice", mine, tuple(pairs))
    return WrongCell(name, title, why, "long" if key.startswith(TEXT) else "line", value)


def _iso(value: str) -> str:
    """A date as a date control takes it, where it is one."""
    try:
        date = meant.date(value)
    except meant.NoSuchDate:
        return ""
    return date.isoformat() if date else ""


def control_name(row: ImportRow, key: str) -> str:
    """The name of the control for one cell."""
    return f"baris-{row.number}-{key}"


@transaction.atomic
def keep_mends(batch: ImportBatch, typed: Mapping[str, str]) -> None:
    """Keeps what was typed for the wrong cells of a batch and sends it to be checked again.

    Only cells that are wrong are taken; an empty one empties the cell. Raises ImportRefused when the batch is at work
    or used up by now.
    """
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not (held.is_checked and held.wrong):
        raise ImportRefused("Berkas ini sudah diperiksa lagi. Lihat hasil yang terbaru di bawah ini.")
    for row in held.rows.exclude(errors=[]):
        kept = dict(held.mends.get(str(row.number), {}))
        for key in [*(key for key, _ in row.cells.values()), LEFT_OUT]:
            name = control_name(row, key)
            if name in typed and (typed[name] or not key.startswith(PLACE)):
                kept[key] = typed[name][: MAX_TEXT + 1]
        if kept:
            held.mends[str(row.number)] = kept
    held.state, held.done, held.total, held.moved_at = JobState.WAITING, 0, 1, timezone.now()
    held.save(update_fields=["mends", "state", "done", "total", "moved_at"])
