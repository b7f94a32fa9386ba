"""What the date of a decree has to keep to."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format

from reviews.meeting.core.models import Meeting


def date_fault(meeting: Meeting, date: datetime.date | None) -> str:
    """Why the meeting's decree cannot bear this date, as a sentence; empty if it can."""
    held = timezone.localdate(meeting.held_at)
    if date is None:
        return "Isi tanggal keputusan, seperti tertulis di atas tanda tangannya."
    if date < held:
        return f"Keputusan tidak dapat mendahului rapatnya ({date_format(held, 'j F Y')}). Periksa tanggalnya."
    if date > timezone.localdate():
        return "Tanggal keputusan ada di masa depan. Isi setelah keputusan ditandatangani."
    return ""
