"""A visit, and the hour at which everybody is there."""

from collections.abc import Iterator

import pytest
import time_machine

from reviews.presenting.models import Session, Slot
from tests.reviews.presenting.conftest import hour


@pytest.fixture
def visit(slot: Slot) -> Slot:
    Session.objects.filter(pk=slot.session_id).update(kind=Session.Kind.VISIT)
    return slot


@pytest.fixture
def there(visit: Slot) -> Iterator[None]:
    """Everybody is at the place, forty minutes after the visit began."""
    with time_machine.travel(hour(9, 40), tick=False):
        yield
