"""Narrowing the list of mails: by what became of them, by reader and by proposal."""

import django_filters as filters
from django.db.models import Q, QuerySet

from foundation.outbox.models import MailKind, MailState, OutboxQuerySet, OutgoingMail
from foundation.text.keys import contains
from proposals.core.sent import SentProposal

FAILED = "gagal"


class DeliveryFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    q = filters.CharFilter(label="Cari penerima", method="by_reader")
    keadaan = filters.ChoiceFilter(
        label="Keadaan",
        choices=((FAILED, "Belum sampai (ditolak atau tidak berhasil)"), *MailState.choices),
        method="by_state",
        empty_label="Semua",
    )
    jenis = filters.ChoiceFilter(label="Jenis", choices=MailKind.choices, field_name="kind", empty_label="Semua")
    usulan = filters.CharFilter(label="Nomor usulan", method="by_proposal")

    class Meta:
        model = OutgoingMail
        fields: list[str] = []

    def by_reader(self, queryset: QuerySet[OutgoingMail], name: str, value: str) -> QuerySet[OutgoingMail]:
        """By the person's name or user name, or the address."""
        of_person = contains(value, "person__full_name", "person__username")
        return queryset.filter(of_person | Q(address__icontains=value) | Q(office=value.lower()))

    def by_state(self, queryset: OutboxQuerySet, name: str, value: str) -> QuerySet[OutgoingMail]:
        return queryset.failed() if value == FAILED else queryset.filter(state=value)

    def by_proposal(self, queryset: QuerySet[OutgoingMail], name: str, value: str) -> QuerySet[OutgoingMail]:
        """By the number, or a part of it; the list holds no mail about a proposal the reader may not know."""
        numbered = SentProposal.objects.filter(number__icontains=value.strip()).order_by()
        return queryset.filter(about__in=numbered.values("pk"))
