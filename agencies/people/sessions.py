"""Where a person is signed in: each browser, when it was last seen and from where; and signing out there.

django-allauth keeps the rows; here they are renewed now and then instead of with every page.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from agencies.core.models import User
from foundation.security.asking import current

# Seconds between two notes of the same browser, in each process for itself.
SEEN_EVERY = 5 * 60
# More browsers at once has nobody; what lies further back is over.
MOST = 50
USER_AGENT_LENGTH = UserSession._meta.get_field("user_agent").max_length
# Marks in the browser's own description, the more special ones first.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser in which the person is signed in."""

    pk: int
    device: str
    address: str
    since: datetime.datetime
    seen: datetime.datetime
    is_here: bool


def seen(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: notes where and when a session was last used, at most once in five minutes."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        key = request.session.session_key
        if key and request.user.is_authenticated and caches["seen"].add(key, True, SEEN_EVERY):
            _note(request, key)
        return get_response(request)

    return answer


def _note(request: HttpRequest, key: str) -> None:
    """Writes down the session; a new one takes the place of those that are over.

    Nothing is written where the setting of trusted proxies is wrong, so that nobody can say from where: pages go on.
    """
    asking = current()
    address = asking.address if asking else None
    if address is None:
        return
    now = timezone.now()
    defaults = {
        "user": request.user,
        "ip": address,
        "user_agent": request.headers.get("User-Agent", "")[:USER_AGENT_LENGTH],
        "last_seen_at": now,
    }
    _, is_new = UserSession.objects.update_or_create(session_key=key, defaults=defaults)
    if is_new:
        kept = Session.objects.filter(expire_date__gt=now).values("session_key")
        UserSession.objects.filter(user_id=request.user.pk).exclude(session_key__in=kept).delete()


def open_sessions(person: User, here: str | None) -> list[OwnSession]:
    """The browsers in which the person is signed in, `here` being the key of this one, the last seen first."""
    rows = list(UserSession.objects.filter(user_id=person.pk).order_by("-last_seen_at", "-pk")[:MOST])
    kept = Session.objects.filter(expire_date__gt=timezone.now()).in_bulk([row.session_key for row in rows])
    valid = person.get_session_auth_hash()
    alive = {key for key, session in kept.items() if session.get_decoded().get(HASH_SESSION_KEY) == valid}
    return [
        OwnSession(row.pk, device_of(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == here)
        for row in rows
        if row.session_key in alive
    ]


def end(person: User, pk: int) -> bool:
    """Signs the person out in one browser; False when there is no such session of theirs."""
    row = UserSession.objects.filter(user_id=person.pk, pk=pk).first()
    if row is None:
        return False
    row.end()
    return True


def device_of(user_agent: str) -> str:
    """What the browser says of itself, as people say it: "Chrome di Android"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Peramban lain")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} di {system}" if system else browser
