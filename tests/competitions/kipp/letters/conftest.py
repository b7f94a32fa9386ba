"""A nomination of a proposal under review, in an edition with the papers of the guide."""

import pytest

from competitions.core.models import Edition, Nomination
from proposals.core.models import Proposal
from tests import factories
from tests.factories import Cast


@pytest.fixture
def edition() -> Edition:
    rules = factories.kipp_rules("identitas", "pernyataan_implementasi")
    return Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026", rules=rules)


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    return cast.involve(factories.proposal("in_review", of=cast.home, innovation_type="digital"))


@pytest.fixture
def nomination(edition: Edition, proposal: Proposal, cast: Cast) -> Nomination:
    return Nomination.objects.create(
        edition=edition, proposal_id=proposal.pk, agency=cast.home, nominated_by=cast.owner
    )


@pytest.fixture
def operator(client, cast: Cast):
    client.force_login(cast.owner)
    return client
