"""What travels from a coaching into next year's draft, and who reads it there."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.core import workflow
from proposals.core.guide.models import FormGuide, Section
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role, Status
from proposals.writing.carrying import carry_over
from reviews.coaching import services
from reviews.interests import services as declaring
from reviews.interests.rules import COACHED, computed
from tests import factories
from tests.reviews.coaching.conftest import edit, move

pytestmark = pytest.mark.django_db
TITLE, TASK = "Dari pembinaan 2026", "Ukur dampaknya."


@pytest.fixture
def draft(shared, cast) -> Proposal:
    """The continuation of the coached proposal in a period that has just opened."""
    now = timezone.now()
    Period.objects.filter(year=2026).update(closes_at=now - datetime.timedelta(minutes=1))
    guide = FormGuide.objects.create(year=2027, name="Panduan 2027")
    step = Section.objects.create(guide=guide, key="isi", title="Isi", order=1)
    Section.objects.create(guide=guide, key="manfaat", title="Manfaat", order=2, parent=step)
    year = Period.objects.create(
        year=2027, name="Usulan 2027", opens_at=now, closes_at=now + datetime.timedelta(days=30), guide=guide
    )
    return carry_over(Proposal.objects.get(pk=shared.proposal_id), year, by=cast.owner)


def send(draft: Proposal, cast) -> None:
    [step] = [step for step in workflow.STEPS if step.source == Status.DRAFT and step.action is Action.SUBMIT]
    factories.move(draft, step, by=cast.owner)


def body(browser, name: str, *args: object) -> str:
    return browser.get(reverse(name, args=args)).content.decode()


def test_the_draft_names_its_predecessor_and_lists_what_is_open_while_writing(shared, draft, cast, page):
    services.tick(shared.tasks.get(text="Tulis SOP."), "Sudah ada.", by=cast.owner)
    browser = page(cast.owner)
    for shown in (body(browser, "proposals:edit", draft.pk, "periksa"), body(browser, "proposals:detail", draft.pk)):
        assert TITLE in shown and TASK in shown and "Tulis SOP." not in shown and "Pembina Third" in shown
    assert f"{TITLE}: 1 tugas terbuka" in body(browser, "proposals:edit", draft.pk, "isi")
    assert "Lanjutan dari" in body(browser, "proposals:detail", draft.pk)


def test_only_the_page_that_shows_it_draws_it(draft, cast, page):
    drawn = {}
    for step in ("profil", "periksa"):
        answer = page(cast.owner).get(reverse("proposals:edit", args=[draft.pk, step]))
        drawn[step] = (TITLE in answer.text, "reviews/coaching/_carried.html" in {one.name for one in answer.templates})
    assert drawn == {"profil": (True, False), "periksa": (True, True)}


def test_the_coordinator_reads_it_at_verification_and_a_reviewer_does_not(draft, cast, page):
    send(draft, cast)
    shown = body(page(cast.coordinator), "proposals:detail", draft.pk)
    assert TITLE in shown and TASK in shown and "Lanjutan dari" in shown
    assert TITLE in body(page(cast.leader), "proposals:detail", draft.pk)


def test_a_conflict_on_the_predecessor_takes_its_coaching_and_its_name_away(shared, draft, cast, page):
    send(draft, cast)
    declaring.declare_conflict(cast.coordinator, shared.proposal, reason="Keluarga.", by=cast.coordinator)
    shown = body(page(cast.coordinator), "proposals:detail", draft.pk)
    assert TITLE not in shown and TASK not in shown and "Lanjutan dari" not in shown


def test_a_coaching_that_was_undone_carries_nothing_over(shared, draft, cast, page):
    move(shared.proposal, Action.REOPEN, cast.coordinator)
    assert TITLE not in body(page(cast.owner), "proposals:edit", draft.pk, "periksa")


def test_what_was_ticked_there_is_ticked_here(shared, draft, cast, page):
    browser, task = page(cast.owner), shared.tasks.get(text=TASK)
    browser.post(reverse("reviews:coaching_task", args=[shared.pk, task.pk]), {"note": "Sudah diukur."})
    assert TASK not in body(browser, "proposals:edit", draft.pk, "periksa")


def test_the_coach_reviews_neither_the_coached_proposal_nor_its_continuation_without_a_reason(shared, draft, cast):
    send(draft, cast)
    people = [cast.third.pk, cast.second.pk]
    rows = SentProposal.objects.filter(pk__in=[shared.proposal_id, draft.pk])
    assert computed(rows, people) == {row.pk: {cast.third.pk: COACHED} for row in rows}


def test_a_coach_who_was_replaced_is_not_forgotten(shared, draft, cast):
    send(draft, cast)
    other = factories.reviewer(8)
    services.save_plan(shared, edit(shared, other), by=cast.coordinator)
    people = [cast.third.pk, other.pk]
    rows = SentProposal.objects.filter(pk__in=[shared.proposal_id, draft.pk])
    assert computed(rows, people) == {row.pk: dict.fromkeys([cast.third.pk, other.pk], COACHED) for row in rows}


def test_whoever_was_named_by_mistake_before_the_plan_was_shared_never_coached(coached, cast):
    plan = services.save_plan(coached, edit(coached, factories.reviewer(9)), by=cast.coordinator)
    services.save_plan(plan, edit(plan, cast.third), by=cast.coordinator)
    rows = SentProposal.objects.filter(pk=coached.proposal_id)
    assert computed(rows, [factories.reviewer(9).pk, cast.third.pk]) == {coached.proposal_id: {cast.third.pk: COACHED}}


def test_many_tasks_cost_no_more_than_few(shared, draft, cast, page):
    url, browser, costs = reverse("proposals:edit", args=[draft.pk, "periksa"]), page(cast.owner), []
    for amount in (0, 6):
        for number in range(amount):
            shared.tasks.create(order=9 + number, text=f"Tugas {number}.", due=timezone.localdate())
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_roles_of_the_agency_stay_as_they_are(draft, cast):
    assert Proposal.objects.roles_of(cast.third, draft) == set()
    assert Role.PROPOSER in Proposal.objects.roles_of(cast.owner, draft)
