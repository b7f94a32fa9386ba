"""Everything on the leader's page equals independent counts in SQL, on random years and on the demo year."""

import datetime
import io
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agencies.core.models import User
from dashboard.figures import overview
from dashboard.figures.overview import Overview
from inovasi.demo.years import build
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Holder
from reviews.core.models import Assignment, ReviewStage
from tests.dashboard.figures.test_counts import GOOD, SENT, sql
from tests.dashboard.year import fill, make_year
from tests.examples import examples

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
OF_PERIOD = "SELECT count(*) FROM proposals_proposal p WHERE p.period_id = %s AND "
OF_SCHOOLS = (
    "SELECT count({}) FROM proposals_proposal p JOIN agencies_agency a ON a.id = p.agency_id"
    " WHERE p.period_id = %s AND a.in_school_target AND a.district_id = %s AND p.status IN "
)


def rows(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def check_everything(leader: User, period: Period, at: datetime.datetime) -> Overview:
    """Compares every figure of the page at this moment with a count of its own."""
    seen = overview.overview(leader, period, at)
    check_counts(seen)
    check_agencies(seen)
    check_schools(seen)
    check_waiting(seen)
    check_week(seen)
    check_curve(seen)
    return seen


def check_counts(seen: Overview) -> None:
    key = seen.period.pk
    assert seen.tally.submitted == sql(OF_PERIOD + f"p.status IN {SENT}", key)
    assert seen.tally.eligible == sql(OF_PERIOD + f"p.status IN {GOOD}", key)
    assert seen.tally.promoted == sql(OF_PERIOD + "p.status IN ('shortlisted','established')", key)
    assert seen.tally.established == sql(OF_PERIOD + "p.status = 'established'", key)
    assert seen.missing == max(seen.period.target - seen.tally.submitted, 0)
    lit = rows(
        "SELECT DISTINCT p.affair_id FROM proposals_proposal p JOIN proposals_affair u ON u.id = p.affair_id"
        f" WHERE u.basic_service AND p.period_id = %s AND p.status IN {GOOD}",
        key,
    )
    assert {(lamp.affair.pk,) for lamp in seen.lamps if lamp.eligible} == set(lit)
    assert len(seen.lamps) == sql("SELECT count(*) FROM proposals_affair WHERE basic_service")
    for lamp in seen.lamps:
        found = sql(OF_PERIOD + f"p.affair_id = %s AND p.status IN {SENT}", key, lamp.affair.pk)
        assert lamp.tally.submitted == found


def check_agencies(seen: Overview) -> None:
    key = seen.period.pk
    silent = rows(
        "SELECT a.id FROM agencies_agency a WHERE a.in_target AND (SELECT count(*) FROM proposals_proposal p WHERE"
        f" p.agency_id = a.id AND p.period_id = %s AND p.status IN {SENT}) < %s",
        key,
        seen.period.minimum_per_agency,
    )
    assert {(agency.pk,) for agency in seen.coverage.submitting.missing} == set(silent)
    unnamed = rows(
        "SELECT a.id FROM agencies_agency a WHERE a.in_target AND NOT EXISTS (SELECT 1 FROM competitions_nomination n"
        " JOIN competitions_edition e ON e.id = n.edition_id JOIN proposals_proposal p ON p.id = n.proposal_id"
        " WHERE n.agency_id = a.id AND n.state NOT IN ('cancelled', 'withdrawn')"
        " AND e.programme = 'kipp' AND e.year = %s AND p.status <> 'draft')",
        seen.period.year,
    )
    assert {(agency.pk,) for agency in seen.coverage.kipp.missing} == set(unnamed)
    targets = sql("SELECT count(*) FROM agencies_agency WHERE in_target")
    assert (seen.coverage.submitting.total, seen.coverage.kipp.total, len(seen.coverage.agencies)) == (targets,) * 3
    for row in seen.coverage.agencies:
        assert row.tally.submitted == sql(OF_PERIOD + f"p.agency_id = %s AND p.status IN {SENT}", key, row.agency.pk)
        assert row.tally.eligible == sql(OF_PERIOD + f"p.agency_id = %s AND p.status IN {GOOD}", key, row.agency.pk)


def check_schools(seen: Overview) -> None:
    for row in seen.schools[:-1]:
        assert row.district is not None
        where = (seen.period.pk, row.district.pk)
        assert row.total.tally.submitted == sql(OF_SCHOOLS.format("*") + SENT, *where)
        assert row.total.tally.eligible == sql(OF_SCHOOLS.format("*") + GOOD, *where)
        assert row.total.joined == sql(OF_SCHOOLS.format("DISTINCT a.id") + SENT, *where)
        for level, cell in row.levels:
            joined = sql(OF_SCHOOLS.format("DISTINCT a.id") + SENT + " AND a.kind = %s", *where, level.value)
            assert cell.joined == joined
    assert seen.schools[-1].total.schools == sql("SELECT count(*) FROM agencies_agency WHERE in_school_target")
    assert seen.schools_joined == seen.schools[-1].total.joined


def in_review(proposal: Proposal) -> tuple[str, datetime.datetime]:
    """Who holds a proposal under review and since when, told row by row from its assignments."""
    stage = ReviewStage.objects.filter(period=proposal.period, order=proposal.review_round).first()
    given = list(Assignment.objects.filter(proposal_id=proposal.pk, stage=stage)) if stage else []
    moments = [proposal.status_since]
    unfinished = [row.assigned_at for row in given if row.state == "assigned"]
    if stage and unfinished:
        return "review", max([*moments, min(unfinished), *([stage.opens_at] if stage.opens_at else [])])
    moments += [row.ended_at for row in given if row.ended_at] + [row.done_at for row in given if row.state == "done"]
    finished = [row for row in given if row.state == "done"]
    scored = [row for row in finished if row.total is not None]
    wanting = stage is None or not finished or len(scored) < stage.minimum_scores
    return "assign" if wanting else "decide", max(moments)


def hands_of(period: Period) -> list[tuple[str, datetime.datetime, int]]:
    """Holder, since when and key of every proposal of the period that waits for somebody."""
    plain = {"returned": "agency", "submitted": "verify", "shortlisted": "decree"}
    found = []
    for one in Proposal.objects.filter(period=period, status__in=[*plain, "in_review"]):
        holder, since = in_review(one) if one.status == "in_review" else (plain[one.status], one.status_since)
        found.append((holder, since, one.pk))
    return found


def check_waiting(seen: Overview) -> None:
    long_ago = seen.at - datetime.timedelta(days=14)
    waiting = hands_of(seen.period)
    assert {queue.holder.value for queue in seen.queues} == set(Holder.values)
    for queue in seen.queues:
        here = [since for holder, since, _ in waiting if holder == queue.holder.value]
        longest = max(((seen.at - since).days for since in here), default=0)
        assert (queue.waiting, queue.long) == (len(here), sum(since <= long_ago for since in here))
        assert queue.longest_days == max(longest, 0)
    oldest = sorted((since, key) for _, since, key in waiting)[:5]
    assert [(one.key, one.days) for one in seen.stuck] == [
        (key, max((seen.at - since).days, 0)) for since, key in oldest
    ]


def check_week(seen: Overview) -> None:
    moved = rows(
        "SELECT e.action, count(DISTINCT e.proposal_id) FROM proposals_event e JOIN proposals_proposal p"
        " ON p.id = e.proposal_id WHERE p.period_id = %s AND p.status <> 'draft' AND e.at >= %s"
        " AND e.action IN ('submit','accept','return','reject','withdraw','shortlist','pass_over','establish')"
        " GROUP BY e.action",
        seen.period.pk,
        seen.week.since,
    )
    assert {change.action.value: change.proposals for change in seen.week.changes} == dict(moved)
    assert datetime.timedelta(days=7) <= seen.at - seen.week.since < datetime.timedelta(days=7, minutes=1)
    new = rows(
        f"SELECT p.agency_id FROM proposals_proposal p WHERE p.period_id = %s AND p.status IN {SENT}"
        " GROUP BY p.agency_id HAVING min(p.submitted_at) >= %s",
        seen.period.pk,
        seen.week.since,
    )
    assert {(agency.pk,) for agency in seen.week.newcomers} == set(new)


def check_curve(seen: Overview) -> None:
    until = OF_PERIOD + f"p.status IN {SENT} AND (p.submitted_at AT TIME ZONE 'Asia/Jakarta')::date <= %s"
    for point in seen.outlook.points:
        assert point.submitted == sql(until, seen.period.pk, point.day)
    result, today = seen.outlook.forecast, seen.at.astimezone(WIB).date()
    assert (seen.outlook.points[-1].submitted, seen.outlook.points[-1].eligible) == (
        seen.tally.submitted,
        seen.tally.eligible,
    )
    assert result.submitted == seen.tally.submitted
    assert seen.state.days == (seen.period.closes_at.astimezone(WIB).date() - today).days
    recent = sql(until, seen.period.pk, today) - sql(until, seen.period.pk, today - datetime.timedelta(days=28))
    assert result.pace_now == pytest.approx(recent / 4)
    left = max((seen.period.closes_at - seen.at) / datetime.timedelta(weeks=1), 1)
    assert result.pace_needed == pytest.approx(seen.missing / left, rel=0.01)


@examples(usual=3, deep=40)
@given(seed=st.integers(0, 10_000), amount=st.integers(0, 40))
def test_a_random_year(django_db_blocker: object, seed: int, amount: int) -> None:
    with transaction.atomic():
        year = make_year()
        fill(year, seed, amount)
        check_everything(year.leader, year.period, timezone.now())
        transaction.set_rollback(True)


def test_the_demo_year() -> None:
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    at = datetime.datetime(2026, 11, 28, 9, 0, tzinfo=WIB)
    with time_machine.travel(at, tick=False):
        period = build(now=at).period
        seen = check_everything(User.objects.get(username="sekda"), period, at)
    assert seen.tally.submitted > 40
    assert seen.coverage.submitting.total == 36
    assert seen.coverage.submitting.missing
    assert seen.week.changes
    assert seen.stuck
