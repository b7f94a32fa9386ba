"""Who may see which mail: coordinators those about proposals they may read, an agency's people their own office's."""

from django.db.models import Q

from agencies.core.models import User
from foundation.outbox.models import MailKind, OutboxQuerySet, OutgoingMail
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

# What is not shown to coordinators in words: between an agency's own people, or about an account.
UNTOLD = (MailKind.INTERNAL, MailKind.ACCOUNT)


def mails_for(reader: User) -> OutboxQuerySet:
    """What this person may look after; nothing for others than coordinators.

    A mail about a draft, or a proposal that a conflict of interest closes to the reader, does not exist for them.
    """
    if not reader.is_coordinator:
        return OutgoingMail.objects.none()
    known = SentProposal.objects.as_role(reader, Role.COORDINATOR).order_by().values("pk")
    return OutgoingMail.objects.filter(Q(about=None) | Q(about__in=known))


def office_mails(reader: User) -> OutboxQuerySet:
    """What was sent to the reader's own agency: to its people, and to the address of the agency itself."""
    if reader.agency is None:
        return OutgoingMail.objects.none()
    return OutgoingMail.objects.filter(
        Q(person__agency=reader.agency_id) | Q(person=None, office=reader.agency.code)
    ).exclude(kind=MailKind.ACCOUNT)


def kept_back(reader: User) -> set[str]:
    """The kinds of mail whose words this reader is not shown; one query.

    A reminder names proposals, of which some may be closed to a reader with a conflict of interest.
    """
    return {*UNTOLD, MailKind.REMINDER} if reader.conflicts.standing().exists() else {*UNTOLD}
