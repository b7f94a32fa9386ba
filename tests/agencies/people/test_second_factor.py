"""A second factor for coordinators, leaders and technicians: asked with days of grace, and no way around it after."""

import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from inovasi.middleware import OPEN_WITHOUT_FACTOR
from inovasi.options import signin
from tests import factories
from tests.asked_again import signed_in_long_ago
from tests.url_names import ALLAUTH
from tests.url_table import TABLE, address
from tests.url_world import make_world

pytestmark = pytest.mark.django_db
GRACE = datetime.timedelta(days=14)
SETUP = "/akun/keamanan/"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def somebody(kind: str, since: datetime.timedelta = GRACE, password: str = "") -> User:
    """One person of a role that was given so long ago."""
    roles = {
        "coordinator": {"is_coordinator": True},
        "leader": {"is_leader": True},
        "technician": {"is_staff": True, "is_superuser": True},
        "reviewer": {"is_reviewer": True},
        "operator": {"agency": factories.agency()},
    }
    more = {"privileged_since": timezone.now() - since} if kind not in ("reviewer", "operator") else {}
    return factories.user(kind, password=password, **roles[kind], **more)


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def give(person: User, *kinds: str) -> None:
    for kind in kinds:
        Authenticator.objects.create(user=person, type=kind, data={"seed": "00" * 20, "used_mask": 0})


def asks(browser: Client) -> tuple[bool, bool]:
    """Whether the work is closed, and whether a page asks for a second factor at all."""
    answer = browser.get("/usulan/")
    page = browser.get(SETUP).content.decode()
    return answer.status_code == 302 and answer["Location"] == SETUP, "angkah kedua saat masuk</p>" in page or (
        "Pasang langkah kedua dahulu" in page
    )


@pytest.mark.parametrize(
    ("kind", "closed"),
    [("coordinator", True), ("leader", True), ("technician", True), ("reviewer", False), ("operator", False)],
)
def test_after_the_grace_those_who_need_one_are_led_to_set_it_up(kind, closed):
    assert asks(browser_of(somebody(kind))) == (closed, closed)


@pytest.mark.parametrize("kind", ["coordinator", "leader", "technician"])
def test_during_the_grace_a_page_tells_the_day(kind):
    browser = browser_of(somebody(kind, since=GRACE - datetime.timedelta(days=1)))
    page = browser.get("/usulan/")
    assert page.status_code == 200
    assert "Mulai" in page.content.decode() and "Pasang sekarang" in page.content.decode()


@pytest.mark.parametrize(
    ("kinds", "closed"),
    [(["totp"], False), (["webauthn"], False), (["recovery_codes"], True), (["totp", "recovery_codes"], False)],
    ids=str,
)
def test_codes_for_a_lost_phone_are_no_second_factor(kinds, closed):
    person = somebody("coordinator")
    give(person, *kinds)
    assert asks(browser_of(person)) == (closed, closed)


def test_no_address_of_the_portal_is_a_way_around(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    world = make_world(cast)
    settings.SECOND_FACTOR_REQUIRED = True
    browser = browser_of(somebody("coordinator"))
    open_names = {name for name in TABLE if browser.get(address(name, world)).headers.get("Location") != SETUP}
    assert open_names == OPEN_WITHOUT_FACTOR & set(TABLE)
    sent = {name: browser.post(address(name, world), {"title": "Diketik"}) for name in set(TABLE) - open_names}
    assert {answer.status_code for answer in sent.values()} == {403}
    assert "Diketik" in sent["proposals:new"].content.decode()
    part = browser.get("/usulan/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (403, SETUP)
    assert browser.get("/admin/")["Location"] == SETUP


def test_what_stays_open_exists():
    assert set(TABLE) | ALLAUTH >= OPEN_WITHOUT_FACTOR


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_setting_it_up_opens_the_portal_and_offers_codes(client):
    person = somebody("leader", password=factories.PASSWORD)
    client.post(reverse("account_login"), {"login": person.username, "password": factories.PASSWORD})
    assert client.get("/usulan/")["Location"] == SETUP
    asked = client.get(reverse("mfa_activate_totp"))
    client.post(asked["Location"], {"password": factories.PASSWORD})
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(form.secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert "Kode cadangan" in client.get(done["Location"]).content.decode()
    assert client.get("/usulan/").status_code == 200
    assert "angkah kedua saat masuk</p>" not in client.get("/usulan/").content.decode()


def test_leaving_works_before_it_is_set_up():
    browser = browser_of(somebody("coordinator"))
    browser.post(reverse("account_logout"))
    assert "_auth_user_id" not in browser.session


def test_the_grace_begins_with_the_role_or_the_first_sign_in_after_the_rule(client):
    person = factories.operator()
    assert person.privileged_since is None
    before = timezone.now() - datetime.timedelta(minutes=1)
    User.objects.filter(pk=person.pk).update(is_leader=True)
    person.refresh_from_db()
    first = person.privileged_since
    assert first > before
    User.objects.filter(pk=person.pk).update(is_leader=False)
    User.objects.filter(pk=person.pk).update(is_coordinator=True, privileged_since=timezone.now())
    person.refresh_from_db()
    assert person.privileged_since == first


def test_demo_mode_asks_for_none_and_says_so(client, settings):
    assert [signin.second_factor_required(demo=demo) for demo in (True, False)] == [False, True]
    words = "langkah kedua saat masuk tidak diminta"
    assert words not in client.get("/masuk/").content.decode()
    settings.SECOND_FACTOR_REQUIRED = False
    assert words in client.get("/masuk/").content.decode()
    assert asks(browser_of(somebody("coordinator"))) == (False, False)


def test_a_coordinator_resets_it_on_the_page_of_those_below(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    reviewer, leader = somebody("reviewer"), somebody("leader")
    give(reviewer, "totp", "recovery_codes")
    give(leader, "totp")
    browser = browser_of(factories.coordinator())
    pages = [browser.get(reverse("agencies:person_edit", args=[who.pk])).content.decode() for who in (reviewer, leader)]
    assert ["Hapus langkah kedua" in page for page in pages] == [True, False]
    for who in (reviewer, leader):
        browser.post(reverse("agencies:second_factor_reset", args=[who.pk]))
    assert set(Authenticator.objects.values_list("user_id", flat=True)) == {leader.pk}


@pytest.mark.parametrize(
    ("kind", "least"), [("operator", 10), ("reviewer", 10), ("coordinator", 12), ("leader", 12), ("technician", 12)]
)
def test_privileged_roles_have_longer_passwords(kind, least):
    person = somebody(kind)
    word = "kuda-hijau-terbang"
    validate_password(word[:least], person)
    with pytest.raises(ValidationError):
        validate_password(word[: least - 1], person)


def test_a_password_that_is_too_short_for_a_new_role_is_told_at_the_next_sign_in(client):
    person = factories.user("op", password="kuda-hijau", agency=factories.agency())

    def told() -> bool:
        sent = {"login": "op", "password": "kuda-hijau"}
        page = client.post(reverse("account_login"), sent, follow=True).content.decode()
        client.post(reverse("account_logout"))
        return "kata sandi yang lebih panjang" in page

    assert not told()
    User.objects.filter(pk=person.pk).update(is_coordinator=True)
    assert told()


def test_who_has_neither_password_nor_factor_sets_one_up_first():
    """As people are who come from the city's own identity provider."""
    person = somebody("coordinator", since=datetime.timedelta())
    browser = signed_in_long_ago(person, password=None)
    assert browser.get(reverse("agencies:person_new"))["Location"] == SETUP
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200
