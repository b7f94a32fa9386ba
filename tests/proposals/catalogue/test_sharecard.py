"""The card of a shared link: what it shows, that it stays the same, and how pages point to it."""

import io
import sys

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from foundation.papers import faces
from proposals.catalogue import sharecard
from proposals.catalogue.artwork import PALETTES, landscape
from proposals.catalogue.models import PublicPicture
from proposals.catalogue.services import release_picture
from proposals.core.affairs.signs import OTHER, SIGNS, sign_of
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from tests import factories

pytestmark = pytest.mark.django_db
LONG = "Sistem informasi pelayanan terpadu yang namanya jauh lebih panjang daripada yang dapat dibaca dari jauh " * 2


@pytest.fixture
def innovation() -> SentProposal:
    return factories.sent(factories.proposal(Status.ESTABLISHED, 1, title="Antrean daring"))


def with_picture(innovation: SentProposal) -> PublicPicture:
    return release_picture(innovation, factories.picture(), "png", description="Loket.", by=factories.coordinator())


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_card_has_the_size_that_sharing_asks_for_and_is_not_heavy(innovation):
    for picture in (None, with_picture(innovation)):
        data = sharecard.card(innovation, picture)
        assert (opened(data).format, opened(data).size) == ("PNG", (1200, 630))
        assert len(data) < 300_000


def test_equal_content_gives_equal_bytes_and_other_content_another_card(innovation):
    first, code = sharecard.card(innovation, None), sharecard.card_code(innovation, None)
    cache.clear()
    assert sharecard.card(innovation, None) == first
    innovation.title = "Nama lain"
    assert sharecard.card_code(innovation, None) != code
    assert sharecard.card(innovation, None) != first


def test_a_card_is_drawn_once(innovation, monkeypatch):
    first = sharecard.card(innovation, None)
    monkeypatch.setattr(sharecard, "landscape", None)
    assert sharecard.card(innovation, None) == first


def test_a_released_picture_stands_on_the_card(innovation):
    shade = (200, 10, 10)
    image, out = Image.new("RGB", (800, 600), shade), io.BytesIO()
    image.save(out, "PNG")
    picture = release_picture(innovation, out.getvalue(), "png", description="Merah.", by=factories.coordinator())
    red, green, blue = opened(sharecard.card(innovation, picture)).convert("RGB").getpixel((1000, 300))
    assert red > 180 and green < 40 and blue < 40


@pytest.mark.parametrize("title", ["A", LONG, "Kata" * 50])
def test_any_title_has_room(title):
    size, lines = sharecard._fitted(title)
    room = sharecard.DIVIDE - 2 * sharecard.EDGE
    assert len(lines) * size * 1.2 <= sharecard.TITLE_HEIGHT
    assert max(sharecard._font(size, sharecard.BOLD).getlength(line) for line in lines) <= room
    assert "".join(lines).replace("…", "").replace(" ", "")[:20] == title.replace(" ", "")[:20]


def test_a_card_is_drawn_without_the_wheel_of_the_typeface(innovation, monkeypatch):
    usual = sharecard.card(innovation, None)
    cache.clear()
    monkeypatch.setitem(sys.modules, "fontpkg_plus_jakarta_sans", None)
    faces.cut.cache_clear()
    plain = sharecard.card(innovation, None)
    faces.cut.cache_clear()
    assert opened(plain).size == opened(usual).size
    assert plain != usual


def test_the_page_names_its_card_with_an_absolute_address(client, settings, innovation):
    settings.SITE_URL = "https://inovasi.contoh.invalid"
    page = client.get(reverse("proposals:innovation", args=[innovation.pk])).content.decode()
    address = reverse("proposals:share_card", args=[innovation.pk, sharecard.card_code(innovation, None)])
    for name, value in (
        ("og:image", f"https://inovasi.contoh.invalid{address}"),
        ("og:image:width", "1200"),
        ("og:image:alt", "Antrean daring"),
        ("og:url", f"https://inovasi.contoh.invalid/katalog/{innovation.pk}/"),
        ("og:title", "Antrean daring"),
    ):
        assert f'<meta property="{name}" content="{value}">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    answer = client.get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=31536000, immutable")


@pytest.mark.parametrize("path", ["/", "/katalog/"])
def test_the_portals_own_pages_have_a_card_too(client, settings, path):
    settings.SITE_URL = "https://inovasi.contoh.invalid"
    page = client.get(path).content.decode()
    address = reverse("proposals:portal_card", args=[sharecard.portal_card_code()])
    assert f'<meta property="og:image" content="https://inovasi.contoh.invalid{address}">' in page
    assert opened(client.get(address).content).size == (1200, 630)
    assert client.get(reverse("proposals:portal_card", args=["lama"])).headers["Location"] == address
    assert f'<link rel="canonical" href="https://inovasi.contoh.invalid{path}">' in page


def test_an_address_from_before_a_change_leads_to_todays_card(client, innovation):
    old = reverse("proposals:share_card", args=[innovation.pk, sharecard.card_code(innovation, None)])
    picture = with_picture(innovation)
    today = reverse("proposals:share_card", args=[innovation.pk, sharecard.card_code(innovation, picture)])
    assert client.get(old).headers["Location"] == today


def test_every_sign_is_drawn_and_every_palette_has_its_colours(settings):
    symbols = (settings.BASE_DIR / "static/img/affairs.svg").read_text()
    style = (settings.BASE_DIR / "styles/areas/catalogue.css").read_text()
    signs = {*map(sign_of, SIGNS), sign_of(""), sign_of("tidak-dikenal")}
    assert {sign.symbol for sign in signs if f'id="{sign.symbol}"' not in symbols} == set()
    assert {sign.palette for sign in signs} == set(PALETTES)
    assert {name for name in PALETTES if name != OTHER.palette and f".affair-tile--{name} " not in style} == set()


def test_a_landscape_depends_on_its_seed_alone():
    one, same, other = (landscape(seed, "sea", 320, 180) for seed in ("a", "a", "b"))
    assert one.tobytes() == same.tobytes() != other.tobytes()
    assert one.size == (320, 180)
