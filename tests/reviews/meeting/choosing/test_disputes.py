"""Disagreements of reviewers in a meeting: first of all, criterion by criterion, and settled everywhere at once."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action
from reviews.core.models import Interest, ReviewStage
from reviews.core.standings import StageFigures
from reviews.core.talks import Settlement
from reviews.discussion import services as talking
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import paper_context
from reviews.scoring_desk.services import Answer, save_review
from tests.reviews.discussion.test_discussion import paper

Page = Callable[[User], Client]
WORDS = {"kebaruan": "Sudah ada di kota tetangga.", "dampak": "Tiga ribu warga terlayani.", "bukti": "Fotonya lengkap."}


@pytest.fixture
def tear(cast: SimpleNamespace, give: Callable[..., object]) -> Callable[[Proposal], Proposal]:
    """Two reviewers of the proposal lie 66.67 points apart."""

    def work(proposal: Proposal) -> Proposal:
        give(proposal, cast.reviewer, [3, 3, 3])
        give(proposal, cast.second, [1, 1, 1])
        return proposal

    return work


@pytest.fixture
def torn(tear, make, stages: list[ReviewStage]) -> list[Proposal]:
    return [tear(make()) for _ in range(2)]


def said(browser: Client, address: str) -> str:
    return re.sub(r"\s+", " ", browser.get(address).content.decode())


def of_meeting(meeting: Meeting, proposal: Proposal) -> str:
    return reverse("reviews:meeting_dispute", args=[meeting.pk, proposal.pk])


def test_every_page_and_paper_says_alike_whether_it_is_settled(
    page: Page, meeting: Meeting, torn: list[Proposal], cast: SimpleNamespace
) -> None:
    browser = page(cast.coordinator)
    addresses = [
        reverse("reviews:ranking"), reverse("reviews:fairness"), meeting.get_absolute_url(),
        reverse("reviews:meeting_choose", args=[meeting.pk]), of_meeting(meeting, torn[0]),
        reverse("reviews:discussion", args=[torn[0].pk]),
    ]  # fmt: skip
    for address in addresses:
        assert "perlu dibahas" in said(browser, address), address
    assert "Belum ada penyelesaian tertulis" in paper(meeting, cast.coordinator)
    for proposal in torn:
        talking.settle(proposal, "Dampak disepakati 2.", by=cast.coordinator)
    meeting.decisions.create(proposal_id=torn[0].pk, action=Action.SHORTLIST, prepared_by=cast.coordinator)
    for address in addresses:
        text = said(browser, address).replace("Usulan yang perlu dibahas", "")  # the name of a paper
        assert "perlu dibahas" not in text and "elisih sudah diselesaikan" in text, address
    assert "Belum ada penyelesaian tertulis" not in paper(meeting, cast.coordinator)
    assert "selisih sudah diselesaikan" in paper(meeting, cast.coordinator)


def test_a_further_review_settles_it_and_a_changed_score_opens_it_again(
    torn: list[Proposal], cast: SimpleNamespace, give: Callable[..., object]
) -> None:
    def state() -> tuple[bool, bool]:
        figures = StageFigures.objects.select_related("stage").get(proposal=torn[0].pk)
        return figures.disputed, figures.unsettled

    assert state() == (True, True)
    talking.settle(torn[0], "Dampak disepakati 2.", by=cast.coordinator)
    assert state() == (True, False)
    give(torn[0], cast.second, [1, 2, 1])
    assert state() == (True, True)
    give(torn[0], cast.third, [2, 2, 2])
    assert state() == (True, False)


def test_the_criteria_that_part_them_come_first_each_with_level_and_reason(
    page: Page, meeting: Meeting, make: Callable[..., Proposal], cast: SimpleNamespace, give: Callable[..., object]
) -> None:
    ReviewStage.objects.update(spread_limit=10)
    proposal = make()
    give(proposal, cast.reviewer, [3, 3, 3])
    harsh = give(proposal, cast.second, [2, 1, 3])
    given = dict(zip(WORDS, (2, 1, 3), strict=True))
    answers = [Answer(each, given[each.key], WORDS[each.key]) for each in harsh.stage.rubric.criteria.all()]
    save_review(harsh, answers, "", by=cast.second)
    for address in (of_meeting(meeting, proposal), meeting.get_absolute_url()):
        rows = re.findall(r"<tr>(?:(?!</tr>).)*row-name(?:(?!</tr>).)*</tr>", said(page(cast.leader), address))
        found = [re.sub(r"<[^>]+>", "", row).split() for row in rows if "bobot" in row]
        assert [line[0] for line in found] == ["Dampak", "Kebaruan", "Bukti"]
        assert "berselisih" in found[0] and "berselisih" not in found[1]
        assert all(f"“{words}”" in " ".join(rows) for words in WORDS.values())


def test_they_are_settled_one_after_the_other_without_leaving_the_meeting(
    page: Page, meeting: Meeting, torn: list[Proposal], cast: SimpleNamespace
) -> None:
    browser = page(cast.coordinator)
    first, second = (of_meeting(meeting, proposal) for proposal in torn)
    shown = said(browser, meeting.get_absolute_url())
    assert first in shown and "Tulis kesepakatan" in shown
    assert browser.post(first, {"text": " "}).status_code == 400
    assert not Settlement.objects.exists()
    assert browser.post(first, {"text": "Dampak disepakati 2."})["Location"] == second
    assert browser.post(second, {"text": "Bukti kedua sah."})["Location"] == meeting.get_absolute_url()
    assert set(Settlement.objects.values_list("proposal", "text", "written_by")) == {
        (torn[0].pk, "Dampak disepakati 2.", cast.coordinator.pk),
        (torn[1].pk, "Bukti kedua sah.", cast.coordinator.pk),
    }  # fmt: skip
    assert "Tulis kesepakatan" not in said(browser, meeting.get_absolute_url())


def test_two_stages_in_dispute_are_settled_each_for_itself(
    page: Page, meeting: Meeting, make, tear, cast: SimpleNamespace, give, stages: list[ReviewStage]
) -> None:
    proposal = tear(make())
    moves.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    for reviewer, levels in ((cast.reviewer, [3, 3, 3]), (cast.second, [1, 1, 1])):
        give(proposal, reviewer, levels, stage=2)
    browser, address = page(cast.coordinator), of_meeting(meeting, proposal)
    assert browser.post(address, {"text": "Naskahnya disepakati 2."})["Location"] == address
    assert browser.post(address, {"text": "Paparannya disepakati 3."})["Location"] == meeting.get_absolute_url()
    assert list(Settlement.objects.order_by("pk").values_list("stage", flat=True)) == [each.pk for each in stages]


def test_it_exists_for_those_of_the_meeting_who_may_know_the_proposal(
    page: Page, meeting: Meeting, torn: list[Proposal], make, cast: SimpleNamespace
) -> None:
    address = of_meeting(meeting, torn[0])
    people = ("coordinator", "leader", "reviewer", "second", "third", "owner", "colleague", "stranger")
    seen = {who for who in people if page(getattr(cast, who)).get(address).status_code == 200}
    assert seen == {"coordinator", "leader"}
    assert page(cast.leader).post(address, {"text": "Sepakat."}).status_code == 404
    assert page(cast.coordinator).get(of_meeting(meeting, make())).status_code == 404
    assert torn[0].title in said(page(cast.leader), meeting.get_absolute_url())
    Interest.objects.create(user=cast.leader, proposal_id=torn[0].pk, reason="Saudara pengusul.")
    assert page(cast.leader).get(address).status_code == 404
    assert torn[0].title not in said(page(cast.leader), meeting.get_absolute_url())
    assert not Settlement.objects.exists()


def test_reviewers_see_on_their_home_that_a_discussion_waits(
    page: Page, torn: list[Proposal], cast: SimpleNamespace, give: Callable[..., object]
) -> None:
    def waiting(person: User) -> set[int]:
        links = re.findall(r"/penilaian/pembahasan/(\d+)/", said(page(person), reverse("home")))
        return {int(key) for key in links}

    both = {proposal.pk for proposal in torn}
    assert waiting(cast.reviewer) == waiting(cast.second) == both
    assert waiting(cast.third) == waiting(cast.leader) == set()
    talking.say(torn[0], "Dampaknya baru di dua kelurahan.", by=cast.reviewer)
    assert (waiting(cast.reviewer), waiting(cast.second)) == ({torn[1].pk}, both)
    give(torn[0], cast.second, [1, 1, 2])
    assert waiting(cast.reviewer) == both
    talking.settle(torn[1], "Sepakat.", by=cast.coordinator)
    assert waiting(cast.reviewer) == {torn[0].pk}
    Interest.objects.create(user=cast.reviewer, proposal_id=torn[0].pk, reason="Saudara.")
    assert waiting(cast.reviewer) == set()


def test_more_disagreements_ask_no_more_often(
    page: Page, meeting: Meeting, torn: list[Proposal], make, tear, cast: SimpleNamespace
) -> None:
    def asked(person: User, address: str) -> int:
        browser = page(person)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    pages = [
        (cast.coordinator, meeting.get_absolute_url()), (cast.coordinator, of_meeting(meeting, torn[0])),
        (cast.reviewer, reverse("home")), (cast.coordinator, reverse("reviews:ranking")),
    ]  # fmt: skip
    for each in pages:  # what is kept for a while is drawn once
        asked(*each)
    before = [asked(*each) for each in pages]
    for _ in range(6):
        tear(make())
    assert [asked(*each) for each in pages] == before


def test_the_ranked_list_marks_open_and_settled_ones_apart(
    meeting: Meeting, torn: list[Proposal], cast: SimpleNamespace
) -> None:
    talking.settle(torn[0], "Sepakat.", by=cast.coordinator)
    context = paper_context(meeting, "peringkat", timezone.now(), by=cast.coordinator)
    assert [(line.proposal.pk, line.unsettled) for line in context["lines"]] == [
        (torn[0].pk, False), (torn[1].pk, True),
    ]  # fmt: skip
