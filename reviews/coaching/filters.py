"""Filters of the list of coaching plans."""

import django_filters as filters
from django.utils import timezone

from foundation.forms import QuickSelect
from reviews.coaching.models import CoachingPlan
from reviews.coaching.querysets import CoachingPlanQuerySet

STATES = (
    ("tanpa-pembina", "Belum ada pembina"),
    ("disiapkan", "Belum disampaikan"),
    ("berjalan", "Berjalan"),
    ("lewat", "Ada tugas lewat tenggat"),
    ("ditutup", "Ditutup"),
)


class CoachingFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter comes without types
    keadaan = filters.ChoiceFilter(
        widget=QuickSelect, label="Keadaan", choices=STATES, method="by_state", empty_label="Semua"
    )

    class Meta:
        model = CoachingPlan
        fields: list[str] = []

    def by_state(self, queryset: CoachingPlanQuerySet, name: str, value: str) -> CoachingPlanQuerySet:
        return narrowed(queryset, value)


def narrowed(rows: CoachingPlanQuerySet, state: str) -> CoachingPlanQuerySet:
    """The plans in one of the `STATES`."""
    standing = rows.filter(closed_at=None)
    if state == "tanpa-pembina":
        return standing.filter(coach=None, coach_name="")
    if state == "disiapkan":
        return standing.filter(shared_at=None)
    if state == "berjalan":
        return rows.running()
    if state == "lewat":
        return rows.running().with_late_tasks(timezone.localdate())
    return rows.exclude(closed_at=None)
