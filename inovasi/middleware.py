"""What stands between a request and its page: signing in, and the second factor for those who need one.

What was typed is not lost when the session has ended, the browser keeps nothing private, and a character that cannot be
stored goes no further.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.utils.cache import patch_cache_control

from agencies.core.models import User
from agencies.people import second_factor
from foundation.security.asking import current
from foundation.security.kinds import Kind
from inovasi.views import second_factor_first, session_ended, typed_in
from reviews.offline import owners

# What stays open to somebody who has to set up a second factor first: doing so, the password, leaving, and help.
OPEN_WITHOUT_FACTOR = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "account_reauthenticate", "account_logout", "account_change_password", "account_set_password", "health", "help",
    "help_topic",
}  # fmt: skip

NUL = "\x00"


class WithoutNul:
    """The character NUL, which nobody types and no text of the database holds: an address that has it names nothing,
    and what a form sends loses it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if NUL in request.path_info or NUL in query or "%00" in query:
            raise Http404
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Before any view, and after the check that the form is ours."""
        if request.method == "POST" and any(NUL in value for _, values in request.POST.lists() for value in values):
            clean = QueryDict(mutable=True, encoding=request.POST.encoding)
            for name, values in request.POST.lists():
                clean.setlist(name, [value.replace(NUL, "") for value in values])
            request.POST = clean  # type: ignore[assignment]  # the stubs know an immutable one only


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs signing in unless it is marked public. A form sent too late gives back what was typed."""

    def handle_no_permission(  # type: ignore[override]  # Django declares a redirect only; a page may answer as well
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.method == "POST" and typed_in(request):
            return session_ended(request)
        return super().handle_no_permission(request, view_func)


class SecondFactorRequired:
    """Every other page waits until a person who needs a second factor has one, whatever the request asks with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.view_name in OPEN_WITHOUT_FACTOR or not isinstance(request.user, User):
            return None
        return second_factor_first(request) if second_factor.is_overdue(request.user) else None


def nothing_private_kept(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """After signing out, "Back" shows nothing: what a session was answered is kept by nobody.

    Left alone is what is public for everybody, and what the browser may only show after asking here again. A browser
    that kept something all the same is asked to drop it when a session ends by signing out, whichever page does it; on
    a device to which the person took proposals along, all that is stored there goes.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        mine = owners.whose(request) == owners.OWN
        response = get_response(request)
        rules = {rule.strip() for rule in response.get("Cache-Control", "").split(",")}
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not rules & {"public", "no-cache"}:
            patch_cache_control(response, private=True, no_store=True)
        asking = current()
        if asking and Kind.SIGN_OUT in asking.noted:
            response["Clear-Site-Data"] = '"cache", "storage"' if mine else '"cache"'
            if mine:
                owners.forget(response)
        return response

    return answer
