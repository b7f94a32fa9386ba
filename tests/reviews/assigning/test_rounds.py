"""Tests of a whole round: reviewers, fairness, what-if, reminders."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency, User
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal, SectionText
from reviews.assigning import reminders
from reviews.assigning import services as assignments
from reviews.assigning import views as assigning_views
from reviews.assigning.automatic import current_round
from reviews.assigning.models import AssignmentPlan, ReviewerCard
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.ranking import views_fairness
from reviews.ranking.adjusting import reckon

Page = Callable[[User], Client]
Make = Callable[..., Proposal]


def test_who_helped_to_write_needs_an_override_with_a_reason(
    page: Page, cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    section = proposal.period.guide.sections.create(key="tujuan", title="Tujuan")
    SectionText.objects.create(proposal_id=proposal.pk, section=section, text="x", words=1, updated_by=cast.reviewer)
    with pytest.raises(ReviewRefused, match="ikut menyusun usulan ini"):
        assignments.assign(proposal, cast.reviewer, by=cast.coordinator)
    browser, address = page(cast.coordinator), reverse("reviews:assign", args=[proposal.pk])
    assert "ikut menyusun usulan ini" in browser.get(address).content.decode()
    browser.post(address, {"khusus-reviewer": cast.reviewer.pk, "khusus-why": ""})
    assert Assignment.objects.count() == 0
    browser.post(address, {"khusus-reviewer": cast.reviewer.pk, "khusus-why": "Satu-satunya ahli."})
    assert Assignment.objects.get().override_reason == "Satu-satunya ahli."
    assert LedgerEntry.objects.get(kind=EntryKind.OVERRIDE).actor == cast.coordinator


def test_a_former_agency_is_remembered(cast: SimpleNamespace, proposal: Proposal) -> None:
    cast.insider.agency = Agency.objects.get(code="dinsos")
    cast.insider.save()
    with pytest.raises(ReviewRefused, match="pernah bertugas di instansi pengusul"):
        assignments.assign(proposal, cast.insider, by=cast.coordinator)


def test_handing_over_keeps_what_was_written(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    Assignment.objects.update(draft={"comment": "Setengah jalan."})
    browser = page(cast.coordinator)
    assert "Sudah mulai" in browser.get(reverse("reviews:reviewer", args=[cast.reviewer.pk])).content.decode()
    browser.post(reverse("reviews:reassign", args=[assignment.pk]), {"reviewer": cast.second.pk})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.draft) == ("removed", {"comment": "Setengah jalan."})
    assert Assignment.objects.active().get().reviewer == cast.second


def test_a_plan_fills_the_place_of_somebody_who_left_a_review_unfinished(
    cast: SimpleNamespace, make: Make, give: Callable[..., Assignment], stages: list[ReviewStage]
) -> None:
    left, finished = make(), make()
    Assignment.objects.create(stage=stages[0], proposal_id=left.pk, reviewer=cast.third)
    give(finished, cast.third, [3, 3, 3])
    assert current_round(stages[0], cast.coordinator).existing == {(row.pk, cast.third.pk) for row in (left, finished)}
    User.objects.filter(pk=cast.third.pk).update(is_active=False)
    assert current_round(stages[0], cast.coordinator).existing == {(finished.pk, cast.third.pk)}


def _due_in(days: int) -> None:
    now = timezone.now()
    ReviewStage.objects.update(
        opens_at=now - datetime.timedelta(days=60), closes_at=now + datetime.timedelta(days=days)
    )


@pytest.mark.parametrize(("days", "number"), [(20, 0), (6, 1), (-1, 1)])
def test_reminders_start_a_week_before_and_go_on_after_the_due_date(
    assignment: Assignment, days: int, number: int
) -> None:
    _due_in(days)
    assert reminders.remind() == number
    assert assignment.reviewer.notifications.count() == number


def test_reminders_rest_and_can_be_stopped(assignment: Assignment) -> None:
    _due_in(3)
    now = timezone.now()
    assert reminders.remind(now) == 1
    assert reminders.remind(now + datetime.timedelta(days=2)) == 0
    assert reminders.remind(now + datetime.timedelta(days=3, minutes=1)) == 1
    ReviewerCard.objects.update(reminders=False)
    assert reminders.remind(now + datetime.timedelta(days=9)) == 0


def test_who_is_done_or_stepped_back_is_not_reminded(assignment: Assignment) -> None:
    _due_in(3)
    Assignment.objects.update(state="recused")
    assert reminders.remind() == 0


def test_fairness_shows_disagreement_first_and_says_why_nothing_is_adjusted(
    page: Page, cast: SimpleNamespace, make: Make, give: Callable[..., Assignment]
) -> None:
    calm, torn = make(), make()
    for reviewer, level in ((cast.reviewer, 3), (cast.second, 3)):
        give(calm, reviewer, [level] * 3)
    for reviewer, level in ((cast.reviewer, 3), (cast.second, 1)):
        give(torn, reviewer, [level] * 3)
    reckon(torn.period)
    text = page(cast.coordinator).get(reverse("reviews:fairness")).content.decode()
    assert text.index(torn.title) < text.index(calm.title)
    assert text.count("perlu dibahas") == 1
    assert "Nilai tersesuaikan belum dihitung" in text


def test_every_page_of_a_round_is_the_coordinators(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    plan = AssignmentPlan.objects.create(stage=stages[0], created_by=cast.coordinator)
    addresses = [
        reverse(f"reviews:{name}", args=args)
        for name, args in (
            ("plans", []),
            ("plan", [plan.pk]),
            ("plan_xlsx", [plan.pk]),
            ("reviewers", []),
            ("reviewer", [cast.reviewer.pk]),
            ("fairness", []),
            ("what_if", []),
            ("stages", []),
            ("stage", [stages[0].pk]),
            ("rubric", [stages[0].rubric_id]),
            ("sheet_of", [assignment.pk]),
            ("on_behalf", [assignment.pk]),
        )
    ]
    for who in ("reviewer", "owner", "leader", "stranger"):
        browser = page(getattr(cast, who))
        assert {browser.get(address).status_code for address in addresses} == {404}
    browser = page(cast.coordinator)
    assert {browser.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("rows", [2, 9])
@pytest.mark.parametrize("name", ["fairness", "reviewers"])
def test_overviews_use_the_same_number_of_queries(
    page: Page,
    cast: SimpleNamespace,
    make: Make,
    give: Callable[..., Assignment],
    django_assert_num_queries: Callable[[int], object],
    name: str,
    rows: int,
) -> None:
    for _ in range(rows):
        row = make()
        for reviewer in (cast.reviewer, cast.second):
            give(row, reviewer, [3, 2, 3])
    browser = page(cast.coordinator)
    browser.get(reverse(f"reviews:{name}"))
    with django_assert_num_queries(OVERVIEW_QUERIES[name]):
        assert browser.get(reverse(f"reviews:{name}")).status_code == 200


def test_a_new_score_changes_the_kept_fairness_page_at_once(
    page: Page, cast: SimpleNamespace, make: Make, give: Callable[..., Assignment]
) -> None:
    proposal, browser = make(), page(cast.coordinator)
    give(proposal, cast.reviewer, [3, 3, 3])
    give(proposal, cast.second, [3, 3, 3])
    address = reverse("reviews:fairness")
    assert "perlu dibahas" not in browser.get(address).content.decode()
    give(proposal, cast.second, [1, 1, 1])
    assert "perlu dibahas" in browser.get(address).content.decode()
    Interest.objects.create(user=cast.coordinator, proposal_id=proposal.pk, reason="Saudara.")
    assert proposal.title not in browser.get(address).content.decode()


@pytest.mark.parametrize(("name", "parameter"), [("fairness", "penilai"), ("reviewers", "page")])
def test_a_large_panel_is_turned_over_and_nobody_is_left_out(
    page: Page,
    cast: SimpleNamespace,
    make: Make,
    give: Callable[..., Assignment],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    parameter: str,
) -> None:
    for shown_by in (assigning_views, views_fairness):
        monkeypatch.setattr(shown_by, "PEOPLE_PER_PAGE", 1)
    proposal, browser = make(), page(cast.coordinator)
    for reviewer in (cast.reviewer, cast.second):
        give(proposal, reviewer, [3, 3, 3])
    shown = []
    pages = 2 if name == "fairness" else User.objects.reviewers().count()
    for number in range(1, pages + 1):
        people = browser.get(reverse(f"reviews:{name}"), {parameter: number}).context["people"]
        assert len(people) == 1
        line = people[0]
        person, load = (line.person, line) if name == "fairness" else line
        shown.append((person.pk, load.load, load.complete))
    assert {each for each in shown if each[1]} == {(cast.reviewer.pk, 1, 1), (cast.second.pk, 1, 1)}
    assert len({person for person, *_ in shown}) == len(shown)


# Reviewers as looked at again: that page is kept until something behind it changes.
OVERVIEW_QUERIES = {"fairness": 11, "reviewers": 8}
