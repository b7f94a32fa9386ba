"""Filters of the security log."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from foundation.forms import QuickSelect
from foundation.security.kinds import Kind, Outcome
from foundation.security.models import SecurityEvent
from foundation.text.keys import contains


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SecurityFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    q = filters.CharFilter(label="Cari nama pengguna", method="by_account")
    kind = filters.ChoiceFilter(label="Kejadian", choices=Kind.choices, empty_label="Semua", widget=QuickSelect)
    outcome = filters.ChoiceFilter(label="Hasil", choices=Outcome.choices, empty_label="Semua", widget=QuickSelect)
    address = filters.CharFilter(label="Alamat IP", method="by_address")
    request = filters.CharFilter(label="Nomor permintaan", field_name="request_id", lookup_expr="exact")
    since = filters.DateFilter(label="Sejak tanggal", field_name="at", lookup_expr="date__gte", widget=DayInput())
    until = filters.DateFilter(label="Sampai tanggal", field_name="at", lookup_expr="date__lte", widget=DayInput())

    class Meta:
        model = SecurityEvent
        fields: list[str] = []

    def by_account(self, queryset: QuerySet[SecurityEvent], name: str, value: str) -> QuerySet[SecurityEvent]:
        return queryset.filter(contains(value, "account", "person__full_name", "person__username"))

    def by_address(self, queryset: QuerySet[SecurityEvent], name: str, value: str) -> QuerySet[SecurityEvent]:
        try:
            form_field = forms.GenericIPAddressField().clean(value)
        except forms.ValidationError:
            return queryset.none()
        return queryset.filter(address=form_field)
