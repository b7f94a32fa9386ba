"""What stands between a request and its page: signing in, without losing what was typed when the session has ended.

And what stands between the page and the browser's memory: nothing private is kept there.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from inovasi.views import session_ended, typed_in


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs signing in unless it is marked public. A form sent too late gives back what was typed."""

    def handle_no_permission(  # type: ignore[override]  # Django declares a redirect only; a page may answer as well
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.method == "POST" and typed_in(request):
            return session_ended(request)
        return super().handle_no_permission(request, view_func)


def nothing_private_kept(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """After signing out, "Back" shows nothing: what a session was answered is kept by nobody.

    Left alone is what is public for everybody, and what the browser may only show after asking here again.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        rules = {rule.strip() for rule in response.get("Cache-Control", "").split(",")}
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not rules & {"public", "no-cache"}:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return answer
