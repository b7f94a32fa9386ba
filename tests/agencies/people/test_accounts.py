"""Nobody takes over an account beside or above the own, by whichever door; changes are told and end sessions."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from agencies.core import ranks
from agencies.core.models import User
from agencies.core.ranks import Rank
from agencies.people import services
from foundation.audit import chain, ledger
from foundation.audit.models import LedgerEntry
from foundation.outbox.models import OutgoingMail
from tests import factories
from tests.asked_again import QUARTER, answer, signed_in_long_ago

pytestmark = pytest.mark.django_db
FLAGS = ("is_coordinator", "is_reviewer", "is_leader", "is_active")


def technician(number: int = 1) -> User:
    return factories.user(f"teknisi-{number}", is_staff=True, is_superuser=True)


def form_of(person: User, **changed: Any) -> dict[str, Any]:
    names = ("username", "full_name", "email", "phone", "position")
    fields = {name: getattr(person, name) for name in names} | {"agency": person.agency_id or ""}
    fields |= {name: "on" for name in FLAGS if getattr(person, name)} | changed
    return {name: value for name, value in fields.items() if value != "off"}


def edit(client: Client, person: User, **changed: Any) -> Any:
    return client.post(reverse("agencies:person_edit", args=[person.pk]), form_of(person, **changed))


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.order_by("pk"))


def test_the_order_of_roles():
    people = [factories.operator(), factories.reviewer(), factories.coordinator(), factories.leader(), technician()]
    assert [ranks.rank_of(person) for person in people] == [
        Rank.OPERATOR,
        Rank.REVIEWER,
        Rank.LEAD,
        Rank.LEAD,
        Rank.TECHNICIAN,
    ]


@pytest.mark.parametrize("kind", ["coordinator", "leader", "technician"])
@pytest.mark.parametrize(
    "change",
    [{"email": "rebut@contoh.invalid"}, {"username": "lain"}, {"is_active": "off"}, {"is_reviewer": "on"}],
    ids=str,
)
def test_a_coordinator_takes_over_nobody_beside_or_above(client, kind, change):
    victim = {"coordinator": lambda: factories.coordinator(2), "leader": factories.leader, "technician": technician}
    person = victim[kind]()
    before = User.objects.filter(pk=person.pk).values().get()
    client.force_login(factories.coordinator())
    edit(client, person, **change)
    assert User.objects.filter(pk=person.pk).values().get() == before


@pytest.mark.parametrize("kind", [factories.operator, factories.reviewer])
def test_a_coordinator_changes_the_address_of_those_below(client, kind):
    person, coordinator = kind(), factories.coordinator()
    old = person.email
    client.force_login(coordinator)
    assert edit(client, person, email="baru@contoh.invalid").status_code == 302
    (entry,) = LedgerEntry.objects.all()
    assert (entry.kind, entry.subject_id, entry.actor) == ("account", person.pk, coordinator)
    assert json.loads(entry.before) == {"email": old, "username": person.username}
    assert json.loads(entry.after) == {"email": "baru@contoh.invalid", "username": person.username}
    (mail,) = mails()
    assert mail.address == old
    assert f"{old} menjadi baru@contoh.invalid" in mail.body and str(coordinator) in mail.body


def test_what_the_database_records_is_canonical_and_chained(db):
    person = factories.operator()
    User.objects.filter(pk=person.pk).update(username='o"p', email="é\\@contoh.invalid")
    (entry,) = LedgerEntry.objects.all()
    assert entry.actor is None
    assert [chain.canonical(json.loads(text)) for text in (entry.before, entry.after)] == [entry.before, entry.after]
    assert list(ledger.verify()) == []


def test_nobody_gives_more_than_they_hold():
    person = factories.operator()
    person.is_superuser = True
    with pytest.raises(services.AccountRefused, match="di atas peran Anda sendiri"):
        services.save_person(person, by=factories.coordinator())
    person.refresh_from_db()
    assert not person.is_superuser


def test_the_technicians_room_keeps_the_same_order(client):
    one, other, leader = technician(1), technician(2), factories.leader()
    client.force_login(one)

    def send(person: User) -> Any:
        page = reverse("admin:agencies_user_change", args=[person.pk])
        extra = {name: "on" for name in ("is_staff", "is_superuser") if getattr(person, name)}
        return client.post(page, form_of(person, email=f"baru-{person.pk}@contoh.invalid") | extra)

    assert {send(person).status_code for person in (other, leader)} == {302}
    emails = dict(User.objects.values_list("pk", "email"))
    assert emails[other.pk] == other.email
    assert emails[leader.pk] == f"baru-{leader.pk}@contoh.invalid"
    assert [mail.address for mail in mails()] == [leader.email]


def test_the_technicians_room_has_the_rules_of_the_form_and_sets_no_passwords(client):
    client.force_login(technician())
    person = factories.operator()
    page = reverse("admin:agencies_user_change", args=[person.pk])
    other = factories.reviewer()
    answer = client.post(page, form_of(person, email=other.email.upper()))
    assert "sudah dipakai pengguna lain" in answer.content.decode()
    assert "pbkdf2" not in answer.content.decode() and 'name="password"' not in answer.content.decode()
    assert client.get(f"/admin/agencies/user/{person.pk}/password/").status_code in (302, 404)
    assert client.post(reverse("admin:agencies_user_delete", args=[person.pk]), {"post": "yes"}).status_code == 403


def test_somebody_new_in_the_technicians_room_gets_the_link(client):
    client.force_login(technician())
    new = User(username="baru", full_name="Baru", email="baru@contoh.invalid", is_coordinator=True)
    assert client.post(reverse("admin:agencies_user_add"), form_of(new)).status_code == 302
    made = User.objects.get(username="baru")
    assert made.is_coordinator and not made.has_usable_password()
    assert [mail.address for mail in mails()] == ["baru@contoh.invalid"]


@pytest.mark.parametrize(
    "change",
    [{"email": "baru@contoh.invalid"}, {"username": "baru"}, {"is_reviewer": "on"}, {"is_active": "off"}],
    ids=str,
)
def test_such_a_change_ends_the_sessions_of_the_person(change):
    person, theirs, mine = factories.operator(), Client(), Client()
    theirs.force_login(person)
    mine.force_login(factories.coordinator())
    assert theirs.get("/usulan/").status_code == 200
    edit(mine, person, **change)
    assert theirs.get("/usulan/").status_code == 302
    assert mine.get("/usulan/").status_code == 200


def test_a_session_stays_dead_when_the_person_is_active_again():
    person, theirs = factories.operator(), Client()
    theirs.force_login(person)
    cookie = theirs.cookies["sessionid"].value
    for active in (False, True):
        User.objects.filter(pk=person.pk).update(is_active=active)
    theirs.cookies["sessionid"] = cookie
    assert theirs.get("/usulan/").status_code == 302


def test_a_name_alone_ends_nothing_and_a_stale_copy_brings_nothing_back():
    person, theirs = factories.operator(), Client()
    theirs.force_login(person)
    stale = User.objects.get(pk=person.pk)
    person.full_name = "Nama Baru"
    services.save_person(person, by=factories.coordinator())
    assert theirs.get("/usulan/").status_code == 200
    services.end_sessions(person)
    services.write_people([stale])
    assert theirs.get("/usulan/").status_code == 302


def test_the_own_address_asks_for_the_password_and_loses_nothing(client):
    person = factories.user("op", password=factories.PASSWORD, agency=factories.agency())
    other_device = Client()
    other_device.force_login(person)
    client.post(reverse("account_login"), {"login": "op", "password": factories.PASSWORD})
    typed = {"full_name": "Nama", "position": "Analis", "phone": "0800", "email": "baru@contoh.invalid"}
    asked = client.post(reverse("agencies:profile"), typed)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    person.refresh_from_db()
    assert person.email == "op@contoh.invalid"
    client.post(asked["Location"], {"password": factories.PASSWORD})
    person.refresh_from_db()
    assert (person.email, person.full_name) == ("baru@contoh.invalid", "Nama")
    assert client.get("/usulan/").status_code == 200
    assert other_device.get("/usulan/").status_code == 302
    assert mails()[-1].address == "op@contoh.invalid"


def test_the_rest_of_the_own_profile_asks_for_nothing(client):
    person = factories.operator()
    client.force_login(person)
    typed = {"full_name": "Nama", "position": "Analis", "phone": "0800", "email": person.email}
    assert client.post(reverse("agencies:profile"), typed)["Location"] == reverse("agencies:profile")
    assert mails() == []


def test_an_address_of_before_no_longer_opens_the_account(client):
    person = factories.operator()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    old = person.email
    person.email = "baru@contoh.invalid"
    services.save_person(person, by=factories.coordinator())
    mails_before = len(mails())
    client.post(reverse("account_reset_password"), {"email": old})
    sent = mails()[mails_before:]
    assert all("/akun/sandi/lupa/" not in mail.body or "Tidak ada akun" in mail.body for mail in sent)
    assert not EmailAddress.objects.filter(user=person).exists()


def test_no_page_adds_an_address_beside_the_own(client):
    person = factories.operator()
    client.force_login(person)
    client.post(reverse("account_email"), {"email": "kedua@contoh.invalid", "action_add": ""})
    assert not EmailAddress.objects.exists()


def test_a_coordinator_resets_the_second_factor_of_those_below_only(db):
    coordinator, reviewer, peer = factories.coordinator(), factories.reviewer(), factories.leader()
    for person in (reviewer, peer):
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
            Authenticator.objects.create(user=person, type=kind, data={})
    assert services.reset_second_factor(reviewer, by=coordinator)
    with pytest.raises(services.AccountRefused):
        services.reset_second_factor(peer, by=coordinator)
    assert set(Authenticator.objects.values_list("user_id", flat=True)) == {peer.pk}
    (entry,) = LedgerEntry.objects.all()
    assert (entry.kind, entry.subject_id, entry.actor) == ("second_factor", reviewer.pk, coordinator)
    assert [mail.address for mail in mails()] == [reviewer.email]
    assert services.reset_second_factor(peer, by=technician())


def test_changing_roles_asks_again_and_then_does_it():
    coordinator, person = factories.coordinator(), factories.operator()
    browser = signed_in_long_ago(coordinator)
    address = reverse("agencies:person_edit", args=[person.pk])
    asked = browser.post(address, form_of(person, is_reviewer="on"))
    person.refresh_from_db()
    assert not person.is_reviewer
    answer(browser, asked)
    person.refresh_from_db()
    assert person.is_reviewer
    assert browser.get(address).status_code == 200


def test_every_page_that_gives_roles_asks_before_it_is_filled_in():
    person = factories.operator()
    addresses = {
        reverse("agencies:person_new"): factories.coordinator(),
        reverse("agencies:person_edit", args=[person.pk]): factories.coordinator(),
        reverse("admin:agencies_user_change", args=[person.pk]): technician(),
        reverse("admin:agencies_user_add"): technician(),
    }
    for address, who in addresses.items():
        assert signed_in_long_ago(who).get(address)["Location"].startswith(reverse("account_reauthenticate"))
        assert signed_in_long_ago(who, seconds=QUARTER - 60).get(address).status_code == 200


def test_who_may_not_open_the_page_is_not_asked():
    browser = signed_in_long_ago(factories.leader())
    assert browser.get(reverse("agencies:person_new")).status_code == 404
