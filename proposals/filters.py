"""Filters of the list of proposals and of the catalogue."""

import django_filters as filters
from django.db.models import QuerySet

from agencies.models import District
from proposals.models import Affair, Period, Proposal
from proposals.querysets import ProposalQuerySet
from proposals.workflow import ELIGIBLE, SUBMITTED, Status

COUNTS = (("diajukan", "Diajukan"), ("layak", "Layak"))
KINDS = (("opd", "Perangkat daerah"), ("sekolah", "Sekolah"))


class ProposalFilter(filters.FilterSet):
    q = filters.CharFilter(label="Cari nomor, nama inovasi, isi, atau instansi", method="by_words")
    tahun = filters.ModelChoiceFilter(
        label="Tahun",
        field_name="period",
        queryset=Period.objects.all(),
        to_field_name="year",
        empty_label="Semua tahun",
    )
    status = filters.MultipleChoiceFilter(label="Status", choices=Status.choices)
    hitungan = filters.ChoiceFilter(label="Hitungan", choices=COUNTS, method="by_count", empty_label="Semua")
    jenis = filters.ChoiceFilter(label="Pengusul", choices=KINDS, method="by_kind", empty_label="Semua")
    urusan = filters.ModelChoiceFilter(
        label="Urusan",
        field_name="affair",
        queryset=Affair.objects.filter(selectable=True),
        to_field_name="key",
        empty_label="Semua urusan",
    )
    kecamatan = filters.ModelChoiceFilter(
        label="Kecamatan",
        field_name="agency__district",
        queryset=District.objects.filter(kind="kecamatan"),
        to_field_name="code",
        empty_label="Semua kecamatan",
    )
    instansi = filters.CharFilter(field_name="agency__code", label="Kode instansi")

    class Meta:
        model = Proposal
        fields: list[str] = []

    def by_words(self, queryset: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        return queryset.search(value)

    def by_count(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(status__in=SUBMITTED if value == "diajukan" else ELIGIBLE)

    def by_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(agency__npsn__isnull=value == "opd")


class CatalogueFilter(filters.FilterSet):
    q = filters.CharFilter(label="Cari inovasi atau instansi", method="by_words")
    urusan = filters.ModelChoiceFilter(
        label="Urusan",
        field_name="affair",
        queryset=Affair.objects.filter(selectable=True),
        to_field_name="key",
        empty_label="Semua urusan",
    )
    tahun = filters.ModelChoiceFilter(
        label="Tahun",
        field_name="period",
        queryset=Period.objects.all(),
        to_field_name="year",
        empty_label="Semua tahun",
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def by_words(self, queryset: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        return queryset.search(value)
