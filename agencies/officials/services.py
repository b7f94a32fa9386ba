"""Writes of officials: a person begins in an office, is replaced, corrected, ended, or called back as mistaken."""

import datetime
from typing import Final

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format

from agencies.core.models import User
from agencies.officials.models import Official
from agencies.officials.offices import OfficialStanding
from agencies.officials.sameperson import may_be_one

DAY: Final = datetime.timedelta(days=1)
ANOTHER_PERSON: Final = (
    "Perubahan ini menjadikannya orang lain, padahal naskah lama memakai catatan ini. Bila pejabatnya berganti, pakai "
    "Ganti pejabat; bila orangnya sejak awal keliru, batalkan catatan ini lalu tambahkan yang benar."
)


class OfficialRefused(Exception):
    """A record that cannot be stored so; the text says why and what to do."""


@transaction.atomic
def begin(official: Official, *, by: User) -> None:
    """Stores a new record. Raises OfficialRefused where the office has another definitive holder on one of its days."""
    _store(official, by=by)


@transaction.atomic
def replace(old: Official, new: Official, *, by: User) -> None:
    """Ends one record the day before the other begins, both in the same office. Raises OfficialRefused.

    `new` is not stored yet and takes office, agency and, unless it has its own, title from `old`.
    """
    stored = _locked(old)
    if new.since <= stored.since:
        raise OfficialRefused(
            f"{stored} baru mulai {_said(stored.since)}. Isi hari sesudahnya, atau batalkan catatannya bila keliru."
        )
    new.office, new.agency_id, new.title = stored.office, stored.agency_id, new.title or stored.title
    if stored.until is None or stored.until >= new.since:
        stored.until, stored.reason = new.since - DAY, f"Diganti oleh {new.full_name}."
        _store(stored, by=by)
    _store(new, by=by)


@transaction.atomic
def correct(official: Official, *, by: User) -> None:
    """Stores how the same person is written or counted, with its `reason`. Raises OfficialRefused for another person.

    Both names must be alike but for slips, and a known NIP does not change together with the name.
    """
    stored = _locked(official)
    renamed = official.name != stored.name
    if not may_be_one(stored.name, official.name) or (renamed and stored.nip and official.nip != stored.nip):
        raise OfficialRefused(ANOTHER_PERSON)
    _store(official, by=by)


@transaction.atomic
def end(official: Official, until: datetime.date, *, reason: str, by: User) -> None:
    """Names the last day of a record. Raises OfficialRefused for a day before its first."""
    stored = _locked(official)
    if until < stored.since:
        raise OfficialRefused(f"Hari terakhir tidak dapat sebelum hari mulai, {_said(stored.since)}.")
    stored.until, stored.reason = until, reason
    _store(stored, by=by)


@transaction.atomic
def call_back(official: Official, *, reason: str, by: User) -> None:
    """Marks a record as mistaken from its beginning: it signs nothing more, and stays to be read."""
    stored = _locked(official)
    stored.mistaken, stored.reason = True, reason
    _store(stored, by=by)


def _locked(official: Official) -> Official:
    stored = Official.objects.select_for_update(of=("self",)).select_related("agency").get(pk=official.pk)
    if stored.mistaken:
        raise OfficialRefused("Catatan ini sudah dibatalkan. Tambahkan catatan baru.")
    return stored


def _store(official: Official, *, by: User) -> None:
    """The database writes the change into the record, by this person."""
    other = _other_definitive(official)
    if other:
        last = f" sampai {_said(other.until)}" if other.until else ""
        raise OfficialRefused(
            f"{official.office_title} sudah dijabat {other} secara definitif sejak {_said(other.since)}{last}. "
            "Buka catatannya dan pakai Ganti pejabat, atau isi hari terakhirnya lebih dahulu."
        )
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            official.save()
    except IntegrityError as error:
        raise OfficialRefused(
            "Catatan jabatan ini baru saja berubah. Muat ulang halamannya, lalu coba lagi."
        ) from error


def _other_definitive(official: Official) -> Official | None:
    """Whoever else holds the office definitively on one of the days of this record, if this one does, too."""
    if official.mistaken or official.standing != OfficialStanding.DEFINITIVE:
        return None
    others = Official.objects.of_office(official.office, official.agency_id, official.title).exclude(pk=official.pk)
    others = others.filter(Q(until=None) | Q(until__gte=official.since), standing=OfficialStanding.DEFINITIVE)
    return (others.filter(since__lte=official.until) if official.until else others).first()


def _said(day: datetime.date) -> str:
    return date_format(day, "j F Y")
