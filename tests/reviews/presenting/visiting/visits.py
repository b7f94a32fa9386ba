"""What tests of visits write and read: minutes in words, photos taken at the place, and minutes that are closed."""

import datetime
from typing import Any

from agencies.core.models import User
from foundation.issued.models import IssuedPaper
from reviews.presenting.models import Slot
from reviews.presenting.visiting import minutes, photographing
from reviews.presenting.visiting.photos import VisitPhoto
from tests.reviews.presenting.visiting.photos import PIER, snapshot

SEEN = "Perahu bekerja setiap pagi.\nCatatan timbangan ditunjukkan."


def url(slot: Slot) -> str:
    return f"/penilaian/jadwal/{slot.pk}/berita-acara/"


def taken_at(visit: Slot) -> datetime.datetime:
    return visit.starts + datetime.timedelta(minutes=12)


def added(visit: Slot, by: User, **values: Any) -> VisitPhoto:
    photo = photographing.judged(snapshot(taken_at(visit), PIER, shade=values.pop("shade", 90)), "IMG.jpg")
    return photographing.add_photo(visit, photo, by=by, **values)


def closed(visit: Slot, by: User) -> IssuedPaper:
    known = minutes.write(visit, seen=SEEN, met="", by=by)
    return minutes.close(visit, by=by, read=minutes.whole_mark(known, list(visit.photos.all())))
