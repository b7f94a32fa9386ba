"""An agency's innovation under review, in an edition with the first two indicators of the guide and the video."""

import pytest

from competitions.core.models import Edition
from proposals.core.models import Proposal
from tests import factories
from tests.factories import Cast
from tests.factories.claiming import iga_edition


@pytest.fixture
def edition() -> Edition:
    return iga_edition(2026, 1, 2, 20)


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    return cast.involve(factories.proposal("in_review", of=cast.home))


@pytest.fixture
def browser(client, cast: Cast):
    client.force_login(cast.owner)
    return client
