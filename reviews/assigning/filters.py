"""What narrows the table of assignments."""

import django_filters as filters
from django.db.models import F, QuerySet

from proposals.core.sent import SentProposal
from reviews.assigning.staffing import with_counts
from reviews.ranking.filters import StageFilter

GAPS = (("kurang", "Penilai belum cukup"), ("menunggu", "Belum semua selesai"), ("lengkap", "Semua selesai"))


class AssignmentFilter(StageFilter):
    keadaan = filters.ChoiceFilter(label="Keadaan", choices=GAPS, method="by_gap", empty_label="Semua")

    def by_gap(self, queryset: QuerySet[SentProposal], name: str, value: str) -> QuerySet[SentProposal]:
        counted = with_counts(queryset)
        if value == "kurang":
            return counted.filter(reviewers__lt=F("wanted"))
        if value == "menunggu":
            return counted.filter(complete__lt=F("reviewers"))
        return counted.filter(complete__gte=F("wanted"), complete=F("reviewers"))
