"""What people are told about the discussion of a proposal and about a proposal handed over."""

from django.urls import reverse

from agencies.core.models import User
from agencies.inbox.notifications import tell
from foundation.outbox.models import MailKind
from proposals.core.moving.notifications import coordinated
from proposals.discussion.models import Handover, Message


def said(message: Message) -> None:
    """Tells the other side of the discussion: the agency's people, or the coordinators; never the author."""
    proposal, author = message.proposal, message.author
    coordinators = [person for person in User.objects.coordinators() if coordinated(person, [proposal.pk])]
    readers = {*proposal.agency.people.filter(is_active=True), *coordinators} - {author}
    sender = author.agency.short_name if author.agency_id == proposal.agency_id and author.agency else "Koordinator"
    tell(
        sorted(readers, key=lambda reader: reader.pk),
        f"{sender} menulis dalam diskusi usulan {proposal.reference} “{proposal.sent_title}”: {message.text[:120]}",
        url=reverse("proposals:discussion", args=[proposal.pk]),
        about=proposal.pk,
    )


def handed_over(handover: Handover) -> None:
    """Tells the colleague who takes over."""
    proposal = handover.proposal
    tell(
        [handover.taker],
        f"{handover.giver} menyerahkan penulisan usulan “{proposal.title}” kepada Anda: {handover.note}",
        url=proposal.get_absolute_url(),
        about=proposal.pk,
        kind=MailKind.INTERNAL,
    )
