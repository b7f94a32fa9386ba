"""Django's entry to the app `agencies`."""

from importlib import import_module

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = "Instansi dan pengguna"

    def ready(self) -> None:
        """Connects the security log, whose module needs the tables and is therefore loaded when they are there."""
        import_module("agencies.security.listening").connect()
