"""Going to the identity provider and back; the views are django-allauth's, a provider that fails is a sentence."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

logger = logging.getLogger(__name__)
# A provider may be away, and it may answer anything instead of what the standard says.
TROUBLES = (RequestException, ValueError, KeyError, TypeError, AttributeError)

View = Callable[[HttpRequest, str], HttpResponse]


def _calm(view: View) -> View:
    """The same view, with a page instead of a failure when the provider does not answer as it should."""

    @login_not_required
    @wraps(view)
    def calm(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except TROUBLES:
            logger.warning("The identity provider %s failed.", provider_id, exc_info=True)
            return render(request, "socialaccount/authentication_error.html", status=503)

    return calm


login = _calm(views.login)
callback = _calm(views.callback)
