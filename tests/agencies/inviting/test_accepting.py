"""What an invitation opens, without an account: one account with the least rights, once; and what opens nothing."""

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.cache import cache, caches
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core import ranks
from agencies.core.models import Agency, User
from agencies.inviting import services
from agencies.inviting.models import Invitation
from foundation.audit.models import LedgerEntry
from foundation.security import links
from foundation.security.models import SecurityEvent
from inovasi.options import signin
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
PASSWORD = "perahu kayu di sungai"
TYPED = {"name": "Budi Santoso", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture(autouse=True)
def _nothing_told_yet() -> None:
    caches["floods"].clear()


@pytest.fixture
def invitation(cast: factories.Cast) -> Invitation:
    return services.invite(cast.home, name="Budi", email="budi@contoh.invalid", by=cast.owner)


def url_of(invitation: Invitation) -> str:
    return reverse("agencies:invitation", args=[services.link_of(invitation).rstrip("/").rpartition("/")[2]])


def is_closed(response: HttpResponse) -> bool:
    return response.status_code == 404 and "Undangan ini tidak berlaku" in response.content.decode()


def test_a_colleague_makes_an_account_and_signs_in(cast, invitation, django_capture_on_commit_callbacks) -> None:
    browser = Client()
    assert cast.home.name in browser.get(url_of(invitation)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(url_of(invitation), TYPED, follow=True)
    assert page.redirect_chain == [(reverse("account_login"), 302)]
    person = User.objects.get(email="budi@contoh.invalid")
    assert person.username == "op-dinas-1-2"
    assert person.username in page.content.decode()
    assert (person.agency, person.full_name) == (cast.home, "Budi Santoso")
    assert authenticate(None, username=person.username, password=PASSWORD) == person
    invitation.refresh_from_db()
    assert invitation.account == person
    assert invitation.closed_at
    row = LedgerEntry.objects.get(kind="role")
    assert (row.subject_id, row.actor, row.before) == (person.pk, cast.owner, "{}")
    event = SecurityEvent.objects.get(kind="invitation")
    assert (event.person_id, event.detail) == (person.pk, "diterima: b••••@contoh.invalid")
    assert cast.colleague.notifications.get().text.startswith("Budi Santoso bergabung")
    assert not cast.stranger.notifications.exists()


def test_nobody_posts_rights_another_agency_or_another_address(cast, invitation) -> None:
    crafted = dict.fromkeys((*ranks.ROLES, "is_active"), "on")
    crafted |= {"agency": str(cast.elsewhere.pk), "email": "lain@contoh.invalid", "username": "bapperida"}
    Client().post(url_of(invitation), TYPED | crafted)
    person = User.objects.get(full_name="Budi Santoso")
    assert not any(getattr(person, name) for name in ranks.ROLES)
    assert ranks.rank_of(person) is ranks.Rank.OPERATOR
    assert (person.agency, person.email, person.username) == (cast.home, "budi@contoh.invalid", "op-dinas-1-2")


def test_pressed_twice_it_is_one_account_and_both_lead_to_signing_in(invitation) -> None:
    browser, form = Client(), TYPED | {"csrfmiddlewaretoken": "a" * 64}
    assert [browser.post(url_of(invitation), form).url for _ in range(2)] == [reverse("account_login")] * 2
    assert User.objects.filter(email="budi@contoh.invalid").count() == 1
    assert is_closed(Client().post(url_of(invitation), TYPED | {"name": "Orang Lain"}))
    assert is_closed(Client().get(url_of(invitation)))


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_account(cast: factories.Cast) -> None:
    made = services.invite(cast.home, name="Budi", email="budi@contoh.invalid", by=cast.owner)
    url = url_of(made)

    def tab(name: str) -> Any:
        return lambda: Client().post(url, TYPED | {"name": name}).status_code

    assert sorted(at_once(*(tab(f"Budi {letter}") for letter in "ABCD"))) == [302, 404, 404, 404]
    assert User.objects.filter(email="budi@contoh.invalid").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_address_invited_by_two_agencies_becomes_one_account(cast: factories.Cast) -> None:
    asked = ((cast.home, cast.owner), (cast.elsewhere, cast.stranger))
    urls = [url_of(services.invite(home, name="Budi", email="budi@contoh.invalid", by=by)) for home, by in asked]

    def tab(url: str) -> Any:
        return lambda: Client().post(url, TYPED).status_code

    assert sorted(at_once(*map(tab, urls))) == [302, 400]
    assert User.objects.filter(email="budi@contoh.invalid").count() == 1


def past(invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))


def withdrawn(invitation: Invitation) -> None:
    services.withdraw(invitation, by=invitation.invited_by)


def inactive_agency(invitation: Invitation) -> None:
    Agency.objects.filter(pk=invitation.agency_id).update(active_until=timezone.localdate() - datetime.timedelta(1))


def inviter_left(invitation: Invitation) -> None:
    User.objects.filter(pk=invitation.invited_by_id).update(is_active=False)


def inviter_moved(invitation: Invitation) -> None:
    User.objects.filter(pk=invitation.invited_by_id).update(agency=factories.agency(2))


@pytest.mark.parametrize("end", [past, withdrawn, inactive_agency, inviter_left, inviter_moved])
def test_a_link_that_has_ended_makes_no_account(invitation, end) -> None:
    people = User.objects.count()
    end(invitation)
    assert is_closed(Client().get(url_of(invitation)))
    assert is_closed(Client().post(url_of(invitation), TYPED))
    with pytest.raises(services.LinkUsedUp):
        services.accept(invitation.pk, name="Budi", password=PASSWORD)
    assert User.objects.count() == people


def test_the_last_moment_of_seven_days(invitation) -> None:
    with time_machine.travel(invitation.expires_at - datetime.timedelta(seconds=1), tick=False):
        assert Client().get(url_of(invitation)).status_code == 200
    with time_machine.travel(invitation.expires_at, tick=False):
        assert is_closed(Client().get(url_of(invitation)))


def test_an_address_that_got_an_account_meanwhile_is_sent_to_the_coordinator(cast, invitation) -> None:
    User.objects.filter(pk=cast.stranger.pk).update(email="Budi@contoh.invalid")
    page = Client().post(url_of(invitation), TYPED)
    assert page.status_code == 400
    assert "Hubungi koordinator" in page.content.decode()
    assert PASSWORD not in page.content.decode()


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("pendek", "pendek", "password"), ("budi@contoh.invalid", "budi@contoh.invalid", "password"),
     ("1234567890", "1234567890", "password"), (PASSWORD, "perahu besi di laut", "again"), (PASSWORD, "", "again")],
)  # fmt: skip
def test_a_weak_or_mistyped_password_is_said_at_its_field(invitation, password, again, field) -> None:
    page = Client().post(url_of(invitation), TYPED | {"password": password, "again": again})
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert not User.objects.filter(email="budi@contoh.invalid").exists()


def test_no_search_engine_no_browser_and_no_other_site_keeps_the_address(invitation) -> None:
    for url in (url_of(invitation), reverse("agencies:invitation", args=["salah"])):
        headers = Client().get(url).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
        assert headers["Referrer-Policy"] == "same-origin"


def test_guessing_ends_and_is_noted_without_what_was_guessed(settings, db) -> None:
    settings.ACCOUNT_RATE_LIMITS = signin.RATE_LIMITS | {"personal_link": "2/m/ip"}
    cache.clear()
    browser = Client()
    answers = [browser.get(reverse("agencies:invitation", args=[f"tebakan{one}"])).status_code for one in range(3)]
    assert answers == [404, 404, 429]
    event = SecurityEvent.objects.filter(kind="bearer").first()
    assert event
    assert "tebakan" not in event.path + event.subject


def test_a_copy_of_the_database_and_another_secret_key_open_nothing(invitation, settings) -> None:
    link = services.link_of(invitation)
    settings.SECRET_KEY = "lain" * 20
    assert services.link_of(invitation) == ""
    assert links.token_of("agencies.inviting.link", invitation.nonce) not in link


def test_the_database_keeps_one_open_per_address_and_closes_what_was_used(cast, invitation) -> None:
    row = {"agency": cast.home, "name": "B", "invited_by": cast.owner, "expires_at": invitation.expires_at}
    with pytest.raises(IntegrityError, match="invitation_one_open"), transaction.atomic():
        Invitation.objects.create(**row, email="BUDI@contoh.invalid", token_hash="x")
    with pytest.raises(IntegrityError, match="invitation_used_is_closed"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(account=cast.owner)
