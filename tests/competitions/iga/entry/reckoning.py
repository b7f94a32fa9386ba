"""Works out the formulas of a workbook from its cells alone, as a spreadsheet program would; only what ours use."""

import re
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import range_boundaries

from foundation.text.rounding import rounded

AREA = re.compile(r"(?:(\w+)!)?(\$?[A-Z]+\$?\d+):(\$?[A-Z]+\$?\d+)")
CELL = re.compile(r"(?<![A-Za-z\"])\$?([A-Z]+)\$?(\d+)\b(?!\()")


def reckoned(book: Workbook, sheet: str, cell: str) -> Decimal:
    """The value of one cell; raises AssertionError for a formula that this does not know."""
    given = book[sheet][cell].value
    if not (isinstance(given, str) and given.startswith("=")):
        return Decimal(str(given or 0))
    text = given[1:]
    if found := re.fullmatch(r"SUM\((.+)\)", text):
        return sum(_area(book, sheet, found[1]), Decimal(0))
    if found := re.fullmatch(r"COUNT\((.+)\)", text):
        return Decimal(len(_area(book, sheet, found[1])))
    if found := re.fullmatch(r"SUMIF\((.+),([A-Z]+\d+),(.+)\)", text):
        wanted = reckoned(book, sheet, found[2])
        keys, values = _area(book, sheet, found[1]), _area(book, sheet, found[3])
        return sum((value for key, value in zip(keys, values, strict=True) if key == wanted), Decimal(0))
    return _arithmetic(book, sheet, text)


def _area(book: Workbook, sheet: str, text: str) -> list[Decimal]:
    found = AREA.fullmatch(text)
    assert found, text
    name = found[1] or sheet
    left, top, right, bottom = range_boundaries(f"{found[2]}:{found[3]}".replace("$", ""))
    cells: Any = book[name].iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
    return [reckoned(book, name, cell.coordinate) for row in cells for cell in row]


def _arithmetic(book: Workbook, sheet: str, text: str) -> Decimal:
    names = {"MAX": max, "MIN": min, "Decimal": Decimal, "ROUND": lambda value, places: rounded(value, int(places))}
    names["IF"] = lambda condition, yes, no: yes if condition else no
    numbers = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r'Decimal("\1")', CELL.sub(_placeholder, text))
    values = {
        f"cell_{found[1]}_{found[2]}": reckoned(book, sheet, found[1] + found[2]) for found in CELL.finditer(text)
    }
    value = eval(numbers, {"__builtins__": {}}, names | values)
    return Decimal(value)


def _placeholder(found: re.Match[str]) -> str:
    return f"cell_{found[1]}_{found[2]}"
