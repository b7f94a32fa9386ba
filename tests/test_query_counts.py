"""Pages cost the same number of queries however much they show: each is counted at two sizes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import Notification
from proposals.core.models import Proposal
from proposals.core.workflow import STEPS, Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
# page → who opens it
PAGES = {
    "home": ("owner", "coordinator", "leader", "visitor"),
    "proposals:list": ("owner", "coordinator", "leader"),
    "proposals:export": ("coordinator",),
    "proposals:catalogue": ("visitor",),
    "proposals:periods": ("coordinator",),
    "agencies:list": ("coordinator",),
    "agencies:people": ("coordinator",),
    "agencies:inbox": ("owner",),
}


def cost(browser: Client, url: str) -> int:
    """Queries of one page, asked for a second time, so that nothing is counted that is only done once."""
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def grow(cast: Cast, numbers: range) -> None:
    """For each number two proposals, an agency with a person, a year and a notification."""
    for number in numbers:
        factories.proposal(Status.ESTABLISHED, number, of=cast.home, affair=factories.affair(number))
        other = factories.agency(10 + number, parent=cast.home, district=factories.district(number % 9))
        factories.proposal(Status.SUBMITTED, 100 + number, of=other)
        factories.period(2030 + number)
        Notification.objects.create(user=cast.owner, text=f"Pemberitahuan {number}")


def test_lists_cost_the_same_for_few_rows_and_for_many(cast: Cast, signed_in):
    pages = [(name, person) for name, people in PAGES.items() for person in people]
    grow(cast, range(1, 3))
    few = {page: cost(signed_in(cast[page[1]]), reverse(page[0])) for page in pages}
    grow(cast, range(3, 12))
    many = {page: cost(signed_in(cast[page[1]]), reverse(page[0])) for page in pages}
    assert many == few


@pytest.mark.parametrize("page", ["detail", "history", "discussion"])
def test_one_proposal_costs_the_same_with_a_short_and_a_long_history(cast: Cast, signed_in, page):
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    browser, url = signed_in(cast.coordinator), reverse(f"proposals:{page}", args=[proposal.pk])
    short = cost(browser, url)
    go_back_and_forth(proposal, cast)
    for shade in (10, 20, 30):
        factories.picture_below(proposal, "manfaat", shade=shade)
    assert cost(browser, url) == short


@pytest.mark.parametrize("step", ["profil", "rancang-bangun", "lampiran", "periksa"])
def test_a_step_of_writing_costs_the_same_when_empty_and_when_full(cast: Cast, signed_in, step):
    empty, full = factories.draft(1, of=cast.home), factories.ready(2, of=cast.home)
    browser = signed_in(cast.owner)
    costs = {cost(browser, reverse("proposals:edit", args=[proposal.pk, step])) for proposal in (empty, full)}
    assert len(costs) == 1


def go_back_and_forth(proposal: Proposal, cast: Cast) -> None:
    """Returned and sent again three times."""
    steps = {step.action.value: step for step in STEPS if step.source in (Status.SUBMITTED, Status.RETURNED)}
    for _ in range(3):
        factories.move(proposal, steps["return"], by=cast.coordinator)
        factories.move(proposal, steps["submit"], by=cast.owner)
