"""The stage of the journeys: the city's real reference data, people who can sign in, and a real browser."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser

from agencies.models import Agency
from reviews.models import ReviewStage
from tests import factories
from tests.browsers import chromium
from tests.factories import PASSWORD


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread; the database is still asked from here only.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium() as running:
            yield running


@pytest.fixture
def city(transactional_db: None) -> Agency:
    """Pangkalpinang as loaded, its period open today, and the people of the story; gives the operator's agency."""
    call_command("load_reference", verbosity=0)
    period = factories.period()
    opened = timezone.now() - 30 * factories.DAY
    type(period).objects.filter(pk=period.pk).update(opens_at=opened, closes_at=opened + 60 * factories.DAY)
    ReviewStage.objects.update(opens_at=None, closes_at=None)
    home = Agency.objects.get(code="disdukcapil")
    factories.operator(home, password=PASSWORD, full_name="Operator Disdukcapil")
    factories.coordinator(password=PASSWORD)
    factories.reviewer(1, password=PASSWORD)
    factories.reviewer(2, password=PASSWORD)
    factories.leader(password=PASSWORD)
    return home
