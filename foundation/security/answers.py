"""What the log reads off the answers themselves, so that no page can forget it: refusals, and data that leaves."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase

from foundation.security.asking import current
from foundation.security.events import note, write_waiting
from foundation.security.kinds import Kind, Outcome


def noted(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: notes pages that were refused, limits that were met and files that were handed out.

    A row that a person may not see answers like one that does not exist, so both are noted, of people signed in.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.resolver_match:
            _note(request, response)
        if asking := current():
            write_waiting(asking)
        return response

    return answer


def _note(request: HttpRequest, response: HttpResponseBase) -> None:
    if response.status_code == 429:
        _once(Kind.LIMIT, _person(request))
    elif response.status_code in (403, 404):
        if (person := _person(request)) and not _told(Kind.FORM):
            _once(Kind.ACCESS, person)
    elif response.status_code in (200, 206) and "Content-Disposition" in response:
        kind = settings.SECURITY_FILES.get(_name(request), Kind.EXPORT)
        if kind and (person := _person(request)):
            note(Kind(kind), person=person)


def _once(kind: Kind, person: AbstractBaseUser | None) -> None:
    """Notes a refusal that the page has not noted itself."""
    if not _told(kind):
        note(kind, Outcome.REFUSED, person=person)


def _told(kind: Kind) -> bool:
    asking = current()
    return bool(asking and kind in asking.noted)


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _person(request: HttpRequest) -> AbstractBaseUser | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, AbstractBaseUser) and user.is_authenticated else None
