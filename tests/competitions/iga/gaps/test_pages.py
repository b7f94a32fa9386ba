"""Pages of what lifts the index: figures as stored, for those who know the innovation, and a constant cost."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from competitions.iga.core.models import Candidacy
from competitions.iga.gaps.lists import city_gaps, gaps_of
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.figures.test_kipp import signed_in
from tests.dashboard.year import Year, add, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return make_year()


@pytest.fixture
def edition():
    return factories.iga_edition()


def innovation(year: Year, agency: int = 0) -> Proposal:
    made = add(year, year.agencies[agency], Status.ESTABLISHED, title="Pelangi")
    Proposal.objects.filter(pk=made.pk).update(applied_date=datetime.date(2025, 3, 1), affair=year.affairs[0])
    return made


def test_all_points_that_are_left_are_those_of_the_table_less_what_counts(year, edition):
    one = innovation(year)
    assert sum(row.gain for row in gaps_of(edition, one.pk, in_set=False) if row.target == 3) == 111
    factories.claimed(edition, one, year.operator, 1, 2)  # weight 3, proven: 6 points count
    factories.claimed(edition, one, year.operator, 2, 3, proven=False)
    factories.judged(factories.claimed(edition, one, year.operator, 20, 3), 1, year.coordinator)  # weight 4
    assert sum(row.gain for row in gaps_of(edition, one.pk, in_set=False) if row.target == 3) == 111 - 6 - 4
    assert Candidacy.objects.get().counted_points == 10


def test_every_row_says_what_is_asked_and_what_to_upload(year, edition):
    rows = gaps_of(edition, innovation(year).pk, in_set=False)
    assert all(row.asks and row.indicator.uploads for row in rows)
    decree = next(row for row in rows if row.indicator.number == 2 and row.target == 3)
    assert "SK" in decree.indicator.uploads and "nomor dan tanggalnya" in decree.indicator.uploads


def test_the_city_sees_its_weakest_indicators_and_what_one_level_brings(year, edition):
    one, two = innovation(year), innovation(year, 1)
    innovation(year, 2)
    factories.in_iga_set(edition, one, two)
    factories.claimed(edition, one, year.operator, 1, 3)
    factories.judged(factories.claimed(edition, two, year.operator, 1, 3), 1, year.coordinator)
    found = {gap.number: gap for gap in city_gaps(edition, year.leader)}
    assert (found[1].mean, found[1].below) == (Decimal(2), 1)
    assert found[1].gain == Decimal(3) / (Decimal("2.5") * 12)
    assert (found[20].mean, found[20].below, found[20].gain) == (0, 2, Decimal(8) / (Decimal("2.5") * 12))
    assert [gap.number for gap in city_gaps(edition, year.leader)][-1] == 1
    assert {gap.below for gap in city_gaps(edition, year.operator)} == {0, 1}


def test_pages_and_box_show_it_to_those_who_know_the_innovation(year, edition):
    one = innovation(year)
    factories.in_iga_set(edition, one)
    for person in (year.leader, year.coordinator, year.operator):
        browser = signed_in(person)
        page = browser.get(f"/kompetisi/iga/2026/peluang/{one.pk}/").content.decode()
        assert "SK tim inovasi: sampai +15 nilai" in page and "Untuk indikator 2, 7, 8, 9." in page
        assert "Pelangi" in browser.get("/kompetisi/iga/2026/peluang/").content.decode()
        assert "Lihat semua peluang" in browser.get(f"/usulan/{one.pk}/").content.decode()
    Interest.objects.create(proposal_id=one.pk, user=year.coordinator, declared_by=year.coordinator, reason="Keluarga.")
    browser = signed_in(year.coordinator)
    assert browser.get(f"/kompetisi/iga/2026/peluang/{one.pk}/").status_code == 404
    assert "Pelangi" not in browser.get("/kompetisi/iga/2026/peluang/").content.decode()


@pytest.mark.parametrize("path", ["/kompetisi/iga/2026/", "/kompetisi/iga/2026/peluang/"])
def test_the_pages_cost_the_same_for_few_and_for_many(year, edition, path):
    factories.in_iga_set(edition, innovation(year))
    innovation(year, 1)
    browser = signed_in(year.coordinator)
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    for _ in range(4):
        one = innovation(year, 1)
        factories.claimed(edition, one, year.operator, 1, 1)
        factories.in_iga_set(edition, innovation(year, 2))
    with CaptureQueriesContext(connection) as many:
        browser.get(path)
    assert len(many) == len(few)
