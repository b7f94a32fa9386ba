"""Everything the city sends as one workbook: fields, indicators, the city's own part, and totals as formulas."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from competitions.iga.city.figures import CityPart
from competitions.iga.entry.broken import BrokenList
from competitions.iga.entry.brokensheet import put_broken
from competitions.iga.entry.content import EntrySheet
from competitions.iga.index.constants import HUNDRED
from competitions.iga.index.formula import CityIndex
from competitions.iga.simulator.inputs import CityStanding
from foundation.sheets.xlsx import Book, CellKind, Column, Formula

WHOLE, DECIMAL = CellKind.WHOLE, CellKind.DECIMAL
LEVEL_COLUMNS: Final = (
    Column("No", 6, WHOLE),
    Column("Nama inovasi", 44),
    Column("Nomor pedoman", 10, WHOLE),
    Column("Indikator", 40),
    Column("Bobot", 8, WHOLE),
    Column("Parameter diklaim", 12, WHOLE),
    Column("Parameter terverifikasi", 12, WHOLE),
    Column("Nilai diklaim", 12, WHOLE),
    Column("Nilai terverifikasi", 12, WHOLE),
    Column("Bukti", 60),
)
MATURITY_COLUMNS: Final = (
    Column("No", 6, WHOLE),
    Column("Nama inovasi", 44),
    Column("Instansi", 30),
    Column("Kematangan diklaim", 14, WHOLE),
    Column("Kematangan terverifikasi", 14, WHOLE),
)
CITY_COLUMNS: Final = (
    Column("Nomor", 8),
    Column("Indikator daerah", 44),
    Column("Bobot", 8, DECIMAL),
    Column("Parameter", 10, WHOLE),
    Column("Parameter terverifikasi", 12, WHOLE),
    Column("Nilai", 10, DECIMAL),
    Column("Nilai terverifikasi", 12, DECIMAL),
)
TOTAL_COLUMNS: Final = (
    Column("Bagian", 44),
    Column("Diklaim", 14, DECIMAL),
    Column("Terverifikasi", 14, DECIMAL),
)
LONG: Final = frozenset({"design", "tujuan", "manfaat", "hasil", "title"})


def set_xlsx(sheets: Sequence[EntrySheet], standing: CityStanding | None, broken: BrokenList) -> bytes:
    """The workbook of an edition; `standing` is the portal's own, at which the formulas arrive."""
    book = Book()
    columns = [Column(field.label, 60 if field.key in LONG else 20) for field in sheets[0].fields] if sheets else []
    book.table("Inovasi", columns or [Column("Nama Inovasi", 60)], ([f.value for f in one.fields] for one in sheets))
    rows = book.table("Indikator", LEVEL_COLUMNS, _levels(sheets))
    last = book.table("Kematangan", MATURITY_COLUMNS, _maturities(sheets, rows))
    if standing:
        end = book.table("SPD", CITY_COLUMNS, _city(standing.part))
        book.table("Jumlah", TOTAL_COLUMNS, _totals(standing.claimed, standing.verified, last, end))
    put_broken(book, broken)
    return book.content()


def _levels(sheets: Sequence[EntrySheet]) -> Iterator[Sequence[Any]]:
    row = 1
    for sheet in sheets:
        for one in sheet.evidence:
            row += 1
            weight, claimed, verified = one.indicator.weight, one.claimed, one.verified
            yield (
                sheet.position,
                sheet.candidacy.proposal.title,
                one.indicator.guide.guide_number,
                one.indicator.name,
                weight,
                claimed,
                verified,
                Formula(f"=E{row}*F{row}", weight * claimed),
                Formula(f"=E{row}*G{row}", weight * verified),
                "\n".join(named.name for named in one.items),
            )


def _maturities(sheets: Sequence[EntrySheet], rows: int) -> Iterator[Sequence[Any]]:
    for row, sheet in enumerate(sheets, 2):
        yield (
            sheet.position,
            sheet.candidacy.proposal.title,
            sheet.candidacy.proposal.agency.short_name,
            Formula(f"=SUMIF(Indikator!A$2:A${rows},A{row},Indikator!H$2:H${rows})", sheet.candidacy.claimed_points),
            Formula(f"=SUMIF(Indikator!A$2:A${rows},A{row},Indikator!I$2:I${rows})", sheet.candidacy.verified_points),
        )


def _city(city: CityPart) -> Iterator[Sequence[Any]]:
    for row, one in enumerate(city.rows, 2):
        level = one.level or 0
        yield (
            one.rule.number,
            one.rule.name,
            one.rule.weight,
            level,
            level if one.is_checked else 0,
            Formula(f"=C{row}*D{row}", one.points),
            Formula(f"=C{row}*E{row}", one.checked_points),
        )


def _totals(claimed: CityIndex, verified: CityIndex, last: int, end: int) -> Iterator[Sequence[Any]]:
    """The parts of the index from above to below; each column holds the formulas of one way of counting."""
    constants, both = claimed.constants, (claimed, verified)

    def line(label: str, texts: Sequence[str], values: Sequence[int | Decimal]) -> Sequence[Any]:
        return (label, *(Formula(text, value) for text, value in zip(texts, values, strict=True)))

    def each(text: str) -> list[str]:
        return [text.replace("?", column) for column in "BC"]

    numbers = [index.given.count for index in both]
    yield line("Bagian daerah (SPD)", [f"=SUM(SPD!{c}2:{c}{end})" for c in "FG"], [index.spd for index in both])
    yield line(
        "Jumlah kematangan",
        [f"=SUM(Kematangan!{c}2:{c}{last})" for c in "DE"],
        [index.given.maturity_sum for index in both],
    )
    yield line("Jumlah inovasi", [f"=COUNT(Kematangan!A2:A{last})"] * 2, numbers)
    yield ("Pembagi paling kecil", constants.divisor, constants.divisor)
    yield ("Urusan dasar tercakup", claimed.given.affairs, verified.given.affairs)
    yield ("Urusan dasar yang diperlukan", constants.need, constants.need)
    yield line("Kematangan dibagi", each("=?3/MAX(?5,?4)"), [index.maturity for index in both])
    number = f"=IF(?6>=?7,MIN(?4,{constants.cap})*{constants.per_innovation},0)"
    yield line("Nilai jumlah inovasi", each(number), [index.number for index in both])
    yield line("Jumlah nilai", each("=?2+?8+?9"), [index.total for index in both])
    yield line(
        f"Indeks (dari {constants.total})",
        each(f"=ROUND(?10/{constants.total}*{HUNDRED},2)"),
        [index.value for index in both],
    )
