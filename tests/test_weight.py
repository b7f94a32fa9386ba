"""How much a page weighs on a slow line: the style sheet, a page, and everything that a first visit fetches."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from foundation.look.typefaces import PORTAL
from inovasi.styles import SHEET, TYPEFACE, bundle
from tests.factories import Cast
from tests.url_world import make_world

STYLE_SHEET = 62_000
FIRST_VISIT = 100_000


def fetched(page: str) -> set[str]:
    """The static files that a browser loads with the page before any picture, the typeface among them."""
    found = set(re.findall(r'<script[^>]* src="/static/([^"]+)"|<link rel="stylesheet" href="/static/([^"]+)"', page))
    return {TYPEFACE} | {script or style for script, style in found}


def on_the_line(path: str) -> int:
    """Bytes of a static file as it goes over a line without encryption, where browsers take no Brotli."""
    content = Path(finders.find(path)).read_bytes()
    return len(content) if path.endswith(".woff2") else min(len(content), len(gzip.compress(content, 9)))


def test_all_styles_together_are_light() -> None:
    assert 0 < len(bundle(settings.STYLES_DIR, typeface=True).encode()) <= STYLE_SHEET


@pytest.mark.skipif(PORTAL.file() is None, reason="The typeface is not installed.")
def test_a_first_visit_is_light_before_its_pictures(cast: Cast) -> None:
    make_world(cast)
    page = Client().get(reverse("home"), headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    files = fetched(gzip.decompress(page.content).decode())
    assert {SHEET, TYPEFACE} < files
    assert len(page.content) + sum(map(on_the_line, files)) <= FIRST_VISIT
