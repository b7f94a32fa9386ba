"""Helpers for the tests of decision meetings: preparing outcomes, and reading what a release did."""

from datetime import UTC, date, datetime

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.core.models import User
from foundation.outbox.models import OutgoingMail
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.querysets import EventQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, NotAvailable
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree.decreeing import EnteredDecree
from reviews.meeting.departures.departing import allow_passing_over
from reviews.meeting.departures.requirements import passed_over
from reviews.meeting.preparing import services as convening
from reviews.procedure.models import Procedure
from tests.factories import files

HELD = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DECREED = date(2026, 11, 24)
SCAN = files.pdf(2)


def prepare(meeting: Meeting, proposals: list[Proposal], by: User) -> None:
    """The first is praised, the second goes to coaching, the third is rejected."""
    for action, proposal in zip((Action.SHORTLIST, Action.PASS_OVER, Action.REJECT), proposals, strict=True):
        outcome = convening.decide(meeting, action, [proposal.pk], by=by, note="Belum berbukti.")
        assert not outcome.refused


def excuse(meeting: Meeting, by: User) -> None:
    """Gives a reason for every better-ranked proposal that is passed over."""
    for one in passed_over(meeting):
        allow_passing_over(meeting, one.proposal.pk, by=by, reason="Kuota instansinya sudah terpenuhi.")


def check_outcome(action: str, proposal: SentProposal, note: str) -> None:
    """Raises NotAvailable with what a release of this outcome would be refused."""
    for refusal in convening.outcome_refusals([(action, proposal, note)]).values():
        raise NotAvailable(refusal)


def signed_decree(number: str = "188.45/7/KEP/2026", date: date | None = DECREED, scan: bytes = SCAN) -> EnteredDecree:
    """A decree as it comes back from the head of the region."""
    return EnteredDecree(number, date, scan)


def typed_decree(**others: object) -> dict[str, object]:
    """The form of a decree, filled in."""
    scan = SimpleUploadedFile("SK penetapan.pdf", SCAN, "application/pdf")
    return {"number": "188.45/7/KEP/2026", "date": "2026-11-24", "scan": scan, "checked": "on"} | others


def statuses(proposals: list[Proposal]) -> list[str]:
    return [Proposal.objects.get(pk=proposal.pk).status for proposal in proposals]


def decisions() -> EventQuerySet:
    """The moves that a coordinator made from the review on; how the proposals came there is left out."""
    return Event.objects.exclude(action__in=(Action.SUBMIT, Action.ACCEPT))


def letters() -> list[str]:
    """Subjects of the letters in the outbox, sorted; nobody gets the same twice."""
    mails = list(OutgoingMail.objects.values_list("subject", "address"))
    assert len(mails) == len(set(mails))
    return sorted({subject for subject, _ in mails})


def ruled(**changes: object) -> None:
    """Another procedure, past the rule that freezes it."""
    with pgtrigger.ignore("reviews.Procedure:procedure_frozen_when_scored"):
        Procedure.objects.update(**changes)
