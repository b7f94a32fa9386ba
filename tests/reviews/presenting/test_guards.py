"""What the database itself refuses of presentations, whoever writes."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from reviews.core.models import Assignment, Interest
from reviews.presenting.models import Absence, AgencyAbsence, Slot, SlotJury
from tests.reviews.presenting.conftest import hour, session

pytestmark = pytest.mark.django_db


def put(where, proposal, first, last) -> Slot:
    with transaction.atomic():
        return Slot.objects.create(session=where, stage=where.stage, proposal_id=proposal.pk, starts=first, ends=last)


def seat(slot: Slot, person) -> SlotJury:
    with transaction.atomic():
        return SlotJury.objects.create(slot=slot, reviewer=person, starts=slot.starts, ends=slot.ends)


def test_one_room_holds_one_proposal_at_a_time(hall, slot, talks):
    with pytest.raises(IntegrityError, match="slot_alone_in_room"):
        put(hall, talks[2], hour(9, 49), hour(10, 20))
    assert Slot.objects.get(pk=put(hall, talks[1], hour(9, 50), hour(10, 20)).pk).place == "Aula"


def test_the_same_room_in_another_session_is_the_same_room(hall, slot, talks):
    with pytest.raises(IntegrityError, match="slot_alone_in_room"):
        put(session(hall.stage, "AULA"), talks[2], hour(9), hour(10))


def test_nobody_sits_in_two_places(hall, slot, talks, cast):
    other = put(session(hall.stage, "Ruang 2"), talks[2], hour(9, 30), hour(10))
    with pytest.raises(IntegrityError, match="juror_in_one_place"):
        seat(other, cast.reviewer)
    seat(other, cast.third)
    assert list(SlotJury.objects.values_list("reviewer__username", flat=True)) == ["reviewer", "third"]


def test_moving_a_slot_takes_its_jury_along(hall, slot, talks, cast):
    other = put(session(hall.stage, "Ruang 2"), talks[2], hour(11), hour(12))
    seat(other, cast.reviewer)
    with pytest.raises(IntegrityError, match="juror_in_one_place"), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(starts=hour(11), ends=hour(12))
    Slot.objects.filter(pk=slot.pk).update(starts=hour(10), ends=hour(11))
    assert slot.jury.get().starts == hour(10)


def test_a_missed_slot_holds_neither_room_nor_jury(hall, slot, talks, cast):
    Slot.objects.filter(pk=slot.pk).update(state="missed")
    seat(put(hall, talks[1], hour(9), hour(10)), cast.reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(state="held")


def test_nobody_judges_the_own_agency(slot, cast):
    with pytest.raises(DatabaseError, match="own agency"):
        seat(slot, cast.insider)


def test_nobody_judges_with_a_standing_conflict(slot, cast):
    Interest.objects.create(user=cast.third, proposal_id=slot.proposal_id, reason="Saudara.")
    with pytest.raises(DatabaseError, match="conflict of interest"):
        seat(slot, cast.third)


def test_a_conflict_declared_later_takes_the_person_off_the_jury(slot, cast):
    Interest.objects.create(user=cast.reviewer, proposal_id=slot.proposal_id, reason="Saudara.")
    assert not slot.jury.exists()


@pytest.mark.parametrize("state", ["recused", "removed"])
def test_who_gives_the_task_back_leaves_the_jury(slot, cast, state):
    Assignment.objects.filter(proposal=slot.proposal_id, reviewer=cast.reviewer).update(state=state)
    assert not slot.jury.exists()


def test_only_what_stands_in_the_stage_is_presented(hall, make):
    with pytest.raises(DatabaseError, match="stands in the stage"):
        put(hall, make(review_round=1), hour(9), hour(10))


def test_a_slot_lies_within_its_session(hall, talks):
    with pytest.raises(DatabaseError, match="within its session"):
        put(hall, talks[0], hour(11, 30), hour(12, 1))


def test_a_session_keeps_the_times_of_its_slots(hall, slot):
    for change in ({"starts": hour(9, 1)}, {"place": "Ruang 2"}):
        with pytest.raises(DatabaseError, match="holds its slots"), transaction.atomic():
            type(hall).objects.filter(pk=hall.pk).update(**change)
    type(hall).objects.filter(pk=hall.pk).update(ends=hall.ends + datetime.timedelta(hours=1))


def test_a_proposal_has_one_slot_in_a_stage(hall, slot, talks):
    with pytest.raises(IntegrityError, match="slot_once_in_stage"):
        put(hall, talks[0], hour(11), hour(12))


def test_absences_and_times_of_people_and_agencies_refuse_each_other(hall, slot, talks, cast):
    def refused(row, why: str) -> None:
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            row.save(force_insert=True)

    refused(Absence(person=cast.reviewer, starts=hour(9, 49), ends=hour(12)), "not absent")
    refused(AgencyAbsence(agency=cast.agency, starts=hour(8), ends=hour(9, 1)), "not absent")
    Absence.objects.create(person=cast.third, starts=hour(9, 10), ends=hour(9, 20))
    with pytest.raises(IntegrityError, match="cannot come"):
        seat(slot, cast.third)
    AgencyAbsence.objects.create(agency=cast.other, starts=hour(10), ends=hour(11))
    with pytest.raises(IntegrityError, match="cannot come"):
        put(hall, talks[2], hour(10, 50), hour(11, 40))
    put(hall, talks[2], hour(11), hour(11, 50))
    with pytest.raises(IntegrityError, match="one place"):
        put(session(hall.stage, "Ruang 2"), talks[1], hour(9, 30), hour(10))
