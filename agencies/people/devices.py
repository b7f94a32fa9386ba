"""Devices that have signed in before, known by a signed cookie that names the people who did."""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from agencies.core.models import User

COOKIE = "perangkat"
AGE = 60 * 60 * 24 * 365
# People of one shared computer; the one who has not signed in for longest is forgotten first.
MOST_PEOPLE = 20


def is_known(request: HttpRequest) -> bool:
    """Whether anybody has signed in on the device before."""
    return _read(request)[0] != ""


def known(request: HttpRequest, person: User) -> str | None:
    """The name of the device, when this person has signed in on it before."""
    device, people = _read(request)
    return device if person.pk in people else None


def remember(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """Lets the device know from now on that this person has signed in on it."""
    device, people = _read(request)
    kept = [person.pk, *(pk for pk in people if pk != person.pk)][:MOST_PEOPLE]
    response.set_signed_cookie(
        COOKIE,
        ".".join([device or secrets.token_urlsafe(16), *map(str, kept)]),
        salt=COOKIE,
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[int]]:
    """The device and the people who have signed in on it; nothing of a cookie that we did not sign."""
    cookie: Any = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=AGE)
    device, *people = cookie.split(".")
    return device, [int(pk) for pk in people]
