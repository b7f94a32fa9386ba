"""Tests of the pledge, the discussion, the settlement of disagreements, paper sheets and the record."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from foundation.city import city
from proposals.core.models import Proposal
from proposals.core.moving import moves as proposals
from proposals.core.workflow import Action, NotAvailable
from reviews.core.models import Assignment, Criterion, Interest, ReviewStage, Rubric, Score
from reviews.core.refusals import ReviewRefused
from reviews.core.talks import Opinion, Settlement
from reviews.discussion import services as talking
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import TEMPLATE, paper_context
from reviews.meeting.preparing import services as convening
from reviews.scoring_desk.models import ReviewPledge
from reviews.stages import rubrics
from tests import factories
from tests.reviews.conftest import LEVELS, typed
from tests.reviews.meetings import check_outcome

Page = Callable[[User], Client]
Give = Callable[..., Assignment]


def test_the_pledge_comes_before_the_first_score(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    ReviewPledge.objects.all().delete()
    browser, address = page(cast.reviewer), reverse("reviews:score", args=[assignment.pk])
    pledge = reverse("reviews:pledge", args=[2026])
    assert browser.post(address, typed(stages[0], [3, 3, 3]))["Location"] == pledge
    assert Score.objects.count() == 0
    assert "Centang persetujuan Anda" in browser.post(pledge, {"agreed": ""}).content.decode()
    browser.post(pledge, {"agreed": "on"})
    browser.post(pledge, {"agreed": "on"})
    assert ReviewPledge.objects.filter(user=cast.reviewer).count() == 1
    assert browser.get(address).status_code == 200


@pytest.fixture
def torn(proposal: Proposal, cast: SimpleNamespace, give: Give) -> Proposal:
    """Two reviewers 66.67 points apart."""
    give(proposal, cast.reviewer, [3, 3, 3])
    give(proposal, cast.second, [1, 1, 1])
    return proposal


def test_a_disagreement_blocks_the_shortlist_until_it_is_settled(torn: Proposal, cast: SimpleNamespace) -> None:
    with pytest.raises(NotAvailable, match="berselisih 66,67 poin"):
        check_outcome(Action.SHORTLIST, torn, "")
    talking.settle(torn, "Kedua penilai sepakat setelah melihat bukti.", by=cast.coordinator)
    check_outcome(Action.SHORTLIST, torn, "")
    assert LedgerEntry.objects.filter(kind=EntryKind.RECONCILIATION).count() == 1


def test_a_disagreement_does_not_vanish_with_its_stage(
    torn: Proposal, cast: SimpleNamespace, give: Give, stages: list[ReviewStage]
) -> None:
    proposals.perform(Action.ADVANCE, torn, by=cast.coordinator)
    torn.refresh_from_db()
    for reviewer in (cast.reviewer, cast.second):
        give(torn, reviewer, [3, 3, 3], stage=2)
    with pytest.raises(NotAvailable, match="“Penilaian proposal” berselisih"):
        check_outcome(Action.SHORTLIST, torn, "")
    assert talking.settle(torn, "Presentasi menjawab keraguan.", by=cast.coordinator).stage == stages[0]
    check_outcome(Action.SHORTLIST, torn, "")


def test_a_disputed_one_is_left_out_of_a_meeting_and_stands_in_the_papers(
    page: Page, torn: Proposal, cast: SimpleNamespace, give: Give, make: Callable[..., Proposal], meeting: Meeting
) -> None:
    calm = make()
    for reviewer in (cast.reviewer, cast.second):
        give(calm, reviewer, [3, 3, 3])
    assert "Belum ada penyelesaian tertulis." in paper(meeting, cast.coordinator)
    browser = page(cast.coordinator)
    outcome = convening.decide(meeting, "shortlist", [torn.pk, calm.pk], by=cast.coordinator)
    assert [row.pk for row in outcome.moved] == [calm.pk]
    assert [(row.pk, "berselisih" in why) for row, why in outcome.refused] == [(torn.pk, True)]
    address = reverse("reviews:settle", args=[torn.pk])
    assert browser.post(address, {"text": " "}).status_code == 400
    browser.post(address, {"text": "Keduanya sepakat: bukti kedua sah."})
    text = paper(meeting, cast.coordinator)
    assert "Keduanya sepakat: bukti kedua sah." in text and "Belum ada penyelesaian tertulis." not in text
    assert convening.decide(meeting, "shortlist", [torn.pk], by=cast.coordinator).refused == []


def paper(meeting: Meeting, by: User) -> str:
    """What the paper of the contested cases says."""
    return render_to_string(TEMPLATE, paper_context(meeting, "pembahasan", timezone.now(), by=by) | {"city": city()})


def test_after_the_decision_the_discussion_can_only_be_read(page: Page, torn: Proposal, cast: SimpleNamespace) -> None:
    talking.say(torn, "Bukti kedua kurang jelas.", by=cast.reviewer)
    with factories.past_the_meeting():
        Proposal.objects.filter(pk=torn.pk).update(status="coaching")
    browser, address = page(cast.reviewer), reverse("reviews:discussion", args=[torn.pk])
    text = browser.get(address).content.decode()
    assert "Bukti kedua kurang jelas." in text and "Kirim pendapat" not in text
    refused = browser.post(address, {"text": "Masih ada yang ingin saya katakan."})
    assert refused.status_code == 400 and "Masih ada yang ingin saya katakan." in refused.content.decode()
    assert Opinion.objects.count() == 1


def test_a_further_review_settles_it_too(torn: Proposal, cast: SimpleNamespace, give: Give) -> None:
    give(torn, cast.third, [2, 2, 2])
    check_outcome(Action.SHORTLIST, torn, "")


def test_a_new_score_undoes_the_settlement(torn: Proposal, cast: SimpleNamespace, give: Give) -> None:
    talking.settle(torn, "Sepakat.", by=cast.coordinator)
    give(torn, cast.second, [1, 2, 1])
    with pytest.raises(NotAvailable, match="berselisih"):
        check_outcome(Action.SHORTLIST, torn, "")


def test_what_is_not_in_dispute_needs_no_settlement(proposal: Proposal, cast: SimpleNamespace, give: Give) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    with pytest.raises(ReviewRefused, match="tidak perlu diselesaikan"):
        talking.settle(proposal, "Sepakat.", by=cast.coordinator)
    assert Settlement.objects.count() == 0


def test_the_discussion_belongs_to_reviewers_who_are_done_and_coordinators(
    page: Page, torn: Proposal, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    Assignment.objects.create(stage=stages[0], proposal_id=torn.pk, reviewer=cast.third)
    address = reverse("reviews:discussion", args=[torn.pk])
    page(cast.reviewer).post(address, {"text": "Bukti kedua kurang jelas."})
    seen = {
        who: page(getattr(cast, who)).get(address).status_code
        for who in ("reviewer", "second", "third", "coordinator", "owner", "colleague", "leader", "stranger", "insider")
    }
    assert {who for who, status in seen.items() if status == 200} == {"reviewer", "second", "coordinator"}
    assert "Bukti kedua kurang jelas." not in page(cast.owner).get(torn.get_absolute_url()).content.decode()
    assert Opinion.objects.get().author == cast.reviewer


def test_a_sheet_on_paper_is_entered_with_both_names(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    address = reverse("reviews:on_behalf", args=[assignment.pk])
    page(cast.coordinator).post(address, typed(stages[0], [3, 2, 1]))
    assert set(Score.objects.values_list("assignment__reviewer", "given_by")) == {
        (cast.reviewer.pk, cast.coordinator.pk)
    }
    entries = LedgerEntry.objects.filter(kind=EntryKind.SCORE)
    assert set(entries.values_list("actor", "acting_for")) == {(cast.coordinator.pk, cast.reviewer.pk)}


def test_nobody_enters_a_sheet_for_the_own_review(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    User.objects.filter(pk=cast.reviewer.pk).update(is_coordinator=True)
    cast.reviewer.refresh_from_db()
    assert page(cast.reviewer).get(reverse("reviews:on_behalf", args=[assignment.pk])).status_code == 404


def test_sheets_and_recaps_are_pdfs(page: Page, cast: SimpleNamespace, torn: Proposal) -> None:
    sheet = reverse("reviews:sheet", args=[Assignment.objects.get(reviewer=cast.reviewer).pk])
    mine = page(cast.reviewer).get(sheet)
    recap = page(cast.coordinator).get(reverse("reviews:recap", args=[torn.pk]))
    assert mine.content[:5] == recap.content[:5] == b"%PDF-"
    Interest.objects.create(user=cast.reviewer, proposal_id=torn.pk, reason="Saudara.")
    assert page(cast.reviewer).get(sheet).status_code == 404


def test_scores_assignments_and_conflicts_are_on_the_record(
    page: Page, cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    browser = page(cast.coordinator)
    browser.post(reverse("reviews:assign", args=[proposal.pk]), {"reviewers": [cast.reviewer.pk]})
    task = Assignment.objects.get()
    browser = page(cast.reviewer)
    browser.post(reverse("reviews:score", args=[task.pk]), typed(stages[0], [3, 2, 1]))
    browser.post(reverse("reviews:recuse", args=[task.pk]), {"kind": "conflict", "reason": "Baru saya ketahui."})
    kinds = list(LedgerEntry.objects.exclude(kind=EntryKind.PLEDGE).values_list("kind", flat=True))
    assert kinds == ["assignment", "score", "score", "score", "conflict"]
    assert list(ledger.verify()) == []


def lines(*weights: int) -> list[rubrics.EditedCriterion]:
    return [
        rubrics.EditedCriterion(f"k{number}", f"Kriteria {number}", "", weight, ("Rendah.", "Tinggi."))
        for number, weight in enumerate(weights)
    ]


def test_a_rubric_changes_freely_until_the_first_score(
    cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage], rubric: Rubric
) -> None:
    same = rubrics.save_rubric(rubric, lines(1, 2), by=cast.coordinator, note="")
    assert same.pk == rubric.pk
    assert list(rubric.criteria.values_list("weight", flat=True)) == [1, 2]


def test_afterwards_a_change_makes_a_version_that_says_what_happens(
    cast: SimpleNamespace, torn: Proposal, stages: list[ReviewStage], rubric: Rubric
) -> None:
    scores = Score.objects.count()
    with pytest.raises(ReviewRefused, match="Tuliskan apa yang terjadi"):
        rubrics.save_rubric(rubric, lines(1, 2), by=cast.coordinator, note=" ")
    newer = rubrics.save_rubric(rubric, lines(1, 2), by=cast.coordinator, note="Semua dinilai ulang.")
    assert (newer.version, newer.replaces, newer.change_note) == (2, rubric, "Semua dinilai ulang.")
    assert set(ReviewStage.objects.values_list("rubric", flat=True)) == {newer.pk}
    assert Score.objects.count() == scores
    assert set(Assignment.objects.values_list("state", "total")) == {("assigned", None)}


def test_the_database_freezes_a_scored_rubric(torn: Proposal, rubric: Rubric) -> None:
    for change in ({"weight": 9}, {"levels": LEVELS[:2]}):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            Criterion.objects.filter(rubric=rubric).update(**change)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Rubric.objects.filter(pk=rubric.pk).update(justify_min_words=9)


def test_the_rubric_editor_stores_levels_in_words(
    page: Page, cast: SimpleNamespace, stages: list[ReviewStage], rubric: Rubric
) -> None:
    address = reverse("reviews:rubric", args=[rubric.pk])
    data = {
        "kriteria-TOTAL_FORMS": 1,
        "kriteria-INITIAL_FORMS": 0,
        "kriteria-0-name": "Manfaat",
        "kriteria-0-help": "",
        "kriteria-0-weight": 4,
        "kriteria-0-levels": "Sedikit.",
    }
    browser = page(cast.coordinator)
    assert "Tulis paling sedikit dua tingkat" in browser.post(address, data).content.decode()
    assert rubric.criteria.count() == 3
    browser.post(address, data | {"kriteria-0-levels": "Sedikit.\nBanyak."})
    assert list(rubric.criteria.values_list("name", "weight", "levels")) == [
        ("Manfaat", 4, [{"value": 1, "description": "Sedikit."}, {"value": 2, "description": "Banyak."}])
    ]
