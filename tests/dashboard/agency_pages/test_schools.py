"""The schools below an agency: who sees them, that every number opens a list of that length, and the silent by name."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.core.models import Agency, User
from dashboard.agency_pages.schoolpage import DistrictRow, Number, schools_page
from proposals.core.workflow import Status
from tests.dashboard.overview.test_views import SECRET, signed_in
from tests.dashboard.year import Year, add, make_year

pytestmark = pytest.mark.django_db
URL = "/dasbor/instansi/dinas-1/sekolah/"


@pytest.fixture
def year() -> Year:
    """Nine schools of the first agency in two districts; three have submitted, one has withdrawn, one only a draft."""
    made = make_year(schools=9)
    Agency.objects.target_schools().update(parent=made.agencies[0])
    for place, status in ((0, Status.SUBMITTED), (1, Status.IN_REVIEW), (5, Status.ESTABLISHED), (5, Status.SUBMITTED)):
        add(made, made.schools[place], status, title=SECRET)
    add(made, made.schools[2], Status.WITHDRAWN)
    add(made, made.schools[3], Status.DRAFT, title=SECRET)
    return made


def numbers_of(row: DistrictRow) -> list[Number]:
    shares = [number for share in row.shares for number in (share.joined, share.schools)]
    return [*shares, row.silent, row.submitted, row.eligible]


@pytest.mark.parametrize("person", ["leader", "coordinator", "operator"])
def test_every_number_opens_a_list_of_that_length_that_the_reader_may_open(year: Year, person: str) -> None:
    client = signed_in(getattr(year, person))
    numbers = [number for row in client.get(URL).context["seen"].rows for number in numbers_of(row) if number.url]
    assert len(numbers) == 3 * (7 if person == "operator" else 9)
    for number in numbers:
        answer = client.get(number.url)
        assert answer.status_code == 200, number.url
        assert answer.context["page_obj"].paginator.count == number.value, number.url


def test_the_people_of_the_parent_are_led_to_schools_and_never_to_their_proposals(year: Year) -> None:
    client = signed_in(year.operator)
    page = client.get(URL)
    urls = {urlsplit(number.url).path for row in page.context["seen"].rows for number in numbers_of(row)} - {""}
    assert urls == {URL}
    assert SECRET not in page.content.decode()
    assert "/dasbor/instansi/1090" not in page.content.decode()
    assert '<strong class="num">9</strong> sekolah, 4 usulan diajukan, 2 layak' in page.content.decode()


def test_sums_whose_list_would_hold_the_schools_of_others_open_none(year: Year) -> None:
    Agency.objects.filter(pk=year.schools[8].pk).update(parent=year.agencies[1])
    rows = schools_page(year.leader, year.agencies[0], year.period, {}).rows
    assert {number.url for row in rows for number in (row.submitted, row.eligible)} == {""}


def test_the_counts_equal_an_independent_query(year: Year) -> None:
    query = """
        SELECT coalesce(d.name, 'Seluruhnya'), count(DISTINCT a.id), count(DISTINCT p.agency_id), count(p.id)
        FROM agencies_agency a JOIN agencies_district d ON d.id = a.district_id LEFT JOIN proposals_proposal p
        ON p.agency_id = a.id AND p.status NOT IN ('draft', 'withdrawn')
        WHERE a.in_school_target GROUP BY ROLLUP (d.name) ORDER BY d.name"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        expected = cursor.fetchall()
    rows = schools_page(year.operator, year.agencies[0], year.period, {}).rows
    everybody = [(row.name, row.shares[-1]) for row in rows]
    assert [
        (name, share.schools.value, share.joined.value, row.submitted.value)
        for (name, share), row in zip(everybody, rows, strict=True)
    ] == expected
    assert [row.silent.value for row in rows] == [schools - joined for _, schools, joined, _ in expected]


def test_exactly_the_silent_schools_are_named(year: Year) -> None:
    silent = schools_page(year.operator, year.agencies[0], year.period, {}).silent
    assert {school.name for group in silent for school in group.schools} == {
        school.name for place, school in enumerate(year.schools) if place not in (0, 1, 5)
    }


def test_the_page_is_for_the_parent_and_those_who_oversee(year: Year) -> None:
    stranger = User.objects.create_user("lain", agency=year.agencies[1])
    teacher = User.objects.create_user("guru", agency=year.schools[0])
    people = (year.leader, year.coordinator, year.operator, stranger, teacher)
    assert [signed_in(person).get(URL).status_code for person in people] == [200, 200, 200, 404, 404]
    assert signed_in(year.leader).get("/dasbor/instansi/dinas-2/sekolah/").status_code == 404  # no school below it


def test_the_page_takes_as_many_queries_for_nine_schools_as_for_two(year: Year) -> None:
    counts = []
    for keep in (9, 2):
        Agency.objects.filter(pk__in=[school.pk for school in year.schools[keep:]]).update(in_school_target=False)
        client = signed_in(year.operator)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]
