"""The page of one agency: what each reader sees, what is missing, and the schools below it."""

import pytest
from django.urls import reverse

from agencies.models import User
from dashboard.agencypage import agency_page
from proposals.workflow import Status
from tests.dashboard.test_views import SECRET, signed_in
from tests.dashboard.year import Year, add, make_period, make_year, nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return make_year()


def test_a_leader_sees_sent_proposals_and_the_own_operator_also_drafts(year: Year) -> None:
    agency = year.agencies[0]
    add(year, agency, Status.DRAFT, title=SECRET)
    add(year, agency, Status.SUBMITTED, title="Judul terbuka")
    url = reverse("dashboard:agency", args=[agency.code])
    leader, operator = (signed_in(person).get(url).content.decode() for person in (year.leader, year.operator))
    assert SECRET not in leader
    assert "mempunyai draf yang belum diajukan" in leader
    assert SECRET in operator
    assert "Judul terbuka" in operator


def test_another_agency_s_page_does_not_exist_for_an_operator(year: Year) -> None:
    url = reverse("dashboard:agency", args=[year.agencies[1].code])
    assert signed_in(year.operator).get(url).status_code == 404
    assert signed_in(year.leader).get(url).status_code == 200


def test_what_is_missing_follows_the_rules(year: Year) -> None:
    agency = year.agencies[0]
    assert len(agency_page(year.leader, agency, year.period).lacks) == 2
    nominate(year, add(year, agency, Status.ESTABLISHED))
    assert agency_page(year.leader, agency, year.period).lacks == []


def test_history_counts_every_year(year: Year) -> None:
    agency = year.agencies[0]
    add(year, agency, Status.SUBMITTED)
    add(year, agency, Status.ESTABLISHED, period=make_period(2025, 5, ended=True))
    years = agency_page(year.leader, agency, year.period).years
    assert [(one.period.year, one.tally.submitted, one.tally.established) for one in years] == [
        (2026, 1, 0),
        (2025, 1, 1),
    ]


def test_the_parent_of_schools_sees_their_counts_by_district_but_no_titles(year: Year) -> None:
    parent = year.agencies[0]
    for school in year.schools:
        school.parent = parent
        school.save()
    add(year, year.schools[0], Status.SUBMITTED, title=SECRET)
    page = agency_page(year.operator, parent, year.period)
    assert (page.schools[-1].total.schools, page.schools[-1].total.joined) == (len(year.schools), 1)
    assert SECRET not in signed_in(year.operator).get(reverse("dashboard:agency", args=[parent.code])).content.decode()


def test_own_people_see_no_scores(year: Year) -> None:
    assert agency_page(year.operator, year.agencies[0], year.period).mean_score is None


def test_a_school_has_the_same_page(year: Year) -> None:
    teacher = User.objects.create_user("guru", agency=year.schools[0])
    answer = signed_in(teacher).get(reverse("dashboard:agency", args=[year.schools[0].code]))
    assert year.schools[0].name in answer.content.decode()
