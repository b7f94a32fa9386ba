"""Expertise and wishes: a reviewer tells them, sees only what may be known, and the plan respects them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from proposals.core.workflow import Status
from reviews.assigning import automatic, services
from reviews.assigning.models import AssignmentPlan, ReviewerCard, ReviewerWish
from reviews.assigning.planner import Person, Round, Task, plan
from reviews.assigning.wishes import set_wish, wishable
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused
from tests import factories

PAGE = reverse("reviews:wishes")
KEYS = range(1, 7)


def wish_of(browser, proposal, wish: str):
    return browser.post(reverse("reviews:wish", args=[proposal.pk]), {"wish": wish, "page": "1"})


def said() -> set[tuple[str, int, str]]:
    return set(ReviewerWish.objects.values_list("reviewer__username", "proposal", "wish"))


def test_a_reviewer_ticks_the_own_affairs_and_they_count_as_those_of_the_card(cast, stages, page) -> None:
    known = factories.affair(1)
    Affair.objects.filter(pk=known.pk).update(selectable=True, crossing_only=False)
    browser = page(cast.reviewer)
    assert f'href="{PAGE}"' in browser.get(reverse("reviews:queue")).text
    browser.post(PAGE, {"affairs": [known.pk]})
    assert list(ReviewerCard.objects.get(user=cast.reviewer).affairs.all()) == [known]
    assert "Urusan yang Anda kuasai (1)" in browser.get(PAGE).text
    ReviewerCard.objects.update(limit=3, reminders=False)
    browser.post(PAGE, {"affairs": []})
    card = ReviewerCard.objects.get()
    assert (card.affairs.count(), card.limit, card.reminders) == (0, 3, False)


def test_only_what_one_could_be_asked_for_is_offered(cast, make, stages, page) -> None:
    free, given, related = make(), make(), make()
    own, waiting = make(agency=cast.other), make(Status.SUBMITTED)
    cast.second.agency = cast.other
    cast.second.save()
    Assignment.objects.create(stage=stages[0], proposal_id=given.pk, reviewer=cast.second)
    Interest.objects.create(user=cast.second, proposal_id=related.pk, reason="Saudara.")
    assert set(wishable(cast.second)) == {free}
    browser = page(cast.second)
    content = browser.get(PAGE).text
    assert [row.title in content for row in (free, given, related, own, waiting)] == [True, *[False] * 4]
    assert f'href="{free.get_absolute_url()}"' not in content
    for row in (given, related, own, waiting):
        assert wish_of(browser, row, "prefer").status_code == 302
        with pytest.raises(ReviewRefused):
            set_wish(cast.second, row.pk, "prefer")
    assert said() == set()
    ReviewStage.objects.update(closes_at=timezone.now() - factories.DAY, opens_at=timezone.now() - 9 * factories.DAY)
    assert not wishable(cast.second).exists()


def test_a_wish_that_comes_too_late_is_told_so(cast, make, stages, page) -> None:
    proposal, browser = make(), page(cast.reviewer)
    wish_of(browser, proposal, "prefer")
    services.assign(proposal, cast.reviewer, by=cast.coordinator)
    for wish in ("decline", ""):
        wish_of(browser, proposal, wish)
        assert f"Usulan {proposal.number} sudah ditugaskan kepada Anda" in (shown := browser.get(PAGE).text)
        assert "Mengundurkan diri" in shown
    assert said() == {("reviewer", proposal.pk, "prefer")}
    related = make()
    Interest.objects.create(user=cast.reviewer, proposal_id=related.pk, reason="Saudara.")
    told = []
    for key in (related.pk, 999_999):
        browser.post(reverse("reviews:wish", args=[key]), {"wish": "decline"})
        told.append(
            "tidak dapat Anda pilih lagi" in (shown := browser.get(PAGE).text) and str(related.number) not in shown
        )
    assert told == [True, True]


def test_a_plan_is_not_carried_out_past_who_declined_meanwhile(cast, make, stages) -> None:
    stage = ReviewStage.objects.get(pk=stages[0].pk)
    make()
    draft = AssignmentPlan.objects.create(stage=stage, created_by=cast.coordinator)
    automatic.work_out(draft)
    draft.refresh_from_db()
    task, person, _ = draft.result["choices"][0]
    set_wish(User.objects.get(pk=person), task, "decline")
    with pytest.raises(ReviewRefused, match="memilih tidak menilai"):
        automatic.apply(draft, by=cast.coordinator)
    assert not Assignment.objects.exists()
    set_wish(User.objects.get(pk=person), task, "")
    assert automatic.apply(draft, by=cast.coordinator) == len(draft.result["choices"])


def test_a_wish_is_changed_and_taken_back_and_is_no_conflict(cast, make, stages, page) -> None:
    proposal, browser = make(), page(cast.reviewer)
    for wish in ("prefer", "decline"):
        answer = wish_of(browser, proposal, wish)
        assert answer["Location"] == f"{PAGE}?page=1#usulan-{proposal.pk}"
        assert said() == {("reviewer", proposal.pk, wish)}
    assert "Anda memilih tidak menilai." in browser.get(PAGE).text
    assert not Interest.objects.exists()
    page(cast.coordinator)
    content = browser.get(reverse("reviews:assign", args=[proposal.pk])).text
    assert "memilih tidak menilai" in content
    services.assign(proposal, cast.reviewer, by=cast.coordinator)
    assert Assignment.objects.get().state == Assignment.State.ASSIGNED
    ReviewerWish.objects.all().delete()
    assert wish_of(page(cast.second), proposal, "prefer").status_code == 302
    wish_of(browser, proposal, "")
    assert said() == set()


def test_the_plan_of_a_stage_asks_who_prefers_and_nobody_who_declined(cast, make, stages) -> None:
    ReviewStage.objects.filter(pk=stages[0].pk).update(reviewers_per_proposal=1)
    liked, other = make(), make()
    set_wish(cast.third, liked.pk, "prefer")
    for person in (cast.third, cast.second):
        set_wish(person, other.pk, "decline")
    stage = ReviewStage.objects.get(pk=stages[0].pk)
    draft = AssignmentPlan.objects.create(stage=stage, created_by=cast.coordinator)
    automatic.work_out(draft)
    draft.refresh_from_db()
    found = {(task, person): why for task, person, why in draft.result["choices"]}
    assert set(found) == {(liked.pk, cast.third.pk), (other.pk, cast.reviewer.pk)}
    assert found[liked.pk, cast.third.pk].startswith("Berminat menilai usulan ini;")


@pytest.mark.parametrize("seed", KEYS)
def test_wishes_are_met_where_loads_stay_even(seed: int) -> None:
    tasks = [Task(key, 1) for key in KEYS]
    people = [Person(key) for key in KEYS]
    preferred = frozenset((key, 7 - key) for key in KEYS)
    done = plan(Round(tasks, people, preferred=preferred), seed=seed)
    assert {(each.task, each.person) for each in done.choices} == preferred
    everything = frozenset((key, 1) for key in KEYS)
    done = plan(Round(tasks, people, preferred=everything), seed=seed)
    assert set(done.loads.values()) == {1}


def test_a_place_that_all_declined_stays_empty_and_says_so() -> None:
    done = plan(Round([Task(1, 1)], [Person(1), Person(2)], declined=frozenset({(1, 1), (1, 2)})))
    assert done.choices == ()
    assert "2 memilih tidak menilainya" in done.unfilled[0].reason
    kept = plan(Round([Task(1, 1)], [Person(1)], existing=frozenset({(1, 1)}), declined=frozenset({(1, 1)})))
    assert (kept.unfilled, kept.broken, kept.loads) == ((), (), {1: 1})


def test_the_number_of_proposals_asks_for_no_more(cast, make, stages, page) -> None:
    costs, browser = [], page(cast.reviewer)
    for _ in range(3):
        set_wish(cast.reviewer, make().pk, "prefer")
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        costs.append(len(queries))
    assert len(set(costs)) == 1
