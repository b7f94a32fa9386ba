"""Sending a proposal: its number, its frozen revision, and what a double click or a refusal leaves."""

import pytest
from django.utils import timezone

from agencies.core.models import Notification
from foundation.outbox.models import OutgoingMail
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.core.workflow import Action, NotAvailable, NotReady, OutOfDate, Status
from tests import factories
from tests.at_once import at_once
from tests.factories import DAY, Cast
from tests.proposals.traces import everything

pytestmark = pytest.mark.django_db


def test_submitting_gives_number_time_revision_event_inbox_and_mail(cast: Cast):
    proposal = factories.ready(of=cast.home)
    event = moves.perform(Action.SUBMIT, proposal, by=cast.owner)

    stored = Proposal.objects.get()
    assert (stored.status, stored.number, stored.review_round) == (Status.SUBMITTED, "PGK-2026-0001", 1)
    assert timezone.now() - stored.submitted_at < DAY
    assert (event.actor, event.source, event.target, event.note) == (cast.owner, Status.DRAFT, Status.SUBMITTED, "")
    revision = stored.revisions.get()
    assert (revision.number, revision.created_by) == (1, cast.owner)
    assert revision.content["profile"]["title"] == stored.title
    told = {cast.owner, cast.colleague, cast.colleague_reviewer, cast.coordinator, cast.conflicted}
    assert {notification.user for notification in Notification.objects.all()} == told
    letters = OutgoingMail.objects.values_list("person", "address", "about", "state")
    assert sorted(letters) == sorted((person.pk, person.email, proposal.pk, "menunggu") for person in told)


def test_a_second_submit_changes_nothing(cast: Cast):
    proposal = factories.ready(of=cast.home)
    stale = Proposal.objects.get(pk=proposal.pk)
    moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    before = everything()
    with pytest.raises(OutOfDate, match="baru saja diubah orang lain"):
        moves.perform(Action.SUBMIT, stale, by=cast.owner)
    with pytest.raises(NotAvailable):
        moves.perform(Action.SUBMIT, Proposal.objects.get(), by=cast.owner)
    assert everything() == before


def test_numbers_are_given_once_and_in_order(cast: Cast):
    later, sooner = factories.ready(1, of=cast.home), factories.ready(2, of=cast.home)
    moves.perform(Action.SUBMIT, sooner, by=cast.owner)
    moves.perform(Action.SUBMIT, later, by=cast.owner)
    assert list(Proposal.objects.order_by("number").values_list("title", "number")) == [
        (sooner.title, "PGK-2026-0001"),
        (later.title, "PGK-2026-0002"),
    ]


def test_each_year_counts_its_own_numbers(cast: Cast):
    factories.extension(factories.period(2025), cast.home)
    for year in (2025, 2026):
        moves.perform(Action.SUBMIT, factories.ready(of=cast.home, year=year), by=cast.owner)
    assert set(Proposal.objects.values_list("number", flat=True)) == {"PGK-2025-0001", "PGK-2026-0001"}


def test_a_refused_submission_uses_no_number(cast: Cast):
    proposal = factories.draft(of=cast.home)
    before = everything()
    with pytest.raises(NotReady) as refusal:
        moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    assert len(refusal.value.shortfalls) > 5
    assert everything() == before


def test_the_number_stays_through_withdrawal_and_a_new_submission(cast: Cast):
    proposal = factories.ready(of=cast.home)
    moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    first = Proposal.objects.get()
    for action, note in ((Action.WITHDRAW, "Salah berkas."), (Action.REVIVE, ""), (Action.SUBMIT, "")):
        moves.perform(action, Proposal.objects.get(), by=cast.colleague, note=note)
    again = Proposal.objects.get()
    assert (again.number, again.submitted_at) == (first.number, first.submitted_at)
    assert again.status == Status.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_many_agencies_submit_in_the_same_moment_and_each_gets_its_own_number():
    drafts = [factories.ready(number, of=factories.agency(number)) for number in range(1, 5)]
    answers = at_once(*(lambda it=it: moves.perform(Action.SUBMIT, it, by=it.created_by) for it in drafts))
    assert [type(answer) for answer in answers] == [Event] * 4
    numbers = sorted(Proposal.objects.values_list("number", flat=True))
    assert numbers == ["PGK-2026-0001", "PGK-2026-0002", "PGK-2026-0003", "PGK-2026-0004"]
    assert Period.objects.get().last_sequence == 4


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_submit_acts_once():
    draft = factories.ready()
    clicks = [Proposal.objects.get(pk=draft.pk) for _ in range(2)]
    answers = at_once(*(lambda it=it: moves.perform(Action.SUBMIT, it, by=it.created_by) for it in clicks))
    assert sorted(type(answer).__name__ for answer in answers) == ["Event", "OutOfDate"]
    assert (Event.objects.count(), Revision.objects.count(), Notification.objects.count()) == (1, 1, 1)
    assert OutgoingMail.objects.count() == 1
    assert Proposal.objects.get().number == "PGK-2026-0001"


# --- Revisions -----------------------------------------------------------------------------------------------------
@pytest.fixture
def returned(cast: Cast) -> Proposal:
    """Submitted by the owner and sent back for repair."""
    proposal = factories.ready(of=cast.home)
    moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    moves.perform(Action.RETURN, Proposal.objects.get(), by=cast.coordinator, note="Perjelas manfaat.")
    return Proposal.objects.get()


def test_sending_unchanged_content_makes_no_revision(cast, returned):
    moves.perform(Action.SUBMIT, returned, by=cast.owner)
    assert [revision.number for revision in returned.revisions.all()] == [1]


def test_sending_changed_content_makes_exactly_one_newest_first(cast, returned):
    returned.texts.filter(section__key="manfaat").update(text="Waktu tunggu lima menit.")
    moves.perform(Action.SUBMIT, returned, by=cast.owner)
    assert [revision.number for revision in returned.revisions.all()] == [2, 1]
    assert returned.revisions.first().content["texts"]["manfaat"] == "Waktu tunggu lima menit."


def test_writing_does_not_touch_the_sent_version_until_it_is_sent_again(cast, returned):
    sent = returned.revisions.get().content
    returned.texts.filter(section__key="manfaat").update(text="Belum dikirim.")
    assert returned.revisions.get().content == sent
    assert "Belum dikirim." not in str(sent)


def test_withdrawing_freezes_nothing_that_was_not_sent(cast, returned):
    returned.texts.filter(section__key="manfaat").update(text="Belum dikirim.")
    moves.perform(Action.WITHDRAW, returned, by=cast.owner, note="Salah berkas.")
    moves.perform(Action.REVIVE, Proposal.objects.get(), by=cast.owner)
    assert [revision.number for revision in returned.revisions.all()] == [1]
    assert "Belum dikirim." not in str(returned.revisions.get().content)


def test_what_is_sent_again_begins_in_the_first_stage_again(cast: Cast):
    proposal = factories.proposal(Status.IN_REVIEW, of=cast.home)
    for order in (1, 2):
        factories.stage(proposal.period, order, minimum_scores=0)
    moves.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    moves.perform(Action.RETURN, Proposal.objects.get(), by=cast.coordinator, note="Perjelas manfaat.")
    assert Proposal.objects.get().review_round == 2
    moves.perform(Action.SUBMIT, Proposal.objects.get(), by=cast.owner)
    again = Proposal.objects.get()
    assert (again.status, again.review_round, again.number) == (Status.SUBMITTED, 1, proposal.number)
