"""Writes on what people say about a proposal: remarks and their answers, the discussion, handing over."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from proposals import notifications, permissions, workflow
from proposals.cleaning import clean_text
from proposals.models import Event, Handover, Message, Proposal, Remark, Revision, Section
from proposals.services_writing import WritingClosed
from proposals.together import LONGEST_MESSAGE
from proposals.workflow import Role


class TalkRefused(workflow.WorkflowError):
    """A message or a handover that cannot be taken; the text says what to do."""


def write_remarks(event: Event, proposal: Proposal, remarks: Mapping[str, str]) -> None:
    """Attaches the coordinator's words to their sections; `remarks` maps section keys to texts, empty ones are left."""
    texts = {key: clean_text(text) for key, text in remarks.items()}
    sections = Section.objects.filter(
        guide=proposal.period.guide_id, key__in=[key for key, text in texts.items() if text]
    )
    Remark.objects.bulk_create(
        Remark(proposal=proposal, section=section, text=texts[section.key], event=event) for section in sections
    )


def answer_remarks(proposal: Proposal, revision: Revision, before: Revision | None) -> None:
    """Ticks the open remarks whose section reads differently in `revision` than in `before`."""
    old = before.content if before else source_content(proposal)
    for remark in proposal.remarks.filter(answered_in=None).select_related("section"):
        key = remark.section.key if remark.section else ""
        same = old["texts"].get(key) == revision.content["texts"].get(key) if key else old == revision.content
        if not same:
            remark.answered_in = revision
            remark.save(update_fields=["answered_in"])


def source_content(proposal: Proposal) -> dict[str, dict[str, str]]:
    """What the proposal was carried over from, as its newest revision holds it; empty texts otherwise."""
    source = proposal.copied_from.revisions.first() if proposal.copied_from else None
    return source.content if source else {"texts": {}}


@transaction.atomic
def tick(remark: Remark, *, by: User) -> None:
    """Marks a remark as dealt with, in the proposer's own judgement. Raises WritingClosed for anybody else."""
    if Role.PROPOSER not in Proposal.objects.roles_of(by, remark.proposal):
        raise WritingClosed("Hanya operator instansi pengusul yang dapat menandai catatan ini.")
    Remark.objects.filter(pk=remark.pk, done_at=None).update(done_at=timezone.now(), done_by=by)


@transaction.atomic
def say(proposal: Proposal, text: str, *, by: User) -> Message:
    """Adds to the discussion and tells the other side. Raises TalkRefused without words or without a place in it."""
    clean = clean_text(text)
    if not permissions.may_discuss(Proposal.objects.roles_of(by, proposal)) or not proposal.number:
        raise TalkRefused("Diskusi hanya untuk instansi pengusul dan koordinator, setelah usulan diajukan.")
    if not clean:
        raise TalkRefused("Tulis pesan Anda dahulu, lalu kirim.")
    if len(clean) > LONGEST_MESSAGE:
        raise TalkRefused("Pesan ini terlalu panjang. Ringkas menjadi paling banyak 4.000 huruf.")
    message = Message.objects.create(proposal=proposal, author=by, text=clean)
    notifications.said(message)
    return message


@transaction.atomic
def hand_over(proposal: Proposal, taker: User, note: str, *, by: User) -> Handover:
    """Passes the writing on to a colleague, who is told. Raises TalkRefused for people outside the agency."""
    if Role.PROPOSER not in Proposal.objects.roles_of(by, proposal):
        raise TalkRefused("Hanya operator instansi pengusul yang dapat menyerahkan usulan ini.")
    if taker.agency_id != proposal.agency_id or not taker.is_active or taker == by:
        raise TalkRefused("Pilih rekan yang aktif dari instansi yang sama.")
    if not (clean := clean_text(note)):
        raise TalkRefused("Tulis pesan untuk rekan Anda: apa yang sudah selesai dan apa yang belum.")
    handover = Handover.objects.create(proposal=proposal, giver=by, taker=taker, note=clean)
    notifications.handed_over(handover)
    return handover
