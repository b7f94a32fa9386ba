"""Deeds that ask again who is there: for most, signing in counts for a quarter of an hour; for some, never.

django-allauth asks for the password or a second factor, keeps the form that was sent, and carries it out afterwards.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

View = Callable[..., HttpResponseBase]
# The pages that ask; what was sent is carried out by the very request that answers one of them.
ASKING: Final = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person signed in, or was asked again, within the last `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def ask_again(request: HttpRequest) -> HttpResponse:
    """Leads to the page that asks; what was sent is kept and carried out afterwards. Files cannot be kept."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        messages.warning(request, "Pasang kata sandi atau langkah kedua dahulu, lalu ulangi tindakan tadi.")
        return redirect("mfa_index")
    kept: HttpResponse = suspend_request(request, ways[0]["url"])
    if request.method != "POST":
        return kept
    # It is compared with the path alone; the form that was kept brings its own query.
    return redirect(f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")


def fresh_only(view: View) -> View:
    """Opens a view only to somebody who has shown lately who they are; others are asked first."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_fresh(request) else ask_again(request)

    return asking


def is_answer(request: HttpRequest) -> bool:
    """Whether this very request answers the question who is there, and so carries out what was sent before.

    For deeds that no sign-in is enough for; `ask_again` where it does not, once it is sure that the person may.
    """
    came_by = request.resolver_match
    return came_by is not None and came_by.view_name in ASKING and is_fresh(request)
