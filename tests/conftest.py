"""What every test shares: a demo-mode environment set before Django loads, and triggers that let the test runner clean up."""

import os
from pathlib import Path

os.environ.setdefault("PORTAL_TESTING", "1")
os.environ.setdefault("PORTAL_DEMO", "1")

import pgtrigger
import pytest
from django.test import TransactionTestCase
from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True, scope="session")
def _flush_may_truncate() -> None:
    """Append-only tables refuse TRUNCATE, which is how Django empties the database after a live-server test."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            plain(self)

    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: SettingsWrapper, tmp_path: Path) -> None:
    """Evidence of a test lies in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
