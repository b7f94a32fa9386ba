"""Claims of the demo: a believable spread by the rules of the guide, the same for the same seed."""

import datetime
import random
from types import SimpleNamespace

import pytest
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim
from inovasi.demo.handling import claiming
from inovasi.demo.making.files import letter_maker
from tests import factories
from tests.factories.claiming import iga_edition

pytestmark = pytest.mark.django_db


def test_innovations_claim_a_part_of_the_indicators_and_most_of_it_is_proven(cast):
    edition = iga_edition()
    # Every innovation of the test passes the window.
    Edition.objects.filter(pk=edition.pk).update(
        window_from=datetime.date(2000, 1, 1), window_until=timezone.localdate()
    )
    for number in range(1, 4):
        factories.proposal("in_review", number, of=cast.home)
    for number in range(40, 48):
        factories.agency(number, in_target=True)
    desk = SimpleNamespace(rng=random.Random("klaim"), period=factories.period(), letters=letter_maker())
    claiming.store_claims(desk, timezone.now())  # type: ignore[arg-type]  # what it reads of a kit
    claims = Claim.objects.filter(indicator__edition=edition)
    each = [claims.filter(proposal=row.proposal_id).count() for row in Candidacy.objects.all()]
    assert len(each) == 3
    assert all(claiming.LEAST - 1 <= amount <= claiming.MOST for amount in each)
    assert {claim.value for claim in claims} == {1, 2, 3}
    share = claims.filter(proven=True).count() / claims.count()
    assert 0.6 < share < 1
    assert {item.type for item in EvidenceItem.objects.all()} == {"pdf", "jpg", "link"}
