"""Filters of the ranking and of the table of assignments."""

import django_filters as filters
from django.db.models import QuerySet

from foundation.forms import QuickSelect
from proposals.browsing.filters import KINDS
from proposals.core.affairs.models import Affair
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, ELIGIBLE, Status
from reviews.core.models import ReviewStage


class StageFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    """What both lists can be narrowed by; needs the period's stages."""

    tahap = filters.ChoiceFilter(
        widget=QuickSelect, label="Tahap", field_name="review_round", empty_label="Semua tahap"
    )
    jenis = filters.ChoiceFilter(
        widget=QuickSelect, label="Pengusul", choices=KINDS, method="by_kind", empty_label="Semua"
    )
    urusan = filters.ChoiceFilter(
        widget=QuickSelect, label="Urusan", field_name="affair__key", empty_label="Semua urusan"
    )

    class Meta:
        model = SentProposal
        fields: list[str] = []

    def __init__(self, data: object, queryset: QuerySet[SentProposal], *, stages: list[ReviewStage]) -> None:
        super().__init__(data, queryset)
        # Names alone, without a row for each: every list pays for this panel.
        self.filters["urusan"].extra["choices"] = list(
            Affair.objects.filter(selectable=True).values_list("key", "name")
        )
        self.filters["tahap"].extra["choices"] = [(str(stage.order), stage.name) for stage in stages]

    @property
    def narrows(self) -> bool:
        """Whether a filter is at work, so that not all rows are left."""
        return not self.form.is_valid() or any(self.form.cleaned_data.values())

    def by_kind(self, queryset: QuerySet[SentProposal], name: str, value: str) -> QuerySet[SentProposal]:
        return queryset.filter(agency__npsn__isnull=value == "opd")


class RankingFilter(StageFilter):
    status = filters.ChoiceFilter(
        widget=QuickSelect,
        label="Status",
        choices=[(status.value, status.label) for status in Status if status in ELIGIBLE | DECIDED],
        empty_label="Semua status",
    )
