"""The reports there are, and how each becomes the parts of a paper."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.charts import plain
from dashboard.figures import overview
from dashboard.reports import headlines, iga, kipp, recaps, tables
from dashboard.reports.tables import Maker, Scope, Table
from proposals.core.workflow import SUBMITTED
from proposals.sent.telling import told

TABLE_PART = "dashboard/reports/reports/_table.html"
GROUP, DISTRICT = "kelompok", "kecamatan"


@dataclass(frozen=True, slots=True)
class Part:
    """One chapter of a paper: its title, the template that prints it, what that needs, and its class in a pack."""

    key: str
    title: str
    template: str
    context: dict[str, Any]
    style: str = ""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One report of the centre. `table` makes it a spreadsheet too; `long` ones are made in the background.

    `filters` are the names of the choices that narrow it; the others are about the whole city, whatever is chosen.
    A report of `one_sheet` fits one page and carries no signature.
    """

    key: str
    title: str
    about: str
    table: Maker | None = None
    chapters: Callable[[Scope], Iterator[Part]] | None = None
    long: bool = False
    filters: tuple[str, ...] = (GROUP, DISTRICT)
    one_sheet: bool = False

    @property
    def is_table(self) -> bool:
        return self.table is not None

    @property
    def narrowed_by(self) -> str:
        """Which choices count for this report, in words."""
        return " dan ".join(self.filters) if self.filters else "selalu seluruh kota"

    def narrowed(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """Those of the chosen values that count for this report."""
        return {name: value for name, value in chosen.items() if name in self.filters and value}


def _leaders_page(scope: Scope, prefix: str) -> dict[str, Any]:
    seen = overview.overview(scope.user, scope.period, scope.at)
    return {"seen": seen, "period": scope.period, "charts": overview.pictures(seen, prefix)}


def _summary(scope: Scope) -> Iterator[Part]:
    context = _leaders_page(scope, "ringkasan-")
    context["matrix"] = overview.matrix(context["seen"].coverage, "ringkasan-")
    yield Part("ringkasan", "Ringkasan pimpinan", "dashboard/reports/reports/_summary.html", context, "sheet")


def _progress(scope: Scope) -> Iterator[Part]:
    title = "Laporan Kemajuan Usulan Inovasi Daerah"
    yield Part("kemajuan", title, "dashboard/reports/reports/_progress.html", _leaders_page(scope, "kemajuan-"))


def _book(scope: Scope) -> Iterator[Part]:
    """One chapter per submitted proposal, in the order of their numbers; a handful of queries for all."""
    found = list(scope.proposals.filter(status__in=SUBMITTED).select_related("agency").order_by("number"))
    said = told([proposal.pk for proposal in found])
    for proposal in found:
        context = {"proposal": proposal, "profile": said[proposal.pk].profile, "texts": said[proposal.pk].texts}
        yield Part(f"usulan-{proposal.pk}", proposal.title, "dashboard/reports/reports/_proposal.html", context)


def _by_agency(scope: Scope) -> Iterator[Part]:
    """The recap as bars, then as a table; both from the same counts."""
    entries = [
        plain.Bar(agency.name, tally.submitted, tally.eligible, scope.period.year, agency.code)
        for agency, tally in recaps.offices(scope)
    ]
    drawn = plain.bars_by_page("instansi", title="Usulan menurut instansi", heading="Instansi", entries=entries)
    context = {"tables": [("", recaps.by_agency(scope))], "charts": drawn}
    yield Part("rekap-instansi", "Rekap menurut instansi", TABLE_PART, context)


def _coverage(scope: Scope) -> Iterator[Part]:
    """One table for the agencies of the target and one for the schools."""
    yield Part("cakupan", "Cakupan instansi", TABLE_PART, {"tables": tables.coverage_by_group(scope)})


def _iga_readiness(scope: Scope) -> Iterator[Part]:
    template = "dashboard/reports/reports/_readiness.html"
    yield Part("kesiapan-iga", "Kesiapan IGA dan KIPP", template, iga.readiness_chapter(scope))


KINDS: dict[str, ReportKind] = {
    kind.key: kind
    for kind in (
        ReportKind(
            "ringkasan",
            "Ringkasan pimpinan",
            "Dasbor dalam satu halaman, untuk dibawa ke rapat.",
            chapters=_summary,
            filters=(),
            one_sheet=True,
        ),
        ReportKind(
            "kemajuan",
            "Laporan kemajuan",
            "Semua angka dan grafik dasbor, untuk rapat koordinasi.",
            headlines.headline,
            _progress,
            filters=(),
        ),
        ReportKind(
            "cakupan",
            "Cakupan instansi",
            "Setiap perangkat daerah dan sekolah target, yang belum ada di atas.",
            tables.coverage,
            _coverage,
        ),
        ReportKind("belum", "Instansi yang belum mengajukan", "Beserta narahubungnya.", tables.silent),
        ReportKind("kipp", "Daftar nominasi KIPP", "Nominasi yang berlaku, dan instansi yang belum.", kipp.nominations),
        ReportKind(
            "kesiapan-iga",
            "Kesiapan IGA dan KIPP",
            "Calon yang siap, yang menunggu, klaim terhadap verifikasi, dan nominasi KIPP setiap instansi.",
            iga.readiness_table,
            _iga_readiness,
        ),
        ReportKind(
            "rekap-instansi",
            "Rekap menurut instansi",
            "Jumlah usulan setiap perangkat daerah, sebagai grafik dan tabel.",
            recaps.by_agency,
            _by_agency,
            filters=(),
        ),
        ReportKind(
            "rekap-sekolah",
            "Rekap menurut sekolah",
            "Jumlah usulan setiap sekolah, menurut kecamatan.",
            recaps.by_school,
            filters=(DISTRICT,),
        ),
        ReportKind(
            "rekap-kecamatan",
            "Rekap menurut kecamatan",
            "Berapa sekolah target setiap kecamatan dan jenjang yang sudah ikut.",
            recaps.by_district,
            filters=(DISTRICT,),
        ),
        ReportKind("rekap-urusan", "Rekap menurut urusan", "Termasuk enam urusan pelayanan dasar.", recaps.by_affair),
        ReportKind(
            "rekap-tahap",
            "Rekap menurut tahap penilaian",
            "Di tahap mana setiap usulan berada, dari verifikasi sampai penetapan.",
            recaps.by_stage,
        ),
        ReportKind(
            "rekap-tahapan",
            "Rekap menurut tahapan inovasi",
            "Inisiatif, uji coba, dan penerapan.",
            recaps.by_maturity,
        ),
        ReportKind("daftar", "Daftar usulan", "Semua usulan yang diajukan, menurut nomor.", tables.proposals),
        ReportKind(
            "buku", "Buku usulan", "Profil dan isi lengkap setiap usulan yang diajukan.", chapters=_book, long=True
        ),
    )
}


def parts_of(kind: ReportKind, scope: Scope) -> Iterator[Part]:
    """The chapters of a report: its own, or its table as one chapter."""
    if kind.chapters:
        yield from kind.chapters(scope)
    elif kind.table:
        yield Part(kind.key, kind.title, TABLE_PART, {"tables": [("", kind.table(scope))]})


def table_of(kind: ReportKind, scope: Scope) -> Table | None:
    """The table of a report, None when it has none."""
    return kind.table(scope) if kind.table else None
