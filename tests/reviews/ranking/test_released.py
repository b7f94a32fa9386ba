"""The scores that the city decided by are those of released meetings, and no others."""

from types import SimpleNamespace

import pytest

from agencies.core.models import User
from competitions.core.above import released_scores as asked
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from reviews.meeting.core.freezing import freeze_anew
from reviews.meeting.core.models import Meeting
from reviews.meeting.release import releasing, signing
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("frozen_late", [True, False])
def test_scores_are_told_once_the_meeting_is_released(
    prepared: Meeting, scored: list[SentProposal], chair: User, cast: SimpleNamespace, period,
    django_assert_num_queries, frozen_late: bool,
) -> None:  # fmt: skip
    keys = [row.pk for row in scored]
    if frozen_late:
        freeze_anew(prepared, by=cast.coordinator)
    for person in (chair, cast.leader):
        signing.sign(prepared, by=person)
    assert asked(keys) == {}
    signed = Meeting.objects.get(pk=prepared.pk)
    releasing.release(signed, by=cast.coordinator)
    rows = ranking(period, SentProposal.objects.all(), frozen=latest(period, signed.pk))
    with django_assert_num_queries(1):
        found = asked(keys)
    assert len(found) == 3
    assert found == {row.proposal_id: row.score for row in rows}
    assert asked(keys[:1]) == {keys[0]: found[keys[0]]}


def test_what_was_reopened_has_none(signed: Meeting, scored: list[SentProposal], cast: SimpleNamespace) -> None:
    releasing.release(signed, by=cast.coordinator)
    key = scored[0].pk
    assert asked([key])
    with factories.past_the_meeting():
        Proposal.objects.filter(pk=key).update(status="in_review")
    assert asked([key]) == {}
