"""Every page of every role in a real browser, on a phone and on a wide screen.

Nothing sticks out, axe is silent, what a finger hits is large enough, and the Tab key goes everywhere.
"""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from tests import factories
from tests.browsers import signed_in
from tests.url_answers import COLUMNS
from tests.url_table import TABLE, address
from tests.url_world import make_world
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = ("visitor", "owner", "reviewer", "coordinator", "leader")


def own_pages(column: str, world: Any) -> dict[str, str]:
    """The pages this person reads and nobody before in the list of people does, by the name of their address."""
    place, client = COLUMNS.index(column), Client()
    if isinstance(world.cast[column], User):
        client.force_login(world.cast[column])
    earlier = [COLUMNS.index(other) for other in PEOPLE[: PEOPLE.index(column)]]
    found = {}
    for name, (_, answers) in TABLE.items():
        if answers[place] != 200 or any(answers[other] == 200 for other in earlier):
            continue
        url = address(name, world)
        page = client.get(url)
        if page.streaming:
            b"".join(page.streaming_content)
        elif page.headers["Content-Type"].startswith("text/html") and b"<main" in page.content:
            found[name] = url
    return found


@pytest.mark.parametrize("column", PEOPLE)
def test_every_page_fits_its_screen_and_is_usable_by_finger_and_by_keyboard(
    browser: Browser, live_server: LiveServer, column: str
) -> None:
    world = make_world(factories.cast())
    person = world.cast[column]
    if isinstance(person, User):
        window = signed_in(browser, person, live_server.url, viewport=PHONE)
    else:
        window = browser.new_context(base_url=live_server.url, viewport=PHONE)
    wrong: dict[str, Any] = {}
    with window:
        page = window.new_page()
        pages = own_pages(column, world)
        for name, url in pages.items():
            page.goto(url)
            if found := faults_of(page):
                wrong[name] = found
    assert pages
    assert wrong == {}
