"""Every change of a schedule is on the tamper-evident record, whoever makes it and however."""

import json
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from reviews.core.models import Assignment, Interest
from reviews.presenting import jury, services
from reviews.presenting.models import Slot, SlotJury
from reviews.presenting.services import Choice
from tests.reviews.presenting.conftest import hour, place

pytestmark = pytest.mark.django_db
Change = tuple[dict[str, object], dict[str, object]]


@pytest.fixture
def written(slot) -> Callable[[], list[Change]]:
    """What of the schedule came on the record since it was last asked: what changed of each entry, before and after."""
    seen = set[int]()

    def fresh() -> list[Change]:
        connection.check_constraints()
        rows = LedgerEntry.objects.filter(kind=EntryKind.SCHEDULE).exclude(pk__in=seen).order_by("pk")
        found = [(row.pk, json.loads(row.before), json.loads(row.after)) for row in rows]
        seen.update(pk for pk, *_ in found)
        return [
            (
                {key: value for key, value in before.items() if after.get(key) != value},
                {key: value for key, value in after.items() if before.get(key) != value},
            )
            for _, before, after in found
        ]

    fresh()
    return fresh


def test_making_a_slot_and_its_jury_is_recorded(hall, slot, cast):
    connection.check_constraints()
    rows = LedgerEntry.objects.filter(kind=EntryKind.SCHEDULE).order_by("pk")
    assert {(row.subject_type, row.subject_id) for row in rows} == {("reviews.slot", slot.pk)}
    made, joined = [json.loads(row.after) for row in rows]
    assert made["proposal_id"] == slot.proposal_id
    assert (made["session_id"], made["place"], made["state"]) == (hall.pk, "Aula", "planned")
    assert joined == {"reviewer_id": cast.reviewer.pk}
    assert list(ledger.verify()) == []


def test_a_move_a_no_show_and_its_end_are_recorded_with_what_was_before(hall, slot, cast, written):
    services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    [(before, after)] = written()
    assert before.keys() == after.keys() == {"starts", "ends", "state"}
    assert (before["state"], after["state"]) == ("planned", "moved")
    with time_machine.travel(hour(11, 30), tick=False):
        services.mark_missed(slot, by=cast.coordinator)
        services.mark_missed(slot, by=cast.coordinator)
        assert written() == [({"state": "moved"}, {"state": "missed"})]
        services.mark_held(slot, by=cast.coordinator)
        assert written() == [({"state": "missed"}, {"state": "held"})]


def test_taking_out_is_recorded(slot, cast, written):
    services.take_out(slot, by=cast.coordinator)
    gone = sorted(written(), key=len)
    assert [after for _, after in gone] == [{}, {}]
    assert [set(before) for before, _ in gone] == [
        {"reviewer_id"}, {"proposal_id", "session_id", "starts", "ends", "place", "state"},
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["hand", "conflict", "task", "account", "sql"])
def test_every_way_off_a_jury_is_recorded(slot, cast, written, way):
    ways = {
        "hand": lambda: jury.drop_juror(slot, cast.reviewer, by=cast.coordinator),
        "conflict": lambda: Interest.objects.create(
            user=cast.reviewer, proposal_id=slot.proposal_id, reason="Saudara."
        ),
        "task": lambda: Assignment.objects.filter(reviewer=cast.reviewer).update(state="recused"),
        "account": lambda: User.objects.filter(pk=cast.reviewer.pk).update(is_active=False),
        "sql": lambda: SlotJury.objects.all()._raw_delete("default"),
    }
    ways[way]()
    assert written() == [({"reviewer_id": cast.reviewer.pk}, {})]


def test_what_is_written_past_the_portal_is_recorded_too(hall, slot, cast, written):
    Slot.objects.filter(pk=slot.pk).update(starts=hour(9, 10))
    [(before, after)] = written()
    assert (before.keys(), after.keys()) == ({"starts"}, {"starts"})
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    assert written() == [({}, {"reviewer_id": cast.third.pk})]


def test_the_record_names_the_person_of_the_page(page, hall, slot, cast, written):
    page(cast.coordinator).post(
        f"/penilaian/jadwal/{slot.pk}/", {"tindakan": "pindah", "ke": place(hall.stage, hour(11))}
    )
    assert len(written()) == 1
    assert LedgerEntry.objects.filter(kind=EntryKind.SCHEDULE).order_by("pk").last().actor == cast.coordinator


@pytest.mark.django_db(transaction=True)
def test_an_arrangement_is_recorded_when_it_is_done_and_not_when_it_is_refused(hall, talks, cast):
    lines = [Choice(talks[0].pk, place(hall.stage, hour(9))), Choice(talks[2].pk, place(hall.stage, hour(9)))]
    with pytest.raises(services.ReviewRefused):
        services.apply(hall.stage, lines, by=cast.coordinator)
    assert not LedgerEntry.objects.filter(kind=EntryKind.SCHEDULE).exists()
    services.apply(hall.stage, lines[:1], by=cast.coordinator)
    assert LedgerEntry.objects.filter(kind=EntryKind.SCHEDULE).count() == 2
    assert list(ledger.verify()) == []
