"""Mending the cells of an import in the browser: each with its control, and what was typed, kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from foundation.queue.jobs import JobState
from foundation.sheets import cells as meant
from proposals.core.guide.lengths import MOST
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import BY_COLUMN, FieldKind
from proposals.importing.columns import AGENCY, IGNORED, PLACE, TEXT, choices, columns
from proposals.importing.judging import LEFT_OUT, MISSING
from proposals.importing.models import ImportBatch, ImportRow
from proposals.importing.services import ImportRefused

EMPTY: Final = "-kosong"
CHOSEN: Final = (FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.AFFAIR)
SEVERAL: Final = "Beberapa isian dipisah dengan titik koma."


@dataclass(frozen=True, slots=True)
class WrongCell:
    """One cell to mend: the name of its control, what it is called, why it is wrong, and which control fits it.

    `control` is line, long, date, choice or agency; `options` are pairs of a value and its label. `was` is what stands
    in the cell where the control cannot show it. `can_empty`: an empty control leaves the cell as it is, so emptying it
    takes a tick. A cell without `why` is there because another one depends on it.
    """

    name: str
    title: str
    why: str
    control: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    was: str = ""
    can_empty: bool = False


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
    why = dict(row.errors)
    cells = []
    # The database keeps the keys of a JSON object in an order of its own.
    order = [key for key, _ in known]
    for title, (key, value) in sorted(row.cells.items(), key=lambda cell: [*order, cell[1][0]].index(cell[1][0])):
        name = control_name(row, key)
        if key.startswith(PLACE):
            cells.append(WrongCell(name, f"Kolom “{title}”", why[title], "choice", options=tuple(known)))
        else:
            cells.append(_cell(name, key, title, why.get(title, ""), value, offered.get(key, [])))
    return WrongRow(
        number=row.number,
        title=row.title,
        agency=row.agency.short_name if row.agency else "",
        is_heading=all(
            sentence == MISSING or row.cells.get(title, [""])[0].startswith(PLACE) for title, sentence in row.errors
        ),
        leave_out=control_name(row, LEFT_OUT),
        cells=cells,
        told=[(title, sentence) for title, sentence in row.errors if title not in row.cells],
    )


def _cell(name: str, key: str, title: str, why: str, value: str, offered: list[str]) -> WrongCell:
    kind = BY_COLUMN[key].kind if key in BY_COLUMN else None
    needed = key in ("title", AGENCY)
    if kind is FieldKind.DATE:
        date = _iso(value)
        return WrongCell(name, title, why, "date", date, was="" if date else value, can_empty=bool(why))
    if kind is FieldKind.AFFAIRS:
        return WrongCell(name, title, f"{why} {SEVERAL}", "line", value)
    if offered and key != AGENCY:
        mine = next((word for word in offered if meant.alike(word) == meant.alike(value)), "")
        pairs = [("", "Pilih salah satu"), *((word, word) for word in offered), (EMPTY, "Kosongkan sel ini")]
        return WrongCell(name, title, why, "choice", mine, tuple(pairs), was="" if mine else value)
    control = "agency" if key == AGENCY else "long" if key.startswith(TEXT) else "line"
    return WrongCell(name, title, why, control, value, can_empty=bool(why) and not value and not needed)


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

    Only cells that were offered are taken, and only where something else was typed than stands there. Raises
    ImportRefused when the batch is at work or used up by now.
    """
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not (held.is_checked and held.wrong):
        raise ImportRefused("Berkas ini sudah diperiksa lagi. Lihat hasil yang terbaru di bawah ini.")
    for row in held.rows.exclude(errors=[]):
        kept = dict(held.mends.get(str(row.number), {}))
        for key, value in row.cells.values():
            if (text := _said(typed, control_name(row, key), key, value)) is not None:
                kept[key] = text
        if control_name(row, LEFT_OUT) in typed:
            kept[LEFT_OUT] = "1"
        if kept:
            held.mends[str(row.number)] = kept
    held.state, held.done, held.total, held.moved_at = JobState.WAITING, 0, 1, timezone.now()
    held.save(update_fields=["mends", "state", "done", "total", "moved_at"])


def _said(typed: Mapping[str, str], name: str, key: str, value: str) -> str | None:
    """What was typed for a cell that holds `value`; None when the control was left as it was shown."""
    text = typed.get(name, "")
    if text == EMPTY or f"{name}{EMPTY}" in typed:
        return ""
    kind = BY_COLUMN[key].kind if key in BY_COLUMN else None
    shown = _iso(value) if kind is FieldKind.DATE else "" if kind in CHOSEN or key.startswith(PLACE) else value
    return None if name not in typed or text == shown else text[: MOST + 1]
