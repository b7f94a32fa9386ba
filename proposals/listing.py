"""The columns of a list of proposals, the same on page and in spreadsheet, and the counts beside its filters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from agencies.sheets import Column, Kind
from proposals.filters import ProposalFilter
from proposals.models import FormGuide, Proposal
from proposals.querysets import ProposalQuerySet

CHOICE = "kolom"


@dataclass(frozen=True, slots=True)
class Shown:
    """One column that can be chosen: its key in the address, its heading and what it reads from a proposal."""

    key: str
    column: Column
    value: Callable[[Proposal, FormGuide], Any]

    @property
    def is_number(self) -> bool:
        return self.column.kind in (Kind.WHOLE, Kind.RUPIAH)


def _day(proposal: Proposal, guide: FormGuide) -> Any:
    return timezone.localdate(proposal.submitted_at) if proposal.submitted_at else None


def _district(proposal: Proposal, guide: FormGuide) -> str | None:
    return proposal.agency.district.name if proposal.agency.district else None


COLUMNS = (
    Shown("nomor", Column("Nomor", 16), lambda p, guide: p.number),
    Shown("judul", Column("Nama inovasi", 44), lambda p, guide: p.title),
    Shown("instansi", Column("Instansi", 40), lambda p, guide: p.agency.name),
    Shown(
        "pengusul",
        Column("Jenis pengusul", 18),
        lambda p, guide: "Sekolah" if p.agency.is_school else "Perangkat daerah",
    ),
    Shown("kecamatan", Column("Kecamatan", 16), _district),
    Shown("tahun", Column("Tahun", 8, Kind.WHOLE), lambda p, guide: p.period.year),
    Shown("urusan", Column("Urusan", 30), lambda p, guide: p.affair.name if p.affair else None),
    Shown("tahapan", Column("Tahapan", 14), lambda p, guide: guide.label("stage", p.stage)),
    Shown("bentuk", Column("Bentuk", 30), lambda p, guide: guide.label("form", p.form)),
    Shown("jenis", Column("Jenis", 14), lambda p, guide: guide.label("innovation_type", p.innovation_type)),
    Shown("status", Column("Status", 16), lambda p, guide: p.get_status_display()),
    Shown("diajukan", Column("Diajukan tanggal", 14, Kind.DATE), _day),
    Shown("anggaran", Column("Anggaran", 18, Kind.RUPIAH), lambda p, guide: p.budget),
)
USUAL = ("nomor", "judul", "instansi", "status", "diajukan")


class ColumnsForm(forms.Form):
    """Which columns the list shows."""

    kolom = forms.MultipleChoiceField(
        label="Kolom yang ditampilkan",
        choices=[(shown.key, shown.column.title) for shown in COLUMNS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def chosen_columns(params: QueryDict) -> list[Shown]:
    """The columns named in the address, in the order of the table; the usual ones when none is; the title always."""
    asked = set(params.getlist(CHOICE)) & {shown.key for shown in COLUMNS}
    keys = asked | {"judul"} if asked else set(USUAL)
    return [shown for shown in COLUMNS if shown.key in keys]


def lines(proposals: Iterable[Proposal], columns: Sequence[Shown]) -> list[tuple[Proposal, list[tuple[Shown, Any]]]]:
    """Each proposal with its values in the chosen columns; one query for the guides that word the answers."""
    guides = FormGuide.objects.in_bulk()
    return [
        (proposal, [(shown, shown.value(proposal, guides[proposal.period.guide_id])) for shown in columns])
        for proposal in proposals
    ]


def count_beside(picked: ProposalFilter, rows: ProposalQuerySet, params: QueryDict) -> None:
    """Writes beside each status, affair and year how many rows it would leave, other filters given; three queries."""
    fields = picked.form.fields
    by_status = _counts(rows, params, "status", "status")
    fields["status"].choices = [
        (value, f"{label} ({by_status.get(value, 0)})") for value, label in fields["status"].choices
    ]
    for name, column in (("urusan", "affair"), ("tahun", "period")):
        counts = _counts(rows, params, name, column)
        fields[name].label_from_instance = lambda one, counts=counts: f"{one} ({counts.get(one.pk, 0)})"


def _counts(rows: ProposalQuerySet, params: QueryDict, without: str, column: str) -> dict[Any, int]:
    others = params.copy()
    others.pop(without, None)
    left = ProposalFilter(others, rows).qs
    return dict(left.order_by().values_list(column).annotate(amount=Count("pk")))
