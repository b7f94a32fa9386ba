"""Signing in on deadline day: guessing is slow, and no stranger locks anybody out."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inovasi.options import signin
from tests import factories

OFFICE, ELSEWHERE = "198.51.100.7", "203.0.113.9"
WRONG = "bukan-kata-sandinya"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits_of_the_portal(settings: Any) -> Iterator[None]:
    """The clock stands still: on a busy machine the attempts of one minute would take longer."""
    settings.ACCOUNT_RATE_LIMITS = signin.RATE_LIMITS
    cache.clear()
    with time_machine.travel(timezone.now(), tick=False):
        yield


def sign_in(client: Client, name: str, password: str = factories.PASSWORD, *, at: str = OFFICE, **extra: Any) -> Any:
    return client.post(
        reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=at, headers=extra or None
    )


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def known_device(name: str) -> Client:
    """A browser on which this person has signed in and out again."""
    client = Client()
    sign_in(client, name)
    assert is_in(client)
    client.post(reverse("account_logout"), REMOTE_ADDR=OFFICE)
    assert not is_in(client)
    return client


def test_wrong_passwords_of_one_address_stop_nobody_else_there() -> None:
    for number in range(10):
        factories.user(f"op-{number}", password=factories.PASSWORD)
        sign_in(Client(), f"op-{number}", WRONG)
    factories.user("op-dinkes", password=factories.PASSWORD)
    client = Client()
    sign_in(client, "op-dinkes")
    assert is_in(client)


def test_strangers_do_not_lock_out_the_owner_on_a_known_device() -> None:
    factories.user("bapperida", password=factories.PASSWORD)
    device = known_device("bapperida")
    for number in range(120):
        sign_in(Client(), "bapperida", WRONG, at=f"203.0.113.{number}")
    answer = sign_in(device, "bapperida")
    assert answer.status_code == 302
    assert is_in(device)


def test_wrong_passwords_from_the_same_address_do_not_lock_a_known_device() -> None:
    factories.user("bapperida", password=factories.PASSWORD)
    device = known_device("bapperida")
    for _ in range(6):
        sign_in(Client(), "bapperida", WRONG)
    sign_in(device, "bapperida")
    assert is_in(device)


def test_many_right_sign_ins_from_one_address_pass() -> None:
    people = [factories.user(f"op-{number}", password=factories.PASSWORD).username for number in range(36)]
    assert {sign_in(Client(), name).status_code for name in people} == {302}


@pytest.mark.parametrize("name", ["bapperida", "BAPPERIDA", "bapperida@contoh.invalid", "tidak-ada"])
def test_guessing_one_account_is_limited(name: str) -> None:
    factories.user("bapperida", password=factories.PASSWORD, email="bapperida@contoh.invalid")
    for _ in range(5):
        sign_in(Client(), "bapperida" if name != "tidak-ada" else name, WRONG, at=ELSEWHERE)
    client = Client()
    answer = sign_in(client, name, at=ELSEWHERE)
    assert not is_in(client)
    assert "Coba lagi dalam 60 detik" in answer.content.decode()


def test_the_owner_elsewhere_goes_on_while_one_address_guesses() -> None:
    factories.user("bapperida", password=factories.PASSWORD)
    for _ in range(20):
        sign_in(Client(), "bapperida", WRONG, at=ELSEWHERE)
    client = Client()
    sign_in(client, "bapperida")
    assert is_in(client)


def test_many_addresses_guess_one_account_no_faster() -> None:
    factories.user("bapperida", password=factories.PASSWORD)
    for number in range(100):
        sign_in(Client(), "bapperida", WRONG, at=f"203.0.113.{number}")
    client = Client()
    sign_in(client, "bapperida")
    assert not is_in(client)


def test_guessing_on_a_known_device_is_limited() -> None:
    factories.user("bapperida", password=factories.PASSWORD)
    device = known_device("bapperida")
    for _ in range(5):
        sign_in(device, "bapperida", WRONG)
    sign_in(device, "bapperida")
    assert not is_in(device)


def test_a_device_is_known_only_to_whom_it_signed_in() -> None:
    factories.user("bapperida", password=factories.PASSWORD)
    factories.user("op-dinkes", password=factories.PASSWORD)
    device = known_device("op-dinkes")
    for _ in range(5):
        sign_in(Client(), "bapperida", WRONG)
    sign_in(device, "bapperida")
    assert not is_in(device)


def test_a_shared_computer_knows_everybody_who_signed_in_on_it() -> None:
    factories.user("bapperida", password=factories.PASSWORD)
    factories.user("op-dinkes", password=factories.PASSWORD)
    device = known_device("op-dinkes")
    sign_in(device, "bapperida")
    device.post(reverse("account_logout"), REMOTE_ADDR=OFFICE)
    for _ in range(5):
        sign_in(Client(), "op-dinkes", WRONG)
    sign_in(device, "op-dinkes")
    assert is_in(device)


def test_a_forged_cookie_makes_no_known_device() -> None:
    person = factories.user("bapperida", password=factories.PASSWORD)
    client = Client()
    client.cookies["perangkat"] = f"device.{person.pk}"
    for _ in range(5):
        sign_in(client, "bapperida", WRONG)
    other = Client()
    sign_in(other, "bapperida")
    assert not is_in(other)


@pytest.mark.parametrize(("proxies", "free"), [(0, False), (1, True)])
def test_behind_a_proxy_people_have_their_own_addresses(settings: Any, proxies: int, free: bool) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    factories.user("bapperida", password=factories.PASSWORD)
    for _ in range(5):
        sign_in(Client(), "bapperida", WRONG, at="127.0.0.1", **{"X-Forwarded-For": ELSEWHERE})
    client = Client()
    sign_in(client, "bapperida", at="127.0.0.1", **{"X-Forwarded-For": f"{ELSEWHERE}, {OFFICE}"})
    assert is_in(client) is free


def test_too_many_requests_get_a_page_that_says_when_to_try_again(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [sign_in(Client(), "tidak-ada", WRONG) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    page = answers[-1].content.decode()
    assert "Terlalu banyak permintaan" in page
    assert f"Coba lagi dalam {answers[-1]['Retry-After']} detik" in page
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
