"""The page of one's own sessions, and what ends them."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import User
from agencies.people.sessions import device_of
from foundation.security.models import SecurityEvent
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/akun/sesi/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"


@pytest.fixture
def person() -> User:
    return factories.user("op", password=factories.PASSWORD, agency=factories.agency())


def device(person: User, agent: str = DESK, address: str = "198.51.100.7") -> Client:
    browser = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    answer = browser.post(reverse("account_login"), {"login": person.username, "password": factories.PASSWORD})
    assert answer.status_code == 302
    caches["seen"].delete(browser.session.session_key)
    browser.get("/panduan/")
    return browser


def shown(browser: Client) -> list[tuple[str, str, bool]]:
    return [(row.device, row.address, row.is_here) for row in browser.get(PAGE).context["sessions"]]


def is_in(browser: Client) -> bool:
    return browser.get("/usulan/").status_code == 200


def test_every_device_is_named_with_its_address_and_this_one_marked(person):
    phone, desk = device(person, PHONE, "203.0.113.9"), device(person)
    device(factories.user("lain", password=factories.PASSWORD))
    assert set(shown(desk)) == {
        ("Firefox di Windows", "198.51.100.7", True),
        ("Chrome di Android", "203.0.113.9", False),
    }
    assert [row[2] for row in shown(phone)] == [False, True]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome di Android"),
        (DESK, "Firefox di Windows"),
        (DESK.replace("Firefox", "Chrome/1 Safari/1 Edg"), "Edge di Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari di iPhone",
        ),
        ("", "Peramban lain"),
    ],
    ids=["chrome", "firefox", "edge", "safari", "none"],
)
def test_browsers_are_called_as_people_call_them(agent, words):
    assert device_of(agent) == words


def test_one_device_is_signed_out_and_the_other_stays(person):
    phone, desk = device(person, PHONE), device(person)
    (other,) = [row for row in desk.get(PAGE).context["sessions"] if not row.is_here]
    desk.post(reverse("agencies:end_session"), {"sesi": other.pk})
    assert (is_in(phone), is_in(desk)) == (False, True)
    assert len(shown(desk)) == 1


def test_nobody_signs_out_somebody_else(person):
    desk, stranger = device(person), device(factories.user("lain", password=factories.PASSWORD))
    (mine,) = desk.get(PAGE).context["sessions"]
    for sent in (str(mine.pk), "²", "", "0"):
        assert stranger.post(reverse("agencies:end_session"), {"sesi": sent}).status_code == 302
    assert is_in(desk)


def test_out_of_all_devices_for_good(person):
    devices = [device(person, PHONE), device(person), device(person)]
    old = devices[0].cookies["sessionid"].value
    answer = devices[1].post(reverse("agencies:end_session"), {"sesi": "semua"}, follow=True)
    assert "keluar dari semua perangkat" in answer.content.decode()
    assert [is_in(browser) for browser in devices] == [False, False, False]
    fresh = device(person)
    devices[0].cookies["sessionid"] = old
    assert not is_in(devices[0])
    assert len(shown(fresh)) == 1
    assert SecurityEvent.objects.filter(detail="dari semua perangkat", person=person).count() == 1


def test_a_new_password_ends_the_other_sessions(person):
    phone, desk = device(person, PHONE), device(person)
    new = "kalimat-sandi-yang-lain"
    page = reverse("account_change_password")
    desk.post(page, {"oldpassword": factories.PASSWORD, "password1": new, "password2": new})
    assert (is_in(phone), is_in(desk)) == (False, True)
    assert [row[2] for row in shown(desk)] == [True]


def test_a_session_is_noted_now_and_then_and_costs_nothing_between(person, django_assert_num_queries: Any):
    browser = Client(headers={"user-agent": PHONE}, REMOTE_ADDR="203.0.113.9")
    browser.force_login(person)
    caches["seen"].clear()
    assert shown(browser) == [("Chrome di Android", "203.0.113.9", True)]
    with CaptureQueriesContext(connection) as queries:
        browser.get(PAGE)
    assert not [query for query in queries.captured_queries if "UPDATE" in query["sql"] or "INSERT" in query["sql"]]


def test_signing_in_asks_as_little_with_many_sessions_and_forgets_those_that_are_over(person):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            device(person).get(PAGE)
        return len(queries)

    few = cost()
    for _ in range(6):
        device(person).post(reverse("account_logout"))
    for _ in range(3):
        device(person).get(PAGE)
    assert (cost(), UserSession.objects.count()) == (few, 5)


def test_the_page_costs_the_same_for_one_session_and_for_many(person):
    desk = device(person)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(PAGE)
        return len(queries)

    desk.get(PAGE)
    one = cost()
    for _ in range(5):
        device(person, PHONE)
    assert (cost(), len(shown(desk))) == (one, 6)


def test_a_wrong_number_of_proxies_stops_no_page(person, settings):
    """Fewer addresses than the setting promises: who is here cannot be noted, and everybody goes on working."""
    browser = Client(headers={"user-agent": DESK})
    browser.force_login(person)
    caches["seen"].clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert browser.get("/usulan/", headers={"x-forwarded-for": "198.51.100.7"}).status_code == 200
    assert not UserSession.objects.filter(user=person).exists()

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    caches["seen"].clear()
    browser.get("/usulan/", headers={"x-forwarded-for": "198.51.100.7"})
    assert UserSession.objects.get(user=person).ip == "198.51.100.7"
