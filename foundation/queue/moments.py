"""When something that has to happen again and again last happened, such as a backup."""

from django.db import models
from django.utils import timezone


class Moment(models.Model):
    """The last time of one thing, by its name."""

    name = models.CharField("nama", max_length=40, primary_key=True)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "waktu terakhir"
        verbose_name_plural = "waktu terakhir"

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%Y-%m-%d %H:%M}"


def note(name: str) -> None:
    """Keeps the present moment as the last time of this thing."""
    Moment.objects.update_or_create(name=name, defaults={"at": timezone.now()})
