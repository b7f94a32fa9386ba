"""Filters of the lists of agencies and people."""

import django_filters as filters
from django.db.models import QuerySet

from agencies.core.models import User
from foundation.text.keys import contains


class PeopleFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
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

    def by_name(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(contains(value, "full_name", "username", "agency__name"))

    def by_role(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(agency__isnull=False) if value == "agency" else queryset.filter(**{value: True})
