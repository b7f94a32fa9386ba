"""Dates as a calendar file: what people typed stays words, and every end is later than its beginning."""

import datetime

from icalendar import Calendar

from foundation.days.calendars import Dated, calendar_of

AT = datetime.datetime(2026, 12, 18, 9, 30, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 12, 18)


def read(*entries: Dated) -> list[Calendar]:
    return list(Calendar.from_ical(calendar_of(entries)).walk("VEVENT"))


def test_a_moment_has_no_end_hours_and_whole_days_have_a_later_one() -> None:
    later = AT + datetime.timedelta(hours=2)
    moment, hours, day = read(
        Dated("a", "Batas", AT, AT), Dated("b", "Rapat", AT, later), Dated("c", "Perbaikan", DAY, DAY)
    )
    assert moment.decoded("dtstart") == AT and "dtend" not in moment
    assert (hours.decoded("dtstart"), hours.decoded("dtend")) == (AT, later)
    assert (day.decoded("dtstart"), day.decoded("dtend")) == (DAY, DAY + datetime.timedelta(days=1))


def test_what_people_typed_is_never_a_line_of_its_own() -> None:
    typed = "Antre; daring, \\ baru\nEND:VEVENT\nATTACH:http://contoh.example"
    (event,) = read(Dated("a", typed, AT, AT, place=typed))
    assert (str(event["summary"]), str(event["location"]), "attach" in event) == (typed, typed, False)
