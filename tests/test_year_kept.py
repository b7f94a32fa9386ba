"""The year switch: whoever walks from page to page with a chosen year stays in that year."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from competitions.core.models import Edition
from proposals.core.workflow import Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
BEFORE = 2025
# Pages about one year at a time; the competitions name theirs in the path once they are reached.
YEARLY = {
    "proposals:list", "proposals:export", "proposals:export_csv", "reviews:ranking", "dashboard:overview",
    "dashboard:coverage", "dashboard:agency", "dashboard:reports", "dashboard:pack", "dashboard:report_pdf",
    "dashboard:report_xlsx", "dashboard:report_csv", "dashboard:nudges", "dashboard:nudge", "dashboard:nudge_plan",
    "competitions:kipp_current", "competitions:iga_current",
}  # fmt: skip


def links_of(page: str) -> set[str]:
    """The addresses a page leads to, those left out that exist to drop what was chosen."""
    kept = re.sub(r'<ul class="chips".*?</ul>', "", page, flags=re.DOTALL)
    return {unescape(url) for url in re.findall(r'<a [^>]*?href="(/[^"]*)"', kept)}


def yearless(page: str) -> set[str]:
    """Links to pages about one year that name no year."""
    found = set()
    for url in links_of(page):
        parts = urlsplit(url)
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            continue
        if name in YEARLY and "tahun" not in parse_qs(parts.query):
            found.add(url)
    return found


@pytest.fixture
def earlier(cast: Cast) -> str:
    """A year before the current one with a proposal in it; gives the code of its agency."""
    factories.period()
    factories.proposal(Status.IN_REVIEW, 1, of=cast.home, year=BEFORE)
    for programme in Edition.Programme:
        Edition.objects.create(programme=programme, year=BEFORE, name=f"{programme.label} {BEFORE}")
    return cast.home.code


PAGES = {
    "owner": ("proposals:list", "dashboard:agency", "competitions:kipp", "competitions:iga"),
    "leader": (
        "proposals:list", "dashboard:overview", "dashboard:coverage", "dashboard:agency", "dashboard:reports",
        "dashboard:pack", "competitions:kipp", "competitions:iga",
    ),
    "coordinator": (
        "proposals:list", "dashboard:overview", "dashboard:coverage", "dashboard:agency", "dashboard:reports",
        "dashboard:pack", "dashboard:nudges", "dashboard:nudge_plan",
        "competitions:kipp", "competitions:iga",
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_a_chosen_year_is_kept_from_page_to_page(cast: Cast, earlier: str, who: str):
    client, forgotten = Client(), {}
    client.force_login(cast[who])
    for name in PAGES[who]:
        in_path = [BEFORE] if name.startswith("competitions:") else []
        args = [earlier] if name == "dashboard:agency" else in_path
        page = client.get(reverse(name, args=args), {} if in_path else {"tahun": str(BEFORE)})
        assert page.status_code == 200, name
        assert links_of(page.content.decode())
        forgotten[name] = yearless(page.content.decode())
    assert {name: urls for name, urls in forgotten.items() if urls} == {}


def test_the_check_itself_finds_a_forgotten_year():
    page = '<a href="/dasbor/?tahun=2025">a</a> <a class="x" href="/laporan/">b</a> <a href="/panduan/">c</a>'
    assert yearless(page) == {"/laporan/"}


@pytest.mark.parametrize("name", ["kipp", "iga"])
def test_a_competition_opens_in_the_year_that_is_asked_for(cast: Cast, earlier: str, name: str):
    client = Client()
    client.force_login(cast.leader)
    Edition.objects.create(programme=name, year=BEFORE + 1, name="Berikutnya")
    for year, shown in ((BEFORE, BEFORE), (1999, BEFORE + 1), ("abcd", BEFORE + 1)):
        answer = client.get(reverse(f"competitions:{name}_current"), {"tahun": str(year)})
        assert answer.url == reverse(f"competitions:{name}", args=[shown])


@pytest.mark.parametrize("name", ["overview", "coverage", "reports", "pack", "nudges", "nudge_plan"])
@pytest.mark.parametrize("year", ["1999", "abcd", "²025"])
def test_a_year_that_does_not_exist_is_not_found(cast: Cast, earlier: str, name: str, year: str):
    client = Client()
    client.force_login(cast.coordinator)
    assert client.get(reverse(f"dashboard:{name}"), {"tahun": year}).status_code == 404
