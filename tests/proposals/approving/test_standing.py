"""What an approval does: it stands for the letter as long as the very content stands that the head read."""

import json
from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.approving import services
from proposals.approving.state import state_of
from proposals.core.approval.frozen import SentApproval
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import KEY, live_approvals
from proposals.core.guide.models import AttachmentKind
from proposals.core.guide.readiness import shortfalls
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, NotReady, Status
from proposals.papers.printing import proposal_paper
from proposals.papers.receipts import receipt_of
from proposals.sent.shown import as_written
from proposals.verifying.findings import findings
from proposals.verifying.models import CheckItem
from proposals.writing.services import Written, delete_draft, save_profile, save_texts
from tests import factories
from tests.proposals.approving.conftest import HEAD, LETTER, make_unsigned, said

pytestmark = pytest.mark.django_db
Approve = Callable[[], HeadAnswer]


def change_a_text(proposal: Proposal, by: User, text: str) -> None:
    stored = proposal.texts.get(section__key="manfaat")
    save_texts(proposal, [Written(stored.section, text, stored.version)], by=by)


def submit(proposal: Proposal, cast: factories.Cast) -> None:
    proposal.refresh_from_db()
    moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    proposal.refresh_from_db()


def test_without_letter_and_approval_it_is_refused_as_ever(proposal: Proposal, cast: factories.Cast) -> None:
    with pytest.raises(NotReady) as refusal:
        submit(proposal, cast)
    assert [str(item) for item in refusal.value.shortfalls] == [
        "Unggah “Surat pengantar”, atau minta persetujuan kepala di portal."
    ]


def test_an_approval_stands_for_the_letter_and_goes_along(
    proposal: Proposal, cast: factories.Cast, approve: Approve
) -> None:
    answer = approve()
    assert shortfalls(proposal) == []
    submit(proposal, cast)
    assert proposal.status == Status.SUBMITTED
    kept = SentApproval.within(proposal.revisions.get().content)
    assert kept
    assert (kept.name, kept.position, kept.sha256, kept.at) == (HEAD.name, HEAD.position, answer.sha256, answer.at)


@pytest.mark.usefixtures("asked")
def test_a_guide_that_asks_for_the_letter_takes_no_approval(proposal: Proposal, approve: Approve) -> None:
    approve()
    AttachmentKind.objects.filter(key=LETTER).update(or_approval=False)
    proposal.refresh_from_db()
    assert [str(item) for item in shortfalls(proposal)] == ["Unggah “Surat pengantar”."]


def test_any_change_of_a_text_an_answer_or_a_file_ends_it_and_undoing_brings_it_back(
    proposal: Proposal, cast: factories.Cast, approve: Approve
) -> None:
    approve()
    before = proposal.texts.get(section__key="manfaat").text
    change_a_text(proposal, cast.owner, "Waktu tunggu menjadi dua menit.")
    save_profile(proposal, {"initiator_name": "Orang lain"}, by=cast.owner)
    added = factories.attachment(proposal, "foto", data=factories.picture())
    state = state_of(proposal)
    assert (state.holds, state.has_lapsed) == (False, True)
    titles = dict(proposal.period.guide.sections.values_list("key", "title"))
    guide = proposal.period.guide
    assert list(state.changed) == [
        guide.heading("initiator_name"), titles["manfaat"], guide.attachment_kinds.get(key="foto").label,
    ]  # fmt: skip
    with pytest.raises(NotReady, match="Lengkapi") as refusal:
        submit(proposal, cast)
    assert [str(item) for item in refusal.value.shortfalls] == [
        "Usulan berubah sesudah disetujui kepala: minta persetujuan lagi, atau unggah “Surat pengantar”."
    ]
    change_a_text(proposal, cast.owner, before)
    save_profile(proposal, {"initiator_name": "Tim Inovasi 1"}, by=cast.owner)
    assert not live_approvals([proposal.pk])
    added.delete()
    assert live_approvals([proposal.pk])
    submit(proposal, cast)


def test_an_answer_that_is_not_asked_for_any_more_makes_no_difference(proposal: Proposal, approve: Approve) -> None:
    """It goes when the proposal is sent, and the head did not read it."""
    approve()
    guide = proposal.period.guide
    for field in guide.profile["fields"]:
        if field["key"] == "budget":
            field["asked_when"] = {"stage": ["inisiatif"]}
    guide.save()
    assert not live_approvals([proposal.pk])
    Proposal.objects.filter(pk=proposal.pk).update(budget=None)
    without = live_approvals([proposal.pk])
    Proposal.objects.filter(pk=proposal.pk).update(budget=5)
    assert live_approvals([proposal.pk]) == without


def test_what_the_head_sends_back_ends_an_earlier_approval(
    proposal: Proposal, cast: factories.Cast, approve: Approve
) -> None:
    approve()
    again = services.ask(proposal, HEAD, by=cast.owner)
    services.answer(
        again.pk, said(proposal, HeadAnswer.Verdict.SENT_BACK, "Tambah angka."), proof=HeadAnswer.Proof.CODE
    )
    assert not live_approvals([proposal.pk])
    assert len(shortfalls(proposal)) == 1


def test_of_many_only_their_own_approvals_count(proposal: Proposal, cast: factories.Cast, approve: Approve) -> None:
    approve()
    other = make_unsigned(cast, 2)
    assert set(live_approvals([proposal.pk, other.pk])) == {proposal.pk}
    assert (len(shortfalls(proposal)), len(shortfalls(other))) == (0, 1)


def test_a_repair_needs_a_new_approval(proposal: Proposal, cast: factories.Cast, approve: Approve) -> None:
    approve()
    submit(proposal, cast)
    moves.perform(Action.RETURN, proposal, by=cast.coordinator, note="Perjelas.")
    assert shortfalls(Proposal.objects.get(pk=proposal.pk)) == []
    change_a_text(proposal, cast.owner, "Waktu tunggu menjadi tiga menit.")
    assert len(shortfalls(Proposal.objects.get(pk=proposal.pk))) == 1


def test_it_is_on_the_record_and_in_the_history(
    proposal: Proposal, cast: factories.Cast, approve: Approve, signed_in: Callable[[User], Client]
) -> None:
    answer = approve()
    entry = LedgerEntry.objects.get(kind=EntryKind.APPROVAL)
    told = json.loads(entry.after)
    assert (entry.subject_id, entry.actor_id) == (proposal.pk, None)
    assert (told["verdict"], told["sha256"], told["address"]) == ("disetujui", answer.sha256, HEAD.email)
    assert list(ledger.verify()) == []
    submit(proposal, cast)
    for person in (cast.owner, cast.coordinator):
        for name in ("proposals:detail", "proposals:history"):
            page = signed_in(person).get(reverse(name, args=[proposal.pk])).content.decode()
            assert "Disetujui kepala" in page
            assert HEAD.name in page


def test_others_read_no_approval_that_was_not_sent(
    proposal: Proposal, cast: factories.Cast, approve: Approve, signed_in: Callable[[User], Client]
) -> None:
    approve()
    factories.attachment(proposal, LETTER)
    submit(proposal, cast)
    page = signed_in(cast.coordinator).get(proposal.get_absolute_url()).content.decode()
    assert "Disetujui kepala" not in page


@pytest.mark.parametrize("statement", ["DELETE FROM {t}", "UPDATE {t} SET name = 'Lain'", "TRUNCATE {t}"])
def test_no_statement_changes_or_removes_an_answer(approve: Approve, statement: str) -> None:
    approve()
    with pytest.raises(Error, match=r"headanswer|Cannot update|Cannot delete"), transaction.atomic():
        connection.cursor().execute(statement.format(t=HeadAnswer._meta.db_table))
    assert HeadAnswer.objects.get().name == HEAD.name


def test_the_database_takes_no_answer_to_a_closed_link(proposal: Proposal, asked: HeadRequest) -> None:
    HeadRequest.objects.update(closed_at=asked.asked_at)
    with pytest.raises(Error, match="open link"), transaction.atomic():
        HeadAnswer.objects.create(
            proposal=proposal, request=asked, verdict="disetujui", name="A", position="B", proof="surel",
            address="a@b.test", content={}, sha256="0" * 64,
        )  # fmt: skip


def test_a_draft_that_was_answered_stays(proposal: Proposal, cast: factories.Cast, approve: Approve) -> None:
    approve()
    with pytest.raises(WritingClosed, match="jawabannya disimpan"):
        delete_draft(proposal, by=cast.owner)


@pytest.mark.usefixtures("asked")
def test_a_draft_that_was_only_asked_for_goes(proposal: Proposal, cast: factories.Cast) -> None:
    delete_draft(proposal, by=cast.owner)
    assert not HeadRequest.objects.exists()


@pytest.mark.usefixtures("unprinted")
def test_papers_and_the_desk_name_it(proposal: Proposal, cast: factories.Cast, approve: Approve) -> None:
    approve()
    draft = proposal_paper(as_written(proposal)).context
    submit(proposal, cast)
    sent = proposal_paper(as_written(proposal)).context
    assert draft["approval"] == sent["approval"] == SentApproval.within(proposal.revisions.get().content)
    assert "bukan tanda tangan elektronik tersertifikasi" in draft["approval"].words
    assert receipt_of(proposal.revisions.get()).pk
    M = CheckItem.Machine  # noqa: N806 - a class
    found = findings(as_written(proposal), proposal, cast.coordinator, [M.FILES])[M.FILES]
    assert found.light == "hijau"
    assert f"Surat diganti persetujuan kepala. Disetujui secara elektronik oleh {HEAD.name}" in found.words


def test_a_revision_without_approval_has_none(cast: factories.Cast) -> None:
    sent = factories.proposal(Status.SUBMITTED, of=cast.home)
    assert KEY not in sent.revisions.get().content
