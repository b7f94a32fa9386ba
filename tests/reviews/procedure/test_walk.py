"""The walk through procedure × reviews × status × role × action, against a table written from the requirement by hand.

Issue 13: outcomes leave only through a meeting, from the review, prepared by a coordinator, with the reviews that the
procedure of the period asks for; every other door is refused, that of the database included.
"""

from collections.abc import Callable
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.db import DatabaseError, transaction

from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.sent import SentProposal
from proposals.core.workflow import WorkflowError
from reviews.core.models import Assignment, ReviewStage
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.preparing import services as convening
from tests.reviews.meetings import ruled
from tests.reviews.procedure.conftest import reviewed

Give = Callable[..., Assignment]
Make = Callable[..., SentProposal]
# Fields of each procedure, and the reviews with which it lets each outcome be prepared.
ANY: Final = {"none", "one", "first", "both"}
PROCEDURES: Final[dict[str, dict[str, Any]]] = {
    "usual": {"shortlist_needs": ["*"], "coaching_needs": ["^"], "reject_needs": []},
    "first stage for all": {"shortlist_needs": ["^"], "coaching_needs": ["^"], "reject_needs": ["^"]},
    "second stage for praise": {"shortlist_needs": ["presentation"], "coaching_needs": [], "reject_needs": []},
    "nothing needed": {"shortlist_needs": [], "coaching_needs": [], "reject_needs": []},
    "usual, without a meeting": {
        "shortlist_needs": ["*"], "coaching_needs": ["^"], "reject_needs": [], "in_meeting": False,
    },
}  # fmt: skip
PREPARED: Final = {
    "usual": {"shortlist": {"both"}, "pass_over": {"first", "both"}, "reject": ANY},
    "first stage for all": {
        "shortlist": {"first", "both"}, "pass_over": {"first", "both"}, "reject": {"first", "both"},
    },
    "second stage for praise": {"shortlist": {"both"}, "pass_over": ANY, "reject": ANY},
    "nothing needed": {"shortlist": ANY, "pass_over": ANY, "reject": ANY},
    "usual, without a meeting": {"shortlist": {"both"}, "pass_over": {"first", "both"}, "reject": ANY},
}  # fmt: skip
# Complete reviews in the first and in the second stage; both ask for two.
REVIEWS: Final = {"none": (0, 0), "one": (1, 0), "first": (2, 0), "both": (2, 2)}
OTHER_STATUSES: Final = ("submitted", "returned", "withdrawn", "shortlisted", "coaching", "rejected", "established")
PEOPLE: Final = ("owner", "stranger", "reviewer", "leader", "coordinator")
LEAVES: Final = {"shortlist": "shortlisted", "pass_over": "coaching", "reject": "rejected"}


@contextmanager
def taken_back() -> Any:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def rows(make: Make, give: Give, cast: SimpleNamespace, stages: list[ReviewStage]) -> dict[str, SentProposal]:
    """One proposal under review for each amount of reviews, and one in every other status, fully reviewed or not."""
    found = {name: reviewed(make, give, cast, *amounts) for name, amounts in REVIEWS.items()}
    return found | {status: make(status) for status in OTHER_STATUSES}


def prepared(meeting: Meeting, action: str, proposal: SentProposal, by: Any) -> bool:
    with taken_back():
        try:
            outcome = convening.decide(meeting, action, [proposal.pk], by=by, note="Alasan.")
        except MeetingRefused:
            return False
        return bool(outcome.moved) and Decision.objects.filter(proposal=proposal.pk).exists()


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_who_prepares_what_with_which_reviews(
    meeting: Meeting, rows: dict[str, SentProposal], cast: SimpleNamespace, procedure: str
) -> None:
    ruled(**PROCEDURES[procedure])
    current = Meeting.objects.get(pk=meeting.pk)
    seen = {
        (name, who, action): prepared(current, action, proposal, getattr(cast, who))
        for name, proposal in rows.items()
        for who in PEOPLE
        for action in LEAVES
    }
    wanted = {
        (name, who, action): who == "coordinator" and name in PREPARED[procedure][action] for name, who, action in seen
    }
    assert {cell for cell in seen if seen[cell] is not wanted[cell]} == set()


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_no_outcome_leaves_by_another_door(
    rows: dict[str, SentProposal], cast: SimpleNamespace, procedure: str
) -> None:
    ruled(**PROCEDURES[procedure])
    for proposal in (rows[name] for name in REVIEWS):
        for action, status in LEAVES.items():
            for who in PEOPLE:
                refusal = "hanya keluar lewat rapat" if who == "coordinator" else "tidak tersedia"
                with pytest.raises(WorkflowError, match=refusal):
                    moves.perform(action, proposal, by=getattr(cast, who), note="Alasan.")
            with pytest.raises(DatabaseError, match="through the release of a meeting"), transaction.atomic():
                Proposal.objects.filter(pk=proposal.pk).update(status=status)
    with pytest.raises(DatabaseError, match="by the decree of its meeting"), transaction.atomic():
        Proposal.objects.filter(pk=rows["shortlisted"].pk).update(status="established", decree_number="188/1/2026")
