"""What a report is about, a report as a table for PDF, XLSX and CSV alike, and the tables that are no recap."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from agencies.core.models import Agency, District, User
from dashboard.charts.labels import GROUPS, long_date
from dashboard.figures import counts as figures
from dashboard.figures.counts import AgencyRow, Tally
from foundation.figures import Figure, figure, marked
from foundation.sheets.xlsx import CellKind, Column
from foundation.text.rounding import grouped, in_figures
from proposals.core.counts.counting import period_counts
from proposals.core.period.models import Period
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import SUBMITTED, Status

WHOLE = CellKind.WHOLE
COUNTS = (Column("Diajukan", 12, WHOLE), Column("Layak", 12, WHOLE), Column("Unggulan", 12, WHOLE))
# How wide a column is on paper, by its width in characters; wider ones share what remains.
PAPER_WIDTHS = ((8, "slim"), (12, "short"), (26, "medium"))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about and for whom: the reader, the period, the moment, and what narrows it."""

    user: User
    period: Period
    at: datetime.datetime
    group: str = ""
    district: str = ""

    @property
    def proposals(self) -> SentQuerySet:
        """The proposals this reader may know of, narrowed to the chosen group and district."""
        return figures.proposals_for(self.user, self.period).filter(self.chosen)

    @property
    def chosen(self) -> Q:
        """What of an agency the chosen group and district ask for."""
        groups = {"": Q(), "opd": Q(agency__in_target=True)}
        of_group = groups.get(self.group, Q(agency__in_school_target=True))
        return of_group & Q(agency__district__code=self.district) if self.district else of_group

    def agencies(self) -> list[AgencyRow]:
        """The target agencies and schools of the chosen group and district with what each has."""
        covered = figures.coverage(period_counts(self.period, self.user), self.period, self.user)
        found = [*covered.agencies, *covered.schools]
        if self.group:
            found = covered.agencies if self.group == "opd" else covered.schools
        return [row for row in found if not self.district or _district_code(row.agency) == self.district]

    @property
    def is_narrowed(self) -> bool:
        """Whether it is about a part of the city only."""
        return bool(self.group or self.district)

    @property
    def is_limited(self) -> bool:
        """Whether this reader may not know of every proposal, because of a conflict of interest."""
        return self.user.conflicts.standing().exists()

    def as_json(self) -> dict[str, str]:
        """The narrowing choices, as kept with an issued report."""
        return {name: value for name, value in (("kelompok", self.group), ("kecamatan", self.district)) if value}

    def in_words(self) -> list[str]:
        """The narrowing choices as a reader of the paper understands them."""
        words = [dict(GROUPS)[self.group]] if self.group else []
        if self.district:
            name = District.objects.filter(code=self.district).values_list("name", flat=True).first()
            words.append(f"Kecamatan {name or self.district}")
        return words


def described(scope: Scope, title: str) -> list[tuple[str, str]]:
    """What a spreadsheet says of itself, where a paper has its heading."""
    moment = timezone.localtime(scope.at)
    return [
        ("Laporan", title),
        ("Periode", str(scope.period)),
        ("Saringan", " · ".join(scope.in_words()) or "Seluruh kota"),
        ("Keadaan", f"{long_date(moment.date())} pukul {moment:%H.%M} {moment.tzname()}"),
    ]


def _district_code(agency: Agency) -> str:
    return agency.district.code if agency.district else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A report as a table; `total` is its last line, `note` a sentence below it.

    `named` are the cells that hold a figure which other places show too, by line and column.
    """

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: tuple[Any, ...] | None = None
    note: str = ""
    named: Mapping[tuple[int, int], Figure] = field(default_factory=dict)
    everything: list[tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        lines = [*self.rows, self.total] if self.total else self.rows
        object.__setattr__(self, "everything", lines)

    def heads(self) -> Iterator[tuple[str, str, str]]:
        """The headings as the paper prints them: title, class of the cells, class of the column's width."""
        for column in self.columns:
            characters = 24 if column.kind is CellKind.DATE else column.width
            width = next((name for most, name in PAPER_WIDTHS if characters <= most), "")
            yield column.title, "num" if column.kind is WHOLE else "", width

    def marked(self) -> Iterator[list[tuple[str, str]]]:
        """The lines as the paper prints them: each value with the name of its figure, and the class of its column."""
        for line, row in enumerate(self.everything):
            yield [
                (self._printed(line, place, value), "num" if column.kind is WHOLE else "")
                for place, (value, column) in enumerate(zip(row, self.columns, strict=True))
            ]

    def _printed(self, line: int, place: int, value: Any) -> str:
        named = self.named.get((line, place))
        if named is None:
            return _as_text(value)
        return marked(named.name, told(value), year=named.year, subject=named.subject)


def named_cells(
    rows: Sequence[tuple[Any, ...]], subjects: Iterable[str], names: Mapping[int, str], year: int
) -> dict[tuple[int, int], Figure]:
    """The cells of some columns under the names of their figures, each line about its own subject; blanks have none."""
    return {
        (line, place): figure(name, told(row[place]), year=year, subject=subject)
        for line, (row, subject) in enumerate(zip(rows, subjects, strict=True))
        for place, name in names.items()
        if row[place] is not None
    }


def told(value: Any) -> Any:
    """A value as its figure says it everywhere: decimals with their comma, whole numbers as they are."""
    return in_figures(value) if isinstance(value, Decimal) else value


def _as_text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return in_figures(value)
    if isinstance(value, datetime.date):
        return long_date(value)
    return grouped(value) if isinstance(value, int) else str(value)


def counts(tally: Tally) -> tuple[int, int, int]:
    """What the columns COUNTS hold."""
    return tally.submitted, tally.eligible, tally.promoted


def coverage(scope: Scope) -> Table:
    """Every target agency and school with how far it has come, agencies first, in both those with nothing first."""
    return _covered(scope.agencies(), scope.period.year)


def coverage_by_group(scope: Scope) -> list[tuple[str, Table]]:
    """The coverage as the paper prints it: a table for each group that is there, under its name."""
    rows = scope.agencies()
    split = ([row for row in rows if row.agency.in_target], [row for row in rows if row.agency.in_school_target])
    return [(words, _covered(part, scope.period.year)) for (_, words), part in zip(GROUPS, split, strict=True) if part]


def _covered(rows: list[AgencyRow], year: int) -> Table:
    total = sum((row.tally for row in rows), Tally())
    joined = sum(bool(row.tally.submitted) for row in rows)
    lines: list[tuple[Any, ...]] = [
        (row.agency.name, row.standing.label, "ada" if row.has_draft else "", *counts(row.tally), row.nominations)
        for row in rows
    ]
    names = {3: "period.submitted", 4: "period.eligible", 5: "period.promoted", 6: "kipp.nominations"}
    return Table(
        (Column("Instansi", 44), Column("Keadaan", 16), Column("Draf", 8), *COUNTS, Column("KIPP", 8, WHOLE)),
        lines,
        ("Jumlah", "", "", *counts(total), sum(row.nominations for row in rows)),
        note=f"{grouped(joined)} dari {grouped(len(rows))} sudah mengajukan.",
        named=named_cells(lines, [row.agency.code for row in rows], names, year),
    )


def silent(scope: Scope) -> Table:
    """Target agencies that have not submitted enough, with whom to call."""
    rows = [row for row in scope.agencies() if row.tally.submitted < scope.period.minimum_per_agency]
    return Table(
        (
            Column("Instansi", 44),
            Column("Kecamatan", 18),
            Column("Draf", 8),
            Column("Narahubung", 26),
            Column("Telepon", 18),
        ),
        [
            (
                row.agency.name,
                row.agency.district.name if row.agency.district else "",
                "ada" if row.has_draft else "",
                row.agency.contact_name,
                row.agency.contact_phone,
            )
            for row in rows
        ],
        note=f"{grouped(len(rows))} instansi belum mengajukan paling sedikit {scope.period.minimum_per_agency} usulan.",
    )


def proposals(scope: Scope) -> Table:
    """All submitted proposals of the period in the order of their numbers."""
    found: SentQuerySet = scope.proposals.filter(status__in=SUBMITTED).select_related("agency").order_by("number")
    return Table(
        (
            Column("Nomor", 16),
            Column("Nama inovasi", 44),
            Column("Instansi", 26),
            Column("Status", 16),
            Column("Diajukan", 12, CellKind.DATE),
        ),
        [_proposal_line(one) for one in found],
    )


def _proposal_line(one: SentProposal) -> tuple[Any, ...]:
    day = timezone.localdate(one.submitted_at) if one.submitted_at else None
    return one.number, one.title, one.agency.short_name, Status(one.status).label, day


def district_choices() -> list[tuple[str, str]]:
    """The districts by which a report can be narrowed, as (code, name)."""
    return list(District.objects.filter(kind=District.Kind.KECAMATAN).values_list("code", "name"))


Maker = Callable[[Scope], Table]
