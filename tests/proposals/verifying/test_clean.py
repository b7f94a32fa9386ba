"""Accepting all that is clean, listed before, and taking an acceptance back for ten minutes."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, Status
from proposals.repairing.services import answer
from proposals.verifying import views
from proposals.verifying.clean import clean_ones, sent_once
from proposals.verifying.models import CheckItem, CheckTick
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
LIST = "/usulan/verifikasi/bersih/"
UNDO = "/usulan/verifikasi/batal/"


def status(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.status


@pytest.fixture
def clean(cast: Cast, checklist: dict[str, CheckItem]) -> Proposal:
    """A proposal against which nothing was found; its files are its own."""
    return factories.proposal(number=1)


def test_clean_is_what_nobody_and_nothing_found_fault_with(
    cast: Cast, clean: Proposal, checklist: dict[str, CheckItem]
) -> None:
    same_title = factories.proposal(number=2, title=clean.title)
    lacking = factories.proposal(number=3, title="Kartu Antre Pasar Pagi")
    revision = lacking.revisions.get()
    CheckTick.objects.create(revision=revision, item=checklist["surat"], answer="belum", by=cast.coordinator)
    back = factories.proposal(number=4, title="Perahu Perpustakaan")
    moves.perform(Action.RETURN, back, by=cast.coordinator, note="Perbaiki.")
    back.refresh_from_db()
    moves.perform(Action.SUBMIT, back, by=back.created_by)
    listed = {one.proposal for one in clean_ones(sent_once(cast.coordinator), cast.coordinator)}
    assert not listed & {same_title, lacking, back}


def test_what_is_ticked_is_accepted_and_can_be_taken_back_for_ten_minutes(
    cast: Cast, clean: Proposal, signed_in, time_machine: TimeMachineFixture
) -> None:
    browser: Client = signed_in(cast.coordinator)
    page = browser.get(LIST).content.decode()
    assert f'value="{clean.pk}" checked' in page
    assert "2 pertanyaan belum dijawab" in page
    answer = browser.post(LIST, {"usulan": [clean.pk, 999_999]}, follow=True)
    assert status(clean) == Status.IN_REVIEW
    assert not CheckTick.objects.exists()
    assert "1 lainnya tidak diterima" in answer.content.decode()
    assert f'value="{clean.pk}" checked' in answer.content.decode()
    browser.post(UNDO, {"usulan": [clean.pk]})
    assert status(clean) == Status.SUBMITTED
    assert [event.action for event in clean.events.order_by("at", "pk")][-2:] == [Action.ACCEPT, Action.VERIFY_AGAIN]
    browser.post(LIST, {"usulan": [clean.pk]})
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=10, seconds=1))
    late = signed_in(cast.coordinator)
    answer = late.post(UNDO, {"usulan": [clean.pk]}, follow=True)
    assert "sepuluh menit sesudahnya" in answer.content.decode()
    assert status(clean) == Status.IN_REVIEW


def test_what_brings_a_remark_of_an_earlier_year_along_is_not_accepted_unread(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.ready(1)
    carried = Remark.objects.create(proposal=made, text="Nama ini terlalu umum.", column="title")
    answer(carried, "Nama ini sudah dikenal warga.", by=made.created_by)
    factories.send_anyhow(made, made.created_by)
    browser: Client = signed_in(cast.coordinator)
    assert f'value="{made.pk}"' not in browser.get(LIST).content.decode()
    browser.post(LIST, {"usulan": [made.pk]})
    assert status(made) == Status.SUBMITTED
    carried.refresh_from_db()
    assert carried.decision == ""


def test_an_acceptance_stays_once_a_reviewer_was_asked(cast: Cast, clean: Proposal, signed_in) -> None:
    browser: Client = signed_in(cast.coordinator)
    browser.post(LIST, {"usulan": [clean.pk]})
    factories.assign(cast.reviewer, clean)
    answer = browser.post(UNDO, {"usulan": [clean.pk]}, follow=True)
    assert "sudah ditugaskan kepada penilai" in answer.content.decode()
    assert status(clean) == Status.IN_REVIEW


def test_what_is_no_longer_clean_is_not_accepted(
    cast: Cast, clean: Proposal, checklist: dict[str, CheckItem], signed_in
) -> None:
    CheckTick.objects.create(
        revision=clean.revisions.get(), item=checklist["surat"], answer="belum", by=cast.coordinator, at=timezone.now()
    )
    signed_in(cast.coordinator).post(LIST, {"usulan": [clean.pk]})
    assert status(clean) == Status.SUBMITTED


def test_by_a_guide_without_a_checklist_nothing_is_clean(cast: Cast, signed_in) -> None:
    made = factories.proposal(number=1)
    browser: Client = signed_in(cast.coordinator)
    assert "Tidak ada yang bersih" in browser.get(LIST).content.decode()
    browser.post(LIST, {"usulan": [made.pk]})
    assert status(made) == Status.SUBMITTED


def test_what_is_clean_behind_the_oldest_is_found_on_the_next_page(
    cast: Cast, checklist: dict[str, CheckItem], signed_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 1)
    # The proposals of the tests have files and words in common.
    for key in ("bukti", "mirip"):
        checklist[key].delete()
    lacking, clean = factories.proposal(number=1), factories.proposal(number=2, title="Kartu Antre Pasar Pagi")
    revision = lacking.revisions.get()
    CheckTick.objects.create(revision=revision, item=checklist["surat"], answer="belum", by=cast.coordinator)
    Proposal.objects.filter(pk=lacking.pk).update(status_since=timezone.now() - datetime.timedelta(days=9))
    browser: Client = signed_in(cast.coordinator)
    first = browser.get(LIST).content.decode()
    assert "Tidak ada yang bersih di halaman ini" in first
    assert 'href="?page=2"' in first
    assert f'value="{clean.pk}" checked' in browser.get(LIST, {"page": "2"}).content.decode()


def test_the_list_costs_the_same_however_many_wait_behind_it(
    cast: Cast,
    checklist: dict[str, CheckItem],
    signed_in,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries,
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 2)
    for key in ("bukti", "mirip"):
        checklist[key].delete()
    browser: Client = signed_in(cast.coordinator)
    costs = []
    for numbers in (range(1, 4), range(4, 10)):
        for number in numbers:
            factories.proposal(number=number)
        browser.get(LIST)
        with django_assert_max_num_queries(100) as asked:
            page = browser.get(LIST).content.decode()
        assert "Dari 2 usulan yang diperiksa untuk halaman ini, 2 bersih" in page
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_nothing_is_compared_with_others_that_is_not_clean_anyway(
    cast: Cast, clean: Proposal, checklist: dict[str, CheckItem], django_assert_max_num_queries
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(100) as asked:
            clean_ones(sent_once(cast.coordinator), cast.coordinator)
        return len(asked)

    cost()
    compared = cost()
    CheckTick.objects.create(
        revision=clean.revisions.get(), item=checklist["surat"], answer="belum", by=cast.coordinator
    )
    assert cost() < compared / 2
