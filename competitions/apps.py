"""Django's entry to the app `competitions`."""

from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    name = "competitions"
    verbose_name = "Kompetisi nasional"
