"""What stands in somebody's calendar feed: national dates for agencies and the office, hearings for who takes part."""

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.dates.listing import calendars_of
from dashboard.work.models import CalendarLink
from foundation.days.calendars import Dated
from foundation.security.links import hashed, token_of
from foundation.site import absolute
from reviews.presenting.models import Slot

PURPOSE = "calendar-feed"


@transaction.atomic
def new_link(person: User) -> CalendarLink:
    """Another address for the person; the one before opens nothing any more."""
    # Two requests of one person wait for each other.
    User.objects.select_for_update().get(pk=person.pk)
    CalendarLink.objects.filter(user=person).delete()
    link = CalendarLink(user=person)
    link.token_hash = hashed(token_of(PURPOSE, link.nonce))
    link.save()
    return link


def address_of(person: User) -> str:
    """The whole address of the person's feed; empty while there is none."""
    link = CalendarLink.objects.filter(user=person).first()
    return absolute(reverse("dashboard:feed", args=[token_of(PURPOSE, link.nonce)])) if link else ""


def reader_by(token: str) -> User | None:
    """Whose feed a token opens; None for a wrong or old one, and for an account that is closed."""
    return User.objects.filter(calendar_link__token_hash=hashed(token), is_active=True).first()


def takes_part(person: User) -> bool:
    """Whether the national programmes concern this person.

    Reviewers score without knowing what goes on to the ministries (competitions.core.permissions).
    """
    return person.is_coordinator or person.is_leader or person.agency_id is not None


def feed_entries(person: User) -> list[Dated]:
    """The dates that concern this person, from last year on; a handful of queries."""
    national = list(_national()) if takes_part(person) else []
    return [*national, *_hearings(person)]


def _national() -> Iterator[Dated]:
    editions = Edition.objects.running().filter(year__gte=timezone.localdate().year - 1).defer("rules", "efforts")
    for calendar in calendars_of(editions):
        page = absolute(reverse("competitions:dates", args=[calendar.programme, calendar.year]))
        for line in calendar.lines:
            if line.day is None:
                continue
            about = f"{calendar.programme.upper()} {calendar.year}"
            unsure = "" if line.confirmed or line.is_internal else " (perkiraan)"
            # An extension keeps the name, so that calendars move the entry instead of adding one.
            uid = f"{slugify(f'{about} {line.kind} {line.name}')}@portal-inovasi"
            last = line.ends_on or line.day
            yield Dated(uid, f"{about}: {line.name}{unsure}", line.day, last, page)


def _hearings(person: User) -> Iterator[Dated]:
    """Those to come in which the person listens or which they coordinate; without the titles, as nobody signs in."""
    mine = Q(pk__in=Slot.objects.judged_by(person).order_by().values("pk"))
    if person.is_coordinator:
        mine |= Q(pk__in=Slot.objects.coordinated_by(person).order_by().values("pk"))
    since = timezone.now() - datetime.timedelta(days=1)
    slots = Slot.objects.ahead().filter(mine, starts__gte=since).select_related("session")
    for slot in slots.order_by("starts", "pk"):
        yield Dated(str(slot.uid), slot.session.get_kind_display(), slot.starts, slot.ends, absolute(), slot.place)
