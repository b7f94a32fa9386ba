"""A deadline in the past, and stages that end out of order, are asked for once more with what follows from them."""

import datetime
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.core.models import Assignment, ReviewStage

Page = Callable[[User], Client]
DAY = datetime.timedelta(days=1)
SHAPE = "%Y-%m-%dT%H:%M"


def local(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).strftime(SHAPE)


def of_period(period: Period, closes: datetime.datetime, **more: str) -> dict[str, object]:
    names = ("target", "minimum_per_agency", "feedback", "ranking_column")
    kept = {name: getattr(period, name) for name in names}
    return kept | {"name": "Nama baru", "opens_at": local(period.opens_at), "closes_at": local(closes)} | more


def of_stage(stage: ReviewStage, closes: datetime.datetime, **more: str) -> dict[str, object]:
    opens = local(stage.opens_at) if stage.opens_at else ""
    return {"name": "Nama baru", "purpose": "", "reviewers_per_proposal": 2, "opens_at": opens} | {
        "closes_at": local(closes),
        **more,
    }


def box(text: str) -> str:
    found = re.search(r'name="akibat" value="([0-9a-f]+)"', text)
    assert found
    return found[1]


def test_a_deadline_moved_into_the_past_is_asked_for_and_keeps_what_was_typed(
    page: Page, make: Callable[..., Proposal], cast: SimpleNamespace, period: Period
) -> None:
    make(Status.DRAFT)
    make(Status.RETURNED)
    make(Status.IN_REVIEW)
    address, past = reverse("proposals:period_edit", args=[period.year]), timezone.now() - DAY
    browser = page(cast.coordinator)
    asked = browser.post(address, of_period(period, past)).content.decode()
    assert "2 draf tidak dapat diajukan lagi" in asked and "Nama baru" in asked and local(past) in asked
    assert Period.objects.get().closes_at == period.closes_at
    # The box of one consequence does not stand for another.
    make(Status.DRAFT)
    again = browser.post(address, of_period(period, past, akibat=box(asked))).content.decode()
    assert "3 draf tidak dapat diajukan lagi" in again
    answer = browser.post(address, of_period(period, past, akibat=box(again)))
    assert answer.status_code == 302
    assert local(Period.objects.get().closes_at) == local(past)


def test_a_deadline_in_the_future_is_not_asked_for(page: Page, cast: SimpleNamespace, period: Period) -> None:
    data = of_period(period, timezone.now() + 5 * DAY)
    assert page(cast.coordinator).post(reverse("proposals:period_edit", args=[period.year]), data).status_code == 302


def test_a_stage_closed_at_once_says_how_many_reviews_are_cut_off(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    browser, address = page(cast.coordinator), reverse("reviews:stage", args=[stages[0].pk])
    past = timezone.now() - DAY
    asked = browser.post(address, of_stage(stages[0], past)).content.decode()
    assert "1 penilaian belum selesai akan tertutup" in asked
    assert ReviewStage.objects.get(pk=stages[0].pk).closes_at == stages[0].closes_at
    assert browser.post(address, of_stage(stages[0], past, akibat=box(asked))).status_code == 302
    assert ReviewStage.objects.get(pk=stages[0].pk).closes_at != stages[0].closes_at


@pytest.mark.parametrize(
    ("which", "days", "sentence"),
    [(1, 10, "sebelum tahap “Penilaian proposal” yang mendahuluinya"), (0, 60, "Tahap “Presentasi” sesudahnya")],
)
def test_stages_that_end_out_of_order_are_asked_for(
    page: Page, cast: SimpleNamespace, stages: list[ReviewStage], which: int, days: int, sentence: str
) -> None:
    browser, address = page(cast.coordinator), reverse("reviews:stage", args=[stages[which].pk])
    data = of_stage(stages[which], timezone.now() + days * DAY)
    asked = browser.post(address, data).content.decode()
    assert sentence in asked
    assert browser.post(address, data | {"akibat": box(asked)}).status_code == 302


def test_a_reversed_window_is_refused_at_its_field(
    page: Page, cast: SimpleNamespace, stages: list[ReviewStage]
) -> None:
    answer = page(cast.coordinator).post(
        reverse("reviews:stage", args=[stages[0].pk]), of_stage(stages[0], stages[0].opens_at - DAY)
    )
    assert answer.context["form"].errors == {"closes_at": ["Waktu penutupan harus sesudah waktu pembukaan."]}
