"""The table of indicators: what an innovation changed in figures, before and after; one text of a line for each row.

A line reads "indikator | sebelum | sesudah | satuan | sumber", with "-" for a cell that says nothing. Figures stay as
they were typed and are read as Indonesians write them: "1.250" and "3,5".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format

from foundation.fixtures.schema import Positive, Schema, Text
from foundation.text.plain import one_line

BAR, NONE = " | ", "-"
TITLES: Final = ("Indikator", "Sebelum", "Sesudah", "Satuan", "Sumber")
LONGEST: Final = (150, 30, 30, 40, 200)
FIGURES: Final = (1, 2)
"""The cells that hold figures, by their place in the row."""
SHAPE: Final = r"^([^|\n]+( \| [^|\n]+){4}(\n[^|\n]+( \| [^|\n]+){4})*)?$"
"""What the database takes."""
_AMOUNT: Final = re.compile(r"(?:rp\.?\s?)?([-−]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\s?%?", re.IGNORECASE)
_POINT: Final = re.compile(r"([-−]?)(\d+)\.(\d{1,2}|\d{4,})\s?%?")


class TableRule(Schema):
    """How many whole rows the table needs where the guide needs it, how many it takes, and the text it belongs to."""

    min_rows: Positive = 1
    max_rows: Positive = 10
    beside: Text = "hasil"


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One row as typed; empty where a cell says nothing."""

    name: str
    before: str = ""
    after: str = ""
    unit: str = ""
    source: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of `TITLES`."""
        return self.name, self.before, self.after, self.unit, self.source

    @property
    def is_whole(self) -> bool:
        """Whether it names what was counted and says two figures."""
        return bool(self.name) and amount(self.before) is not None and amount(self.after) is not None

    @property
    def change(self) -> str:
        """How far the figure went: "turun 71 %", of percents "naik 3 poin"; empty where it can't be said."""
        before, after = amount(self.before), amount(self.after)
        if before is None or after is None or before == after:
            return "tetap" if before is not None and before == after else ""
        way = "naik" if after > before else "turun"
        is_share = "%" in f"{self.unit}{self.before}" or self.unit.lower() == "persen"
        if before <= 0 or is_share:
            step = number_format(Decimal(f"{abs(after - before).normalize():f}"))
            return f"{way} {step}{' poin' if is_share else ''}"
        return f"{way} {abs(after - before) / before * 100:.0f} %"

    def __str__(self) -> str:
        figures = f"{self.before or '…'} → {self.after or '…'}{f' {self.unit}' if self.unit else ''}"
        return f"{self.name or 'Tanpa nama'}: {figures}{f' (sumber: {self.source})' if self.source else ''}"


def rows_of(text: str) -> list[MeasuredRow]:
    """The rows of a stored text, or of one that somebody typed with fewer bars."""
    return [MeasuredRow(*_cells(line)[: len(TITLES)]) for line in text.split("\n") if line.strip()]


def in_words(text: str) -> str:
    """The table as a sentence, for letters, comparisons and single cells of other tables."""
    return "; ".join(str(row) for row in rows_of(text))


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """The stored text of rows of cells; those without any word are left out."""
    lines = ([_clean(cell) for cell in row] for row in rows)
    return "\n".join(BAR.join(cell or NONE for cell in cells) for cells in lines if any(cells))


def whole_rows(text: str) -> int:
    """How many rows say all that counts."""
    return sum(row.is_whole for row in rows_of(text))


def tidy(text: str) -> str:
    """A text as typed or brought along in its stored form; rows with too few cells are filled up."""
    return text_of(_cells(line) for line in text.split("\n"))


def refusal(text: str, most: int) -> str:
    """Why a table in its stored form is not stored, with its row, in a sentence that says what to do; or empty."""
    lines = text.split("\n") if text else []
    if len(lines) > most:
        return f"Tabel ini berisi {len(lines)} baris; pakai paling banyak {most} baris, yang terpenting saja."
    for number, line in enumerate(lines, start=1):
        cells = _cells(line)
        if len(cells) > len(TITLES):
            return f"Baris {number} berisi {len(cells)} kolom; tulis {len(TITLES)} saja: {', '.join(TITLES).lower()}."
        for place, (cell, longest) in enumerate(zip(cells, LONGEST, strict=True)):
            if len(cell) > longest:
                return f"Baris {number}, {TITLES[place].lower()}: paling banyak {longest} huruf. Singkatkan."
            if place in FIGURES and cell and amount(cell) is None:
                return (
                    f"Baris {number}, {TITLES[place].lower()}: “{cell}” bukan angka. Tulis seperti 1.250 atau 3,5; "
                    "satuannya di kolom satuan, dan 0 bila belum ada."
                )
    return ""


def amount(cell: str) -> Decimal | None:
    """The figure of a cell; none where it is no figure. A point before three digits parts thousands."""
    cell = cell.strip()
    if found := _AMOUNT.fullmatch(cell):
        sign, whole, part = found.groups()
        return Decimal(f"{'-' if sign else ''}{whole.replace('.', '')}.{part or 0}")
    if found := _POINT.fullmatch(cell):
        sign, whole, part = found.groups()
        return Decimal(f"{'-' if sign else ''}{whole}.{part}")
    return None


def _cells(line: str) -> list[str]:
    cells = [_clean(cell) for cell in line.split("|")]
    return cells + [""] * (len(TITLES) - len(cells))


def _clean(cell: str) -> str:
    """A cell on one line without the bar that parts cells; "-" says nothing."""
    said = one_line(cell.replace("|", "/"))
    return "" if said == NONE else said
