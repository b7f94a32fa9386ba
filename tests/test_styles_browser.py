"""A real browser draws pages in the portal's typeface, takes one style sheet and asks for the typeface once."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from foundation.look.typefaces import PORTAL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_front_page_is_drawn_in_the_portals_typeface(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url.removeprefix(live_server.url)))
    page.goto(live_server.url)
    page.evaluate("document.fonts.ready")
    faces = page.evaluate("[...document.fonts].map(face => [face.family.replaceAll('\"', ''), face.status])")
    page.close()
    assert faces == [[PORTAL.family, "loaded"]]
    assert sorted(path for path in asked if path.endswith((".css", ".woff2"))) == [
        "/static/css/portal.css",
        "/static/font/plus-jakarta-sans.woff2",
    ]
