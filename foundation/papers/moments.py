"""How a moment reads in a sentence: 18 Desember 2026 pukul 16.30 WIB."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format


def spoken(moment: datetime.datetime) -> str:
    """The moment in the city's time, with the name of its zone."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
