"""Carrying out the moves: what each writes, what it refuses, and that nothing is left behind when it refuses."""

from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.models import Notification
from proposals import services
from proposals.models import Attachment, Event, Period, Proposal, Revision, SectionText
from proposals.services import WritingClosed
from proposals.workflow import (
    STEPS,
    Action,
    NotAvailable,
    Note,
    NoteMissing,
    NotReady,
    OutOfDate,
    Status,
)
from tests import factories
from tests.at_once import at_once
from tests.factories import DAY, Cast

pytestmark = pytest.mark.django_db
NOTED = [step for step in STEPS if step.note]


def everything() -> tuple[Any, ...]:
    """What a refused move must leave as it was."""
    return (
        list(Proposal.objects.order_by("pk").values_list("pk", "status", "number", "submitted_at", "review_round")),
        list(Period.objects.values_list("last_sequence", flat=True)),
        Event.objects.count(),
        Revision.objects.count(),
        Notification.objects.count(),
        ProcrastinateJob.objects.count(),
    )


# --- Submitting ----------------------------------------------------------------------------------------------------
def test_submitting_gives_number_time_revision_event_inbox_and_mail(cast: Cast):
    proposal = factories.ready(of=cast.home)
    event = services.perform(Action.SUBMIT, proposal, by=cast.owner)

    stored = Proposal.objects.get()
    assert (stored.status, stored.number, stored.review_round) == (Status.SUBMITTED, "PGK-2026-0001", 1)
    assert timezone.now() - stored.submitted_at < DAY
    assert (event.actor, event.source, event.target, event.note) == (cast.owner, Status.DRAFT, Status.SUBMITTED, "")
    revision = stored.revisions.get()
    assert (revision.number, revision.created_by) == (1, cast.owner)
    assert revision.content["profile"]["title"] == stored.title
    told = {cast.owner, cast.colleague, cast.colleague_reviewer, cast.coordinator, cast.conflicted}
    assert {notification.user for notification in Notification.objects.all()} == told
    office = sorted(person.email for person in (cast.owner, cast.colleague, cast.colleague_reviewer))
    letters = sorted(sorted(job.args["to"]) for job in ProcrastinateJob.objects.filter(task_name="send_mail"))
    assert letters == sorted([office, [cast.coordinator.email], [cast.conflicted.email]])


def test_a_second_submit_changes_nothing(cast: Cast):
    proposal = factories.ready(of=cast.home)
    stale = Proposal.objects.get(pk=proposal.pk)
    services.perform(Action.SUBMIT, proposal, by=cast.owner)
    before = everything()
    with pytest.raises(OutOfDate, match="baru saja diubah orang lain"):
        services.perform(Action.SUBMIT, stale, by=cast.owner)
    with pytest.raises(NotAvailable):
        services.perform(Action.SUBMIT, Proposal.objects.get(), by=cast.owner)
    assert everything() == before


def test_numbers_are_given_once_and_in_order(cast: Cast):
    later, sooner = factories.ready(1, of=cast.home), factories.ready(2, of=cast.home)
    services.perform(Action.SUBMIT, sooner, by=cast.owner)
    services.perform(Action.SUBMIT, later, by=cast.owner)
    assert list(Proposal.objects.order_by("number").values_list("title", "number")) == [
        (sooner.title, "PGK-2026-0001"),
        (later.title, "PGK-2026-0002"),
    ]


def test_each_year_counts_its_own_numbers(cast: Cast):
    for year in (2026, 2027):
        services.perform(Action.SUBMIT, factories.ready(of=cast.home, year=year), by=cast.owner)
    assert set(Proposal.objects.values_list("number", flat=True)) == {"PGK-2026-0001", "PGK-2027-0001"}


def test_a_refused_submission_uses_no_number(cast: Cast):
    proposal = factories.draft(of=cast.home)
    before = everything()
    with pytest.raises(NotReady) as refusal:
        services.perform(Action.SUBMIT, proposal, by=cast.owner)
    assert len(refusal.value.shortfalls) > 5
    assert everything() == before


def test_the_number_stays_through_withdrawal_and_a_new_submission(cast: Cast):
    proposal = factories.ready(of=cast.home)
    services.perform(Action.SUBMIT, proposal, by=cast.owner)
    first = Proposal.objects.get()
    for action, note in ((Action.WITHDRAW, "Salah berkas."), (Action.REVIVE, ""), (Action.SUBMIT, "")):
        services.perform(action, Proposal.objects.get(), by=cast.colleague, note=note)
    again = Proposal.objects.get()
    assert (again.number, again.submitted_at) == (first.number, first.submitted_at)
    assert again.status == Status.SUBMITTED


# --- Revisions -----------------------------------------------------------------------------------------------------
@pytest.fixture
def returned(cast: Cast) -> Proposal:
    """Submitted by the owner and sent back for repair."""
    proposal = factories.ready(of=cast.home)
    services.perform(Action.SUBMIT, proposal, by=cast.owner)
    services.perform(Action.RETURN, Proposal.objects.get(), by=cast.coordinator, note="Perjelas manfaat.")
    return Proposal.objects.get()


def test_sending_unchanged_content_makes_no_revision(cast, returned):
    services.perform(Action.SUBMIT, returned, by=cast.owner)
    assert [revision.number for revision in returned.revisions.all()] == [1]


def test_sending_changed_content_makes_exactly_one_newest_first(cast, returned):
    returned.texts.filter(section__key="manfaat").update(text="Waktu tunggu lima menit.")
    services.perform(Action.SUBMIT, returned, by=cast.owner)
    assert [revision.number for revision in returned.revisions.all()] == [2, 1]
    assert returned.revisions.first().content["texts"]["manfaat"] == "Waktu tunggu lima menit."


def test_writing_does_not_touch_the_sent_version_until_it_is_sent_again(cast, returned):
    sent = returned.revisions.get().content
    returned.texts.filter(section__key="manfaat").update(text="Belum dikirim.")
    assert returned.revisions.get().content == sent
    assert "Belum dikirim." not in str(sent)


# --- The period ----------------------------------------------------------------------------------------------------
def test_after_the_closing_nobody_starts_writes_or_submits(cast: Cast):
    proposal = factories.ready(of=cast.home)
    period = factories.close(proposal.period)
    before = everything()
    proposal = Proposal.objects.get()
    with pytest.raises(WritingClosed, match=r"^Usulan Inovasi Daerah 2026 ditutup .+ WIB\. Bila instansi Anda"):
        services.perform(Action.SUBMIT, proposal, by=cast.owner)
    with pytest.raises(WritingClosed):
        services.create(period, by=cast.owner, title="Terlambat")
    with pytest.raises(WritingClosed):
        services.save_profile(proposal, {"title": "Terlambat"}, by=cast.owner)
    with pytest.raises(WritingClosed):
        services.detach(proposal.attachments.first(), by=cast.owner)
    assert everything() == before
    assert (Proposal.objects.get().title, Attachment.objects.count()) == ("Inovasi 1", 2)


def test_before_the_opening_nobody_starts(cast: Cast):
    period = factories.period(opens_at=timezone.now() + DAY)
    with pytest.raises(WritingClosed, match=r"dibuka .+ WIB"):
        services.create(period, by=cast.owner, title="Terlalu dini")
    assert not Proposal.objects.exists()


def test_an_extension_opens_the_period_for_that_agency_only(cast: Cast):
    mine = factories.ready(1, of=cast.home)
    theirs = factories.ready(2, of=cast.elsewhere)
    factories.extension(factories.close(factories.period()), cast.home)
    services.perform(Action.SUBMIT, mine, by=cast.owner)
    with pytest.raises(WritingClosed):
        services.perform(Action.SUBMIT, theirs, by=cast.stranger)
    assert list(Proposal.objects.submitted()) == [mine]


def test_an_extension_that_has_passed_opens_nothing(cast: Cast):
    proposal = factories.ready(of=cast.home)
    period = factories.period()
    Period.objects.filter(pk=period.pk).update(closes_at=timezone.now() - 2 * DAY)
    factories.extension(period, cast.home, closes_at=timezone.now() - DAY)
    with pytest.raises(WritingClosed):
        services.perform(Action.SUBMIT, proposal, by=cast.owner)


def test_a_withdrawn_proposal_is_revived_only_while_the_period_is_open(cast: Cast):
    proposal = factories.proposal(Status.WITHDRAWN, of=cast.home)
    factories.close(proposal.period)
    with pytest.raises(WritingClosed):
        services.perform(Action.REVIVE, proposal, by=cast.owner)
    factories.extension(proposal.period, cast.home)
    services.perform(Action.REVIVE, proposal, by=cast.owner)
    assert Proposal.objects.get().status == Status.DRAFT


def test_the_coordinator_goes_on_after_the_closing(cast: Cast):
    proposal = factories.proposal(Status.SUBMITTED)
    factories.close(proposal.period)
    services.perform(Action.ACCEPT, proposal, by=cast.coordinator)
    assert Proposal.objects.get().status == Status.IN_REVIEW


# --- Moving on -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", NOTED, ids=lambda step: f"{step.action}-{step.source}")
def test_without_its_note_a_step_is_refused_and_nothing_changes(cast, step):
    proposal = factories.proposal(step.source, of=cast.home)
    actor = cast.owner if step.role == "proposer" else cast.coordinator
    before = everything()
    with pytest.raises(NoteMissing):
        services.perform(step.action, proposal, by=actor, note=" \n ")
    assert everything() == before


@pytest.mark.parametrize("step", [step for step in STEPS if step.action != Action.ADVANCE],
                         ids=lambda step: f"{step.action}-{step.source}")  # fmt: skip
def test_every_step_of_the_table_can_be_carried_out_and_leaves_one_event(cast, step):
    proposal = factories.proposal(step.source, of=cast.home)
    actor = cast.owner if step.role == "proposer" else cast.coordinator
    known = proposal.events.count()
    event = services.perform(step.action, proposal, by=actor, note="188.45/7/KEP/2026" if step.note else "")
    assert proposal.events.count() == known + 1
    assert (event.action, event.source, event.target, event.actor) == (step.action, step.source, step.target, actor)
    assert Proposal.objects.get().status == step.target


def test_establishing_keeps_the_number_of_the_decree(cast: Cast):
    step = next(step for step in STEPS if step.note is Note.DECREE)
    services.perform(step.action, factories.proposal(step.source), by=cast.coordinator, note=" 188.45/7/KEP/2026 ")
    assert Proposal.objects.get().decree_number == "188.45/7/KEP/2026"


def test_a_proposal_advances_through_the_stages_and_not_beyond(cast: Cast):
    proposal = factories.proposal(Status.IN_REVIEW)
    for order in (1, 2):
        factories.stage(proposal.period, order, minimum_scores=0)
    services.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.review_round) == (Status.IN_REVIEW, 2)
    with pytest.raises(NotAvailable, match="tahap penilaian terakhir"):
        services.perform(Action.ADVANCE, proposal, by=cast.coordinator)
    assert Proposal.objects.get().review_round == 2


@pytest.mark.parametrize("name", ["stranger", "reviewer", "leader", "conflicted", "former"])
@pytest.mark.parametrize("action", Action)
def test_nobody_else_moves_a_proposal(cast, name, action):
    proposal = cast.involve(factories.proposal(Status.SUBMITTED, of=cast.home))
    with pytest.raises(NotAvailable):
        services.perform(action, proposal, by=cast[name], note="Catatan")
    assert Proposal.objects.get().status == Status.SUBMITTED


def test_of_two_coordinators_the_slower_one_is_told(cast: Cast):
    proposal = factories.proposal(Status.SUBMITTED)
    seen_by_both = Proposal.objects.get()
    services.perform(Action.ACCEPT, proposal, by=cast.coordinator)
    with pytest.raises(OutOfDate):
        services.perform(Action.REJECT, seen_by_both, by=factories.coordinator(2), note="Tidak lengkap.")
    assert [event.action for event in proposal.events.all()] == ["submit", "accept"]


def test_markup_in_a_note_is_stored_as_plain_text(cast: Cast):
    proposal = factories.proposal(Status.SUBMITTED)
    event = services.perform(Action.RETURN, proposal, by=cast.coordinator, note="  Lengkapi\u200b data.\x00 ")
    assert event.note == "Lengkapi data."


# --- Files and deletion --------------------------------------------------------------------------------------------
def test_deleting_a_draft_takes_its_texts_and_files_along(cast, django_capture_on_commit_callbacks):
    kept = factories.ready(1, of=cast.home)
    gone = factories.ready(2, of=cast.home)
    assert len(factories.stored_files()) == 4
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_draft(gone, by=cast.colleague)
    assert list(Proposal.objects.all()) == [kept]
    assert {text.proposal for text in SectionText.objects.all()} == {kept}
    assert factories.stored_files() == {str(held.file.name) for held in kept.attachments.all()}


@pytest.mark.parametrize("name", ["stranger", "coordinator", "leader", "reviewer"])
def test_nobody_deletes_the_draft_of_another_agency(cast, name):
    proposal = factories.draft(of=cast.home)
    with pytest.raises(WritingClosed):
        services.delete_draft(proposal, by=cast[name])
    assert Proposal.objects.get() == proposal


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT}))
def test_what_was_submitted_is_not_deleted(cast, status):
    proposal = factories.proposal(status, of=cast.home)
    with pytest.raises(WritingClosed, match="Tarik usulan ini"):
        services.delete_draft(proposal, by=cast.owner)
    assert Proposal.objects.exists()


def test_a_revived_draft_is_not_deleted(cast: Cast):
    proposal = factories.proposal(Status.WITHDRAWN, of=cast.home)
    services.perform(Action.REVIVE, proposal, by=cast.owner)
    with pytest.raises(WritingClosed):
        services.delete_draft(Proposal.objects.get(), by=cast.owner)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT, Status.RETURNED}))
def test_what_is_with_the_city_is_not_written_on(cast, status):
    proposal = factories.proposal(status, of=cast.home)
    with pytest.raises(WritingClosed, match="tidak dapat diubah"):
        services.save_profile(proposal, {"title": "Baru"}, by=cast.owner)
    with pytest.raises(WritingClosed, match="tidak dapat diubah"):
        services.detach(proposal.attachments.first(), by=cast.owner)
    assert Proposal.objects.get().title == "Inovasi 1"


# --- Two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_many_agencies_submit_in_the_same_moment_and_each_gets_its_own_number():
    drafts = [factories.ready(number, of=factories.agency(number)) for number in range(1, 5)]
    answers = at_once(*(lambda it=it: services.perform(Action.SUBMIT, it, by=it.created_by) for it in drafts))
    assert [type(answer) for answer in answers] == [Event] * 4
    numbers = sorted(Proposal.objects.values_list("number", flat=True))
    assert numbers == ["PGK-2026-0001", "PGK-2026-0002", "PGK-2026-0003", "PGK-2026-0004"]
    assert Period.objects.get().last_sequence == 4


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_submit_acts_once():
    draft = factories.ready()
    clicks = [Proposal.objects.get(pk=draft.pk) for _ in range(2)]
    answers = at_once(*(lambda it=it: services.perform(Action.SUBMIT, it, by=it.created_by) for it in clicks))
    assert sorted(type(answer).__name__ for answer in answers) == ["Event", "OutOfDate"]
    assert (Event.objects.count(), Revision.objects.count(), Notification.objects.count()) == (1, 1, 1)
    assert ProcrastinateJob.objects.count() == 1
    assert Proposal.objects.get().number == "PGK-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_leave_one():
    proposal = factories.proposal(Status.SUBMITTED)
    seen = [Proposal.objects.get() for _ in range(2)]
    first, second = factories.coordinator(1), factories.coordinator(2)
    answers = at_once(
        lambda: services.perform(Action.ACCEPT, seen[0], by=first),
        lambda: services.perform(Action.REJECT, seen[1], by=second, note="Tidak lengkap."),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Event", "OutOfDate"]
    assert proposal.events.count() == 2
    assert Proposal.objects.get().status == proposal.events.last().target
