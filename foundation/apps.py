"""Django's entry to the app `foundation`."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = "Catatan tepercaya"
