"""What people mean by a cell: one plain line of text, a code, a date, or a formula whose result is not in the file."""

import datetime
import re
import unicodedata
from enum import Enum
from typing import Any, Final

from openpyxl.utils.datetime import from_excel

NO_SUCH_DATE: Final = "Tanggal ini tidak ada. Tulis hari, bulan, lalu tahun, seperti 23/11/2026."
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari pebruari feb peb", "maret mar", "april apr", "mei", "juni jun", "juli jul",
            "agustus agu agt ags", "september sep sept", "oktober okt", "november nopember nov nop", "desember des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# Numbers that a spreadsheet program shows as days from 1954 to 2119; a bare year is not among them.
_SERIAL: Final = range(20_000, 80_500)
_TIME: Final = r"(?:(?:,? pukul)?[ t]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: wib)?)?"
_DAY_FIRST: Final = re.compile(rf"(\d{{1,2}})([/.-]) ?(\d{{1,2}})\2 ?(\d{{4}}|\d{{2}}){_TIME}")
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})([/.-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_IN_WORDS: Final = re.compile(rf"(?:[a-z']+, ?)?(\d{{1,2}})[ -]([a-z]+)\.?[ -](\d{{4}}){_TIME}")
_SCIENTIFIC: Final = re.compile(r"\d[.,]\d+E\+?\d{1,2}", re.IGNORECASE)


class Missing(Enum):
    """A cell that holds something the file does not tell."""

    FORMULA = "Sel ini berisi rumus tanpa hasil. Salin lalu tempel sebagai nilai, atau ketik isinya, lalu unggah lagi."


class NoSuchDate(ValueError):
    """A text written like a date that no calendar has; the message is a sentence for the user."""


def line(cell: Any) -> str:
    """The cell as one line: NFKC, without invisible characters, every run of blanks and line breaks one blank."""
    text = unicodedata.normalize("NFKC", "" if cell is None or isinstance(cell, Missing) else str(cell))
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())


def alike(cell: Any) -> str:
    """The form in which two texts of headings, codes or names are compared."""
    return line(cell).casefold()


def code(cell: Any) -> str:
    """A code as it was meant; spreadsheet programs turn one of digits into a number, also one like 1.0901199E7."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = line(cell)
    if _SCIENTIFIC.fullmatch(text) and (number := float(text.replace(",", "."))).is_integer():
        return str(int(number))
    return text


def date(cell: Any) -> datetime.date | None:
    """The date in a cell, the day before the month; None when it is not one for certain. A time of day is dropped.

    Raises NoSuchDate for a date that does not exist, such as 29/02/2023.
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return from_excel(int(cell)).date() if int(cell) in _SERIAL else None
    parts = _parts(alike(cell))
    if parts is None:
        return None
    try:
        return datetime.date(*parts)
    except ValueError as error:
        raise NoSuchDate(NO_SUCH_DATE) from error


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a text that is written like a date."""
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _DAY_FIRST.fullmatch(text):
        year = int(found[4])
        return year if len(found[4]) == 4 else 2000 + year, int(found[3]), int(found[1])
    if (found := _IN_WORDS.fullmatch(text)) and found[2] in MONTHS:
        return int(found[3]), MONTHS[found[2]], int(found[1])
    return None
