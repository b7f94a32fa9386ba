"""One truth for the site's address: what leaves the portal names where it is served, never whatever was asked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from foundation.outbox.models import OutgoingMail
from inovasi.options import siteaddress
from tests import factories
from tests.factories import Cast

ELSEWHERE = "https://inovasi.contoh.invalid"
ROOT = Path(portal.BASE_DIR)
FLOORS = ("foundation", "agencies", "proposals", "reviews", "competitions", "dashboard", "inovasi", "templates")
# Where the address is read from the environment and given on.
ALLOWED = {
    "foundation/site.py",
    "inovasi/settings.py",
    "inovasi/options/siteaddress.py",
    "inovasi/management/commands/serve.py",
}


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("0.0.0.0:80", "http://127.0.0.1:80"),
        ("::1:9000", "http://[::1]:9000"),
        ("[::]:9000", "http://[::1]:9000"),
        ("inovasi.lokal:8080", "http://inovasi.lokal:8080"),
    ],
)
def test_a_portal_is_found_where_it_is_served(address: str, url: str) -> None:
    assert siteaddress.served_at(address) == url


@pytest.mark.parametrize(
    "given", ["", "  ", "inovasi.contoh.go.id", "ftp://contoh.go.id", "https://", "https://a.id/?x=1"]
)
def test_outside_the_demo_a_missing_or_wrong_address_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("SITE_URL", given)
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL .*misalnya https://"):
        siteaddress.site_url(demo=False)


def test_the_start_without_an_address_says_so() -> None:
    asked = {"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "contoh.go.id"}
    env = {name: value for name, value in os.environ.items() if name not in {"PORTAL_DEMO", "SITE_URL"}}
    run = [sys.executable, "-c", "import inovasi.settings"]
    ended = subprocess.run(run, cwd=ROOT, env=env | asked, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode != 0
    assert "SITE_URL belum diisi" in ended.stderr


def test_the_address_that_is_set_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", f"{ELSEWHERE}/")
    assert siteaddress.site_url(demo=True) == ELSEWHERE
    monkeypatch.delenv("SITE_URL")
    assert siteaddress.site_url(demo=True) == "http://127.0.0.1:8000"


@pytest.mark.django_db
def test_a_link_for_a_new_password_names_the_site_whatever_host_was_asked(settings: Settings) -> None:
    settings.SITE_URL = ELSEWHERE
    person = factories.operator()
    Client().post(reverse("account_reset_password"), {"email": person.email}, headers={"host": "localhost:8123"})
    [mail] = OutgoingMail.objects.all()
    links = re.findall(r"https?://\S+", mail.body)
    assert links and all(link.startswith(f"{ELSEWHERE}/akun/sandi/lupa/") for link in links)


@pytest.mark.django_db
def test_the_map_for_search_engines_and_the_printed_line_name_the_site(
    cast: Cast, signed_in, settings: Settings
) -> None:
    settings.SITE_URL = ELSEWHERE
    map_of_pages = Client().get(reverse("sitemap"), headers={"host": "localhost:8123"}).content.decode()
    assert re.findall(r"<loc>(https?://[^/]+)", map_of_pages) == [ELSEWHERE] * map_of_pages.count("<loc>")
    page = signed_in(cast.coordinator).get(reverse("proposals:list"), {"status": "submitted"}).content.decode()
    assert f"{ELSEWHERE}/usulan/?status=submitted, dibuka" in page
    assert "testserver" not in page


def test_no_address_is_built_elsewhere() -> None:
    wrong = re.compile(r"build_absolute_uri|settings\.SITE_URL|get_current_site")
    found = {
        str(path.relative_to(ROOT))
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and wrong.search(path.read_text())
    }
    assert found <= ALLOWED
