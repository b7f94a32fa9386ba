"""Receipts are issued once, of what the revision says; by the queue, or when somebody opens one before."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from agencies.core.models import Agency
from foundation.issued.models import IssuedPaper
from foundation.papers import rendering
from proposals.core.history.record import Revision
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.papers import receipts
from proposals.papers.tasks import RECEIPTS, issue_receipts
from tests import factories
from tests.at_once import at_once
from tests.factories import Cast
from tests.pdfs import text_of

pytestmark = pytest.mark.django_db


def browser_of(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def address(proposal: Proposal) -> str:
    return reverse("proposals:receipt", args=[proposal.pk])


@pytest.fixture
def submitted(cast: Cast) -> Proposal:
    """A proposal that its owner has just submitted."""
    proposal = factories.ready(of=cast.home)
    moves.perform("submit", proposal, by=cast.owner)
    proposal.refresh_from_db()
    return proposal


def test_the_receipt_is_one_page_with_number_time_hash_and_the_address_of_its_check(submitted: Proposal) -> None:
    paper = receipts.receipt_of(submitted.revisions.get())
    pdf = paper.read()
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    text, digest = text_of(pdf), submitted.revisions.get().sha256
    told = [submitted.number, "Inovasi 1", "Dinas 1", f"{digest[:32]} {digest[32:]}", "Revisi 1", submitted.period.name]
    assert [part for part in told if part not in text] == []
    assert paper.verify_url in text.replace(" ", "")
    assert "Dikirim oleh Op Dinas 1" in text
    page = Client().get(paper.verify_url).content.decode()
    assert f"Tanda terima usulan {submitted.number}, revisi 1" in page


def test_a_submission_has_its_receipt_issued_by_the_queue_as_it_stood_then(cast: Cast, submitted: Proposal) -> None:
    job = ProcrastinateJob.objects.get(task_name=RECEIPTS)
    assert (job.queue_name, job.args) == ("reports", {"revisions": [submitted.revisions.get().pk]})
    Agency.objects.filter(pk=cast.home.pk).update(name="Dinas Sesudah Perampingan", short_name="DSP")
    Period.objects.filter(pk=submitted.period_id).update(name="Periode yang diganti namanya")
    Proposal.objects.filter(pk=submitted.pk).update(title="Judul yang diganti")
    issue_receipts(**job.args)
    issue_receipts(**job.args)
    text = text_of(IssuedPaper.objects.get().read())
    assert ("Dinas 1" in text, "Inovasi 1" in text) == (True, True)
    assert [word for word in ("Perampingan", "diganti") if word in text] == []


def test_the_receipt_opens_for_ever_with_the_same_bytes(cast: Cast, submitted: Proposal, monkeypatch) -> None:
    browser = browser_of(cast.owner)
    before = browser.get(address(submitted)).content
    Agency.objects.filter(pk=cast.home.pk).update(name="Dinas Sesudah Perampingan")
    monkeypatch.setattr(rendering, "HTML", None)
    assert browser.get(address(submitted)).content == before
    assert browser_of(cast.coordinator).get(address(submitted)).content == before
    assert IssuedPaper.objects.count() == 1


def test_every_submission_keeps_its_own_receipt(cast: Cast, submitted: Proposal) -> None:
    browser = browser_of(cast.owner)
    first = browser.get(address(submitted)).content
    moves.perform("return", submitted, by=cast.coordinator, note="Perjelas.")
    submitted.refresh_from_db()
    Proposal.objects.filter(pk=submitted.pk).update(title="Inovasi yang diperjelas")
    moves.perform("submit", submitted, by=cast.owner)
    second = browser.get(address(submitted)).content
    assert ("Inovasi yang diperjelas" in text_of(second), "Revisi 2" in text_of(second)) == (True, True)
    assert browser.get(address(submitted), {"revisi": "1"}).content == first
    assert browser.get(address(submitted), {"revisi": "2"}).content == second
    assert {browser.get(address(submitted), {"revisi": number}).status_code for number in ("3", "0", "x", "")} == {404}
    page = browser.get(reverse("proposals:history", args=[submitted.pk])).content.decode()
    assert all(f"{address(submitted)}?revisi={number}" in page for number in (1, 2))


def test_a_draft_has_no_receipt_and_strangers_find_none(cast: Cast, submitted: Proposal) -> None:
    draft = factories.ready(2, of=cast.home)
    assert browser_of(cast.owner).get(address(draft)).status_code == 404
    assert browser_of(cast.stranger).get(address(submitted)).status_code == 404
    assert not IssuedPaper.objects.exists()


def test_what_was_sent_in_the_past_gets_its_receipt_when_it_is_opened(cast: Cast) -> None:
    proposal = factories.proposal(of=cast.home)
    assert not ProcrastinateJob.objects.filter(task_name=RECEIPTS).exists()
    assert browser_of(cast.coordinator).get(address(proposal)).status_code == 200
    assert IssuedPaper.objects.get().about == f"Dinas 1, {proposal.period.name}"


def test_many_submissions_are_one_job(cast: Cast) -> None:
    made = [factories.ready(number, of=cast.home) for number in range(1, 4)]
    moves.perform_all([moves.Move("submit", proposal) for proposal in made], by=cast.owner)
    job = ProcrastinateJob.objects.get(task_name=RECEIPTS)
    assert set(job.args["revisions"]) == set(Revision.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unprinted")
def test_a_page_and_the_worker_at_once_issue_one_receipt(submitted: Proposal) -> None:
    revision = submitted.revisions.get()
    found = at_once(lambda: receipts.receipt_of(revision).serial, lambda: receipts.receipt_of(revision).serial)
    assert set(found) == {f"TT-{revision.created_at.year}-00001"}
    assert IssuedPaper.objects.count() == 1
