"""A score from fewer complete reviews or fewer stages than count says so wherever it is shown, and stands apart."""

import io
import re
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.city import city
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import ProposalStanding
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking
from reviews.scoring_desk.papers import recap_context
from tests import factories

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
Make = Callable[..., Proposal]


@pytest.fixture
def two(make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]) -> SimpleNamespace:
    """One with two reviews in both stages, and one with a single review in the first alone; their scores differ."""
    whole, part = make(), make()
    for stage in (1, 2):
        Proposal.objects.filter(pk=whole.pk).update(review_round=stage)
        for reviewer in (cast.reviewer, cast.second):
            give(whole, reviewer, [2, 2, 2], stage=stage)
    give(part, cast.reviewer, [3, 3, 3])
    return SimpleNamespace(whole=whole, part=part)


def kept() -> dict[int, bool]:
    return dict(ProposalStanding.objects.values_list("proposal", "provisional"))


def test_a_score_is_whole_when_every_stage_that_counts_has_its_reviews(
    two: SimpleNamespace, give: Give, cast: SimpleNamespace
) -> None:
    assert kept() == {two.whole.pk: False, two.part.pk: True}
    give(two.part, cast.second, [3, 3, 3])
    assert kept()[two.part.pk] is True  # the second stage is missing
    Assignment.objects.filter(proposal=two.whole.pk, stage__order=1, reviewer=cast.second).update(state="removed")
    assert kept()[two.whole.pk] is True  # the first stage has one review left


def test_a_stage_without_a_share_is_not_waited_for(
    make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    ReviewStage.objects.filter(pk=stages[1].pk).update(share=0)
    proposal = make()
    give(proposal, cast.reviewer, [3, 3, 3])
    before = kept()[proposal.pk]
    give(proposal, cast.second, [3, 3, 3])
    assert (before, kept()[proposal.pk]) == (True, False)


def text_of(html: str, number: str) -> str:
    """What a page says in the element that names this proposal."""
    block = next(part for part in re.split(r"<li class=\"rank-row|<tr", html) if number in part)
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", block))


def paper(meeting: Meeting, name: str, by: User) -> str:
    context = papers.paper_context(meeting, name, timezone.now(), by=by)
    return render_to_string(papers.TEMPLATE, context | {"city": city()})


def test_every_page_and_paper_says_it_of_the_one_alone(
    two: SimpleNamespace, page: Page, cast: SimpleNamespace, meeting: Meeting
) -> None:
    browser = page(cast.coordinator)
    places = {
        "ranking": browser.get(reverse("reviews:ranking")),
        "choose": browser.get(reverse("reviews:meeting_choose", args=[meeting.pk])),
        "fairness": browser.get(reverse("reviews:fairness")),
        "agency": browser.get(reverse("dashboard:agency", args=[cast.agency.code])),
    }
    said = {name: answer.content.decode() for name, answer in places.items()}
    for key in (two.whole.pk, two.part.pk):
        meeting.decisions.create(proposal_id=key, action="shortlist", prepared_by=cast.coordinator)
    said |= {
        "meeting": browser.get(meeting.get_absolute_url()).content.decode(),
        "list": paper(meeting, "peringkat", cast.leader),
        "minutes": paper(meeting, "berita-acara", cast.leader),
    }
    found = {
        name: tuple("sementara" in text_of(html, row.number) for row in (two.whole, two.part))
        for name, html in said.items()
    }
    assert found == dict.fromkeys(said, (False, True))
    sheets = paper(meeting, "unggulan", cast.leader).split("new-page")
    assert ["sementara" in sheet for sheet in sheets] == [False, True]


def test_the_spreadsheet_has_a_column_for_it_and_keeps_its_numbers(
    two: SimpleNamespace, page: Page, cast: SimpleNamespace
) -> None:
    body = page(cast.coordinator).get(reverse("reviews:ranking_xlsx")).content
    head, *lines = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)  # type: ignore[union-attr]  # it has a sheet
    place = {name: number for number, name in enumerate(head)}
    columns = ("Nomor", "Nilai asli (resmi)", "Sifat nilai", "Tahap yang dinilai")
    assert [tuple(line[place[name]] for name in columns) for line in lines] == [
        (two.whole.number, 66.67, None, "Dinilai di semua 2 tahap"),
        (two.part.number, 100, "sementara", "Dinilai di 1 dari 2 tahap"),
    ]


def test_recap_and_feedback_say_it_of_a_stage(two: SimpleNamespace, page: Page, cast: SimpleNamespace) -> None:
    for proposal, says in ((two.whole, False), (two.part, True)):
        sent = SentProposal.objects.get(pk=proposal.pk)
        recap = render_to_string(
            "reviews/scoring_desk/score_recap.html", recap_context(sent, timezone.now()) | {"city": city()}
        )
        assert ("sementara" in recap) is says
    Period.objects.update(feedback="scores")
    with factories.past_the_meeting():
        Proposal.objects.update(status=Status.SHORTLISTED)
    for proposal, says in ((two.whole, False), (two.part, True)):
        answer = page(cast.owner).get(proposal.get_absolute_url()).content.decode()
        assert "dari 100" in answer
        assert ("sementara" in answer) is says


def test_those_of_fewer_stages_stand_apart(two: SimpleNamespace, page: Page, cast: SimpleNamespace, period) -> None:
    assert [
        (row.proposal_id, row.gone_through)
        for row in ranking(period, SentProposal.objects.all(), frozen=latest(period))
    ] == [
        (two.whole.pk, "Dinilai di semua 2 tahap"),
        (two.part.pk, "Dinilai di 1 dari 2 tahap"),
    ]
    html = page(cast.coordinator).get(reverse("reviews:ranking")).content.decode()
    marks = re.findall(r'<li class="ranked-as">([^<]*)<|(PGK-[\d-]+)</span>', html)
    assert [one or other for one, other in marks if (one or other)][:4] == [
        "Dinilai di semua 2 tahap",
        two.whole.number,
        "Dinilai di 1 dari 2 tahap",
        two.part.number,
    ]
