"""Forms that make something, sent several times at the same moment: one thing is made, and everybody is led to it."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.once import SentForm
from foundation.queue.tasks import forget_sent_forms
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.discussion.models import Message
from proposals.importing.models import ImportBatch
from tests import factories
from tests.at_once import at_once
from tests.factories import Cast

NEW = {"title": "Antrean tanpa tunggu", "csrfmiddlewaretoken": "a" * 64}


def sender(person: User, url: str, values: dict[str, object]) -> Callable[[], HttpResponse]:
    browser = Client()
    browser.force_login(person)
    return lambda: browser.post(url, values)


def ends(answers: list[HttpResponse]) -> set[str]:
    """Where the answers lead, or what they are when they lead nowhere."""
    return {answer.headers.get("Location", str(answer.status_code)) for answer in answers}


@pytest.mark.django_db(transaction=True)
def test_twelve_new_proposals_at_once_are_one_draft(cast: Cast) -> None:
    factories.period()
    answers = at_once(*(sender(cast.owner, reverse("proposals:new"), NEW) for _ in range(12)))
    made = Proposal.objects.get()
    assert ends(answers) == {reverse("proposals:edit", args=[made.pk, "profil"])}


@pytest.mark.django_db(transaction=True)
def test_last_years_proposal_continued_twice_at_once_is_one_draft(cast: Cast) -> None:
    period = factories.period()
    old = factories.draft(of=cast.home)
    earlier = timezone.now() - datetime.timedelta(days=400)
    Period.objects.filter(pk=old.period_id).update(is_side_round=True)
    now = Period.objects.create(
        year=period.year + 1, name="Usulan berikut", guide=period.guide, opens_at=earlier, closes_at=period.closes_at
    )
    Period.objects.filter(pk=now.pk).update(opens_at=timezone.now() - datetime.timedelta(hours=1))
    url = f"{reverse('proposals:carry_over', args=[old.pk])}?tahun={now.year}"
    answers = at_once(*(sender(person, url, {}) for person in (cast.owner, cast.owner, cast.owner, cast.colleague)))
    made = Proposal.objects.get(period=now)
    assert ends(answers) <= {reverse("proposals:edit", args=[made.pk, "periksa"]), reverse("proposals:new")}


@pytest.mark.django_db(transaction=True)
def test_a_spreadsheet_sent_four_times_at_once_is_checked_once(cast: Cast) -> None:
    factories.period()
    url = reverse("proposals:import")

    def sheet() -> dict[str, object]:
        return {"file": SimpleUploadedFile("usulan.csv", b"Judul\nAntrean\n")}

    answers = at_once(*(sender(cast.owner, url, sheet()) for _ in range(4)))
    assert ends(answers) == {ImportBatch.objects.get().get_absolute_url()}


@pytest.mark.django_db(transaction=True)
def test_a_message_sent_three_times_at_once_stands_once(cast: Cast) -> None:
    proposal = factories.proposal("submitted", of=cast.home)
    url = reverse("proposals:discussion", args=[proposal.pk])
    at_once(*(sender(cast.owner, url, {"text": "Mohon dicek."}) for _ in range(3)))
    assert Message.objects.count() == 1


@pytest.fixture
def send(cast: Cast) -> Callable[..., str]:
    factories.period()

    def sent(**changes: str) -> str:
        answer = sender(cast.owner, reverse("proposals:new"), {**NEW, **changes})()
        return str(answer.headers.get("Location", answer.status_code))

    return sent


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"title": "Antrean lain"}, {"csrfmiddlewaretoken": "b" * 64}])
def test_another_title_and_another_page_make_another_draft(send: Callable[..., str], change: dict[str, str]) -> None:
    assert send() != send(**change)
    assert Proposal.objects.count() == 2


@pytest.mark.django_db
def test_a_form_that_was_refused_may_be_sent_again(send: Callable[..., str], cast: Cast) -> None:
    period = factories.period()
    Period.objects.filter(pk=period.pk).update(closes_at=timezone.now() - datetime.timedelta(minutes=1))
    assert send() == "200"
    Period.objects.filter(pk=period.pk).update(closes_at=timezone.now() + datetime.timedelta(days=1))
    assert send().startswith("/usulan/")


@pytest.mark.django_db
def test_after_the_draft_was_deleted_the_same_form_makes_a_new_one(send: Callable[..., str]) -> None:
    send()
    Proposal.objects.all().delete()
    assert send() == reverse("proposals:edit", args=[Proposal.objects.get().pk, "profil"])


@pytest.mark.django_db
def test_an_hour_later_it_is_another_form_and_the_old_one_is_forgotten(send: Callable[..., str]) -> None:
    first = send()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
        assert send() != first
        assert SentForm.objects.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=130)):
        forget_sent_forms(timestamp=0)
    assert not SentForm.objects.exists()
