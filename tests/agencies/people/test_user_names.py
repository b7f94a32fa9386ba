"""User names differ by more than case, whichever door they come through."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agencies.core.models import NAME_TAKEN, User
from tests import factories

pytestmark = pytest.mark.django_db
FIELDS = {"full_name": "Nama", "email": "nama@contoh.invalid", "is_active": "on"}


def test_the_database_refuses_a_name_that_differs_by_case_only():
    factories.user("bapperida")
    with pytest.raises(IntegrityError, match="user_name_whatever_case"), transaction.atomic():
        factories.user("BAPPERIDA")


def test_new_and_changed_accounts_get_the_sentence_at_the_field(client):
    client.force_login(factories.coordinator())
    factories.user("op-dinkes")
    other = factories.user("op-dispora")
    for address in (reverse("agencies:person_new"), reverse("agencies:person_edit", args=[other.pk])):
        form = client.post(address, FIELDS | {"username": "OP-Dinkes"}).context["form"]
        assert form.errors == {"username": [NAME_TAKEN]}
    assert not User.objects.filter(username="OP-Dinkes").exists()


def test_the_own_name_may_change_its_case(client):
    client.force_login(factories.coordinator())
    person = factories.user("op-dinkes")
    answer = client.post(reverse("agencies:person_edit", args=[person.pk]), FIELDS | {"username": "OP-Dinkes"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.username == "OP-Dinkes"


def test_the_command_says_that_a_name_is_taken():
    factories.user("bapperida")
    with pytest.raises(CommandError, match=r"already taken|sudah"):
        call_command("createsuperuser", "--noinput", username="BAPPERIDA", email="a@contoh.invalid")


def test_the_update_stops_with_what_to_do_when_two_names_are_twins_already():
    migration = import_module("agencies.migrations.0004_user_names_whatever_case")
    migration.refuse_twins(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX user_name_whatever_case")
    factories.user("bapperida")
    factories.user("BAPPERIDA")
    with pytest.raises(CommandError, match="bapperida, BAPPERIDA"):
        migration.refuse_twins(apps, None)
