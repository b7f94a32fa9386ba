"""The technician's back room: who enters it, how, and that it shows nothing that opens an account."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
SHOWN = {
    "agencies.Agency", "agencies.District", "agencies.User", "foundation.LedgerEntry", "proposals.Affair",
    "proposals.FormGuide",
}  # fmt: skip
HIDDEN = (
    "mfa/authenticator", "account/emailaddress", "socialaccount/socialtoken", "socialaccount/socialapp",
    "procrastinate/procrastinatejob", "sessions/session", "auth/group",
)  # fmt: skip


def test_only_tables_of_the_portal_itself_are_shown():
    assert {model._meta.label for model in admin.site._registry} == SHOWN


def test_no_address_leads_to_second_factors_tokens_sessions_or_jobs(admin_client):
    answers = {path: admin_client.get(f"/admin/{path}/").status_code for path in HIDDEN}
    assert answers == dict.fromkeys(HIDDEN, 404)


def test_it_has_no_sign_in_of_its_own(client, django_user_model):
    factories.user("teknisi", password=factories.PASSWORD, is_staff=True, is_superuser=True)
    answer = client.post(reverse("admin:login"), {"username": "teknisi", "password": factories.PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_signed_in_through_the_portal_a_technician_enters_and_nobody_else(client, admin_client):
    assert admin_client.get("/admin/").status_code == 200
    for person in (factories.coordinator(), factories.leader(), factories.reviewer(), factories.operator()):
        client.force_login(person)
        assert client.get("/admin/", follow=True).status_code == 403


def test_the_own_password_has_one_page(admin_client):
    answer = admin_client.post(reverse("admin:password_change"), {"old_password": "password"})
    assert answer["Location"] == reverse("account_change_password")
