"""The demo's catalogue pictures: drawn, marked as examples, the same for the same seed, and gone with their year."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from inovasi.demo.making.pictures import drawn
from inovasi.demo.years import build
from proposals.catalogue.models import PublicPicture
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from tests.demo.years import IN_MEMORY, LATER


def test_equal_titles_give_equal_pictures():
    assert drawn("Antrean daring", "kesehatan") == drawn("Antrean daring", "kesehatan")
    assert drawn("Antrean daring", "kesehatan") != drawn("Parkir tanpa karcis", "kesehatan")


@pytest.mark.django_db
def test_most_of_the_newest_innovations_have_a_marked_picture_and_some_have_none(
    settings, django_capture_on_commit_callbacks
):
    settings.STORAGES = IN_MEMORY
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    build(proposals=9, now=LATER)
    innovations = SentProposal.objects.filter(status=Status.ESTABLISHED)
    assert innovations.filter(picture=None).count() > 0
    assert {picture.description[:13] for picture in PublicPicture.objects.all()} == {"Gambar contoh"}
    for picture in PublicPicture.objects.select_related("proposal"):
        assert picture.released_at == picture.proposal.status_since
        with Image.open(picture.file) as image:
            assert image.size == (picture.width, picture.height)
        with Image.open(picture.small) as image:
            assert image.size == (640, 360)
    names = set(PublicPicture.objects.values_list("file", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        build(proposals=9, seed=7, now=LATER)
    kept = set(PublicPicture.objects.values_list("file", flat=True))
    assert kept - names and names - kept
    assert [name for name in names - kept if default_storage.exists(name)] == []
