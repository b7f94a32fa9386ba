"""The closed world: every address × every kind of person answers as the table says, and no address is left out."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from tests.factories import Cast
from tests.url_answers import BY_LINK, COLUMNS, PUBLIC, UNWELL
from tests.url_names import ALLAUTH, all_names
from tests.url_table import READABLE_MOVES, TABLE, address
from tests.url_world import World, make_world  # fmt: skip

# Whether a paper is handed out is asked here, not what stands on it.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unprinted")]
NOWHERE = (
    "/tidak-ada/", "/usulan/0/", "/usulan/999999/", "/usulan/-1/", "/katalog/999999/", "/periode/1900/",
    "/instansi/tidak-ada/", "/usulan/1/lampiran/99999999999999999999/", "/panduan/tidak-ada/",
    "/kompetisi/kipp/1900/", "/penilaian/999999/", "/dasbor/instansi/tidak-ada/", "/laporan/tidak-ada.pdf",
)  # fmt: skip
# Bytes of a page's HTML before compression.
HEAVIEST = 60_000


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def browser_of(person: User | AnonymousUser) -> Client:
    client = Client()
    if isinstance(person, User):
        client.force_login(person)
    return client


def ask(browser: Client, url: str) -> tuple[int, int]:
    """The answer to a GET, read to its end so that files are closed, and how many bytes of HTML it is."""
    response = browser.get(url)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code, len(content) if is_page else 0


def test_every_address_stands_in_the_table_and_every_line_has_an_address():
    assert all_names() == set(TABLE) | ALLAUTH


def test_every_address_answers_everybody_as_the_table_says_and_no_page_is_heavy(world):
    expected = {(name, column): row[1][place] for name, row in TABLE.items() for place, column in enumerate(COLUMNS)}
    browsers = {column: browser_of(world.cast[column]) for column in COLUMNS}
    answers = {(name, column): ask(browsers[column], address(name, world)) for name, column in expected}
    assert {key: status for key, (status, _) in answers.items() if status != expected[key]} == {}
    assert {key: size for key, (_, size) in answers.items() if size > HEAVIEST} == {}


def test_a_visitor_is_sent_to_sign_in_and_nowhere_else(world):
    browser = Client()
    targets = {name: browser.get(address(name, world)).headers.get("Location", "") for name in closed()}
    assert {name: url for name, url in targets.items() if not url.startswith("/masuk/?next=/")} == {}


def test_a_visitor_can_send_nothing_anywhere(world):
    browser = Client()
    answers = {name: browser.post(address(name, world)).status_code for name in closed()}
    assert {name: status for name, status in answers.items() if status != 302} == {}


def test_nobody_sends_to_what_is_closed_to_them(world):
    """Where reading is refused as if nothing were there, sending is refused as well."""
    wrong = {}
    for place, column in enumerate(COLUMNS):
        browser = browser_of(world.cast[column])
        for name, (_, expected) in TABLE.items():
            if expected[place] == 404 and name not in READABLE_MOVES:
                status = browser.post(address(name, world)).status_code
                if status not in (404, 405):
                    wrong[name, column] = status
    assert wrong == {}


def test_the_pages_of_the_menu_all_open(world):
    wrong = []
    for column in COLUMNS:
        browser = browser_of(world.cast[column])
        menu = browser.get(reverse("home")).context["menu"]
        wrong += [(column, entry.label) for entry in menu if browser.get(entry.url, follow=True).status_code != 200]
    assert wrong == []


def test_what_does_not_exist_is_not_found_and_never_a_fault(cast):
    browser = browser_of(cast.coordinator)
    assert {path: browser.get(path).status_code for path in NOWHERE} == dict.fromkeys(NOWHERE, 404)


def test_the_technicians_pages_are_closed_to_everybody_of_the_city(cast):
    browsers = [browser_of(cast[column]) for column in COLUMNS]
    paths = ("/admin/", "/admin/proposals/proposal/")
    assert {browser.get(path).status_code for browser in browsers for path in paths} == {302}


def closed() -> list[str]:
    """The addresses that are not public."""
    return [name for name, (_, expected) in TABLE.items() if expected not in (PUBLIC, UNWELL, BY_LINK)]
