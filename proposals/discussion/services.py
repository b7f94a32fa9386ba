"""Writes on what people say about a proposal: the discussion, handing over."""

import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core import permissions as core_permissions
from proposals.core import workflow
from proposals.core.locking import lock
from proposals.core.models import Proposal
from proposals.core.sent import AnyProposal
from proposals.core.workflow import Role
from proposals.discussion.models import LONGEST_MESSAGE, Handover, Message
from proposals.discussion.notifications import handed_over, said

A_MOMENT: Final = datetime.timedelta(minutes=10)
"""So long the same words of the same person, with nothing said in between, are one message sent twice."""


class TalkRefused(workflow.WorkflowError):
    """A message or a handover that cannot be taken; the text says what to do."""


@transaction.atomic
def say(proposal: AnyProposal, text: str, *, by: User) -> Message:
    """Adds to the discussion and tells the other side; what was just said is not said again, but given back.

    Raises TalkRefused without words or without a place in it.
    """
    clean = as_typed(text)
    if not core_permissions.may_discuss(Proposal.objects.roles_of(by, proposal)) or not proposal.number:
        raise TalkRefused("Diskusi hanya untuk instansi pengusul dan koordinator, setelah usulan diajukan.")
    if not clean:
        raise TalkRefused("Tulis pesan Anda dahulu, lalu kirim.")
    if len(clean) > LONGEST_MESSAGE:
        raise TalkRefused("Pesan ini terlalu panjang. Ringkas menjadi paling banyak 4.000 huruf.")
    lock(proposal)
    last = Message.objects.filter(proposal=proposal.pk).last()
    if last and (last.author_id, last.text) == (by.pk, clean) and last.at > timezone.now() - A_MOMENT:
        return last
    spoken_for = proposal.agency.short_name if by.agency_id == proposal.agency_id else ""
    message = Message.objects.create(
        proposal_id=proposal.pk, author=by, text=clean, author_name=str(by), agency_name=spoken_for
    )
    said(message)
    return message


@transaction.atomic
def hand_over(proposal: Proposal, taker: User, note: str, *, by: User) -> Handover:
    """Passes the writing on to a colleague, who is told; what was just passed on is not passed on again.

    Raises TalkRefused for people outside the agency.
    """
    if Role.PROPOSER not in Proposal.objects.roles_of(by, proposal):
        raise TalkRefused("Hanya operator instansi pengusul yang dapat menyerahkan usulan ini.")
    if taker.agency_id != proposal.agency_id or not taker.is_active or taker == by:
        raise TalkRefused("Pilih rekan yang aktif dari instansi yang sama.")
    if not (clean := as_typed(note)):
        raise TalkRefused("Tulis pesan untuk rekan Anda: apa yang sudah selesai dan apa yang belum.")
    lock(proposal)
    just_now = Handover.objects.filter(proposal=proposal, at__gt=timezone.now() - A_MOMENT).first()
    if just_now and (just_now.giver_id, just_now.taker_id, just_now.note) == (by.pk, taker.pk, clean):
        return just_now
    handover = Handover.objects.create(proposal=proposal, giver=by, taker=taker, note=clean)
    handed_over(handover)
    return handover
