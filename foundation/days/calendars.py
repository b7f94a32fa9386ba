"""Dates as a file for a calendar: iCalendar (RFC 5545), to be opened by whoever wants to keep them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Dated:
    """One entry: from `starts` to `ends`, both dates (whole days, the last one included) or both moments.

    A moment at which something ends has the same `starts` and `ends`. `uid` stays the same when the entry is written
    again, so that a calendar replaces it.
    """

    uid: str
    title: str
    starts: datetime.date | datetime.datetime
    ends: datetime.date | datetime.datetime
    url: str = ""
    place: str = ""


def calendar_of(entries: Iterable[Dated]) -> str:
    """The entries as the text of a calendar file; moments are in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Portal Inovasi Daerah//Tanggal//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written.decode()


def calendar_file(entries: Iterable[Dated], name: str) -> HttpResponse:
    """The same as a file of this name (without its ending) to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(calendar_of(entries), content_type="text/calendar; charset=utf-8", headers=headers)


def _event(entry: Dated) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    event.add("dtstart", _written(entry.starts))
    if not isinstance(entry.ends, datetime.datetime):
        # The end of whole days is the day after the last of them (RFC 5545, 3.6.1).
        event.add("dtend", entry.ends + datetime.timedelta(days=1))
    elif entry.ends != entry.starts:
        # An end is later than its beginning; a moment has none (3.8.2.2).
        event.add("dtend", _written(entry.ends))
    event.add("summary", entry.title)
    event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", entry.url)
    return event


def _written(at: datetime.date | datetime.datetime) -> datetime.date | datetime.datetime:
    return at.astimezone(datetime.UTC) if isinstance(at, datetime.datetime) else at
