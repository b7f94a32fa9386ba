"""What every test shares: triggers that let the runner clean up, evidence in the test's folder, the cast, a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, TransactionTestCase
from playwright.sync_api import Browser

from agencies.core.models import User
from tests import factories
from tests.browsers import chromium


@pytest.fixture(autouse=True, scope="session")
def _flush_may_truncate() -> Iterator[None]:
    """Append-only tables refuse TRUNCATE, which is how Django empties the database after a live-server test."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            plain(self)
        # Django empties only the tables it manages; the queue keeps its own.
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = plain


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Path) -> None:
    """Evidence of a test lies in the test's own folder; the collected static files may be missing, not their folder."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread; the database is still asked from here only.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium() as running:
            yield running


@pytest.fixture
def cast(db: None) -> factories.Cast:
    """The fixed people: owner, colleague, stranger, reviewers, coordinator, leader, visitor."""
    return factories.cast()


@pytest.fixture
def signed_in() -> Callable[[User | AnonymousUser], Client]:
    """A browser of this person; a visitor's is signed in as nobody."""

    def browser(person: User | AnonymousUser) -> Client:
        client = Client()
        if isinstance(person, User):
            client.force_login(person)
        return client

    return browser
