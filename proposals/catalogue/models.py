"""The public picture of an innovation: the only file of a proposal that visitors may see, released by a coordinator."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.text.fields import LineField
from proposals.core.sent import SentProposal


def picture_path(picture: "PublicPicture", filename: str) -> str:
    """Where the picture lies in the storage, apart from the evidence; the name is its content."""
    return f"publik/{picture.sha256}.jpg"


def small_path(picture: "PublicPicture", filename: str) -> str:
    """Where the small copy for lists lies, beside the picture."""
    return f"publik/{picture.sha256}-kecil.jpg"


class PublicPicture(models.Model):
    """A copy made for the catalogue, smaller and without metadata; evidence itself never becomes public."""

    proposal = models.OneToOneField(SentProposal, models.CASCADE, related_name="picture", db_constraint=False)
    file = models.FileField("gambar", upload_to=picture_path, max_length=120)
    small = models.FileField("gambar kecil", upload_to=small_path, max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    width = models.PositiveIntegerField("lebar (piksel)")
    height = models.PositiveIntegerField("tinggi (piksel)")
    description = LineField("keterangan gambar", max_length=200)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField("dibuka untuk umum", default=timezone.now)

    class Meta:
        verbose_name = "gambar katalog"
        verbose_name_plural = "gambar katalog"

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("proposals:innovation_picture", args=[self.proposal_id, self.sha256[:16]])

    @property
    def small_url(self) -> str:
        """The address of the small copy for lists."""
        return reverse("proposals:innovation_picture_small", args=[self.proposal_id, self.sha256[:16]])
