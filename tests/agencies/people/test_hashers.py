"""Passwords are kept by Argon2, also those that were made before."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.urls import reverse

from inovasi.options import signin
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_password_of_before_is_hashed_anew_at_sign_in(client, settings):
    settings.PASSWORD_HASHERS = signin.PASSWORD_HASHERS
    person = factories.user("bapperida")
    person.password = make_password(factories.PASSWORD, hasher="pbkdf2_sha256")
    person.save()
    for _ in range(2):
        client.post(reverse("account_login"), {"login": "bapperida", "password": factories.PASSWORD})
        assert "_auth_user_id" in client.session
        person.refresh_from_db()
        assert identify_hasher(person.password).algorithm == "argon2"
        client.logout()
