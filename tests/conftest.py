"""What every test shares: a demo-mode environment set before Django loads, and triggers that let the test runner clean up."""

import os

os.environ.setdefault("PORTAL_TESTING", "1")
os.environ.setdefault("PORTAL_DEMO", "1")

import pgtrigger
import pytest
from django.test import TransactionTestCase


@pytest.fixture(autouse=True, scope="session")
def _flush_may_truncate() -> None:
    """Append-only tables refuse TRUNCATE, which is how Django empties the database after a live-server test."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            plain(self)

    TransactionTestCase._fixture_teardown = teardown
