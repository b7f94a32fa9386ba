"""The dates of the year: nobody writes or sends outside them, unless the agency was given more time."""

import pytest
from django.utils import timezone

from proposals.core.attachments import Attachment
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.core.workflow import Action, Status
from proposals.evidence.services import detach
from proposals.writing.services import create, save_profile
from tests import factories
from tests.factories import DAY, Cast
from tests.proposals.traces import everything

pytestmark = pytest.mark.django_db


def test_after_the_closing_nobody_starts_writes_or_submits(cast: Cast):
    proposal = factories.ready(of=cast.home)
    period = factories.close(proposal.period)
    before = everything()
    proposal = Proposal.objects.get()
    with pytest.raises(WritingClosed, match=r"^Usulan Inovasi Daerah 2026 ditutup .+ WIB\. Bila instansi Anda"):
        moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    with pytest.raises(WritingClosed):
        create(period, by=cast.owner, title="Terlambat")
    with pytest.raises(WritingClosed):
        save_profile(proposal, {"title": "Terlambat"}, by=cast.owner)
    with pytest.raises(WritingClosed):
        detach(proposal.attachments.first(), by=cast.owner)
    assert everything() == before
    assert (Proposal.objects.get().title, Attachment.objects.count()) == ("Inovasi 1", 2)


def test_before_the_opening_nobody_starts(cast: Cast):
    period = factories.period(opens_at=timezone.now() + DAY)
    with pytest.raises(WritingClosed, match=r"dibuka .+ WIB"):
        create(period, by=cast.owner, title="Terlalu dini")
    assert not Proposal.objects.exists()


def test_an_extension_opens_the_period_for_that_agency_only(cast: Cast):
    mine = factories.ready(1, of=cast.home)
    theirs = factories.ready(2, of=cast.elsewhere)
    factories.extension(factories.close(factories.period()), cast.home)
    moves.perform(Action.SUBMIT, mine, by=cast.owner)
    with pytest.raises(WritingClosed):
        moves.perform(Action.SUBMIT, theirs, by=cast.stranger)
    assert list(Proposal.objects.submitted()) == [mine]


def test_an_extension_that_has_passed_opens_nothing(cast: Cast):
    proposal = factories.ready(of=cast.home)
    period = factories.period()
    Period.objects.filter(pk=period.pk).update(closes_at=timezone.now() - 2 * DAY)
    factories.extension(period, cast.home, closes_at=timezone.now() - DAY)
    with pytest.raises(WritingClosed):
        moves.perform(Action.SUBMIT, proposal, by=cast.owner)


def test_a_withdrawn_proposal_is_revived_only_while_the_period_is_open(cast: Cast):
    proposal = factories.proposal(Status.WITHDRAWN, of=cast.home)
    factories.close(proposal.period)
    with pytest.raises(WritingClosed):
        moves.perform(Action.REVIVE, proposal, by=cast.owner)
    factories.extension(proposal.period, cast.home)
    moves.perform(Action.REVIVE, proposal, by=cast.owner)
    assert Proposal.objects.get().status == Status.DRAFT


def test_the_coordinator_goes_on_after_the_closing(cast: Cast):
    proposal = factories.proposal(Status.SUBMITTED)
    factories.close(proposal.period)
    moves.perform(Action.ACCEPT, proposal, by=cast.coordinator)
    assert Proposal.objects.get().status == Status.IN_REVIEW
