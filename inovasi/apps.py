"""Django's entries to parts of libraries that the portal sets up its own way."""

from allauth.usersessions import apps as usersessions
from django.contrib.admin import apps as admin


class TechnicianConfig(admin.AdminConfig):
    # It is no configuration of `inovasi`, which has none.
    default = False
    default_site = "inovasi.technician.TechnicianSite"


class SessionsConfig(usersessions.UserSessionsConfig):  # type: ignore[misc]  # allauth comes without types
    default = False

    def ready(self) -> None:
        """Nothing at signing in, where allauth asks for each session of the person: see agencies/people/sessions.py."""
