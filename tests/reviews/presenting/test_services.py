"""Arranging and changing presentations: what fits, what is refused, and that a refusal leaves nothing behind."""

import datetime
from functools import partial

import pytest
import time_machine

from agencies.core.models import User
from proposals.core.workflow import Status
from reviews.assigning.models import ReviewerCard
from reviews.core.models import Assignment, Interest
from reviews.core.refusals import ReviewRefused
from reviews.presenting import absent, jury, services
from reviews.presenting.models import Absence, Slot, SlotJury
from reviews.presenting.planning import places_for, propose, waiting
from reviews.presenting.services import Choice
from tests.at_once import at_once
from tests.reviews.presenting.conftest import hour, place, session

pytestmark = pytest.mark.django_db


def shown(found) -> dict[int, datetime.datetime]:
    return {line.proposal.pk: line.position.span.starts for line in found.lines}


def applied(found, stage, by) -> list[Slot]:
    return services.apply(stage, services.read(line.key for line in found.lines), by=by)


def test_the_proposal_is_applied_as_it_was_shown(hall, talks, cast):
    found = propose(hall.stage, cast.coordinator)
    assert set(shown(found)) == {talk.pk for talk in talks}
    applied(found, hall.stage, cast.coordinator)
    assert dict(Slot.objects.values_list("proposal", "starts")) == shown(found)
    seats = set(SlotJury.objects.values_list("slot__proposal", "reviewer__username"))
    first, second, third = (talk.pk for talk in talks)
    assert seats == {(first, "reviewer"), (second, "reviewer"), (second, "second"), (third, "second")}
    assert waiting(hall.stage, cast.coordinator) == []


def test_only_what_stands_in_the_stage_and_is_coordinated_is_arranged(hall, talks, make, cast):
    make(review_round=1)
    make(status=Status.SUBMITTED)
    Interest.objects.create(user=cast.coordinator, proposal_id=talks[0].pk, reason="Saudara.")
    assert [row.pk for row in waiting(hall.stage, cast.coordinator)] == [talks[1].pk, talks[2].pk]


def test_absences_are_respected(hall, talks, cast):
    absent.note_absence(cast.reviewer, hour(8), hour(11), by=cast.reviewer)
    found = propose(hall.stage, cast.coordinator)
    late = [talks[0].pk, talks[1].pk]
    assert all(shown(found)[pk] >= hour(11) for pk in late if pk in shown(found))
    assert len(found.lines) == 2
    assert {row.pk for row, _ in found.unplaced} < set(late)


def test_nobody_is_called_to_a_time_that_is_past(hall, slot, talks, cast):
    past, later = place(hall.stage, hour(10)), {hour(11)}
    with time_machine.travel(hour(10, 1), tick=False):
        services.mark_missed(slot, by=cast.coordinator)
        assert set(shown(propose(hall.stage, cast.coordinator)).values()) == later
        assert {each.span.starts for each in places_for(slot)} == later
        with pytest.raises(ReviewRefused, match="sudah lewat"):
            services.move(slot, past, by=cast.coordinator)
        with pytest.raises(ReviewRefused, match="sudah lewat"):
            services.apply(hall.stage, [Choice(talks[1].pk, past)], by=cast.coordinator)


def test_who_reviews_no_more_is_on_no_jury(hall, talks, cast):
    User.objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    User.objects.filter(pk=cast.third.pk).update(is_reviewer=False)
    Assignment.objects.create(stage=hall.stage, proposal_id=talks[0].pk, reviewer=cast.third)
    found = propose(hall.stage, cast.coordinator)
    assert {line.proposal.pk: line.jury for line in found.lines} == {
        talks[0].pk: [], talks[1].pk: [cast.second], talks[2].pk: [cast.second]
    }  # fmt: skip


def test_a_limit_is_respected_and_named(hall, talks, cast):
    ReviewerCard.objects.create(user=cast.reviewer, limit=1)
    found = propose(hall.stage, cast.coordinator)
    assert talks[2].pk in shown(found)
    [(left_out, why)] = found.unplaced
    assert left_out.pk in {talks[0].pk, talks[1].pk}
    assert "batas" in why or "tidak cukup" in why
    with pytest.raises(ReviewRefused):
        services.apply(
            hall.stage,
            [Choice(talks[0].pk, place(hall.stage, hour(9))), Choice(talks[1].pk, place(hall.stage, hour(10)))],
            by=cast.coordinator,
        )


def test_an_agency_is_not_called_to_two_rooms_at_once(hall, talks, cast):
    session(hall.stage, "Ruang 2")
    at_nine = [Choice(talks[0].pk, place(hall.stage, hour(9)))]
    services.apply(hall.stage, at_nine, by=cast.coordinator)
    there = place(hall.stage, hour(9), "Ruang 2")
    with pytest.raises(ReviewRefused, match="tidak lagi kosong"):
        services.apply(hall.stage, [Choice(talks[1].pk, there)], by=cast.coordinator)
    services.apply(hall.stage, [Choice(talks[2].pk, there)], by=cast.coordinator)


def test_an_arrangement_that_does_not_fit_any_more_leaves_nothing_behind(hall, talks, cast):
    found = propose(hall.stage, cast.coordinator)
    Absence.objects.create(person=cast.second, starts=hour(8), ends=hour(13))
    with pytest.raises(ReviewRefused):
        applied(found, hall.stage, cast.coordinator)
    assert not Slot.objects.exists()


def test_nobody_else_arranges(hall, talks, cast):
    for person in (cast.reviewer, cast.leader, cast.owner):
        with pytest.raises(ReviewRefused):
            services.apply(hall.stage, [Choice(talks[0].pk, place(hall.stage, hour(9)))], by=person)


def test_moving_keeps_the_mark_in_calendars_and_counts_up(hall, slot, cast):
    services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    moved = Slot.objects.get(pk=slot.pk)
    assert (moved.uid, moved.sequence, moved.state, moved.starts) == (slot.uid, 1, Slot.State.MOVED, hour(11))
    assert moved.jury.get().starts == hour(11)


def test_moving_to_where_a_juror_is_away_is_refused(hall, slot, cast):
    absent.note_absence(cast.reviewer, hour(11), hour(12), by=cast.coordinator)
    with pytest.raises(ReviewRefused, match="berhalangan"):
        services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    assert Slot.objects.get().starts == hour(9)


def test_a_no_show_is_noted_after_the_beginning_and_gets_another_time(hall, slot, cast):
    with pytest.raises(ReviewRefused, match="belum tiba"):
        services.mark_missed(slot, by=cast.coordinator)
    later = place(hall.stage, hour(10))
    with time_machine.travel(hour(9, 30), tick=False):
        services.mark_missed(slot, by=cast.coordinator)
        assert Slot.objects.get().state == Slot.State.MISSED
        services.move(slot, later, by=cast.coordinator)
    assert (Slot.objects.get().state, Slot.objects.get().sequence) == (Slot.State.MOVED, 2)


def test_what_was_held_stays(hall, slot, cast):
    later = place(hall.stage, hour(11))
    with time_machine.travel(hour(10), tick=False):
        services.mark_held(slot, by=cast.coordinator)
        for change in (
            lambda: services.move(slot, later, by=cast.coordinator),
            lambda: services.take_out(slot, by=cast.coordinator),
            lambda: services.mark_missed(slot, by=cast.coordinator),
            lambda: jury.add_juror(slot, cast.third, by=cast.coordinator),
            lambda: jury.drop_juror(slot, cast.reviewer, by=cast.coordinator),
        ):
            with pytest.raises(ReviewRefused, match="sudah berlangsung"):
                change()
    assert Slot.objects.get().state == Slot.State.HELD
    assert [juror.reviewer for juror in slot.jury.all()] == [cast.reviewer]


def test_a_juror_more_needs_time_and_no_tie(hall, slot, talks, cast):
    session(hall.stage, "Ruang 2")
    there = place(hall.stage, hour(9), "Ruang 2")
    services.apply(hall.stage, [Choice(talks[2].pk, there)], by=cast.coordinator)
    for person, why in ((cast.second, "bertugas di ruang lain"), (cast.insider, "tidak dapat menjadi juri")):
        with pytest.raises(ReviewRefused, match=why):
            jury.add_juror(slot, person, by=cast.coordinator)
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    jury.drop_juror(slot, cast.reviewer, by=cast.coordinator)
    assert [juror.reviewer for juror in slot.jury.all()] == [cast.third]


def test_the_number_of_queries_does_not_grow(hall, talks, make, cast, stages, django_assert_num_queries):
    session(hall.stage, "Ruang 3", 8, 18)
    with django_assert_num_queries(10):
        assert len(propose(hall.stage, cast.coordinator).lines) == 3
    for _ in range(3):
        make(agency=cast.other, review_round=2)
    with django_assert_num_queries(10):
        assert len(propose(hall.stage, cast.coordinator).lines) == 6


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_call_an_agency_to_two_rooms(hall, talks, cast):
    session(hall.stage, "Ruang 2")
    Assignment.objects.all().delete()
    lines = [
        Choice(talks[0].pk, place(hall.stage, hour(9))),
        Choice(talks[1].pk, place(hall.stage, hour(9), "Ruang 2")),
    ]
    answers = at_once(*(partial(services.apply, hall.stage, [line], by=cast.coordinator) for line in lines))
    assert sorted(isinstance(answer, ReviewRefused) for answer in answers) == [False, True]
    assert Slot.objects.count() == 1
