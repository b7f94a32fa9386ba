"""A refusal is taken back to where it was spoken, one or many at once."""

import pytest
from django.db import DatabaseError, transaction

from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Move
from proposals.core.workflow import STEPS, Action, NotAvailable, Role, Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("source", "other"), [(Status.SUBMITTED, Action.REOPEN), (Status.IN_REVIEW, Action.VERIFY_AGAIN)]
)
def test_a_refusal_is_taken_back_to_where_it_was_spoken(cast: Cast, source: Status, other: Action) -> None:
    refusal = next(step for step in STEPS if step.action is Action.REJECT and step.source is source)
    proposal = factories.move(factories.proposal(source), refusal, by=cast.coordinator)
    offered = [step.target for step in moves.offered(proposal, {Role.COORDINATOR})]
    assert offered == [source]
    with pytest.raises(NotAvailable, match="tidak ditolak pada tahap itu"):
        moves.perform(other, proposal, by=cast.coordinator, note="Keliru.")
    wrong = Status.IN_REVIEW if source is Status.SUBMITTED else Status.SUBMITTED
    with pytest.raises(DatabaseError, match="taken back to where it was spoken"), transaction.atomic():
        Proposal.objects.update(status=wrong)
    back = Action.VERIFY_AGAIN if source is Status.SUBMITTED else Action.REOPEN
    assert moves.perform(back, proposal, by=cast.coordinator, note="Keliru.").target == source


@pytest.mark.parametrize("amount", [1, 6])
def test_many_refusals_are_taken_back_with_as_many_queries_as_one(
    cast: Cast, amount: int, django_assert_num_queries
) -> None:
    refusal = next(step for step in STEPS if step.action is Action.REJECT and step.source is Status.SUBMITTED)
    seen = [factories.move(factories.proposal(refusal.source, n), refusal, cast.coordinator) for n in range(amount)]
    wanted = [Move(Action.VERIFY_AGAIN, proposal, "Keliru.") for proposal in seen]
    with django_assert_num_queries(11):
        moves.perform_all(wanted, by=cast.coordinator)
