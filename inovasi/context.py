"""What every template may use: the city's name, the menu and the help of this page, the unread count."""

from typing import Any

from django.http import HttpRequest

from foundation.city import city
from foundation.palette import colour
from inovasi.help import help_url
from inovasi.menu import menu_for


def portal(request: HttpRequest) -> dict[str, Any]:
    """The city's data, the main menu and the number of unread notifications; no query."""
    user = getattr(request, "user", None)
    return {
        "city": city(),
        "theme_colour": colour("accent-deep"),
        "menu": menu_for(request),
        "help_url": help_url(request),
        "unread": user.unread if user and user.is_authenticated else 0,
    }
