"""Links that let in whoever has them: their tokens, of which only hashes are stored, and the door they open.

A token follows from a random nonce of its row and the portal's secret key, so a copy of the database opens nothing.
"""

import base64
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

View = Callable[..., HttpResponseBase]


def token_of(purpose: str, nonce: str) -> str:
    """The token of a row for one purpose; it is worth nothing for another."""
    mac = salted_hmac(purpose, nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def masked(address: str) -> str:
    """Enough of an address to know it again: "k••••@pangkalpinangkota.go.id"."""
    name, _, place = address.partition("@")
    return f"{name[:1]}••••@{place}"


def by_link(found_by: Callable[[str], Any], closed: Callable[[HttpRequest], HttpResponse]) -> Callable[[View], View]:
    """For a page that a token opens: guesses are counted, no search engine and no browser keeps it.

    The view gets what `found_by` finds by the token; where that is None, `closed` answers. The policy on referrers is
    that of all pages, so no other site learns the address; without any referrer browsers would not say where a form
    comes from either, and it would be refused.
    """

    def decorated(view: View) -> View:
        @login_not_required
        @wraps(view)
        def answer(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = found_by(token)
            if found is None and not ratelimit.consume(
                request, app="allauth.account", action="personal_link", limit_get=True
            ):
                refused: HttpResponse = ratelimit.respond_429(request)
                return refused
            response = view(request, found, *args, **kwargs) if found else closed(request)
            response["Cache-Control"] = "private, no-store"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return answer

    return decorated
