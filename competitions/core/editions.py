"""Finding the edition of a programme that an address asks for."""

from django.shortcuts import get_object_or_404
from django.utils import timezone

from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition
from foundation.numbers import year_in


def edition_of(programme: str, year: int) -> Edition:
    """The edition of a year that has come out; else 404."""
    return get_object_or_404(Edition.objects.running(), programme=programme, year=year)


def edition_or_announced(programme: str, year: int) -> Edition:
    """The edition of a year, also one that is only announced; else 404. For pages about the rules themselves."""
    return get_object_or_404(Edition, programme=programme, year=year)


def asked_edition(programme: str, request: SignedInRequest) -> Edition | None:
    """The edition of `?tahun=`, or of this year when none is asked for; the newest when that year has none."""
    year = year_in(request.GET.get("tahun", "")) or timezone.localdate().year
    return Edition.objects.current(programme, year)
