"""Dates of the national programmes in the demo's current year, marked as examples; no closing, which is not known."""

import datetime
from typing import Final

from competitions.core.models import Edition
from competitions.dates.models import NationalDate
from competitions.dates.services import add_date
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit

Kind = NationalDate.Kind
# Programme, kind, what it is, and how many days after the demo was built.
DATES: Final = (
    (Edition.Programme.KIPP, Kind.BRIEFING, "untuk pemerintah daerah", 9),
    (Edition.Programme.KIPP, Kind.INTERNAL, "Kurasi nominasi oleh tim kota", 16),
    (Edition.Programme.IGA, Kind.BRIEFING, "cara mengisi indikator", 23),
)


def store_dates(desk: DemoKit, now: datetime.datetime) -> None:
    """Some dates ahead of `now`, each once: a date is never changed, so one that another demo wrote stays."""
    for programme, kind, name, days in DATES:
        about = {"programme": programme, "year": desk.period.year, "kind": kind, "label": f"{name} {MARK}"}
        if not NationalDate.objects.filter(**about).exists():
            day = now.date() + datetime.timedelta(days=days)
            add_date(NationalDate(**about, starts_on=day, source="Tanggal contoh, bukan pengumuman"), by=None)
