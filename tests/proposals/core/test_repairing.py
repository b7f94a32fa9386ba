"""Until when a repair is asked for: the working days of the period's procedure, and never after writing ends."""

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from foundation.days.workdays import workday_after
from foundation.outbox.models import MailKind, OutgoingMail
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.core.workflow import Action, Status
from reviews.procedure.models import Procedure
from tests import factories
from tests.factories import DAY, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("given", "closing", "told"), [(1, 30, 1), (5, 30, 5), (5, 0.01, 0)])
def test_who_is_asked_to_repair_is_told_until_when_but_never_a_day_after_the_closing(
    cast: Cast, given: int, closing: float, told: int
) -> None:
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    Procedure.objects.filter(period=proposal.period_id).update(repair_days=given)
    closes_at = timezone.now() + closing * DAY
    Period.objects.filter(pk=proposal.period_id).update(closes_at=closes_at)
    moves.perform(Action.RETURN, Proposal.objects.get(), by=cast.coordinator, note="Perjelas.")
    last = workday_after(timezone.localdate(), told) if told else timezone.localdate(closes_at)
    bodies = OutgoingMail.objects.filter(kind=MailKind.REQUEST).values_list("body", flat=True)
    assert bodies and [body for body in bodies if f"Perbaiki paling lambat {date_format(last)}." not in body] == []


def test_an_extension_gives_the_days_of_a_repair_back(cast: Cast) -> None:
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    factories.close(proposal.period)
    factories.extension(proposal.period, cast.home, closes_at=timezone.now() + 20 * DAY)
    moves.perform(Action.RETURN, Proposal.objects.get(), by=cast.coordinator, note="Perjelas.")
    last = workday_after(timezone.localdate(), 5)
    bodies = OutgoingMail.objects.filter(kind=MailKind.REQUEST).values_list("body", flat=True)
    assert bodies and [body for body in bodies if f"Perbaiki paling lambat {date_format(last)}." not in body] == []


def test_what_is_sent_back_when_writing_has_ended_has_no_last_day(cast: Cast) -> None:
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    factories.close(proposal.period)
    moves.perform(Action.RETURN, Proposal.objects.get(), by=cast.coordinator, note="Perjelas.")
    bodies = OutgoingMail.objects.filter(kind=MailKind.REQUEST).values_list("body", flat=True)
    assert bodies and [body for body in bodies if "Perbaiki paling lambat" in body] == []
