"""The cut in the ranking: what it counts, what follows from it, and that it goes with one from page to page."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import Agency, User
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.core.workflow import Action
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.discussion import services as talking
from reviews.meeting.core.models import Meeting
from reviews.procedure.models import EVERY
from reviews.ranking.cutting import CutShare, Limit, decidable, effects
from tests.reviews.meetings import ruled

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
WHAT_IF = "/penilaian/peringkat/andai/"


@pytest.fixture
def field(cast: SimpleNamespace, make, give: Give, stages: list[ReviewStage]) -> list[Proposal]:
    """Four that can be decided: 100, 83.33, 66.67 and 66.67, the second and the last of Dinsos."""
    found = []
    for agency, levels in ((None, (3, 3)), (cast.other, (3, 2)), (None, (2, 2)), (cast.other, (2, 2))):
        proposal = make(agency=agency)
        for reviewer, level in zip((cast.reviewer, cast.second), levels, strict=True):
            give(proposal, reviewer, [level] * 3)
        found.append(proposal)
    return found


@pytest.fixture(autouse=True)
def _wide(stages: list[ReviewStage]) -> None:
    ReviewStage.objects.update(spread_limit=40)


def keys(proposals: list[Proposal]) -> tuple[int, ...]:
    return tuple(proposal.pk for proposal in proposals)


def test_only_what_can_be_decided_is_counted(
    field: list[Proposal], cast: SimpleNamespace, make, give: Give, stages: list[ReviewStage]
) -> None:
    unread, torn, decided, advanced = make(), make(), make(status="coaching"), make()
    give(unread, cast.reviewer, [3, 3, 3])  # the stage asks for two
    for reviewer, level in ((cast.reviewer, 3), (cast.second, 1)):
        give(torn, reviewer, [level] * 3)
    for reviewer in (cast.reviewer, cast.second):
        give(advanced, reviewer, [3, 3, 3])
    moves.perform(Action.ADVANCE, advanced, by=cast.coordinator)  # its next stage has no reviews yet
    known = decidable(cast.coordinator, field[0].period)
    assert set(known.values_list("pk", flat=True)) == set(keys(field))
    talking.settle(torn, "Sepakat.", by=cast.coordinator)
    assert set(known.all().values_list("pk", flat=True)) == {*keys(field), torn.pk}
    assert not known.filter(pk__in=(unread.pk, decided.pk, advanced.pk)).exists()
    Interest.objects.create(user=cast.coordinator, proposal_id=torn.pk, reason="Saudara.")
    assert torn.pk not in decidable(cast.coordinator, field[0].period).values_list("pk", flat=True)


def test_every_stage_that_the_procedure_asks_for_counts(
    field: list[Proposal], cast: SimpleNamespace, make, give: Give, stages: list[ReviewStage]
) -> None:
    """Complete in the second stage and not in the first, or the other way round: neither can be praised."""
    whole, late = make(), make()
    for proposal, first in ((whole, 2), (late, 1)):
        for reviewer in (cast.reviewer, cast.second)[:first]:
            give(proposal, reviewer, [3, 3, 3])
        Proposal.objects.filter(pk=proposal.pk).update(review_round=2)
        for reviewer in (cast.reviewer, cast.second):
            give(proposal, reviewer, [3, 3, 3], stage=2)
    assert late.pk not in keys(decidable(cast.coordinator, Period.objects.get())), "the first stage is asked for alone"
    ruled(shortlist_needs=[EVERY])
    assert list(decidable(cast.coordinator, Period.objects.get()).values_list("pk", flat=True)) == [whole.pk]


@pytest.mark.parametrize(
    ("limit", "into", "following"),
    [
        (Limit(best=1), 1, (1, 2, 3)),
        (Limit(best=3), 3, (3,)),
        (Limit(best=9), 4, ()),
        (Limit(score=83), 2, (2, 3)),
        (Limit(score=100), 1, (1, 2, 3)),
    ],
)
def test_the_limit_lets_in_the_best_or_those_with_the_score(
    field: list[Proposal], cast: SimpleNamespace, limit: Limit, into: int, following: tuple[int, ...]
) -> None:
    answer = effects(cast.coordinator, field[0].period, limit, frozen=None)
    assert (answer.inside, answer.outside) == (keys(field[:into]), 4 - into)
    assert answer.following == tuple(field[place].pk for place in following)


def test_it_says_what_follows_for_agencies_kinds_and_affairs(field: list[Proposal], cast: SimpleNamespace) -> None:
    answer = effects(cast.coordinator, field[0].period, Limit(best=1), frozen=None)
    assert answer.agencies == [CutShare("Dinkes", 1, 2), CutShare("Dinsos", 0, 2)]
    assert [share.name for share in answer.without] == ["Dinsos"]
    assert answer.kinds == [CutShare("Belum diisi", 1, 4)] and answer.affairs == [CutShare("", 1, 4)]
    assert answer.missing == []
    wider = effects(cast.coordinator, field[0].period, Limit(best=4), frozen=None)
    assert [share.name for share in wider.several] == ["Dinkes", "Dinsos"] and wider.without == []


def test_an_agency_whose_praised_proposal_is_hidden_counts_as_one_without(
    field: list[Proposal], cast: SimpleNamespace, make
) -> None:
    """Else the name that is left out would tell of a proposal that the coordinator may not know of."""
    third = Agency.objects.create(
        code="dlh", name="Dinas LH", official_name="Dinas LH", short_name="DLH", kind="dinas", in_target=True
    )
    praised = make(agency=third, status="shortlisted")
    assert effects(cast.coordinator, field[0].period, Limit(best=1), frozen=None).missing == []
    Interest.objects.create(user=cast.coordinator, proposal_id=praised.pk, reason="Saudara.")
    assert effects(cast.coordinator, field[0].period, Limit(best=1), frozen=None).missing == ["DLH"]


def said(browser: Client, address: str) -> str:
    return re.sub(r"\s+", " ", browser.get(address).content.decode())


def test_the_question_stays_in_the_address_and_goes_to_the_meeting_and_back(
    page: Page, field: list[Proposal], meeting: Meeting, cast: SimpleNamespace
) -> None:
    browser, choose = page(cast.coordinator), reverse("reviews:meeting_choose", args=[meeting.pk])
    there = said(browser, f"{choose}?terbaik=2")
    assert f"{WHAT_IF}?terbaik=2&amp;tahun=2026&amp;rapat={meeting.pk}" in there
    back = said(browser, f"{WHAT_IF}?terbaik=2&tahun=2026&rapat={meeting.pk}")
    assert f'href="{choose}?terbaik=2"' in back
    assert 'name="terbaik" value="2"' in back and f"{reverse('reviews:ranking')}?tahun=2026&amp;terbaik=2" in back
    assert 'name="terbaik" value="2"' in said(browser, f"{reverse('reviews:ranking')}?tahun=2026&terbaik=2")
    steps = re.findall(r'href="(\?[^"]*terbaik=[13][^"]*)"', back)
    assert [step.replace("&amp;", "&") for step in steps] == [
        f"?terbaik={best}&tahun=2026&rapat={meeting.pk}" for best in (1, 3)
    ]


def test_the_meeting_ticks_what_the_cut_lets_in_and_draws_the_line_below_it(
    page: Page, field: list[Proposal], meeting: Meeting, make, give: Give, cast: SimpleNamespace
) -> None:
    unread = make()
    give(unread, cast.reviewer, [3, 3, 3])
    browser = page(cast.coordinator)
    context = browser.get(reverse("reviews:meeting_choose", args=[meeting.pk]), {"terbaik": "2"}).context
    lines = {item["proposal"].pk: item for item in context["lines"]}
    assert {key for key, item in lines.items() if item["ticked"]} == set(keys(field[:2]))
    assert [key for key, item in lines.items() if item["cut"]] == [field[1].pk]
    assert {key for key, item in lines.items() if item["below"]} == {unread.pk, *keys(field[2:])}
    meeting.decisions.create(proposal_id=field[0].pk, action="shortlist", prepared_by=cast.coordinator)
    again = browser.get(reverse("reviews:meeting_choose", args=[meeting.pk]), {"terbaik": "2"}).context["lines"]
    assert [item["proposal"].pk for item in again if item["ticked"]] == [field[1].pk]


def test_another_limit_names_who_would_move(page: Page, field: list[Proposal], cast: SimpleNamespace) -> None:
    browser = page(cast.coordinator)
    for asked, moving in (
        ({"batas": "80", "banding": "60"}, field[2:]),
        ({"terbaik": "3", "banding": "1"}, field[1:3]),
    ):
        context = browser.get(WHAT_IF, asked).context
        assert [row.name for row in context["moving"]] == [proposal.title for proposal in moving]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"terbaik": "2", "batas": "70"}, "Isi salah satu saja"),
        ({"terbaik": "", "batas": ""}, "Isi jumlah terbaik atau batas nilai."),
        ({"terbaik": "0"}, "1"),
        ({"batas": "101"}, "100"),
    ],
)
def test_what_does_not_read_as_one_limit_is_asked_again(
    page: Page, field: list[Proposal], cast: SimpleNamespace, asked: dict[str, str], words: str
) -> None:
    answer = page(cast.coordinator).get(WHAT_IF, asked)
    errors = " ".join(str(error) for found in answer.context["form"].errors.values() for error in found)
    assert words in errors and "answer" not in answer.context


def test_it_asks_as_often_for_four_as_for_ten(
    page: Page, field: list[Proposal], meeting: Meeting, make, give: Give, cast: SimpleNamespace
) -> None:
    browser = page(cast.coordinator)
    addresses = [f"{WHAT_IF}?terbaik=2&banding=3", f"{reverse('reviews:meeting_choose', args=[meeting.pk])}?batas=70"]

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    before = [asked(address) for address in addresses]
    for _ in range(6):
        more = make()
        for reviewer in (cast.reviewer, cast.second):
            give(more, reviewer, [3, 2, 3])
    assert [asked(address) for address in addresses] == before
