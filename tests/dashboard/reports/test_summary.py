"""The leader's page on one sheet: always one page, and every figure on it is the page's own."""

import io

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst

from agencies.core.models import User
from dashboard.figures import overview
from dashboard.figures.overview import Overview
from dashboard.reports import issuing
from dashboard.reports.issuing import Order
from dashboard.reports.tables import Scope
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.interests.services import lift
from tests import factories
from tests.dashboard.year import DAY, Year, add, fill, make_period, make_year, nominate
from tests.pdfs import pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Year:
    """As many agencies and schools as the city has, and a year before."""
    year = make_year(agencies=36, schools=123, target=100)
    make_period(2025, 100)
    return year


@pytest.fixture
def year_of_four() -> Year:
    return make_year()


def sheet(leader: User, period: Period) -> tuple[list[str], Overview]:
    """The text of each page, and the figures of the leader's page at the same moment."""
    at = timezone.now()
    report = issuing.issue(Order(["ringkasan"], Scope(leader, period, at)))
    return pages_of(report.paper.read()), overview.overview(leader, period, at)


def test_the_real_city_fits_one_page_even_when_nobody_has_anything() -> None:
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    period = Period.objects.get()
    period.year = 2025
    period.opens_at, period.closes_at = period.opens_at - 365 * DAY, period.closes_at - 365 * DAY
    Period.objects.create(
        **{name: getattr(period, name) for name in ("year", "name", "opens_at", "closes_at", "guide")}
    )
    leader = User.objects.create_user("pimpinan", password=None, is_leader=True)
    with time_machine.travel(Period.objects.latest("opens_at").opens_at + 200 * DAY):
        pages, seen = sheet(leader, Period.objects.latest("opens_at"))
    assert seen.comparison is not None
    assert len(pages) == 1
    assert seen.coverage.submitting.missing == seen.coverage.kipp.missing
    names = ", ".join(agency.short_name for agency in seen.coverage.submitting.missing)
    assert f"Belum mengajukan (36): {names}." in pages[0]
    assert f"Belum ada nominasi KIPP (36): {names}." in pages[0]


def test_every_figure_of_the_sheet_is_the_page_s(city: Year) -> None:
    fill(city, seed=4, amount=160)
    nominate(city, add(city, city.agencies[0], "shortlisted"))
    pages, seen = sheet(city.leader, city.period)
    assert len(pages) == 1
    covered, result = seen.coverage, seen.outlook.forecast
    for words in (
        f"{seen.tally.submitted} dari {seen.period.target} usulan diajukan",
        f"{seen.tally.eligible} usulan layak",
        f"{seen.state.days} hari sampai ditutup",
        f"{result.low}–{result.high} perkiraan akhir",
        f"{covered.submitting.met} dari 36 perangkat daerah sudah mengajukan",
        f"{covered.kipp.met} mempunyai nominasi KIPP",
        f"Urusan pelayanan dasar: {seen.affairs_eligible} dengan usulan layak",
        f"Nomor seri LAP-{seen.period.year}-00001",
    ):
        assert words in pages[0], words
    for lamp in seen.lamps:
        assert f"{lamp.tally.submitted} {lamp.tally.eligible}" in pages[0]
    for queue in seen.queues:
        assert f"{capfirst(queue.holder.word)} {queue.waiting} {queue.long}" in pages[0]
    for row in seen.schools:
        cells = " ".join(f"{cell.joined} dari {cell.schools}" for _level, cell in row.levels)
        assert f"{cells} {row.total.tally.submitted}" in pages[0]
    for row in covered.agencies:
        assert row.words in pages[0]
    for change in seen.week.changes:
        assert f"{change.proposals} {change.words}" in pages[0]


def test_a_conflict_set_aside_is_told_on_page_and_sheet_without_a_meeting_in_between(
    signed_in, year_of_four: Year
) -> None:
    """No meeting has any minutes yet, so that neither may point at them."""
    year = year_of_four
    proposal = add(year, year.agencies[0], Status.IN_REVIEW)
    stands = factories.conflict(factories.reviewer(), proposal)
    lift(stands, by=year.coordinator, reason="Sudah pindah tugas.")
    said = "1 penyimpangan dari tata cara atau aturan benturan kepentingan, masing-masing tercatat dengan alasannya."
    pages, _ = sheet(year.leader, year.period)
    assert [said in page for page in pages] == [True]
    page = strip_tags(signed_in(year.leader).get(reverse("dashboard:overview")).content.decode())
    assert said in " ".join(page.split())
