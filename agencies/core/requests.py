"""The request of a view that is not public, for the type checker: its person has signed in."""

from django.http import HttpRequest

from agencies.core.models import User


class SignedInRequest(HttpRequest):
    """What every view gets that is not marked `login_not_required`; the login middleware sees to it."""

    user: User
