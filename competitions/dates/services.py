"""Writes on the calendar: a new date, and one that takes the place of another. Nothing is overwritten."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from competitions.core import above
from competitions.core.models import Edition
from competitions.dates.models import InternalDeadline, NationalDate

Kind = NationalDate.Kind
COLUMNS: Final = {Kind.OPENING: "opens_on", Kind.CLOSING: "closes_on"}
"""Which day of the edition each of them is."""


class DateRefused(Exception):
    """A date was not written; the text is an Indonesian sentence the user may read."""


@transaction.atomic
def add_date(date: NationalDate, *, by: User | None) -> NationalDate:
    """Stores a date of which the year has none yet. Raises DateRefused."""
    about = {name: getattr(date, name) for name in ("programme", "year", "kind", "label")}
    edition = _locked_edition(date)
    if NationalDate.objects.filter(**about).exists():
        raise DateRefused(f"{date.name} tahun {date.year} sudah tercatat. Ubah tanggalnya dari daftar kalender.")
    return _store(date, edition, by)


@transaction.atomic
def follow_date(former: NationalDate, values: Mapping[str, Any], *, reason: str, by: User | None) -> NationalDate:
    """Puts a date in the place of another, which stays readable; without days it is no longer known.

    `values` are starts_on, ends_on, source and confirmed. Raises DateRefused when somebody was faster, or the edition
    would close before it opens.
    """
    edition = _locked_edition(former)
    current = NationalDate.objects.select_for_update().get(pk=former.pk)
    if NationalDate.objects.filter(supersedes=current).exists():
        raise DateRefused(
            "Tanggal ini baru saja diubah di tempat lain, jadi isian Anda belum tersimpan. Buka lagi kalendernya, lalu "
            "ubah tanggal yang tercatat sekarang."
        )
    about = {name: getattr(current, name) for name in ("programme", "year", "kind", "label")}
    return _store(NationalDate(**about, **values, supersedes=current, reason=reason), edition, by)


@transaction.atomic
def save_deadlines(rows: Mapping[int, int]) -> int:
    """Stores for each of the city's last days, by its key, how many days before the closing; how many changed."""
    changed = [
        row
        for row in InternalDeadline.objects.select_for_update().filter(pk__in=rows)
        if row.days_before != rows[row.pk]
    ]
    for row in changed:
        row.days_before = rows[row.pk]
        row.save(update_fields=["days_before"])
    return len(changed)


@transaction.atomic
def settle_editions() -> None:
    """Brings the days of every edition to what the calendar says, after files were loaded."""
    known = NationalDate.objects.current().filter(kind__in=COLUMNS)
    for date in known:
        column = COLUMNS[Kind(date.kind)]
        for edition in Edition.objects.filter(programme=date.programme, year=date.year):
            if getattr(edition, column) != date.starts_on:
                setattr(edition, column, date.starts_on)
                edition.save(update_fields=[column])


def _locked_edition(date: NationalDate) -> Edition | None:
    """The edition of the year, locked, so that one date is written at a time; None where there is none."""
    return Edition.objects.select_for_update().filter(programme=date.programme, year=date.year).first()


def _store(date: NationalDate, edition: Edition | None, by: User | None) -> NationalDate:
    """Writes the row; the database moves the day of the edition with it."""
    if edition and date.kind in COLUMNS:
        _check_order(edition, Kind(date.kind), date.starts_on)
    date.by, date.at = by, timezone.now()
    date.save(force_insert=True)
    if edition and edition.programme == Edition.Programme.IGA and date.kind in COLUMNS:
        # What still counts depends on the last day.
        above.rules_changed(edition.pk)
    return date


def _check_order(edition: Edition, kind: Kind, day: datetime.date | None) -> None:
    opens, closes = (day, edition.closes_on) if kind == Kind.OPENING else (edition.opens_on, day)
    if opens and closes and closes < opens:
        other = f"dibuka {date_format(opens)}" if kind == Kind.CLOSING else f"ditutup {date_format(closes)}"
        raise DateRefused(
            f"{edition.name} {other}, jadi {kind.label.lower()} pada tanggal itu tidak mungkin. Periksa "
            "tanggalnya, atau ubah dahulu tanggal yang satunya."
        )
