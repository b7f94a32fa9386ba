"""Tests of the ranking and of what is decided from it."""

import io
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.moving import moves as proposals
from proposals.core.period.models import Period
from proposals.core.workflow import Action, NotAvailable, Status
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.ranking import deciding
from reviews.ranking.deciding import Picked
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking
from tests.reviews.meetings import check_outcome, decisions

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
Make = Callable[..., Proposal]
RANKING_QUERIES = 12
REFUSED_QUERIES = 8


def order(period: Period) -> list[tuple[str, int | None, float | None]]:
    rows = ranking(period, Proposal.objects.all(), frozen=latest(period))
    return [(row.number[-1], row.place, None if row.score is None else float(row.score)) for row in rows]


def reviewed(make: Make, give: Give, cast: SimpleNamespace, *levels: list[int | None]) -> Proposal:
    proposal = make()
    for reviewer, given in zip((cast.reviewer, cast.second, cast.third), levels, strict=False):
        give(proposal, reviewer, given)
    return proposal


def test_the_mean_decides_and_what_has_no_score_stands_last(
    make: Make, give: Give, cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    make()
    reviewed(make, give, cast, [2, 2, 2], [3, 3, 3])
    reviewed(make, give, cast, [3, 3, 3], [3, 3, 3])
    assert order(period) == [("3", 1, 100.0), ("2", 2, 83.34), ("1", None, None)]


def test_equal_scores_are_settled_by_the_heaviest_criterion_then_by_time(
    make: Make, give: Give, cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    reviewed(make, give, cast, [2, 3, 3])
    reviewed(make, give, cast, [3, 2, 2])
    reviewed(make, give, cast, [2, 3, 3])
    rows = ranking(period, Proposal.objects.all(), frozen=latest(period))
    assert [row.number[-1] for row in rows] == ["2", "1", "3"]
    assert {str(row.score) for row in rows} == {"83.33"}
    assert rows[1].decided_by == "Nilai lebih tinggi pada kriteria berbobot terbesar"
    assert rows[2].decided_by == "Diajukan lebih dahulu"


def test_two_stages_weigh_by_their_share(
    make: Make, give: Give, cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    proposal = reviewed(make, give, cast, [3, 3, 3])
    Proposal.objects.filter(pk=proposal.pk).update(review_round=2)
    give(proposal, cast.reviewer, [2, 2, 2], stage=2)
    # 60 % of 100 and 40 % of 66.67
    assert order(period) == [("1", 1, 86.67)]


def test_only_complete_active_reviews_count(
    make: Make, give: Give, cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    proposal = reviewed(make, give, cast, [3, 3, 3], [1, 1, 1])
    Assignment.objects.filter(reviewer=cast.second).update(state="removed")
    Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.third, draft={"nilai-1": "1"})
    assert order(period) == [("1", 1, 100.0)]


def test_a_conflicted_coordinator_finds_nothing_of_the_proposal(
    page: Page, make: Make, give: Give, cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    hidden, open_ = reviewed(make, give, cast, [3, 3, 3]), reviewed(make, give, cast, [2, 2, 2])
    Interest.objects.create(user=cast.coordinator, proposal_id=hidden.pk, reason="Saudara.")
    browser = page(cast.coordinator)
    text = browser.get(reverse("reviews:ranking")).content.decode()
    assert open_.title in text
    assert hidden.title not in text
    assert '<strong class="num">1</strong> usulan' in text
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("reviews:ranking_xlsx")).content)).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [open_.number]
    assert browser.get(reverse("reviews:recap", args=[hidden.pk])).status_code == 404
    assert browser.get(reverse("reviews:recap", args=[open_.pk])).status_code == 200
    outcome = deciding.batch(Action.ADVANCE, [Picked(hidden.pk, 1)], by=cast.coordinator)
    assert (outcome.moved, outcome.refused) == ([], [])
    asked_again = browser.post(reverse("reviews:decide"), {"action": "advance", "pilih": [f"{hidden.pk}:1"]})
    assert hidden.title not in asked_again.content.decode()


def test_a_batch_touches_only_what_allows_it_and_reports_the_rest(
    page: Page, make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    good = reviewed(make, give, cast, [3, 3, 3], [3, 3, 3])
    thin = reviewed(make, give, cast, [3, 3, 3])
    done = make(Status.SHORTLISTED)
    gone = make(Status.REJECTED)
    events = Event.objects.count()
    ticked = [f"{row.pk}:1" for row in (good, thin, done, gone)]
    browser, data = page(cast.coordinator), {"action": "advance", "pilih": ticked}
    asked_first = browser.post(reverse("reviews:decide"), data).content.decode()
    assert all(row.title in asked_first for row in (good, thin, done, gone))
    assert Event.objects.count() == events
    text = browser.post(reverse("reviews:decide"), data | {"yakin": "ya"}, follow=True).content.decode()
    rounds = [Proposal.objects.get(pk=row.pk).review_round for row in (good, thin, done, gone)]
    assert rounds == [2, 1, 1, 1]
    assert Event.objects.count() == events + 1
    assert "Lanjut ke tahap berikut: 1 usulan." in text
    assert "baru memiliki 1 dari 2 nilai lengkap" in text
    assert all(f"{row.number} tidak diubah." in text for row in (thin, done, gone))


def test_a_batch_names_all_that_one_reason_keeps_back_and_returns_to_the_same_rows(
    page: Page, make: Make, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    rows = [make(Status.SHORTLISTED), make(Status.SHORTLISTED)]
    address = f"{reverse('reviews:decide')}?status=shortlisted&page=1"
    shown = page(cast.coordinator).get(f"{reverse('reviews:ranking')}?status=shortlisted&page=1").content.decode()
    assert f'action="{address.replace("&", "&amp;")}"' in shown
    data = {"action": "advance", "pilih": [f"{row.pk}:1" for row in rows], "yakin": "ya"}
    answer = page(cast.coordinator).post(address, data, follow=True)
    assert answer.redirect_chain == [(f"{reverse('reviews:ranking')}?status=shortlisted&page=1", 302)]
    (told,) = answer.context["messages"]
    assert str(told).startswith(f"{rows[0].number}, {rows[1].number} tidak diubah.")


@pytest.mark.parametrize("action", ["shortlist", "pass_over", "reject", "establish", "advance", ""])
def test_an_empty_or_foreign_request_changes_nothing(
    page: Page, cast: SimpleNamespace, proposal: Proposal, action: str
) -> None:
    """No outcome leaves from here, however it is asked for."""
    data = {"action": action, "note": "SK/1", "yakin": "ya"}
    data |= {"pilih": [f"{proposal.pk}:1"]} if action != "advance" else {}
    answer = page(cast.coordinator).post(reverse("reviews:decide"), data, follow=True)
    assert "Centang paling sedikit satu usulan" in answer.content.decode()
    assert not decisions().exists()


def test_advancing_twice_from_the_same_page_moves_one_stage(
    make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    proposal = reviewed(make, give, cast, [3, 3, 3], [3, 3, 3])
    first = deciding.batch(Action.ADVANCE, [Picked(proposal.pk, 1)], by=cast.coordinator)
    second = deciding.batch(Action.ADVANCE, [Picked(proposal.pk, 1)], by=cast.coordinator)
    assert (len(first.moved), len(second.moved), len(second.refused)) == (1, 0, 1)
    assert Proposal.objects.get().review_round == 2


def asked(action: Action, proposal: Proposal, by: User) -> None:
    """What is asked first: of an outcome when it is prepared in a meeting, of any other move when it is made."""
    if action is Action.SHORTLIST:
        check_outcome(action, proposal, "")
    else:
        proposals.perform(action, proposal, by=by)


@pytest.mark.parametrize("action", [Action.SHORTLIST, Action.ADVANCE])
def test_the_gate_holds_on_every_way_to_the_move(
    make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage], action: str
) -> None:
    proposal = reviewed(make, give, cast, [3, 3, 3])
    with pytest.raises(NotAvailable, match="1 dari 2 nilai lengkap"):
        asked(action, proposal, cast.coordinator)
    give(proposal, cast.second, [3, 3, 3])
    asked(action, proposal, cast.coordinator)


@pytest.mark.parametrize("several", [1, 4])
def test_those_that_cannot_move_on_are_refused_with_the_queries_of_one(
    make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage], django_assert_num_queries, several: int
) -> None:
    picked = [Picked(reviewed(make, give, cast, [3, 3, 3]).pk, 1) for _ in range(several)]
    with django_assert_num_queries(REFUSED_QUERIES):
        outcome = deciding.batch(Action.ADVANCE, picked, by=cast.coordinator)
    assert [text.rpartition(". ")[2] for _, text in outcome.refused] == ["Tugaskan penilai lebih dahulu."] * several


@pytest.mark.parametrize("rows", [2, 9])
def test_the_ranking_uses_the_same_number_of_queries(
    page: Page,
    make: Make,
    give: Give,
    cast: SimpleNamespace,
    stages: list[ReviewStage],
    django_assert_num_queries: Callable[[int], object],
    rows: int,
) -> None:
    for _ in range(rows):
        reviewed(make, give, cast, [3, 2, 3], [3, 3, 3])
    browser = page(cast.coordinator)
    with django_assert_num_queries(RANKING_QUERIES):
        answer = browser.get(reverse("reviews:ranking"))
    assert answer.content.decode().count('name="pilih"') == rows


def test_a_new_score_changes_the_ranking_at_once(
    page: Page, make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    proposal = reviewed(make, give, cast, [3, 2, 3], [3, 3, 3])
    browser = page(cast.coordinator)
    before = browser.get(reverse("reviews:ranking")).context["lines"][0][0]
    give(proposal, cast.third, [1, 1, 1])
    after = browser.get(reverse("reviews:ranking")).context["lines"][0][0]
    assert after.proposal_id == before.proposal_id
    assert after.score < before.score
