"""Raw and adjusted scores side by side, and the official one of the two through ranking, meeting and papers."""

import io
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from reviews.core.models import Assignment
from reviews.core.standings import ProposalStanding
from reviews.discussion.services import settle
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import paper_context
from reviews.meeting.preparing import services as convening
from reviews.ranking.adjusting import last_reckoning, reckon

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
Make = Callable[..., Proposal]
REASON = "Nilai tersesuaikan belum dihitung"


@pytest.fixture
def contest(make: Make, give: Give, cast: SimpleNamespace, period: Period) -> SimpleNamespace:
    """`mild` met two lenient reviewers, `harsh` a lenient and a strict one; all others are of one quality."""
    lenient, other, strict = cast.reviewer, cast.second, cast.third
    for _ in range(5):
        for pair in ((lenient, other), (lenient, strict), (other, strict)):
            row = make(agency=cast.other)
            for reviewer in pair:
                give(row, reviewer, [2, 2, 2] if reviewer == strict else [3, 3, 3])
    mild, harsh = make(), make()
    give(mild, lenient, [3, 3, 2])
    give(mild, other, [3, 3, 2])
    give(harsh, lenient, [3, 3, 3])
    give(harsh, strict, [2, 2, 2])
    reckon(period)
    return SimpleNamespace(mild=mild, harsh=harsh)


@pytest.fixture
def column(request: pytest.FixtureRequest, period: Period) -> str:
    """The official column, chosen before the first score."""
    Period.objects.filter(pk=period.pk).update(ranking_column=request.param)
    period.ranking_column = request.param
    return str(request.param)


BOTH = pytest.mark.parametrize("column", ["raw", "adjusted"], indirect=True)


def ahead(column: str, contest: SimpleNamespace) -> list[int]:
    """The two proposals in the order that the column gives them."""
    found = [contest.harsh.pk, contest.mild.pk]
    return found if column == "adjusted" else found[::-1]


def of_two(keys: list[int], contest: SimpleNamespace) -> list[int]:
    return [key for key in keys if key in (contest.mild.pk, contest.harsh.pk)]


@BOTH
def test_the_ranking_shows_both_and_follows_the_official_one(
    page: Page, cast: SimpleNamespace, column: str, contest: SimpleNamespace
) -> None:
    answer = page(cast.coordinator).get(reverse("reviews:ranking"))
    rows = {line.proposal_id: line for line, _, _ in answer.context["lines"]}
    assert of_two(list(rows), contest) == ahead(column, contest)
    mild, harsh = rows[contest.mild.pk], rows[contest.harsh.pk]
    assert float(mild.raw) == 93.33 and float(harsh.raw) == 83.34
    assert harsh.adjusted > mild.adjusted
    assert (mild.score, harsh.score) == (
        (mild.adjusted, harsh.adjusted) if column == "adjusted" else (mild.raw, harsh.raw)
    )
    text = answer.content.decode()
    official = "Tersesuaikan (resmi)" if column == "adjusted" else "Nilai asli (resmi)"
    assert official in text and text.count("(resmi)") == 1
    assert f"{mild.adjusted}".replace(".", ",") in text and REASON not in text


@BOTH
def test_spreadsheet_what_if_and_meeting_follow_it_too(
    page: Page, cast: SimpleNamespace, column: str, contest: SimpleNamespace, period: Period
) -> None:
    browser = page(cast.coordinator)
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("reviews:ranking_xlsx")).content)).active
    head, *body = sheet.iter_rows(values_only=True)
    place = {name: number for number, name in enumerate(head)}
    by_number = {line[place["Nomor"]]: line for line in body}
    official = "Nilai tersesuaikan (resmi)" if column == "adjusted" else "Nilai asli (resmi)"
    assert [name for name in head if "(resmi)" in name] == [official]
    assert {number: line[place[official]] for number, line in by_number.items()} == {
        standing.number: None if standing.official is None else float(standing.official)
        for standing in ProposalStanding.objects.filter(period=period)
    }
    settle(contest.harsh, "Sepakat.", by=cast.coordinator)  # an open dispute is not decided
    answer = browser.get(reverse("reviews:what_if"), {"batas": "86"}).context["answer"]
    inside = of_two(answer.inside, contest)
    assert inside == ahead(column, contest)[:1]
    facts = {"title": "Pleno", "held_at": timezone.now(), "place": "Aula"}
    meeting = convening.save_meeting(
        Meeting(period=period, chair=cast.leader, head=cast.coordinator, **facts), by=cast.coordinator
    )
    offered = browser.get(reverse("reviews:meeting_choose", args=[meeting.pk])).context["lines"]
    assert of_two([item["proposal"].pk for item in offered], contest) == ahead(column, contest)
    convening.decide(meeting, "pass_over", [contest.mild.pk, contest.harsh.pk], by=cast.coordinator)
    ((_, lines),) = browser.get(meeting.get_absolute_url()).context["groups"]
    assert [line.proposal.pk for line in lines] == ahead(column, contest)
    paper = paper_context(meeting, "peringkat", timezone.now(), by=cast.coordinator)
    assert of_two([line.proposal.pk for line in paper["lines"]], contest) == ahead(column, contest)
    assert paper["by_adjusted"] == (column == "adjusted") and paper["adjusted_reason"] == ""


@BOTH
def test_with_too_little_overlap_the_raw_scores_order_and_the_page_says_why(
    page: Page, cast: SimpleNamespace, make: Make, give: Give, period: Period, column: str
) -> None:
    low, high = make(), make()
    give(low, cast.reviewer, [2, 2, 2])
    give(high, cast.second, [3, 3, 3])
    reckon(period)
    answer = page(cast.coordinator).get(reverse("reviews:ranking"))
    assert [line.proposal_id for line, _, _ in answer.context["lines"]] == [high.pk, low.pk]
    assert {line.adjusted for line, _, _ in answer.context["lines"]} == {None}
    text = answer.content.decode()
    assert REASON in text and "Nilai asli (resmi)" in text
    found = last_reckoning(period)
    assert not found.official and found.reason.startswith(REASON)


def typed(period: Period, **changed: object) -> dict[str, object]:
    data = {
        "name": period.name,
        "target": period.target,
        "minimum_per_agency": period.minimum_per_agency,
        "opens_at": period.opens_at.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": period.closes_at.strftime("%Y-%m-%dT%H:%M"),
        "feedback": period.feedback,
        "ranking_column": period.ranking_column,
    }
    return data | changed


def test_the_official_column_is_decided_before_the_first_score(
    page: Page, cast: SimpleNamespace, proposal: Proposal, give: Give, period: Period
) -> None:
    browser, address = page(cast.coordinator), reverse("proposals:period_edit", args=[period.year])
    browser.post(address, typed(period, ranking_column="adjusted"))
    period.refresh_from_db()
    assert period.ranking_column == "adjusted"
    give(proposal, cast.reviewer, [3, 3, 3])
    refused = browser.post(address, typed(period, ranking_column="raw", name="Nama lain"))
    assert "Penilaian periode ini sudah dimulai" in refused.content.decode()
    assert "Nama lain" in refused.content.decode()
    with pytest.raises(DatabaseError, match="decided before scoring starts"), transaction.atomic():
        Period.objects.filter(pk=period.pk).update(ranking_column="raw")
    browser.post(address, typed(period, name="Nama lain"))
    period.refresh_from_db()
    assert (period.ranking_column, period.name) == ("adjusted", "Nama lain")
    other = Period.objects.create(
        year=2027,
        name="Lain",
        opens_at=period.opens_at,
        closes_at=period.closes_at,
        guide=period.guide,
        is_side_round=True,
    )
    Period.objects.filter(pk=other.pk).update(ranking_column="adjusted")
