"""Several people at the same moment, double clicks and lost answers: one thing is done, and it is told once."""

from collections import Counter
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from agencies.core.models import User
from foundation.outbox.models import OutgoingMail
from reviews.core.models import Interest
from reviews.presenting import absent, jury, services
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.models import Absence, AgencyAbsence, Session, Slot, SlotJury
from reviews.presenting.services import Choice, ReviewRefused
from tests.at_once import at_once
from tests.reviews.conftest import person
from tests.reviews.presenting.conftest import hour, place, session, so_far

CONCERNED = ["colleague@contoh.test", "insider@contoh.test", "owner@contoh.test", "reviewer@contoh.test"]
at_the_same_moment = pytest.mark.django_db(transaction=True)


def told(since: set[int]) -> list[str]:
    return sorted(OutgoingMail.objects.exclude(pk__in=since).values_list("address", flat=True))


def refusals(answers: list[object]) -> int:
    return sum(isinstance(answer, ReviewRefused) for answer in answers)


@pytest.fixture
def both(cast: SimpleNamespace) -> list[User]:
    """Two coordinators."""
    return [cast.coordinator, person("coordinator2", is_coordinator=True)]


@at_the_same_moment
def test_two_who_move_a_slot_from_the_same_page_are_told_apart(hall, slot, both, cast):
    before = so_far()
    places = [place(hall.stage, hour(10)), place(hall.stage, hour(11))]
    answers = at_once(
        *(partial(services.move, slot, there, by=by, seen=0) for there, by in zip(places, both, strict=True))
    )
    assert refusals(answers) == 1
    assert Slot.objects.get().sequence == 1
    assert told(before) == CONCERNED


@at_the_same_moment
def test_moved_and_taken_out_at_once_is_one_of_them(hall, slot, both):
    before = so_far()
    answers = at_once(
        partial(services.move, slot, place(hall.stage, hour(11)), by=both[0], seen=0),
        partial(services.take_out, slot, by=both[1], seen=0),
    )
    assert refusals(answers) == 1
    assert told(before) == CONCERNED


@at_the_same_moment
def test_four_who_note_the_same_no_show_tell_once(hall, slot, both):
    before = so_far()
    with time_machine.travel(hour(9, 30), tick=False):
        at_once(*(partial(services.mark_missed, slot, by=by) for by in [*both, *both]))
    assert told(before) == CONCERNED
    assert Slot.objects.get().sequence == 1


@at_the_same_moment
def test_one_arrangement_applied_by_two_is_made_once(hall, talks, both):
    lines = [Choice(talks[0].pk, place(hall.stage, hour(9))), Choice(talks[2].pk, place(hall.stage, hour(10)))]
    assert refusals(at_once(*(partial(services.apply, hall.stage, lines, by=by) for by in both))) == 1
    assert Slot.objects.count() == 2
    assert max(Counter(OutgoingMail.objects.values_list("address", "about")).values()) == 1


@at_the_same_moment
def test_two_rooms_of_one_name_hold_one_slot_at_a_time(hall, talks, both):
    other = session(hall.stage, "AULA")
    lines = [Choice(talks[0].pk, place(hall.stage, hour(9))), Choice(talks[2].pk, place(hall.stage, hour(9), "AULA"))]
    answers = at_once(
        *(partial(services.apply, hall.stage, [line], by=by) for line, by in zip(lines, both, strict=True))
    )
    assert refusals(answers) == 1
    assert Slot.objects.filter(session__in=[hall, other]).count() == 1


@at_the_same_moment
def test_a_juror_added_and_dropped_by_several_is_told_once_each(slot, both, cast):
    before = so_far()
    at_once(*(partial(jury.add_juror, slot, cast.third, by=by) for by in both))
    assert told(before) == ["third@contoh.test"]
    at_once(*(partial(jury.drop_juror, slot, cast.third, by=by) for by in both))
    assert told(before) == ["third@contoh.test"] * 2


@at_the_same_moment
def test_several_workers_tell_who_left_once(slot, cast):
    before = so_far()
    Interest.objects.create(user=cast.reviewer, proposal_id=slot.proposal_id, reason="Saudara.")
    at_once(*[tell_leavers] * 4)
    assert told(before) == ["reviewer@contoh.test"]


@at_the_same_moment
def test_an_absence_and_a_slot_at_once_do_not_both_stand(hall, talks, cast):
    """Past the services, which lock for themselves."""
    made = Slot.objects.create(session=hall, stage=hall.stage, proposal_id=talks[0].pk, starts=hour(9), ends=hour(10))
    rows = [
        SlotJury(slot=made, reviewer=cast.reviewer, starts=hour(9), ends=hour(10)),
        Absence(person=cast.reviewer, starts=hour(9, 30), ends=hour(11)),
    ]
    at_once(*(partial(_stored, row) for row in rows))
    assert SlotJury.objects.count() + Absence.objects.count() == 1
    others = [
        Slot(session=hall, stage=hall.stage, proposal_id=talks[2].pk, starts=hour(10), ends=hour(11)),
        AgencyAbsence(agency=cast.other, starts=hour(10, 30), ends=hour(11)),
    ]
    at_once(*(partial(_stored, row) for row in others))
    assert Slot.objects.filter(starts=hour(10)).count() + AgencyAbsence.objects.count() == 1


def _stored(row: Slot | SlotJury | Absence | AgencyAbsence) -> None:
    with services.told_when_taken():
        row.save(force_insert=True)


@at_the_same_moment
def test_a_juror_who_is_excused_while_the_slot_moves_sits_nowhere_then(hall, slot, cast):
    at_once(
        partial(absent.note_absence, cast.reviewer, hour(11), hour(12), by=cast.reviewer),
        partial(services.move, slot, place(hall.stage, hour(11)), by=cast.coordinator),
    )
    assert not SlotJury.objects.filter(reviewer=cast.reviewer, starts__gte=hour(11)).exists()


def sent_twice(sender: User, url: str, **values: object) -> set[str]:
    """Where the same form leads that was sent again because no answer came, or clicked twice."""
    browser = Client()
    browser.force_login(sender)
    data = {"csrfmiddlewaretoken": "a" * 64, **values}
    return {browser.post(url, data).headers.get("Location", "nowhere") for _ in range(2)}


@pytest.mark.django_db
def test_every_form_sent_again_leads_to_the_same_page_and_tells_nobody(hall, talks, cast):
    lead, day = cast.coordinator, f"{hour(9):%Y-%m-%d}"
    listed, here = "/penilaian/jadwal/?tahun=2026&tahap=2", "/penilaian/jadwal/berhalangan/"
    line = f"{talks[0].pk}|{place(hall.stage, hour(9))}"
    assert sent_twice(lead, "/penilaian/jadwal/susun/?tahun=2026&tahap=2", baris=line) == {listed}
    slot = Slot.objects.get()
    url, once = f"/penilaian/jadwal/{slot.pk}/", so_far()
    assert sorted(OutgoingMail.objects.values_list("address", flat=True)) == CONCERNED
    there = place(hall.stage, hour(11))
    assert sent_twice(lead, url, tindakan="pindah", ke=there, dilihat="0") == {url}
    assert sent_twice(lead, url, tindakan="tambah-juri", reviewer=cast.third.pk) == {url}
    assert sent_twice(lead, url, tindakan="lepas-juri", juri=cast.third.pk) == {url}
    assert told(once) == sorted([*CONCERNED, "third@contoh.test", "third@contoh.test"])
    once = so_far()
    sequence = Slot.objects.get().sequence
    assert sent_twice(lead, url, tindakan="lepas", dilihat=str(sequence)) == {hall.get_absolute_url()}
    assert told(once) == CONCERNED
    away = {"starts": f"{day}T09:00", "ends": f"{day}T10:00"}
    assert sent_twice(lead, here, agency=cast.other.pk, **away) == {here}
    assert sent_twice(lead, here, person=cast.third.pk, **away) == {here}
    assert sent_twice(lead, f"{here}instansi/{AgencyAbsence.objects.get().pk}/hapus/") == {here}
    assert sent_twice(lead, f"{here}{Absence.objects.get().pk}/hapus/") == {here}
    assert sent_twice(lead, hall.get_absolute_url()) == {listed}
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_page_that_is_out_of_date_moves_nothing(page, hall, slot, cast):
    url, before = f"/penilaian/jadwal/{slot.pk}/", so_far()
    browser = page(cast.coordinator)
    assert 'name="dilihat" value="0"' in browser.get(url).content.decode()
    services.move(slot, place(hall.stage, hour(10)), by=cast.coordinator)
    for act in ({"tindakan": "pindah", "ke": place(hall.stage, hour(11))}, {"tindakan": "lepas"}):
        answer = browser.post(url, {**act, "dilihat": "0"}, follow=True)
        assert "Jadwal baru saja berubah" in answer.content.decode()
    assert Slot.objects.get().starts == hour(10)
    assert told(before) == CONCERNED
