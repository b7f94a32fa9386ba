"""Carrying out the moves: what each writes, what it refuses, and that nothing is left behind when it refuses."""

import pytest

from proposals.core import moves
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import STEPS, Action, NotAvailable, Note, NoteMissing, OutOfDate, Status
from proposals.evidence.services import detach
from proposals.writing.services import delete_draft, save_profile
from tests import factories
from tests.at_once import at_once
from tests.factories import Cast
from tests.proposals.traces import everything

pytestmark = pytest.mark.django_db
NOTED = [step for step in STEPS if step.note]


@pytest.mark.parametrize("step", NOTED, ids=lambda step: f"{step.action}-{step.source}")
def test_without_its_note_a_step_is_refused_and_nothing_changes(cast, step):
    proposal = factories.proposal(step.source, of=cast.home)
    actor = cast.owner if step.role == "proposer" else cast.coordinator
    before = everything()
    with pytest.raises(NoteMissing):
        moves.perform(step.action, proposal, by=actor, note=" \n ")
    assert everything() == before


@pytest.mark.parametrize("step", [step for step in STEPS if step.action != Action.ADVANCE],
                         ids=lambda step: f"{step.action}-{step.source}")  # fmt: skip
def test_every_step_of_the_table_can_be_carried_out_and_leaves_one_event(cast, step):
    proposal = factories.proposal(step.source, of=cast.home)
    actor = cast.owner if step.role == "proposer" else cast.coordinator
    known = proposal.events.count()
    event = moves.perform(step.action, proposal, by=actor, note="188.45/7/KEP/2026" if step.note else "")
    assert proposal.events.count() == known + 1
    assert (event.action, event.source, event.target, event.actor) == (step.action, step.source, step.target, actor)
    assert Proposal.objects.get().status == step.target


def test_establishing_keeps_the_number_of_the_decree(cast: Cast):
    step = next(step for step in STEPS if step.note is Note.DECREE)
    moves.perform(step.action, factories.proposal(step.source), by=cast.coordinator, note=" 188.45/7/KEP/2026 ")
    assert Proposal.objects.get().decree_number == "188.45/7/KEP/2026"


def test_a_proposal_advances_through_the_stages_and_not_beyond(cast: Cast):
    proposal = factories.proposal(Status.IN_REVIEW)
    for order in (1, 2):
        factories.stage(proposal.period, order, minimum_scores=0)
    moves.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.review_round) == (Status.IN_REVIEW, 2)
    with pytest.raises(NotAvailable, match="tahap penilaian terakhir"):
        moves.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    assert Proposal.objects.get().review_round == 2


@pytest.mark.parametrize("name", ["stranger", "reviewer", "leader", "conflicted", "former"])
@pytest.mark.parametrize("action", Action)
def test_nobody_else_moves_a_proposal(cast, name, action):
    proposal = cast.involve(factories.proposal(Status.SUBMITTED, of=cast.home))
    with pytest.raises(NotAvailable):
        moves.perform(action, proposal, by=cast[name], note="Catatan")
    assert Proposal.objects.get().status == Status.SUBMITTED


def test_of_two_coordinators_the_slower_one_is_told(cast: Cast):
    proposal = factories.proposal(Status.SUBMITTED)
    seen_by_both = Proposal.objects.get()
    moves.perform(Action.ACCEPT, proposal, by=cast.coordinator)
    with pytest.raises(OutOfDate):
        moves.perform(Action.REJECT, seen_by_both, by=factories.coordinator(2), note="Tidak lengkap.")
    assert [event.action for event in proposal.events.all()] == ["submit", "accept"]


def test_markup_in_a_note_is_stored_as_plain_text(cast: Cast):
    proposal = factories.proposal(Status.SUBMITTED)
    event = moves.perform(Action.RETURN, proposal, by=cast.coordinator, note="  Lengkapi\u200b data.\x00 ")
    assert event.note == "Lengkapi data."


# --- Files and deletion --------------------------------------------------------------------------------------------
def test_deleting_a_draft_takes_its_texts_and_files_along(cast, django_capture_on_commit_callbacks):
    kept = factories.ready(1, of=cast.home)
    gone = factories.ready(2, of=cast.home)
    assert len(factories.stored_files()) == 4
    with django_capture_on_commit_callbacks(execute=True):
        delete_draft(gone, by=cast.colleague)
    assert list(Proposal.objects.all()) == [kept]
    assert {text.proposal for text in SectionText.objects.all()} == {kept}
    assert factories.stored_files() == {str(held.file.name) for held in kept.attachments.all()}


@pytest.mark.parametrize("name", ["stranger", "coordinator", "leader", "reviewer"])
def test_nobody_deletes_the_draft_of_another_agency(cast, name):
    proposal = factories.draft(of=cast.home)
    with pytest.raises(WritingClosed):
        delete_draft(proposal, by=cast[name])
    assert Proposal.objects.get() == proposal


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT}))
def test_what_was_submitted_is_not_deleted(cast, status):
    proposal = factories.proposal(status, of=cast.home)
    with pytest.raises(WritingClosed, match="Tarik usulan ini"):
        delete_draft(proposal, by=cast.owner)
    assert Proposal.objects.exists()


def test_a_revived_draft_is_not_deleted(cast: Cast):
    proposal = factories.proposal(Status.WITHDRAWN, of=cast.home)
    moves.perform(Action.REVIVE, proposal, by=cast.owner)
    with pytest.raises(WritingClosed):
        delete_draft(Proposal.objects.get(), by=cast.owner)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT, Status.RETURNED}))
def test_what_is_with_the_city_is_not_written_on(cast, status):
    proposal = factories.proposal(status, of=cast.home)
    with pytest.raises(WritingClosed, match="tidak dapat diubah"):
        save_profile(proposal, {"title": "Baru"}, by=cast.owner)
    with pytest.raises(WritingClosed, match="tidak dapat diubah"):
        detach(proposal.attachments.first(), by=cast.owner)
    assert Proposal.objects.get().title == "Inovasi 1"


# --- Two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_leave_one():
    proposal = factories.proposal(Status.SUBMITTED)
    seen = [Proposal.objects.get() for _ in range(2)]
    first, second = factories.coordinator(1), factories.coordinator(2)
    answers = at_once(
        lambda: moves.perform(Action.ACCEPT, seen[0], by=first),
        lambda: moves.perform(Action.REJECT, seen[1], by=second, note="Tidak lengkap."),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Event", "OutOfDate"]
    assert proposal.events.count() == 2
    assert Proposal.objects.get().status == proposal.events.last().target
