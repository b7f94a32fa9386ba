"""Helpers for deeds that ask again who is there: an old sign-in, and the answer to the question."""

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.test import Client

from agencies.core.models import User
from tests.factories import PASSWORD

QUARTER = 15 * 60


def signed_in_long_ago(person: User, *, seconds: int = QUARTER + 1, password: str | None = PASSWORD) -> Client:
    """A browser in which the person, who has this password or none, signed in so long ago."""
    person.set_password(password)
    person.save(update_fields=["password"])
    browser = Client()
    browser.force_login(person)
    session = browser.session
    session[RECORDS] = [record | {"at": record["at"] - seconds} for record in session[RECORDS]]
    session.save()
    return browser


def with_password(person: User, path: str) -> Any:
    """What a post that asks for the password each time comes to, once this person has typed it."""
    browser = signed_in_long_ago(person, seconds=0)
    return answer(browser, browser.post(path))


def answer(browser: Client, asked: Any, password: str = PASSWORD) -> Any:
    """Types the password on the page that the answer `asked` leads to."""
    assert asked.status_code == 302 and asked["Location"].startswith("/akun/masuk-ulang/"), asked
    return browser.post(asked["Location"], {"password": password})
