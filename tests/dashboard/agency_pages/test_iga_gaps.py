"""The agency's page says which document lifts its innovations most in IGA, and where each is claimed."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.core.models import Candidacy
from competitions.iga.gaps.agencies import readiness_by_agency
from competitions.iga.gaps.lists import gaps_of
from competitions.iga.gaps.of_agency import agency_gaps
from competitions.iga.gaps.reckoning import bundles_of
from foundation.figures import figures_in
from proposals.core.models import Proposal
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.reports.test_readiness import innovation
from tests.dashboard.year import Year, make_year, nominate

pytestmark = pytest.mark.django_db
PAGE = "/dasbor/instansi/dinas-1/"
BOX = "Yang paling menaikkan di IGA 2026"


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def year(edition: Edition) -> Year:
    """One innovation of the first agency is sent with a video, one is a candidate with nothing."""
    made = make_year()
    sent = innovation(made, made.agencies[0], 1)
    innovation(made, made.agencies[0], 2)
    factories.in_iga_set(edition, sent)
    factories.claimed(edition, sent, made.operator, 20, 3)
    return made


def page_for(person: User) -> str:
    browser = Client()
    browser.force_login(person)
    return browser.get(PAGE).content.decode()


def test_gains_are_the_sums_of_what_the_gap_list_of_each_innovation_says(year: Year, edition: Edition) -> None:
    found = agency_gaps(edition, year.agencies[0], year.operator)
    assert found
    sums: dict[str, int] = {}
    index = 0
    for proposal in Proposal.objects.filter(agency=year.agencies[0]):
        sent = proposal.title == "Inovasi 1"
        for bundle in bundles_of(gaps_of(edition, proposal.pk, in_set=sent)):
            numbers = bundle.numbers
            sums[numbers] = sums.get(numbers, 0) + bundle.gain
            index += bundle.index_gain or 0
    assert {document.numbers: document.gain for document in found.documents} == sums
    assert sum(document.index_gain or 0 for document in found.documents) == index > 0


def test_what_keeps_an_innovation_out_comes_first_and_the_video_lifts_only_the_other(
    year: Year, edition: Edition
) -> None:
    found = agency_gaps(edition, year.agencies[0], year.operator)
    assert found
    assert [document.blocks for document in found.documents] == sorted(
        (document.blocks for document in found.documents), reverse=True
    )
    video = next(document for document in found.documents if document.numbers == "20")
    assert [(one.title, one.gain, one.index_gain) for one in video.innovations] == [("Inovasi 2", 12, None)]


def test_its_own_people_leaders_and_coordinators_read_it_with_links_to_the_claims(year: Year) -> None:
    sent = Proposal.objects.get(title="Inovasi 1")
    for person in (year.operator, year.leader, year.coordinator):
        page = page_for(person)
        assert BOX in page and f"/kompetisi/iga/2026/klaim/{sent.pk}/" in page
        assert {one.value for one in figures_in(page) if one.name == "iga.liftable"} == {"1"}
        assert "Unggah " in page


def test_the_figure_is_that_of_the_report(year: Year, edition: Edition) -> None:
    found = agency_gaps(edition, year.agencies[0], year.leader)
    assert found
    assert readiness_by_agency(edition, year.leader)[year.agencies[0].pk].liftable == found.liftable == 1


def test_a_conflict_of_interest_hides_the_innovation_from_its_reader(year: Year) -> None:
    hidden = Proposal.objects.get(title="Inovasi 1")
    Interest.objects.create(proposal_id=hidden.pk, user=year.leader, reason="Saudara")
    page = page_for(year.leader)
    assert f"klaim/{hidden.pk}/" not in page and "Inovasi 2" in page


def test_nothing_is_asked_for_once_the_edition_is_closed(year: Year, edition: Edition) -> None:
    edition.closes_on = timezone.localdate() - datetime.timedelta(days=1)
    edition.save()
    assert BOX not in page_for(year.operator)


def test_an_agency_without_a_candidate_has_no_box(year: Year) -> None:
    browser = Client()
    browser.force_login(year.leader)
    assert BOX not in browser.get("/dasbor/instansi/dinas-3/").content.decode()


def test_a_coordinator_reminds_from_the_page_while_something_can_rise(year: Year, edition: Edition) -> None:
    year.period.closes_at = timezone.now() - datetime.timedelta(days=1)
    year.period.save()
    address = "/dasbor/pengingat/instansi/dinas-1/"
    assert address in page_for(year.coordinator)
    assert address not in page_for(year.leader)
    Candidacy.objects.update(counted_points=111)
    nominate(year, Proposal.objects.get(title="Inovasi 1"))
    assert address not in page_for(year.coordinator)
