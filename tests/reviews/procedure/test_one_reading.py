"""What a meeting lacks is read once: the page and the database refuse the same signatures, case by case."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, ReviewStage
from reviews.discussion import services as talking
from reviews.meeting.core.freezing import freeze_anew
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Deviation, Meeting, MeetingMember
from reviews.meeting.departures import requirements
from reviews.meeting.departures.departing import allow_passing_over
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import signing
from reviews.ranking.frozen import FrozenRanking
from tests.reviews.meetings import HELD, ruled
from tests.reviews.procedure.conftest import reviewed


class Room:
    """A meeting with a better, a praised and a worse proposal of two complete reviews each, and who is around it."""

    def __init__(self, meeting: Meeting, cast: Any, make: Any, give: Any, chair: User) -> None:
        self.meeting, self.cast, self.make, self.give, self.chair = meeting, cast, make, give, chair
        self.best, self.praised, self.last = (reviewed(make, give, cast, 2, 0, level) for level in (3, 2, 1))
        self.freeze()
        self.decide("shortlist", self.praised)

    def freeze(self) -> None:
        freeze_anew(self.meeting, by=self.cast.coordinator)

    def decide(self, action: str, proposal: SentProposal, deviation: str = "") -> None:
        outcome = convening.decide(
            self.meeting, action, [proposal.pk], by=self.cast.coordinator, note="Alasan.", deviation=deviation
        )
        assert outcome.moved, outcome.refused

    def excuse(self, by: User | None = None) -> None:
        current = Meeting.objects.get(pk=self.meeting.pk)
        for one in requirements.passed_over(current):
            allow_passing_over(current, one.proposal.pk, by=by or self.cast.coordinator, reason="Kuota instansi.")

    def move(self, action: str, proposal: SentProposal, by: User) -> None:
        moves.perform(action, SentProposal.objects.get(pk=proposal.pk), by=by, note="Alasan.")

    def ask_for_repairs(self, *, sent_again: bool = False) -> None:
        self.move("return", self.best, self.cast.coordinator)
        if sent_again:
            Proposal.objects.filter(pk=self.best.pk).update(status="submitted")

    def tear(self, proposal: SentProposal) -> None:
        """Two reviewers lie further apart than the stage allows."""
        self.give(proposal, self.cast.reviewer, [3, 3, 3])
        self.give(proposal, self.cast.second, [1, 1, 1])

    def allowed_by(self, person: User) -> None:
        Deviation.objects.update(allowed_by=person)

    def lose_reviews(self, proposal: SentProposal) -> None:
        Assignment.objects.filter(proposal=proposal.pk).update(state="removed")

    def unfreeze(self) -> None:
        """The meeting has no ranking of its own, and by the scores of today the praised one is the best; the ranking of
        another meeting of the period was frozen before.
        """
        facts = {"title": "Lain", "held_at": HELD, "place": "Aula", "chair": self.chair, "head": self.cast.leader}
        other = Meeting.objects.create(period=self.meeting.period, created_by=self.cast.coordinator, **facts)
        freeze_anew(other, by=self.cast.coordinator)
        FrozenRanking.objects.filter(meeting=self.meeting).delete()
        for reviewer in (self.cast.reviewer, self.cast.second):
            self.give(self.best, reviewer, [1, 1, 1])


def second_stage_lacking(room: Room) -> None:
    ruled(shortlist_needs=["*"])


def two_lacks_said(first: int) -> Callable[[Room], None]:
    """One with so many reviews in the first stage and none in the second is praised, with a reason."""

    def set_up(room: Room) -> None:
        ruled(shortlist_needs=["*"])
        room.meeting.decisions.all().delete()
        room.decide("shortlist", reviewed(room.make, room.give, room.cast, first, 0, 2), deviation="Banjir.")
        room.excuse()

    return set_up


def those_behind_an_unscored_one_unsaid(room: Room) -> None:
    two_lacks_said(0)(room)
    Deviation.objects.filter(kind="rank").delete()


def one_of_two_lacks_said(room: Room) -> None:
    two_lacks_said(0)(room)
    Deviation.objects.get(stage__key="presentation").delete()


def said_by_the_coordinator_though(named: str) -> Callable[[Room], None]:
    def set_up(room: Room) -> None:
        room.excuse()
        ruled(deviations_by=named)

    return set_up


def head_alone_absent(room: Room) -> None:
    room.excuse()
    MeetingMember.objects.filter(person=room.cast.leader).update(present=False)


def chair_signs_alone(room: Room) -> None:
    room.excuse()
    ruled(signers="chair")


def head_stays_away_where_the_chair_signs(room: Room) -> None:
    room.excuse()
    ruled(signers="chair", head_present=False)
    MeetingMember.objects.filter(person=room.cast.leader).update(present=False)


def then_excused(*acts: Callable[[Room], object]) -> Callable[[Room], None]:
    def set_up(room: Room) -> None:
        for act in acts:
            act(room)
        room.excuse()

    return set_up


def excused_then(*acts: Callable[[Room], object]) -> Callable[[Room], None]:
    def set_up(room: Room) -> None:
        room.excuse()
        for act in acts:
            act(room)

    return set_up


def settle(room: Room) -> None:
    talking.settle(room.praised, "Sepakat pada 67.", by=room.cast.coordinator)


BOTH, CHAIR, NOBODY = {"chair", "head"}, {"chair"}, set[str]()
# How the room is changed, and whose signature is taken then: by the page as by the database.
CASES: dict[str, tuple[Callable[[Room], object], set[str]]] = {
    "a better one is passed over": (lambda room: None, NOBODY),
    "with a reason": (lambda room: room.excuse(), BOTH),
    "the better one is praised, too": (lambda room: room.decide("shortlist", room.best), BOTH),
    "the better one goes to coaching": (lambda room: room.decide("pass_over", room.best), NOBODY),
    "the better one was asked for repairs": (lambda room: room.ask_for_repairs(), NOBODY),
    "and sent them": (lambda room: room.ask_for_repairs(sent_again=True), NOBODY),
    "asked for repairs before the ranking was frozen": (
        lambda room: (room.ask_for_repairs(), room.freeze()), NOBODY,
    ),
    "and a reason is given": (then_excused(lambda room: room.ask_for_repairs(), lambda room: room.freeze()), BOTH),
    "the better one was withdrawn": (
        lambda room: (room.ask_for_repairs(), room.move("withdraw", room.best, room.cast.owner)), BOTH,
    ),
    "the better one lost its score after the freezing": (lambda room: room.lose_reviews(room.best), NOBODY),
    "a reason for another place": (
        excused_then(lambda room: Deviation.objects.update(place=7)), NOBODY,
    ),
    "another meeting's ranking holds": (lambda room: room.unfreeze(), NOBODY),
    "where another is passed over": (then_excused(lambda room: room.unfreeze()), BOTH),
    "reviewers disagree": (excused_then(lambda room: room.tear(room.praised)), NOBODY),
    "and have settled it": (excused_then(lambda room: room.tear(room.praised), settle), BOTH),
    "reviewers disagree about another": (excused_then(lambda room: room.tear(room.last)), BOTH),
    "the second stage is lacking": (excused_then(second_stage_lacking), NOBODY),
    "a review and a stage are lacking and said": (two_lacks_said(1), BOTH),
    "two stages are lacking and said": (two_lacks_said(0), BOTH),
    "and nothing is said of those with scores": (those_behind_an_unscored_one_unsaid, NOBODY),
    "two stages are lacking and one is said": (one_of_two_lacks_said, NOBODY),
    "the coordinator said it, the chair allows": (said_by_the_coordinator_though("chair"), NOBODY),
    "nobody allows": (said_by_the_coordinator_though("nobody"), NOBODY),
    "the chair said it and allows": (
        lambda room: (ruled(deviations_by="chair"), room.excuse(room.chair)), BOTH,
    ),
    "the head was not there": (head_alone_absent, NOBODY),
    "the chair signs alone": (chair_signs_alone, CHAIR),
    "the chair signs alone, the head stayed away": (head_stays_away_where_the_chair_signs, CHAIR),
    "nothing is decided on": (lambda room: room.meeting.decisions.all().delete(), NOBODY),
}  # fmt: skip


@pytest.fixture
def room(meeting: Meeting, cast: Any, make: Any, give: Any, chair: User, stages: list[ReviewStage]) -> Room:
    return Room(meeting, cast, make, give, chair)


@contextmanager
def taken_back() -> Any:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def by_the_page(meeting: Meeting, person: User) -> bool:
    with taken_back():
        try:
            signing.sign(meeting, by=person)
        except MeetingRefused:
            return False
        return True


def by_the_database(meeting: Meeting, field: str) -> bool:
    try:
        with taken_back():
            Meeting.objects.filter(pk=meeting.pk).update(**{field: timezone.now()})
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize("case", CASES)
def test_page_and_database_take_the_same_signatures(room: Room, case: str) -> None:
    set_up, wanted = CASES[case]
    set_up(room)
    people = {"chair": room.chair, "head": room.cast.leader}
    assert {name for name, person in people.items() if by_the_page(room.meeting, person)} == wanted
    assert {name for name in people if by_the_database(room.meeting, f"{name}_signed_at")} == wanted


def test_each_missing_stage_has_its_own_deviation(room: Room) -> None:
    two_lacks_said(0)(room)
    lacking = Deviation.objects.exclude(kind="rank").values_list("kind", "stage__key")
    assert set(lacking) == {("stage", "proposal"), ("stage", "presentation")}


@pytest.mark.parametrize(
    "act",
    [
        lambda room: room.decide("shortlist", room.best),
        lambda room: convening.withdraw(room.meeting, [room.praised.pk], by=room.cast.coordinator),
        lambda room: (
            room.give(room.best, room.cast.reviewer, [1, 1, 1]),
            room.give(room.best, room.cast.second, [1, 1, 1]),
            room.freeze(),
        ),
        lambda room: (
            room.ask_for_repairs(),
            room.move("withdraw", room.best, room.cast.owner),
            signing.sign(room.meeting, by=room.chair),
        ),
    ],
    ids=["praised", "nothing praised", "ranking frozen anew", "withdrawn"],
)
def test_a_reason_goes_with_its_cause(room: Room, act: Callable[[Room], object]) -> None:
    room.excuse()
    assert Deviation.objects.filter(kind="rank", proposal=room.best.pk, place=1).exists()
    act(room)
    assert not Deviation.objects.exists()
