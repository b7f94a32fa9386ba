"""Every figure equals an independent SQL count, on fixed and on random years, and no draft is told of."""

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from competitions.iga.candidates.affairs import covered_affairs
from dashboard.figures import counts
from dashboard.figures.counts import AgencyStanding, Tally
from dashboard.figures.schools import schools_by_district
from proposals.core.counts.counting import period_counts
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests.dashboard.year import Year, add, fill, make_period, make_year, nominate
from tests.examples import examples

pytestmark = pytest.mark.django_db
SENT = "('submitted','returned','in_review','rejected','shortlisted','coaching','established')"
GOOD = "('in_review','shortlisted','coaching','established')"


def sql(query: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


@pytest.fixture
def year() -> Year:
    return make_year()


def counted(year: Year) -> Tally:
    return counts.headline(counts.proposals_for(year.leader, year.period))


@examples(usual=4, deep=60)
@given(seed=st.integers(0, 10_000), amount=st.integers(0, 40))
def test_every_figure_equals_a_count_in_sql(django_db_blocker: object, seed: int, amount: int) -> None:

    with transaction.atomic():
        year = make_year()
        fill(year, seed, amount)
        check_headline(year)
        check_agencies(year)
        check_schools(year)
        check_lamps(year)
        transaction.set_rollback(True)


def lamps_of(year: Year) -> list[counts.Lamp]:
    covered = covered_affairs(year.period.year, year.leader)
    return counts.lamps(counts.proposals_for(year.leader, year.period), covered)


def check_headline(year: Year) -> None:
    of_period = "SELECT count(*) FROM proposals_proposal WHERE period_id = %s AND status IN "
    assert counted(year) == Tally(
        sql(of_period + SENT, year.period.pk),
        sql(of_period + GOOD, year.period.pk),
        sql(of_period + "('shortlisted','established')", year.period.pk),
        sql(of_period + "('established')", year.period.pk),
    )


def check_agencies(year: Year) -> None:
    covered = counts.coverage(period_counts(year.period, year.leader), year.period, year.leader)
    assert {row.agency.pk for row in covered.agencies} == {agency.pk for agency in year.agencies}
    one = "SELECT count(*) FROM proposals_proposal WHERE agency_id = %s AND period_id = %s AND status IN "
    for row in covered.agencies:
        assert row.tally.submitted == sql(one + SENT, row.agency.pk, year.period.pk)
        assert row.tally.eligible == sql(one + GOOD, row.agency.pk, year.period.pk)
        assert row.has_draft == bool(sql(one + "('draft')", row.agency.pk, year.period.pk))
    assert covered.submitting.met == sql(
        "SELECT count(*) FROM agencies_agency a WHERE in_target AND EXISTS (SELECT 1 FROM proposals_proposal p"
        f" WHERE p.agency_id = a.id AND p.period_id = %s AND p.status IN {SENT})",
        year.period.pk,
    )
    assert covered.kipp.met == sql(
        "SELECT count(DISTINCT n.agency_id) FROM competitions_nomination n JOIN agencies_agency a ON a.id = n.agency_id"
        " WHERE a.in_target AND n.state NOT IN ('cancelled', 'withdrawn')"
    )
    assert len(covered.submitting.missing) == len(year.agencies) - covered.submitting.met


def check_schools(year: Year) -> None:
    covered = counts.coverage(period_counts(year.period, year.leader), year.period, year.leader)
    rows = schools_by_district(covered.schools)
    assert rows[-1].total.schools == len(year.schools)
    for row in rows[:-1]:
        assert row.district is not None
        for level, cell in row.levels:
            assert cell.tally.submitted == sql(
                "SELECT count(*) FROM proposals_proposal p JOIN agencies_agency a ON a.id = p.agency_id WHERE"
                f" p.period_id = %s AND a.district_id = %s AND a.kind = %s AND p.status IN {SENT}",
                year.period.pk,
                row.district.pk,
                level.value,
            )
    assert rows[-1].total.joined == sum(row.total.joined for row in rows[:-1])


def check_lamps(year: Year) -> None:
    for lamp in lamps_of(year):
        assert lamp.tally.eligible == sql(
            f"SELECT count(*) FROM proposals_proposal WHERE affair_id = %s AND period_id = %s AND status IN {GOOD}",
            lamp.affair.pk,
            year.period.pk,
        )


def test_an_agency_with_nothing_stands_first_and_misses_both_rules(year: Year) -> None:
    for agency in year.agencies[1:]:
        nominate(year, add(year, agency, Status.ESTABLISHED))
    covered = counts.coverage(period_counts(year.period, year.leader), year.period, year.leader)
    assert covered.agencies[0].agency == year.agencies[0]
    assert covered.agencies[0].standing is AgencyStanding.NOTHING
    assert covered.submitting.missing == [year.agencies[0]]
    assert covered.kipp.missing == [year.agencies[0]]


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (Status.DRAFT, AgencyStanding.DRAFT),
        (Status.WITHDRAWN, AgencyStanding.NOTHING),
        (Status.SUBMITTED, AgencyStanding.SUBMITTED),
        (Status.REJECTED, AgencyStanding.SUBMITTED),
        (Status.COACHING, AgencyStanding.ELIGIBLE),
        (Status.SHORTLISTED, AgencyStanding.SHORTLISTED),
    ],
)
def test_standing_of_an_agency_with_one_proposal(year: Year, status: Status, standing: AgencyStanding) -> None:
    add(year, year.agencies[0], status)
    covered = counts.coverage(period_counts(year.period, year.leader), year.period, year.leader)
    assert {row.agency: row.standing for row in covered.agencies}[year.agencies[0]] is standing


def test_cancelled_nominations_and_other_years_do_not_count(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.ESTABLISHED)
    nominate(year, proposal, state="cancelled")
    earlier = add(year, year.agencies[1], Status.ESTABLISHED, period=make_period(2025, 10))
    nominate(year, earlier)
    rows = counts.proposals_for(year.leader, year.period)
    assert counts.coverage(period_counts(year.period, year.leader), year.period, year.leader).kipp.met == 0
    assert counts.headline(rows) == Tally(1, 1, 1, 1)


def test_a_proposal_under_a_conflict_of_interest_is_not_counted_for_that_reader(year: Year) -> None:
    proposal = add(year, year.agencies[0], Status.SUBMITTED)
    assert counted(year) == Tally(1, 0, 0, 0)
    Interest.objects.create(user=year.leader, proposal_id=proposal.pk, reason="Keluarga pengusul")
    assert counted(year) == Tally()


def test_lamps_need_an_eligible_proposal(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED, affair=year.affairs[0])
    add(year, year.agencies[0], Status.IN_REVIEW, affair=year.affairs[1])
    add(year, year.agencies[0], Status.IN_REVIEW, affair=year.affairs[7])
    assert [lamp.eligible for lamp in lamps_of(year)] == [False, True, False, False, False, False]
