"""What the ministry found over the years: the known rows, entering one, and where we were too generous."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.iga.core.models import Candidacy
from competitions.iga.results.comparing import compared_indicators, compared_innovations
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


def resulted(edition: Edition, cast: Cast, number: int, verified: int, ministry: int) -> Proposal:
    made = factories.proposal(Status.ESTABLISHED, number, of=cast.home)
    factories.in_iga_set(edition, made, sent=True)
    Candidacy.objects.filter(proposal=made.pk).update(verified_points=verified, ministry_points=ministry)
    return made


def told(edition: Edition, proposal: Proposal, indicator: int, level: int) -> None:
    NationalResult.objects.create(
        year=edition.year, subject="innovation", proposal_id=proposal.pk, indicator=indicator, measure="level",
        value=level, source="Berita acara",
    )  # fmt: skip


def test_known_results_are_loaded_and_unknown_years_stay_empty() -> None:
    call_command("load_reference", verbosity=0)
    means = NationalResult.objects.filter(subject="national", measure="index").values_list("year", "value")
    assert dict(means) == {2025: Decimal("49.43"), 2024: Decimal("46.01")}
    own = NationalResult.objects.filter(subject="city").values_list("year", "predicate", "rank", "value")
    assert set(own) == {(2021, "Sangat Inovatif", 15, None), (2020, "Sangat Inovatif", None, None)}


def test_where_we_were_most_generous_comes_first(edition: Edition, cast: Cast) -> None:
    strict = resulted(edition, cast, 1, 60, 70)
    generous = resulted(edition, cast, 2, 90, 60)
    rows = compared_innovations(edition, cast.leader)
    assert [(row.proposal, row.too_generous) for row in rows] == [(generous.pk, 30), (strict.pk, -10)]


def test_by_indicator_where_levels_are_told(edition: Edition, cast: Cast) -> None:
    first, second = resulted(edition, cast, 1, 9, 3), resulted(edition, cast, 2, 9, 3)
    for made in (first, second):
        factories.judged(factories.claimed(edition, made, cast.owner, 1, 3), 3, cast.coordinator)
        told(edition, made, 20, 1)
    told(edition, first, 1, 1)
    told(edition, second, 1, 2)
    rows = compared_indicators(edition, cast.leader)
    assert [(row.number, row.ours, row.ministry) for row in rows] == [(1, 3, Decimal("1.5")), (20, 0, 1)]


def test_a_conflict_of_interest_hides_the_innovation(edition: Edition, cast: Cast) -> None:
    cast.involve(resulted(edition, cast, 1, 60, 50))
    assert len(compared_innovations(edition, cast.coordinator)) == 1
    assert compared_innovations(edition, cast.conflicted) == []


def test_a_result_is_entered_once_with_its_source(edition: Edition, cast: Cast, signed_in) -> None:
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_result_new", args=[2026])
    given = {"year": "2024", "subject": "city", "measure": "index", "value": "55.5"}
    assert browser.post(url, given).status_code == 200  # without its source
    assert browser.post(url, given | {"source": "Surat BSKDN"}).status_code == 302
    again = browser.post(url, given | {"source": "Surat lain"})
    assert "sudah tercatat untuk tahun itu" in again.content.decode()
    assert NationalResult.objects.get().by == cast.coordinator
    page = signed_in(cast.leader).get(reverse("competitions:iga_results", args=[2026])).content.decode()
    assert "55,50" in page
    assert "Surat BSKDN" in page
