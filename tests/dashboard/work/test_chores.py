"""What of reviewing and repair waits for a coordinator: counted on the home, listed behind it, gone when it is done."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core import workflow
from proposals.core.moving import moves
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role, Status
from reviews.assigning import services as assigning
from reviews.assigning.models import ReviewerNudge
from reviews.core.models import Assignment, ReviewStage
from reviews.discussion import services as talking
from reviews.scoring_desk import pledges
from reviews.scoring_desk.services import Answer, recuse, save_review
from tests import factories
from tests.factories import DAY, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
WORDS = {
    "jawaban": "usulan yang dikirim kembali sesudah diperbaiki",
    "pengganti": "usulan yang penilainya berhenti dan belum diganti",
    "kurang-nilai": "usulan yang nilainya tidak akan cukup",
    "selisih": "usulan dengan selisih nilai yang belum dibahas",
    "penilai": "penilai yang belum selesai menjelang atau sesudah batasnya",
}


def waits(browser: Client) -> dict[str, int]:
    """The lines of the home by their keys, each once with the list behind it found to be as long."""
    page = re.sub(r"\s+", " ", browser.get(reverse("home")).content.decode())
    found = re.findall(r'<strong class="num">(\d+)</strong> <a href="([^"]*)">([^<]*)</a>', page)
    lines = {}
    for amount, url, words in found:
        for key in [key for key, known in WORDS.items() if known == html.unescape(words)]:
            assert browser.get(url).context["page_obj"].paginator.count == int(amount)
            lines[key] = int(amount)
    return lines


def in_review(cast: Cast, number: int = 1) -> SentProposal:
    made = factories.proposal(Status.IN_REVIEW, number, of=cast.home)
    stage = factories.stage(made.period)
    for person in (cast.reviewer, cast.unassigned):
        pledges.accept(person, stage.period)
    return factories.sent(made)


def both_asked(cast: Cast, proposal: SentProposal) -> None:
    for person in (cast.reviewer, cast.unassigned):
        factories.assign(person, proposal)


def score(proposal: SentProposal, person: User, level: int | None) -> None:
    task = Assignment.objects.get(proposal=proposal, reviewer=person)
    answers = [Answer(each, level, "Alasan yang cukup panjang.") for each in task.stage.rubric.criteria.all()]
    save_review(task, answers, "Komentar.", by=person)


def test_a_recusal_waits_until_somebody_else_is_asked(cast: Cast, signed_in: SignIn) -> None:
    proposal = in_review(cast)
    both_asked(cast, proposal)
    browser = signed_in(cast.coordinator)
    assert waits(browser) == {}
    task = Assignment.objects.get(reviewer=cast.reviewer)
    recuse(task, by=cast.reviewer, reason="Sedang cuti.", conflict=False)
    found = waits(browser)
    assert found["pengganti"] == 1
    assert "Sedang cuti." in browser.get(reverse("dashboard:chore", args=["pengganti"])).text
    third = factories.reviewer(9)
    assigning.assign(proposal, third, by=cast.coordinator)
    assert waits(browser) == {}


@pytest.mark.parametrize("lost", ["is_active", "is_reviewer"])
def test_the_task_of_somebody_who_left_waits_until_it_is_given_to_another(
    cast: Cast, signed_in: SignIn, lost: str
) -> None:
    proposal = in_review(cast)
    both_asked(cast, proposal)
    score(proposal, cast.reviewer, 2)
    browser = signed_in(cast.coordinator)
    User.objects.filter(pk=cast.reviewer.pk).update(**{lost: False})  # the finished review stands
    assert waits(browser) == {}
    User.objects.filter(pk=cast.unassigned.pk).update(**{lost: False})
    assert waits(browser) == {"pengganti": 1}
    told = browser.get(reverse("dashboard:chore", args=["pengganti"])).text
    assert f"{cast.unassigned} tidak lagi menjadi penilai" in told
    assert str(cast.reviewer) not in told
    assigning.reassign(Assignment.objects.get(reviewer=cast.unassigned), factories.reviewer(9), by=cast.coordinator)
    assert waits(browser) == {}


def test_reviews_that_cannot_become_enough_wait_until_more_are_asked(cast: Cast, signed_in: SignIn) -> None:
    proposal = in_review(cast)
    factories.assign(cast.reviewer, proposal)
    browser = signed_in(cast.coordinator)
    assert waits(browser) == {"kurang-nilai": 1}
    score(proposal, cast.reviewer, 2)
    assert waits(browser) == {"kurang-nilai": 1}
    assert "1 dari 2 nilai lengkap" in browser.get(reverse("dashboard:chore", args=["kurang-nilai"])).text
    assigning.assign(proposal, cast.unassigned, by=cast.coordinator)
    assert waits(browser) == {}
    score(proposal, cast.unassigned, None)  # judged nothing, so there is no second score
    assert waits(browser) == {"kurang-nilai": 1}


def test_a_closed_stage_leaves_too_few_reviews_and_late_reviewers(cast: Cast, signed_in: SignIn) -> None:
    proposal = in_review(cast)
    both_asked(cast, proposal)
    browser, now = signed_in(cast.coordinator), timezone.now()
    stages = ReviewStage.objects.all()
    stages.update(closes_at=now + 8 * DAY)
    assert waits(browser) == {}
    stages.update(closes_at=now + 6 * DAY)
    assert waits(browser) == {"penilai": 2}
    stages.update(closes_at=now - DAY)
    assert waits(browser) == {"penilai": 2, "kurang-nilai": 1}
    stages.update(closes_at=now + 6 * DAY)
    for person in (cast.reviewer, cast.unassigned):
        score(proposal, person, 2)
    assert waits(browser) == {}


def test_late_reviewers_are_reminded_from_the_home_with_one_tap_and_once(cast: Cast, signed_in: SignIn) -> None:
    proposal = in_review(cast)
    both_asked(cast, proposal)
    ReviewStage.objects.update(closes_at=timezone.now() + DAY)
    browser, remind = signed_in(cast.coordinator), reverse("reviews:late_remind")
    page = browser.get(reverse("home")).text
    assert "Ingatkan 2 penilai lewat surel" in page
    (words,) = [form for form in re.findall(r"<form[^>]*>.*?</form>", page) if "Ingatkan 2" in form]
    sent = dict(re.findall(r'name="(dari|channel)" value="([^"]*)"', words))
    one = {"dari": "beranda", "reviewer": cast.unassigned.pk, "channel": "whatsapp"}
    assert browser.post(remind, one).headers["Location"] == reverse("home")
    assert "Ingatkan 1 penilai lewat surel" in browser.get(reverse("home")).text
    for _ in range(2):
        assert browser.post(remind, sent).headers["Location"] == reverse("home")
    assert "lewat surel" not in browser.get(reverse("home")).text.partition("Ingatkan penilai satu per satu")[0]
    kept = set(ReviewerNudge.objects.values_list("reviewer", "channel", "sent_by"))
    assert kept == {
        (cast.unassigned.pk, "whatsapp", cast.coordinator.pk),
        (cast.reviewer.pk, "email", cast.coordinator.pk),
    }
    assert ReviewerNudge.objects.count() == 2
    assert waits(browser) == {"penilai": 2}


def test_a_dispute_waits_until_it_is_settled(cast: Cast, signed_in: SignIn) -> None:
    proposal = in_review(cast)
    both_asked(cast, proposal)
    for person, level in ((cast.reviewer, 1), (cast.unassigned, 3)):
        score(proposal, person, level)
    browser = signed_in(cast.coordinator)
    assert waits(browser) == {"selisih": 1}
    talking.settle(proposal, "Dibahas berdua; keduanya tetap.", by=cast.coordinator)
    assert waits(browser) == {}


def test_what_came_back_waits_until_it_is_verified(cast: Cast, signed_in: SignIn) -> None:
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    browser = signed_in(cast.coordinator)
    assert waits(browser) == {}
    moves.perform("return", proposal, by=cast.coordinator, note="Perjelas angkanya.")
    assert waits(browser) == {}
    again = workflow.find(Action.SUBMIT, Status.RETURNED, {Role.PROPOSER})
    factories.move(proposal, again, by=cast.owner)
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED
    assert waits(browser) == {"jawaban": 1}
    moves.perform("accept", proposal, by=cast.coordinator)
    assert waits(browser) == {}


def test_nobody_else_is_told_and_a_conflict_takes_it_away(cast: Cast, signed_in: SignIn) -> None:
    proposal = in_review(cast)
    factories.assign(cast.reviewer, proposal)
    for who in ("leader", "reviewer", "owner"):
        assert waits(signed_in(cast[who])) == {}
    assert waits(signed_in(cast.conflicted)) == {"kurang-nilai": 1}
    factories.conflict(cast.conflicted, proposal)
    assert waits(signed_in(cast.conflicted)) == {}


def test_the_number_of_proposals_asks_for_no_more(cast: Cast, signed_in: SignIn) -> None:
    costs, browser = [], signed_in(cast.coordinator)
    urls = [reverse("home"), reverse("dashboard:chore", args=["kurang-nilai"]), reverse("reviews:late")]
    for number in range(1, 5):
        factories.assign(cast.reviewer, in_review(cast, number))
        ReviewStage.objects.update(closes_at=timezone.now() + DAY)
        for url in urls:
            browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            for url in urls:
                browser.get(url)
        costs.append(len(queries))
    assert len(set(costs)) == 1
