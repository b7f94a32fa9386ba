"""The stage of the journeys: the city's real reference data, people who can sign in, and a real browser."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from agencies.core.models import Agency
from reviews.core.models import ReviewStage
from tests import factories
from tests.factories import PASSWORD


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
