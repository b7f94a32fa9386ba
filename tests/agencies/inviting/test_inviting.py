"""An agency's operators invite colleagues to it, and to nothing else; who else sees and withdraws invitations."""

import datetime
import html
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.inviting import services
from agencies.inviting.models import Invitation
from foundation.outbox.models import OutgoingMail
from foundation.security.models import SecurityEvent
from tests import factories

pytestmark = pytest.mark.django_db
BUDI = {"name": "Budi Santoso", "email": "budi@contoh.invalid"}


def page_of(agency: Agency) -> str:
    return reverse("agencies:invitations", args=[agency.code])


def test_a_link_is_mailed_and_stands_once_to_be_copied(cast, signed_in, django_capture_on_commit_callbacks) -> None:
    browser, url = signed_in(cast.owner), page_of(cast.home)
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(url, BUDI, follow=True).content.decode()
    made = Invitation.objects.get()
    assert (made.agency, made.invited_by, made.email) == (cast.home, cast.owner, BUDI["email"])
    assert made.expires_at - made.invited_at == datetime.timedelta(days=7)
    link = services.link_of(made)
    token = urlsplit(link).path.split("/")[-2]
    assert link in html.unescape(page)
    mail = OutgoingMail.objects.get(address=BUDI["email"])
    assert mail.secret
    assert link in mail.body
    assert token not in {made.nonce, made.token_hash}
    assert token not in browser.get(url).content.decode()
    event = SecurityEvent.objects.get(kind="invitation")
    assert (event.person_id, event.detail) == (cast.owner.pk, "diundang: b••••@contoh.invalid")


def test_agency_pages_lead_operators_and_coordinators_there(cast, signed_in) -> None:
    factories.period()
    for name in ("agencies:detail", "dashboard:agency"):
        url = reverse(name, args=[cast.home.code])
        pages = {column: signed_in(cast[column]).get(url) for column in ("owner", "coordinator", "leader")}
        assert {column for column, page in pages.items() if page_of(cast.home) in page.content.decode()} == {
            "owner",
            "coordinator",
        }


def test_nobody_invites_for_another_agency_or_without_being_its_operator(cast, signed_in) -> None:
    own_reviewer = User.objects.get(username="penilai-dinas-1")
    for person in (cast.stranger, cast.reviewer, cast.leader, cast.coordinator, own_reviewer):
        assert signed_in(person).post(page_of(cast.home), BUDI).status_code == 404
    signed_in(AnonymousUser()).post(page_of(cast.home), BUDI)
    assert signed_in(own_reviewer).get(page_of(cast.home)).status_code == 404
    assert not Invitation.objects.exists()
    with pytest.raises(services.InvitationRefused):
        services.invite(cast.home, **BUDI, by=cast.stranger)


def test_an_operator_who_is_more_as_well_invites_nobody(cast, signed_in) -> None:
    for right in ("is_coordinator", "is_reviewer", "is_leader", "is_staff"):
        User.objects.filter(pk=cast.owner.pk).update(**{right: True})
        assert signed_in(cast.owner).post(page_of(cast.home), BUDI).status_code == 404
        User.objects.filter(pk=cast.owner.pk).update(**{right: False})
    assert signed_in(cast.owner).post(page_of(cast.home), BUDI).status_code == 302


def test_an_agency_that_is_no_longer_active_invites_nobody(cast, signed_in) -> None:
    Agency.objects.filter(pk=cast.home.pk).update(active_until=timezone.localdate() - datetime.timedelta(days=1))
    assert "tidak aktif" in signed_in(cast.owner).post(page_of(cast.home), BUDI).content.decode()
    assert not Invitation.objects.exists()


def test_of_an_address_that_has_an_account_only_that_is_said(cast, signed_in) -> None:
    for person in (cast.colleague, cast.stranger, cast.coordinator):
        User.objects.filter(pk=person.pk).update(email="ada@contoh.invalid", is_active=False)
        response = signed_in(cast.owner).post(page_of(cast.home), BUDI | {"email": "ADA@contoh.invalid"})
        assert response.context["form"].errors["email"] == [
            "Alamat ini tidak dapat diundang. Minta koordinator Bapperida menambahkan rekan Anda."
        ]
        assert str(person) not in str(response.context["form"])
        assert BUDI["name"] in response.content.decode()
        User.objects.filter(pk=person.pk).update(email="")
    assert not Invitation.objects.exists()


def test_five_may_wait_and_the_same_address_replaces_its_own(cast, signed_in) -> None:
    browser, url = signed_in(cast.owner), page_of(cast.home)
    for number in range(services.MOST_OPEN):
        browser.post(url, BUDI | {"email": f"rekan{number}@contoh.invalid"})
    assert "Cabut satu dahulu" in browser.post(url, BUDI).content.decode()
    browser.post(url, BUDI | {"email": "REKAN0@contoh.invalid"})
    assert Invitation.objects.count() == services.MOST_OPEN + 1
    assert Invitation.objects.waiting().count() == services.MOST_OPEN
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        services.invite(cast.home, **BUDI, by=cast.owner)
        services.invite(cast.home, name="Lagi", email="rekan1@contoh.invalid", by=cast.owner)


def test_inviting_and_withdrawing_over_and_over_ends_for_the_day(cast) -> None:
    for _ in range(services.MOST_A_DAY):
        services.withdraw(services.invite(cast.home, **BUDI, by=cast.owner), by=cast.owner)
    with pytest.raises(services.InvitationRefused, match="besok"):
        services.invite(cast.home, **BUDI, by=cast.owner)
    services.invite(cast.elsewhere, **BUDI, by=cast.stranger)


def test_sent_twice_it_is_one_invitation(cast, signed_in) -> None:
    browser, form = signed_in(cast.owner), BUDI | {"csrfmiddlewaretoken": "a" * 64}
    for _ in range(2):
        browser.post(page_of(cast.home), form)
    assert Invitation.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_operators_and_coordinators_withdraw_and_strangers_do_not(
    cast, signed_in, django_capture_on_commit_callbacks
) -> None:
    for person, status in ((cast.stranger, 404), (cast.leader, 404), (cast.colleague, 302), (cast.coordinator, 302)):
        made = services.invite(cast.home, **BUDI, by=cast.owner)
        url = reverse("agencies:invitation_withdraw", args=[cast.home.code, made.pk])
        foreign = reverse("agencies:invitation_withdraw", args=[cast.elsewhere.code, made.pk])
        assert signed_in(person).post(foreign).status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            assert signed_in(person).post(url).status_code == status
        made.refresh_from_db()
        assert made.is_waiting is (status == 404)
    assert SecurityEvent.objects.filter(kind="invitation", detail__startswith="dicabut").count() == 2


def test_the_list_costs_the_same_for_one_and_for_many(cast, signed_in) -> None:
    browser, costs = signed_in(cast.owner), set()
    for number in range(4):
        services.invite(cast.home, name="Rekan", email=f"rekan{number}@contoh.invalid", by=cast.owner)
        browser.get(page_of(cast.home))
        with CaptureQueriesContext(connection) as queries:
            browser.get(page_of(cast.home))
        costs.add(len(queries))
    assert len(costs) == 1
