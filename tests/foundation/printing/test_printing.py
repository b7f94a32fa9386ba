"""Long papers: the queue prints them, one for each person, and they are kept until they would say something else."""

import datetime
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import User
from foundation.printing import services
from foundation.printing.models import PrintOrder
from foundation.printing.tasks import forget_printed, given_up, print_order
from foundation.queue.jobs import JobState
from proposals.core.guide.lengths import most_characters
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from tests import factories
from tests.at_once import at_once
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    """A draft whose sections all hold as much as they may, and a bound that it passes with any guide."""
    monkeypatch.setattr(services, "AT_ONCE", 0.2)
    draft = factories.draft(of=cast.home)
    for part in Section.objects.filter(guide=draft.period.guide_id, parent__isnull=False):
        text = ("kata sepanjang ini " * most_characters(part))[: most_characters(part)]
        SectionText.objects.update_or_create(
            proposal=draft, section=part, defaults={"text": text, "words": 1, "updated_by": cast.owner}
        )
    return draft


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def address(proposal: Proposal) -> str:
    return reverse("proposals:print", args=[proposal.pk])


@pytest.mark.usefixtures("unprinted")
def test_a_draft_of_the_allowed_maximum_goes_through_the_queue_and_is_kept(cast: Cast, full: Proposal) -> None:
    browser, url = browser_of(cast.owner), address(full)
    assert browser.get(url).url == browser.get(url).url == PrintOrder.objects.get().get_absolute_url()
    order = PrintOrder.objects.get()
    page = browser.get(order.get_absolute_url()).content.decode()
    assert f'hx-get="{order.get_absolute_url()}"' in page

    print_order(order.pk)
    part = browser.get(order.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert f'href="{url}"' in part and "<html" not in part
    paper = browser.get(url)
    assert paper.headers["Content-Type"] == "application/pdf"
    assert browser_of(cast.colleague).get(url).content == paper.content
    assert (PrintOrder.objects.count(), PrintOrder.objects.get().source) == (1, "")

    SectionText.objects.filter(proposal=full).update(text="kata yang lain " * 2000)
    old = Path(default_storage.path(str(PrintOrder.objects.get().file.name)))
    assert old.exists()
    assert browser.get(url).url == PrintOrder.objects.get().get_absolute_url() != order.get_absolute_url()


@pytest.mark.usefixtures("unprinted")
def test_one_person_has_one_paper_under_way(cast: Cast, full: Proposal) -> None:
    other = factories.draft(2, of=cast.home)
    for text in SectionText.objects.filter(proposal=full):
        text.pk, text.proposal, text._state.adding = None, other, True
        text.save()
    browser = browser_of(cast.owner)
    assert browser.get(address(full)).url == browser.get(address(other)).url
    assert browser_of(cast.colleague).get(address(other)).url != browser.get(address(full)).url
    assert ProcrastinateJob.objects.filter(task_name="print_order").count() == 2


@pytest.mark.usefixtures("unprinted")
def test_only_its_person_watches_and_a_failure_is_told(
    cast: Cast, full: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = browser_of(cast.owner).get(address(full)).url
    assert browser_of(cast.colleague).get(url).status_code == 404

    def broken(source: str, **_: object) -> bytes:
        raise ValueError

    monkeypatch.setattr("foundation.printing.producing.printed", broken)
    print_order(PrintOrder.objects.get().pk)
    assert PrintOrder.objects.get().state == JobState.FAILED
    assert "Berkas belum dapat disusun" in browser_of(cast.owner).get(url).content.decode()
    assert browser_of(cast.owner).get(address(full)).url != url


@pytest.mark.usefixtures("unprinted")
def test_what_kills_its_workers_is_told_as_well(cast: Cast, full: Proposal) -> None:
    browser_of(cast.owner).get(address(full))
    given_up(order=PrintOrder.objects.get().pk)
    assert PrintOrder.objects.get().state == JobState.FAILED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unprinted")
def test_ten_requests_at_once_are_one_order(cast: Cast, full: Proposal) -> None:
    browsers = [browser_of(cast.owner) for _ in range(10)]
    answers = at_once(*(lambda browser=browser: browser.get(address(full)).url for browser in browsers))
    assert set(answers) == {PrintOrder.objects.get().get_absolute_url()}


@pytest.mark.usefixtures("unprinted")
def test_short_papers_come_at_once_but_never_more_than_two_at_the_same_moment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, browser = factories.draft(of=cast.home), browser_of(cast.owner)
    assert browser.get(address(draft)).headers["Content-Type"] == "application/pdf"
    assert not PrintOrder.objects.exists()
    with services._PRINTING, services._PRINTING:
        assert browser.get(address(draft)).url == PrintOrder.objects.get().get_absolute_url()


@pytest.mark.usefixtures("unprinted")
def test_a_lost_file_is_printed_anew_and_old_papers_go(
    cast: Cast, full: Proposal, django_capture_on_commit_callbacks
) -> None:
    browser = browser_of(cast.owner)
    browser.get(address(full))
    print_order(PrintOrder.objects.get().pk)
    default_storage.delete(str(PrintOrder.objects.get().file.name))
    assert browser.get(address(full)).status_code == 302
    print_order(PrintOrder.objects.get().pk)
    path = Path(default_storage.path(str(PrintOrder.objects.get().file.name)))
    later = time_machine.travel(timezone.now() + datetime.timedelta(days=8))
    with later, django_capture_on_commit_callbacks(execute=True):
        forget_printed(timestamp=0)
    assert (PrintOrder.objects.exists(), path.exists()) == (False, False)


def test_the_queue_prints_what_would_have_been_printed_at_once(cast: Cast) -> None:
    draft, browser = factories.draft(of=cast.home), browser_of(cast.owner)
    printed = browser.get(address(draft)).content
    with services._PRINTING, services._PRINTING:
        browser.get(address(draft))
    print_order(PrintOrder.objects.get().pk)
    assert PrintOrder.objects.get().done == 100
    assert browser.get(address(draft)).content == printed


def test_many_short_lines_weigh_more_than_the_same_letters_in_sentences() -> None:
    lines, sentences = "<p>a</p>" * 5_000, f"<p>{'kata ' * 8_000}</p>"
    assert services.seconds_for(lines) > services.AT_ONCE > services.seconds_for(sentences)
