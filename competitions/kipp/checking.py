"""What the rules of KIPP say of an innovation on the verification desk."""

import datetime

from django.utils import timezone

from competitions.core.models import Edition
from competitions.core.nominating import check_age
from proposals.core.above import Checked


def age_check(applied_on: datetime.date | None, developed_on: datetime.date | None) -> Checked:
    """Named by `PROPOSAL_CHECKS`: the age at closing against the least age of this year's edition; one query."""
    edition = Edition.objects.current(Edition.Programme.KIPP, timezone.localdate().year)
    if edition is None:
        return Checked(None, "Edisi KIPP tahun ini belum dicatat.", "Aturan KIPP")
    least = edition.limits_of(edition.kipp.usual_group).min_age_months
    found = check_age(applied_on, edition.closes_on, least)
    return Checked(found.enough, found.text, f"Umur inovasi menurut {edition}")
