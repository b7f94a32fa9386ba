""" "Pekerjaan saya" tells the agency, the coach and the coordinator what of coaching waits for them."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.core.workflow import Status
from reviews.coaching import services
from reviews.coaching.models import CoachingPlan
from reviews.coaching.services import PlanEdit, PlannedTask
from reviews.interests import services as declaring
from tests import factories
from tests.factories import YEAR, Cast

pytestmark = pytest.mark.django_db


def lines(browser) -> list[str]:
    page = re.sub(r"\s+", " ", browser.get(reverse("home")).content.decode())
    part = page.partition('id="pembinaan"')[2].partition("</section>")[0]
    return re.findall(r'<strong class="num">(\d+)</strong> <a href="[^"]*">([^<]*)</a>', part)


@pytest.fixture
def begun(cast: Cast) -> CoachingPlan:
    proposal = factories.proposal(Status.COACHING, of=cast.home)
    return CoachingPlan.objects.get(proposal_id=proposal.pk)


@pytest.fixture
def shared(begun: CoachingPlan, cast: Cast) -> CoachingPlan:
    """Two open tasks, the nearer one overdue since 5 March 2020; coached by a reviewer."""
    tasks = [PlannedTask("Ukur.", datetime.date(2020, 3, 5)), PlannedTask("Tulis SOP.", datetime.date(2090, 9, 5))]
    services.save_plan(begun, PlanEdit("", cast.reviewer, "", "", tasks), by=cast.coordinator)
    services.share(begun, by=cast.coordinator)
    return CoachingPlan.objects.get(pk=begun.pk)


def test_a_plan_that_is_not_shared_waits_for_the_coordinator_alone(begun, cast: Cast, signed_in):
    assert lines(signed_in(cast.coordinator)) == [("1", f"rencana pembinaan {YEAR} belum disampaikan")]
    for who in ("owner", "reviewer", "leader", "stranger"):
        assert lines(signed_in(cast[who])) == []


def test_once_shared_its_open_tasks_stand_with_the_agency_and_the_coach(shared, cast: Cast, signed_in):
    nearest = f"{YEAR}, tenggat 5 Maret 2020 sudah lewat"
    assert lines(signed_in(cast.owner)) == [("2", f"tugas pembinaan {nearest}")]
    assert lines(signed_in(cast.reviewer)) == [("2", f"tugas pada usulan yang Anda bina, pembinaan {nearest}")]
    assert lines(signed_in(cast.coordinator)) == lines(signed_in(cast.stranger)) == []
    services.tick(shared.tasks.first(), "Diukur.", by=cast.owner)
    assert lines(signed_in(cast.owner)) == [("1", f"tugas pembinaan {YEAR}, tenggat terdekat 5 September 2090")]


def test_a_conflict_takes_it_away(shared, begun, cast: Cast, signed_in):
    declaring.declare_conflict(cast.reviewer, shared.proposal, reason="Keluarga.", by=cast.reviewer)
    assert lines(signed_in(cast.reviewer)) == []


def test_the_number_of_plans_asks_for_no_more(shared, cast: Cast, signed_in):
    costs, browser = [], signed_in(cast.owner)
    for amount in (0, 4):
        for number in range(amount):
            other = factories.proposal(Status.COACHING, 20 + number, of=cast.home)
            plan = CoachingPlan.objects.get(proposal_id=other.pk)
            edit = PlanEdit("", cast.reviewer, "", "", [PlannedTask("Ukur.", timezone.localdate())])
            services.save_plan(plan, edit, by=cast.coordinator)
            services.share(plan, by=cast.coordinator)
        browser.get(reverse("home"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("home"))
        costs.append(len(queries))
    assert costs[0] == costs[1]
