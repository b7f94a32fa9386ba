"""The lists a person keeps under a name: the filters and columns of the address, nothing of what they showed."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class SavedView(models.Model):
    """One list of one person. Whoever is given its address sees only what they may see themselves."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField("nama", max_length=60)
    query = models.CharField("saringan dan kolom", max_length=2000, blank=True)
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "tampilan tersimpan"
        verbose_name_plural = "tampilan tersimpan"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('proposals:list')}?{self.query}"
