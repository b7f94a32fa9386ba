"""No arrangement of presentations breaks a conflict, a time, a room or a person's limit: whatever anybody writes.

Random writers work one after the other, through the services and past them, and each is refused or carried out whole.
"""

from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.core.models import User
from proposals.core.sent import SentProposal
from reviews.assigning.models import ReviewerCard
from reviews.core.models import Assignment, Interest
from reviews.core.refusals import ReviewRefused
from reviews.presenting import absent, jury, services
from reviews.presenting.models import Absence, AgencyAbsence, Session, Slot, SlotJury
from reviews.presenting.planning import place_key, positions, propose
from reviews.presenting.querysets import SlotQuerySet
from reviews.presenting.services import Choice
from tests.reviews.presenting.conftest import hour, session

pytestmark = pytest.mark.django_db
MOST = 2
Times = tuple[int, int]
"""First and last hour, from nine on in steps of twenty minutes."""


def span(times: Times) -> dict[str, object]:
    first, length = times
    return {
        "starts": hour(9 + first // 3, first % 3 * 20),
        "ends": hour(9 + (first + length) // 3, (first + length) % 3 * 20),
    }


TIMES = st.sampled_from([(0, 3), (3, 3), (6, 3), (2, 3), (0, 9)])
NTH, STATES = st.integers(0, 3), st.sampled_from(["planned", "moved", "held", "missed"])


class World:
    """What the writers write on; each method is one writer, and its numbers name rows in their order."""

    def __init__(self, halls: list[Session], talks: list[SentProposal], cast: SimpleNamespace) -> None:
        self.halls, self.talks, self.by = halls, talks, cast.coordinator
        self.people = [cast.reviewer, cast.second, cast.third, cast.insider]
        self.agencies = [cast.agency, cast.other]

    def hall(self, nth: int) -> Session:
        return Session.objects.get(pk=self.halls[nth % len(self.halls)].pk)

    def slots(self, nth: int) -> SlotQuerySet:
        keys = list(Slot.objects.order_by("pk").values_list("pk", flat=True))
        return Slot.objects.filter(pk=keys[nth % len(keys)]) if keys else Slot.objects.none()

    def slot(self, nth: int) -> Slot:
        found = self.slots(nth).first()
        if found is None:
            raise ReviewRefused("Belum ada jadwal.")
        return found

    def person(self, nth: int) -> User:
        return self.people[nth % len(self.people)]

    def talk(self, nth: int) -> SentProposal:
        return self.talks[nth % len(self.talks)]

    # --- Past the services
    def put(self, hall: int, talk: int, times: Times) -> None:
        row = self.hall(hall)
        Slot.objects.create(session=row, stage=row.stage, proposal_id=self.talk(talk).pk, **span(times))

    def shift(self, slot: int, hall: int, times: Times) -> None:
        self.slots(slot).update(session=self.hall(hall), **span(times))

    def mark(self, slot: int, state: str) -> None:
        self.slots(slot).update(state=state)

    def seat(self, slot: int, person: int) -> None:
        row = self.slot(slot)
        SlotJury.objects.create(slot=row, reviewer=self.person(person), starts=row.starts, ends=row.ends)

    def replace(self, slot: int, person: int) -> None:
        SlotJury.objects.filter(slot__in=self.slots(slot)).update(reviewer=self.person(person))

    def away(self, person: int, times: Times) -> None:
        Absence.objects.create(person=self.person(person), **span(times))

    def stretch(self, times: Times) -> None:
        Absence.objects.update(**span(times))

    def closed(self, agency: int, times: Times) -> None:
        AgencyAbsence.objects.create(agency=self.agencies[agency % 2], **span(times))

    def rename(self, hall: int, other: int) -> None:
        Session.objects.filter(pk=self.hall(hall).pk).update(place=self.hall(other).place.upper())

    def shorten(self, hall: int, times: Times) -> None:
        Session.objects.filter(pk=self.hall(hall).pk).update(**span(times))

    def conflict(self, talk: int, person: int) -> None:
        Interest.objects.create(user=self.person(person), proposal_id=self.talk(talk).pk, reason="Saudara.")

    def give_back(self, talk: int, person: int) -> None:
        Assignment.objects.filter(proposal_id=self.talk(talk).pk, reviewer=self.person(person)).update(state="recused")

    def transfer(self, person: int, agency: int) -> None:
        User.objects.filter(pk=self.person(person).pk).update(agency=self.agencies[agency % 2])

    def retire(self, person: int) -> None:
        User.objects.filter(pk=self.person(person).pk).update(is_reviewer=False)

    # --- Through the services
    def arrange(self) -> None:
        stage = self.halls[0].stage
        services.apply(stage, services.read(line.key for line in propose(stage, self.by).lines), by=self.by)

    def choose(self, talk: int, place: int) -> None:
        there = positions(self.halls[0].stage)
        key = place_key(there[place % len(there)]) if there else ""
        services.apply(self.halls[0].stage, [Choice(self.talk(talk).pk, key)], by=self.by)

    def move(self, slot: int, place: int) -> None:
        there = positions(self.halls[0].stage)
        services.move(self.slot(slot), place_key(there[place % len(there)]) if there else "", by=self.by)

    def take_out(self, slot: int) -> None:
        services.take_out(self.slot(slot), by=self.by)

    def invite(self, slot: int, person: int) -> None:
        jury.add_juror(self.slot(slot), User.objects.get(pk=self.person(person).pk), by=self.by)

    def excuse(self, person: int, times: Times) -> None:
        absent.note_absence(self.person(person), **span(times), by=self.by)

    def excuse_agency(self, agency: int, times: Times) -> None:
        absent.note_agency_absence(self.agencies[agency % 2], **span(times), by=self.by)


WRITERS: dict[Callable[..., None], tuple[st.SearchStrategy[Any], ...]] = {
    World.put: (NTH, NTH, TIMES), World.shift: (NTH, NTH, TIMES), World.mark: (NTH, STATES), World.seat: (NTH, NTH),
    World.replace: (NTH, NTH), World.away: (NTH, TIMES), World.stretch: (TIMES,), World.closed: (NTH, TIMES),
    World.rename: (NTH, NTH), World.shorten: (NTH, TIMES), World.conflict: (NTH, NTH), World.give_back: (NTH, NTH),
    World.transfer: (NTH, NTH), World.retire: (NTH,), World.arrange: (), World.choose: (NTH, st.integers(0, 8)),
    World.move: (NTH, st.integers(0, 8)), World.take_out: (NTH,), World.invite: (NTH, NTH),
    World.excuse: (NTH, TIMES), World.excuse_agency: (NTH, TIMES),
}  # fmt: skip
Timed = Slot | SlotJury | Absence | AgencyAbsence
STEPS = st.one_of(*(st.tuples(st.just(writer), st.tuples(*parts)) for writer, parts in WRITERS.items()))


def meet(one: Timed, other: Timed) -> bool:
    return one.starts < other.ends and other.starts < one.ends


def broken() -> list[str]:
    """Every rule that does not hold, worked out from the rows as they stand."""
    slots = list(Slot.objects.select_related("session", "proposal"))
    seats = list(SlotJury.objects.select_related("slot__proposal", "reviewer"))
    standing, sitting = [row for row in slots if row.state != "missed"], [row for row in seats if row.sits]
    found = [
        f"{one} and {other}"
        for one, other in combinations(standing, 2)
        if meet(one, other)
        and (one.place.lower() == other.place.lower() or one.proposal.agency_id == other.proposal.agency_id)
    ]
    found += [
        f"{row} is not in its session"
        for row in slots
        if (row.place, row.stage_id) != (row.session.place, row.session.stage_id)
        or row.starts < row.session.starts
        or row.ends > row.session.ends
    ]
    found += [
        f"{one.reviewer} in two places" for one, other in combinations(sitting, 2)
        if one.reviewer_id == other.reviewer_id and meet(one, other)
    ]  # fmt: skip
    found += [
        f"{row} is not its slot's" for row in seats
        if (row.starts, row.ends, row.sits) != (row.slot.starts, row.slot.ends, row.slot.state != "missed")
    ]  # fmt: skip
    return found + _barred(seats, sitting, standing)


def _barred(seats: list[SlotJury], sitting: list[SlotJury], standing: list[Slot]) -> list[str]:
    conflicts = set(Interest.objects.standing().values_list("user", "proposal"))
    found = [
        f"{row} may not" for row in seats if row.slot.state != "held"
        and ((row.reviewer_id, row.slot.proposal_id) in conflicts
             or row.reviewer.agency_id == row.slot.proposal.agency_id or not row.reviewer.is_reviewer)
    ]  # fmt: skip
    away = list(Absence.objects.all())
    found += [
        f"{one} is away" for one in sitting for row in away if row.person_id == one.reviewer_id and meet(one, row)
    ]
    closed = list(AgencyAbsence.objects.all())
    found += [
        f"{one} is called while away" for one in standing for row in closed
        if row.agency_id == one.proposal.agency_id and meet(one, row)
    ]  # fmt: skip
    heard = [row.reviewer_id for row in seats]
    limits = ReviewerCard.objects.exclude(limit=None).values_list("user", "limit")
    return found + [f"{user} hears more than {most}" for user, most in limits if heard.count(user) > most]


def test_nothing_that_anybody_writes_breaks_a_rule(hall, talks, make, cast):
    halls = [hall, session(hall.stage, "Ruang 2"), session(hall.stage, "Ruang 3", 10, 12)]
    ReviewerCard.objects.create(user=cast.reviewer, limit=MOST)
    talks = [*talks, make(agency=cast.other, review_round=2)]
    world = World(halls, talks, cast)
    world.arrange()
    assert Slot.objects.count() == len(talks)

    @settings(max_examples=60)
    @given(st.lists(STEPS, min_size=10, max_size=20))
    def holds(steps: list[tuple[Callable[..., None], tuple[Any, ...]]]) -> None:
        with transaction.atomic():
            for writer, parts in steps:
                with suppress(ReviewRefused, DatabaseError):
                    with transaction.atomic():
                        writer(world, *parts)
                        connection.check_constraints()
                    assert broken() == []
            transaction.set_rollback(True)

    holds()
