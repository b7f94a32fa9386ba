"""What narrows the list of agencies."""

import django_filters as filters
from django.db.models import Q, QuerySet

from agencies.core.kinds import AgencyKind
from agencies.core.models import Agency, District
from foundation.text.keys import contains

GROUPS = (("target", "Perangkat daerah target"), ("school", "Sekolah target"), ("assumed", "Data perlu dipastikan"))


class AgencyFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    q = filters.CharFilter(label="Cari nama atau NPSN", method="by_name")
    group = filters.ChoiceFilter(label="Kelompok", choices=GROUPS, method="by_group", empty_label="Semua")
    kind = filters.ChoiceFilter(label="Jenis", choices=AgencyKind.choices, empty_label="Semua")
    district = filters.ModelChoiceFilter(
        label="Kecamatan", queryset=District.objects.filter(kind="kecamatan"), empty_label="Semua"
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def by_name(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return queryset.filter(contains(value, "name", "short_name") | Q(npsn__startswith=value))

    def by_group(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        flag = {"target": "in_target", "school": "in_school_target", "assumed": "assumed"}[value]
        return queryset.filter(**{flag: True})
