"""Carrying out the moves: what each writes, what it refuses, and that nothing is left behind when it refuses."""

import json
from contextlib import nullcontext

import pytest
from django.db import DatabaseError, transaction

from agencies.core.models import Notification, User
from foundation.audit import ledger
from foundation.audit.models import LedgerEntry
from foundation.outbox.models import OutgoingMail
from proposals.core.history.record import Event
from proposals.core.history.remarks import NewRemark, Remark
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal, SectionText
from proposals.core.moving import moves
from proposals.core.moving.effects import AllowedMove, carry_out
from proposals.core.moving.moves import Move, MovesRefused
from proposals.core.workflow import STEPS, Action, Door, NotAvailable, Note, NoteMissing, OutOfDate, Status, Step
from proposals.evidence.services import detach
from proposals.writing.services import delete_draft, save_profile
from tests import factories
from tests.at_once import at_once
from tests.factories import DAY, Cast
from tests.proposals.traces import everything

pytestmark = pytest.mark.django_db
NOTED = [step for step in STEPS if step.note]
DECIDED_OR_REFUSED = {Status.SHORTLISTED, Status.COACHING, Status.REJECTED, Status.ESTABLISHED}


def carried_out(step: Step, proposal: Proposal, *, by: User, note: str) -> Event:
    """The step as its door asks for it, without the meeting that the database wants to see."""
    with factories.past_the_meeting() if step.door is Door.MEETING else nullcontext():
        return moves.perform_all([Move(step.action, proposal, note)], by=by, door=step.door)[0]


@pytest.mark.parametrize("step", NOTED, ids=lambda step: f"{step.action}-{step.source}")
def test_without_its_note_a_step_is_refused_and_nothing_changes(cast, step):
    proposal = factories.before(step, of=cast.home)
    actor = cast.owner if step.role == "proposer" else cast.coordinator
    before = everything()
    with pytest.raises(MovesRefused) as refused:
        moves.perform_all([Move(step.action, proposal, " \n ")], by=actor, door=step.door)
    assert [type(reason) for _, reason in refused.value.refusals] == [NoteMissing]
    assert everything() == before


@pytest.mark.parametrize("step", [step for step in STEPS if step.action != Action.ADVANCE],
                         ids=lambda step: f"{step.action}-{step.source}")  # fmt: skip
def test_every_step_of_the_table_can_be_carried_out_and_leaves_one_event(cast, step):
    proposal = factories.before(step, of=cast.home)
    actor = cast.owner if step.role == "proposer" else cast.coordinator
    known = proposal.events.count()
    event = carried_out(step, proposal, by=actor, note="188.45/7/KEP/2026" if step.note else "")
    assert proposal.events.count() == known + 1
    assert (event.action, event.source, event.target, event.actor) == (step.action, step.source, step.target, actor)
    assert Proposal.objects.get().status == step.target


def test_establishing_keeps_the_number_of_the_decree(cast: Cast):
    step = next(step for step in STEPS if step.note is Note.DECREE)
    carried_out(step, factories.proposal(step.source), by=cast.coordinator, note=" 188.45/7/KEP/2026 ")
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


# --- Many at once --------------------------------------------------------------------------------------------------
def test_the_round_counts_when_two_coordinators_advance_the_same_proposal(cast: Cast):
    """Who saw the proposal in the first stage does not send it on from the second, though its status is the same."""
    proposal = factories.proposal(Status.IN_REVIEW)
    for order in (1, 2, 3):
        factories.stage(proposal.period, order, minimum_scores=0)
    seen_by_both = Proposal.objects.get()
    moves.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    with pytest.raises(OutOfDate):
        moves.perform(Action.ADVANCE, seen_by_both, by=factories.coordinator(2))
    assert Proposal.objects.get().review_round == 2
    assert [event.action for event in proposal.events.all()] == ["submit", "accept", "advance"]


@pytest.mark.parametrize("step", [step for step in STEPS if step.action != Action.ADVANCE],
                         ids=lambda step: f"{step.action}-{step.source}")  # fmt: skip
def test_decisions_made_or_taken_back_one_by_one_are_on_the_record(cast, step):
    proposal = factories.before(step, of=cast.home)
    actor = cast.owner if step.role == "proposer" else cast.coordinator
    known = LedgerEntry.objects.count()
    carried_out(step, proposal, by=actor, note="Catatan" if step.note else "")
    entries = [
        (entry.kind, entry.subject_id, entry.actor, json.loads(entry.before), json.loads(entry.after))
        for entry in LedgerEntry.objects.order_by("sequence")[known:]
    ]
    after = {"status": step.target, "action": step.action, "note": "Catatan" if step.note else ""}
    told = [("decision", proposal.pk, actor, {"status": step.source}, after)]
    assert entries == (told if {step.source, step.target} & DECIDED_OR_REFUSED else [])


@pytest.mark.parametrize("step", [step for step in STEPS if step.door is Door.MEETING],
                         ids=lambda step: f"{step.action}-{step.source}")  # fmt: skip
def test_what_leaves_through_a_meeting_leaves_through_nothing_else(cast: Cast, step: Step) -> None:
    proposal = factories.before(step, of=cast.home)
    with pytest.raises(NotAvailable, match="rapat penetapan"):
        moves.perform(step.action, proposal, by=cast.coordinator, note="Catatan")
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
        moves.perform_all([Move(step.action, proposal, "Catatan")], by=cast.coordinator, door=Door.MEETING)
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
        Proposal.objects.update(status=step.target, decree_number="188/1/2026")
    assert Proposal.objects.get().status == step.source


def test_a_decision_of_the_past_is_put_on_the_record_with_its_own_date(cast: Cast):
    """As the demo year tells it, whose entries are gathered and put in order first."""
    proposal = factories.proposal(Status.SUBMITTED)
    step = next(step for step in STEPS if step.action == Action.REJECT and step.source == Status.SUBMITTED)
    at = proposal.period.opens_at + 3 * DAY
    with transaction.atomic(), ledger.gathered() as aside:
        factories.move(proposal, step, by=cast.coordinator, note="Tidak lengkap.", at=at)
    assert [(entry.kind, entry.subject_id, entry.at) for entry in aside] == [("decision", proposal.pk, at)]


def test_decisions_of_different_people_stand_under_their_own_names(cast: Cast):
    step = next(step for step in STEPS if step.action == Action.REJECT and step.source == Status.SUBMITTED)
    people = [cast.coordinator, factories.coordinator(2), cast.coordinator]
    rows = [factories.proposal(Status.SUBMITTED, number) for number in range(3)]
    with transaction.atomic():
        carry_out([AllowedMove(step, row, by, "Tidak lengkap.") for row, by in zip(rows, people, strict=True)])
    entries = LedgerEntry.objects.filter(kind="decision").order_by("sequence")
    assert [(entry.subject_id, entry.actor) for entry in entries] == [
        (row.pk, by) for row, by in zip(rows, people, strict=True)
    ]


def test_moves_of_every_kind_go_together_and_each_leaves_what_it_leaves_alone(cast: Cast):
    """Numbers in the order asked, one event each, the revision of what was sent, a line to whoever is told."""
    drafts = [factories.ready(number, of=cast.home) for number in (1, 2)]
    seen = [factories.proposal(Status.SUBMITTED, number, of=cast.home) for number in (3, 4)]
    lines = Notification.objects.count()
    sent = moves.perform_all([Move(Action.SUBMIT, draft) for draft in reversed(drafts)], by=cast.owner)
    assert [event.proposal for event in sent] == drafts[::-1]
    assert list(Proposal.objects.order_by("pk").values_list("number", flat=True)) == [
        "PGK-2026-0004", "PGK-2026-0003", "PGK-2026-0001", "PGK-2026-0002",
    ]  # fmt: skip
    assert [draft.revisions.count() for draft in drafts] == [1, 1]
    # Both people of the agency and every coordinator who has no conflict.
    people = cast.home.people.filter(is_active=True).count() + User.objects.coordinators().count()
    assert Notification.objects.count() - lines == 2 * people

    # An acceptance takes no remarks and leaves them aside.
    remarks = [NewRemark("Sebut angka.", "permasalahan")]
    judged = [
        Move(Action.ACCEPT, seen[0], remarks=remarks),
        Move(Action.RETURN, seen[1], "Lengkapi.", remarks),
    ]
    accepted, returned = moves.perform_all(judged, by=cast.coordinator)
    assert (accepted.action, accepted.target, returned.action, returned.target) == (
        "accept", "in_review", "return", "returned",
    )  # fmt: skip
    remark = Remark.objects.get()
    assert (remark.event, remark.section.key, remark.text) == (returned, "permasalahan", "Sebut angka.")


def test_of_many_moves_those_that_are_allowed_can_be_carried_out_alone(cast: Cast):
    good, bad = factories.proposal(Status.SUBMITTED, 1), factories.proposal(Status.DRAFT, 2)
    wanted = [Move(Action.ACCEPT, good), Move(Action.ACCEPT, bad)]
    before = everything()
    with pytest.raises(MovesRefused) as refused:
        moves.perform_all(wanted, by=cast.coordinator)
    assert everything() == before
    assert [move.proposal for move, _ in refused.value.refusals] == [bad]
    assert str(refused.value) == str(refused.value.refusals[0][1])
    events, refusals = moves.perform_allowed(wanted, by=cast.coordinator)
    assert [(event.proposal, event.action) for event in events] == [(good, "accept")]
    assert [(move.proposal, type(reason)) for move, reason in refusals] == [(bad, NotAvailable)]
    assert {each.pk: each.status for each in Proposal.objects.all()} == {good.pk: "in_review", bad.pk: "draft"}


@pytest.mark.parametrize("amount", [2, 7])
@pytest.mark.parametrize("action", [Action.ACCEPT, Action.RETURN, Action.REJECT])
def test_many_moves_ask_no_more_often(cast, action, amount, django_assert_num_queries):
    seen = [factories.proposal(Status.SUBMITTED, number) for number in range(amount)]
    wanted = [Move(action, proposal, "Catatan", [NewRemark("Sebut angka.", "permasalahan")]) for proposal in seen]
    # A refusal is also asked whether it was scored before, and whether it was to be presented.
    queries = {Action.ACCEPT: 10, Action.RETURN: 13, Action.REJECT: 12}[action]
    with django_assert_num_queries(queries):
        moves.perform_all(wanted, by=cast.coordinator)


def test_a_move_of_the_past_is_dated_everywhere_and_sends_no_mail(cast: Cast):
    """What the demo year and the tests rely on."""
    draft = factories.ready(of=cast.home)
    at = draft.period.opens_at + DAY
    factories.move(draft, STEPS[0], at=at)
    assert (draft.submitted_at, draft.status_since, draft.updated_at) == (at, at, at)
    assert (draft.events.get().at, draft.revisions.get().created_at) == (at, at)
    assert {line.created_at for line in Notification.objects.all()} == {at}
    assert not OutgoingMail.objects.exists()
