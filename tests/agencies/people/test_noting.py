"""Changes of accounts stand in the security log, also those that were refused and undone."""

import pytest
from django.urls import reverse

from foundation.security.models import SecurityEvent
from tests import factories
from tests.agencies.people.test_accounts import edit, form_of, technician

pytestmark = pytest.mark.django_db


def noted() -> list[tuple[str, str, str, str]]:
    rows = SecurityEvent.objects.exclude(kind="sign_in").order_by("pk")
    return list(rows.values_list("kind", "outcome", "account", "detail"))


def test_what_changed_is_named_without_its_values(client, django_capture_on_commit_callbacks) -> None:
    person, coordinator = factories.operator(), factories.coordinator()
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        edit(client, person, email="baru@contoh.invalid", is_reviewer="on")
        edit(client, person, email="baru@contoh.invalid", is_reviewer="on")
    assert noted() == [("account", "done", coordinator.username, f"{person.username}: alamat email, penilai")]


def test_new_accounts_are_noted(client, django_capture_on_commit_callbacks) -> None:
    coordinator = factories.coordinator()
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        new = form_of(factories.operator()) | {"username": "op-baru", "email": "op-baru@contoh.invalid"}
        client.post(reverse("agencies:person_new"), new)
    assert ("account", "done", coordinator.username, "op-baru: akun baru") in noted()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_at_the_page_outlives_the_transaction(client) -> None:
    victim, coordinator = technician(), factories.coordinator()
    client.force_login(coordinator)
    edit(client, victim, email="rebut@contoh.invalid")
    assert noted() == [("account", "refused", coordinator.username, victim.username)]
    row = SecurityEvent.objects.get(kind="account")
    assert (row.subject, row.path) == (f"agencies.user {victim.pk}", reverse("agencies:person_edit", args=[victim.pk]))
