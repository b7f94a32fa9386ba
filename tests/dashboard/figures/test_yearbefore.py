"""Beside the year before: every figure of its same age equals an independent count in SQL, on random years too."""

import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.labels import signed
from dashboard.figures import overview, yearbefore
from dashboard.reports import headlines
from dashboard.reports.tables import Scope
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests.dashboard.figures.test_counts import GOOD, SENT, sql
from tests.dashboard.overview.test_views import signed_in
from tests.dashboard.year import DAY, Year, add, make_period, make_year, nominate
from tests.examples import examples

pytestmark = pytest.mark.django_db
THEN = (
    "(SELECT e.target FROM proposals_event e WHERE e.proposal_id = p.id AND e.at <= %s"
    " ORDER BY e.at DESC, e.id DESC LIMIT 1)"
)
OF_AGENCY = f"SELECT 1 FROM proposals_proposal p WHERE p.agency_id = a.id AND p.period_id = %s AND {THEN} IN {SENT}"


def with_year_before(seed: int, amount: int) -> tuple[Year, Period]:
    """A year that is 120 days old, and before it one whose proposals came on either side of its 120th day."""
    year, chance = make_year(), random.Random(seed)
    before = make_period(2025, 10)
    for _ in range(amount):
        agency = chance.choice([*year.agencies, *year.schools])
        affair = chance.choice([None, *year.affairs])
        proposal = add(
            year, agency, chance.choice(list(Status)), period=before, affair=affair, days_ago=chance.uniform(1, 80)
        )
        if proposal.status != Status.DRAFT and chance.random() < 0.4:
            nomination = nominate(year, proposal, state=chance.choice(["nominated", "shortlisted", "cancelled"]))
            nomination.nominated_at = before.closes_at - chance.uniform(1, 60) * DAY
            nomination.save()
    return year, before


@examples(usual=4, deep=60)
@given(seed=st.integers(0, 10_000), amount=st.integers(0, 30), age=st.floats(1, 149))
def test_every_figure_of_the_same_age_equals_a_count_in_sql(
    django_db_blocker: object, seed: int, amount: int, age: float
) -> None:
    with transaction.atomic():
        year, before = with_year_before(seed, amount)
        moment = before.opens_at + age * DAY
        found = yearbefore.headline_at(year.leader, before, moment)
        counted = "SELECT count(*) FROM proposals_proposal p WHERE p.period_id = %s AND "
        assert found.submitted == sql(f"{counted}{THEN} IN {SENT}", before.pk, moment)
        assert found.eligible == sql(f"{counted}{THEN} IN {GOOD}", before.pk, moment)
        covered = f"SELECT count(*) FROM agencies_agency a WHERE in_%s AND EXISTS ({OF_AGENCY})"
        assert found.agencies == sql(covered.replace("%s", "target", 1), before.pk, moment)
        assert found.schools == sql(covered.replace("%s", "school_target", 1), before.pk, moment)
        assert found.nominated == sql(
            "SELECT count(DISTINCT n.agency_id) FROM competitions_nomination n JOIN agencies_agency a"
            " ON a.id = n.agency_id WHERE a.in_target AND n.state NOT IN ('cancelled', 'withdrawn')"
            " AND n.nominated_at <= %s",
            moment,
        )
        assert found.affairs == sql(
            "SELECT count(*) FROM proposals_affair u WHERE basic_service AND EXISTS (SELECT 1 FROM proposals_proposal p"
            f" WHERE p.affair_id = u.id AND p.period_id = %s AND {THEN} IN {GOOD})",
            before.pk,
            moment,
        )
        recent = sql(
            f"{counted}{THEN} IN {SENT} AND (p.submitted_at AT TIME ZONE 'Asia/Jakarta')::date > %s",
            before.pk,
            moment,
            (timezone.localtime(moment) - 28 * DAY).date(),
        )
        assert found.pace == pytest.approx(recent * 7 / max(min(age, 28), 7))
        transaction.set_rollback(True)


def test_this_years_side_is_what_the_page_says_and_every_line_opens_its_list() -> None:
    year, before = with_year_before(seed=5, amount=20)
    for agency in (*year.agencies[:3], *year.schools[:2]):
        nominate(year, add(year, agency, Status.IN_REVIEW, affair=year.affairs[0], days_ago=10))
    client = signed_in(year.leader)
    seen = overview.overview(year.leader, year.period, timezone.now())
    assert seen.comparison is not None
    assert (seen.comparison.before, seen.comparison.day) == (before, 121)
    numbers = [line.now for line in seen.comparison.lines]
    assert numbers == [5, 5, 3, 3, 2, 1, pytest.approx(seen.outlook.forecast.pace_now)]
    for line in seen.comparison.lines:
        if line.url.startswith("/"):
            assert client.get(line.url).context["page_obj"].paginator.count == line.now, line.label


def test_what_was_moved_later_does_not_count_for_the_day() -> None:
    year, before = with_year_before(seed=1, amount=0)
    add(
        year, year.agencies[0], Status.REJECTED, period=before, days_ago=50
    )  # accepted a day later, rejected on the next
    moment = before.closes_at - 50 * DAY
    eligible = [
        yearbefore.headline_at(year.leader, before, moment + hours).eligible
        for hours in (DAY / 2, 1.5 * DAY, 2.5 * DAY)
    ]
    assert eligible == [0, 1, 0]
    assert yearbefore.headline_at(year.leader, before, moment - DAY).submitted == 0


def test_a_conflict_of_interest_hides_a_proposal_of_the_year_before_too() -> None:
    year, before = with_year_before(seed=1, amount=0)
    proposal = add(year, year.agencies[0], Status.IN_REVIEW, period=before, days_ago=90)
    moment = before.closes_at - 30 * DAY
    assert yearbefore.headline_at(year.leader, before, moment).submitted == 1
    Interest.objects.create(user=year.leader, proposal_id=proposal.pk, reason="Keluarga pengusul")
    assert yearbefore.headline_at(year.leader, before, moment).submitted == 0


def test_without_a_year_before_there_is_nothing_to_compare() -> None:
    year = make_year()
    assert overview.overview(year.leader, year.period, timezone.now()).comparison is None
    assert "Dibanding tahun" not in signed_in(year.leader).get("/dasbor/").content.decode()
    table = headlines.headline(Scope(year.leader, year.period, timezone.now()))
    assert [column.title for column in table.columns] == ["Angka", "Jumlah", "Dari"]


def test_the_report_and_its_sheet_hold_the_same_comparison() -> None:
    year, before = with_year_before(seed=5, amount=30)
    at = timezone.now()
    seen = overview.overview(year.leader, year.period, at)
    assert seen.comparison is not None
    table = headlines.headline(Scope(year.leader, year.period, at))
    assert table.columns[3].title == f"Tahun {before.year}"
    of_sheet = [line[3] for line in table.rows if line[3] is not None]
    assert of_sheet == [line.then for line in seen.comparison.lines][:6]


def test_the_cost_does_not_depend_on_the_number_of_proposals() -> None:
    year, before = with_year_before(seed=2, amount=5)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            yearbefore.headline_at(year.leader, before, before.opens_at + 120 * DAY)
        counts.append(len(seen))
        for agency in year.agencies:
            add(year, agency, Status.SHORTLISTED, period=before, days_ago=70)
    assert counts[0] == counts[1] <= 4


@pytest.mark.parametrize(("value", "words"), [(2.0, "+2"), (-3, "−3"), (0, "sama"), (0.04, "sama"), (-1.25, "−1,3")])
def test_differences_are_written_with_their_sign(value: float, words: str) -> None:
    assert signed(value) == words
