"""The factories keep their word: each status is reached on a legal way, and a ready proposal may be submitted."""

import pytest

from agencies.core.models import Notification
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.guide.readiness import shortfalls
from proposals.core.models import Proposal
from proposals.core.moving import moves as services
from proposals.core.workflow import DECIDED, Action, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", Status)
def test_a_proposal_in_any_status_has_the_events_that_led_there(status):
    made = factories.proposal(status)
    moves = [(event.source, event.target) for event in made.events.all()]
    assert made.status == status
    assert [source for source, _ in moves] + [status] == ["draft", *(target for _, target in moves)]
    # Whatever a move leaves, those of the factories leave as well.
    assert made.revisions.count() == (status != Status.DRAFT)
    assert Notification.objects.filter(user=made.created_by).count() == len(moves)
    assert LedgerEntry.objects.filter(kind=EntryKind.DECISION).count() == sum(target in DECIDED for _, target in moves)


def test_a_ready_proposal_lacks_nothing_and_can_be_submitted():
    made = factories.ready()
    assert shortfalls(made) == []
    services.perform(Action.SUBMIT, made, by=made.created_by)
    assert Proposal.objects.get().number == "PGK-2026-0001"


def test_a_bare_draft_lacks_something_in_every_step():
    steps = {item.step for item in shortfalls(factories.draft())}
    assert steps == {"profil", "rancang-bangun", "manfaat-hasil", "lampiran"}
