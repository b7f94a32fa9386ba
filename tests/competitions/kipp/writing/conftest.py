"""An agency's entry in an edition with form C, and the people around it."""

import datetime

import pytest
from django.utils import timezone

from competitions.core.models import Edition, Nomination
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories, makers


@pytest.fixture
def edition() -> Edition:
    return Edition.objects.create(
        programme="kipp",
        year=2026,
        name="KIPP 2026",
        closes_on=timezone.localdate() + datetime.timedelta(days=30),
        rules=factories.kipp_form_rules(),
    )


@pytest.fixture
def cast():
    home = makers.make_agency("dinkes")
    return {
        "owner": makers.make_person("owner", home),
        "colleague": makers.make_person("colleague", home),
        "stranger": makers.make_person("stranger", makers.make_agency("dishub")),
        "coordinator": makers.make_person("coordinator", is_coordinator=True),
        "leader": makers.make_person("leader", is_leader=True),
        "reviewer": makers.make_person("reviewer", is_reviewer=True),
    }


@pytest.fixture
def proposal(cast) -> Proposal:
    return factories.proposal(Status.IN_REVIEW, of=cast["owner"].agency, title="Pelangi", created_by=cast["owner"])


@pytest.fixture
def nomination(edition, cast, proposal) -> Nomination:
    return factories.nomination(edition, proposal, nominated_by=cast["owner"])


@pytest.fixture
def first(edition):
    """The first section of the form."""
    return edition.kipp.proposal_form.sections[0]
