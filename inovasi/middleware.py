"""What stands between a request and its page: signing in, without losing what was typed when the session has ended."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from inovasi.views import session_ended, typed_in


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs signing in unless it is marked public. A form sent too late gives back what was typed."""

    def handle_no_permission(  # type: ignore[override]  # Django declares a redirect only; a page may answer as well
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.method == "POST" and typed_in(request):
            return session_ended(request)
        return super().handle_no_permission(request, view_func)
