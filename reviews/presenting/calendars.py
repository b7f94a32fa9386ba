"""A slot as an entry of a calendar: iCalendar (RFC 5545) sent as an invitation (RFC 5546), for one reader each."""

from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from foundation.site import absolute
from reviews.presenting.models import Slot


def invitation(slot: Slot, address: str) -> str:
    """The entry of the slot as it stands now; in calendars that have it, it takes the place of the one before."""
    return _entry(slot, address, method="REQUEST", status="CONFIRMED")


def cancellation(slot: Slot, address: str) -> str:
    """Takes the entry out of calendars that have it."""
    return _entry(slot, address, method="CANCEL", status="CANCELLED")


def _entry(slot: Slot, address: str, *, method: str, status: str) -> str:
    """Nobody but the reader stands in it, so that no agency learns who its jury is; the times are in UTC."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Portal Inovasi Daerah//Jadwal//ID")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event.add("uid", str(slot.uid))
    event.add("sequence", slot.sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", slot.starts.astimezone(UTC))
    event.add("dtend", slot.ends.astimezone(UTC))
    event.add("status", status)
    event.add("summary", f"{slot.session.get_kind_display()}: {slot.proposal.title}")
    event.add("location", slot.place)
    event.add("url", absolute(slot.proposal.get_absolute_url()))
    event.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
    reader = vCalAddress(f"mailto:{address}")
    reader.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    event.add("attendee", reader)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()
