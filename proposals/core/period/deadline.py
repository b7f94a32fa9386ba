"""The day on which writing ends for an agency, in words and as an entry of a calendar."""

import datetime

from django.utils import timezone

from foundation.days.calendars import Dated
from foundation.papers.moments import spoken
from foundation.site import absolute
from proposals.core.period.models import Period


def deadline_words(period: Period, closes_at: datetime.datetime) -> str:
    """When writing begins, ends or ended: "Pengajuan ditutup 18 Desember 2026 pukul 16.30 WIB, 18 hari lagi"."""
    now = timezone.now()
    if now < period.opens_at:
        return f"Pengajuan dibuka {spoken(period.opens_at)}"
    if now > closes_at:
        return f"Pengajuan sudah ditutup {spoken(closes_at)}"
    left = (timezone.localdate(closes_at) - timezone.localdate(now)).days
    return f"Pengajuan ditutup {spoken(closes_at)}, {f'{left} hari lagi' if left else 'hari ini'}"


def deadline_entry(period: Period, closes_at: datetime.datetime) -> Dated:
    """The same for a calendar."""
    title = f"{period}: pengajuan ditutup"
    return Dated(f"penutupan-{period.year}@portal-inovasi", title, closes_at, closes_at, absolute())
