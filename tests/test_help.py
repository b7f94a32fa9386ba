"""The help pages: every page has its help, every section and picture it names exists, small and described."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from inovasi.help import APPS, PAGES, ROLES, TOPICS, help_url
from tests import factories
from tests.url_names import all_names

PICTURES = Path(settings.BASE_DIR) / "static" / "img" / "panduan"
PLACES = [*PAGES.values(), *APPS.values(), *(place for _, place in ROLES)]


def test_every_named_page_exists():
    assert set(PAGES) <= all_names()


@pytest.mark.django_db
@pytest.mark.parametrize("place", sorted(set(PLACES)))
def test_every_section_exists(place):
    key, section = place.split("#")
    assert f'id="{section}"' in Client().get(reverse("help_topic", args=[key])).content.decode()


@pytest.mark.django_db
def test_no_section_stands_twice():
    for topic in TOPICS:
        sections = re.findall(
            r'<h2 id="([^"]+)"', Client().get(reverse("help_topic", args=[topic.key])).content.decode()
        )
        assert len(sections) == len(set(sections)), topic.key


@pytest.mark.django_db
def test_pictures_are_real_small_and_described():
    shown = set()
    for topic in TOPICS:
        page = Client().get(reverse("help_topic", args=[topic.key])).content.decode()
        for tag in re.findall(r"<img[^>]*panduan/[^>]*>", page):
            alt = re.search(r'alt="([^"]{20,})"', tag)
            assert alt, tag
            shown.add(re.search(r"panduan/([a-z-]+\.webp)", tag)[1])
    files = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert shown == set(files)
    assert max(files.values()) <= 60_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "who", "expected"),
    [
        ("/usulan/", "coordinator", "/panduan/koordinator/#memeriksa"),
        ("/usulan/", "operator", "/panduan/operator/#setelah"),
        ("/usulan/1/tindakan/return/", "coordinator", "/panduan/koordinator/#memeriksa"),
        ("/usulan/1/tindakan/withdraw/", "operator", "/panduan/operator/#setelah"),
        ("/usulan/1/terkirim/", "operator", "/panduan/operator/#setelah"),
        ("/usulan/1/dokumen/", "operator", "/panduan/operator/#mulai"),
        ("/penilaian/peringkat/", "coordinator", "/panduan/koordinator/#penilaian"),
        ("/dasbor/", "leader", "/panduan/pimpinan/#dasbor"),
        ("/katalog/", "", "/panduan/umum/#katalog"),
        ("/dasbor/pengingat/", "coordinator", "/panduan/koordinator/#mengingatkan"),
        ("/panduan/", "", "/panduan/"),
    ],
)
def test_a_page_leads_to_its_help(path, who, expected):
    request = RequestFactory().get(path)
    request.user = getattr(factories, who)() if who else AnonymousUser()
    request.resolver_match = resolve(path)
    assert help_url(request) == expected
