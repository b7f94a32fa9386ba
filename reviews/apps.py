"""Django's entry to the app `reviews`."""

from importlib import import_module

from django.apps import AppConfig

from proposals import gates


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Penilaian"

    def ready(self) -> None:
        """Hands the conditions of the review stages to the workflow; models can be imported only from here on."""
        gates.add(import_module("reviews.deciding").gate)
