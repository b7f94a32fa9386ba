"""What every template may use: the city's name, the menu and the help of this page, its address, the unread count."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from agencies.core.models import User
from agencies.people import second_factor
from foundation.city import city
from foundation.look.palette import colour
from foundation.site import absolute
from inovasi.help import help_url
from inovasi.menu import menu_for
from inovasi.styles import typeface_url
from reviews.offline.owners import whose


def portal(request: HttpRequest) -> dict[str, Any]:
    """The city's data, the main menu and the number of unread notifications; no query."""
    user = getattr(request, "user", None)
    due = second_factor.due(user) if isinstance(user, User) else None
    return {
        "city": city(),
        "theme_colour": colour("accent-deep"),
        "typeface_url": typeface_url(),
        "menu": menu_for(request),
        "help_url": help_url(request),
        "second_factor_due": due,
        "second_factor_overdue": due is not None and due <= timezone.now(),
        "second_factor_off": settings.DEMO and not settings.SECOND_FACTOR_REQUIRED,
        "taken_along": whose(request),
        "here": absolute(request.get_full_path()),
        "unread": user.unread if user and user.is_authenticated else 0,
    }
