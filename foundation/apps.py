"""Django's entry to the app `foundation`."""

from django.apps import AppConfig
from django.core.checks import register

from foundation.look import typefaces
from foundation.signing import choosing


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = "Catatan tepercaya"

    def ready(self) -> None:
        """Has Django's checks look for the typefaces, and at the way of signing."""
        register(typefaces.check)
        register(choosing.check)
