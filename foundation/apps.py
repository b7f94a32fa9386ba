"""Django's entry to the app `foundation`."""

from django.apps import AppConfig
from django.core.checks import register

from foundation import typefaces


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = "Catatan tepercaya"

    def ready(self) -> None:
        """Has Django's checks look for the typefaces."""
        register(typefaces.check)
