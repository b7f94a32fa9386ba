"""Whose device it is: the mark of a person that a device keeps beside what was taken along, and its cookie."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from agencies.core.models import User

COOKIE: Final = "dibawa"
# As long as browsers keep one: what is not sent yet waits on the device for its person.
COOKIE_AGE: Final = 400 * 24 * 3600
OWN: Final = "own"
OTHER: Final = "other"


def owner_of(person: User) -> str:
    """A mark that is always the same for this person and says nothing about them."""
    return salted_hmac("reviews.offline.owner", str(person.pk), algorithm="sha256").hexdigest()[:32]


def whose(request: HttpRequest) -> str:
    """What this device keeps: something that the person took along (`OWN`), that another did (`OTHER`), or nothing.

    Nobody signed in is nobody's owner: empty as well.
    """
    kept = request.COOKIES.get(COOKIE)
    person = getattr(request, "user", None) if kept else None
    if not isinstance(person, User):
        return ""
    return OWN if kept == owner_of(person) else OTHER


def remember(response: HttpResponseBase, person: User) -> None:
    """Tells the portal from now on that this device keeps something of the person."""
    response.set_cookie(
        COOKIE,
        owner_of(person),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    """The device keeps nothing any more."""
    response.delete_cookie(COOKIE)
