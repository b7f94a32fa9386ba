"""Filters of the list of candidates."""

from typing import Any, Final

import django_filters as filters
from django.db.models import QuerySet

from agencies.core.models import Agency
from competitions.iga.core.states import BY_CLAIMS, IN_SET, CandidacyState
from foundation.forms import QuickSelect
from foundation.text.keys import contains
from proposals.core.sent import SentProposal

READY, HELD = "siap", "tertahan"
SET: Final = "daftar-kirim"
STATES: Final = [(SET, "Semua dalam daftar kirim"), *CandidacyState.choices]


def _agencies() -> list[tuple[str, str]]:
    """All of them by code, as plain choices: a row of the table for each option would cost more than the list."""
    return list(Agency.objects.order_by("sort_key").values_list("code", "name"))


class CandidateFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    """By name, state, what keeps them out, and agency; a wrong value is told at its field and filters nothing."""

    q = filters.CharFilter(label="Cari nama atau nomor", method="by_words")
    keadaan = filters.ChoiceFilter(
        label="Keadaan", choices=STATES, method="by_state", empty_label="Semua", widget=QuickSelect
    )
    kesiapan = filters.ChoiceFilter(
        label="Kesiapan",
        choices=[(READY, "Siap, belum diputuskan"), (HELD, "Ada yang menahan")],
        method="by_blocks",
        empty_label="Semua",
        widget=QuickSelect,
    )
    instansi = filters.ChoiceFilter(
        label="Instansi", field_name="agency__code", choices=_agencies, empty_label="Semua", widget=QuickSelect
    )

    class Meta:
        model = SentProposal
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(contains(value, "title", "number"))

    def by_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(candidacy_state__in=IN_SET if value == SET else [value])

    def by_blocks(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == READY:
            return queryset.filter(blocks=0, candidacy_state__in=BY_CLAIMS)
        return queryset.filter(blocks__gt=0)
