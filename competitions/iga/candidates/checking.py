"""What the rules of IGA say of an innovation on the verification desk."""

import datetime

from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.candidates.rules import check_window
from proposals.core.above import Checked


def window_check(applied_on: datetime.date | None, developed_on: datetime.date | None) -> Checked:
    """Named by `PROPOSAL_CHECKS`: applied or developed within the span of this year's edition; one query."""
    edition = Edition.objects.current(Edition.Programme.IGA, timezone.localdate().year)
    if edition is None:
        return Checked(None, "Edisi IGA tahun ini belum dicatat.", "Aturan IGA")
    found = check_window(applied_on, developed_on, edition.window_from, edition.window_until)
    return Checked(found.passed, found.text, f"Rentang waktu {edition}")
