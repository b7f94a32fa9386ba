"""Claims on IGA indicators: points, who claims and verifies, and evidence that reopens verification when it changes."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from competitions.core.models import Edition, Indicator, Level
from competitions.core.nominating import NominationRefused
from competitions.iga import services as iga_services
from competitions.iga.claims import maturities, sheet_of
from competitions.iga.core.models import Claim
from competitions.iga.maturity import Claimed, highest, maturity_of
from competitions.iga.services import ClaimChoice
from proposals.core.models import Proposal
from reviews.core.models import Interest
from tests import factories, makers

pytestmark = pytest.mark.django_db


def test_points_need_evidence_and_verification():
    rows = [Claimed(3, 2, True, 1), Claimed(2, 3, True, None), Claimed(4, 3, False, 3), Claimed(1, 1, True, 0)]
    assert (maturity_of(rows).claimed, maturity_of(rows).verified) == (3 * 2 + 2 * 3 + 1, 3)
    assert highest([3, 2, 4, 1]) == 30
    assert maturity_of([]).claimed == 0


@pytest.fixture
def edition():
    found = Edition.objects.create(programme="iga", year=2026, name="IGA 2026")
    for number, mandatory in ((1, True), (2, False)):
        indicator = Indicator.objects.create(
            edition=found, number=number, name=f"Indikator {number}", weight=number + 1, mandatory=mandatory
        )
        for value in (1, 2, 3):
            Level.objects.create(indicator=indicator, value=value, description=f"tingkat {value}")
    return found


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
def proposal(cast):
    return makers.make_proposal(cast["owner"].agency, "in_review", title="Pelangi")


def choice(edition, number, value, evidence=None):
    level = Level.objects.get(indicator__edition=edition, indicator__number=number, value=value)
    return {level.indicator_id: ClaimChoice(level.pk, evidence.pk if evidence else None)}


def claim(edition, proposal, person, number=1, value=2, evidence=None):
    return iga_services.save_claims(edition, proposal, choice(edition, number, value, evidence), by=person)


def verify(edition, proposal, person, value):
    pk = edition.indicators.get(number=1).pk
    return iga_services.verify_claims(edition, proposal, {pk: value}, by=person)


@pytest.mark.parametrize("who", ["stranger", "coordinator", "leader", "reviewer"])
def test_only_the_agency_claims(edition, cast, proposal, who):
    with pytest.raises(NominationRefused):
        claim(edition, proposal, cast[who])
    assert not Claim.objects.exists()


@pytest.mark.parametrize("who", ["owner", "leader", "reviewer"])
def test_only_the_coordinator_verifies(edition, cast, proposal, who):
    claim(edition, proposal, cast["owner"])
    with pytest.raises(NominationRefused):
        verify(edition, proposal, cast[who], 2)
    assert Claim.objects.get().verified is None


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_nothing_is_claimed_for_what_was_given_up(edition, cast, status):
    with pytest.raises(NominationRefused):
        claim(edition, makers.make_proposal(cast["owner"].agency, status), cast["owner"])


def test_changed_evidence_reopens_verification_and_unchanged_does_not(edition, cast, proposal):
    first = makers.attach_file(proposal, "a.pdf", sha256="1" * 64)
    second = makers.attach_file(proposal, "b.pdf", sha256="2" * 64)
    assert claim(edition, proposal, cast["owner"], evidence=first) == 1
    assert verify(edition, proposal, cast["coordinator"], 2) == 1
    assert verify(edition, proposal, cast["coordinator"], 2) == 0
    assert sheet_of(edition, factories.sent(proposal), list(proposal.attachments.all())).maturity.verified == 4
    assert claim(edition, proposal, cast["owner"], evidence=first) == 0
    assert Claim.objects.get().verified == 2
    assert claim(edition, proposal, cast["owner"], evidence=second) == 1
    stored = Claim.objects.get()
    assert (stored.verified, stored.verified_by, stored.verified_at) == (None, None, None)


def test_removed_evidence_earns_nothing(edition, cast, proposal):
    file = makers.attach_file(proposal)
    claim(edition, proposal, cast["owner"], evidence=file)
    verify(edition, proposal, cast["coordinator"], 2)
    file.removed_at = timezone.now()
    file.save()
    sheet = sheet_of(edition, factories.sent(proposal), list(proposal.attachments.all()))
    assert (sheet.maturity.claimed, sheet.maturity.verified) == (0, 0)
    assert [indicator.number for indicator in sheet.unproven] == [1]
    assert maturities(edition, [proposal.pk]) == {proposal.pk: sheet.maturity}
    assert (sheet.files, claim(edition, proposal, cast["owner"])) == ([], 0)
    file.removed_at = None
    file.save()
    assert sheet_of(edition, factories.sent(proposal), list(proposal.attachments.all())).maturity.verified == 4
    file.delete()
    assert sheet_of(edition, factories.sent(proposal), list(proposal.attachments.all())).maturity.verified == 0


def test_taking_a_claim_back(edition, cast, proposal):
    claim(edition, proposal, cast["owner"])
    pk = edition.indicators.get(number=1).pk
    assert iga_services.save_claims(edition, proposal, {pk: ClaimChoice(None, None)}, by=cast["owner"]) == 1
    assert Claim.objects.get().value == 0
    assert [
        indicator.number
        for indicator in sheet_of(edition, factories.sent(proposal), list(proposal.attachments.all())).missing_mandatory
    ] == [1]


def test_database_refuses_a_verified_level_without_a_verdict(edition, cast, proposal):
    claim(edition, proposal, cast["owner"])
    with pytest.raises(ProgrammingError, match="Only a verdict"), transaction.atomic():
        Claim.objects.update(verified=2)


def test_agency_claims_and_coordinator_verifies_on_the_page(client, edition, cast, proposal):
    file = makers.attach_file(proposal)
    url = f"/kompetisi/iga/2026/klaim/{proposal.pk}/"
    level = Level.objects.get(indicator__number=2, value=3)
    client.force_login(cast["owner"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"i2-level": level.pk, "i2-evidence": file.pk}).url == url
    assert Claim.objects.get().level == level
    foreign = client.post(url, {"i2-level": Level.objects.get(indicator__number=1, value=1).pk})
    assert foreign.status_code == 200
    assert Claim.objects.get().level == level
    client.force_login(cast["coordinator"])
    assert "tingkat 3" in client.get(url).content.decode()
    assert client.post(url, {"i2-verified": "2"}).url == url
    assert Claim.objects.get().verified == 2
    client.force_login(cast["leader"])
    assert 'name="i2' not in client.get(url).content.decode()
    assert client.post(url, {"i2-verified": "3"}).status_code == 404


def test_page_is_not_found_for_those_who_may_not_read(client, edition, cast, proposal):
    url = f"/kompetisi/iga/2026/klaim/{proposal.pk}/"
    for who in ("stranger", "reviewer"):
        client.force_login(cast[who])
        assert client.get(url).status_code == 404
    Interest.objects.create(proposal_id=proposal.pk, user=cast["coordinator"], reason="Saudara")
    client.force_login(cast["coordinator"])
    assert client.get(url).status_code == 404


def test_queries_do_not_grow_with_claims(client, edition, cast, proposal, django_assert_num_queries):
    url = f"/kompetisi/iga/2026/klaim/{proposal.pk}/"
    client.force_login(cast["owner"])
    claim(edition, proposal, cast["owner"], evidence=makers.attach_file(proposal, sha256="1" * 64))
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    claim(edition, proposal, cast["owner"], 2, 3, makers.attach_file(proposal, "b.pdf", sha256="2" * 64))
    with django_assert_num_queries(len(queries)):
        client.get(url)


def test_the_figures_before_and_after_stand_above_the_claims(client, edition, cast, proposal):
    url = f"/kompetisi/iga/2026/klaim/{proposal.pk}/"
    client.force_login(cast["coordinator"])
    assert "Indikator sebelum dan sesudah" not in client.get(url).content.decode()
    Proposal.objects.update(indicators="Waktu tunggu | 120 | 30 | menit | -")
    assert "turun 75 %" in client.get(url).content.decode()
