"""Filters of the ranking and of the table of assignments."""

import django_filters as filters
from django.db.models import F, QuerySet

from proposals.filters import KINDS
from proposals.models import Affair, Proposal
from proposals.workflow import DECIDED, ELIGIBLE, Status
from reviews.models import ReviewStage
from reviews.staffing import with_counts

GAPS = (("kurang", "Penilai belum cukup"), ("menunggu", "Belum semua selesai"), ("lengkap", "Semua selesai"))


class StageFilter(filters.FilterSet):
    """What both lists can be narrowed by; needs the period's stages."""

    tahap = filters.ChoiceFilter(label="Tahap", field_name="review_round", empty_label="Semua tahap")
    jenis = filters.ChoiceFilter(label="Pengusul", choices=KINDS, method="by_kind", empty_label="Semua")
    urusan = filters.ChoiceFilter(label="Urusan", field_name="sent_affair__key", empty_label="Semua urusan")

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, data: object, queryset: QuerySet, *, stages: list[ReviewStage]) -> None:
        super().__init__(data, queryset)
        # Names alone, without a row for each: every list pays for this panel.
        self.filters["urusan"].extra["choices"] = list(
            Affair.objects.filter(selectable=True).values_list("key", "name")
        )
        self.filters["tahap"].extra["choices"] = [(str(stage.order), stage.name) for stage in stages]

    def by_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(agency__npsn__isnull=value == "opd")


class RankingFilter(StageFilter):
    status = filters.ChoiceFilter(
        label="Status",
        choices=[(status.value, status.label) for status in Status if status in ELIGIBLE | DECIDED],
        empty_label="Semua status",
    )


class AssignmentFilter(StageFilter):
    keadaan = filters.ChoiceFilter(label="Keadaan", choices=GAPS, method="by_gap", empty_label="Semua")

    def by_gap(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        counted = with_counts(queryset)
        if value == "kurang":
            return counted.filter(reviewers__lt=F("wanted"))
        if value == "menunggu":
            return counted.filter(complete__lt=F("reviewers"))
        return counted.filter(complete__gte=F("wanted"), complete=F("reviewers"))
