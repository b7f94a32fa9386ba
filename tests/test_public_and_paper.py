"""In a real browser: the public pages without violations or sideways scrolling, and every page of the menu on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browsers import signed_in
from tests.factories import Cast
from tests.url_world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What nobody can use on paper.
USELESS = (
    ".site-nav, .site-tools, .btn, form.filters, .tabs, .breadcrumbs, .pager a, .skip-link, "
    "details:not([open]):not(.on-paper)"
)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
A4_AT_96_DPI = 794


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def violations(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]


def test_the_public_pages_are_accessible_and_fit_a_phone(browser: Browser, live_server: LiveServer, world: World):
    page = browser.new_page(base_url=live_server.url, viewport={"width": 360, "height": 740})
    bare = world.in_review.pk  # not established: the catalogue does not know it
    found = {}
    urls = (
        "/", "/katalog/", "/katalog/?tahapan=penerapan", "/katalog/?q=zzz", "/katalog/data/",
        f"/katalog/{world.established.pk}/", f"/verifikasi/{world.report.paper.code}/", "/panduan/umum/",
        "/panduan/istilah/",
    )  # fmt: skip
    for url in urls:
        page.goto(url)
        found[url] = [*violations(page), *(["sideways"] if page.evaluate(SIDEWAYS) > 0 else [])]
    assert {url: faults for url, faults in found.items() if faults} == {}
    assert page.goto(f"/katalog/{bare}/").status == 404
    page.close()


def paper_line(page: Page) -> str:
    """What the foot of a printed page says about where it came from and when; empty when it can't be seen."""
    line = page.locator(".site-footer__paper")
    return line.inner_text() if line.is_visible() else ""


@pytest.mark.parametrize("who", ["visitor", "owner", "reviewer", "coordinator", "leader"])
def test_every_page_of_the_menu_is_usable_on_paper(browser: Browser, live_server: LiveServer, world: World, who: str):
    person = world.cast[who]
    size = {"width": A4_AT_96_DPI, "height": 1123}
    context = (
        browser.new_context(base_url=live_server.url, viewport=size)
        if who == "visitor"
        else signed_in(browser, person, live_server.url, viewport=size)
    )
    page = context.new_page()
    page.goto(reverse("home"))
    urls = page.locator(".site-nav a").evaluate_all("links => links.map(link => link.pathname)")
    assert len(urls) >= 3
    page.emulate_media(media="print")
    wrong = {}
    for url in urls:
        page.goto(url)
        left = [one.inner_text() for one in page.locator(USELESS).all() if one.is_visible()]
        if left or page.evaluate(SIDEWAYS) > 0 or not page.locator("h1").is_visible() or url not in paper_line(page):
            wrong[url] = [*left, paper_line(page)]
    assert wrong == {}
    context.close()
