"""What every kind of proposal has at its head: its number, whose it is and where it stands, none of it words."""

import datetime
from functools import cache

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency
from foundation.text.fields import LineField
from proposals.core import workflow
from proposals.core.period.models import Period
from proposals.core.workflow import Status


@cache
def _before_and_after() -> tuple[str, str]:
    before, after = reverse("proposals:detail", args=[0]).split("0")
    return before, after


def detail_url(key: int) -> str:
    """The address of the page of the proposal with this key; a list asks for hundreds."""
    before, after = _before_and_after()
    return f"{before}{key}{after}"


class ProposalHead(models.Model):
    """The columns that the stored row and what was sent of it share. No row of others leads back to either."""

    number = models.CharField("nomor", max_length=20, unique=True, null=True, blank=True, editable=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+", verbose_name="periode")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="instansi")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    status = models.CharField("status", max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    review_round = models.PositiveSmallIntegerField("tahap penilaian ke-", default=1, editable=False)
    submitted_at = models.DateTimeField("diajukan pertama kali", null=True, blank=True, editable=False)
    status_since = models.DateTimeField("berstatus ini sejak", default=timezone.now, editable=False)
    decree_number = LineField("nomor SK penetapan", max_length=120, blank=True, editable=False)

    decree_date = models.DateField("tanggal SK penetapan", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return detail_url(self.pk)

    @property
    def established_on(self) -> datetime.date:
        """The date of its decree; of one entered before dates were kept, the day on which that was done."""
        return self.decree_date or timezone.localdate(self.status_since)

    @property
    def is_editable(self) -> bool:
        """Whether the writing desk is open for this status; the period and the person are asked elsewhere."""
        return self.status in workflow.EDITABLE

    @property
    def reference(self) -> str:
        """The number, or what stands for it before the first submission."""
        return self.number or "belum bernomor"
