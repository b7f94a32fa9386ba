"""An agency's innovation under review in an edition with four indicators of the guide."""

import pytest

from competitions.core.models import Edition
from proposals.core.models import Proposal
from tests import makers
from tests.factories.claiming import iga_edition


@pytest.fixture
def edition() -> Edition:
    return iga_edition(2026, 1, 2, 3, 8, 18)


@pytest.fixture
def cast():
    agency = makers.make_agency("dinkes")
    return {
        "owner": makers.make_person("owner", agency),
        "stranger": makers.make_person("stranger", makers.make_agency("dishub")),
        "coordinator": makers.make_person("coordinator", is_coordinator=True),
        "leader": makers.make_person("leader", is_leader=True),
        "reviewer": makers.make_person("reviewer", is_reviewer=True),
    }


@pytest.fixture
def proposal(cast) -> Proposal:
    return makers.make_proposal(cast["owner"].agency, "in_review", title="Pelangi")
