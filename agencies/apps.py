"""Django's entry to the app `agencies`."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = "Instansi dan pengguna"
