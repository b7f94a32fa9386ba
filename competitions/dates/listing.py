"""The calendar of one programme's year as it is read: every date in order, the city's own last days among them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from competitions.core.models import Edition
from competitions.dates.models import InternalDeadline, NationalDate

Kind = NationalDate.Kind


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One line: what, when, where it is read, how sure, and what it took the place of (the newest first).

    `row` is None for what follows from the closing or stands in the edition alone.
    """

    name: str
    kind: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    source: str
    confirmed: bool
    relative: str = ""
    row: NationalDate | None = None
    earlier: tuple[NationalDate, ...] = ()

    @property
    def day(self) -> datetime.date | None:
        """The day it is sorted by."""
        return self.starts_on or self.ends_on

    @property
    def when(self) -> str:
        """The days in words."""
        return self.relative or days_in_words(self.starts_on, self.ends_on)

    @property
    def history(self) -> list["CalendarLine"]:
        """What it took the place of, as lines."""
        return [_line(row) for row in self.earlier]

    @property
    def is_internal(self) -> bool:
        return self.kind == Kind.INTERNAL

    @property
    def left(self) -> str:
        """How far away it is; empty where no day is known or the last one has passed."""
        today, last = timezone.localdate(), self.ends_on or self.starts_on
        if last is None or last < today:
            return ""
        first = self.starts_on or last
        days = (first - today).days
        return f"{days} hari lagi" if days > 0 else "hari ini" if first == last == today else "sedang berlangsung"

    @property
    def has_passed(self) -> bool:
        last = self.ends_on or self.starts_on
        return last is not None and last < timezone.localdate()


def days_in_words(starts_on: datetime.date | None, ends_on: datetime.date | None) -> str:
    """Both days, or the one that is known."""
    if starts_on and ends_on and starts_on != ends_on:
        return f"{date_format(starts_on)} sampai {date_format(ends_on)}"
    if starts_on:
        return date_format(starts_on)
    return f"sampai {date_format(ends_on)}" if ends_on else "tidak lagi diketahui"


@dataclass(frozen=True, slots=True)
class ProgrammeCalendar:
    """What is known of one programme's year; `edition` is None for years the portal has only dates of."""

    programme: str
    year: int
    edition: Edition | None
    lines: list[CalendarLine]

    @property
    def title(self) -> str:
        return f"Kalender {self.programme.upper()} {self.year}"

    @property
    def coming(self) -> CalendarLine | None:
        """The next date that has not passed."""
        today = timezone.localdate()
        return next((line for line in self.lines if line.day and (line.ends_on or line.day) >= today), None)

    @property
    def closing_known(self) -> bool:
        return any(line.kind == Kind.CLOSING and line.day for line in self.lines)


def calendars_of(editions: Iterable[Edition]) -> list[ProgrammeCalendar]:
    """The calendars of these editions; two queries however many."""
    wanted = list(editions)
    found = _rows({"year__in": {edition.year for edition in wanted}})
    deadlines = list(InternalDeadline.objects.all())
    return [
        _calendar(
            edition.programme,
            edition.year,
            edition,
            [row for row in found if (row.programme, row.year) == (edition.programme, edition.year)],
            [row for row in deadlines if row.programme == edition.programme],
        )
        for edition in wanted
    ]


def next_date() -> tuple[ProgrammeCalendar, CalendarLine] | None:
    """The next date of any edition of this year or a later one, with its calendar; None while none is known.

    Three queries.
    """
    editions = Edition.objects.running().filter(year__gte=timezone.localdate().year).order_by("programme", "year")
    # The rules are long, and a calendar has no use for them.
    editions = editions.defer("rules", "efforts")
    found = [(calendar, line) for calendar in calendars_of(editions) if (line := calendar.coming)]
    return min(found, key=lambda one: one[1].day or datetime.date.max, default=None)


def calendar_of_year(programme: str, year: int) -> ProgrammeCalendar | None:
    """The calendar of a year, or None where neither an edition that has come out nor a date is known; three queries."""
    edition = Edition.objects.of_year(programme, year)
    rows = _rows({"programme": programme, "year": year})
    if edition is None and not rows:
        return None
    deadlines = InternalDeadline.objects.filter(programme=programme) if edition else []
    return _calendar(programme, year, edition, rows, deadlines)


def known_years(programme: str) -> list[int]:
    """The years that have a calendar, the newest first; two queries."""
    editions = Edition.objects.running().filter(programme=programme).values_list("year", flat=True)
    dated = NationalDate.objects.filter(programme=programme).order_by().values_list("year", flat=True).distinct()
    return sorted({*editions, *dated}, reverse=True)


def _rows(wanted: dict[str, Any]) -> list[NationalDate]:
    return list(NationalDate.objects.filter(**wanted).select_related("by").order_by("pk"))


def _calendar(
    programme: str,
    year: int,
    edition: Edition | None,
    rows: list[NationalDate],
    deadlines: Iterable[InternalDeadline],
) -> ProgrammeCalendar:
    lines = [*_typed(rows), *(_of_edition(edition, rows) if edition else [])]
    if edition:
        typed = {line.name for line in lines if line.is_internal and line.day}
        lines += [_derived(row, edition.closes_on) for row in deadlines if row.label not in typed]
    # What has no day stands last, the farthest before the closing first.
    lines.sort(key=lambda line: (line.day is None, line.day or datetime.date.min))
    return ProgrammeCalendar(programme, year, edition, lines)


def _typed(rows: list[NationalDate]) -> list[CalendarLine]:
    by_key = {row.pk: row for row in rows}
    followed = {row.supersedes_id for row in rows}
    lines = []
    for row in rows:
        if row.pk in followed:
            continue
        earlier, former = [], row.supersedes_id
        while former is not None:
            earlier.append(by_key[former])
            former = by_key[former].supersedes_id
        lines.append(_line(row, tuple(earlier)))
    return lines


def _line(row: NationalDate, earlier: tuple[NationalDate, ...] = ()) -> CalendarLine:
    return CalendarLine(
        row.name, row.kind, row.starts_on, row.ends_on, row.source, row.confirmed, row=row, earlier=earlier
    )


def _of_edition(edition: Edition, rows: list[NationalDate]) -> list[CalendarLine]:
    """Opening and closing as the edition has them, where no row of the calendar says so."""
    known = {row.kind for row in rows}
    days = ((Kind.OPENING, edition.opens_on), (Kind.CLOSING, edition.closes_on))
    return [
        CalendarLine(str(kind.label), kind, day, None, edition.source or "Ketentuan edisi", confirmed=False)
        for kind, day in days
        if day and kind not in known
    ]


def _derived(row: InternalDeadline, closes_on: datetime.date | None) -> CalendarLine:
    day = row.before(closes_on)
    source = f"{row.days_before} hari sebelum penutupan" if day else row.source
    return CalendarLine(row.label, Kind.INTERNAL, day, None, source, False, "" if day else row.relative)
