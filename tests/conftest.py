"""What every test shares: a database of the process's own, evidence in the test's folder, the cast, a browser."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest
from django.test import Client, TransactionTestCase
from hypothesis import settings as examples
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from agencies.core.models import User
from foundation.papers import rendering
from tests import databases, factories, serving_live
from tests.browsers import chromium
from tests.examples import USUAL
from tests.unprinted import Sheet, no_style

# The command line may name another: --hypothesis-profile=deep.
examples.load_profile(USUAL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept-pictures", action="store_true", help="Keep new pictures of components as they look now.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine is late now and then: once more, and the closing line counts it as a rerun."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for rubbish again and again costs a tenth of the time."""
    gc.collect()
    gc.freeze()


@receiver(user_logged_in)
def _just_signed_in(request: HttpRequest, user: User, **more: Any) -> None:
    """`force_login` shows who somebody is as much as a password does; its session is noted already."""
    caches["seen"].add(request.session.session_key or "", True)
    if not get_authentication_records(request, user):
        record_authentication(request, user, method="password")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database for this process alone, cloned from the migrated template."""
    known = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        own = databases.clone()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", databases.empty)
        yield
    with django_db_blocker.unblock():
        databases.drop(own, back_to=known)


@pytest.fixture(autouse=True, scope="session")
def _folder_of_static_files() -> None:
    """The collected static files may be missing, not their folder; a portal without it serves none."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Path) -> None:
    """Evidence of a test lies in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask who gets a paper, or when, but not how it looks."""
    monkeypatch.setattr(rendering, "HTML", Sheet)
    monkeypatch.setattr(rendering, "_style", no_style)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread; the database is still asked from here only.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium() as running:
            yield running


@pytest.fixture(scope="session")
def live_server(live_server: LiveServer) -> LiveServer:
    """The portal for a browser, of which is known when it has answered everything."""
    return serving_live.watched(live_server)


@pytest.fixture(autouse=True)
def _settled(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test asked of the portal is answered before its database is emptied."""
    asking = "live_server" in request.fixturenames
    if asking:
        # Whatever is set up later ends earlier.
        request.getfixturevalue("_django_db_helper")
    yield
    if asking:
        windows = request.getfixturevalue("browser").contexts if "browser" in request.fixturenames else []
        serving_live.settle(request.getfixturevalue("live_server"), windows)


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


@pytest.fixture
def house() -> Iterator[Path]:
    """A folder with spaces in its path for everything that a portal writes, which the embedded server may enter."""
    top = Path(mkdtemp(prefix="portal di "))
    top.chmod(0o755)
    folder = top / "tempat data"
    folder.mkdir()
    yield folder
    shutil.rmtree(top)
