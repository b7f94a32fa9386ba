"""Filters of the lists of agencies and people."""

import django_filters as filters
from django.db.models import Q, QuerySet

from agencies.kinds import AgencyKind
from agencies.models import Agency, District, User

GROUPS = (("target", "Perangkat daerah target"), ("school", "Sekolah target"), ("assumed", "Data perlu dipastikan"))


class AgencyFilter(filters.FilterSet):
    q = filters.CharFilter(label="Cari nama atau NPSN", method="by_name")
    group = filters.ChoiceFilter(label="Kelompok", choices=GROUPS, method="by_group", empty_label="Semua")
    kind = filters.ChoiceFilter(label="Jenis", choices=AgencyKind.choices, empty_label="Semua")
    district = filters.ModelChoiceFilter(
        label="Kecamatan", queryset=District.objects.filter(kind="kecamatan"), empty_label="Semua"
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Q(name__icontains=value) | Q(short_name__icontains=value) | Q(npsn__startswith=value))

    def by_group(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        flag = {"target": "in_target", "school": "in_school_target", "assumed": "assumed"}[value]
        return queryset.filter(**{flag: True})


class PeopleFilter(filters.FilterSet):
    q = filters.CharFilter(label="Cari nama", method="by_name")
    role = filters.ChoiceFilter(
        label="Peran",
        choices=(
            ("is_coordinator", "Koordinator"),
            ("is_reviewer", "Penilai"),
            ("is_leader", "Pimpinan"),
            ("agency", "Pengusul"),
        ),
        method="by_role",
        empty_label="Semua",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(
            Q(full_name__icontains=value) | Q(username__icontains=value) | Q(agency__name__icontains=value)
        )

    def by_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(agency__isnull=False) if value == "agency" else queryset.filter(**{value: True})
