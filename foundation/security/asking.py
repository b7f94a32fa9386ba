"""The request that is being answered: its id, and what the log tells of it. Known to everything that runs for it."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from foundation.security.kinds import Kind
from foundation.security.lines import KEPT_AS, request_id
from foundation.security.models import SecurityEvent

HEADER = "X-Request-Id"
# What a proxy may send as the id of a request; anything else gets one of ours.
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
# Pages whose address lets in whoever has it, such as the link to a new password, and the word of it that does.
SECRET_WORDS = {
    "account_reset_password_from_key": "key", "account_confirm_email": "key", "proposals:head": "token",
    "proposals:head_file": "token", "agencies:invitation": "token",
}  # fmt: skip


@dataclass(slots=True)
class Asking:
    """One request under its id, the kinds of events that were noted for it, and the rows still to be stored."""

    request: HttpRequest
    id: str
    noted: set[Kind] = field(default_factory=set)
    waiting: list[SecurityEvent] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path without what follows the question mark and without secret words."""
        path, match = self.request.path, self.request.resolver_match
        secret = match.kwargs[SECRET_WORDS[match.view_name]] if match and match.view_name in SECRET_WORDS else ""
        return path.replace(secret, "***") if secret else path

    @property
    def subject(self) -> str:
        """The page by its name in code and the rows that its address names."""
        match = self.request.resolver_match
        if match is None:
            return ""
        rows = [str(value) for word, value in match.kwargs.items() if word != SECRET_WORDS.get(match.view_name)]
        return " ".join([match.view_name, *rows])

    @property
    def address(self) -> str | None:
        """Where the request comes from, past the trusted proxies; None when the server or a proxy does not say."""
        try:
            address: str = get_adapter().get_client_ip(self.request)
        except (ImproperlyConfigured, PermissionDenied):
            return None
        return address


_current: ContextVar[Asking | None] = ContextVar("the request that is being answered", default=None)


def current() -> Asking | None:
    """The request that this runs for; None outside of requests."""
    return _current.get()


def named(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: gives each request an id, and the id to its answer. The first of all, so that all know it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        asking = Asking(request, _id_of(request))
        request.META[KEPT_AS] = asking.id
        token, named = _current.set(asking), request_id.set(asking.id)
        try:
            response = get_response(request)
        finally:
            _current.reset(token)
            request_id.reset(named)
        response[HEADER] = asking.id
        return response

    return answer


def _id_of(request: HttpRequest) -> str:
    """The id that the proxy gave, where it is trusted to give one; else a new one."""
    given = request.headers.get(HEADER, "") if settings.PROXY_NAMES_REQUESTS else ""
    return given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
