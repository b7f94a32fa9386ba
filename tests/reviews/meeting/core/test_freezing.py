"""One rank per period: frozen for a meeting, the same everywhere, continued by the next, kept once somebody signed."""

import io
import json
import re
import threading
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.audit.models import LedgerEntry
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.core.models import Assignment, Interest
from reviews.meeting.core.freezing import freeze_anew
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import releasing, signing
from reviews.ranking.frozen import FrozenPlace, FrozenRanking, latest
from reviews.ranking.ranking import in_order, ranking
from tests.at_once import at_once
from tests.reviews.meetings import excuse

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
Make = Callable[..., Proposal]


@pytest.fixture
def after(scored: list[SentProposal], meeting: Meeting, cast: SimpleNamespace) -> Meeting:
    """A meeting whose ranking was frozen when the three had their scores."""
    freeze_anew(meeting, by=cast.coordinator)
    return meeting


def second(period: Period, chair: User, cast: SimpleNamespace) -> Meeting:
    facts = {"title": "Rapat kedua", "held_at": timezone.now(), "place": "Aula"}
    return convening.save_meeting(Meeting(period=period, chair=chair, head=cast.leader, **facts), by=cast.coordinator)


def order(period: Period, meeting: Meeting | None = None) -> dict[int, tuple[int | None, str]]:
    rows = ranking(period, SentProposal.objects.all(), frozen=latest(period, meeting.pk if meeting else None))
    return {row.proposal_id: (row.place, str(row.raw)) for row in rows}


def overtake(scored: list[SentProposal], give: Give, cast: SimpleNamespace) -> None:
    """The third becomes better than the second by new reviews."""
    for reviewer in (cast.reviewer, cast.second):
        give(scored[2], reviewer, [3, 3, 2])


def test_later_reviews_move_nothing_and_are_counted(
    after: Meeting, scored: list[SentProposal], give: Give, cast: SimpleNamespace, period: Period
) -> None:
    before = order(period)
    overtake(scored, give, cast)
    assert order(period) == before
    assert list(in_order(period, frozen=latest(period))) == [row.pk for row in scored]
    frozen = latest(period)
    assert frozen is not None and (frozen.changed(()), "1 nilai berubah sesudahnya" in frozen.words(())) == (1, True)
    [row] = [row for row in ranking(period, SentProposal.objects.all(), frozen=latest(period)) if row.now]
    assert (row.proposal_id, str(row.now)) == (scored[2].pk, "93,33 sementara")


def test_what_is_hidden_is_not_counted_for_whom_it_is_hidden(
    after: Meeting, scored: list[SentProposal], give: Give, cast: SimpleNamespace, page: Page
) -> None:
    overtake(scored, give, cast)
    Interest.objects.create(user=cast.coordinator, proposal=scored[2], reason="Saudara pengusul.")
    for who, words in ((cast.coordinator, "tidak ada nilai yang berubah"), (cast.leader, "1 nilai berubah")):
        assert f"{words} sesudahnya" in page(who).get(after.get_absolute_url()).content.decode()
        paper = papers.paper_context(after, "berita-acara", timezone.now(), by=who)
        assert f"{words} sesudahnya" in paper["frozen_words"]
    browser = page(cast.coordinator)
    for address in (reverse("reviews:ranking"), reverse("reviews:meeting_choose", args=[after.pk])):
        assert "tidak ada nilai yang berubah sesudahnya" in browser.get(address).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("reviews:ranking_xlsx")).content))
    assert "tidak ada nilai yang berubah sesudahnya" in str(book["Keterangan"]["B1"].value)


@pytest.mark.parametrize("path", ["", "usulan/?terbaik=1", "sidang/", "ranking", "what_if"])
def test_a_page_asks_for_the_frozen_ranking_once(
    after: Meeting, scored: list[SentProposal], cast: SimpleNamespace, page: Page, path: str
) -> None:
    convening.decide(after, Action.SHORTLIST, [scored[1].pk], by=cast.coordinator)
    named = path in ("ranking", "what_if")
    address = f"{reverse(f'reviews:{path}')}?terbaik=1" if named else f"{after.get_absolute_url()}{path}"
    with CaptureQueriesContext(connection) as captured:
        assert page(cast.coordinator).get(address).status_code == 200
    asked = [query["sql"] for query in captured]
    assert sum(sql.startswith('SELECT "reviews_frozenranking"') for sql in asked) == 1
    assert sum("r.score IS DISTINCT FROM s.official" in sql for sql in asked) <= 1


def test_what_comes_later_stands_behind_all_that_are_frozen(
    after: Meeting, make: Make, give: Give, cast: SimpleNamespace, period: Period
) -> None:
    late = make()
    for reviewer in (cast.reviewer, cast.second):
        give(late, reviewer, [3, 3, 3])
    assert order(period)[late.pk] == (4, "100.00")
    assert list(in_order(period, frozen=latest(period)))[-1] == late.pk


def test_page_sheet_meeting_and_papers_show_one_rank(
    after: Meeting, scored: list[SentProposal], give: Give, cast: SimpleNamespace, period: Period, page: Page
) -> None:
    overtake(scored, give, cast)
    for proposal in scored:
        after.decisions.create(proposal=proposal, action="shortlist", prepared_by=cast.coordinator)
    browser = page(cast.coordinator)
    pages = {
        name: re.findall(r'data-figure="proposal.rank"[^>]*data-subject="([^"]*)"[^>]*>(\d+)<', answer.content.decode())
        for name, answer in {
            "ranking": browser.get(reverse("reviews:ranking")),
            "choose": browser.get(reverse("reviews:meeting_choose", args=[after.pk])),
            "meeting": browser.get(after.get_absolute_url()),
        }.items()
    }
    book = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("reviews:ranking_xlsx")).content))
    pages["sheet"] = [(row[1], str(row[0])) for row in book["Peringkat"].iter_rows(min_row=2, values_only=True)]
    for name in ("peringkat", "berita-acara", "unggulan"):
        context = papers.paper_context(after, name, timezone.now(), by=cast.leader)
        pages[name] = [(line.proposal.number, str(line.row.place)) for line in context["lines"]]
    one = [(proposal.number, str(place)) for place, proposal in enumerate(scored, 1)]
    assert pages == dict.fromkeys(pages, one)
    assert "1 nilai berubah sesudahnya" in str(book["Keterangan"]["B1"].value)


def test_only_an_explicit_act_of_a_coordinator_freezes_anew_and_the_record_keeps_it(
    after: Meeting, scored: list[SentProposal], give: Give, cast: SimpleNamespace, period: Period, page: Page
) -> None:
    overtake(scored, give, cast)
    with pytest.raises(MeetingRefused, match="Hanya koordinator"):
        freeze_anew(after, by=cast.leader)
    answer = page(cast.coordinator).post(reverse("reviews:meeting_freeze", args=[after.pk]), follow=True)
    assert "tidak ada nilai yang berubah sesudahnya" in answer.content.decode()
    assert [key for key, (place, _) in sorted(order(period).items(), key=lambda each: each[1])] == [
        scored[0].pk,
        scored[2].pk,
        scored[1].pk,
    ]
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.actor_id, json.loads(entry.after)["nilai berubah"]) == (cast.coordinator.pk, 1)


def test_two_meetings_under_way_share_one_rank(
    after: Meeting, scored: list[SentProposal], give: Give, cast: SimpleNamespace, chair: User, period: Period
) -> None:
    overtake(scored, give, cast)
    other = second(period, chair, cast)
    assert order(period, other) == order(period, after)
    freeze_anew(other, by=cast.coordinator)
    assert order(period, other) == order(period, after)
    assert order(period, after)[scored[2].pk][0] == 2


@pytest.mark.django_db(transaction=True)
def test_two_meetings_made_at_once_share_one_rank(
    scored: list[SentProposal], give: Give, cast: SimpleNamespace, chair: User, period: Period
) -> None:
    frozen, commit = threading.Event(), threading.Event()

    def one() -> Meeting:
        with transaction.atomic():
            made = second(period, chair, cast)
            frozen.set()
            assert commit.wait(30)
        return made

    def other() -> Meeting:
        assert frozen.wait(30)
        overtake(scored, give, cast)  # reviewers go on between the two
        threading.Timer(1, commit.set).start()
        return second(period, chair, cast)

    meetings = at_once(one, other)
    first, last = (order(period, each) for each in meetings)
    assert first == last == order(period)
    assert [first[row.pk][0] for row in scored] == [1, 2, 3]
    assert FrozenRanking.objects.count() == 2


def test_a_second_meeting_continues_the_first(
    after: Meeting, scored: list[SentProposal], give: Give, cast: SimpleNamespace, chair: User, period: Period
) -> None:
    convening.decide(after, Action.SHORTLIST, [scored[1].pk], by=cast.coordinator)
    excuse(after, cast.coordinator)
    for signer in (chair, cast.leader):
        signing.sign(after, by=signer)
    releasing.release(after, by=cast.coordinator)
    for reviewer in (cast.reviewer, cast.second):
        give(scored[2], reviewer, [3, 3, 3])
        give(scored[0], reviewer, [2, 2, 1])
    other = second(period, chair, cast)
    # The second keeps its place and score; of the two others, the third is better now.
    assert {key: place for key, (place, _) in order(period).items()} == {
        scored[2].pk: 1,
        scored[1].pk: 2,
        scored[0].pk: 3,
    }
    assert order(period) == order(period, other)
    assert order(period, after)[scored[1].pk] == order(period, other)[scored[1].pk]


@pytest.mark.parametrize("model", [FrozenRanking, FrozenPlace])
@pytest.mark.parametrize("act", ["update", "delete", "insert"])
def test_a_signed_ranking_cannot_be_changed_by_anybody(
    after: Meeting, scored: list[SentProposal], make: Make, cast: SimpleNamespace, model, act: str
) -> None:
    convening.decide(after, Action.REJECT, [scored[2].pk], by=cast.coordinator, note="Belum berbukti.")
    Meeting.objects.filter(pk=after.pk).update(chair_signed_at=timezone.now())
    late = make()
    with pytest.raises(MeetingRefused, match="sudah disetujui atau dirilis"):
        freeze_anew(after, by=cast.coordinator)
    acts = {
        "insert": lambda: FrozenPlace.objects.create(frozen_id=after.pk, proposal_id=late.pk, provisional=True),
        "delete": model.objects.all().delete,
        "update": lambda: model.objects.update(**{"place": None} if model is FrozenPlace else {"at": timezone.now()}),
    }
    with pytest.raises(DatabaseError, match="fixed once it is signed"), transaction.atomic():
        acts[act]()
